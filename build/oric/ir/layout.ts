// The type table of a program and the layout of its types: which values are counted, which live in
// cells of their own, how large the others are. The same for both targets, in words of eight bytes,
// so that IR never depends on a target.
//
// Data types are nominal and may be recursive: `dataType` reserves the place, `fillData` gives the
// variants, and the representation is decided the first time that somebody asks, when all types
// that it reaches by value are filled.

import type { DataType, IrType, Repr, Slot, T, TypeTable } from "./types.ts"
import { TOKEN } from "./types.ts"

/** Structs up to eight words live inside what holds them; measured, see the runtime notes. */
const INLINE_WORDS = 8

type Structural = Exclude<IrType, DataType | { k: "object" }>
type Variant = DataType["variants"][number]

const SCALARS = [
  "int", "float", "bool", "byte", "char", "unit", "str", "token", "tag", "handle", "pointer",
] as const

/** A table with the fixed types of `types.ts` at their places. */
export function newTypes(): TypeTable {
  const table: TypeTable = { nodes: [], index: new Map() }
  for (const k of SCALARS) irType(table, { k })
  return table
}

/** The type of a structural node, interned: equal nodes are the same `T`. */
export function irType(table: TypeTable, node: Structural): T {
  return intern(table, structuralKey(node), () => node).type
}

export function listType(table: TypeTable, of: T): T {
  return irType(table, { k: "list", of })
}

export function fnType(table: TypeTable, params: T[], results: T[]): T {
  return irType(table, { k: "fn", params, results })
}

export function cellType(table: TypeTable, of: T): T {
  return irType(table, { k: "cell", of })
}

/**
 * The data type of this key; if `fresh`, the caller fills it with `fillData`. `name` is what users
 * read.
 */
export function dataType(table: TypeTable, key: string, name: string): { type: T; fresh: boolean } {
  const node = (): DataType =>
    ({ k: "data", name, variants: [], drop: null, repr: { k: "pending" } })
  return intern(table, `data ${key}`, node)
}

export function fillData(
  table: TypeTable, type: T, variants: Variant[], drop: string | null,
): void {
  const node = data(table, type)
  node.variants = variants
  node.drop = drop
}

/** The trait object type of this key; if `fresh`, the caller fills its slots with `fillObject`. */
export function objectType(
  table: TypeTable, key: string, name: string,
): { type: T; fresh: boolean } {
  return intern(table, `object ${key}`, () => ({ k: "object", name, drops: false, slots: [] }))
}

export function fillObject(table: TypeTable, type: T, slots: Slot[]): void {
  objectNode(table, type).slots = slots
}

/** Notes that a value behind a trait object may hold a `Drop` impl, before anything asks. */
export function markDrops(table: TypeTable, type: T): void {
  objectNode(table, type).drops = true
}

function objectNode(table: TypeTable, type: T): IrType & { k: "object" } {
  const node = typeNode(table, type)
  if (node.k !== "object") throw new Error(`type ${type} is no object`)
  return node
}

export function typeNode(table: TypeTable, type: T): IrType {
  const node = table.nodes[type]
  if (node === undefined) throw new Error(`no type ${type}`)
  return node
}

/** The node of a type that must be a data type. */
export function data(table: TypeTable, type: T): DataType {
  const node = typeNode(table, type)
  if (node.k !== "data") throw new Error(`type ${type} (${node.k}) is no data type`)
  return node
}

/** The representation of a data type, decided at the first question. */
export function decideRepr(table: TypeTable, type: T): Repr {
  const node = data(table, type)
  if (node.repr.k === "pending") decideComponents(table, type)
  return node.repr
}

/**
 * Does a value of this type hold references, itself or in its fields? Tokens are owned but not
 * counted.
 */
export function isCounted(table: TypeTable, type: T): boolean {
  const node = typeNode(table, type)
  switch (node.k) {
    case "str": case "handle": case "list": case "fn": case "object": case "cell":
      return true
    case "data": {
      const repr = decideRepr(table, type)
      if (repr.k !== "inline") return repr.k !== "enum"
      return node.variants.some(
        (variant) => variant.fields.some((field) => isCounted(table, field.type))
      )
    }
    default:
      return false
  }
}

/** Must a variable of this type be consumed exactly once when it is owned? */
export function isOwnable(table: TypeTable, type: T): boolean {
  return type === TOKEN || isCounted(table, type)
}

/** A value of this type is one pointer that is never null. */
export function isPointer(table: TypeTable, type: T): boolean {
  const node = typeNode(table, type)
  if (node.k === "data") return decideRepr(table, type).k === "boxed"
  return node.k === "str" || node.k === "list" || node.k === "fn" || node.k === "object"
    || node.k === "cell"
}

/** Words that a value of this type takes where it is stored alone. */
export function sizeWords(table: TypeTable, type: T): number {
  return Math.ceil(sizeBytes(table, type) / 8)
}

/** Holds a value with a `Drop` impl, itself or inside: lowering pins such variables (D-35). */
export function holdsDrop(table: TypeTable, type: T): boolean {
  return holds(table, type, (node) => node.k === "object" ? node.drops : hasDrop(node))
}

/** A data type with a `Drop` impl of its own. */
export function hasDrop(node: IrType): boolean {
  return node.k === "data" && node.drop !== null
}

/** Is a type such, or one that its values hold? Types may hold each other. */
export function holds(table: TypeTable, type: T, is: (node: IrType) => boolean): boolean {
  const seen = new Set<T>()
  const visit = (at: T): boolean => {
    if (seen.has(at)) return false
    seen.add(at)
    const node = typeNode(table, at)
    return is(node) || partsOf(node).some(visit)
  }
  return visit(type)
}

/** The types of what a value of a type holds. */
export function partsOf(node: IrType): T[] {
  if (node.k === "list" || node.k === "cell") return [node.of]
  if (node.k !== "data") return []
  return node.variants.flatMap(({ fields }) => fields.map(({ type }) => type))
}

/**
 * What decides the size of the cell of a boxed variant on every target: equal shapes, equal cells.
 * Only between such variants is memory reused.
 */
export function cellShape(table: TypeTable, type: T, tag: number): string {
  const fields = data(table, type).variants[tag]?.fields ?? []
  const shapes = fields.map((field) => fieldShape(table, field.type))
  return shapes.filter((shape) => shape !== "").join(" ")
}

function fieldShape(table: TypeTable, type: T): string {
  if (isPointer(table, type)) return "p"
  const node = typeNode(table, type)
  if (node.k === "data") {
    const repr = decideRepr(table, type)
    if (repr.k === "nullable") return "p"
    return repr.k === "enum" ? `e${node.variants.length > 256 ? 4 : 1}` : `i${type}`
  }
  if (node.k === "handle" || node.k === "pointer") return node.k
  const bytes = sizeBytes(table, type)
  return bytes === 0 ? "" : String(bytes)
}

function sizeBytes(table: TypeTable, type: T): number {
  const node = typeNode(table, type)
  switch (node.k) {
    case "unit": return 0
    case "bool": case "byte": return 1
    case "char": case "tag": return 4
    case "data": {
      const repr = decideRepr(table, type)
      if (repr.k === "inline") return repr.words * 8
      return repr.k === "enum" ? (node.variants.length > 256 ? 4 : 1) : 8
    }
    default: return 8
  }
}

// ------------------------------------------------------------------ interning

function intern(table: TypeTable, key: string, make: () => IrType): { type: T; fresh: boolean } {
  const known = table.index.get(key)
  if (known !== undefined) return { type: known, fresh: false }
  const type = table.nodes.length
  table.nodes.push(make())
  table.index.set(key, type)
  return { type, fresh: true }
}

function structuralKey(node: Structural): string {
  switch (node.k) {
    case "list": return `[${node.of}]`
    case "cell": return `cell ${node.of}`
    case "fn": return `fn ${node.params.join(",")} -> ${node.results.join(",")}`
    default: return node.k
  }
}

// ------------------------------------------------------------------ representation

/**
 * Tarjan over data fields by value; components come out dependencies first, so each one finds its
 * fields decided.
 */
function decideComponents(table: TypeTable, start: T): void {
  const order = new Map<T, number>()
  const low = new Map<T, number>()
  const stack: T[] = []
  const visit = (type: T): number => {
    const number = order.size
    order.set(type, number)
    stack.push(type)
    let least = number
    for (const next of byValue(table, type)) {
      if (data(table, next).repr.k !== "pending") continue
      const seen = order.get(next)
      if (seen === undefined) least = Math.min(least, visit(next))
      else if (stack.includes(next)) least = Math.min(least, seen)
    }
    low.set(type, least)
    if (least === number) decideComponent(table, stack.splice(stack.indexOf(type)))
    return least
  }
  visit(start)
}

/** The data types among the fields of a data type. */
function byValue(table: TypeTable, type: T): T[] {
  const node = data(table, type)
  if (node.variants.length === 0) throw new Error(`type ${node.name} is asked before it is filled`)
  const fields = node.variants.flatMap((variant) => variant.fields.map((field) => field.type))
  return fields.filter((field) => typeNode(table, field).k === "data")
}

/**
 * In a cycle all types are boxed, but not those of the shape of `Option`: around a boxed one they
 * are null or it, so that a linked list needs one cell an element. A cycle of such shapes alone is
 * boxed too.
 */
function decideComponent(table: TypeTable, component: T[]): void {
  const cyclic = component.length > 1
    || component.some((type) => byValue(table, type).includes(type))
  const open = new Set(component)
  if (cyclic) {
    for (const type of component) {
      if (optionShape(data(table, type)) !== null && !ringOfOptions(table, type, open)) continue
      data(table, type).repr = { k: "boxed" }
      open.delete(type)
    }
  }
  // Option shapes in a chain: the innermost first.
  while (open.size > 0) {
    for (const type of [...open]) {
      if (byValue(table, type).some((field) => open.has(field))) continue
      data(table, type).repr = reprOf(table, data(table, type))
      open.delete(type)
    }
  }
}

function ringOfOptions(table: TypeTable, type: T, within: Set<T>): boolean {
  let at = type
  for (let left = within.size; left > 0; left--) {
    const shape = optionShape(data(table, at))
    if (shape === null || typeNode(table, shape.field).k !== "data" || !within.has(shape.field)) {
      return false
    }
    at = shape.field
    if (at === type) return true
  }
  return true
}

function optionShape(node: DataType): { empty: number; full: number; field: T } | null {
  if (node.variants.length !== 2 || node.drop !== null) return null
  const empty = node.variants.findIndex((variant) => variant.fields.length === 0)
  const field = node.variants[1 - empty]?.fields
  if (empty < 0 || field?.length !== 1 || field[0] === undefined) return null
  return { empty, full: 1 - empty, field: field[0].type }
}

function reprOf(table: TypeTable, node: DataType): Repr {
  // A Drop impl counts references to the value itself, so it needs a cell, even without fields.
  if (node.drop !== null) return { k: "boxed" }
  if (node.variants.every((variant) => variant.fields.length === 0)) return { k: "enum" }
  const option = optionShape(node)
  if (option !== null && isPointer(table, option.field)) {
    return { k: "nullable", empty: option.empty, full: option.full }
  }
  const bytes = node.variants.map((variant) =>
    variant.fields.reduce((sum, field) => sum + sizeBytes(table, field.type), 0))
  const words = Math.ceil(Math.max(...bytes) / 8) + (node.variants.length > 1 ? 1 : 0)
  return words <= INLINE_WORDS ? { k: "inline", words } : { k: "boxed" }
}
