// The walk over one function: forward, with what is known, into branches and round loops.
//
// At a join holds what all jumps to it agree on. At the head of a loop holds what is assumed of its
// parameters from the start and found again at every jump back: that a number does not fall below
// (or rise above) where it began, that a list keeps its length and stays unique. What is not found
// again is given up and the loop walked once more, until all that is assumed is found.

import type { Atom, Block, End, J, Step, V } from "../../ir/nodes.ts"
import type { Node } from "./bounds.ts"
import { forget, isAtMost, learn, reach } from "./bounds.ts"
import { cheaper, learnStep, learnTest } from "./step.ts"
import type { Values } from "./values.ts"
import {
  freshKind, isInt, isList, kindOf, lengthTerm, shared, termOf, variable,
} from "./values.ts"

type Loop = Extract<End, { k: "loop" }>

/** What the jumps to a join agree on. */
type Arrival = {
  unique: Set<V>
  kinds: (number | null)[]
  above: Map<Node, number>[]
  below: Map<Node, number>[]
}

/** A loop under way. */
type Round = { end: Loop; failed: Set<string>; changed: boolean; unique: Set<V> }

export type Walk = {
  values: Values
  /** Steps are replaced only in the last walk over them. */
  write: boolean
  params: Map<J, V[]>
  arrivals: Map<J, Arrival>
  rounds: Map<J, Round>
  /** What was assumed of a loop and not found again. */
  failed: Map<J, Set<string>>
  /** Loops whose lists count as unique when they start. */
  assumed: Set<J>
  /** Called at each step, before what it tells is learnt. */
  visit: (step: Extract<Step, { k: "let" }>) => void
  /** Called before each walk over a loop's body, and when the loop is done. */
  again: (end: Loop) => void
  leave: (end: Loop) => void
}

export function newWalk(values: Values): Walk {
  return {
    values, write: false, params: new Map(), arrivals: new Map(), rounds: new Map(),
    failed: new Map(), assumed: new Set(), visit: () => undefined, again: () => undefined,
    leave: () => undefined,
  }
}

export function walkBlock(walk: Walk, block: Block): void {
  const { values } = walk
  const start = values.bounds.log.length
  const marks = new Map<Step, number>()
  block.steps.forEach((step, index) => {
    if (step.k === "join") {
      marks.set(step, values.bounds.log.length)
      walk.params.set(step.j, step.params)
      walk.arrivals.delete(step.j)
    } else block.steps[index] = walkStep(walk, step)
  })
  walkEnd(walk, block.end)
  for (const step of block.steps.toReversed()) {
    if (step.k !== "join") continue
    forget(values.bounds, marks.get(step) ?? start)
    const arrival = walk.arrivals.get(step.j)
    if (arrival === undefined) continue
    arrive(values, step.params, arrival)
    walkBlock(walk, step.body)
  }
  forget(values.bounds, start)
}

function walkStep(walk: Walk, step: Exclude<Step, { k: "join" }>): Step {
  if (step.k === "dup") shared(walk.values, step.v)
  if (step.k !== "let") return step
  walk.visit(step)
  const better = cheaper(walk.values, step)
  // What the check told is known all the same.
  learnStep(walk.values, step)
  return walk.write && better !== null ? better : step
}

function walkEnd(walk: Walk, end: End): void {
  switch (end.k) {
    case "jump": return jump(walk, end.j, end.args)
    case "loop": return walkLoop(walk, end)
    case "switch": return walkSwitch(walk, end)
  }
}

function walkSwitch(walk: Walk, end: Extract<End, { k: "switch" }>): void {
  const { values } = walk
  const [unique, mark] = [values.unique, values.bounds.log.length]
  const tests = end.cases.map(({ test }) => test)
  const branches = [
    ...end.cases.map(({ test, body }) => ({ test, body })),
    ...(end.other === null ? [] : [{ test: null, body: end.other }]),
  ]
  for (const { test, body } of branches) {
    values.unique = new Set(unique)
    learnTest(values, end.on, test, tests)
    walkBlock(walk, body)
    forget(values.bounds, mark)
  }
  values.unique = unique
}

// ------------------------------------------------------------------ joins

function jump(walk: Walk, j: J, args: Atom[]): void {
  const round = walk.rounds.get(j)
  if (round !== undefined) return comeBack(walk, round, args)
  const { values } = walk
  const params = walk.params.get(j) ?? []
  const kinds = args.map((arg, i) => isList(values, params[i] ?? -1) ? kindOf(values, arg) : null)
  const nodes = args.map((arg, i) => nodeOf(values, params[i] ?? -1, arg, kinds[i] ?? null))
  const side = (way: "up" | "down"): Map<Node, number>[] => nodes.map((term) => {
    if (term === null) return new Map()
    const sign = way === "up" ? 1 : -1
    const found = reach(values.bounds, way, term.node)
    return new Map([...found].map(([node, n]) => [node, n + sign * term.plus]))
  })
  const unique = new Set(values.unique)
  params.forEach((v, i) => {
    const arg = args[i]
    if (arg?.k === "var" && values.fun.vars[v]?.own === true && unique.has(arg.v)) unique.add(v)
  })
  meet(walk, j, { unique, kinds, above: side("up"), below: side("down") })
}

/** The number that a parameter stands for: its own, or the length of its list. */
function nodeOf(
  values: Values, v: V, arg: Atom, kind: number | null,
): { node: Node; plus: number } | null {
  if (kind !== null) return lengthTerm(kind)
  return isInt(values, v) ? termOf(arg) : null
}

function meet(walk: Walk, j: J, next: Arrival): void {
  const known = walk.arrivals.get(j)
  if (known === undefined) return void walk.arrivals.set(j, next)
  for (const v of known.unique) if (!next.unique.has(v)) known.unique.delete(v)
  known.kinds = known.kinds.map((kind, i) => kind === next.kinds[i] ? kind : null)
  known.above = known.above.map((map, i) => both(map, next.above[i]))
  known.below = known.below.map((map, i) => both(map, next.below[i]))
}

/** What both know, as weakly as the weaker one. */
function both(a: Map<Node, number>, b: Map<Node, number> | undefined): Map<Node, number> {
  return new Map([...a].flatMap(([node, n]): [Node, number][] => {
    const other = b?.get(node)
    return other === undefined ? [] : [[node, Math.max(n, other)]]
  }))
}

function arrive(values: Values, params: V[], arrival: Arrival): void {
  values.unique = new Set(arrival.unique)
  params.forEach((v, i) => {
    const kind = arrival.kinds[i] ?? null
    if (kind !== null) return void values.lengths.set(v, kind)
    const list = isList(values, v)
    if (!list && !isInt(values, v)) return
    const term = list ? lengthTerm(freshKind(values, v)) : variable(v)
    for (const [node, n] of arrival.above[i] ?? []) {
      learn(values.bounds, term, { node, plus: 0 }, n)
    }
    for (const [node, n] of arrival.below[i] ?? []) {
      learn(values.bounds, { node, plus: 0 }, term, n)
    }
  })
}

// ------------------------------------------------------------------ loops

function walkLoop(walk: Walk, end: Loop): void {
  const { values } = walk
  const failed = walk.failed.get(end.j) ?? new Set()
  walk.failed.set(end.j, failed)
  const [unique, mark, write] = [values.unique, values.bounds.log.length, walk.write]
  const round: Round = { end, failed, changed: false, unique: new Set(unique) }
  const outer = walk.rounds.get(end.j)
  walk.rounds.set(end.j, round)
  const once = (): void => {
    round.changed = false
    walk.again(end)
    startRound(walk, round)
    walkBlock(walk, end.body)
    forget(values.bounds, mark)
  }
  walk.write = false
  do once()
  while (round.changed)
  walk.write = write
  if (write) once()
  if (outer === undefined) walk.rounds.delete(end.j)
  else walk.rounds.set(end.j, outer)
  values.unique = unique
  walk.leave(end)
}

function startRound(walk: Walk, { end, failed, unique }: Round): void {
  const { values } = walk
  values.unique = new Set([...unique].filter((v) => !failed.has(`held ${v}`)))
  end.params.forEach((v, i) => {
    const init = end.init[i]
    if (isInt(values, v)) {
      const from = termOf(init)
      if (from === null) return
      if (!failed.has(`rise ${i}`)) learn(values.bounds, from, variable(v), 0)
      if (!failed.has(`fall ${i}`)) learn(values.bounds, variable(v), from, 0)
    } else if (isList(values, v)) startList(walk, end, failed, v, i)
  })
}

function startList(walk: Walk, end: Loop, failed: Set<string>, v: V, i: number): void {
  const { values } = walk
  const init = end.init[i]
  const from = kindOf(values, init)
  if (from !== null && !failed.has(`same ${i}`)) values.lengths.set(v, from)
  else {
    const own = lengthTerm(freshKind(values, v))
    if (from !== null && !failed.has(`grow ${i}`)) learn(values.bounds, lengthTerm(from), own, 0)
  }
  if (beginsUnique(walk, end, v, i) && !failed.has(`alone ${i}`)) values.unique.add(v)
}

function beginsUnique(walk: Walk, end: Loop, v: V, i: number): boolean {
  const init = end.init[i]
  if (walk.values.fun.vars[v]?.own !== true || init?.k !== "var") return false
  return walk.assumed.has(end.j) || walk.rounds.get(end.j)?.unique.has(init.v) === true
}

/** At a jump back: is all that was assumed true again? */
function comeBack(walk: Walk, round: Round, args: Atom[]): void {
  const { values } = walk
  const { end, failed } = round
  const claim = (name: string, holds: () => boolean): void => {
    if (failed.has(name) || holds()) return
    failed.add(name)
    round.changed = true
  }
  for (const v of round.unique) {
    if (!end.init.some((atom) => atom.k === "var" && atom.v === v)) {
      claim(`held ${v}`, () => values.unique.has(v))
    }
  }
  end.params.forEach((v, i) => {
    const [from, to] = [end.init[i], args[i]]
    if (isInt(values, v)) {
      const [a, b] = [termOf(from), termOf(to)]
      if (a === null) return
      claim(`rise ${i}`, () => b !== null && isAtMost(values.bounds, a, b, 0))
      claim(`fall ${i}`, () => b !== null && isAtMost(values.bounds, b, a, 0))
    } else if (isList(values, v)) {
      const [a, b] = [kindOf(values, from), kindOf(values, to)]
      if (beginsUnique(walk, end, v, i)) {
        claim(`alone ${i}`, () => to?.k === "var" && values.unique.has(to.v))
      }
      if (a === null) return
      claim(`same ${i}`, () => a === b)
      claim(`grow ${i}`, () =>
        b !== null && isAtMost(values.bounds, lengthTerm(a), lengthTerm(b), 0))
    }
  })
}
