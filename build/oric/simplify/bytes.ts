// The bytes of a text that are only looked at: they are read in the text, and no list is made.
//
// `for byte in text.as_bytes()` and `text.as_bytes()[i]` ask for the length and for single bytes,
// which the text has too. Where an index may lie outside, only uses in the block of the conversion
// are read so: what is indexed in a loop is better off as a list, of which `arc` knows how to ask
// for all indices at once.

import { strAtom } from "../ir/build.ts"
import type { Atom, Block, Fun, Rhs, Step, V } from "../ir/nodes.ts"
import { atomsOf, eachBlock } from "../ir/rhs.ts"

type Let = Extract<Step, { k: "let" }>
type Prim = Extract<Rhs, { k: "prim" }>
/** What each reading of a list of bytes is of a text. */
const READS: ReadonlyMap<string, string> = new Map([
  ["list.len", "str.len"], ["list.at", "str.byte"], ["list.at_unchecked", "str.byte_unchecked"],
])
/** A list of bytes: its text, where it is made, and how many of its uses may be of the text. */
type Bytes = { text: Atom; home: Block; uses: number; reads: Let[] }

export function readBytes(fun: Fun): void {
  const lists = bytesIn(fun)
  if (lists.size === 0) return
  eachBlock(fun.body, (block) => {
    for (const atom of atomsOf(block)) if (atom.k === "var") countUse(lists, atom.v)
    for (const step of block.steps) {
      if (step.k === "let") noteRead(lists, block, step)
      else if (step.k !== "join") countUse(lists, step.v)
    }
  })
  for (const { text, uses, reads } of lists.values()) {
    if (uses === reads.length) for (const step of reads) readText(step, text)
  }
}

function bytesIn(fun: Fun): Map<V, Bytes> {
  const lists = new Map<V, Bytes>()
  eachBlock(fun.body, (block) => {
    for (const step of block.steps) {
      if (step.k !== "let" || step.rhs.k !== "prim" || step.rhs.op !== "str.to_bytes") continue
      const [text] = step.rhs.args
      lists.set(step.to[0]!, { text: text ?? strAtom(""), home: block, uses: 0, reads: [] })
    }
  })
  return lists
}

function countUse(lists: ReadonlyMap<V, Bytes>, v: V): void {
  const list = lists.get(v)
  if (list !== undefined) list.uses++
}

function noteRead(lists: ReadonlyMap<V, Bytes>, block: Block, step: Let): void {
  const read = asRead(step.rhs)
  const on = read?.args[0]
  const list = on?.k === "var" ? lists.get(on.v) : undefined
  if (read?.op === "list.at" && list?.home !== block) return
  list?.reads.push(step)
}

function asRead(rhs: Rhs): Prim | null {
  return rhs.k === "prim" && READS.has(rhs.op) ? rhs : null
}

function readText(step: Let, text: Atom): void {
  const read = asRead(step.rhs)
  if (read === null) return
  step.rhs = { k: "prim", op: READS.get(read.op)!, types: [], args: [text, ...read.args.slice(1)] }
}
