// What must be dropped when a panic passes: only in functions that a `catch` can reach, since
// elsewhere a panic ends the program (D-112).
//
// Runs last, over finished counts: a forward walk knows which counts are held at each step that may
// panic.

import type { Block, Fun, J, Program, V } from "../ir/nodes.ts"
import { endsUser, endsWithin } from "../ir/ends.ts"
import { isOwnable } from "../ir/layout.ts"
import { absent, caughtResults, endOperands, mayPanic, operands, viewOf } from "../ir/rhs.ts"
import { callees, callsOf, caught, dropImpls, reached } from "./calls.ts"

/** Counts held on the way here, oldest first. */
type Held = Map<V, number>
type Walk = {
  program: Program
  fun: Fun
  params: Map<J, V[]>
  at: Map<J, Held>
  caught: Map<V, V[]>
}

/** Marks the functions that unwind and fills the lists of their steps. */
export function unwind(program: Program): void {
  markUnwinding(program)
  for (const fun of program.funs.values()) {
    if (!fun.unwinds) continue
    const held: Held = new Map()
    for (const param of fun.params) if (param.own === "own") hold(program, fun, held, param.v)
    walkBlock(
      { program, fun, params: new Map(), at: new Map(), caught: caughtResults(fun) }, fun.body,
      held,
    )
  }
}

// ------------------------------------------------------------------ who unwinds

function markUnwinding(program: Program): void {
  const roots = program.tests.map((test) => test.f)
  for (const fun of program.funs.values()) roots.push(...caught(fun))
  if (roots.length > 0) roots.push(...dropImpls(program))
  const calls = callsOf(program)
  const all = reached(roots, (f) => {
    const fun = program.funs.get(f)
    return fun === undefined ? [] : callees(calls, fun)
  })
  for (const fun of program.funs.values()) fun.unwinds = all.has(fun.name)
}

// ------------------------------------------------------------------ what is held

function walkBlock(walk: Walk, block: Block, before: Held): void {
  const { program, fun } = walk
  const held = new Map(before)
  for (const step of block.steps) {
    switch (step.k) {
      case "let": {
        // What a step consumes it has consumed even if it fails.
        for (const { atom, own } of operands(program, fun, step.rhs)) {
          if (own && atom.k === "var") release(held, atom.v)
        }
        step.unwind = mayPanic(step.rhs) || endsWithin(program, fun, step.rhs) ? list(held) : []
        if (viewOf(step.rhs).k === "none") for (const v of step.to) hold(program, fun, held, v)
        break
      }
      case "join": walk.params.set(step.j, step.params); break
      case "dup": hold(program, fun, held, step.v); break
      case "free": release(held, step.v); break
      case "drop":
        release(held, step.v)
        if (endsUser(program.types, fun.vars[step.v]!.type)) step.unwind = list(held)
        break
      case "unpin":
        release(held, step.v)
        step.unwind = list(held)
        break
      case "pin": break
    }
  }
  walkEnd(walk, block, held)
  for (const step of block.steps.toReversed()) {
    const at = step.k === "join" ? walk.at.get(step.j) : undefined
    if (step.k === "join" && at !== undefined) walkBlock(walk, step.body, at)
  }
}

function walkEnd(walk: Walk, block: Block, held: Held): void {
  const { program, fun } = walk
  const end = block.end
  if (end.k === "panic") end.unwind = list(held)
  if (end.k === "switch") {
    for (const { test, body } of end.cases) {
      const inside = new Map(held)
      for (const v of absent(walk.caught, end.on, test)) release(inside, v)
      walkBlock(walk, body, inside)
    }
    if (end.other !== null) walkBlock(walk, end.other, held)
  }
  if (end.k !== "jump" && end.k !== "loop") return
  if (end.k === "loop") walk.params.set(end.j, end.params)
  const target = end.k === "jump" ? walk.at.get(end.j) : undefined
  if (target !== undefined) return
  for (const { atom, own } of endOperands(fun, end, (j) => walk.params.get(j) ?? [])) {
    if (own && atom.k === "var") release(held, atom.v)
  }
  for (const v of walk.params.get(end.j) ?? []) {
    if (fun.vars[v]?.own === true) hold(program, fun, held, v)
  }
  walk.at.set(end.j, held)
  if (end.k === "loop") walkBlock(walk, end.body, held)
}

function hold(program: Program, fun: Fun, held: Held, v: V): void {
  if (isOwnable(program.types, fun.vars[v]?.type ?? 0)) held.set(v, (held.get(v) ?? 0) + 1)
}

function release(held: Held, v: V): void {
  const count = held.get(v)
  if (count === undefined) return
  if (count > 1) held.set(v, count - 1)
  else held.delete(v)
}

/** Youngest first: the reverse order of declaration. */
function list(held: Held): V[] {
  return [...held].reverse().flatMap(([v, count]) => new Array<V>(count).fill(v))
}
