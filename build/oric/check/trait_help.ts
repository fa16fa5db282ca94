// What to do about traits that a type lacks, as a sentence: a bound, a `#derive` with all that it
// asks for, or an impl where one may stand.

import type { Items, TypeItem } from "./items.ts"
import { isLocal, packageOf } from "./locality.ts"
import { showTraitRef, showType } from "./show.ts"
import { solve } from "./solve.ts"
import { lackOfObject } from "./solve_bounds.ts"
import type { Env } from "./solve.ts"
import type { TraitRef, TypeId } from "./types.ts"

/** The traits that `#derive` makes (6.4). */
export const DERIVABLE = ["Eq", "Hashable", "Comparable", "Clone", "Default", "Debug", "Printable"]

/** What is asked: the bounds in force there, and the package that would write the impl. */
export type Asking = { items: Items; env: Env; home: string }

/** What keys of maps and elements of sets have. */
export function keyTraits(items: Items): TraitRef[] {
  return ["Eq", "Hashable"].map((name) => ({ trait: items.known.traits.get(name)!, args: [] }))
}

/** How to give `self` the traits. */
export function traitHelp(asking: Asking, self: TypeId, refs: TraitRef[]): string {
  const { items, env, home } = asking
  const node = items.types.nodes[self]!
  const lacking = refs.filter((ref) => solve(items, ref, self, env).k === "none")
  const type = showType(items, self)
  if (node.k === "param" || node.k === "proj") {
    const bounds = lacking.map((ref) => showTraitRef(items, ref)).join(" + ")
    const owner = items.traits.find((one) => node.k === "param" && one.self === node.param)
    if (owner !== undefined) return `Make it a supertrait: \`trait ${owner.name}: ${bounds}\`.`
    return `Add the bound: \`${node.k === "proj" ? "where " : ""}${type}: ${bounds}\`.`
  }
  if (node.k === "object") return objectHelp(items, self, refs[0]!)
  if (node.k === "fn") return "Functions implement no traits: call it, or pass its result."
  const item = node.k === "named" ? items.typeItems[node.item]! : null
  const derived = item !== null && packageOf(items, self) === home
    ? deriveHelp(asking, self, item, lacking) : null
  if (derived !== null) return derived
  const [first] = lacking
  const trait = first === undefined ? null : items.traits[first.trait]!
  const common = trait !== null && items.modules[trait.module]!.isPrelude ? COMMON[trait.name]
    : undefined
  if (common !== undefined && trait?.pub === false) return common
  return first !== undefined && isLocal(items, home, self, first)
    ? `Write \`impl ${type}: ${showTraitRef(items, first)} { … }\`.`
    : common ?? `\`${type}\` is not of this package, so use a type of your own around it that has `
      + "the trait."
}

/** What to write where a type lacks a trait of the prelude that few types have. */
const COMMON: Readonly<Record<string, string>> = {
  Summable: "Numbers, durations and sizes have a sum: combine others with "
    + "`fold(initial: …, op: …)`.",
  Multipliable: "Numbers have a product: combine others with `fold(initial: …, op: …)`.",
  Collect: "A list, a set, or a map of pairs collects elements of its own type: `map` them first.",
  Into: "`into()` leads from `str` to `Error`, from `int` to `float`, from `Set<T>` to `[T]`, and "
    + "where the program has an `impl` of `Into`.",
}

function objectHelp(items: Items, self: TypeId, ref: TraitRef): string {
  if (lackOfObject(items, ref, self) !== null) {
    return "An object has no method that mentions `Self` or lacks `self`: use values of one type."
  }
  const both = `${showType(items, self)} + ${showTraitRef(items, ref)}`
  return `An object has the traits that its type names: write \`${both}\`.`
}

/** The traits as an attribute, with those that they need and the type lacks. */
function deriveHelp(
  asking: Asking, self: TypeId, item: TypeItem, refs: TraitRef[],
): string | null {
  const { items, env } = asking
  const traits = refs.map(({ trait }) => items.traits[trait]!)
  if (traits.some(({ name }) => !isDerivable(items, item, name))) return null
  const all = new Set(traits.flatMap(({ id, supers }) => [...supers.map(({ trait }) => trait), id]))
  const missing = [...all].filter((trait) =>
    solve(items, { trait, args: [] }, self, env).k === "none")
  const list = missing.map((trait) => items.traits[trait]!.name).join(", ")
  return item.derives.length > 0 ? `Add \`${list}\` to the \`#derive\` of \`${item.name}\`.`
    : `Put \`#derive(${list})\` before \`type ${item.name}\`, or write the impl.`
}

function isDerivable(items: Items, item: TypeItem, name: string): boolean {
  const functions = item.variants.some(({ fields }) =>
    fields.some(({ type }) => items.types.nodes[type]!.k === "fn"))
  return DERIVABLE.includes(name) && items.known.traits.has(name)
    && !(name === "Default" && item.kind === "sum") && !functions
}

/** What to do where a method is missing that comes with a derivable trait; null for others. */
export function methodTraitHelp(asking: Asking, self: TypeId, method: string): string | null {
  const { items, env } = asking
  const trait = DERIVABLE.flatMap((name) => items.known.traits.get(name) ?? [])
    .find((known) => items.traits[known]!.methods.some((fn) => items.fns[fn]!.name === method))
  if (trait === undefined) return null
  const ref = { trait, args: [] }
  const found = solve(items, ref, self, env)
  if (found.k !== "none") return null
  const { self: part, ref: lacking } = found.missing ?? { self, ref }
  const node = items.types.nodes[part]!
  const own = node.k === "param" || node.k === "proj" || packageOf(items, part) === asking.home
  const name = items.traits[trait]!.name
  return own ? `It comes with \`${name}\`. ${traitHelp(asking, part, [lacking])}` : null
}
