// What an operation makes of a provider's state goes back into its cell: so the state may be moved
// out meanwhile, and stays unique.
//
// `op: s -> (s.push(value: v), ())` is lowered as a read of the cell, the push, and a write of the
// cell. While the read is a view the push must copy the list. So the read becomes a `cellTake`
// where every way from it comes to the write, and nobody can look into the cell in between: nothing
// there touches a cell of that type, itself or by what it calls, nor does any `Drop` impl.
//
// After a panic in between, the cell is empty. That is of no account if the panic ends the program,
// or comes to a `catch` further out than the cell. Where a `catch` has got the cell from outside,
// or a function value may keep it alive, nothing in between may panic: there the value is only read
// at first, and taken after the last step that may. Values with a `Drop` impl inside stay where
// they are: their end is exact.

import type { Block, Fn, Fun, J, Program, Step, V } from "../ir/nodes.ts"
import { NO_SITE, letStep, newVar, varAtom } from "../ir/build.ts"
import { holdsDrop, isCounted } from "../ir/layout.ts"
import { eachBlock, endBlocks, rhsAtoms, varType } from "../ir/rhs.ts"
import type { T } from "../ir/types.ts"
import { calledBy } from "./calls.ts"
import { blockMentions, isVar, mentions, renameAll } from "../ir/mention.ts"
import type { Reach } from "./reach.ts"
import {
  callsBack, endsValues, failing, fails, isAlwaysSeen, newReach, showsAfterPanic, touching,
} from "./reach.ts"

type Let = Extract<Step, { k: "let" }>
/** From the read of a cell on, until it is written. */
type Region = {
  reach: Reach
  fun: Fun
  of: V
  cell: T
  /** What was read. */
  value: V
  mayPanic: boolean
  touching: Set<Fn>
  /** The bodies of joins and loops. */
  targets: Map<J, Block>
}

/** When the modes are decided, before counts are inserted. */
export function takeFromCells(program: Program): void {
  if (!program.types.nodes.some((node) => node.k === "cell")) return
  const reach = newReach(program)
  for (const fun of program.funs.values()) {
    const targets = targetsOf(fun)
    eachBlock(fun.body, (block) => {
      for (let at = 0; at < block.steps.length; at++) {
        const region = regionFrom(reach, fun, block.steps[at], targets)
        if (region === null) continue
        readOnce(region, block, at)
        if (putsBack(region, block, at + 1)) block.steps[at] = taking(region, region.value)
        else if (!region.mayPanic) takeLate(region, block, at)
      }
    })
  }
}

function targetsOf(fun: Fun): Map<J, Block> {
  const targets = new Map<J, Block>()
  eachBlock(fun.body, ({ steps, end }) => {
    for (const step of steps) if (step.k === "join") targets.set(step.j, step.body)
    if (end.k === "loop") targets.set(end.j, end.body)
  })
  return targets
}

/** Null if the step reads no cell, or one whose value stays in it anyway. */
function regionFrom(
  reach: Reach, fun: Fun, step: Step | undefined, targets: Map<J, Block>,
): Region | null {
  if (step?.k !== "let" || step.rhs.k !== "cellGet" || step.rhs.of.k !== "var") return null
  const { types } = reach.program
  const [of, value] = [step.rhs.of.v, step.to[0]!]
  const [cell, type] = [varType(fun, of), varType(fun, value)]
  if (!isCounted(types, type) || holdsDrop(types, type) || isAlwaysSeen(reach, cell)) return null
  const mayPanic = !showsAfterPanic(reach, fun, cell)
  if (!mayPanic && endsValues(reach, fun)) return null
  return { reach, fun, of, cell, value, mayPanic, touching: touching(reach, cell), targets }
}

function taking({ of }: Region, to: V): Step {
  return letStep([to], { k: "cellTake", of: varAtom(of) }, NO_SITE)
}

// ------------------------------------------------------------------ what comes in between

/** Does every way from a step on come to the write, and nothing before it need the value? */
function putsBack(region: Region, block: Block, from: number, seen = new Set<J>()): boolean {
  for (const step of block.steps.slice(from)) {
    if (writes(region, step)) return true
    if (touches(region, step) || (!region.mayPanic && panics(region, step))) return false
  }
  const { end } = block
  switch (end.k) {
    case "switch": return endBlocks(end).every((body) => putsBack(region, body, 0, seen))
    case "jump": case "loop": {
      const body = region.targets.get(end.j)
      // Each is looked at once: who goes round and round shows nothing either.
      if (body === undefined || seen.has(end.j)) return body !== undefined
      return putsBack(region, body, 0, seen.add(end.j))
    }
    case "panic": return region.mayPanic
    case "never": return true
    case "return": case "reraise": return false
  }
}

function writes({ of }: Region, step: Step): boolean {
  return step.k === "let" && step.rhs.k === "cellSet" && isVar(step.rhs.of, of)
}

/** May a step look into a cell of this type? */
function touches({ reach, fun, cell, touching: barred }: Region, step: Step): boolean {
  if (step.k !== "let") return false
  const used = rhsAtoms(step.rhs).flatMap((atom) => (atom.k === "var" ? [atom.v] : []))
  return [...used, ...step.to].some((v) => varType(fun, v) === cell) || callsBack(reach, step)
    || calledBy(reach.calls, fun, step.rhs).some((f) => barred.has(f))
}

function panics({ reach, fun }: Region, step: Step): boolean {
  return fails(step) || (step.k === "let"
    && calledBy(reach.calls, fun, step.rhs).some((f) => failing(reach).has(f)))
}

// ------------------------------------------------------------------ where the value is read

/** What is read again before anybody may have written it is what was read. */
function readOnce(region: Region, block: Block, at: number): void {
  const names = new Map<V, V>()
  const rest = block.steps.slice(at + 1)
  const end = rest.findIndex((step) => !reads(region, step) && touches(region, step))
  const between = rest.slice(0, end < 0 ? rest.length : end)
  for (const step of between) {
    if (step.k === "let" && reads(region, step)) names.set(step.to[0]!, region.value)
  }
  if (names.size === 0) return
  const gone = new Set(between.filter((step) => reads(region, step)))
  block.steps = block.steps.filter((step) => !gone.has(step))
  renameAll(block, names)
}

function reads({ of }: Region, step: Step): boolean {
  return step.k === "let" && step.rhs.k === "cellGet" && isVar(step.rhs.of, of)
}

/** Takes the value after the last step that may panic; the fields that are needed are read anew. */
function takeLate(region: Region, block: Block, at: number): void {
  const from = afterPanics(region, block.steps, at + 1)
  if (from === null || !putsBack(region, block, from)) return
  const rest: Block = { steps: block.steps.slice(from), end: block.end }
  const again = readAnew(region, block.steps.slice(at + 1, from), rest)
  if (again.length === 0 && !blockMentions(rest, region.value)) return
  const names = new Map([region.value, ...again.flatMap(({ to }) => to)].map((v) => [
    v, newVar(region.fun, varType(region.fun, v), region.fun.vars[v]?.name ?? ""),
  ]))
  rest.steps.unshift(...again)
  renameAll(rest, names)
  for (const step of again) step.to = step.to.map((v) => names.get(v) ?? v)
  const take = taking(region, names.get(region.value) ?? region.value)
  block.steps = [...block.steps.slice(0, from), take, ...rest.steps]
  block.end = rest.end
}

/** Where nothing that follows may panic before it touches the cell; null if that is at once. */
function afterPanics(region: Region, steps: Step[], from: number): number | null {
  let after: number | null = null
  for (let i = from; i < steps.length; i++) {
    const step = steps[i]!
    if (step.k === "join" || touches(region, step)) break
    if (panics(region, step)) after = i + 1
  }
  return after
}

/** Copies of the reads of fields whose results are used in the rest, itself or by another one. */
function readAnew({ value }: Region, steps: Step[], rest: Block): Let[] {
  const fields = new Set([value])
  const gets = steps.filter((step): step is Let => {
    const isField = step.k === "let" && step.rhs.k === "get" && step.rhs.of.k === "var"
      && fields.has(step.rhs.of.v)
    if (isField) fields.add(step.to[0]!)
    return isField
  })
  const again: Let[] = []
  for (const step of gets.toReversed()) {
    const used = blockMentions(rest, step.to[0]!) || again.some((one) => mentions(one, step.to[0]!))
    if (used) again.unshift({ ...step })
  }
  return again
}
