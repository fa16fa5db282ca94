// Leaves out what cannot fail: bounds checks of indexes that are proven to be inside, tests for
// lists that are proven to be unique, overflow checks of numbers that are proven to be small.
//
// The C compiler cannot know any of it: it does not see that a store into a list leaves the list's
// own length and count alone.

import type { Fun, Program } from "../../ir/nodes.ts"
import { newValues } from "./values.ts"
import { versionLoops } from "./version.ts"
import { newWalk, walkBlock } from "./walk.ts"

/** Over finished counts, before the unwind lists are made. */
export function prove(program: Program, fun: Fun): void {
  versionLoops(program, fun)
  const walk = newWalk(newValues(program, fun))
  walk.write = true
  walkBlock(walk, fun.body)
}
