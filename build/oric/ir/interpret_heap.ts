// The heap of the interpreter: values, counts, and the faults that they reveal.
//
// Data values that are not boxed are plain and immutable: to dup or drop one means to dup or drop
// what it holds. The others are objects that know whether they are dead, so that a use after free
// is found at the use.

import type { T } from "./types.ts"

export type Value = bigint | number | boolean | null | Plain | Obj
export type Plain = { kind: "plain"; tag: number; fields: Value[] }
export type Obj = {
  kind: "str" | "list" | "fn" | "object" | "cell" | "data" | "handle" | "token"
  name: string
  type: T
  rc: number
  /** Immortal: literals and empty variants. */
  fixed: boolean
  dead: boolean
  /** Elements, fields, captures, or the one value of an object or cell. */
  items: Value[]
  /** The text; the function of a function value; the table of an object. */
  text: string
  tag: number
}

export type Counts = { dup: number; drop: number; alloc: number; reuse: number; live: number }
export type Heap = {
  /** Without counts nothing is ever freed, and nothing is updated in place. */
  counting: boolean
  live: Set<Obj>
  counts: Counts
  /** Runs the Drop impl of a value, if its type has one. */
  onDrop: (value: Obj) => void
}

/** A fault of the compiler, not of the program. */
export function fault(message: string): never {
  throw new Error(`fault: ${message}`)
}

export function allocate(heap: Heap, kind: Obj["kind"], type: T, fields: Partial<Obj>): Obj {
  const made: Obj = {
    kind, type, rc: 1, fixed: false, dead: false, items: [], text: "", tag: 0, name: "", ...fields,
  }
  if (made.fixed) return made
  heap.counts.alloc++
  heap.live.add(made)
  return made
}

export function isObject(value: Value | undefined): value is Obj {
  return typeof value === "object" && value !== null && value.kind !== "plain"
}

export function dup(heap: Heap, value: Value): void {
  if (!heap.counting || typeof value !== "object" || value === null) return
  if (value.kind === "plain") return value.fields.forEach((field) => dup(heap, field))
  alive(value)
  heap.counts.dup++
  if (!value.fixed) value.rc++
}

export function drop(heap: Heap, value: Value): void {
  if (!heap.counting || typeof value !== "object" || value === null) return
  if (value.kind === "plain") return value.fields.toReversed().forEach((field) => drop(heap, field))
  alive(value)
  heap.counts.drop++
  if (value.fixed || --value.rc > 0) return
  if (value.kind === "data") {
    value.rc = 1
    heap.onDrop(value)
    if (value.rc !== 1) fault(`Drop impl of ${value.name} kept its value`)
  }
  release(heap, value)
  value.items.toReversed().forEach((item) => drop(heap, item))
}

/** The memory alone: the items have gone elsewhere. */
export function release(heap: Heap, value: Obj): void {
  alive(value)
  value.dead = true
  value.rc = 0
  heap.live.delete(value)
}

export function alive(value: Obj): Obj {
  if (value.dead) fault(`use of a ${value.kind} ${value.name} that is freed`)
  return value
}

/** May it be changed in place? Never without counts. */
export function unique(heap: Heap, value: Obj): boolean {
  return heap.counting && !value.fixed && alive(value).rc === 1
}

/** The object itself if nobody else sees it, else a copy; the argument is consumed. */
export function owned(heap: Heap, value: Obj): Obj {
  if (unique(heap, value)) return value
  alive(value).items.forEach((item) => dup(heap, item))
  const copy = allocate(
    heap, value.kind, value.type,
    { ...value, rc: 1, fixed: false, dead: false, items: [...value.items] },
  )
  drop(heap, value)
  return copy
}

export function plain(tag: number, fields: Value[]): Plain {
  return { kind: "plain", tag, fields }
}

export function text(heap: Heap, value: string): Obj {
  return allocate(heap, "str", 6, { text: value, name: JSON.stringify(value) })
}
