// Types, trait references, bounds and `uses` as written → ids, in declarations and in bodies.

import type { Span } from "../source/diagnostic.ts"
import { NONE } from "../source/list.ts"
import type { Cap, Type, TypeRef } from "../syntax/ast.ts"
import type { Name } from "../syntax/node.ts"
import type { Check } from "./context.ts"
import { TRAITS, TYPES, VALUES } from "./elsewhere.ts"
import type { CapSet, Module } from "./items.ts"
import { fillArgs, wantBounds } from "./resolve_args.ts"
import { projectPath, variantAsType } from "./resolve_project.ts"
import type { TypeScope } from "./resolve_scope.ts"
import {
  importHelp, lookupCapset, lookupModule, lookupType, lookupValue, markBroken, memberType,
  suggestType,
} from "./scope.ts"
import { ERROR, HAS_ERROR, intern, NEVER, objectOf, VOID } from "./types.ts"
import type { TraitId, TraitRef, TypeId, TypeItemId } from "./types.ts"

export { fnScope, implScope, moduleScope, traitScope } from "./resolve_scope.ts"
export type { Need, TypeScope } from "./resolve_scope.ts"

/** The type that `node` names, ERROR after a report. */
export function resolveType(check: Check, scope: TypeScope, node: Type): TypeId {
  const { items: { types, known } } = check
  switch (node.kind) {
    case "typeRef": return resolveTypeRef(check, scope, node)
    case "selfType": return scope.self ?? noSelf(check, node)
    case "voidType": return VOID
    case "neverType": return NEVER
    case "inferType": return scope.fresh !== null ? scope.fresh() : noInfer(check, node)
    case "listType": {
      if (node.max !== null) later(check, node, "lists with a fixed capacity (`[T, max N]`)")
      return intern(types,
        { k: "named", item: known.list, args: [resolveType(check, scope, node.of)] })
    }
    case "mapType": {
      const args = [resolveType(check, scope, node.key), resolveType(check, scope, node.value)]
      wantBounds(check, scope, known.map, args, node)
      return intern(types, { k: "named", item: known.map, args })
    }
    case "tupleType": return resolveTuple(check, scope, node.items)
    case "fnType": {
      const args = node.params.map((param) => resolveType(check, scope, param))
      return intern(types, { k: "fn", args, result: resolveType(check, scope, node.result) })
    }
    case "implType": return noImpl(check, node)
    case "sumType": return resolveObject(check, scope, node.bounds)
    case "constType": return later(check, node, "constant type arguments")
    case "broken": return ERROR
  }
}

/** `()` is void and `(T)` is `T`: tuples have two items or more. */
function resolveTuple(check: Check, scope: TypeScope, items: Type[]): TypeId {
  const args = items.map((item) => resolveType(check, scope, item))
  if (args.length === 0) return VOID
  return args.length === 1 ? args[0]! : intern(check.items.types, { k: "tuple", args })
}

type Head =
  | { k: "type"; type: TypeId; rest: Name[] }
  | { k: "item"; item: TypeItemId; rest: Name[] }
  | { k: "trait"; trait: TraitId; rest: Name[] }

function resolveTypeRef(check: Check, scope: TypeScope, node: TypeRef): TypeId {
  const head = resolveHead(check, scope, node.path)
  if (head === null) return ERROR
  const inner = head.rest.length > 0
  if (head.k === "trait") {
    return inner ? unknownType(check, scope, head.rest[0]!) : resolveObject(check, scope, [node])
  }
  const type = head.k === "type" ? head.type
    : itemType(check, scope, head.item, inner ? [] : node.args, node)
  if (node.args.length > 0 && (inner || head.k === "type")) {
    const name = node.path.at(-1)!.name
    check.report("E2015", node, `\`${name}\` takes no type arguments`, "Leave the `<…>` away.")
  }
  return inner ? projectPath(check, scope, type, head.rest) : type
}

function itemType(
  check: Check, scope: TypeScope, item: TypeItemId, nodes: Type[], at: Span,
): TypeId {
  const { items } = check
  const { generics, name } = items.typeItems[item]!
  const written = nodes.map((node) => resolveType(check, scope, node))
  const args = fillArgs(check, name, generics, written, [], at)
  wantBounds(check, scope, item, args, at)
  return intern(items.types, { k: "named", item, args })
}

/** What the first names of a path mean; null after a report. */
function resolveHead(check: Check, scope: TypeScope, path: Name[]): Head | null {
  const first = path[0]!
  if (first.name === "Self" && scope.self !== null)
    return { k: "type", type: scope.self, rest: path.slice(1) }
  const generic = scope.generics.get(first.name)
  if (generic !== undefined) {
    return { k: "type", type: intern(check.items.types, { k: "param", param: generic }),
      rest: path.slice(1) }
  }
  const module = path.length > 1 ? lookupModule(scope.module, first.name) : null
  const found = module === null
    ? lookupType(check, scope.module, first.name)
    : memberType(check, module, path[1]!.name)
  if (found === "broken") return null
  if (found === null) {
    if (module === null) {
      unknownType(check, scope, first)
      sayOnce(check, scope.module, first)
    } else noMember(check, module, path[1]!)
    return null
  }
  const rest = path.slice(module === null ? 1 : 2)
  return found.k === "type" ? { k: "item", item: found.item, rest }
    : { k: "trait", trait: found.trait, rest }
}

function noMember(check: Check, module: number, name: Name): void {
  check.report("E1102", name,
    `\`${check.items.modules[module]!.path}\` has no public type \`${name.name}\``,
    "Check the name, or make it `pub` there.")
}

/** A trait object: each of its bounds is object-safe. */
function resolveObject(check: Check, scope: TypeScope, nodes: Type[]): TypeId {
  const bounds: TraitRef[] = []
  for (const node of nodes) {
    if (node.kind !== "typeRef") {
      check.report("E2002", node, "only traits can be joined with `+`",
        "Write a type alone, or traits: `A + B`.")
      return ERROR
    }
    const ref = resolveTraitRef(check, scope, node, ERROR)
    if (ref === null) return ERROR
    const trait = check.items.traits[ref.trait]!
    if (!trait.objectSafe) {
      check.report("E2024", node, `\`${trait.name}\` cannot be a trait object`,
        "A method of it mentions `Self` or is generic: use a type parameter with this bound.")
      return ERROR
    }
    if (defaultsToSelf(check, node, ref)) {
      check.report("E2024", node, `an object of \`${trait.name}\` has no \`Self\` for its defaults`,
        `Write the arguments: \`${trait.name}<…>\`.`)
      return ERROR
    }
    bounds.push(ref)
  }
  return intern(check.items.types, objectOf(bounds))
}

/** An object's `Self` is broken, so a default that mentions it is too. */
function defaultsToSelf(check: Check, node: TypeRef, ref: TraitRef): boolean {
  const { traits, generics, types } = check.items
  const params = traits[ref.trait]!.generics.slice(1)
  return ref.args.some((arg, index) => index >= node.args.length &&
    generics[params[index]!]!.default !== null && (types.flags[arg]! & HAS_ERROR) !== 0)
}

/**
 * The trait that `node` names with its arguments, defaults filled in (`self`: the implementing
 * type); null after a report.
 */
export function resolveTraitRef(
  check: Check, scope: TypeScope, node: TypeRef, self: TypeId,
): TraitRef | null {
  const trait = resolveTrait(check, scope, node.path)
  if (trait === null) return null
  const { generics, name } = check.items.traits[trait]!
  const written = node.args.map((arg) => resolveType(check, scope, arg))
  return { trait,
    args: fillArgs(check, name, generics.slice(1), written, [[generics[0]!, self]], node) }
}

/** The trait that a path names; null after a report. */
export function resolveTrait(
  check: Check, scope: TypeScope, path: Name[], unknown: "E2002" | "E2012" = "E2002",
): TraitId | null {
  const name = path.at(-1)!
  const module = path.length > 1 ? lookupModule(scope.module, path[0]!.name) : null
  const found = module !== null ? memberType(check, module, name.name)
    : path.length === 1 ? lookupType(check, scope.module, name.name) : null
  if (found === "broken") return null
  if (found !== null && found.k === "trait") {
    const wrong = unknown === "E2012" && refuseParameters(check, found.trait, name)
    return wrong ? null : found.trait
  }
  if (found !== null || scope.generics.has(name.name)) {
    check.report("E2002", name, `\`${name.name}\` is a type, not a trait`,
      "Only a trait can stand here.")
    return null
  }
  if (lookupCapset(check, scope.module, name.name) !== null) {
    check.report("E1223", name, `\`${name.name}\` is a capability set, not a trait`,
      "A set can stand in `uses` and in other sets only; name its members here.")
    return null
  }
  if (unknown === "E2012") {
    if (path.length === 1) sayOnce(check, scope.module, name)
    return unknownCapability(check, scope.module, name)
  }
  const near = suggestType(check, scope.module, name.name)
  if (path.length === 1) sayOnce(check, scope.module, name)
  check.report(unknown, name, `unknown trait \`${name.name}\``,
    importHelp(check, scope.module, name.name, "types")
      ?? didYouMean(TRAITS.get(name.name) ?? near, "Declare it, or import it with `use`."))
  return null
}

function unknownCapability(check: Check, place: Module, name: Name): null {
  const near = suggestType(check, place, name.name)
  check.report("E2012", name, `unknown capability \`${name.name}\``,
    importHelp(check, place, name.name, "types") ?? VALUES.get(name.name)
      ?? didYouMean(near, "A capability is a trait, or a set declared with `capset`."))
  return null
}

/** A capability is named without type arguments (14.1), so its trait has no parameters. */
export function refuseParameters(check: Check, trait: TraitId, at: Span): boolean {
  const { name, node } = check.items.traits[trait]!
  if (node === null || node.generics.length === 0) return false
  check.report("E2015", at, `\`${name}\` needs type arguments, which a capability cannot have`,
    "Declare a trait without parameters, one for each type that is needed.")
  return true
}

/** What a function without `uses` has. */
export const NO_CAPS: Readonly<CapSet> = {
  traits: NONE, suspend: false, unsafe: false, ffi: false, broken: false,
}

/** Expands `uses A, B`: sets become their members, markers and FFI become flags. */
export function resolveCaps(check: Check, scope: TypeScope, caps: Cap[]): Readonly<CapSet> {
  if (caps.length === 0) return NO_CAPS
  const traits = new Set<TraitId>()
  const set: CapSet = { ...NO_CAPS }
  for (const cap of caps) {
    const name = cap.path[0]!.name
    if (cap.library !== null || (name === "FFI" && cap.path.length === 1)) set.ffi = true
    else addCap(check, scope, cap, set, traits)
  }
  set.traits = [...traits].sort((a, b) => a - b)
  return set
}

function addCap(check: Check, scope: TypeScope, cap: Cap, set: CapSet, traits: Set<TraitId>): void {
  const name = cap.path.at(-1)!
  const module = cap.path.length > 1 ? lookupModule(scope.module, cap.path[0]!.name) : null
  const place = module === null ? scope.module : check.items.modules[module]!
  const capset = lookupCapset(check, place, name.name)
  if (capset !== null && capset !== "broken") return mergeCaps(set, traits, capset.members)
  const found = module === null
    ? lookupType(check, place, name.name) : memberType(check, module, name.name)
  if (capset === "broken" || found === "broken") return void (set.broken = true)
  if (found === null || found.k !== "trait") {
    set.broken = true
    unknownCapability(check, place, name)
    return module === null ? sayOnce(check, place, name) : undefined
  }
  if (refuseParameters(check, found.trait, name)) return void (set.broken = true)
  addTrait(check, found.trait, set, traits)
}

/** Adds one trait to a set: markers as flags. */
export function addTrait(check: Check, trait: TraitId, set: CapSet, traits: Set<TraitId>): void {
  const { marker, name } = check.items.traits[trait]!
  if (!marker) traits.add(trait)
  else if (name === "Suspend") set.suspend = true
  else set.unsafe = true
}

/** Adds the members of another set. */
export function mergeCaps(set: CapSet, traits: Set<TraitId>, other: CapSet): void {
  for (const trait of other.traits) traits.add(trait)
  set.suspend ||= other.suspend
  set.unsafe ||= other.unsafe
  set.ffi ||= other.ffi
  set.broken ||= other.broken
}

/** The same unknown name elsewhere in the file is the same mistake; values keep their meaning. */
export function sayOnce(check: Check, module: Module, { name }: Name): void {
  if (name !== "Self" && !check.prelude.values.has(name)) markBroken(check, module.id, name)
}

function unknownType(check: Check, scope: TypeScope, name: Name): TypeId {
  if (name.name === "JsPromise")
    return later(check, name, "`JsPromise` other than as the result of a foreign function")
  if (lookupCapset(check, scope.module, name.name) !== null) {
    check.report("E1223", name, `\`${name.name}\` is a capability set, not a type`,
      "It can stand in `uses` only.")
    return ERROR
  }
  const value = lookupValue(check, scope.module, name.name)
  const isVariant = value !== null && value !== "broken" && value.k === "variant"
  if (isVariant && variantAsType(check, value.item, name)) return ERROR
  check.report("E2002", name, `unknown type \`${name.name}\``,
    unknownTypeHelp(check, scope, name.name))
  return ERROR
}

function unknownTypeHelp(check: Check, scope: TypeScope, name: string): string {
  if (name === "Self") return "`Self` is known in `impl`, `trait` and `extend` only."
  return parameterHelp(name) ?? importHelp(check, scope.module, name, "types") ?? TYPES.get(name)
    ?? didYouMean(suggestType(check, scope.module, name),
    "Declare it, or import it with `use`.")
}

/** What to do about a name that people give to type parameters. */
export function parameterHelp(name: string): string | null {
  return !/^[A-Z]\d?$/.test(name) ? null
    : `A type parameter is declared first: \`@f<${name}> (…)\`, \`type P<${name}>\`, ` +
      `\`impl<${name}> …\`, \`extend<${name}> …\`.`
}

/** Help for a name that is not known. */
export function didYouMean(near: string | null, otherwise: string): string {
  return near === null ? otherwise : `Did you mean \`${near}\`?`
}

function noSelf(check: Check, node: Span): TypeId {
  check.report("E2002", node, "there is no `Self` here",
    "`Self` is known in `impl`, `trait` and `extend` only.")
  return ERROR
}

function noInfer(check: Check, node: Span): TypeId {
  check.report("E2005", node, "`_` is not allowed in a signature",
    "Write the type; only bodies are inferred.")
  return ERROR
}

function noImpl(check: Check, node: Span): TypeId {
  check.report("E0810", node, "`impl Trait` can only be the result of a function",
    "Use a type parameter with this bound.")
  return ERROR
}

function later(check: Check, node: Span, what: string): TypeId {
  check.report("E0900", node, `${what} are not supported yet`, "Use a form of the core language.")
  return ERROR
}
