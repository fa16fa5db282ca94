// Take and put: what is read from a place and written back to it moves out in between, and so stays
// unique.
//
// `x.tags[i] = x.tags[i].push(value: t)` is lowered as a read, the push, and an update that opens
// the path. While the read is a view the push must copy the list. So the opening goes up to the
// read: a `get` with a later `open` of the same value becomes that `open`; a `list.at` with a later
// `list.take` of the same element becomes that `take`; one with a later `list.set` becomes `take`
// and `put`. In between nobody else may use the value, whatever ways the code takes until they meet
// again in a join. If a panic comes in between, what was taken out is lost with the value that it
// was taken from.

import type { Atom, Block, Fun, Program, Rhs, Step, V } from "../ir/nodes.ts"
import { holdsDrop, isCounted } from "../ir/layout.ts"
import { eachBlock, varType } from "../ir/rhs.ts"
import { classify } from "./classify.ts"
import { blockMentions, mentions, rename } from "./mention.ts"
import { wantedFields } from "./specialise.ts"

/** As deep as people write an index twice: each depth may double the work. */
const SAME_DEPTH = 4

type Let = Extract<Step, { k: "let" }>
type Prim = Extract<Rhs, { k: "prim" }>
type Pass = {
  program: Program
  fun: Fun
  borrowLoops: boolean
  /** Computed when first asked for. */
  wanted: Set<V> | null
  pinned: Set<V>
}

/** Before counts are inserted. */
export function takeAndPut(program: Program, fun: Fun, borrowLoops: boolean): void {
  const pass: Pass = { program, fun, borrowLoops, wanted: null, pinned: new Set() }
  eachBlock(fun.body, ({ steps }) => {
    for (const step of steps) if (step.k === "pin") pass.pinned.add(step.v)
  })
  eachBlock(fun.body, (block) => {
    // Each change may enable one further in, on what it moved.
    for (let i = 0; i < block.steps.length; i++) {
      const step = block.steps[i]
      if (step?.k === "let") hoist(pass, block, i, step)
    }
  })
}

function hoist(pass: Pass, block: Block, at: number, step: Let): void {
  const rhs = step.rhs
  if (rhs.k === "get" && rhs.of.k === "var" && !pass.pinned.has(rhs.of.v)) {
    hoistOpen(block, at, rhs.of.v, rhs.tag)
  }
  if (rhs.k === "prim" && (rhs.op === "list.at" || rhs.op === "list.at_unchecked")) {
    hoistTake(pass, block, at, step, rhs)
  }
}

// ------------------------------------------------------------------ fields

/**
 * If the first use of `of` that is no `get` is an `open`, it takes the place of the first `get`,
 * and its results that of all.
 */
function hoistOpen(block: Block, at: number, of: V, tag: number): void {
  const isGet = (step: Step): boolean => reads(step, of, tag)
  const use = firstUse(block, at, of, isGet)
  const open = use?.home.steps[use.at]
  if (use === null || open?.k !== "let" || open.rhs.k !== "open" || open.rhs.tag !== tag) return
  if (open.rhs.of !== of) return
  use.home.steps.splice(use.at, 1)
  block.steps.splice(at, 0, open)
  for (const { home, step: get } of use.passed) {
    if (get.k !== "let" || get.rhs.k !== "get") continue
    const [from, to] = [get.to[0], open.to[get.rhs.index]]
    if (from === undefined || to === undefined) continue
    home.steps.splice(home.steps.indexOf(get), 1)
    rename(home, from, to)
  }
}

/** `passed`: what was skipped before it. */
type Use = { home: Block; at: number; passed: { home: Block; step: Step }[] }

/**
 * The first step from a place on that uses a variable, but for what is skipped: in the block, or in
 * a join's body, if that is the only place where the rest of the block uses it.
 */
function firstUse(
  block: Block, from: number, v: V, skip: (step: Step) => boolean,
): Use | null {
  const at = block.steps.findIndex((step, i) => i >= from && mentions(step, v) && !skip(step))
  const step = block.steps[at]
  if (step === undefined) return null
  const passed = block.steps.slice(from, at).filter(skip).map((one) => ({ home: block, step: one }))
  if (step.k !== "join") return { home: block, at, passed }
  const rest: Block = { steps: block.steps.slice(at + 1), end: block.end }
  const inner = blockMentions(rest, v) ? null : firstUse(step.body, 0, v, skip)
  return inner === null ? null : { ...inner, passed: [...passed, ...inner.passed] }
}

function reads(step: Step, of: V, tag: number): boolean {
  return step.k === "let" && step.rhs.k === "get" && step.rhs.tag === tag && isVar(step.rhs.of, of)
}

// ------------------------------------------------------------------ elements

function hoistTake(pass: Pass, block: Block, at: number, step: Let, read: Prim): void {
  const [list, index] = read.args
  const element = step.to[0]
  if (list?.k !== "var" || index === undefined || element === undefined) return
  const types = pass.program.types
  const type = varType(pass.fun, element)
  if (!isCounted(types, type) || holdsDrop(types, type)) return
  const use = firstUse(block, at + 1, list.v, () => false)
  const write = use?.home.steps[use.at]
  if (use === null || write?.k !== "let" || write.rhs.k !== "prim") return
  const [target, place, value] = write.rhs.args
  if (target === undefined || place === undefined || !isVar(target, list.v)) return
  if (!same(block, place, index) || (value !== undefined && isVar(value, list.v))) return
  const both = step.site < 0 && write.site < 0
  const op = both ? "list.take_unchecked" : "list.take"
  const take: Prim = { k: "prim", op, types: read.types, args: [list, index] }
  if (write.rhs.op === "list.take") {
    use.home.steps.splice(use.at, 1)
    block.steps[at] = { ...write, rhs: take, site: step.site < 0 ? write.site : step.site }
    rename(block, element, write.to[0] ?? element)
  }
  if (write.rhs.op !== "list.set" && write.rhs.op !== "list.set_unchecked") return
  const site = step.site < 0 ? write.site : step.site
  if (value === undefined || !isWanted(pass, element)) return
  const hole = pass.fun.vars.push({ type: varType(pass.fun, list.v), name: "hole", own: false }) - 1
  const args: Atom[] = [{ k: "var", v: hole }, index, value]
  block.steps[at] = { ...step, to: [element, hole], rhs: take, site }
  const put: Prim = { k: "prim", op: "list.put", types: read.types, args }
  use.home.steps[use.at] = { ...write, rhs: put, site: -1 }
}

/** Is it, or a field of it, consumed? Else reading it as a view is best. */
function isWanted(pass: Pass, v: V): boolean {
  pass.wanted ??= wantedFields(classify(pass.program, pass.fun, pass.borrowLoops))
  return pass.wanted.has(v)
}

function isVar(atom: Atom, v: V): boolean {
  return atom.k === "var" && atom.v === v
}

/** Whether two atoms are equal for certain: the same, or computed alike from the same. */
function same(block: Block, a: Atom, b: Atom, depth = SAME_DEPTH): boolean {
  if (a.k === "int" && b.k === "int") return a.value === b.value
  if (a.k !== "var" || b.k !== "var") return false
  if (a.v === b.v) return true
  if (depth === 0) return false
  const [x, y] = [arithmetic(block, a.v), arithmetic(block, b.v)]
  return x !== null && y !== null && x.op === y.op &&
    x.args.every((arg, i) => same(block, arg, y.args[i] ?? arg, depth - 1))
}

/** How an integer is computed, if it is in this block. */
function arithmetic({ steps }: Block, v: V): Prim | null {
  const step = steps.find((one) => one.k === "let" && one.to.length === 1 && one.to[0] === v)
  if (step?.k !== "let" || step.rhs.k !== "prim") return null
  return step.rhs.op.startsWith("int.") ? step.rhs : null
}
