// What a variable is first used for on each way that the code may take from a place on.
//
// Take and put ask this before they move something up: it may only pass ways that use the variable
// as they expect, or not at all.

import type { Block, End, J, Step, V } from "./nodes.ts"
import { endAtoms, endBlocks } from "./rhs.ts"
import { blockMentions, mentions } from "./mention.ts"

type Let = Extract<Step, { k: "let" }>
export type Place = { home: Block; step: Let }
export type Uses = {
  /** One a way, in steps that are not skipped. */
  first: Place[]
  /** What was skipped before them. */
  passed: Place[]
  /** Is it used in steps only, and not where the ways lead to? */
  settled: boolean
}
type Walk = Uses & {
  v: V
  skip: (step: Let) => boolean
  /** Joins that were declared on the way, until one is entered. */
  joins: Map<J, Block>
  entered: Set<J>
  beyond: Beyond
}
/** Is a variable used from the head of a join or loop on that the ways lead out to? */
export type Beyond = (j: J, v: V) => boolean

/** The first uses from a step of a block on. */
export function firstUses(
  beyond: Beyond, block: Block, from: number, v: V, skip: (step: Let) => boolean,
): Uses {
  const walk: Walk = {
    first: [], passed: [], settled: true, v, skip, joins: new Map(), entered: new Set(), beyond,
  }
  walkBlock(walk, block, from)
  return walk
}

function walkBlock(walk: Walk, block: Block, from: number): void {
  for (let i = from; i < block.steps.length; i++) {
    const step = block.steps[i]
    if (step?.k === "join") walk.joins.set(step.j, step.body)
    if (step === undefined || step.k === "join" || !mentions(step, walk.v)) continue
    if (step.k !== "let") return void (walk.settled = false)
    if (!walk.skip(step)) return void walk.first.push({ home: block, step })
    walk.passed.push({ home: block, step })
  }
  walkEnd(walk, block.end)
}

function walkEnd(walk: Walk, end: End): void {
  const uses = endAtoms(end).some((atom) => atom.k === "var" && atom.v === walk.v)
  // A use in a loop is one of many.
  if (uses || (end.k === "loop" && blockMentions(end.body, walk.v))) {
    return void (walk.settled = false)
  }
  if (end.k === "jump") return walkJump(walk, end.j)
  if (end.k === "loop") walk.entered.add(end.j)
  for (const body of endBlocks(end)) walkBlock(walk, body, 0)
}

function walkJump(walk: Walk, j: J): void {
  if (walk.entered.has(j)) return
  walk.entered.add(j)
  const body = walk.joins.get(j)
  if (body !== undefined) return walkBlock(walk, body, 0)
  if (walk.beyond(j, walk.v)) walk.settled = false
}
