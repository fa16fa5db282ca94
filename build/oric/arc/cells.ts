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
// or a function value may keep it alive, nothing in between may panic. Values with a `Drop` impl
// inside stay where they are: their end is exact.

import type { Block, Fn, Fun, J, Program, Step, V } from "../ir/nodes.ts"
import { holdsDrop, isCounted } from "../ir/layout.ts"
import { eachBlock, endBlocks, rhsAtoms, varType } from "../ir/rhs.ts"
import type { T } from "../ir/types.ts"
import { calledBy } from "./calls.ts"
import type { Reach } from "./reach.ts"
import {
  callsBack, endsValues, failing, fails, isAlwaysSeen, newReach, showsAfterPanic, touching,
} from "./reach.ts"

/** From the read of a cell on, until it is written. */
type Region = {
  reach: Reach
  fun: Fun
  of: V
  cell: T
  mayPanic: boolean
  /** Whom nothing in between may call. */
  barred: Set<Fn>[]
  /** The bodies of joins and loops, and those that were looked at. */
  targets: Map<J, Block>
  seen: Set<J>
}

/** When the modes are decided, before counts are inserted. */
export function takeFromCells(program: Program): void {
  if (!program.types.nodes.some((node) => node.k === "cell")) return
  const reach = newReach(program)
  for (const fun of program.funs.values()) {
    const targets = targetsOf(fun)
    eachBlock(fun.body, ({ steps, end }) => {
      steps.forEach((step, i) => {
        if (step.k !== "let" || step.rhs.k !== "cellGet" || step.rhs.of.k !== "var") return
        const region = regionOf(reach, fun, step.rhs.of.v, targets)
        if (region === null || !putsBack(region, { steps: steps.slice(i + 1), end })) return
        step.rhs = { k: "cellTake", of: step.rhs.of }
      })
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

/** Null if the value of this cell stays in it anyway. */
function regionOf(reach: Reach, fun: Fun, of: V, targets: Map<J, Block>): Region | null {
  const { types } = reach.program
  const cell = varType(fun, of)
  const node = types.nodes[cell]
  if (node?.k !== "cell" || !isCounted(types, node.of) || holdsDrop(types, node.of)) return null
  if (isAlwaysSeen(reach, cell)) return null
  const mayPanic = !showsAfterPanic(reach, fun, cell)
  if (!mayPanic && endsValues(reach, fun)) return null
  const barred = [touching(reach, cell), ...(mayPanic ? [] : [failing(reach)])]
  return { reach, fun, of, cell, mayPanic, barred, targets, seen: new Set() }
}

/** Does every way through a block come to the write, and nothing before it need the value? */
function putsBack(region: Region, { steps, end }: Block): boolean {
  for (const step of steps) {
    if (writes(region, step)) return true
    if (!isQuiet(region, step)) return false
  }
  switch (end.k) {
    case "switch": return endBlocks(end).every((body) => putsBack(region, body))
    case "jump": case "loop": return targetPutsBack(region, end.j)
    case "panic": return region.mayPanic
    case "never": return true
    case "return": case "reraise": return false
  }
}

/** Each is looked at once: who goes round and round shows nothing either. */
function targetPutsBack(region: Region, j: J): boolean {
  const body = region.targets.get(j)
  if (body === undefined) return false
  if (region.seen.has(j)) return true
  region.seen.add(j)
  return putsBack(region, body)
}

function writes({ of }: Region, step: Step): boolean {
  return step.k === "let" && step.rhs.k === "cellSet" && step.rhs.of.k === "var"
    && step.rhs.of.v === of
}

/** Neither looks into a cell of this type, nor panics where that would show. */
function isQuiet(region: Region, step: Step): boolean {
  const { reach, fun, cell, barred } = region
  if (!region.mayPanic && fails(step)) return false
  if (step.k !== "let") return true
  const used = rhsAtoms(step.rhs).flatMap((atom) => (atom.k === "var" ? [atom.v] : []))
  if ([...used, ...step.to].some((v) => varType(fun, v) === cell)) return false
  const called = calledBy(reach.calls, fun, step.rhs)
  return !callsBack(reach, step) && !called.some((f) => barred.some((set) => set.has(f)))
}
