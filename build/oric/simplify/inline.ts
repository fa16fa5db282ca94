// Inlining: functions marked `#inline` always, and small ones without loops that call nothing of
// the program.
//
// The sites of an `#inline` function become those of its calls, so that a panic in `unwrap` points
// at the caller. A callee is treated before its callers; a function in a cycle of calls is not
// inlined into that cycle.

import type { Atom, Block, Fn, Fun, Program, Step, V } from "../ir/nodes.ts"
import { jump, letStep, newJoin, newVar, varAtom } from "../ir/build.ts"
import { eachBlock, innerBlocks, rhsOf } from "../ir/rhs.ts"
import { copyBlock } from "../ir/rename.ts"
import type { Renaming } from "../ir/rename.ts"

/** Steps of a function that is inlined without being marked. */
const SMALL = 8
/** A function that has grown to this size takes in no more unmarked callees. */
const LARGE = 2000

type Inliner = {
  program: Program
  done: Set<Fn>
  open: Set<Fn>
  sizes: Map<Fn, number>
  /** Steps that came from a callee, which has taken in what it wants already. */
  taken: WeakSet<Step>
}

export function inline(program: Program): void {
  const inliner: Inliner = {
    program, done: new Set(), open: new Set(), sizes: new Map(), taken: new WeakSet(),
  }
  for (const fun of [...program.funs.values()]) treat(inliner, fun)
}

/** Inlines into a function, after doing so for its callees. */
function treat(inliner: Inliner, fun: Fun): void {
  if (inliner.done.has(fun.name) || inliner.open.has(fun.name)) return
  inliner.open.add(fun.name)
  eachBlock(fun.body, (block) => {
    for (const step of block.steps) {
      if (step.k !== "let" || step.rhs.k !== "call") continue
      treat(inliner, inliner.program.funs.get(step.rhs.f)!)
    }
  })
  inlineBlock(inliner, fun, fun.body)
  inliner.open.delete(fun.name)
  inliner.done.add(fun.name)
  inliner.sizes.set(fun.name, sizeOf(fun.body))
}

function inlineBlock(inliner: Inliner, fun: Fun, block: Block): void {
  for (let at = 0; at < block.steps.length; at++) {
    const step = block.steps[at]!
    if (step.k !== "let" || step.rhs.k !== "call" || inliner.taken.has(step)) continue
    const callee = inliner.program.funs.get(step.rhs.f)!
    if (!wanted(inliner, fun, callee)) continue
    at = splice(inliner, fun, block, at, step, callee) - 1
  }
  for (const inner of innerBlocks(block)) inlineBlock(inliner, fun, inner)
}

function wanted(inliner: Inliner, into: Fun, callee: Fun): boolean {
  if (!inliner.done.has(callee.name) || inliner.open.has(callee.name)) return false
  if (callee.inline !== "auto") return callee.inline === "always"
  const size = inliner.sizes.get(callee.name) ?? SMALL + 1
  return size <= SMALL && isLeaf(callee) && into.vars.length < LARGE
}

/** No branches, no loops, no pins: only steps, whose sites stay the callee's own. */
function isLeaf(fun: Fun): boolean {
  return fun.body.end.k === "return" &&
    fun.body.steps.every((step) =>
      step.k === "let" && step.rhs.k !== "catch" && step.rhs.k !== "open")
}

/** Puts the callee's body in place of the call at `at`; where to go on looking. */
function splice(
  inliner: Inliner, fun: Fun, block: Block, at: number, call: Extract<Step, { k: "let" }>,
  callee: Fun,
): number {
  const args = call.rhs.k === "call" ? call.rhs.args : []
  const after = block.steps.slice(at + 1)
  const opened = openedIn(callee.body)
  const bound: Step[] = []
  const atoms = new Map(callee.params.map((param, index) => {
    const arg = args[index]!
    if (arg.k === "var" || !opened.has(param.v)) return [param.v, arg]
    // What is opened must be a variable.
    const v = newVar(fun, callee.vars[param.v]!.type, callee.vars[param.v]!.name)
    bound.push(letStep([v], { k: "copy", of: arg }, -1))
    return [param.v, varAtom(v)]
  }))
  const renaming: Renaming = {
    from: callee, to: fun, atoms, joins: new Map(),
    site: callee.inline === "always" ? call.site : null,
    leave: () => ({ k: "never" }),
  }
  const before = [...block.steps.slice(0, at), ...bound]
  const { end } = callee.body
  if (end.k === "return") {
    const results: Atom[] = []
    renaming.leave = (given) => {
      results.push(...given)
      return { k: "never" }
    }
    const { steps } = copyBlock(renaming, callee.body)
    take(inliner, { steps, end })
    const copies = call.to.map((v, index) => letStep([v], { k: "copy", of: results[index]! }, -1))
    block.steps = [...before, ...steps, ...copies, ...after]
    return before.length + steps.length + copies.length
  }
  const j = newJoin(fun)
  renaming.leave = (given) => jump(j, given)
  const body = copyBlock(renaming, callee.body)
  take(inliner, body)
  const rest: Step = { k: "join", j, params: call.to, body: { steps: after, end: block.end } }
  block.steps = [...before, rest, ...body.steps]
  block.end = body.end
  return block.steps.length
}

function take(inliner: Inliner, copied: Block): void {
  eachBlock(copied, (block) => block.steps.forEach((step) => inliner.taken.add(step)))
}

function openedIn(block: Block): Set<V> {
  const found = new Set<V>()
  eachBlock(block, (one) => {
    for (const rhs of rhsOf(one)) if (rhs.k === "open") found.add(rhs.of)
  })
  return found
}

/** Number of steps, those of inner blocks included. */
export function sizeOf(block: Block): number {
  let size = 0
  eachBlock(block, (one) => { size += one.steps.length + 1 })
  return size
}
