// Coherence (6.2): where impls may stand, and that no two of them are in each other's way.

import { checkMethods } from "./coherence_methods.ts"
import { mayUnify, sameShape } from "./coherence_unify.ts"
import { headKey } from "./context.ts"
import { reportDuplicate } from "./declare_draft.ts"
import type { Draft } from "./declare_draft.ts"
import type { ImplItem, Items, Module } from "./items.ts"
import { isLocal, packageOf, traitPackage } from "./locality.ts"
import { showTraitRef, showType } from "./show.ts"
import { rank } from "./solve.ts"
import { ERROR } from "./types.ts"
import type { TraitId } from "./types.ts"

/** Judges all impls, `def impl`s and extensions. */
export function checkImpls(draft: Draft): void {
  for (const impl of draft.items.impls) {
    if (impl.kind === "def") checkMethods(draft, impl)
    if (impl.kind === "def" || impl.self === ERROR) continue
    checkOrphan(draft, impl)
    if (impl.kind === "trait" && impl.trait !== null && impl.node !== null) checkMethods(draft,
      impl)
  }
  for (const [trait, ids] of draft.items.implsByTrait) checkRow(draft, trait, ids)
  for (const ids of draft.items.inherentByHead.values()) checkInherent(draft, ids)
}

function checkOrphan(draft: Draft, impl: ImplItem): void {
  const { items } = draft
  const module = items.modules[impl.module]!
  if (module.package === "std") return
  const type = showType(items, impl.self)
  if (impl.kind === "trait") {
    if (impl.trait === null || isLocalImpl(items, impl, module)) return
    draft.check.report("E2010", impl.at,
      `neither \`${showTraitRef(items, impl.trait)}\` nor \`${type}\` is of this package`,
      "Wrap the type in a newtype of your own, or implement a trait of your own.")
  } else if (impl.kind === "inherent" && isForeign(items, impl)) {
    draft.check.report("E2010", impl.at, `\`${type}\` is not of this package`,
      "Add methods to it with `extend`, or with a trait of your own.")
  } else if (impl.kind === "extend" && !mayExtend(items, impl, module)) {
    const target = impl.node?.kind === "extend" ? impl.node.target : null
    const name = target?.kind === "typeRef" ? target.path.at(-1)!.name : type
    draft.check.report("E2010", impl.at, `\`${name}\` belongs to another package`,
      "Only built-in types, own types, and types bounded by an own trait may be extended.")
  }
}

/** Methods of its own for a type of another package. */
function isForeign(items: Items, impl: ImplItem): boolean {
  const module = items.modules[impl.module]!
  return module.package !== "std" && packageOf(items, impl.self) !== module.package
}

/**
 * The trait, one of its arguments or the type is of this package, or the type is a parameter
 * bounded here.
 */
function isLocalImpl(items: Items, impl: ImplItem, module: Module): boolean {
  if (isLocal(items, module.package, impl.self, impl.trait!)) return true
  return items.types.nodes[impl.self]!.k === "param" && boundedHere(items, impl, module)
}

function boundedHere(items: Items, impl: ImplItem, module: Module): boolean {
  return impl.predicates.some((predicate) =>
    predicate.k === "bound" && traitPackage(items, predicate.bound.trait) === module.package)
}

function mayExtend(items: Items, impl: ImplItem, module: Module): boolean {
  const node = items.types.nodes[impl.self]!
  if (node.k === "param") {
    return impl.predicates.some((predicate) => predicate.k === "bound"
      && [null, module.package].includes(traitPackage(items, predicate.bound.trait)))
  }
  const home = packageOf(items, impl.self)
  return home === null || home === module.package || boundedHere(items, impl, module)
}

/**
 * Pairs of impls of one trait that some type could choose both of: the more specific must be clear
 * (6.2).
 */
function checkRow(draft: Draft, trait: TraitId, ids: number[]): void {
  const { items } = draft
  const heads = new Map<string, ImplItem[]>()
  for (const id of ids) {
    const impl = items.impls[id]!
    const head = headKey(items.types, impl.self)
    heads.set(head, [...heads.get(head) ?? [], impl])
  }
  for (const impls of heads.values()) {
    impls.forEach((impl, index) => {
      for (const earlier of impls.slice(0, index)) checkPair(draft, trait, earlier, impl)
    })
  }
}

function checkPair(draft: Draft, trait: TraitId, earlier: ImplItem, impl: ImplItem): void {
  const { items, check } = draft
  const left = [earlier.self, ...earlier.trait!.args]
  const right = [impl.self, ...impl.trait!.args]
  if (rank(items.types, earlier) !== rank(items.types, impl)) return
  if (!mayUnify(items.types, left, right)) return
  const same = sameShape(items.types, left, right)
  const name = `\`${showType(items, impl.self)}: ${showTraitRef(items, impl.trait!)}\``
  const labels = [{ ...earlier.at, text: "the other one is here" }]
  if (same && sameBounds(earlier, impl)) {
    check.report("E2010", impl.at, `${name} is implemented twice`,
      `Remove one of the two impls of \`${items.traits[trait]!.name}\`.`, { labels })
  } else {
    check.report("E2021", impl.at,
      `${name} overlaps with another impl, and neither is more specific`,
      "Make one concrete, or give only one of them bounds.", { labels })
  }
}

function sameBounds(a: ImplItem, b: ImplItem): boolean {
  const traits = (impl: ImplItem): string => impl.predicates
    .map((predicate) => predicate.k === "bound" ? `${predicate.bound.trait}` : "=").sort().join()
  return traits(a) === traits(b)
}

/** Inherent methods of one name for types that may be the same are E2006. */
function checkInherent(draft: Draft, ids: number[]): void {
  const { items } = draft
  const byName = new Map<string, { impl: ImplItem; fn: number }[]>()
  for (const id of ids) {
    const impl = items.impls[id]!
    if (impl.kind !== "inherent" || isForeign(items, impl)) continue
    for (const fn of impl.methods) {
      const { name } = items.fns[fn]!
      const others = byName.get(name) ?? []
      const clash =
        others.find((one) => one.impl !== impl
          && mayUnify(items.types, [one.impl.self], [impl.self]))
      if (clash !== undefined) reportDuplicate(draft, items.fns[fn]!.clauses[0]!.name,
        items.fns[clash.fn]!.at)
      byName.set(name, [...others, { impl, fn }])
    }
  }
}
