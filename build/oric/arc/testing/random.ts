// Random IR programs for the tests of arc: typed, terminating, and noisy about what they hold.
//
// Every program has the same types and helper functions, `random_base.ts`; generated functions call
// earlier ones only, and loops count down. A block ends by giving values of wanted types to its
// target, so every path is well typed.

import type { Atom, Block, End, J, Program, Test } from "../../ir/nodes.ts"
import { BOOL, INT, STR } from "../../ir/types.ts"
import {
  addFun, addParam, intAtom, jump, letStep, newFun, newJoin, newVar, panicEnd, prim, varAtom,
} from "../../ir/build.ts"
import { typeNode } from "../../ir/layout.ts"
import { belowOf } from "../../source/random.ts"
import { baseProgram } from "./random_base.ts"
import type { Gen, Scope, Target } from "./random_state.ts"
import { add, inner, number, pick, some, typeOf, value } from "./random_state.ts"
import { meet, step } from "./random_steps.ts"

/** A program whose function `main` takes nothing and returns a text. */
export function randomProgram(seed: number): Program {
  const random = belowOf(seed)
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
    fun.body = block(g, inner({ vars, tags: new Map(), pins: [], steps: [], later: [] }), {
      types: fun.results, end: (args) => ({ k: "return", args }), pins: 0,
    }, 3)
    callable.push(name)
  }
  return program
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
  meet(g, scope, body, params)
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
