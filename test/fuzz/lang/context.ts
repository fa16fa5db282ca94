// What the generator knows at a point of the program: the names in scope, the ways out, and how
// much may still be written or run.

import type { Node } from "./node.ts"
import { of } from "./node.ts"
import type { Random } from "./random.ts"
import type { Bound, Fact, Trait } from "./solve.ts"
import type { Decl, Ty, TyVar } from "./types.ts"
import { fieldsOf, same } from "./types.ts"

export type Var = { name: string; ty: Ty; mutable: boolean }
export type Fn = {
  name: string
  params: Var[]
  result: Ty
  tally: boolean
  cost: number
  generic: Generic | null
}
/** Type parameters, what is asked of them, and types that have it, so that there is a call. */
export type Generic = {
  vars: TyVar[]
  bounds: Bound[]
  /** Associated types that are said to be a type. */
  equal: { of: TyVar; ty: Ty }[]
  witness: ReadonlyMap<string, Ty>
  /** Something is known from explicit type arguments only. */
  explicit: boolean
}
/** A trait with impls that look alike; `some` is a type with the one that it has. */
export type Ranked = { name: string; some: (c: Ctx) => { self: Ty; want: string } }
/** A loop or labelled block around; `ty` is what a break has to give. */
export type Label = { name: string; loop: boolean; ty: Ty | null }

/** Shared by all contexts of a function. */
export type Shared = {
  names: number
  fuel: number
  cost: number
  /** How much its statements may cost in all. */
  limit: number
  /** How deep the expression being written is nested. */
  level: number
  expr: (c: Ctx, ty: Ty) => Node
  block: (c: Ctx, count: number, result: Ty | null) => Node
}

export type Ctx = {
  r: Random
  decls: Decl[]
  /** The traits that may be called, with what implements them. */
  traits: Trait[]
  ranked: Ranked[]
  /** What the bounds here say of the type parameters here. */
  facts: Fact[]
  open: TyVar[]
  fns: Fn[]
  vars: Var[]
  labels: Label[]
  /** Where `?` leads to: an Option, a Result, or nowhere. */
  fail: Ty | null
  /** A `Tally` is at hand. */
  tally: boolean
  /** How often this place runs at most. */
  times: number
  depth: number
  s: Shared
}

export function fresh(c: Ctx, prefix: string): string {
  return `${prefix}${c.s.names++}`
}

/** The same place with further names. */
export function within(c: Ctx, ...vars: Var[]): Ctx {
  return { ...c, vars: [...c.vars, ...vars], depth: c.depth + 1 }
}

/** Inside a lambda all names are copies, and there is no way out but its own. */
export function inLambda(c: Ctx, result: Ty, ...vars: Var[]): Ctx {
  const fail = result.k === "option" || result.k === "result" ? result : null
  const copies = c.vars.map((one) => ({ ...one, mutable: false }))
  return { ...within(c), vars: [...copies, ...vars], labels: [], fail, times: c.times * 3 }
}

export function inLoop(c: Ctx, label: Label, ...vars: Var[]): Ctx {
  return { ...within(c, ...vars), labels: [...c.labels, label], times: c.times * 3 }
}

export function constant(name: string, ty: Ty): Var {
  return { name, ty, mutable: false }
}

export function variable(name: string, ty: Ty): Var {
  return { name, ty, mutable: true }
}

/** Tuple indices do not chain: `(t.0).1`. */
function unchained(text: string): string {
  return /\.\d+$/.test(text) ? `(${text})` : text
}

/** A name, or what is reached from it by fields. */
export type Path = { text: string; ty: Ty; mutable: boolean }

export function paths(c: Ctx): Path[] {
  const found: Path[] = []
  const add = (path: Path, depth: number): void => {
    found.push(path)
    const { ty } = path
    if (depth === 0) return
    if (ty.k === "tuple") {
      ty.items.forEach((item, i) =>
        add({ text: `${unchained(path.text)}.${i}`, ty: item, mutable: false }, depth - 1)
      )
    }
    const only = ty.k === "named" && ty.decl.kind !== "sum" ? ty.decl.variants[0] : undefined
    if (ty.k !== "named" || only === undefined) return
    for (const field of fieldsOf(ty, only)) {
      const mutable = path.mutable && ty.decl.kind === "struct"
      add({ text: `${path.text}.${field.name}`, ty: field.ty, mutable }, depth - 1)
    }
  }
  for (const one of c.vars) add({ text: one.name, ty: one.ty, mutable: one.mutable }, 2)
  return found
}

export function pathsOf(c: Ctx, ty: Ty): Path[] {
  return paths(c).filter((path) => same(path.ty, ty))
}

/** A type that something in scope has, or a common one. */
export function handyTy(c: Ctx, fits: (ty: Ty) => boolean, otherwise: Ty): Ty {
  const known = paths(c).map((path) => path.ty).filter(fits)
  return known.length > 0 && c.r.chance(80) ? c.r.pick(known) : otherwise
}

export function affordable(c: Ctx, cost: number): boolean {
  return c.s.cost + c.times * cost < c.s.limit
}

export function text(ty: Ty, source: string): Node {
  return of(ty)`${source}`
}
