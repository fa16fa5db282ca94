// Data values of the interpreter: tags and fields of both kinds of value, taking one apart with the
// memory it leaves.

import type { T } from "./types.ts"
import { BOOL, BYTE, CHAR, FLOAT, INT, TAG, TOKEN } from "./types.ts"
import type { Heap, Obj, Value } from "./interpret_heap.ts"
import { alive, allocate, drop, dup, fault, isObject, release, unique } from "./interpret_heap.ts"

/** A value as text, for comparing runs. */
export function show(value: Value | undefined): string {
  if (typeof value !== "object" || value === null) return String(value)
  const items = (
    value.kind === "plain" ? value.fields : value.items
  ).map((item) => show(item)).join(" ")
  if (value.kind === "plain") return `(${value.tag}${items === "" ? "" : ` ${items}`})`
  alive(value)
  switch (value.kind) {
    case "str": return JSON.stringify(value.text)
    case "list": return `[${items}]`
    case "data": return `(${value.tag}${items === "" ? "" : ` ${items}`})`
    default: return value.kind
  }
}

/**
 * All fields of a consumed value, and its memory if asked: a token while it was the only reference.
 */
export function open(heap: Heap, value: Value, keep: boolean): Value[] {
  const fields = [...fieldsOf(value)]
  const last = isObject(value) && unique(heap, value)
  if (last) release(heap, value)
  else if (isObject(value)) {
    fields.forEach((field) => dup(heap, field))
    drop(heap, value)
  }
  return keep ? [...fields, last ? token(heap) : null] : fields
}

/** Drops a value, and keeps its memory as a token if that was the last reference. */
export function reset(heap: Heap, value: Value): Value {
  if (!isObject(value)) return fault("reset of what has no cell")
  const last = unique(heap, value)
  drop(heap, value)
  return last ? token(heap) : null
}

/** Memory without a value, live until it is reused or freed; its allocation is counted already. */
function token(heap: Heap): Obj {
  heap.counts.alloc--
  return allocate(heap, "token", TOKEN, {})
}

export function tagOf(value: Value): number {
  if (typeof value !== "object" || value === null) return fault(`no data value: ${String(value)}`)
  return value.kind === "plain" ? value.tag : alive(value).tag
}

export function fieldsOf(value: Value): Value[] {
  if (typeof value !== "object" || value === null) return fault("no data value")
  return value.kind === "plain" ? value.fields : alive(value).items
}

export function object(value: Value): Obj {
  return isObject(value) ? alive(value) : fault(`no object: ${String(value)}`)
}

export function str(value: Value): string {
  return object(value).text
}

/**
 * What the results of a failed `catch` are; of a counted type nothing that could be dropped
 * wrongly.
 */
export function zero(type: T): Value {
  if (type === INT) return 0n
  if (type === BOOL) return false
  return type === FLOAT || type === BYTE || type === CHAR || type === TAG ? 0 : null
}
