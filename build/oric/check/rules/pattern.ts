// Patterns as the decision-tree builder sees them: names settled, fields in declaration order, ends
// of ranges known.
//
// A pattern is a shape plus the locals that bind the whole value there. A name under alternatives
// is one local, the one of its first appearance: every alternative binds it (L 8.1).

import type { Span } from "../../source/diagnostic.ts"
import type { Endpoint, LiteralValue, Pattern } from "../../syntax/ast.ts"
import type { NodeId } from "../../syntax/node.ts"
import type { Items, TypeItem } from "../items.ts"
import type { LocalId, Typed, Value } from "../typed.ts"
import type { TypeId } from "../types.ts"
import { itemOf } from "./shape.ts"

export type Pat = { binds: LocalId[]; type: TypeId; shape: Shape }
export type Shape =
  | { k: "any" }
  | { k: "variant"; variant: number; args: Pat[] }
  | { k: "tuple"; items: Pat[] }
  | { k: "list"; items: Pat[]; rest: LocalId[] | null }
  | { k: "value"; value: Value }
  | RangeShape
  | { k: "or"; alternatives: Pat[] }
/** Both ends inclusive; empty when `low > high`. */
export type RangeShape = { k: "range"; low: bigint; high: bigint; at: Span }

/** What building needs to know, and what it found on the way. */
export type PatternContext = {
  items: Items
  typed: Typed
  /** Value of a range end that is a constant; null when it has none. */
  constant: (end: Endpoint & { kind: "const" }) => Value | null
  /** Locals by name, within one arm. */
  names: Map<string, LocalId>
  /** A part could not be settled; inference reported why, and nothing is judged. */
  broken: boolean
}

export const ANY: Shape = { k: "any" }

/** A pattern that matches everything and binds nothing. */
export function anyPat(type: TypeId): Pat {
  return { binds: [], type, shape: ANY }
}

/** True when every value of the type matches at once, whatever the type. */
export function isAny(pat: Pat): boolean {
  return pat.shape.k === "any"
}

/** The pattern `node` as rows of the matrix hold it. */
export function patternOf(context: PatternContext, node: Pattern): Pat {
  const type = context.typed.type[node.id] ?? -1
  switch (node.kind) {
    case "wildcard": return anyPat(type)
    case "bindPattern": {
      if (context.typed.variant[node.id] !== undefined) return variantPat(context, node, [])
      return { binds: [local(context, node.name.name, node.id)], type, shape: ANY }
    }
    case "atPattern": {
      const inner = patternOf(context, node.pattern)
      return { ...inner, binds: [local(context, node.name.name, node.id), ...inner.binds] }
    }
    case "literalPattern": {
      const value = literal(context, type, node.value)
      return { binds: [], type, shape: { k: "value", value } }
    }
    case "rangePattern": return { binds: [], type, shape: range(context, node) }
    case "variantPattern": return variantPat(context, node, node.args ?? [])
    case "structPattern": return structPat(context, node)
    case "tuplePattern": {
      if (node.items.length === 0) return anyPat(type)
      const items = node.items.map((item) => patternOf(context, item))
      return { binds: [], type, shape: { k: "tuple", items } }
    }
    case "listPattern": return listPat(context, node)
    case "orPattern": {
      const alternatives = node.alternatives.map((alternative) => patternOf(context, alternative))
      return { binds: [], type, shape: { k: "or", alternatives } }
    }
    case "broken": return broken(context)
  }
}

function local(context: PatternContext, name: string, id: NodeId): LocalId {
  const known = context.names.get(name)
  if (known !== undefined) return known
  context.names.set(name, id)
  return id
}

function broken(context: PatternContext): Pat {
  context.broken = true
  return anyPat(-1)
}

function literal(context: PatternContext, type: TypeId, value: LiteralValue): Value {
  switch (value.kind) {
    case "int": {
      const isByte = type >= 0 && itemOf(context.items, type)?.id === context.items.known.byte
      return isByte ? { k: "byte", value: Number(value.value) } : { k: "int", value: value.value }
    }
    case "str": return { k: "str", value: value.value }
    case "char": return { k: "char", value: value.value }
    case "byte": return { k: "byte", value: value.value }
    case "bool": return { k: "bool", value: value.value }
  }
}

function range(context: PatternContext, node: Pattern & { kind: "rangePattern" }): Shape {
  const low = endOf(context, node.from)
  const high = endOf(context, node.to)
  if (low === null || high === null) {
    context.broken = true
    return ANY
  }
  const at = { at: node.at, end: node.end }
  return { k: "range", low, high: node.inclusive ? high : high - 1n, at }
}

function endOf(context: PatternContext, end: Endpoint): bigint | null {
  if (end.kind !== "const") return end.value
  const value = context.constant(end)
  return value === null ? null : ordinal(value)
}

/** Ints, chars and bytes as one number; null for other values. */
export function ordinal(value: Value): bigint | null {
  switch (value.k) {
    case "int": return value.value
    case "char": case "byte": return BigInt(value.value)
    default: return null
  }
}

type ArgNode = { name: { name: string } | null; pattern: Pattern }

/** A variant or newtype with its payload, positional or by name. */
function variantPat(context: PatternContext, node: Pattern, args: ArgNode[]): Pat {
  const meant = context.typed.variant[node.id]
  if (meant === undefined) return broken(context)
  const item = context.items.typeItems[meant.item]!
  const fields = item.variants[meant.variant]!.fields
  const parts = fields.map((field, index) => {
    const given = args.find((arg) => arg.name !== null && arg.name.name === field.name)
    return given ?? (args[index]?.name === null ? args[index] : undefined)
  })
  const pats = parts.map((part) =>
    part === undefined ? anyPat(-1) : patternOf(context, part.pattern))
  const type = context.typed.type[node.id] ?? -1
  return { binds: [], type, shape: { k: "variant", variant: meant.variant, args: pats } }
}

function structPat(context: PatternContext, node: Pattern & { kind: "structPattern" }): Pat {
  const type = context.typed.type[node.id] ?? -1
  const item = structItem(context, node, type)
  if (item === null) return broken(context)
  const args = item.variants[0]!.fields.map((field) => {
    const given = node.fields.find((part) => part.name.name === field.name)
    return given === undefined ? anyPat(-1) : patternOf(context, given.pattern)
  })
  return { binds: [], type, shape: { k: "variant", variant: 0, args } }
}

function structItem(context: PatternContext, node: Pattern, type: TypeId): TypeItem | null {
  const meant = context.typed.variant[node.id]
  const item = meant !== undefined ? context.items.typeItems[meant.item]!
    : type < 0 ? null : itemOf(context.items, type)
  return item === null || item.kind === "sum" || item.variants.length === 0 ? null : item
}

function listPat(context: PatternContext, node: Pattern & { kind: "listPattern" }): Pat {
  const items = node.items.map((item) => patternOf(context, item))
  const { rest } = node
  const name = rest === null ? null : rest.name
  const binds = rest === null ? null : name === null ? [] : [local(context, name.name, rest.id)]
  const type = context.typed.type[node.id] ?? -1
  return { binds: [], type, shape: { k: "list", items, rest: binds } }
}
