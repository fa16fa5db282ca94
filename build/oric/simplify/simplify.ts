// Simplification of IR before counting: known calls inlined, known values propagated, what is
// unused removed; a jump goes past a question that it knows the answer to.
//
// Two rounds and no fixpoint: the first shows the second what inlining made known. Panics and
// effects never move.

import type { Program } from "../ir/nodes.ts"
import { goAlong } from "./along.ts"
import { readBytes } from "./bytes.ts"
import { removeDead, sweep } from "./dead.ts"
import { inline } from "./inline.ts"
import { propagate } from "./propagate.ts"
import { threadJumps } from "./thread.ts"

/** Rewrites the program in place. */
export function simplify(program: Program): void {
  for (const fun of program.funs.values()) propagate(program, fun)
  inline(program)
  sweep(program)
  for (let round = 0; round < 2; round++) {
    for (const fun of program.funs.values()) {
      threadJumps(program, fun)
      propagate(program, fun)
      readBytes(fun)
      goAlong(program, fun)
      removeDead(program, fun)
    }
  }
  sweep(program)
}
