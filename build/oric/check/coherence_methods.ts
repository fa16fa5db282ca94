// Whether an impl gives what its trait asks for: methods with fitting signatures, supertraits,
// bounds of associated types, and no two inherited defaults of one name (6.2, 6.5).

import { counted } from "../source/counted.ts"
import type { Label, Span } from "../source/diagnostic.ts"
import { suggest } from "../source/suggest.ts"
import { isLost, isUnreadable } from "./context.ts"
import type { Draft } from "./declare_draft.ts"
import type { Fn, ImplItem, Items, Predicate, Trait } from "./items.ts"
import { declaredHere } from "./locality.ts"
import { isMarked } from "./scope.ts"
import { showImplTrait, showTraitRef, showType } from "./show.ts"
import { envOf, normalize, sameType, solve } from "./solve.ts"
import type { Env } from "./solve.ts"
import { instantiate, instantiateRef, supersOf, traitParams } from "./solve_bounds.ts"
import { ERROR, HAS_ERROR, intern } from "./types.ts"
import type { TraitId, TypeId } from "./types.ts"

/** Judges one impl of a trait, or one `def impl`. */
export function checkMethods(draft: Draft, impl: ImplItem): void {
  const { items, check } = draft
  if (impl.trait === null) return
  const trait = items.traits[impl.trait.trait]!
  let lacking: Fn[] = []
  const byName = new Map(impl.methods.map((id) => [items.fns[id]!.name, items.fns[id]!]))
  for (const id of trait.methods) {
    const wanted = items.fns[id]!
    const given = byName.get(wanted.name)
    if (given !== undefined && (isUnreadable(given) || isUnreadable(wanted))) continue
    if (given !== undefined) checkSignature(draft, impl, trait, wanted, given)
    else if (wanted.kind === "required" && !isMarked(check, impl.module, `.${wanted.name}`)) {
      lacking.push(wanted)
    }
  }
  for (const fn of byName.values()) {
    if (trait.methods.some((id) => items.fns[id]!.name === fn.name)) continue
    if (fn.name === "" || isMarked(check, trait.module, `.${fn.name}`)) continue
    const near = suggest(fn.name, lacking.map((wanted) => wanted.name))
    lacking = lacking.filter((wanted) => wanted.name !== near)
    check.report("E2040", fn.at, `\`${trait.name}\` has no method \`@${fn.name}\``,
      near === null ? "A trait impl adds nothing: move it to an inherent impl."
        : `Did you mean \`@${near}\`?`)
  }
  const [first] = lacking
  if (first !== undefined && !isLost(check, impl.self)) {
    const names = lacking.map((wanted) => `\`@${wanted.name}\``).join(", ")
    check.report("E2009", headSpan(impl), `this impl lacks ${names} of \`${trait.name}\``,
      `Add \`@${first.name} ${showSignature(items, impl, trait, first)}\`${
        lacking.length > 1 ? ", and the others" : ""}.`,
      { labels: lacking.flatMap((wanted) => labelAt(items, impl, wanted)) })
  }
  if (impl.kind === "trait") checkPromises(draft, impl, trait)
}

function labelAt(items: Items, impl: ImplItem, wanted: Fn): Label[] {
  return declaredHere(items, impl.module, wanted.module, wanted.at)
}

function headSpan(impl: ImplItem): Span {
  if (impl.node?.kind === "impl" && impl.node.trait !== null) return impl.node.trait
  return impl.at
}

/** A type of the trait's method as the impl must have it; `fn` gives its own type parameters. */
function closeType(
  items: Items, impl: ImplItem, trait: Trait, wanted: Fn, fn: Fn | null, type: TypeId,
): TypeId {
  const params = [...traitParams(items, trait.id), ...wanted.generics]
  const own = fn === null ? wanted.generics : fn.generics
  const args =
    [impl.self, ...impl.trait!.args,
      ...own.map((id) => intern(items.types, { k: "param", param: id }))]
  return instantiate(items.types, type, params, args)
}

function showSignature(items: Items, impl: ImplItem, trait: Trait, wanted: Fn): string {
  const show = (type: TypeId): string => {
    const closed = closeType(items, impl, trait, wanted, null, type)
    return impl.kind === "trait"
      ? showType(items, normalize(items, closed, envOf(items, impl.predicates)))
      : showType(items, type)
  }
  const params = wanted.params.map((param) => `${param.name ?? "_"}: ${show(param.type)}`)
  const self = wanted.hasSelf && impl.kind !== "def" ? ["self"] : []
  const result = wanted.opaque === null ? show(wanted.result)
    : showImplTrait(items, wanted.opaque, show)
  return `(${[...self, ...params].join(", ")}) -> ${result}`
}

function checkSignature(draft: Draft, impl: ImplItem, trait: Trait, wanted: Fn, given: Fn): void {
  const { items } = draft
  const env = envOf(items, [...impl.predicates, ...given.predicates])
  const problem = mismatch(draft, impl, trait, wanted, given, env)
  if (problem !== null) {
    draft.check.report("E2001", problem.at,
      `\`@${given.name}\` does not fit \`${trait.name}\`: ${problem.message}`,
      `The trait asks for \`@${wanted.name} ${showSignature(items, impl, trait, wanted)}\`.`,
      { labels: labelAt(items, impl, wanted) })
    return
  }
  checkBounds(draft, impl, trait, wanted, given)
}

type Problem = { at: Span; message: string }

function mismatch(
  draft: Draft, impl: ImplItem, trait: Trait, wanted: Fn, given: Fn, env: Env,
): Problem | null {
  const { items } = draft
  const at = given.at
  if (given.generics.length !== wanted.generics.length) {
    const message =
      `it has ${counted(given.generics.length, "type parameter")}, not ${wanted.generics.length}`
    return { at, message }
  }
  if (!selfFits(items, impl, trait, wanted, given)) {
    return { at, message: wanted.hasSelf ? "it lacks `self`" : "it has no `self` there" }
  }
  if (given.params.length !== wanted.params.length) {
    const message = `it has ${counted(given.params.length, "parameter")}, not ${
      wanted.params.length}`
    return { at, message }
  }
  const same = (type: TypeId, other: TypeId): boolean =>
    sameType(items, type, closeType(items, impl, trait, wanted, given, other), env)
  for (const [index, param] of given.params.entries()) {
    const other = wanted.params[index]!
    if (!same(param.type, other.type) || param.variadic !== other.variadic) {
      return { at: param.at, message: `this parameter is \`${showType(items, param.type)}\`` }
    }
  }
  const fits = wanted.opaque === null ? same(given.result, wanted.result)
    : keepsPromises(items, wanted.opaque, given.result, env,
      (type) => closeType(items, impl, trait, wanted, given, type))
  if (fits) return null
  return { at: given.clauses[0]!.result,
    message: `it results in \`${showType(items, given.result)}\`` }
}

/** Where the trait asks for `impl Bounds where Name == Type`, any type will do that has them. */
function keepsPromises(
  items: Items, { bounds, equals }: NonNullable<Fn["opaque"]>, result: TypeId, env: Env,
  close: (type: TypeId) => TypeId,
): boolean {
  if ((items.types.flags[result]! & HAS_ERROR) !== 0) return true
  const refs = bounds.flatMap(({ trait, args }) =>
    supersOf(items, { trait, args: args.map(close) }, result))
  const equal = ({ name, type }: { name: string; type: TypeId }): boolean => refs.every((ref) => {
    if (!items.traits[ref.trait]!.assocTypes.some((one) => one.name === name)) return true
    const own = intern(items.types, { k: "proj", self: result, ref, name })
    return sameType(items, own, close(type), env)
  })
  return refs.every((ref) => solve(items, ref, result, env).k !== "none") && equals.every(equal)
}

/** Capabilities ignore `self` (D-36); other methods have it exactly where the trait has it. */
function selfFits(items: Items, impl: ImplItem, trait: Trait, wanted: Fn, given: Fn): boolean {
  if (impl.kind === "def" || wanted.hasSelf === given.hasSelf) return true
  return !wanted.hasSelf && !mentionsSelf(items, trait, wanted)
}

function mentionsSelf(items: Items, trait: Trait, fn: Fn): boolean {
  const probe = (type: TypeId): boolean =>
    instantiate(items.types, type, [trait.self], [ERROR]) !== type
  return [...fn.params.map((param) => param.type), fn.result].some(probe)
}

/** A method may not ask more of its type parameters than the trait lets callers know. */
function checkBounds(draft: Draft, impl: ImplItem, trait: Trait, wanted: Fn, given: Fn): void {
  const { items, check } = draft
  if (given.predicates.length === 0) return
  const promised = wanted.predicates.map((predicate) => {
    const close = (type: TypeId): TypeId => closeType(items, impl, trait, wanted, given, type)
    return predicate.k === "equals"
      ? { ...predicate, subject: close(predicate.subject), type: close(predicate.type) }
      : { ...predicate, subject: close(predicate.subject),
        bound: { ...predicate.bound, args: predicate.bound.args.map(close) } }
  })
  const env = envOf(items, [...impl.predicates, ...promised])
  for (const predicate of given.predicates) {
    const asked = unmet(items, predicate, env)
    if (asked === null) continue
    check.report("E2009", predicate.at,
      `\`@${given.name}\` asks for \`${asked}\`, which \`${trait.name}\` does not`,
      "Bound the impl's own parameters instead, or drop the bound.")
  }
}

/** How a bound reads that does not hold; null for one that does. */
function unmet(items: Items, predicate: Predicate, env: Env): string | null {
  if (predicate.k === "bound") {
    return solve(items, predicate.bound, predicate.subject, env).k !== "none" ? null
      : showTraitRef(items, predicate.bound)
  }
  return sameType(items, predicate.subject, predicate.type, env) ? null
    : `${showType(items, predicate.subject)} == ${showType(items, predicate.type)}`
}

/** Supertraits, `where` clauses of the trait, bounds of associated types. */
function checkPromises(draft: Draft, impl: ImplItem, trait: Trait): void {
  const { items, check } = draft
  const { types } = items
  const env = envOf(items, impl.predicates)
  const params = traitParams(items, trait.id)
  const args = [impl.self, ...impl.trait!.args]
  const lacks = (type: TypeId, ref: { trait: TraitId; args: TypeId[] }): boolean =>
    (types.flags[type]! & HAS_ERROR) === 0 && !isLost(check, type)
      && solve(items, ref, normalize(items, type, env), env).k === "none"
  for (const parent of trait.supers) {
    const ref = instantiateRef(types, parent, params, args)
    if (!lacks(impl.self, ref)) continue
    check.report("E2009", headSpan(impl),
      `\`${trait.name}\` needs \`${showType(items, impl.self)}: ${showTraitRef(items, ref)}\``,
      `Implement \`${showTraitRef(items, ref)}\` too.`)
  }
  for (const predicate of trait.predicates) {
    const subject = instantiate(types, predicate.subject, params, args)
    if (predicate.k === "equals") {
      const type = instantiate(types, predicate.type, params, args)
      if (sameType(items, subject, type, env)) continue
      check.report("E2018", headSpan(impl),
        `\`${showType(items, subject)}\` is \`${showType(items, normalize(items, subject, env))}`
          + `\`, not \`${showType(items, normalize(items, type, env))}\``,
        `\`${trait.name}\` asks for it.`)
      continue
    }
    const ref = instantiateRef(types, predicate.bound, params, args)
    if (!lacks(subject, ref)) continue
    check.report("E2009", headSpan(impl),
      `\`${showType(items, normalize(items, subject, env))}\` is not `
        + `\`${showTraitRef(items, ref)}\``,
      `\`${trait.name}\` asks for it.`)
  }
  for (const assoc of trait.assocTypes) {
    const type = impl.assocTypes.get(assoc.name)
    if (type === undefined) continue
    for (const bound of assoc.bounds) {
      const ref = instantiateRef(types, bound, params, args)
      if (!lacks(type, ref)) continue
      check.report("E2018", assocSpan(impl, assoc.name),
        `\`${assoc.name}\` is \`${showType(items, type)}\`, `
          + `which is not \`${showTraitRef(items, ref)}\``,
        "Choose a type that satisfies the bound of the trait.")
    }
  }
  checkDefaults(draft, impl, trait)
}

function assocSpan(impl: ImplItem, name: string): Span {
  const own = impl.node?.kind === "impl" ? impl.node.types.find((type) => type.name.name === name)
    : undefined
  return own ?? headSpan(impl)
}

/** E2022: two supertraits give the type a default of one name, and neither impl overrides it. */
function checkDefaults(draft: Draft, impl: ImplItem, trait: Trait): void {
  const { items, check } = draft
  if (trait.supers.length === 0) return
  const seen = new Map<string, Trait>()
  for (const ref of supersOf(items, impl.trait!, impl.self)) {
    const parent = items.traits[ref.trait]!
    const owner = ref.trait === trait.id ? impl : implOf(items, ref, impl)
    for (const id of parent.methods) {
      const { name, kind } = items.fns[id]!
      const overridden = owner?.methods.some((own) => items.fns[own]!.name === name) ?? true
      if (kind !== "default" || overridden) continue
      const other = seen.get(name)
      if (other !== undefined && other !== parent) {
        check.report("E2022", headSpan(impl),
          `\`${other.name}\` and \`${parent.name}\` both give a default \`@${name}\``,
          "Override it in the impl of one of them.")
      }
      seen.set(name, parent)
    }
  }
}

function implOf(
  items: Items, ref: { trait: TraitId; args: TypeId[] }, impl: ImplItem,
): ImplItem | null {
  const found = solve(items, ref, impl.self, envOf(items, impl.predicates))
  return found.k === "impl" ? items.impls[found.impl]! : null
}
