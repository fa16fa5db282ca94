// Leaving: returns, `?`, `try`, `break` and `continue` (LANGUAGE 7.8, 9.5, 9.6, 12.4).

import type { Callee, Leave } from "../check/typed.ts"
import { UNIT_ATOM, intAtom, strAtom } from "../ir/build.ts"
import type { Atom } from "../ir/nodes.ts"
import { UNIT } from "../ir/types.ts"
import type { Expr } from "../syntax/ast.ts"
import type { NodeId } from "../syntax/node.ts"
import {
  atomType, cleanUp, construct, endWith, enterJoin, jumpTo, openJoin, place, shownFile, siteAt,
} from "./build.ts"
import { callTarget, given, targetOf } from "./callee.ts"
import { providersAt } from "./capability.ts"
import { keep, readLocal } from "./locals.ts"
import { exitRegion } from "./region.ts"
import { SELF, expr } from "./state.ts"
import type { Cx, Region } from "./state.ts"
import { branchTag, err, errOf, good, goodOf, none } from "./sums.ts"
import { concrete, irIn, irOf } from "./types.ts"
import { assignedIn } from "./assigned.ts"

/**
 * Returns from the function: contracts, then the scopes' ends, then the value and the final `self`.
 */
export function returnValue(cx: Cx, atom: Atom): void {
  if (cx.dead) return
  if (cx.region !== null) {
    return exitRegion(
      cx, cx.region, [atom], (outer, [value]) => returnValue(outer, value ?? UNIT_ATOM)
    )
  }
  cx.post?.(cx, atom)
  if (cx.dead) return
  const args = irOf(cx.lo, cx.result) === UNIT ? [] : [keep(cx, atom, 0)]
  if (cx.writesBack) args.push(keep(cx, readLocal(cx, SELF), 0))
  cleanUp(cx, 0)
  endWith(cx, { k: "return", args })
}

/** `e?`: the payload, or leave with the failure. */
export function lowerPropagate(cx: Cx, node: Expr & { kind: "propagate" }): Atom {
  const atom = expr(cx, node.on)
  const leave = cx.typed.leave[node.id]
  if (cx.dead) return UNIT_ATOM
  if (leave === undefined) throw new Error("a `?` has no target")
  const join = openJoin(cx, irIn(cx, cx.typed.type[node.id]!), [])
  branchTag(cx, atom,
    () => jumpTo(cx, join, goodOf(cx, atom)),
    () => leaveWith(cx, node, leave, atom))
  return enterJoin(cx, join)
}

function leaveWith(cx: Cx, node: Expr, leave: Leave, atom: Atom): void {
  const id = leave.target.k === "try" ? leave.target.node : null
  const type = id === null ? irOf(cx.lo, cx.result) : irIn(cx, cx.typed.type[id]!)
  const failure = leave.container === "option"
    ? none(cx, type) : errAgain(cx, node, leave.trace, atom, type)
  if (id === null) returnValue(cx, failure)
  else leaveTry(cx, id, failure)
}

function leaveTry(cx: Cx, id: NodeId, failure: Atom): void {
  const target = cx.targets.get(id)
  if (target !== undefined) return jumpTo(cx, target.exit, failure)
  exitRegion(cx, regionOf(cx), [failure], (outer, [value]) => leaveTry(outer, id, value!))
}

function regionOf(cx: Cx): Region {
  if (cx.region === null) throw new Error(`a jump in ${cx.fun.name} has no target`)
  return cx.region
}

/** The same error in the target's type, with this place added to its trace. */
function errAgain(cx: Cx, node: Expr, trace: Callee | null, atom: Atom, type: number): Atom {
  if (trace === null && atomType(cx, atom) === type) return atom
  const error = errOf(cx, atom)
  return err(cx, type, trace === null ? error : traced(cx, node, trace, error))
}

function traced(cx: Cx, node: Expr, trace: Callee, error: Atom): Atom {
  const entry = irOf(cx.lo, cx.lo.traceEntry)
  const { line, column } = place(cx.lo, cx.module, node.end - 1)
  const file = strAtom(shownFile(cx.module))
  const fields = [strAtom(cx.root.display), file, intAtom(line), intAtom(column)]
  const args = [{ k: "atom" as const, atom: construct(cx, entry, 0, fields, "entry") }]
  return callTarget(cx, targetOf(cx, trace),
    given(error, args, providersAt(cx, node.id), siteAt(cx, node.at))).value
}

/** `try { … }`: the target of the `?`s inside. */
export function lowerTry(cx: Cx, node: Expr & { kind: "try" }): Atom {
  const type = concrete(cx, cx.typed.type[node.id]!)
  const exit = openJoin(cx, irOf(cx.lo, type), assignedIn(cx.typed, node.body))
  cx.targets.set(node.id, { exit, next: null, add: null })
  const atom = expr(cx, node.body)
  cx.targets.delete(node.id)
  const isResult = concrete(cx, cx.typed.type[node.body.id]!) === type
  if (!cx.dead) jumpTo(cx, exit, isResult ? atom : good(cx, exit.type, atom))
  return enterJoin(cx, exit)
}

/** `break` and `continue`, with a value or without. */
export function lowerJump(cx: Cx, node: Expr & { kind: "jump" }): void {
  const atom = node.value === null ? UNIT_ATOM : expr(cx, node.value)
  if (cx.dead) return
  goTo(cx, node, atom)
}

function goTo(cx: Cx, node: Expr & { kind: "jump" }, atom: Atom): void {
  const target = cx.targets.get(cx.typed.jump[node.id] ?? -1)
  if (target === undefined) {
    return exitRegion(
      cx, regionOf(cx), [atom], (outer, [value]) => goTo(outer, node, value ?? UNIT_ATOM)
    )
  }
  if (target.add !== null && node.value !== null) target.add(atom)
  if (node.what === "break") jumpTo(cx, target.exit, atom)
  else target.next!()
}
