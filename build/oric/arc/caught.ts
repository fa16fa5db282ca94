// The results of a `catch` exist only where it went well. Those that nobody uses would be dropped
// right after it, and where it did not go well there is nothing to drop: so they are dropped in a
// branch on its first result.

import type { Block, Fun, Program, Step, V } from "../ir/nodes.ts"
import { jump, letStep, newJoin, newVar, varAtom, NO_SITE } from "../ir/build.ts"
import { isOwnable } from "../ir/layout.ts"
import { atomsOf, eachBlock, varType } from "../ir/rhs.ts"

/**
 * Before counts are inserted; elsewhere results are used in the branch of a switch on the first
 * one.
 */
export function guardCaught(program: Program, fun: Fun): void {
  const used = new Set<V>()
  const blocks: Block[] = []
  eachBlock(fun.body, (block) => {
    for (const atom of atomsOf(block)) if (atom.k === "var") used.add(atom.v)
    if (block.steps.some(isCatch)) blocks.push(block)
  })
  for (const block of blocks) {
    for (let i = block.steps.length - 1; i >= 0; i--) {
      const step = block.steps[i]
      if (step === undefined || !isCatch(step)) continue
      const unused = step.to.slice(2).filter(
        (v) => !used.has(v) && isOwnable(program.types, varType(fun, v))
      )
      if (unused.length === 0) continue
      const good = whereGood(fun, step.to[0])
      if (good === null) split(fun, block, i, step, unused)
      else good.steps.unshift(...unused.map((v) => giveUp(fun, v)))
    }
  }
}

function isCatch(step: Step): step is Extract<Step, { k: "let" }> {
  return step.k === "let" && step.rhs.k === "catch"
}

/** The branch of the switch on a first result in which the others exist. */
function whereGood(fun: Fun, ok: V | undefined): Block | null {
  let good: Block | null = null
  eachBlock(fun.body, ({ end }) => {
    if (end.k !== "switch" || end.on.k !== "var" || end.on.v !== ok) return
    good ??= end.cases.find(({ test }) => test.k === "bool" && test.value)?.body ?? end.other
  })
  return good
}

/** A use, which consumes. */
function giveUp(fun: Fun, v: V): Step {
  return letStep([newVar(fun, varType(fun, v), "unused")], { k: "copy", of: varAtom(v) }, NO_SITE)
}

/**
 * `catch; rest` becomes `catch; join j() { rest }; switch ok { true: give the results up; jump j,
 * false: jump j }`.
 */
function split(
  fun: Fun, block: Block, at: number, step: Extract<Step, { k: "let" }>, unused: V[],
): void {
  const j = newJoin(fun)
  const ok = step.to[0]
  if (ok === undefined) return
  const rest: Block = { steps: block.steps.splice(at + 1), end: block.end }
  const given = unused.map((v) => giveUp(fun, v))
  block.steps.push({ k: "join", j, params: [], body: rest })
  block.end = {
    k: "switch", on: varAtom(ok), other: null,
    cases: [
      { test: { k: "bool", value: true }, body: { steps: given, end: jump(j, []) } },
      { test: { k: "bool", value: false }, body: { steps: [], end: jump(j, []) } },
    ],
  }
}
