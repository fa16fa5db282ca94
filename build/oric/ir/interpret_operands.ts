// What the interpreter's primitives are made of: operands as JavaScript values, checked numbers,
// texts by their bytes, lists that are changed in place where nobody else holds them.

import type { Heap, Obj, Value } from "./interpret_heap.ts"
import { alive, allocate, fault, isObject, owned, text } from "./interpret_heap.ts"

export type PrimContext = { heap: Heap; output: string[]; panic: (message: string) => never }

export const int = (v: Value | undefined): bigint => typeof v === "bigint" ? v : BigInt(num(v))
export const num = (v: Value | undefined): number =>
  typeof v === "number" ? v : fault(`no number: ${String(v)}`)
export const bool = (v: Value | undefined): boolean => v === true
export const obj = (v: Value | undefined): Obj =>
  isObject(v) ? alive(v) : fault(`no object: ${String(v)}`)
export const str = (v: Value | undefined): string => obj(v).text
export const items = (v: Value | undefined): Value[] => obj(v).items
export const index = (v: Value | undefined): number => Number(int(v))
export const any = (v: Value | undefined): Value => v ?? null

const utf8 = new TextEncoder()
export const bytesOf = (s: string): Uint8Array => utf8.encode(s)
export const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)
export const list = (m: PrimContext, all: Value[]): Obj =>
  allocate(m.heap, "list", -1, { items: all, name: "list" })
export const strs = (m: PrimContext, all: string[]): Obj => list(m, all.map((s) => text(m.heap, s)))
export const rawBytes = (v: Value | undefined): Uint8Array =>
  Uint8Array.from(items(v), (b) => num(b))

export function checked(m: PrimContext, value: bigint, what: string): bigint {
  return BigInt.asIntN(64, value) === value ? value : m.panic(`integer overflow in ${what}`)
}

export function byte(m: PrimContext, value: number, what: string): number {
  return value >= 0 && value <= 255 ? value : m.panic(`integer overflow in ${what}`)
}

export function truncated(m: PrimContext, value: number): bigint {
  const fits = Number.isFinite(value) && Math.abs(value) < 2 ** 63
  return fits ? BigInt(value) : m.panic("conversion out of range")
}

export function bounds(m: PrimContext, at: bigint, length: number): number {
  if (at < 0n || at >= BigInt(length)) m.panic(`index out of bounds: index ${at}, length ${length}`)
  return Number(at)
}

export function compare<X>(a: X, b: X): bigint {
  return a < b ? -1n : a > b ? 1n : 0n
}

export function compareBytes(a: Uint8Array, b: Uint8Array): bigint {
  const differs = a.findIndex((x, i) => x !== b[i])
  const prefix = differs < 0 || differs >= b.length
  return prefix ? compare(a.length, b.length) : compare(a[differs] ?? 0, b[differs] ?? 0)
}

export function hash(bytes: Uint8Array): bigint {
  return BigInt.asIntN(
    64,
    bytes.reduce(
      (h, b) => BigInt.asUintN(64, (h ^ BigInt(b)) * 0x100000001b3n), 0xcbf29ce484222325n,
    ),
  )
}

export function find(all: Uint8Array, part: Uint8Array, from: number, last: boolean): bigint {
  const starts = Array.from(
    { length: Math.max(0, all.length - part.length - from + 1) }, (_, i) => from + i,
  )
  const hits = starts.filter((at) => part.every((b, i) => all[at + i] === b))
  return BigInt((last ? hits.at(-1) : hits[0]) ?? -1)
}

export function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}

export function floatText(value: number): string {
  if (Number.isNaN(value)) return "NaN"
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf"
  const s = Object.is(value, -0) ? "-0" : String(value)
  return /[.e]/.test(s) ? s : `${s}.0`
}

/** The character that starts at a byte. */
export function charAt(s: string, at: number): string {
  return [...textOf(bytesOf(s).subarray(at, at + 4))][0] ?? ""
}

export function division(m: PrimContext, a: bigint, b: bigint, what: string): bigint {
  return b === 0n ? m.panic("division by zero") : checked(m, a / b, what)
}

export function shift(m: PrimContext, by: bigint, width: bigint): void {
  if (by < 0n) m.panic("negative shift count")
  if (by >= width) m.panic("shift count exceeds bit width")
}

export function floorDiv(m: PrimContext, a: bigint, b: bigint): bigint {
  const q = division(m, a, b, "floor division")
  return a % b !== 0n && (a < 0n) !== (b < 0n) ? q - 1n : q
}

export function changed(
  m: PrimContext, value: Value | undefined, change: (all: Value[]) => void,
): Obj {
  const result = owned(m.heap, obj(value))
  change(result.items)
  return result
}

/** The change of a list that is proven to be unique: a mistake of the proof is a fault here. */
export function alone(value: Value | undefined, change: (all: Value[]) => void): Obj {
  const result = obj(value)
  if (result.rc !== 1) fault("a list that is not unique is changed")
  change(result.items)
  return result
}

export function within(all: Value[], i: Value | undefined): number {
  const at = index(i)
  return at >= 0 && at < all.length ? at : fault("element out of range")
}

export function takeAt(list: Obj, i: Value | undefined): [Value, Obj] {
  return [any(list.items.splice(within(list.items, i), 1, null)[0]), list]
}
