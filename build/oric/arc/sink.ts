// Moves reads of fields down into the branches that use them.
//
// A value that one branch takes apart and another returns whole is alive after its `get`s, so it
// cannot be opened there; in the branch that takes it apart it can.

import type { Block, Step, V } from "../ir/nodes.ts"
import { newVar } from "../ir/build.ts"
import { eachBlock, varType } from "../ir/rhs.ts"
import type { Facts } from "./classify.ts"
import { isOwned } from "./classify.ts"
import { blockMentions, mentions, rename } from "../ir/mention.ts"

/** Before counts are inserted. Says whether anything moved. */
export function sinkGets(facts: Facts, wanted: Set<V>): boolean {
  let moved = false
  eachBlock(facts.fun.body, (block) => {
    if (block.end.k === "switch") moved = sinkBlock(facts, block, wanted) || moved
  })
  return moved
}

function sinkBlock(facts: Facts, block: Block, wanted: Set<V>): boolean {
  const end = block.end
  if (end.k !== "switch") return false
  const bodies = [...end.cases.map((one) => one.body), ...(end.other === null ? [] : [end.other])]
  let moved = false
  for (let i = block.steps.length - 1; i >= 0; i--) {
    const step = block.steps[i]
    const to = step === undefined ? null : sinkable(facts, step, wanted)
    if (step?.k !== "let" || to === null) continue
    if (block.steps.slice(i + 1).some((later) => mentions(later, to))) continue
    if (end.on.k === "var" && end.on.v === to) continue
    const users = bodies.filter((body) => blockMentions(body, to))
    // In all branches: then it is no worse here, unless the value itself outlives it in some.
    if (users.length === 0 || !bodies.some((body) => outlives(body, step))) continue
    block.steps.splice(i, 1)
    users.forEach((body, nth) => place(facts, body, step, to, nth === 0))
    moved = true
  }
  return moved
}

/** The variable of a wanted field of an owned value. */
function sinkable(facts: Facts, step: Step, wanted: Set<V>): V | null {
  if (step.k !== "let" || step.rhs.k !== "get" || step.rhs.of.k !== "var") return null
  const to = step.to[0]
  if (to === undefined || facts.pinned.has(to) || facts.pinned.has(step.rhs.of.v)) return null
  return isOwned(facts, step.rhs.of.v) && wanted.has(step.rhs.of.v) ? to : null
}

function outlives(body: Block, step: Extract<Step, { k: "let" }>): boolean {
  return step.rhs.k === "get" && step.rhs.of.k === "var" && blockMentions(body, step.rhs.of.v)
}

function place(
  facts: Facts, body: Block, step: Extract<Step, { k: "let" }>, to: V, first: boolean,
): void {
  const v = first ? to : newVar(facts.fun, varType(facts.fun, to), facts.fun.vars[to]?.name ?? "")
  if (!first) rename(body, to, v)
  body.steps.unshift({ ...step, to: [v] })
}
