// Bodies of derived methods, one function a trait (6.4).

import type { Expr, Pattern } from "../syntax/ast.ts"
import {
  bind, binary, boolExpr, call, fieldOf, intExpr, local, match, refExpr, selfExpr, structExpr,
  template, tuple,
  tuplePattern, variantPattern, wildcard,
} from "./derive_ast.ts"
import type { Maker } from "./derive_ast.ts"
import type { Items, TypeItem } from "./items.ts"
import type { Ref } from "./typed.ts"
import { intern } from "./types.ts"
import type { TypeId } from "./types.ts"

type FieldOf = { name: string | null; type: TypeId }
type VariantOf = { name: string; fields: FieldOf[] }

/** What a body is made for; the variants' types are in terms of the impl's parameters. */
type Subject =
  { items: Items; make: Maker; item: TypeItem; variants: VariantOf[]; self: TypeId }

/** The body of the one method of a derivable trait. */
export function deriveBody(subject: Subject, trait: string): Expr {
  switch (trait) {
    case "Eq": return eqBody(subject)
    case "Hashable": return hashBody(subject)
    case "Comparable": return compareBody(subject)
    case "Clone": return cloneBody(subject)
    case "Default": return build(subject, 0, subject.variants[0]!.fields.map(({ type }) => (
      method(subject, "Default", type, []))))
    case "Debug": return textBody(subject, true)
    default: return textBody(subject, false)
  }
}

/**
 * A call of a trait's only method on a value whose type is known: nothing in scope can stand
 * between.
 */
function method(subject: Subject, trait: string, self: TypeId, args: Expr[]): Expr {
  const { items, make } = subject
  const id = items.known.traits.get(trait)!
  const fn = items.traits[id]!.methods[0]!
  const ref: Ref = {
    k: "assoc", callee: { k: "bound", ref: { trait: id, args: [] }, method: fn, self, types: [] },
  }
  const { name, params } = items.fns[fn]!
  const labels = args.length > params.length ? [null, ...params.map((param) => param.name)]
    : params.map((param) => param.name)
  return call(make, name, ref, args.map((arg, index) => [labels[index] ?? null, arg]))
}

function intType({ items }: Subject): TypeId {
  return intern(items.types, { k: "named", item: items.known.int, args: [] })
}

function isSum({ item }: Subject): boolean {
  return item.kind === "sum"
}

/** Whether no variant carries a payload. */
function isEnum(subject: Subject): boolean {
  return isSum(subject) && subject.variants.every((variant) => variant.fields.length === 0)
}

/** Fields of `self` or of another struct value, in order. */
function fieldsOf({ make, variants }: Subject, on: () => Expr): Expr[] {
  return variants[0]!.fields.map((field) => fieldOf(make, on(), field.name!))
}

/** Names for a variant's payload, and the pattern that binds them. */
function unpack(
  subject: Subject, variant: VariantOf, side: string,
): { pattern: Pattern; values: (() => Expr)[] } {
  const { make } = subject
  const names = variant.fields.map((_, index) => `__${side}${index}`)
  return {
    pattern: variantPattern(make, variant.name, names.map((name) => bind(make, name))),
    values: names.map((name) => () => local(make, name)),
  }
}

/**
 * Two values of a sum: an arm for each variant with both payloads, then `otherwise` for unlike
 * variants.
 */
function matchPairs(
  subject: Subject, arm: (left: Expr[], right: Expr[], variant: VariantOf) => Expr,
  otherwise: () => Expr,
): Expr {
  const { make, variants } = subject
  const arms = variants.map((variant): [Pattern, Expr] => {
    const left = unpack(subject, variant, "left")
    const right = unpack(subject, variant, "right")
    const values =
      arm(left.values.map((value) => value()), right.values.map((value) => value()), variant)
    return [tuplePattern(make, [left.pattern, right.pattern]), values]
  })
  if (variants.length > 1) arms.push([wildcard(make), otherwise()])
  return match(make, tuple(make, [selfExpr(make), local(make, "other")]), arms)
}

/** The number of a value's variant. */
function rank(subject: Subject, value: Expr): Expr {
  const { make, variants } = subject
  return match(make, value, variants.map((variant, index) => (
    [variantPattern(make, variant.name, variant.fields.map(() => wildcard(make))),
      intExpr(make, index)])))
}

function other(subject: Subject): Expr {
  return local(subject.make, "other")
}

function eqBody(subject: Subject): Expr {
  const { make } = subject
  const all = (left: Expr[], right: Expr[]): Expr => left
    .map((value, index) => binary(make, "==", value, right[index]!))
    .reduceRight((rest: Expr | null, test) => rest === null ? test : binary(make, "&&", test, rest),
      null)
    ?? boolExpr(make, true)
  if (isEnum(subject))
    return binary(make, "==", rank(subject, selfExpr(make)), rank(subject, other(subject)))
  if (isSum(subject)) return matchPairs(subject, all, () => boolExpr(make, false))
  return all(fieldsOf(subject, () => selfExpr(make)), fieldsOf(subject, () => other(subject)))
}

function hashBody(subject: Subject): Expr {
  const { items, make, variants } = subject
  const combine: Ref = { k: "fn", fn: items.known.fns.get("hash_combine") ?? -1, types: [] }
  const mix = (seed: Expr, value: Expr): Expr =>
    call(make, "hash_combine", combine, [["seed", seed], ["value", value]])
  const hashes = (start: Expr, values: Expr[], fields: FieldOf[]): Expr =>
    values.reduce((seed, value, index) =>
      mix(seed, method(subject, "Hashable", fields[index]!.type, [value])), start)
  if (isSum(subject)) {
    return match(make, selfExpr(make), variants.map((variant, index) => {
      const { pattern, values } = unpack(subject, variant, "left")
      const start = mix(intExpr(make, 0), intExpr(make, index))
      return [pattern, hashes(start, values.map((value) => value()), variant.fields)]
    }))
  }
  const [only] = variants
  const values = fieldsOf(subject, () => selfExpr(make))
  if (subject.item.kind === "newtype")
    return method(subject, "Hashable", only!.fields[0]!.type, values)
  return hashes(intExpr(make, 0), values, only!.fields)
}

function compareBody(subject: Subject): Expr {
  const { make, variants } = subject
  const ranks = (): Expr => method(subject, "Comparable", intType(subject),
    [rank(subject, selfExpr(make)), rank(subject, other(subject))])
  if (isEnum(subject)) return ranks()
  if (isSum(subject)) {
    return matchPairs(subject, (left, right, variant) =>
      compareAll(subject, left, right, variant.fields), ranks)
  }
  return compareAll(subject, fieldsOf(subject, () => selfExpr(make)),
    fieldsOf(subject, () => other(subject)),
    variants[0]!.fields)
}

/** The first unequal pair decides. */
function compareAll(subject: Subject, left: Expr[], right: Expr[], fields: FieldOf[]): Expr {
  const { items, make } = subject
  const steps =
    fields.map((field, index) =>
      method(subject, "Comparable", field.type, [left[index]!, right[index]!]))
  const last = steps.pop()
  if (last === undefined) {
    const item = items.known.ordering
    const variant = items.typeItems[item]!.variants.findIndex((one) => one.name === "Equal")
    return refExpr(make, "Equal", { k: "variant", item, variant })
  }
  return steps.reduceRight((rest, step) => match(make, step, [
    [variantPattern(make, "Equal", []), rest],
    [bind(make, "__order"), local(make, "__order")],
  ]), last)
}

function cloneBody(subject: Subject): Expr {
  const { make, variants } = subject
  if (isEnum(subject)) return selfExpr(make)
  const clones = (values: Expr[], fields: FieldOf[]): Expr[] =>
    values.map((value, index) => method(subject, "Clone", fields[index]!.type, [value]))
  if (!isSum(subject))
    return build(subject, 0, clones(fieldsOf(subject, () => selfExpr(make)), variants[0]!.fields))
  return match(make, selfExpr(make), variants.map((variant, index) => {
    const { pattern, values } = unpack(subject, variant, "left")
    return [pattern, build(subject, index, clones(values.map((value) => value()), variant.fields))]
  }))
}

/** A value of the type from the values of one variant's fields. */
function build(subject: Subject, index: number, values: Expr[]): Expr {
  const { make, item, variants } = subject
  const variant = variants[index]!
  if (item.kind === "struct")
    return structExpr(make, variant.fields.map((field, at) => [field.name!, values[at]!]))
  const ref: Ref = item.kind === "newtype" ? { k: "newtype", item: item.id }
    : { k: "variant", item: item.id, variant: index }
  if (values.length === 0) return refExpr(make, variant.name, ref)
  return call(make, variant.name, ref, values.map((value) => [null, value]))
}

/** `Debug` shows structs with field names and values by `debug`; `Printable` shows values only. */
function textBody(subject: Subject, debug: boolean): Expr {
  const { make, item, variants } = subject
  const show = (value: Expr, field: FieldOf): Expr => debug
    ? method(subject, "Debug", field.type, [value]) : value
  if (isSum(subject)) {
    return match(make, selfExpr(make), variants.map((variant) => {
      const { pattern, values } = unpack(subject, variant, "left")
      const shown = values.map((value, index) => show(value(), variant.fields[index]!))
      return [pattern,
        template(make, shown.length === 0 ? [variant.name] : listText(variant.name, shown))]
    }))
  }
  const { fields } = variants[0]!
  const shown =
    fieldsOf(subject, () => selfExpr(make)).map((value, index) => show(value, fields[index]!))
  if (!debug || item.kind === "newtype") return template(make, listText(item.name, shown))
  const parts =
    shown.flatMap((value, index) => [`${index === 0 ? "" : ", "}${fields[index]!.name}: `, value])
  return template(make, [`${item.name} {${parts.length === 0 ? "" : " "}`, ...parts, " }"])
}

/** `Name(a, b)`. */
function listText(name: string, values: Expr[]): (string | Expr)[] {
  const parts = values.flatMap((value, index) => index === 0 ? [value] : [", ", value])
  return [`${name}(`, ...parts, ")"]
}
