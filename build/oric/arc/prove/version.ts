// Loops in two versions: one for when all questions before it come out well, which then needs no
// checks, and the loop as it was.
//
// Only innermost loops that call nothing, since there a check is a good part of the work, and only
// small ones, since their code is there twice.

import type { Block, End, Fun, Program, Step, V } from "../../ir/nodes.ts"
import { jump, newJoin } from "../../ir/build.ts"
import { copyEnd } from "../../ir/rename.ts"
import { atomsOf, eachBlock, innerBlocks } from "../../ir/rhs.ts"
import type { Around } from "./around.ts"
import { eachLoop, runsThrough } from "./around.ts"
import type { Guards } from "./guard.ts"
import { askInside, askUnique, elementOf, newGuards } from "./guard.ts"
import { isInside } from "./step.ts"
import { isList, newValues } from "./values.ts"
import type { Values } from "./values.ts"
import { newWalk, walkBlock } from "./walk.ts"

type Loop = Extract<End, { k: "loop" }>

const STEPS_MAX = 160
const QUESTIONS_MAX = 8

/** A loop that may get a second version, and what could be asked for it. */
type Candidate = {
  block: Block
  end: Loop
  outside: Set<V>
  /** The loop around, where both run through. */
  around: Around | null
  /** What would settle its checks, as far as was seen in the last round. */
  guards: Guards | null
}

const PLAIN = new Set(["prim", "get", "make", "open", "tagOf", "copy", "global"])
const CHECKS = new Set(["list.at", "list.set", "list.take"])
const CHANGES = new Set(["list.set", "list.take", "list.set_unchecked", "list.swap_unchecked"])

export function versionLoops(program: Program, fun: Fun): void {
  const found = candidates(fun)
  if (found.length === 0) return
  const values = newValues(program, fun)
  const walk = newWalk(values)
  const byStep = new Map<Step, Candidate>()
  for (const one of found) {
    walk.assumed.add(one.end.j)
    eachBlock(one.end.body, ({ steps }) => steps.forEach((step) => byStep.set(step, one)))
  }
  walk.visit = (step) => {
    const one = byStep.get(step)
    if (one === undefined || step.rhs.k !== "prim" || !CHECKS.has(step.rhs.op)) return
    const [list, index] = step.rhs.args
    if (list === undefined || index === undefined || isInside(values, list, index)) return
    if (one.guards !== null) askInside(one.guards, list, index)
  }
  walk.again = (end) => {
    const one = found.find((known) => known.end === end)
    if (one !== undefined) one.guards = guardsOf(values, one)
  }
  walk.leave = (end) => {
    const one = found.find((known) => known.end === end)
    if (one !== undefined && one.guards !== null) askLists(one, one.guards, walk.failed.get(end.j))
  }
  walkBlock(walk, fun.body)
  for (const one of found) if (one.guards !== null) split(fun, one, one.guards)
}

// ------------------------------------------------------------------ which loops

function candidates(fun: Fun): Candidate[] {
  const found: Candidate[] = []
  eachLoop(fun.body, (block, end, outer) => {
    if (!isPlain(end)) return
    const around = outer !== null && runsThrough(end, outer) ? outer : null
    found.push({ block, end, outside: outsideOf(end), around, guards: null })
  })
  return found
}

function guardsOf(values: Values, { outside, around }: Candidate): Guards {
  const before = around === null ? null : newGuards(values, outsideOf(around.end), null)
  return newGuards(values, outside, before)
}

/** No loop inside, no calls but on the way to a panic, at least one list that is indexed. */
function isPlain(end: Loop): boolean {
  let [steps, good, checks] = [0, true, 0]
  const visit = (block: Block): void => {
    if (block.end.k === "panic" || block.end.k === "never") return
    if (block.end.k === "loop") good = false
    for (const step of block.steps) {
      steps++
      if (step.k === "pin" || step.k === "unpin") good = false
      if (step.k !== "let") continue
      const { rhs } = step
      if (rhs.k === "prim" && (CHECKS.has(rhs.op) || CHANGES.has(rhs.op))) checks++
      if (!PLAIN.has(rhs.k)) good = false
    }
    innerBlocks(block).forEach(visit)
  }
  visit(end.body)
  return good && checks > 0 && steps <= STEPS_MAX
}

/** Variables from outside that the loop uses, as it starts or inside. */
function outsideOf(end: Loop): Set<V> {
  const inside = new Set<V>(end.params)
  const used = new Set<V>()
  const use = (v: V): void => void used.add(v)
  end.init.forEach((atom) => atom.k === "var" && use(atom.v))
  eachBlock(end.body, (block) => {
    for (const atom of atomsOf(block)) if (atom.k === "var") use(atom.v)
    for (const step of block.steps) {
      if (step.k === "let") step.to.forEach((v) => inside.add(v))
      if (step.k === "join") step.params.forEach((v) => inside.add(v))
    }
    if (block.end.k === "loop") block.end.params.forEach((v) => inside.add(v))
  })
  return new Set([...used].filter((v) => !inside.has(v)))
}

// ------------------------------------------------------------------ what to ask

/** Lists that are unique all the way if they are when the loop starts, and that it changes. */
function askLists(one: Candidate, guards: Guards, failed: Set<string> | undefined): void {
  const { values } = guards
  const changed = new Set<number>()
  eachBlock(one.end.body, ({ steps }) => {
    for (const step of steps) {
      if (step.k !== "let" || step.rhs.k !== "prim" || !CHANGES.has(step.rhs.op)) continue
      changed.add(step.rhs.types[0] ?? -1)
    }
  })
  one.end.params.forEach((v, i) => {
    const init = one.end.init[i]
    if (init?.k !== "var" || !isList(values, v) || values.fun.vars[v]?.own !== true) return
    if (failed?.has(`alone ${i}`) || values.unique.has(init.v)) return
    if (changed.has(elementOf(values, v))) askUnique(guards, init.v, elementOf(values, v))
  })
}

// ------------------------------------------------------------------ two versions

function split(fun: Fun, { block, end, around }: Candidate, guards: Guards): void {
  const questions = guards.items.filter((item) => item.k === "ask").length
  if (questions === 0 || questions > QUESTIONS_MAX) return
  for (const item of guards.before?.items ?? []) {
    if (item.k === "do") around?.block.steps.push(item.step)
  }
  const slow = newJoin(fun)
  const fast = copyEnd({
    from: fun, to: fun, atoms: new Map(), joins: new Map(), site: null,
    leave: (args) => ({ k: "return", args }),
  }, end)
  block.steps.push({ k: "join", j: slow, params: [], body: { steps: [], end } })
  let rest: Block = { steps: [], end: fast }
  for (const item of guards.items.toReversed()) {
    if (item.k === "do") {
      rest.steps.unshift(item.step)
      continue
    }
    rest = {
      steps: [],
      end: {
        k: "switch", on: { k: "var", v: item.on }, other: null,
        cases: [
          { test: { k: "bool", value: true }, body: rest },
          { test: { k: "bool", value: false }, body: { steps: [], end: jump(slow, []) } },
        ],
      },
    }
  }
  block.steps.push(...rest.steps)
  block.end = rest.end
}
