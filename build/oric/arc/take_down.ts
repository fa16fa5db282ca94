// Reads that go down into the blocks that write back what was read.
//
// `match self.cur { Some(xs) -> self.cur = Some(xs.push(value: v)), None -> () }` reads the field
// before the switch, and only one way writes it: the opening cannot go up past the switch, since
// the other way needs the value whole. So that way reads the field once more, where it starts.

import type { Block } from "../ir/nodes.ts"
import { NO_SITE, newVar, prim } from "../ir/build.ts"
import { endBlocks, varType } from "../ir/rhs.ts"
import { blockMentions } from "../ir/mention.ts"
import type { Let, Pass } from "../ir/take_pass.ts"
import {
  baseOf, changeOf, isElement, isOpen, isWanted, mayTake, putFor, usesOf,
} from "../ir/take_pass.ts"
import { firstUses } from "../ir/ways.ts"

/** The bodies of joins are entered from the block too; that of a loop is not, it is run often. */
export function readDown(pass: Pass, block: Block): void {
  const reads: Let[] = []
  for (const step of block.steps) {
    if (step.k === "join") readIn(pass, reads, step.body)
    if (step.k === "let" && isRead(pass, step)) reads.push(step)
  }
  if (block.end.k !== "switch") return
  for (const body of endBlocks(block.end)) readIn(pass, reads, body)
}

function isRead(pass: Pass, { to: [to], rhs }: Let): boolean {
  return baseOf(rhs) !== null && to !== undefined && isWanted(pass, to)
}

/** Repeats the reads whose bases are written in a block, and those of parts of these. */
function readIn(pass: Pass, reads: Let[], body: Block): void {
  const again: Let[] = []
  for (const read of reads) {
    const base = baseOf(read.rhs)
    const inner = again.some(({ to }) => to[0] === base)
    if (inner || writesBack(pass, read, body)) again.push(read)
  }
  // Inner parts first, so that their bases are seen to be needed.
  for (const read of again.toReversed()) repeat(pass, read, body)
}

/** Does some way write the base of a read before anybody else uses it? */
function writesBack(pass: Pass, { rhs }: Let, body: Block): boolean {
  const base = baseOf(rhs)
  if (base === null || !mayTake(pass, base)) return false
  if (rhs.k === "get") {
    const { first } = usesOf(pass, body, 0, base, rhs.tag)
    return first.some(({ step }) => isOpen(step, base, rhs.tag))
  }
  const index = isElement(rhs) ? rhs.args[1] : undefined
  if (index === undefined) return false
  const { first } = firstUses(pass.beyond, body, 0, base, () => false)
  return first.some(({ step }) => changeOf(pass, step, base, index) !== null)
}

function repeat(pass: Pass, { to: [to], rhs }: Let, body: Block): void {
  if (to === undefined || !blockMentions(body, to)) return
  const v = newVar(pass.fun, varType(pass.fun, to), pass.fun.vars[to]?.name ?? "")
  putFor(pass, body, new Map([[to, v]]))
  // Here the index is known to be inside.
  const again = isElement(rhs) ? prim("list.at_unchecked", rhs.types, rhs.args) : { ...rhs }
  body.steps.unshift({ k: "let", to: [v], rhs: again, site: NO_SITE, unwind: [] })
}
