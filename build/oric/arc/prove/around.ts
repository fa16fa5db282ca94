// The loop around an innermost one, and whether both always run to the end of what they count: what
// is asked before the outer loop may then cost as much as one run of the inner one.

import type { Block, End } from "../../ir/nodes.ts"
import { eachBlock, innerBlocks } from "../../ir/rhs.ts"

type Loop = Extract<End, { k: "loop" }>

/** A loop, and the block that ends in it. */
export type Around = { block: Block; end: Loop }

/** Every loop with the one directly around it. */
export function eachLoop(
  block: Block, visit: (block: Block, end: Loop, around: Around | null) => void,
  around: Around | null = null,
): void {
  const { end } = block
  if (end.k === "loop") visit(block, end, around)
  for (const inner of innerBlocks(block)) {
    const isBody = end.k === "loop" && inner === end.body
    eachLoop(inner, visit, isBody ? { block, end } : around)
  }
}

/** Are both left by their tests alone? */
export function runsThrough(end: Loop, around: Around): boolean {
  return exits(end) === 1 && exits(around.end) === 1
}

/** The places where a loop is left, but for panics. */
function exits(end: Loop): number {
  const inside = new Set([end.j])
  eachBlock(end.body, ({ steps, end: last }) => {
    for (const step of steps) if (step.k === "join") inside.add(step.j)
    if (last.k === "loop") inside.add(last.j)
  })
  let count = 0
  eachBlock(end.body, ({ end: last }) => {
    if (last.k === "return" || (last.k === "jump" && !inside.has(last.j))) count++
  })
  return count
}
