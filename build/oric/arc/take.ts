// Take and put: what is read from a place and written back to it moves out in between, and so stays
// unique.
//
// `x.tags[i] = x.tags[i].push(value: t)` is lowered as a read, the push, and an update that opens
// the path. While the read is a view the push must copy the list. So the opening goes up to the
// read: a `get` with a later `open` of the same value becomes that `open`; a `list.at` with a later
// `list.take` of the same element becomes that `take`; one with a later `list.set` becomes `take`
// and `put`. In between nobody else may use the value, whatever ways the code takes. Where only
// some ways do, the read goes down into those first; what is written where ways meet is written at
// the end of each. If a panic comes in between, what was taken out is lost with the value that it
// was taken from.

import type { Block, Fun, Program, Step } from "../ir/nodes.ts"
import { innerBlocks } from "../ir/rhs.ts"
import type { Pass } from "../ir/take_pass.ts"
import { newPass } from "../ir/take_pass.ts"
import { hoistJoined, takeUp } from "../ir/take_up.ts"
import { classify, consumedWithin, isOwned } from "./classify.ts"
import { readDown } from "./take_down.ts"
import { setOnTheWays } from "./take_meet.ts"

/** Before counts are inserted. */
export function takeAndPut(program: Program, fun: Fun, borrowLoops: boolean): void {
  const pass = newPass(program.types, fun, () => {
    const facts = classify(program, fun, borrowLoops)
    return consumedWithin(facts, (v) => !isOwned(facts, v))
  })
  if (pass.changed.size > 0) walkBlock(pass, fun.body)
}

/** Outer blocks first: what goes down into a block may go up in it. */
function walkBlock(pass: Pass, block: Block): void {
  // Each change may enable one further in, on what it moved.
  for (let i = 0; i < block.steps.length; i++) {
    const step = block.steps[i]
    if (step !== undefined) hoist(pass, block, i, step)
  }
  readDown(pass, block)
  for (const inner of innerBlocks(block)) walkBlock(pass, inner)
}

function hoist(pass: Pass, block: Block, at: number, step: Step): void {
  if (step.k === "join") {
    setOnTheWays(pass, block, at, step)
    return hoistJoined(pass, block, at, step)
  }
  if (step.k === "let") takeUp(pass, block, at, step)
}
