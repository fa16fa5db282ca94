// Literals and the forms that build values: lists, tuples, maps, structs and their updates
// (LANGUAGE 7.5).

import type { TypeId } from "../check/types.ts"
import { typeNode } from "../check/types.ts"
import { UNIT_ATOM, intAtom, strAtom } from "../ir/build.ts"
import { listType } from "../ir/layout.ts"
import type { Atom } from "../ir/nodes.ts"
import type { T } from "../ir/types.ts"
import type { Expr, MapExpr, StructExpr } from "../syntax/ast.ts"
import { construct, fieldOf, fieldTypes, fieldsOf, siteAt } from "./build.ts"
import { NO_PROVIDERS, callFunction, given } from "./callee.ts"
import { LONG, emptyList, listOf } from "./lists.ts"
import type { ListItem } from "./lists.ts"
import { expr } from "./state.ts"
import type { Cx } from "./state.ts"
import { none } from "./sums.ts"
import { concrete, irOf, isNamed, isTransparent } from "./types.ts"

type LiteralKind = "int" | "float" | "duration" | "size" | "bool" | "str" | "char" | "byte"

export function lowerLiteral(cx: Cx, node: Expr & { kind: LiteralKind }): Atom {
  switch (node.kind) {
    case "int":
      if (cx.typed.coerce[node.id]?.k === "byte") return { k: "byte", value: Number(node.value) }
      return { k: "int", value: node.value }
    case "duration": case "size": return { k: "int", value: node.value }
    case "float": return { k: "float", value: node.value }
    case "bool": return { k: "bool", value: node.value }
    case "str": return strAtom(node.value)
    case "char": return { k: "char", value: node.value }
    case "byte": return { k: "byte", value: node.value }
  }
}

function typeOf(cx: Cx, node: Expr): TypeId {
  return concrete(cx, cx.typed.type[node.id]!)
}

export function lowerTuple(cx: Cx, node: Expr & { kind: "tuple" }): Atom {
  const items = node.items.map((item) => expr(cx, item))
  return cx.dead ? UNIT_ATOM : construct(cx, irOf(cx.lo, typeOf(cx, node)), 0, items)
}

export function lowerList(cx: Cx, node: Expr & { kind: "list" }): Atom {
  const items = node.items.map((item) => ({ spread: item.spread, atom: expr(cx, item.value) }))
  return cx.dead ? UNIT_ATOM : listOf(cx, irOf(cx.lo, typeOf(cx, node)), items)
}

/** `{ … }`: a map, a struct update or unit (D-4, D-26). */
export function lowerBrace(cx: Cx, node: MapExpr): Atom {
  const brace = cx.typed.brace[node.id]
  if (brace === "unit") return UNIT_ATOM
  return brace === "update" ? lowerUpdate(cx, node) : lowerMap(cx, node)
}

function lowerMap(cx: Cx, node: MapExpr): Atom {
  const type = typeOf(cx, node)
  const map = typeNode(cx.lo.check.items.types, type)
  if (map.k !== "named") throw new Error("a map literal has no map type")
  const { fns } = cx.lo.check.items.known
  const site = siteAt(cx, node.at)
  const call = (name: string, atoms: Atom[]): Atom => callFunction(cx, fns.get(name)!, map.args,
    given(null, atoms.map((atom) => ({ k: "atom", atom })), NO_PROVIDERS, site)).value
  const long = longEntries(node)
  if (long !== null) {
    const [keys, values] = columns(cx, long, map.args)
    return cx.dead ? UNIT_ATOM : call("map_of_lists", [keys, values])
  }
  let result: Atom | null = null
  for (const entry of node.entries) {
    const key = entry.spread ? null : expr(cx, entry.key)
    const atom = expr(cx, entry.value)
    if (cx.dead) return UNIT_ATOM
    if (key !== null) result = call("map_insert", [result ?? call("map_new", []), key, atom])
    else result = result === null ? atom : call("map_merge", [result, atom])
  }
  return result ?? call("map_new", [])
}

type Entry = Extract<MapExpr["entries"][number], { spread: false }>

/**
 * The entries of a long map without spreads: C compilers take minutes for thousands of insertions,
 * so from the length of a long list on it is read from two lists.
 */
function longEntries({ entries }: MapExpr): Entry[] | null {
  const plain = entries.filter((entry) => !entry.spread)
  return plain.length >= LONG && plain.length === entries.length ? plain : null
}

/** The keys and the values of a map, each evaluated where it stands. */
function columns(cx: Cx, entries: Entry[], [key, value]: readonly TypeId[]): [Atom, Atom] {
  const keys: ListItem[] = []
  const values: ListItem[] = []
  for (const entry of entries) {
    keys.push({ spread: false, atom: expr(cx, entry.key) })
    values.push({ spread: false, atom: expr(cx, entry.value) })
    if (cx.dead) return [UNIT_ATOM, UNIT_ATOM]
  }
  const list = (of: TypeId, items: ListItem[]): Atom =>
    listOf(cx, listType(cx.lo.program.types, irOf(cx.lo, of)), items)
  return [list(key!, keys), list(value!, values)]
}

/** A struct's fields, filled in the order in which the entries stand; later ones win. */
type Filling = { type: TypeId; ir: T; fields: (Atom | null)[]; names: (string | null)[] }

export function lowerStruct(cx: Cx, node: StructExpr): Atom {
  const filling = newFilling(cx, typeOf(cx, node))
  for (const entry of node.entries) {
    const atom = expr(cx, entry.value)
    if (cx.dead) return UNIT_ATOM
    if (entry.spread) spread(cx, filling, atom)
    else filling.fields[filling.names.indexOf(entry.name.name)] = atom
  }
  return finishStruct(cx, filling)
}

function lowerUpdate(cx: Cx, node: MapExpr): Atom {
  const filling = newFilling(cx, typeOf(cx, node))
  for (const entry of node.entries) {
    const atom = expr(cx, entry.value)
    if (cx.dead) return UNIT_ATOM
    if (entry.spread) spread(cx, filling, atom)
    else filling.fields[filling.names.indexOf(entryName(entry))] = atom
  }
  return finishStruct(cx, filling)
}

function entryName(entry: { word: { name: string } | null; key: Expr }): string {
  if (entry.word !== null) return entry.word.name
  if (entry.key.kind === "str") return entry.key.value
  if (entry.key.kind === "name") return entry.key.name
  throw new Error("an entry of a struct update has no name")
}

function newFilling(cx: Cx, type: TypeId): Filling {
  const node = typeNode(cx.lo.check.items.types, type)
  if (node.k !== "named") throw new Error("a struct literal has no struct type")
  const variant = cx.lo.check.items.typeItems[node.item]!.variants[0]!
  const names = variant.fields.map((field) => field.name)
  return { type, ir: irOf(cx.lo, type), fields: names.map(() => null), names }
}

function spread(cx: Cx, filling: Filling, base: Atom): void {
  filling.fields = isTransparent(cx.lo, filling.type) ? [base] : fieldsOf(cx, base, 0)
}

function finishStruct(cx: Cx, filling: Filling): Atom {
  const { type, ir } = filling
  if (isTransparent(cx.lo, type)) return filling.fields[0]!
  const types = fieldTypes(cx.lo, ir, 0)
  const isError = isNamed(cx.lo, type, cx.lo.check.items.known.error)
  const fields = filling.fields.map((field, index) => {
    if (field !== null) return field
    if (!isError) throw new Error(`a field of ${cx.lo.program.types.nodes[ir]!.k} is missing`)
    const type = types[index]!
    return filling.names[index] === "source" ? none(cx, type) : emptyList(cx, type, intAtom(0))
  })
  return construct(cx, ir, 0, fields)
}

/** A struct, tuple or newtype field. */
export function lowerField(cx: Cx, on: Atom, type: TypeId, index: number): Atom {
  if (cx.dead) return UNIT_ATOM
  return isTransparent(cx.lo, type) ? on : fieldOf(cx, on, 0, index)
}
