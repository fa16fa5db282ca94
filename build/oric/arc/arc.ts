// Reference counting: from IR without counts to IR in which every owned value is consumed exactly
// once on every path.
//
// After Perceus (Reinking et al. 2021), drop-guided reuse (Lorenzen, Leijen 2022) and borrow
// inference (Ullrich, de Moura 2019), on joins and loops. Five passes are optional: without them
// the program runs the same, slower.

import type { Program } from "../ir/nodes.ts"
import { readAfterCalls } from "./after_call.ts"
import { borrow } from "./borrow.ts"
import { cancel } from "./cancel.ts"
import { guardCaught } from "./caught.ts"
import { takeFromCells } from "./cells.ts"
import { concatShared } from "./concat.ts"
import { insert } from "./insert.ts"
import { prove } from "./prove/prove.ts"
import { reuse } from "./reuse.ts"
import { specialise } from "./specialise.ts"
import { takeAndPut } from "./take.ts"
import { unwind } from "./unwind.ts"

export type Optional = "borrow" | "specialise" | "reuse" | "cancel" | "prove"

/**
 * Rewrites the program in place. Reads go behind calls before borrow, which asks what they look
 * into, and borrow before the others, which need the modes; then what is in cells is taken out, so
 * that it may be opened; specialise before insert, which then moves what it opens; reuse after it,
 * since it makes tokens of opens and drops; cancel over what is left; prove when it is settled who
 * holds what; unwind last, when no count moves any more.
 */
export function arc(program: Program, options: { without: Set<Optional> }): void {
  const infer = !options.without.has("borrow")
  for (const fun of program.funs.values()) guardCaught(program, fun)
  if (!options.without.has("reuse")) readAfterCalls(program)
  borrow(program, infer)
  if (!options.without.has("reuse")) takeFromCells(program)
  for (const fun of program.funs.values()) {
    if (!options.without.has("reuse")) takeAndPut(program, fun, infer)
    if (!options.without.has("specialise")) specialise(program, fun, infer)
    insert(program, fun, infer)
    concatShared(fun)
    if (!options.without.has("reuse")) reuse(program, fun)
    if (!options.without.has("cancel")) cancel(program, fun)
    if (!options.without.has("prove")) prove(program, fun)
  }
  unwind(program)
}
