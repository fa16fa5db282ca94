// Moves reads of fields up out of the branches behind a block that reads the same value.
//
// A value is opened where all reads of it stand in one block. `{ ...self, items }` after an `if`
// reads the other fields behind a join: until there `self` would hold `items` too, and what changes
// them in between would have to copy. The other way round from `sink.ts`, which helps where a
// branch needs the value itself.

import type { Block, Step, V } from "../ir/nodes.ts"
import { isVar, blockMentions, mentions } from "../ir/mention.ts"
import { asGet, mergeGets } from "../ir/parts.ts"
import type { Get } from "../ir/parts.ts"
import { eachBlock, endAtoms, endBlocks } from "../ir/rhs.ts"
import type { Facts } from "./classify.ts"
import { mayOpen } from "./classify.ts"

type Read = { block: Block; step: Step; get: Get }

/** Before counts are inserted. Says whether anything moved. */
export function hoistGets(facts: Facts, wanted: Set<V>): boolean {
  let moved = false
  eachBlock(facts.fun.body, (block) => {
    for (const first of firstReads(block)) moved = hoist(facts, block, first, wanted) || moved
  })
  if (moved) mergeGets(facts.fun)
  return moved
}

function firstReads(block: Block): Get[] {
  const first = new Map<V, Get>()
  for (const step of block.steps) {
    const get = asGet(step)
    if (get !== null && !first.has(get.of)) first.set(get.of, get)
  }
  return [...first.values()]
}

function hoist(facts: Facts, block: Block, first: Get, wanted: Set<V>): boolean {
  if (!mayOpen(facts, first.of)) return false
  const at = block.steps.findIndex((step) => asGet(step)?.to === first.to)
  const before = block.steps.slice(0, at)
  if (before.some((step) => step.k === "join" && mentions(step, first.of))) return false
  const reads = readsIn({ ...block, steps: block.steps.slice(at) }, first)
  const behind = reads?.filter((read) => !block.steps.includes(read.step)) ?? []
  if (reads === null || behind.length === 0) return false
  if (!reads.some(({ get }) => wanted.has(get.to))) return false
  if (reads.some(({ get }) => facts.pinned.has(get.to))) return false
  for (const { block: from, step } of behind) from.steps = from.steps.filter((one) => one !== step)
  block.steps.splice(at + 1, 0, ...behind.map((read) => read.step))
  return true
}

/** All uses of a value in a block, if they are reads of one variant that happen once. */
function readsIn(block: Block, first: Get): Read[] | null {
  const reads: Read[] = []
  const inner: Block[] = block.end.k === "loop" ? [] : endBlocks(block.end)
  for (const step of block.steps) {
    const get = asGet(step)
    if (step.k === "join") inner.push(step.body)
    else if (get?.of === first.of && get.tag === first.tag) reads.push({ block, step, get })
    else if (mentions(step, first.of)) return null
  }
  if (endAtoms(block.end).some((atom) => isVar(atom, first.of))) return null
  if (block.end.k === "loop" && blockMentions(block.end.body, first.of)) return null
  for (const one of inner) {
    const found = readsIn(one, first)
    if (found === null) return null
    reads.push(...found)
  }
  return reads
}
