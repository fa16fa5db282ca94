// Random IR programs for the tests of arc: typed, terminating, and noisy about what they hold.
//
// Every program has the same types and helper functions, `random_base.ts`; generated functions call
// earlier ones only, and loops count down. A block ends by giving values of wanted types to its
// target, so every path is well typed.

import type { Atom, Block, End, Fun, J, Program, Rhs, Step, Test, V } from "../../ir/nodes.ts"
import type { T } from "../../ir/types.ts"
import { BOOL, INT, STR } from "../../ir/types.ts"
import {
  addFun, addParam, boolAtom, call, get, intAtom, jump, letStep, make, newFun, newJoin, newVar,
  panicEnd, prim, strAtom, tagAtom, varAtom,
} from "../../ir/build.ts"
import { isCounted, typeNode } from "../../ir/layout.ts"
import type { Base } from "./random_base.ts"
import { baseProgram } from "./random_base.ts"

type Random = (below: number) => number
/** Where a block hands its results: a jump with these arguments, or a return. */
type Target = { types: T[]; end: (args: Atom[]) => End; pins: number }
type Scope = {
  vars: V[]
  /** Variables whose variant is known here. */
  tags: Map<V, number>
  pins: V[]
  steps: Step[]
}
type Gen = {
  base: Base
  program: Program
  fun: Fun
  random: Random
  callable: string[]
  /** Steps that may still be made in this function. */
  budget: number
}

/** A program whose function `main` takes nothing and returns a text. */
export function randomProgram(seed: number): Program {
  const random = generator(seed)
  const base = baseProgram()
  const program = base.program
  const callable = [...base.helpers]
  const count = 1 + random(4)
  for (let i = 0; i < count; i++) {
    const name = i === count - 1 ? "main" : `f${i}`
    const fun = addFun(program, newFun(name, name, "m"))
    fun.results = name === "main" ? [STR] : some(random, base.values, 1, 2)
    const params = name === "main" ? [] : some(random, [...base.values, INT], 0, 3)
    const vars = params.map((type) => addParam(fun, type, "p"))
    const g: Gen = { base, program, fun, random, callable: [...callable], budget: 4 + random(30) }
    fun.body = block(g, inner({ vars, tags: new Map(), pins: [], steps: [] }), {
      types: fun.results, end: (args) => ({ k: "return", args }), pins: 0,
    }, 3)
    callable.push(name)
  }
  return program
}

/** A small generator of numbers, the same for a seed everywhere. */
export function generator(seed: number): Random {
  let state = seed * 2654435761 + 12345 >>> 0
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    state >>>= 0
    return state % below
  }
}

function some<X>(random: Random, from: X[], least: number, most: number): X[] {
  return Array.from({ length: least + random(most - least + 1) }, () => pick(random, from))
}

function pick<X>(random: Random, from: X[]): X {
  const value = from[random(from.length)]
  if (value === undefined) throw new Error("nothing to pick from")
  return value
}

function inner(scope: Scope): Scope {
  return { vars: [...scope.vars], tags: new Map(scope.tags), pins: [...scope.pins], steps: [] }
}

// ------------------------------------------------------------------ blocks

function block(g: Gen, scope: Scope, target: Target, depth: number): Block {
  let used = target
  for (let n = g.random(5); n > 0 && g.budget > 0; n--) step(g, scope)
  if (depth > 0 && g.budget > 0 && g.random(3) === 0) used = joined(g, scope, target, depth)
  for (let n = g.random(4); n > 0 && g.budget > 0; n--) step(g, scope)
  const end = finish(g, scope, used, depth)
  return { steps: scope.steps, end }
}

/** Declares a join that hands on to the target, and becomes the target of what follows. */
function joined(g: Gen, scope: Scope, target: Target, depth: number): Target {
  const types = some(g.random, [...g.base.values, INT], 0, 3)
  const j = newJoin(g.fun)
  const params = types.map((type) => newVar(g.fun, type, "j"))
  const body = inner(scope)
  body.vars.push(...params)
  scope.steps.push({ k: "join", j, params, body: block(g, body, target, depth - 1) })
  return { types, end: (args) => jump(j, args), pins: scope.pins.length }
}

function finish(g: Gen, scope: Scope, target: Target, depth: number): End {
  const choice = g.budget > 0 && depth > 0 ? g.random(7) : 9
  if (choice === 4) return switchCaught(g, scope, target, depth)
  if (choice < 2) return switchData(g, scope, target, depth)
  if (choice === 2) return switchBool(g, scope, target, depth)
  if (choice === 3) return loop(g, scope, target, depth)
  const args = target.types.map((type) => value(g, scope, type))
  return leave(g, scope, target, args)
}

/** Unpins what the target does not know, in reverse order; what is handed over is copied before. */
function leave(g: Gen, scope: Scope, target: Target, args: Atom[]): End {
  const pins = scope.pins.slice(target.pins)
  const given = args.map((arg) => {
    if (arg.k !== "var" || !pins.includes(arg.v)) return arg
    return add(g, scope, typeOf(g, arg.v), { k: "copy", of: arg })
  })
  for (const v of pins.toReversed()) scope.steps.push({ k: "unpin", v, site: 0, unwind: [] })
  return target.end(given)
}

function switchBool(g: Gen, scope: Scope, target: Target, depth: number): End {
  const c = add(g, scope, BOOL, prim("int.lt", [], [number(g, scope), number(g, scope)]))
  const branch = (): Block => block(g, inner(scope), target, depth - 1)
  if (g.random(8) === 0) {
    const panics = inner(scope)
    const message = value(g, panics, STR)
    const body: Block = { steps: panics.steps, end: panicEnd(message, 0) }
    return {
      k: "switch", on: c, cases: [{ test: { k: "bool", value: true }, body }], other: branch(),
    }
  }
  const cases = [true, false].map(
    (test) => ({ test: { k: "bool" as const, value: test }, body: branch() })
  )
  return { k: "switch", on: c, cases, other: null }
}

/** Calls a function in a `catch`, and looks at its results only where it went well. */
function switchCaught(g: Gen, scope: Scope, target: Target, depth: number): End {
  const f = g.program.funs.get(pick(g.random, g.callable))
  if (f === undefined) throw new Error("nothing to call")
  const args = f.params.map((param) => value(g, scope, f.vars[param.v]?.type ?? INT))
  const to = f.results.map((type) => newVar(g.fun, type, "r"))
  const [ok, message] = [newVar(g.fun, BOOL, "ok"), newVar(g.fun, STR, "message")]
  scope.steps.push(letStep([ok, message, ...to], { k: "catch", f: f.name, args }, -1))
  scope.vars.push(message)
  const good = inner(scope)
  good.vars.push(...to)
  const branch = (test: boolean, from: Scope): { test: Test; body: Block } =>
    ({ test: { k: "bool", value: test }, body: block(g, from, target, depth - 1) })
  return {
    k: "switch", on: varAtom(ok), cases: [branch(true, good), branch(false, inner(scope))],
    other: null,
  }
}

function switchData(g: Gen, scope: Scope, target: Target, depth: number): End {
  const type = pick(g.random, g.base.datas)
  const on = value(g, scope, type)
  const node = typeNode(g.program.types, type)
  const count = node.k === "data" ? node.variants.length : 0
  const cases = Array.from({ length: count }, (_, tag) => {
    const body = inner(scope)
    if (on.k === "var") body.tags.set(on.v, tag)
    return { test: { k: "tag" as const, tag }, body: block(g, body, target, depth - 1) }
  })
  return { k: "switch", on, cases, other: null }
}

/** Counts down, carrying values of its own, and leaves to the target. */
function loop(g: Gen, scope: Scope, target: Target, depth: number): End {
  const j: J = newJoin(g.fun)
  const types = some(g.random, g.base.values, 0, 3)
  const counter = newVar(g.fun, INT, "i")
  const carried = types.map((type) => newVar(g.fun, type, "c"))
  const init = types.map((type) => value(g, scope, type))
  const body = inner(scope)
  body.vars.push(counter, ...carried)
  const more = add(g, body, BOOL, prim("int.gt", [], [varAtom(counter), intAtom(0)]))
  const again = inner(body)
  const next = add(g, again, INT, prim("int.sub_wrap", [], [varAtom(counter), intAtom(1)]))
  const back: Target = { types, end: (args) => jump(j, [next, ...args]), pins: scope.pins.length }
  const round = block(g, again, back, depth - 1)
  const out = block(g, inner(body), target, depth - 1)
  return {
    k: "loop", j, params: [counter, ...carried], init: [intAtom(g.random(4)), ...init],
    body: {
      steps: body.steps,
      end: {
        k: "switch", on: more, cases: [{ test: { k: "bool", value: true }, body: round }],
        other: out,
      },
    },
  }
}

// ------------------------------------------------------------------ steps

function step(g: Gen, scope: Scope): void {
  g.budget--
  pick(g.random, STEPS)(g, scope)
}

type Maker = (g: Gen, scope: Scope) => void

const STEPS: Maker[] = [
  (g, s) => void s.steps.push(letStep([], prim("print.line", [], [value(g, s, STR)]), -1)),
  (g, s) => fresh(g, s, STR, prim("str.concat", [], [value(g, s, STR), value(g, s, STR)])),
  (g, s) => fresh(g, s, STR, prim("str.append", [], [value(g, s, STR), value(g, s, STR)])),
  (g, s) => fresh(g, s, STR, prim("int.to_str", [], [number(g, s)])),
  (g, s) => fresh(
    g, s, g.base.strs, prim("list.push", [STR], [value(g, s, g.base.strs), value(g, s, STR)]),
  ),
  (g, s) => fresh(
    g, s, g.base.trees,
    prim("list.push", [g.base.tree], [value(g, s, g.base.trees), value(g, s, g.base.tree)]),
  ),
  (g, s) => fresh(g, s, INT, prim("list.len", [STR], [value(g, s, g.base.strs)])),
  ...[0, 1].map((): Maker => (g, s) => firstElement(g, s)),
  (g, s) => takeAndPut(g, s),
  ...[0, 1, 2, 3, 4, 5].map((): Maker => (g, s) => field(g, s)),
  ...[0, 1].map((): Maker => (g, s) => open(g, s)),
  ...[0, 1].map((): Maker => (g, s) => callOne(g, s, false)),
  (g, s) => callOne(g, s, true),
  (g, s) => closure(g, s),
  (g, s) => callClosure(g, s),
  (g, s) => virtual(g, s),
  ...[0, 1].map((): Maker => (g, s) => cells(g, s)),
  (g, s) => pin(g, s),
  (g, s) => fresh(g, s, g.base.strs, { k: "global", name: "words" }),
  (g, s) => fresh(g, s, STR, call("show_tree", [value(g, s, g.base.tree)])),
  (g, s) => {
    const v = pick(g.random, s.vars.length > 0 ? s.vars : [-1])
    if (v >= 0) fresh(g, s, typeOf(g, v), { k: "copy", of: varAtom(v) })
  },
]

function fresh(g: Gen, scope: Scope, type: T, rhs: Rhs): void {
  add(g, scope, type, rhs)
}

function add(g: Gen, scope: Scope, type: T, rhs: Rhs): Atom {
  const v = newVar(g.fun, type, "x")
  const panics = rhs.k === "prim" && ["list.at", "list.take", "list.set"].includes(rhs.op)
  scope.steps.push(letStep([v], rhs, panics ? 0 : -1))
  scope.vars.push(v)
  return varAtom(v)
}

function firstElement(g: Gen, scope: Scope): void {
  const list = pick(g.random, [g.base.strs, g.base.trees])
  const element = list === g.base.strs ? STR : g.base.tree
  let on = value(g, scope, list)
  // Now and then out of bounds, which panics.
  if (g.random(10) > 0) {
    on = add(g, scope, list, prim("list.push", [element], [on, value(g, scope, element)]))
  }
  fresh(g, scope, element, prim("list.at", [element], [on, intAtom(0)]))
}

function takeAndPut(g: Gen, scope: Scope): void {
  const { strs } = g.base
  const on = add(
    g, scope, strs, prim("list.push", [STR], [value(g, scope, strs), value(g, scope, STR)]),
  )
  const element = newVar(g.fun, STR, "e")
  const hole = newVar(g.fun, strs, "hole")
  scope.steps.push(letStep([element, hole], prim("list.take", [STR], [on, intAtom(0)]), 0))
  const longer = newVar(g.fun, STR, "longer")
  scope.steps.push(letStep([longer], prim("str.append", [], [varAtom(element), strAtom("+")]), -1))
  fresh(g, scope, strs, prim("list.put", [STR], [varAtom(hole), intAtom(0), varAtom(longer)]))
}

/** A field of a variable whose variant is known. */
function field(g: Gen, scope: Scope): void {
  const known = knownVariant(g, scope)
  if (known === null || known.fields.length === 0) return
  const index = g.random(known.fields.length)
  fresh(g, scope, known.fields[index] ?? INT, get(varAtom(known.v), known.tag, index))
}

function open(g: Gen, scope: Scope): void {
  const known = knownVariant(g, scope)
  if (known === null || typeOf(g, known.v) === g.base.resource) return
  const to = known.fields.map((type) => newVar(g.fun, type, "o"))
  scope.steps.push(letStep(to, { k: "open", of: known.v, tag: known.tag, token: false }, -1))
  scope.vars.push(...to)
}

function knownVariant(g: Gen, scope: Scope): { v: V; tag: number; fields: T[] } | null {
  const all = scope.vars.flatMap((v) => {
    const node = typeNode(g.program.types, typeOf(g, v))
    if (node.k !== "data") return []
    const tag = node.variants.length === 1 ? 0 : scope.tags.get(v)
    if (tag === undefined) return []
    return [{ v, tag, fields: node.variants[tag]?.fields.map((one) => one.type) ?? [] }]
  })
  return all.length === 0 ? null : pick(g.random, all.slice(-4))
}

function callOne(g: Gen, scope: Scope, caught: boolean): void {
  const f = g.program.funs.get(pick(g.random, g.callable))
  if (f === undefined) return
  const args = f.params.map((param) => value(g, scope, f.vars[param.v]?.type ?? INT))
  const to = f.results.map((type) => newVar(g.fun, type, "r"))
  if (!caught) {
    scope.steps.push(letStep(to, call(f.name, args), 0))
    return void scope.vars.push(...to)
  }
  // The results exist only where the call went well.
  const [ok, message] = [newVar(g.fun, BOOL, "ok"), newVar(g.fun, STR, "message")]
  scope.steps.push(letStep([ok, message, ...to], { k: "catch", f: f.name, args }, -1))
  scope.vars.push(message)
}

function closure(g: Gen, scope: Scope): void {
  const lambda = pick(g.random, g.base.lambdas)
  const captures = lambda.captures.map((type) => value(g, scope, type))
  fresh(
    g, scope, lambda.type,
    { k: "closure", type: lambda.type, f: lambda.f, captures, heap: g.random(2) === 0 },
  )
}

function callClosure(g: Gen, scope: Scope): void {
  const node = typeNode(g.program.types, g.base.fn)
  if (node.k !== "fn") return
  const args = node.params.map((type) => value(g, scope, type))
  const f = value(g, scope, g.base.fn)
  const to = node.results.map((type) => newVar(g.fun, type, "r"))
  scope.steps.push(letStep(to, { k: "callValue", f, args }, 0))
  scope.vars.push(...to)
}

function virtual(g: Gen, scope: Scope): void {
  const of = g.random(2) === 0 || !scope.vars.some((v) => typeOf(g, v) === g.base.object)
    ? add(
      g, scope, g.base.object,
      { k: "object", type: g.base.object, table: "shown", value: value(g, scope, g.base.tree) },
    )
    : value(g, scope, g.base.object)
  fresh(g, scope, STR, { k: "callVirtual", on: of, slot: 0, args: [value(g, scope, STR)] })
}

function cells(g: Gen, scope: Scope): void {
  const all = scope.vars.filter((v) => typeOf(g, v) === g.base.cell)
  const choice = all.length === 0 ? 0 : 1 + g.random(4)
  const of = varAtom(all[g.random(all.length || 1)] ?? -1)
  if (choice === 0) {
    fresh(
      g, scope, g.base.cell,
      { k: "cell", type: g.base.cell, heap: true, value: value(g, scope, STR) },
    )
  }
  if (choice === 1) fresh(g, scope, STR, { k: "cellGet", of })
  if (choice === 2) {
    scope.steps.push(letStep([], { k: "cellSet", of, value: value(g, scope, STR) }, -1))
  }
  if (choice === 3) scope.steps.push(letStep([], call("set_cell", [of, value(g, scope, STR)]), 0))
  if (choice < 4) return
  const taken = newVar(g.fun, STR, "taken")
  scope.steps.push(letStep([taken], { k: "cellTake", of }, -1))
  const put = newVar(g.fun, STR, "put")
  scope.steps.push(letStep([put], prim("str.append", [], [varAtom(taken), strAtom("~")]), -1))
  scope.steps.push(letStep([], { k: "cellSet", of, value: varAtom(put) }, -1))
}

function pin(g: Gen, scope: Scope): void {
  const made = add(g, scope, g.base.resource, make(g.base.resource, 0, [value(g, scope, STR)]))
  if (made.k !== "var") return
  scope.steps.push({ k: "pin", v: made.v })
  scope.pins.push(made.v)
}

// ------------------------------------------------------------------ values

function number(g: Gen, scope: Scope): Atom {
  const known = scope.vars.filter((v) => typeOf(g, v) === INT)
  return known.length > 0 && g.random(3) > 0 ? varAtom(pick(g.random, known)) : intAtom(g.random(5))
}

/** A value of a type: mostly a variable that is there, else a new one. */
function value(g: Gen, scope: Scope, type: T): Atom {
  const known = scope.vars.filter((v) => typeOf(g, v) === type)
  if (known.length > 0 && g.random(5) > 0) return varAtom(pick(g.random, known))
  if (type === INT) return number(g, scope)
  if (type === STR) return strAtom(pick(g.random, ["a", "bc", ""]))
  if (type === g.base.strs) return add(g, scope, type, prim("list.new", [STR], [intAtom(0)]))
  if (type === g.base.trees) {
    return add(g, scope, type, prim("list.new", [g.base.tree], [intAtom(0)]))
  }
  if (type === g.base.fn) return { k: "fn", f: "echo", type }
  if (!isCounted(g.program.types, type)) return boolAtom(true)
  return data(g, scope, type)
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

function typeOf(g: Gen, v: V): T {
  return g.fun.vars[v]?.type ?? INT
}
