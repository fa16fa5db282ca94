// What the generator of random programs knows while it makes a function, and how it finds or makes
// a value of a type.

import type { Atom, End, Fun, Program, Rhs, Step, V } from "../../ir/nodes.ts"
import type { T } from "../../ir/types.ts"
import { INT, STR } from "../../ir/types.ts"
import {
  boolAtom, intAtom, letStep, make, newVar, prim, strAtom, tagAtom, varAtom,
} from "../../ir/build.ts"
import { isCounted, typeNode } from "../../ir/layout.ts"
import type { Base } from "./random_base.ts"

export type Random = (below: number) => number
/** Where a block hands its results: a jump with these arguments, or a return. */
export type Target = { types: T[]; end: (args: Atom[]) => End; pins: number }
export type Scope = {
  vars: V[]
  /** Variables whose variant is known here. */
  tags: Map<V, number>
  pins: V[]
  steps: Step[]
  /** What was read and may be written back, here or on some of the ways from here. */
  later: ((scope: Scope) => void)[]
}
export type Gen = {
  base: Base
  program: Program
  fun: Fun
  random: Random
  callable: string[]
  /** Steps that may still be made in this function. */
  budget: number
}

export function some<X>(random: Random, from: X[], least: number, most: number): X[] {
  return Array.from({ length: least + random(most - least + 1) }, () => pick(random, from))
}

export function pick<X>(random: Random, from: X[]): X {
  const value = from[random(from.length)]
  if (value === undefined) throw new Error("nothing to pick from")
  return value
}

export function inner(scope: Scope): Scope {
  return {
    vars: [...scope.vars], tags: new Map(scope.tags), pins: [...scope.pins], steps: [],
    later: [...scope.later],
  }
}

// ------------------------------------------------------------------ values

export function fresh(g: Gen, scope: Scope, type: T, rhs: Rhs): void {
  add(g, scope, type, rhs)
}

export function add(g: Gen, scope: Scope, type: T, rhs: Rhs): Atom {
  const v = newVar(g.fun, type, "x")
  const panics = rhs.k === "prim" && ["list.at", "list.take", "list.set"].includes(rhs.op)
  scope.steps.push(letStep([v], rhs, panics ? 0 : -1))
  scope.vars.push(v)
  return varAtom(v)
}

export function number(g: Gen, scope: Scope): Atom {
  const known = scope.vars.filter((v) => typeOf(g, v) === INT)
  return known.length > 0 && g.random(3) > 0 ? varAtom(pick(g.random, known)) : intAtom(g.random(5))
}

/** A value of a type: mostly a variable that is there, else a new one. */
export function value(g: Gen, scope: Scope, type: T): Atom {
  const known = scope.vars.filter((v) => typeOf(g, v) === type)
  if (known.length > 0 && g.random(5) > 0) return varAtom(pick(g.random, known))
  if (type === INT) return number(g, scope)
  if (type === STR) return strAtom(pick(g.random, ["a", "bc", ""]))
  if (type === g.base.strs) return newList(g, scope, type, STR)
  if (type === g.base.trees) return newList(g, scope, type, g.base.tree)
  if (type === g.base.fn) return { k: "fn", f: "echo", type }
  if (!isCounted(g.program.types, type)) return boolAtom(true)
  return data(g, scope, type)
}

function newList(g: Gen, scope: Scope, type: T, of: T): Atom {
  return add(g, scope, type, prim("list.new", [of], [intAtom(g.random(3))]))
}

function data(g: Gen, scope: Scope, type: T): Atom {
  const node = typeNode(g.program.types, type)
  if (node.k === "cell") {
    return add(g, scope, type, { k: "cell", type, heap: true, value: strAtom("cell") })
  }
  if (node.k === "object") {
    return add(
      g, scope, type, { k: "object", type, table: "shown", value: value(g, scope, g.base.tree) },
    )
  }
  if (node.k !== "data") throw new Error(`no value of a ${node.k}`)
  const tag = g.budget-- > 0 ? g.random(node.variants.length) : 0
  const fields = node.variants[tag]?.fields ?? []
  if (fields.length === 0) return tagAtom(type, tag)
  return add(g, scope, type, make(type, tag, fields.map((one) => value(g, scope, one.type))))
}

export function typeOf(g: Gen, v: V): T {
  return g.fun.vars[v]?.type ?? INT
}
