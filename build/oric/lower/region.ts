// Leaving the code of a `catch`: it runs as a function of its own, so `?`, `let?`, `break` and
// `continue` that go further out make it return which way was taken, and the code around goes that
// way.

import { eachChild } from "../check/rules/walk.ts"
import type { Typed } from "../check/typed.ts"
import { dataType, fillData } from "../ir/layout.ts"
import type { Atom } from "../ir/nodes.ts"
import type { T } from "../ir/types.ts"
import { UNIT } from "../ir/types.ts"
import type { Expr } from "../syntax/ast.ts"
import type { NodeId } from "../syntax/node.ts"
import { atomType, branch, cleanUp, construct, endWith, fieldsOf } from "./build.ts"
import type { Cx, Lower, Region } from "./state.ts"

/** The region for this code, or null if nothing in it leaves. */
export function regionFor(lo: Lower, typed: Typed, node: Expr, symbol: string): Region | null {
  const inside = new Set<NodeId>()
  let leaves = false
  const visit = (one: Expr): void => {
    inside.add(one.id)
    if (one.kind === "lambda") return
    leaves ||= leavesFrom(typed, one, inside)
    eachChild(typed, one, visit)
  }
  visit(node)
  if (!leaves) return null
  return { type: dataType(lo.program.types, `exits ${symbol}`, "exit").type, exits: [] }
}

/**
 * Does this node itself go further out than the nodes seen so far? Targets are met before their
 * jumps.
 */
function leavesFrom(typed: Typed, node: Expr, inside: Set<NodeId>): boolean {
  switch (node.kind) {
    case "propagate": {
      const target = typed.leave[node.id]?.target
      return target !== undefined && !(target.k === "try" && inside.has(target.node))
    }
    case "let": return node.orReturn
    case "jump": return !inside.has(typed.jump[node.id] ?? -1)
    default: return false
  }
}

/** Leaves the region; `resume` goes on in the code around, with the values handed over. */
export function exitRegion(
  cx: Cx, region: Region, values: Atom[], resume: (outer: Cx, values: Atom[]) => void,
): void {
  const carried = values.filter((atom) => atomType(cx, atom) !== UNIT)
  region.exits.push({ fields: carried.map((atom) => atomType(cx, atom)), resume })
  returnExit(cx, region, region.exits.length, carried)
}

/** The region ends normally with this value. */
export function endRegion(cx: Cx, region: Region, atom: Atom): void {
  returnExit(cx, region, 0, atomType(cx, atom) === UNIT ? [] : [atom])
}

function returnExit(cx: Cx, region: Region, tag: number, values: Atom[]): void {
  if (cx.dead) return
  const exit = construct(cx, region.type, tag, values, "exit")
  cleanUp(cx, 0)
  endWith(cx, { k: "return", args: [exit] })
}

/**
 * After the region's function: each exit goes its way, and `normal` gets the value. Ends the block.
 */
export function resumeFrom(
  cx: Cx, region: Region, exit: Atom, normal: (atoms: Atom[]) => void,
): void {
  const cases = [
    normal, ...region.exits.map((one) => (atoms: Atom[]): void => one.resume(cx, atoms)),
  ]
    .map((body, tag) => ({
      test: { k: "tag" as const, tag }, body: branch(cx, () => body(fieldsOf(cx, exit, tag))),
    }))
  endWith(cx, { k: "switch", on: exit, cases, other: null })
}

/** Fills the type of the exits, when all of them are known. */
export function closeRegion(lo: Lower, region: Region, value: T): void {
  const done = { name: "done", fields: value === UNIT ? [] : [{ name: "value", type: value }] }
  const exits = region.exits.map((one, index) => ({
    name: `exit${index + 1}`, fields: one.fields.map((type, at) => ({ name: `v${at}`, type })),
  }))
  fillData(lo.program.types, region.type, [done, ...exits], null)
}
