// Removes pairs of dup and drop that meet: `dup x; drop x` with nothing between that could consume
// `x` or tell how often it is referenced. A dup just before a switch goes into the branches first,
// where drops wait at the start.

import type { Block, End, Fun, Program, Step, V } from "../ir/nodes.ts"
import { innerBlocks, operands, writesCells } from "../ir/rhs.ts"

export function cancel(program: Program, fun: Fun): void {
  cancelBlock(program, fun, fun.body)
}

function cancelBlock(program: Program, fun: Fun, block: Block): void {
  cancelSteps(program, fun, block)
  if (block.end.k === "switch") sink(block, block.end)
  for (const inner of innerBlocks(block)) cancelBlock(program, fun, inner)
}

function cancelSteps(program: Program, fun: Fun, block: Block): void {
  for (let i = 0; i < block.steps.length; i++) {
    const step = block.steps[i]
    if (step?.k !== "dup") continue
    const at = meeting(program, fun, block.steps, i + 1, step.v)
    if (at < 0) continue
    block.steps.splice(at, 1)
    block.steps.splice(i, 1)
    i--
  }
}

/** Index of the drop that undoes a dup, -1 if something comes between. */
function meeting(program: Program, fun: Fun, steps: Step[], from: number, v: V): number {
  for (let i = from; i < steps.length; i++) {
    const step = steps[i]
    if (step === undefined) return -1
    if (step.k === "drop" && step.v === v) return i
    // A dup or drop of another variable may be of the same value, but only a read of the count
    // could tell.
    if (step.k === "dup" || step.k === "free" || step.k === "pin") continue
    if (step.k !== "let" || consumes(program, fun, step)) return -1
    // What a provider cell holds dies when it is written.
    if (writesCells(step.rhs)) return -1
  }
  return -1
}

/** Consuming anything may read or end the count of what `v` shares. */
function consumes(program: Program, fun: Fun, step: Extract<Step, { k: "let" }>): boolean {
  return operands(program, fun, step.rhs).some(({ atom, own }) => own && atom.k === "var")
}

/**
 * Moves dups at the end of a block into the branches if one of them drops the same variable at
 * once.
 */
function sink(block: Block, end: Extract<End, { k: "switch" }>): void {
  const bodies = [...end.cases.map((one) => one.body), ...(end.other === null ? [] : [end.other])]
  for (let last = block.steps.at(-1); last?.k === "dup"; last = block.steps.at(-1)) {
    const v = last.v
    if (!bodies.some((body) => leadingDrop(body, v) >= 0)) return
    block.steps.pop()
    for (const body of bodies) {
      const at = leadingDrop(body, v)
      if (at >= 0) body.steps.splice(at, 1)
      else body.steps.unshift({ k: "dup", v })
    }
  }
}

function leadingDrop(block: Block, v: V): number {
  const start = block.steps.findIndex((step) => step.k !== "drop")
  const drops = start < 0 ? block.steps : block.steps.slice(0, start)
  return drops.findIndex((step) => step.k === "drop" && step.v === v)
}
