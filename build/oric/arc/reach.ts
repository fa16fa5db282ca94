// What may happen while something is called, judged over the whole program: who looks into a
// provider's cell, who panics, and where what is left after a panic can be seen.

import type { Block, Fn, Fun, Program, Step } from "../ir/nodes.ts"
import { endsUser } from "../ir/ends.ts"
import { partsOf } from "../ir/layout.ts"
import { eachBlock, primOf } from "../ir/rhs.ts"
import type { T } from "../ir/types.ts"
import type { Calls } from "./calls.ts"
import { callees, callsOf, caught, dropImpls, reached } from "./calls.ts"

export type Reach = {
  program: Program
  calls: Calls
  callees: Map<Fn, Set<Fn>>
  callers: Map<Fn, Fn[]>
  /** By type of cell, as far as asked: who touches one, and whose panics show it. */
  touching: Map<T, Set<Fn>>
  shown: Map<T, Set<Fn>>
  failing: Set<Fn> | null
}

export function newReach(program: Program): Reach {
  const calls = callsOf(program)
  const all = new Map([...program.funs.values()].map((fun) => [fun.name, callees(calls, fun)]))
  const callers = new Map<Fn, Fn[]>([...program.funs.keys()].map((f) => [f, []]))
  for (const [f, own] of all) for (const callee of own) callers.get(callee)?.push(f)
  return {
    program, calls, callees: all, callers, touching: new Map(), shown: new Map(),
    failing: null,
  }
}

/** The functions of which this is true, and all that may call them. */
function whoReaches(reach: Reach, seed: (fun: Fun) => boolean): Set<Fn> {
  const seeds = [...reach.program.funs.values()].filter(seed).map((fun) => fun.name)
  return reached(seeds, (f) => reach.callers.get(f) ?? [])
}

function someBlock(fun: Fun, is: (block: Block) => boolean): boolean {
  let found = false
  eachBlock(fun.body, (block) => { found ||= is(block) })
  return found
}

function remembered<K, R>(known: Map<K, R>, key: K, ask: () => R): R {
  const before = known.get(key)
  if (before !== undefined) return before
  const answer = ask()
  known.set(key, answer)
  return answer
}

// ------------------------------------------------------------------ who looks into a cell

/** The functions that may look into a cell of this type while they run. */
export function touching(reach: Reach, cell: T): Set<Fn> {
  return remembered(reach.touching, cell, () => whoReaches(reach, (fun) =>
    fun.vars.some(({ type }) => type === cell)
    || someBlock(fun, ({ steps }) => steps.some((step) => callsBack(reach, step)))))
}

/** What is foreign may call what the module exports. */
export function callsBack({ program }: Reach, step: Step): boolean {
  return step.k === "let" && step.rhs.k === "extern" && program.exports.length > 0
}

/** May somebody look into a cell of this type at any time: by a constant, or as a value ends? */
export function isAlwaysSeen(reach: Reach, cell: T): boolean {
  const { program } = reach
  return program.globals.some(({ type }) => type === cell)
    || dropImpls(program).some((f) => touching(reach, cell).has(f))
}

// ------------------------------------------------------------------ who panics

/** The functions that may panic. */
export function failing(reach: Reach): Set<Fn> {
  reach.failing ??= whoReaches(reach, (fun) => endsValues(reach, fun)
    || someBlock(fun, ({ steps, end }) => end.k === "panic" || steps.some(fails)))
  return reach.failing
}

/** May a step panic by itself, not by what it calls? What is foreign checks what it is given. */
export function fails(step: Step): boolean {
  if (step.k !== "let") return step.k === "unpin"
  return step.rhs.k === "extern" || (step.rhs.k === "prim" && primOf(step.rhs.op).panics)
}

/** May values end in a function whose `Drop` impls panic? */
export function endsValues(reach: Reach, fun: Fun): boolean {
  const { types } = reach.program
  return fun.vars.some(({ type }) => endsUser(types, type))
}

// ------------------------------------------------------------------ who sees what a panic left

/** If this function panics, may a cell of this type be seen as it was then? */
export function showsAfterPanic(reach: Reach, fun: Fun, cell: T): boolean {
  return remembered(reach.shown, cell, () => showing(reach, cell)).has(fun.name)
}

/**
 * What is caught with a cell that came from outside. One that a function value holds may be seen
 * from anywhere, by `@panic` and the next test too.
 */
function showing(reach: Reach, cell: T): Set<Fn> {
  const { program } = reach
  if (escapes(program, cell)) return new Set(program.funs.keys())
  const roots = [...program.funs.values()].flatMap(caught).filter((f) => {
    const fun = program.funs.get(f)
    return fun?.params.some(({ v }) => fun.vars[v]?.type === cell) === true
  })
  return reached(roots, (f) => reach.callees.get(f) ?? [])
}

/** Is a cell of this type ever in something else than variables? */
function escapes(program: Program, cell: T): boolean {
  const captured = (fun: Fun): boolean => fun.asValue
    && fun.params.slice(0, fun.captures).some(({ v }) => fun.vars[v]?.type === cell)
  return [...program.funs.values()].some(captured)
    || [...program.tables.values()].some(({ self }) => self === cell)
    || program.types.nodes.some((node) => partsOf(node).includes(cell))
}
