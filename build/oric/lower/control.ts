// `if`, `match`, `while`, `loop` and labelled blocks (LANGUAGE 9).

import type { Typed } from "../check/typed.ts"
import { UNIT_ATOM } from "../ir/build.ts"
import type { Atom } from "../ir/nodes.ts"
import { UNIT } from "../ir/types.ts"
import type { Expr, MatchExpr } from "../syntax/ast.ts"
import { assignedIn } from "./assigned.ts"
import { branchOn, endWith, enterJoin, jumpTo, leaveScope, loopOver, openJoin } from "./build.ts"
import { returnValue } from "./leave.ts"
import { keep, redeclare } from "./locals.ts"
import { lowerTree } from "./match.ts"
import { expr, tail } from "./state.ts"
import type { Cx } from "./state.ts"
import { discard, lowerBlock } from "./statement.ts"
import { irIn } from "./types.ts"

type IfNode = Expr & { kind: "if" }

/**
 * The branch that a compile-time condition chooses: the node, null for an absent `else`; undefined
 * at run time.
 */
function chosenBranch(typed: Typed, node: IfNode): Expr | null | undefined {
  const known = typed.constant[node.condition.id]
  if (known?.k !== "bool") return undefined
  return known.value ? node.then : node.else
}

export function lowerIf(cx: Cx, node: IfNode): Atom {
  const chosen = chosenBranch(cx.typed, node)
  if (chosen !== undefined) return chosen === null ? UNIT_ATOM : expr(cx, chosen)
  const condition = expr(cx, node.condition)
  if (cx.dead) return UNIT_ATOM
  const type = node.else === null ? UNIT : irIn(cx, cx.typed.type[node.id]!)
  const join = openJoin(cx, type, assignedInAll(cx, [node.then, node.else]))
  const arm = (body: Expr | null): void =>
    jumpTo(cx, join, body === null ? UNIT_ATOM : expr(cx, body))
  branchOn(cx, condition, () => arm(node.then), () => arm(node.else))
  return enterJoin(cx, join)
}

export function tailIf(cx: Cx, node: IfNode): void {
  const chosen = chosenBranch(cx.typed, node)
  const arm = (body: Expr | null): void =>
    body === null ? returnValue(cx, UNIT_ATOM) : tail(cx, body)
  if (chosen !== undefined) return arm(chosen)
  const condition = expr(cx, node.condition)
  if (!cx.dead) branchOn(cx, condition, () => arm(node.then), () => arm(node.else))
}

function assignedInAll(cx: Cx, nodes: (Expr | null)[]): Set<number> {
  return new Set(nodes.flatMap((node) => (node === null ? [] : [...assignedIn(cx.typed, node)])))
}

export function lowerMatch(cx: Cx, node: MatchExpr): Atom {
  const on = expr(cx, node.on)
  if (cx.dead) return UNIT_ATOM
  const parts = node.arms.flatMap((arm) => [arm.guard, arm.body])
  const join = openJoin(cx, irIn(cx, cx.typed.type[node.id]!), assignedInAll(cx, parts))
  arms(cx, node, on, (body, depth) => {
    const kept = keep(cx, expr(cx, body), depth)
    leaveScope(cx, depth)
    jumpTo(cx, join, kept)
  })
  return enterJoin(cx, join)
}

export function tailMatch(cx: Cx, node: MatchExpr): void {
  const on = expr(cx, node.on)
  if (cx.dead) return
  arms(cx, node, on, (body, depth) => {
    tail(cx, body)
    leaveScope(cx, depth)
  })
}

/** The arms, each a scope of what its pattern binds; `depth`: the cleanups outside of it. */
function arms(
  cx: Cx, node: MatchExpr, on: Atom, body: (arm: Expr, depth: number) => void,
): void {
  const tree = cx.typed.tree[node.id]
  if (tree === undefined) throw new Error(`a match in ${cx.fun.name} has no tree`)
  lowerTree(cx, tree, [on], {
    guard: (arm) => node.arms[arm]!.guard,
    body: (arm, binds) => {
      const depth = cx.cleanups.length
      redeclare(cx, binds)
      body(node.arms[arm]!.body, depth)
    },
    fail: () => endWith(cx, { k: "never" }),
  })
}

/** `loop`: left by `break` only. */
export function lowerLoop(cx: Cx, node: Expr & { kind: "loop" }): Atom {
  const assigned = [...assignedIn(cx.typed, node.body)]
  const exit = openJoin(cx, irIn(cx, cx.typed.type[node.id]!), assigned)
  loopOver(cx, assigned, (round) => {
    cx.targets.set(node.id, { exit, next: round, add: null })
    discard(cx, node.body)
    round()
  })
  cx.targets.delete(node.id)
  return enterJoin(cx, exit)
}

export function lowerWhile(cx: Cx, node: Expr & { kind: "while" }): void {
  const assigned = [...assignedInAll(cx, [node.condition, node.body])]
  const exit = openJoin(cx, UNIT, assigned)
  loopOver(cx, assigned, (round) => {
    cx.targets.set(node.id, { exit, next: round, add: null })
    const condition = expr(cx, node.condition)
    if (cx.dead) return
    branchOn(cx, condition, () => {
      discard(cx, node.body)
      round()
    }, () => jumpTo(cx, exit, UNIT_ATOM))
  })
  cx.targets.delete(node.id)
  enterJoin(cx, exit)
}

/** `block:a { … }`, which `break:a` leaves with its value. */
export function lowerLabelled(cx: Cx, node: Expr & { kind: "block" }): Atom {
  const exit = openJoin(cx, irIn(cx, cx.typed.type[node.id]!), assignedIn(cx.typed, node))
  cx.targets.set(node.id, { exit, next: null, add: null })
  const atom = lowerBlock(cx, node)
  cx.targets.delete(node.id)
  jumpTo(cx, exit, atom)
  return enterJoin(cx, exit)
}
