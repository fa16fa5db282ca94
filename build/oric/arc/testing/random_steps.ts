// The steps of random programs, one function a form: each uses what is in scope and adds what it
// makes.

import type { V } from "../../ir/nodes.ts"
import { BOOL, INT, STR } from "../../ir/types.ts"
import type { T } from "../../ir/types.ts"
import {
  call, get, intAtom, letStep, make, newVar, prim, strAtom, varAtom,
} from "../../ir/build.ts"
import { typeNode } from "../../ir/layout.ts"
import type { Gen, Scope } from "./random_state.ts"
import { add, fresh, number, pick, typeOf, value } from "./random_state.ts"


/** Adds one step, or a few that belong together. */
export function step(g: Gen, scope: Scope): void {
  g.budget--
  pick(g.random, STEPS)(g, scope)
}

type Maker = (g: Gen, scope: Scope) => void

const STEPS: Maker[] = [
  (g, s) => void s.steps.push(letStep([], prim("print.line", [], [value(g, s, STR)]), -1)),
  (g, s) => fresh(g, s, STR, prim("str.concat", [], [value(g, s, STR), value(g, s, STR)])),
  (g, s) => fresh(g, s, STR, prim("str.append", [], [value(g, s, STR), value(g, s, STR)])),
  (g, s) => fresh(g, s, STR, prim("str.append_all", [], [0, 1, 2].map(() => value(g, s, STR)))),
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
  (g, s) => readThenWrite(g, s),
  (g, s) => updateField(g, s),
  (g, s) => updateAround(g, s),
  ...[0, 1, 2].map((): Maker => (g, s) => writeBack(g, s)),
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

/** An element is read, changed and written back, by `set` or by `take` and `put`. */
function readThenWrite(g: Gen, scope: Scope): void {
  const { strs } = g.base
  const list = prim("list.push", [STR], [value(g, scope, strs), value(g, scope, STR)])
  const on = add(g, scope, strs, list)
  const read = add(g, scope, STR, prim("list.at", [STR], [on, intAtom(0)]))
  soonOrLater(g, scope, (at) => {
    const changed = add(g, at, STR, prim("str.append", [], [read, value(g, at, STR)]))
    if (g.random(2) === 0) {
      return fresh(g, at, strs, prim("list.set", [STR], [on, intAtom(0), changed]))
    }
    const [old, hole] = [newVar(g.fun, STR, "old"), newVar(g.fun, strs, "hole")]
    at.steps.push(letStep([old, hole], prim("list.take", [STR], [on, intAtom(0)]), 0))
    fresh(g, at, strs, prim("list.put", [STR], [varAtom(hole), intAtom(0), changed]))
  })
}

/** `p.all = p.all.push(value: p.s)` */
function updateField(g: Gen, scope: Scope): void {
  const of = value(g, scope, g.base.pair)
  if (of.k !== "var") return
  const [all, s] = [add(g, scope, g.base.strs, get(of, 0, 2)), add(g, scope, STR, get(of, 0, 0))]
  soonOrLater(g, scope, (at) => {
    const longer = add(g, at, g.base.strs, prim("list.push", [STR], [all, s]))
    const to = [STR, INT, g.base.strs].map((type) => newVar(g.fun, type, "f"))
    at.steps.push(letStep(to, { k: "open", of: of.v, tag: 0, token: false }, -1))
    const fields = [to[0] ?? -1, to[1] ?? -1].map((v) => varAtom(v))
    fresh(g, at, g.base.pair, make(g.base.pair, 0, [...fields, longer]))
  })
}

/** `p.all = p.all.push(value: p.advance())`: that leaves `all` and changes the others. */
function updateAround(g: Gen, scope: Scope): void {
  const of = value(g, scope, g.base.pair)
  const s = add(g, scope, STR, get(of, 0, 0))
  const before = add(g, scope, g.base.strs, get(of, 0, 2))
  if (g.random(3) === 0) step(g, scope)
  const [given, next] = [newVar(g.fun, STR, "given"), newVar(g.fun, g.base.pair, "next")]
  scope.steps.push(letStep([given, next], call("advance", [of]), 0))
  scope.vars.push(given, next)
  if (g.random(3) === 0) step(g, scope)
  const longer = prim("list.push", [STR], [before, value(g, scope, STR)])
  const all = add(g, scope, g.base.strs, longer)
  const to = [STR, INT, g.base.strs].map((type) => newVar(g.fun, type, "f"))
  scope.steps.push(letStep(to, { k: "open", of: next, tag: 0, token: false }, -1))
  fresh(g, scope, g.base.pair, make(g.base.pair, 0, [s, varAtom(to[1] ?? -1), all]))
}

/** Now and then a join first sets an element, which ways to it may have read, to what they give. */
export function meet(g: Gen, ways: Scope, body: Scope, params: V[]): void {
  const given = params.find((v) => typeOf(g, v) === STR)
  if (given === undefined || g.random(2) === 0) return
  const { strs } = g.base
  const on = value(g, ways, strs)
  const args = [on, intAtom(0), varAtom(given)]
  if (g.random(4) > 0) body.vars = body.vars.filter((v) => v !== given)
  fresh(g, body, strs, prim("list.set", [STR], args))
  ways.later.push((at) => {
    const read = add(g, at, STR, prim("list.at", [STR], [on, intAtom(0)]))
    fresh(g, at, STR, prim("str.append", [], [read, value(g, at, STR)]))
  })
}

function soonOrLater(g: Gen, scope: Scope, write: (at: Scope) => void): void {
  if (g.random(3) === 0) write(scope)
  else scope.later.push(write)
}

/** Writes what was read last, mostly. */
function writeBack(g: Gen, scope: Scope): void {
  if (scope.later.length > 0) pick(g.random, scope.later.slice(-3))(scope)
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
    { k: "closure", type: lambda.type, f: lambda.f, captures, heap: true },
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
  const [slot, args] = [g.random(2), [value(g, scope, STR)]]
  const results = slot === 0 ? [STR] : [STR, g.base.object]
  const to = results.map((type) => newVar(g.fun, type, "r"))
  scope.steps.push(letStep(to, { k: "callVirtual", on: of, slot, args }, 0))
  scope.vars.push(...to)
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
