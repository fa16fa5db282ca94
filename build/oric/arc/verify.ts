// Are the counts right? On every path each owned value is consumed exactly once, every view is used
// within the life of what it looks into, joins agree about what is held, and what a panic drops is
// exactly what is held.
//
// It shares no code with the passes but the table of operands: a forward walk that knows the counts
// held so far.

import type { Atom, Block, End, Fun, J, Program, Step, V } from "../ir/nodes.ts"
import { TOKEN } from "../ir/types.ts"
import { isOwnable } from "../ir/layout.ts"
import { varNames } from "../ir/print.ts"
import { endsUser, endsWithin } from "../ir/ends.ts"
import {
  absent, caughtResults, eachBlock, endOperands, mayPanic, operands, viewOf, writesCells,
} from "../ir/rhs.ts"
import type { Operand } from "../ir/rhs.ts"

type State = {
  held: Map<V, number>
  /** Views into provider cells that were written since. */
  stale: Set<V>
}
type Check = {
  program: Program
  fun: Fun
  names: string[]
  params: Map<J, V[]>
  at: Map<J, State>
  bases: Map<V, V[]>
  views: Set<V>
  caught: Map<V, V[]>
  /** The variables that look into provider cells, also as parameters of joins. */
  cellViews: Set<V>
  /** Parameters that are views: of which argument is known only where a jump is. */
  borrowed: Set<V>
  problems: string[]
}

/** Every mistake in a program's counts, as sentences that name the function; run after arc. */
export function verifyCounts(program: Program): string[] {
  return [...program.funs.values()].flatMap((fun) => verifyFunCounts(program, fun))
}

function verifyFunCounts(program: Program, fun: Fun): string[] {
  const check: Check = {
    program, fun, names: varNames(fun), params: new Map(), at: new Map(), bases: new Map(),
    views: new Set(), caught: caughtResults(fun),
    cellViews: new Set(), borrowed: new Set(), problems: [],
  }
  collectViews(check)
  const state: State = { held: new Map(), stale: new Set() }
  for (const param of fun.params) {
    if (param.own === "own") hold(check, state, param.v)
    else check.views.add(param.v)
  }
  walkBlock(check, fun.body, state)
  return [...new Set(check.problems)].map((problem) => `${fun.name}: ${problem}`)
}

function collectViews(check: Check): void {
  const varOf = (atom: Atom | undefined): V[] => atom?.k === "var" ? [atom.v] : []
  eachBlock(check.fun.body, (block) => {
    for (const step of block.steps) {
      if (step.k === "join") check.params.set(step.j, step.params)
      if (step.k !== "let") continue
      const view = viewOf(step.rhs)
      if (view.k === "none") continue
      for (const v of step.to) {
        check.views.add(v)
        if (view.k === "cell") check.cellViews.add(v)
        const base = view.k === "of" ? view.base : view.k === "cell" ? view.cell : undefined
        check.bases.set(v, varOf(base))
      }
    }
    if (block.end.k === "loop") check.params.set(block.end.j, block.end.params)
  })
  eachBlock(check.fun.body, ({ end }) => {
    if (end.k !== "jump" && end.k !== "loop") return
    const args = end.k === "jump" ? end.args : end.init
    check.params.get(end.j)?.forEach((v, i) => {
      if (check.fun.vars[v]?.own === true) return
      check.views.add(v)
      check.borrowed.add(v)
      check.bases.set(v, [...check.bases.get(v) ?? [], ...varOf(args[i])])
    })
  })
  for (const v of check.borrowed) if (looksInto(check, v, new Set())) check.cellViews.add(v)
}

function looksInto(check: Check, v: V, seen: Set<V>): boolean {
  if (check.cellViews.has(v)) return true
  if (seen.has(v)) return false
  seen.add(v)
  return (check.bases.get(v) ?? []).some((base) => looksInto(check, base, seen))
}

// ------------------------------------------------------------------ the walk

function walkBlock(check: Check, block: Block, before: State): void {
  const state: State = { held: new Map(before.held), stale: new Set(before.stale) }
  for (const step of block.steps) walkStep(check, step, state)
  walkEnd(check, block.end, state)
  for (const step of block.steps.toReversed()) {
    const at = step.k === "join" ? check.at.get(step.j) : undefined
    if (step.k === "join" && at !== undefined) walkBlock(check, step.body, at)
  }
}

function walkStep(check: Check, step: Step, state: State): void {
  switch (step.k) {
    case "let": return walkLet(check, step, state)
    case "dup":
      needs(check, state, step.v, "dup")
      return hold(check, state, step.v)
    case "drop": case "free":
      if ((check.fun.vars[step.v]?.type === TOKEN) !== (step.k === "free")) {
        check.problems.push(`${step.k} of ${check.names[step.v]}`)
      }
      release(check, state, step.v, step.k)
      if (step.k === "drop") {
        const may = endsUser(check.program.types, check.fun.vars[step.v]!.type)
        unwinding(check, state, step.unwind ?? [], "drop", may)
      }
      return
    case "pin": return needs(check, state, step.v, "pin")
    case "unpin":
      release(check, state, step.v, "unpin")
      state.stale = new Set(check.cellViews)
      return unwinding(check, state, step.unwind, "unpin")
    case "join": return
  }
}

function walkLet(check: Check, step: Extract<Step, { k: "let" }>, state: State): void {
  consume(check, state, operands(check.program, check.fun, step.rhs), step.rhs.k)
  if (writesCells(step.rhs)) state.stale = new Set(check.cellViews)
  for (const { atom, own } of operands(check.program, check.fun, step.rhs)) {
    if (!own && atom.k === "var") needs(check, state, atom.v, step.rhs.k)
  }
  const may = mayPanic(step.rhs) || endsWithin(check.program, check.fun, step.rhs)
  unwinding(check, state, step.unwind, step.rhs.k, may)
  const view = viewOf(step.rhs)
  for (const v of step.to) {
    if (view.k === "none") hold(check, state, v)
    state.stale.delete(v)
  }
}

function consume(check: Check, state: State, all: Operand[], what: string): void {
  for (const { atom, own } of all) if (own && atom.k === "var") release(check, state, atom.v, what)
}

/** In a function that unwinds, the list of a step that may panic is what is held. */
function unwinding(check: Check, state: State, listed: V[], what: string, may = true): void {
  const counts = check.fun.unwinds && may ? [...state.held] : []
  const wanted = counts.flatMap(([v, count]) => new Array<V>(count).fill(v))
  const text = (all: V[]): string => all.map((v) => check.names[v]).sort().join(" ")
  if (text(wanted) !== text(listed)) {
    check.problems.push(`${what} unwinds (${text(listed)}), but (${text(wanted)}) is held`)
  }
}

function walkEnd(check: Check, end: End, state: State): void {
  switch (end.k) {
    case "return": case "reraise":
      consume(check, state, endOperands(check.fun, end, () => []), end.k)
      if (state.held.size > 0) check.problems.push(`${end.k} leaks ${list(check, state)}`)
      return
    case "jump": return arrive(check, end, state)
    case "loop":
      arrive(check, end, state)
      return walkLoop(check, end)
    case "switch":
      if (end.on.k === "var") needs(check, state, end.on.v, "switch")
      for (const { test, body } of end.cases) {
        const inside: State = { held: new Map(state.held), stale: state.stale }
        for (const v of absent(check.caught, end.on, test)) inside.held.delete(v)
        walkBlock(check, body, inside)
      }
      if (end.other !== null) walkBlock(check, end.other, state)
      return
    case "panic":
      if (end.message.k === "var") needs(check, state, end.message.v, "panic")
      return unwinding(check, state, end.unwind, "panic")
    case "never": return
  }
}

/** The first jump says what is held at a target, the others agree. */
function arrive(check: Check, end: Extract<End, { k: "jump" | "loop" }>, state: State): void {
  const params = check.params.get(end.j) ?? []
  consume(check, state, endOperands(check.fun, end, () => params), end.k)
  const args = end.k === "jump" ? end.args : end.init
  const old = params.map((_, i) => isStale(check, state, args[i], new Set()))
  params.forEach((v, i) => {
    if (check.fun.vars[v]?.own === true) hold(check, state, v)
    else if (old[i] === true) state.stale.add(v)
    else state.stale.delete(v)
  })
  const known = check.at.get(end.j)
  if (known === undefined || end.k === "loop") return void check.at.set(end.j, state)
  known.stale = new Set([...known.stale, ...state.stale])
  if (list(check, known) !== list(check, state)) {
    check.problems.push(
      `j${end.j} is reached with (${list(check, known)}) and with (${list(check, state)})`
    )
  }
}

/** Once more if a round makes views stale that the next one may use. */
function walkLoop(check: Check, end: Extract<End, { k: "loop" }>): void {
  for (;;) {
    const state = check.at.get(end.j)
    const before = state?.stale.size
    if (state === undefined) return
    walkBlock(check, end.body, state)
    if (state.stale.size === before) return
  }
}

// ------------------------------------------------------------------ counts

function hold(check: Check, state: State, v: V): void {
  if (ownable(check, v)) state.held.set(v, (state.held.get(v) ?? 0) + 1)
}

function release(check: Check, state: State, v: V, what: string): void {
  if (!ownable(check, v)) return
  const count = state.held.get(v) ?? 0
  if (count === 0) {
    return void check.problems.push(`${what} consumes ${check.names[v]}, which is not held`)
  }
  if (count > 1) state.held.set(v, count - 1)
  else state.held.delete(v)
}

function needs(check: Check, state: State, v: V, what: string): void {
  if (!valid(check, state, v, new Set())) {
    check.problems.push(`${what} uses ${check.names[v]}, which is gone`)
  }
}

/** Held itself, or a view of what is valid and not written since. */
function valid(check: Check, state: State, v: V, seen: Set<V>): boolean {
  return alive(check, state, v, seen) && !isStale(check, state, { k: "var", v }, new Set())
}

function alive(check: Check, state: State, v: V, seen: Set<V>): boolean {
  if (!ownable(check, v) || (state.held.get(v) ?? 0) > 0 || seen.has(v)) return true
  if (!check.views.has(v)) return false
  seen.add(v)
  return (check.bases.get(v) ?? []).every((base) => alive(check, state, base, seen))
}

/** Whether what a variable looks into was written since; a parameter was judged at the jump. */
function isStale(check: Check, state: State, atom: Atom | undefined, seen: Set<V>): boolean {
  if (atom?.k !== "var" || seen.has(atom.v)) return false
  const { v } = atom
  if (!ownable(check, v) || (state.held.get(v) ?? 0) > 0) return false
  if (check.borrowed.has(v) || state.stale.has(v)) return state.stale.has(v)
  seen.add(v)
  return (check.bases.get(v) ?? []).some((base) =>
    isStale(check, state, { k: "var", v: base }, seen))
}

function ownable(check: Check, v: V): boolean {
  return isOwnable(check.program.types, check.fun.vars[v]?.type ?? 0)
}

function list(check: Check, state: State): string {
  const held = [...state.held].map(([v, count]) =>
    `${check.names[v]}${count > 1 ? `*${count}` : ""}`)
  return held.sort().join(" ")
}
