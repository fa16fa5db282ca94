// Derives (6.4): impls appended to the tables, with generated bodies that are typed like any
// others, where code is made of them.
//
// A derived impl of a generic type is conditional on its parameters. Whether the fields have the
// trait is judged before bodies are looked at, so that no error points into generated code (E2032);
// a refused impl keeps its place, but its bodies are broken.

import type { Span } from "../source/diagnostic.ts"
import { suggest } from "../source/suggest.ts"
import type { TypeDef } from "../syntax/item_ast.ts"
import { paramTypes } from "./declare_collect.ts"
import { boundKey, headKey, isLost } from "./context.ts"
import { addFn, addGeneric, addImpl } from "./declare_draft.ts"
import type { DeriveDraft, Draft } from "./declare_draft.ts"
import { indexImpl } from "./declare_impls.ts"
import { brokenExpr, method } from "./derive_ast.ts"
import type { Maker } from "./derive_ast.ts"
import { deriveBody } from "./derive_body.ts"
import { TRAITS } from "./elsewhere.ts"
import type { ImplItem, TypeItem } from "./items.ts"
import { onlyWritten } from "./needed.ts"
import { packageOf } from "./locality.ts"
import { lookupType } from "./scope.ts"
import { showType } from "./show.ts"
import { envOf, solve } from "./solve.ts"
import type { Need } from "./solve_state.ts"
import { DERIVABLE, traitHelp } from "./trait_help.ts"
import { HAS_ERROR, intern, substitute } from "./types.ts"
import type { TraitId, TypeId } from "./types.ts"

/** Appends the impls of all derives. */
export function derive(draft: Draft): void {
  for (const item of [...draft.items.typeItems]) {
    if (item.node === null) continue
    for (const [name, at] of deriveNames(draft, item, item.node)) {
      const trait = derivable(draft, item, name, at)
      if (trait === null) lose(draft, item)
      if (trait === null || item.derives.some((one) => one.trait === trait)) continue
      item.derives.push({ trait, at })
      if (item.kind !== "prim") addDerived(draft, item, trait, at)
    }
  }
}

/** Nobody knows what a derive that was refused would have given the type. */
function lose({ check, items }: Draft, { id }: TypeItem): void {
  check.lost.add(headKey(items.types, intern(items.types, { k: "named", item: id, args: [] })))
}

/** `#derive(A, B)` and `type T: A, B = …` say the same (D-21). */
function deriveNames(draft: Draft, item: TypeItem, node: TypeDef): [string, Span][] {
  const names: [string, Span][] = []
  for (const attr of node.attrs) {
    if (attr.name.name !== "derive") continue
    for (const { label, value } of attr.args) {
      if (label === null
        && value.kind === "name") names.push([value.name, { at: value.at, end: value.end }])
      else if (label === null && value.kind === "typeExpr" && value.type.kind === "typeRef") {
        names.push([value.type.path.at(-1)!.name, { at: value.at, end: value.end }])
      } else {
        draft.check.report("E1016", value, "`#derive` takes names of traits",
          "Write `#derive(Eq, Debug)`.")
        lose(draft, item)
      }
    }
  }
  for (const type of node.derives) names.push([type.path.at(-1)!.name,
    { at: type.at, end: type.end }])
  return names
}

function derivable(draft: Draft, item: TypeItem, name: string, at: Span): TraitId | null {
  const { check, items } = draft
  if (name === "Value") {
    check.report("E0900", at, "`Value` is not supported yet",
      "Leave it away: it only asks for another storage.")
    return null
  }
  const trait = items.known.traits.get(name)
  const found = lookupType(check, items.modules[item.module]!, name)
  // A name that was lost in broken syntax stands for what it always means.
  const same = found === "broken" || (found?.k === "trait" && found.trait === trait)
  if (!DERIVABLE.includes(name) || trait === undefined || !same) {
    const near = suggest(name, DERIVABLE)
      ?? DERIVABLE.find((one) => one === TRAITS.get(name)) ?? null
    check.report("E2033", at, `\`${name}\` cannot be derived`,
      near === null ? `Derivable are ${DERIVABLE.join(", ")}.` : `Did you mean \`${near}\`?`)
    // What is meant is derived, so that its users are not refused as well.
    return near === null ? null : items.known.traits.get(near) ?? null
  }
  if (name === "Default" && item.kind === "sum") {
    check.report("E2028", at, "`Default` cannot be derived for a sum type",
      "Implement it and choose a variant.")
    return null
  }
  return trait
}

function addDerived(draft: Draft, item: TypeItem, trait: TraitId, at: Span): void {
  const { items } = draft
  const impl = addImpl(items, "trait", item.module, null, at)
  impl.generics = item.generics.map((id) => addGeneric(items, items.generics[id]!.name, at))
  const args = paramTypes(items, impl.generics)
  impl.self = intern(items.types, { k: "named", item: item.id, args })
  impl.trait = { trait, args: [] }
  for (const predicate of item.predicates) {
    if (predicate.k === "bound") {
      const bound =
        { ...predicate.bound, args: predicate.bound.args.map((arg) => own(draft, item, impl, arg)) }
      impl.predicates.push({ ...predicate, subject: own(draft, item, impl, predicate.subject),
        bound })
    }
  }
  args.forEach((subject, index) => {
    const bound = { trait, args: [] }
    impl.predicates.push({ k: "bound", subject, bound, at })
    items.generics[impl.generics[index]!]!.bounds.push(bound)
  })
  indexImpl(draft, impl)
  addDerivedMethod(draft, item, impl, trait, at)
  draft.derives.push({ item: item.id, trait, impl: impl.id, at })
}

/** A type of the item in terms of the impl's own parameters. */
function own(draft: Draft, item: TypeItem, impl: ImplItem, type: TypeId): TypeId {
  const args = paramTypes(draft.items, impl.generics)
  return substitute(draft.items.types, type, (param) => args[item.generics.indexOf(param)] ?? null)
}

/** The other way: a type of the impl as one of the declaration. */
function asWritten(draft: Draft, item: TypeItem, impl: ImplItem, type: TypeId): TypeId {
  const args = paramTypes(draft.items, item.generics)
  return substitute(draft.items.types, type, (param) => args[impl.generics.indexOf(param)] ?? null)
}

function addDerivedMethod(
  draft: Draft, item: TypeItem, impl: ImplItem, trait: TraitId, at: Span,
): void {
  const { items } = draft
  const required = items.fns[items.traits[trait]!.methods[0]!]!
  const variants = item.variants.map((variant) => ({
    name: variant.name,
    fields: variant.fields.map(({ name, type }) => ({ name, type: own(draft, item, impl, type) })),
  }))
  const make = maker(draft, item, at)
  const subject = { items, make, item, variants, self: impl.self }
  // A body that nobody looks at is none.
  const body = onlyWritten(draft.check) ? brokenExpr(make)
    : deriveBody(subject, items.traits[trait]!.name)
  const node =
    method(make, required.name, required.params.map((param) => param.name!), required.hasSelf, body)
  const close = (type: TypeId): TypeId =>
    substitute(items.types, type, (param) => param === items.traits[trait]!.self ? impl.self : null)
  const fn = addFn(items, {
    name: required.name, module: item.module, kind: "trait-impl", pub: item.pub, clauses: [node],
    impl: impl.id,
    hasSelf: required.hasSelf, at, display: `${item.name}.${required.name}`,
    result: close(required.result),
    params: required.params.map((param) => ({ ...param, type: close(param.type), at })),
    returnsSelf: required.returnsSelf,
  })
  impl.methods.push(fn.id)
}

function maker(draft: Draft, item: TypeItem, at: Span): Maker {
  const { nodes } = draft.items.modules[item.module]!.file
  return {
    at, next: () => nodes.count++,
    resolve: (node, ref) => draft.check.resolvedNames.set(item.module, node, ref),
  }
}

/** Judges that fields, and supertraits, have what a derive needs. */
export function judgeDerives(draft: Draft): void {
  for (const one of draft.derives) {
    const item = draft.items.typeItems[one.item]!
    if (judgeSupers(draft, one) && judgeFields(draft, one, item)) continue
    const [fn] = draft.items.impls[one.impl]!.methods
    draft.items.fns[fn!]!.clauses[0]!.body = brokenExpr(maker(draft, item, one.at))
  }
}

function judgeSupers(draft: Draft, one: DeriveDraft): boolean {
  const { items, check } = draft
  const impl = items.impls[one.impl]!
  const env = envOf(items, impl.predicates)
  const trait = items.traits[one.trait]!
  for (const ref of trait.supers) {
    if (solve(items, ref, impl.self, env).k !== "none") continue
    const name = items.traits[ref.trait]!.name
    check.report(trait.name === "Hashable" ? "E2029" : "E2009", one.at,
      `\`${trait.name}\` needs \`${name}\` too`,
      `Derive \`${name}\` as well, or implement it.`)
    return false
  }
  return true
}

function judgeFields(draft: Draft, one: DeriveDraft, item: TypeItem): boolean {
  const { items, check } = draft
  const impl = items.impls[one.impl]!
  const env = envOf(items, impl.predicates)
  const trait = items.traits[one.trait]!.name
  let fine = true
  for (const variant of item.variants) {
    variant.fields.forEach((field, index) => {
      const type = own(draft, item, impl, field.type)
      if ((items.types.flags[type]! & HAS_ERROR) !== 0) { fine = false; return }
      const solution = solve(items, { trait: one.trait, args: [] }, type, env)
      if (solution.k !== "none") return
      fine = false
      const { self, ref } = solution.missing ?? { self: type, ref: { trait: one.trait, args: [] } }
      const lack = { self: asWritten(draft, item, impl, self), ref }
      // A key that cannot be one is told where the type is written.
      if (check.lacking.has(boundKey(lack.self, ref)) || isLost(check, lack.self)) return
      const name = field.name ?? `${index}`
      const where = item.kind === "sum" ? `\`${variant.name}\`` : `\`${item.name}\``
      check.report("E2032", one.at, `field \`${name}\` of ${where} is not \`${trait}\``,
        fieldHelp(draft, item, lack),
        { labels: [{ ...fieldSpan(item, variant.name, index),
          text: `this is \`${showType(items, field.type)}\`` }] })
    })
  }
  return fine
}

/** What to do about the part of a field that lacks a trait. */
function fieldHelp({ items }: Draft, item: TypeItem, lack: Need): string {
  const home = items.modules[item.module]!.package
  return items.types.nodes[lack.self]!.k === "proj" || packageOf(items, lack.self) === home
    ? traitHelp({ items, env: envOf(items, item.predicates), home }, lack.self, [lack.ref])
    : `\`${showType(items, lack.self)}\` cannot get it here: write this impl by hand.`
}

function fieldSpan(item: TypeItem, variant: string, index: number): Span {
  const body = item.node!.body
  const node = body.kind === "structBody" ? body.fields[index]!.type
    : body.kind === "sumBody"
      ? body.variants.find((one) => one.name.name === variant)!.fields[index]!.type : body
  return { at: node.at, end: node.end }
}
