// `for`: lists and ranges by index, everything else through its iterator; `yield` collects
// (LANGUAGE 9.4).

import type { Callee, Iterate, LocalId } from "../check/typed.ts"
import { intern } from "../check/types.ts"
import type { TypeId } from "../check/types.ts"
import { UNIT_ATOM, intAtom } from "../ir/build.ts"
import { holdsDrop, listType } from "../ir/layout.ts"
import type { Atom } from "../ir/nodes.ts"
import { BOOL, INT, UNIT } from "../ir/types.ts"
import type { Expr, ForExpr, ForHead } from "../syntax/ast.ts"
import { assignedIn } from "./assigned.ts"
import {
  atomType, branchOn, current, elementType, enterJoin, jumpTo, leaveScope, loopOver, openFields,
  openJoin, primitive, siteAt, value,
} from "./build.ts"
import { callTarget, given, targetOf } from "./callee.ts"
import type { Target } from "./callee.ts"
import { providersAt } from "./capability.ts"
import { emptyList, lengthOf, pushTo } from "./lists.ts"
import { pin } from "./locals.ts"
import { expr, syntheticLocal } from "./state.ts"
import type { Cx, JoinPoint } from "./state.ts"
import { bindPattern, discard } from "./statement.ts"
import { branchTag, goodOf } from "./sums.ts"
import { concrete, implementation, irIn, isNamed } from "./types.ts"

/**
 * A loop under way: what it carries, where `break` goes (`exit`), where it ends by itself (`done`:
 * for a further head, the next round of the one around), what a round does.
 */
type Walk = {
  cx: Cx
  node: ForExpr
  exit: JoinPoint
  done: JoinPoint
  carried: LocalId[]
  body(): void
}

export function lowerFor(cx: Cx, node: ForExpr): Atom {
  const depth = cx.cleanups.length
  const source = evaluateSource(cx, node.heads[0]!)
  if (cx.dead) return UNIT_ATOM
  const result = overHeads(cx, node, source)
  leaveScope(cx, depth)
  return result
}

/** What the loop goes over lives as long as it, if its end can be seen. */
function held(cx: Cx, source: Atom): Atom {
  const type = atomType(cx, source)
  if (!holdsDrop(cx.lo.program.types, type)) return source
  const own = value(cx, { k: "copy", of: source }, type, "xs")
  pin(cx, own)
  return own
}

function overHeads(cx: Cx, node: ForExpr, source: Source): Atom {
  const carried = [...assignedByFor(cx, node)]
  const collect = node.yields ? cx.typed.collect[node.id] : undefined
  const { types } = cx.lo.program
  const list = collect === undefined ? UNIT : listType(types, irIn(cx, collect.element))
  const acc = collect === undefined ? null : startCollection(cx, node, list, source)
  if (acc !== null) carried.push(acc)
  const exit = openJoin(cx, UNIT, carried)
  const add = acc === null ? null : (atom: Atom): void => {
    cx.env.set(acc, { k: "value", atom: pushTo(cx, current(cx, acc), list, atom) })
  }
  const body = (): void => {
    if (add === null) return discard(cx, node.body)
    const atom = expr(cx, node.body)
    if (!cx.dead) add(atom)
  }
  lowerHead({ cx, node, exit, done: exit, carried, body }, 0, source, add)
  cx.targets.delete(node.id)
  enterJoin(cx, exit)
  if (acc === null || collect === undefined || cx.dead) return UNIT_ATOM
  const items = current(cx, acc)
  cx.env.delete(acc)
  if (collect.fromIter === null) return items
  return fromList(cx, node, collect.fromIter, concrete(cx, collect.element), items)
}

/** The list that collects; where the number of elements is known it has room for them. */
function startCollection(cx: Cx, node: ForExpr, list: number, source: Source): LocalId {
  const acc = syntheticLocal(cx)
  const exact = node.heads.length === 1 && node.heads[0]!.guard === null && source.k === "list"
  const element = exact ? elementType(cx, atomType(cx, source.list)) : UNIT
  const room = exact ? lengthOf(cx, source.list, element) : intAtom(0)
  cx.env.set(acc, { k: "value", atom: emptyList(cx, list, room) })
  return acc
}

function assignedByFor(cx: Cx, node: ForExpr): Set<LocalId> {
  const parts: Expr[] = [node.body]
  node.heads.forEach((head, index) => {
    if (index > 0) parts.push(head.source)
    if (head.guard !== null) parts.push(head.guard)
  })
  return new Set(parts.flatMap((part) => [...assignedIn(cx.typed, part)]))
}

// ── sources ──────────────────────────────────────────────────────────────────────────────────────

type Source =
  | { k: "list"; list: Atom }
  | { k: "range"; from: Atom; to: Atom; inclusive: boolean }
  | { k: "iterator"; start: Atom; iterate: Iterate }

function evaluateSource(cx: Cx, head: ForHead): Source {
  const range = plainRange(head.source)
  if (range !== null) {
    const from = expr(cx, range.from)
    return { k: "range", from, to: expr(cx, range.to!), inclusive: range.inclusive }
  }
  const atom = expr(cx, head.source)
  const type = concrete(cx, cx.typed.type[head.source.id]!)
  const isList = isNamed(cx.lo, type, cx.lo.check.items.known.list)
  if (cx.dead) return { k: "list", list: atom }
  if (isList) return { k: "list", list: held(cx, atom) }
  const iterate = cx.typed.iterate[head.id]
  if (iterate === undefined) throw new Error(`a \`for\` in ${cx.fun.name} has no iterator`)
  if (iterate.iter === null) return { k: "iterator", start: atom, iterate }
  const call = given(atom, [], providersAt(cx, head.id), siteAt(cx, head.source.at))
  return { k: "iterator", start: callTarget(cx, targetOf(cx, iterate.iter), call).value, iterate }
}

/** A range literal whose ends are all that counts. */
function plainRange(node: Expr): (Expr & { kind: "range" }) | null {
  if (node.kind === "paren") return plainRange(node.inner)
  return node.kind === "range" && node.step === null && node.to !== null ? node : null
}

type Add = ((atom: Atom) => void) | null

function lowerHead(walk: Walk, index: number, source: Source, add: Add): void {
  const { cx } = walk
  if (cx.dead) return
  switch (source.k) {
    case "list": return overList(walk, index, source.list, add)
    case "range": return overRange(walk, index, source, add)
    case "iterator": return overIterator(walk, index, source, add)
  }
}

/**
 * One element: pattern, guard, then the next head or the body; `next` goes on with the following
 * element. An iterator's rest outlives what the round has bound, also where that leaves the loop.
 */
function element(
  walk: Walk, index: number, atom: Atom, add: Add, next: () => void, rest: Atom | null = null,
): void {
  const { cx, node } = walk
  const head = node.heads[index]!
  const depth = cx.cleanups.length
  const join = openJoin(cx, UNIT, walk.carried)
  const skip = (): void => jumpTo(cx, join, UNIT_ATOM)
  if (rest !== null) held(cx, rest)
  bindPattern(cx, head.pattern, atom)
  const run = (): void => {
    const inner = node.heads[index + 1]
    if (inner === undefined) {
      cx.targets.set(node.id, { exit: walk.exit, next: skip, add })
      walk.body()
      return skip()
    }
    lowerInner(walk, index + 1, inner, add, skip)
  }
  if (head.guard === null) run()
  else {
    const holds = expr(cx, head.guard)
    if (!cx.dead) branchOn(cx, holds, run, skip)
  }
  leaveScope(cx, depth)
  enterJoin(cx, join)
  if (!cx.dead) next()
}

/** A further head: its loop ends where the outer one goes on. */
function lowerInner(walk: Walk, index: number, head: ForHead, add: Add, done: () => void): void {
  const { cx } = walk
  const depth = cx.cleanups.length
  const source = evaluateSource(cx, head)
  if (cx.dead) return
  const over = openJoin(cx, UNIT, walk.carried)
  lowerHead({ ...walk, done: over }, index, source, add)
  enterJoin(cx, over)
  leaveScope(cx, depth)
  if (!cx.dead) done()
}

function overList(walk: Walk, index: number, list: Atom, add: Add): void {
  const { cx } = walk
  const type = elementType(cx, atomType(cx, list))
  const length = lengthOf(cx, list, type)
  const at = syntheticLocal(cx)
  cx.env.set(at, { k: "value", atom: intAtom(0) })
  loopOver(cx, [...walk.carried, at], (round) => {
    const i = current(cx, at)
    branchOn(cx, primitive(cx, "int.lt", [i, length], BOOL), () => {
      const item = primitive(cx, "list.at_unchecked", [list, i], type, [type])
      element(walk, index, item, add, () => {
        cx.env.set(at, { k: "value", atom: primitive(cx, "int.add_wrap", [i, intAtom(1)], INT) })
        round()
      })
    }, () => finished(walk))
  })
}

/** Counting cannot overflow: an inclusive range stops at its end before it goes on. */
function overRange(walk: Walk, index: number, source: Source & { k: "range" }, add: Add): void {
  const { cx } = walk
  const { to } = source
  const at = syntheticLocal(cx)
  cx.env.set(at, { k: "value", atom: source.from })
  loopOver(cx, [...walk.carried, at], (round) => {
    const i = current(cx, at)
    const more = (): void => {
      cx.env.set(at, { k: "value", atom: primitive(cx, "int.add_wrap", [i, intAtom(1)], INT) })
      round()
    }
    const inside = primitive(cx, source.inclusive ? "int.le" : "int.lt", [i, to], BOOL)
    branchOn(cx, inside, () => {
      element(walk, index, i, add, () => {
        if (!source.inclusive) return more()
        branchOn(cx, primitive(cx, "int.eq", [i, to], BOOL), () => finished(walk), more)
      })
    }, () => finished(walk))
  })
}

function overIterator(
  walk: Walk, index: number, source: Source & { k: "iterator" }, add: Add,
): void {
  const { cx, node } = walk
  const head = node.heads[index]!
  const at = syntheticLocal(cx)
  cx.env.set(at, { k: "value", atom: source.start })
  loopOver(cx, [...walk.carried, at], (round) => {
    const call = given(current(cx, at), [], providersAt(cx, head.id), siteAt(cx, head.source.at))
    const pair = callTarget(cx, targetOf(cx, source.iterate.next), call).value
    if (cx.dead) return
    const [found, rest] = openFields(cx, pair, 0)
    cx.env.set(at, { k: "value", atom: rest! })
    const some = (): void => element(walk, index, goodOf(cx, found!), add, round, rest!)
    branchTag(cx, found!, some, () => finished(walk))
  })
}

/** The source has no more elements. */
function finished(walk: Walk): void {
  jumpTo(walk.cx, walk.done, UNIT_ATOM)
}

/** Collects a list into another collection, through its iterator. */
function fromList(cx: Cx, node: ForExpr, callee: Callee, element: TypeId, list: Atom): Atom {
  const { known, types } = cx.lo.check.items
  const type = intern(types, { k: "named", item: known.list, args: [element] })
  const iter = implementation(cx.lo, known.traits.get("Iterable")!, type)
  if (iter === null) throw new Error("a list has no iterator")
  const providers = providersAt(cx, node.id)
  const call = (target: Target, self: Atom | null, atoms: Atom[]): Atom => {
    const args = atoms.map((atom) => ({ k: "atom" as const, atom }))
    return callTarget(cx, target, given(self, args, providers, siteAt(cx, node.at))).value
  }
  return call(targetOf(cx, callee), null, [call({ k: "fn", ...iter }, list, [])])
}
