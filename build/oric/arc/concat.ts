// An append to a text that is shared for certain is a concatenation: it copies anyhow, and needs no
// count of its own for that.

import type { Fun, Rhs, Step } from "../ir/nodes.ts"
import { eachBlock } from "../ir/rhs.ts"

/** After counts are inserted: `dup s; str.append(s!, t)` becomes `str.concat(s, t)`. */
export function concatShared(fun: Fun): void {
  eachBlock(fun.body, (block) => {
    const kept: Step[] = []
    for (const step of block.steps) {
      const concat = step.k === "let" ? concatOf(step.rhs, kept.at(-1)) : null
      if (concat !== null) kept.pop()
      kept.push(step.k === "let" && concat !== null ? { ...step, rhs: concat } : step)
    }
    block.steps = kept
  })
}

/** What an append is that comes right after a dup of the text which it consumes. */
function concatOf(rhs: Rhs, before: Step | undefined): Rhs | null {
  if (before?.k !== "dup" || rhs.k !== "prim") return null
  if (rhs.op !== "str.append" && rhs.op !== "str.append_all") return null
  const [text] = rhs.args
  return text?.k === "var" && text.v === before.v ? { ...rhs, op: "str.concat" } : null
}
