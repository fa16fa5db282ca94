// Inserts dup and drop, walking each block backward with the set of live variables.
//
// The last use of an owned variable moves it; an earlier consuming use dups it before; a borrowed
// last use drops it after; what a branch does not need is dropped where the branch starts. A view
// keeps its roots alive. A view that is alive when its root is consumed would force a copy of the
// root, so the view becomes owned instead: `analyse` finds these until there are none, then
// `insert` writes the steps.

import type { Atom, Block, End, Fun, J, Program, Step, V } from "../ir/nodes.ts"
import { TOKEN } from "../ir/types.ts"
import type { Operand } from "../ir/rhs.ts"
import { absent, endOperands, operands, viewOf, writesCells } from "../ir/rhs.ts"
import type { Facts } from "./classify.ts"
import { classify, countedOperands, flip, isOwned, paramsOf } from "./classify.ts"

type Live = Set<V>
type Walk = {
  facts: Facts
  /**
   * Live variables at the start of a join or loop, with its view parameters: they stand for their
   * roots.
   */
  targets: Map<J, Live>
  /** Pinned variables of the scopes around: a panic is no end of theirs. */
  pins: Set<V>
  /** Views to make owned. */
  flips: Set<V>
  write: boolean
  /** Asks only what is live at the start. */
  quiet: boolean
  /** Called for each let, with what is live after it. */
  visit: (step: Step, live: Live) => void
}

/** Adds counts to one function. Its parameters' modes are decided. */
export function insert(program: Program, fun: Fun, borrowLoops: boolean): void {
  const facts = classify(program, fun, borrowLoops)
  analyse(facts, () => undefined)
  const walk = newWalk(facts, true, () => undefined)
  const live = walkBlock(walk, fun.body)
  dropAtStart(walk, fun.body, fun.params.map((param) => param.v), live)
}

/**
 * Makes views owned until no root is consumed under one, and shows every step with what is live
 * after it: what it says last of a step is what holds.
 */
export function analyse(facts: Facts, visit: (step: Step, live: Live) => void): void {
  for (;;) {
    const walk = newWalk(facts, false, visit)
    walkBlock(walk, facts.fun.body)
    if (walk.flips.size === 0) return
    flip(facts, walk.flips)
  }
}

function newWalk(facts: Facts, write: boolean, visit: Walk["visit"]): Walk {
  return {
    facts, targets: new Map(), pins: new Set(), flips: new Set(), write, quiet: false, visit,
  }
}

// ------------------------------------------------------------------ blocks

/** Rewrites a block if asked, and returns what is live before it. */
function walkBlock(walk: Walk, block: Block): Live {
  const { pins } = walk
  for (const step of block.steps) {
    if (step.k === "join") walk.targets.set(step.j, walkTarget(walk, step.params, step.body))
    if (step.k === "pin") pins.add(step.v)
    if (step.k === "unpin") pins.delete(step.v)
  }
  const out: Step[] = []
  const live = walkEnd(walk, block.end, out)
  for (const step of block.steps.toReversed()) {
    walkStep(walk, step, live, out)
    if (step.k === "pin") pins.delete(step.v)
    if (step.k === "unpin") pins.add(step.v)
  }
  if (walk.write) block.steps = out.reverse()
  return live
}

/** Live variables at a target's start, without its owned parameters: each jump gives those. */
function walkTarget(walk: Walk, params: V[], body: Block): Live {
  const live = walkBlock(walk, body)
  const owned = params.filter((v) => isOwned(walk.facts, v))
  if (walk.write) dropAtStart(walk, body, owned, live)
  for (const v of owned) live.delete(v)
  return live
}

/** Before a target is declared, the roots of its view parameters stand for them. */
function leaveParams(walk: Walk, params: V[], live: Live): void {
  for (const v of params) {
    if (live.delete(v)) for (const root of walk.facts.roots[v] ?? []) live.add(root)
  }
}

/** `out` is in reverse order of execution. */
function walkStep(walk: Walk, step: Step, live: Live, out: Step[]): void {
  switch (step.k) {
    case "let":
      walk.visit(step, live)
      return walkLet(walk, step, live, out)
    case "join":
      leaveParams(walk, step.params, live)
      return void out.push(step)
    case "pin":
      live.add(step.v)
      return void out.push(step)
    case "unpin":
      cellViews(walk, live)
      walkUse(walk, [{ atom: { k: "var", v: step.v }, own: true }], live, step, out)
      return
    default: throw new Error(`${step.k} before counts are inserted`)
  }
}

function walkLet(walk: Walk, step: Extract<Step, { k: "let" }>, live: Live, out: Step[]): void {
  const facts = walk.facts
  const made = step.to.filter((v) => isOwned(facts, v))
  const needed = made.filter((v) => keeps(facts, live, v))
  const view = viewOf(step.rhs).k !== "none"
  const after: Step[] = view
    ? needed.map((v) => ({ k: "dup", v }))
    : made.filter((v) => !needed.includes(v)).map((v) => dropOf(facts, v))
  if (writesCells(step.rhs)) cellViews(walk, live)
  const all = operands(facts.program, facts.fun, step.rhs)
  if (writesCells(step.rhs)) cellViews(walk, countedOperands(facts, all).borrowed)
  const rhs = step.rhs
  if (rhs.k === "open" && !(isOwned(facts, rhs.of) && movesFrom(walk, rhs.of, live, []))) {
    openAsGets(walk, step, needed, live, out)
  } else {
    walkUse(walk, all, live, step, out, after)
  }
  // Only now: a view among the results keeps its roots alive through the step.
  for (const v of step.to) live.delete(v)
}

/** A view into a provider cell does not outlive a write: it becomes owned. */
function cellViews(walk: Walk, views: Iterable<V>): void {
  for (const v of views) {
    if (walk.facts.inCell[v] === true && !isOwned(walk.facts, v)) walk.flips.add(v)
  }
}

/**
 * Opening a value that stays means reading its fields: each one that is needed gets a count of its
 * own.
 */
function openAsGets(
  walk: Walk, step: Extract<Step, { k: "let" }>, needed: V[], live: Live, out: Step[],
): void {
  const rhs = step.rhs
  if (rhs.k !== "open") return
  const of: Atom = { k: "var", v: rhs.of }
  const gets = step.to.flatMap((v, index): Step[] => {
    const read: Step = {
      k: "let", to: [v], rhs: { k: "get", of, tag: rhs.tag, index }, site: -1, unwind: [],
    }
    return needed.includes(v) ? [read, { k: "dup", v }] : [read]
  })
  // The drops of what only this step kept alive come after all reads.
  dropsAfter(walk, [rhs.of], live).forEach((drop) => out.push(drop))
  out.push(...gets.reverse())
  live.add(rhs.of)
}

// ------------------------------------------------------------------ uses

/**
 * The counts around one step: dups before it, drops after it. `step` is null for an end, which has
 * no after: there `all` holds only operands that it consumes.
 */
function walkUse(
  walk: Walk, all: Operand[], live: Live, step: Step | null, out: Step[], results: Step[] = [],
): void {
  const facts = walk.facts
  const { owned, borrowed } = countedOperands(facts, all)
  if (owned.length + borrowed.length === 0) {
    out.push(...results.reverse())
    if (step !== null) out.push(step)
    return
  }
  const before: Step[] = []
  const moved = new Set<V>()
  for (const v of new Set(owned)) {
    const count = owned.filter((other) => other === v).length
    const last = isOwned(facts, v) && movesFrom(walk, v, live, borrowed)
    if (last) moved.add(v)
    for (let i = last ? 1 : 0; i < count; i++) before.push({ k: "dup", v })
  }
  const after = dropsAfter(walk, borrowed, live).filter((drop) => !moved.has(drop.v))
  const dropped = new Set(after.map((drop) => drop.v))
  const viewed = owned.filter((v) => !isOwned(facts, v))
  const between = dropsAfter(walk, viewed, live).filter(
    (drop) => !moved.has(drop.v) && !dropped.has(drop.v)
  )
  // A kept operand of ours that nobody needs afterwards was kept for a borrowed operand: `after`
  // has its drop.
  out.push(...[...results, ...after].reverse())
  if (step !== null) out.push(step)
  out.push(...[...before, ...between].reverse())
  for (const v of [...owned, ...borrowed]) live.add(v)
}

/** Drops of the owned variables that only these operands kept alive. */
function dropsAfter(walk: Walk, used: V[], live: Live): { k: "drop" | "free"; v: V }[] {
  const facts = walk.facts
  const kept = new Set(used.flatMap((v) => facts.roots[v] ?? []))
  return [...kept].filter((root) => !keeps(facts, live, root)).map((root) => dropOf(facts, root))
}

function dropOf(facts: Facts, v: V): { k: "drop" | "free"; v: V } {
  return { k: facts.fun.vars[v]?.type === TOKEN ? "free" : "drop", v }
}

/** Is an owned variable needed: itself, or as the root of a live view? */
function keeps(facts: Facts, live: Live, v: V): boolean {
  return live.has(v) || viewsAmong(facts, live, v).length > 0
}

/** The live variables that `v` is a root of: the shorter of both lists is gone through. */
function viewsAmong(facts: Facts, live: Live, v: V): V[] {
  const rooted = facts.rooted[v] ?? []
  return rooted.length < live.size
    ? rooted.filter((other) => live.has(other))
    : [...live].filter((other) => facts.roots[other]?.includes(v) === true)
}

/**
 * Does consuming `v` here move it? If only views need it later, they become owned, so that it will.
 */
function movesFrom(walk: Walk, v: V, live: Live, borrowed: V[]): boolean {
  if (live.has(v) || borrowed.includes(v)) return false
  const { facts } = walk
  const views = [
    ...viewsAmong(facts, live, v),
    ...borrowed.filter((other) => facts.roots[other]?.includes(v) === true),
  ]
  for (const view of views) walk.flips.add(view)
  return views.length === 0
}

// ------------------------------------------------------------------ ends

function walkEnd(walk: Walk, end: End, out: Step[]): Live {
  const facts = walk.facts
  const consumed = endOperands(facts.fun, end, paramsOf(facts)).filter((operand) => operand.own)
  switch (end.k) {
    case "return": case "jump": {
      const live = new Set(end.k === "jump" ? walk.targets.get(end.j) : [])
      walkUse(walk, consumed, live, null, out)
      return live
    }
    case "loop": {
      const live = walkLoop(walk, end)
      leaveParams(walk, end.params, live)
      walkUse(walk, consumed, live, null, out)
      return live
    }
    case "switch": return walkSwitch(walk, end)
    case "panic": {
      const live = new Set(walk.pins)
      return end.message.k === "var" ? live.add(end.message.v) : live
    }
    case "never": return new Set(walk.pins)
    case "reraise": return new Set()
  }
}

/**
 * What a loop's body uses from outside is alive all the way round: a walk asks for it first. That
 * walk goes once through the loops inside, or each depth would double the work.
 */
function walkLoop(walk: Walk, end: Extract<End, { k: "loop" }>): Live {
  const quiet = { ...newWalk(walk.facts, false, () => undefined), quiet: true, pins: walk.pins }
  quiet.targets = new Map(walk.targets).set(end.j, new Set())
  const live = walkTarget(quiet, end.params, end.body)
  if (walk.quiet) return live
  walk.targets.set(end.j, live)
  walkTarget(walk, end.params, end.body)
  return new Set(live)
}

function walkSwitch(walk: Walk, end: Extract<End, { k: "switch" }>): Live {
  const branches = [
    ...end.cases.map(({ test, body }) => ({ body, gone: absent(walk.facts.caught, end.on, test) })),
    ...(end.other === null ? [] : [{ body: end.other, gone: [] }]),
  ].map((branch) => ({ ...branch, start: walkBlock(walk, branch.body) }))
  const live = new Set(branches.flatMap(({ start }) => [...start]))
  if (end.on.k === "var" && walk.facts.ownable[end.on.v] === true) live.add(end.on.v)
  if (!walk.write) return live
  for (const { body, gone, start } of branches) {
    const coming = dropsAfter(walk, [...live], start).map((drop) => drop.v)
    dropAtStart(walk, body, coming.filter((v) => !gone.includes(v)), start)
  }
  return live
}

/**
 * Drops what comes into a block and is not needed there. A block that only panics drops nothing:
 * outside `catch` nobody would notice, and inside the unwind lists do it.
 */
function dropAtStart(walk: Walk, block: Block, coming: Iterable<V>, live: Live): void {
  if (diverges(block)) return
  const drops = dropsAfter(walk, [...coming], live)
  block.steps.unshift(...drops)
}

/** Ends in a panic on every path, without leaving by a jump. */
function diverges(block: Block): boolean {
  const end = block.end
  if (end.k === "switch") {
    return end.cases.every((one) => diverges(one.body))
      && (end.other === null || diverges(end.other))
  }
  return end.k === "panic" || end.k === "never"
}
