// What a walk knows of the values around it: which lists have equal lengths, which lists nobody
// else holds, what comparisons said, and the bounds of whole numbers.
//
// Lists of one class have one length: what `set` gives has the class of what it took, and two reads
// of one field or element have the same.

import type { Atom, Fun, Program, Rhs, V } from "../../ir/nodes.ts"
import { typeNode } from "../../ir/layout.ts"
import { INT } from "../../ir/types.ts"
import type { Bounds, Node, Term } from "./bounds.ts"
import { ZERO, lengthNode, newBounds } from "./bounds.ts"

/** Where the lists of a class come from: what to compute to ask for their length. */
export type Source =
  | { k: "var"; v: V }
  | { k: "at"; of: V; index: Atom; rhs: Rhs & { k: "prim" } }
  | { k: "get"; of: V; rhs: Rhs & { k: "get" } }
  | { k: "global"; rhs: Rhs & { k: "global" } }

export type Compare = { op: "lt" | "le" | "eq"; a: Atom; b: Atom; not: boolean }

export type Values = {
  program: Program
  fun: Fun
  bounds: Bounds
  kinds: Map<string, number>
  sources: Source[]
  lengths: Map<V, number>
  compares: Map<V, Compare>
  /** Of lists of lists: a number that no row up to `limit` is shorter than. */
  shortest: { of: V; limit: Term; length: V }[]
  /** What asked whether a list is unique. */
  asked: Map<V, V>
  /** Owned lists that are alone in holding their memory. */
  unique: Set<V>
  /** How many elements more a list has memory for, where that is known. */
  room: Map<V, number>
}

export function newValues(program: Program, fun: Fun): Values {
  return {
    program, fun, bounds: newBounds(), kinds: new Map(), sources: [], lengths: new Map(),
    compares: new Map(), shortest: [], asked: new Map(), unique: new Set(), room: new Map(),
  }
}

/** The term of an atom of type int, null for a constant that is too large. */
export function termOf(atom: Atom | undefined): Term | null {
  if (atom?.k === "var") return { node: atom.v, plus: 0 }
  if (atom?.k !== "int" && atom?.k !== "byte") return null
  const value = Number(atom.value)
  return Number.isSafeInteger(value) ? { node: ZERO, plus: value } : null
}

export function lengthTerm(kind: number): Term {
  return { node: lengthNode(kind), plus: 0 }
}

export function constant(plus: number): Term {
  return { node: ZERO, plus }
}

export function variable(v: V): Term {
  return { node: v as Node, plus: 0 }
}

/** The class of a list: that of its variable, made when first asked for. */
export function kindOf(values: Values, atom: Atom | undefined): number | null {
  if (atom?.k !== "var") return null
  const known = values.lengths.get(atom.v)
  if (known !== undefined) return known
  return freshKind(values, atom.v)
}

/** A class of its own for a variable, of which nothing is known. */
export function freshKind(values: Values, v: V, why = ""): number {
  const kind = kindFor(values, `${why}v${v}`, { k: "var", v })
  values.lengths.set(v, kind)
  return kind
}

export function kindFor(values: Values, key: string, source: Source): number {
  const known = values.kinds.get(key)
  if (known !== undefined) return known
  const kind = values.sources.push(source) - 1
  values.kinds.set(key, kind)
  return kind
}

export function isList(values: Values, v: V): boolean {
  const type = values.fun.vars[v]?.type
  return type !== undefined && typeNode(values.program.types, type).k === "list"
}

export function isInt(values: Values, v: V): boolean {
  return values.fun.vars[v]?.type === INT
}

/** A new reference to a list: whoever may be the same list is not alone any more. */
export function shared(values: Values, v: V): void {
  const type = values.fun.vars[v]?.type
  for (const other of values.unique) {
    if (values.fun.vars[other]?.type === type) values.unique.delete(other)
  }
}
