// Decision trees → switches. An arm that several leaves reach is a join with its bindings as
// parameters; the tree tests nothing twice, so neither does the code.

import type { Bound, LocalId, Place, Tree, TreeNode, Value } from "../check/typed.ts"
import type { Atom, Block, Test } from "../ir/nodes.ts"
import type { T } from "../ir/types.ts"
import { BOOL, BYTE, CHAR, INT, UNIT } from "../ir/types.ts"
import type { Expr } from "../syntax/ast.ts"
import { NO_SITE, UNIT_ATOM, intAtom, prim, strAtom } from "../ir/build.ts"
import { data } from "../ir/layout.ts"
import {
  atomType, branch, branchOn, elementType, endWith, enterJoin, fieldOf, jumpTo, openJoin, primitive,
  value,
} from "./build.ts"
import { concrete, irIn, isTransparent } from "./types.ts"
import { expr } from "./state.ts"
import type { Cx, JoinPoint } from "./state.ts"
import { assignedIn } from "./assigned.ts"

/**
 * What happens in the arms: `body` lowers one and ends the block; its bindings, whose locals it is
 * given, are plain values in the environment. `fail` ends the block where no arm matches, which
 * only `let?` reaches.
 */
export type Arms = {
  guard(arm: number): Expr | null
  body(arm: number, binds: LocalId[]): void
  fail(): void
}

type Walk = { cx: Cx; tree: Tree; arms: Arms; joins: Map<number, Shared> }
/** An arm that several leaves reach. */
type Shared = { join: JoinPoint; binds: LocalId[] }
type Known = Map<number, Atom>

/** Tests the roots by the tree and runs the arms; afterwards the context is dead. */
export function lowerTree(cx: Cx, tree: Tree, roots: Atom[], arms: Arms): void {
  if (cx.dead) return
  const walk: Walk = { cx, tree, arms, joins: sharedArms(cx, tree, arms) }
  const known: Known = new Map()
  tree.places.forEach((place, index) => {
    if (place.from.k === "root") known.set(index, roots[place.from.index]!)
  })
  const before = new Map(cx.env)
  lowerNode(walk, tree.root, known)
  for (const [arm, { join, binds }] of walk.joins) {
    // What another arm assigns is not assigned in this one.
    cx.env = new Map(before)
    enterJoin(cx, join)
    if (!cx.dead) arms.body(arm, binds)
  }
}

/** Joins for the arms that the tree reaches more than once. */
function sharedArms(cx: Cx, tree: Tree, arms: Arms): Map<number, Shared> {
  const reached = new Map<number, { times: number; binds: Bound[] }>()
  const guards: Expr[] = []
  eachLeaf(tree.root, (node) => {
    const entry = reached.get(node.arm) ?? { times: 0, binds: node.binds }
    entry.times++
    reached.set(node.arm, entry)
    const guard = node.k === "guard" ? arms.guard(node.arm) : null
    if (guard !== null) guards.push(guard)
  })
  const locals = guards.flatMap((guard) => [...assignedIn(cx.typed, guard)])
  const joins = new Map<number, Shared>()
  for (const [arm, { times, binds }] of reached) {
    if (times < 2) continue
    const fresh = binds.map(({ local, place }) =>
      ({ local, type: placeType(cx, tree.places[place]!) }))
    const join = openJoin(cx, UNIT, locals, fresh)
    joins.set(arm, { join, binds: fresh.map(({ local }) => local) })
  }
  return joins
}

/** The locals that a tree with one arm binds. */
export function bindingsOf(cx: Cx, tree: Tree): { local: LocalId; type: T }[] {
  const found = new Map<LocalId, T>()
  eachLeaf(tree.root, (leaf) => {
    for (const { local, place } of leaf.binds) found.set(local, placeType(cx, tree.places[place]!))
  })
  return [...found].map(([local, type]) => ({ local, type }))
}

function eachLeaf(node: TreeNode, visit: (leaf: TreeNode & { k: "leaf" | "guard" }) => void): void {
  switch (node.k) {
    case "leaf": return visit(node)
    case "guard": {
      visit(node)
      return eachLeaf(node.other, visit)
    }
    case "fail": return
    default: return childrenOf(node).forEach((child) => eachLeaf(child, visit))
  }
}

function childrenOf(node: TreeNode): TreeNode[] {
  switch (node.k) {
    case "variants": return [...node.cases.map((one) => one.then), ...present(node.other)]
    case "lengths":
      return [
        ...node.cases.map((one) => one.then), ...present(node.atLeast?.then ?? null),
        ...present(node.other)
      ]
    case "literals": return [...node.cases.map((one) => one.then), node.other]
    case "range": return [node.then, node.other]
    case "bool": return [node.yes, node.no]
    default: return []
  }
}

function present(node: TreeNode | null): TreeNode[] {
  return node === null ? [] : [node]
}

function lowerNode(walk: Walk, node: TreeNode, known: Known): void {
  const { cx } = walk
  if (cx.dead) return
  switch (node.k) {
    case "leaf": return lowerArm(walk, node.arm, node.binds, known)
    case "guard": return lowerGuard(walk, node, known)
    case "variants": return lowerVariants(walk, node, known)
    case "lengths": return lowerLengths(walk, node, known)
    case "literals": return lowerLiterals(walk, node, known)
    case "range": return lowerRange(walk, node, known)
    case "bool": {
      return branchOn(cx, placeAtom(walk, node.place, known),
        () => lowerNode(walk, node.yes, new Map(known)),
        () => lowerNode(walk, node.no, new Map(known)))
    }
    case "fail": return walk.arms.fail()
  }
}

function lowerArm(walk: Walk, arm: number, binds: Bound[], known: Known): void {
  bindAll(walk, binds, known)
  const shared = walk.joins.get(arm)
  if (shared !== undefined) jumpTo(walk.cx, shared.join, UNIT_ATOM)
  else walk.arms.body(arm, binds.map(({ local }) => local))
}

function lowerGuard(walk: Walk, node: TreeNode & { k: "guard" }, known: Known): void {
  const { cx } = walk
  const guard = walk.arms.guard(node.arm)
  if (guard === null) return lowerArm(walk, node.arm, node.binds, known)
  const outer = cx.env
  cx.env = new Map(outer)
  bindAll(walk, node.binds, known)
  const holds = expr(cx, guard)
  if (cx.dead) return
  branchOn(cx, holds,
    () => lowerArm(walk, node.arm, node.binds, known),
    () => lowerNode(walk, node.other, new Map(known)))
}

function bindAll(walk: Walk, binds: Bound[], known: Known): void {
  for (const { local, place } of binds) {
    walk.cx.env.set(local, { k: "value", atom: placeAtom(walk, place, known) })
  }
}

// ── tests ────────────────────────────────────────────────────────────────────────────────────────

type Case = { test: Test; body: Block }

function lowerVariants(walk: Walk, node: TreeNode & { k: "variants" }, known: Known): void {
  const { cx } = walk
  const on = placeAtom(walk, node.place, known)
  const type = concrete(cx, walk.tree.places[node.place]!.type)
  if (isTransparent(cx.lo, type)) return lowerNode(walk, node.cases[0]!.then, known)
  const cases: Case[] = node.cases.map(({ variant, then }) => ({
    test: { k: "tag", tag: variant }, body: branch(cx, () => lowerNode(walk, then, new Map(known))),
  }))
  const { variants } = data(cx.lo.program.types, atomType(cx, on))
  const partial = cases.length < variants.length
  if (!partial && cases.length === 1) return goInto(cx, cases[0]!.body)
  const other = !partial ? null
    : node.other === null ? unreachable(cx)
    : branch(cx, () => lowerNode(walk, node.other!, new Map(known)))
  endWith(cx, { k: "switch", on, cases, other })
}

/** The only case: its steps follow the present ones. */
function goInto(cx: Cx, body: Block): void {
  cx.block.steps.push(...body.steps)
  endWith(cx, body.end)
}

function unreachable(cx: Cx): Block {
  return branch(cx, () => endWith(cx, { k: "never" }))
}

function lowerLengths(walk: Walk, node: TreeNode & { k: "lengths" }, known: Known): void {
  const { cx } = walk
  const list = placeAtom(walk, node.place, known)
  const length = listLength(cx, list)
  const cases: Case[] = node.cases.map((one) => ({
    test: { k: "int", value: BigInt(one.length) },
    body: branch(cx, () => lowerNode(walk, one.then, new Map(known))),
  }))
  const rest = (): void => {
    const { atLeast, other } = node
    if (atLeast === null) {
      return other === null ? endWith(cx, { k: "never" }) : lowerNode(walk, other, new Map(known))
    }
    if (other === null) return lowerNode(walk, atLeast.then, new Map(known))
    const enough = primitive(cx, "int.ge", [length, intAtom(atLeast.length)], BOOL)
    branchOn(cx, enough,
      () => lowerNode(walk, atLeast.then, new Map(known)),
      () => lowerNode(walk, other, new Map(known)))
  }
  if (cases.length === 0) return rest()
  endWith(cx, { k: "switch", on: length, cases, other: branch(cx, rest) })
}

/** The number of elements of a list. */
export function listLength(cx: Cx, list: Atom): Atom {
  return primitive(cx, "list.len", [list], INT, [elementType(cx, atomType(cx, list))])
}

function lowerLiterals(walk: Walk, node: TreeNode & { k: "literals" }, known: Known): void {
  const { cx } = walk
  const on = placeAtom(walk, node.place, known)
  if (node.cases.some((one) => one.value.k === "str")) return lowerTexts(walk, node, on, 0, known)
  const cases: Case[] = node.cases.map((one) => ({
    test: literalTest(one.value), body: branch(cx, () => lowerNode(walk, one.then, new Map(known))),
  }))
  const other = branch(cx, () => lowerNode(walk, node.other, new Map(known)))
  endWith(cx, { k: "switch", on, cases, other })
}

function lowerTexts(
  walk: Walk, node: TreeNode & { k: "literals" }, on: Atom, index: number, known: Known,
): void {
  const { cx } = walk
  const one = node.cases[index]
  if (one === undefined) return lowerNode(walk, node.other, known)
  if (one.value.k !== "str") throw new Error("texts and numbers are tested together")
  const same = primitive(cx, "str.eq", [on, strAtom(one.value.value)], BOOL)
  branchOn(cx, same,
    () => lowerNode(walk, one.then, new Map(known)),
    () => lowerTexts(walk, node, on, index + 1, new Map(known)))
}

function literalTest(of: Value): Test {
  switch (of.k) {
    case "int": return { k: "int", value: of.value }
    case "char": case "byte": return { k: "int", value: BigInt(of.value) }
    case "bool": return { k: "bool", value: of.value }
    default: throw new Error(`a pattern tests a value of kind ${of.k}`)
  }
}

function lowerRange(walk: Walk, node: TreeNode & { k: "range" }, known: Known): void {
  const { cx } = walk
  const on = placeAtom(walk, node.place, known)
  const type = atomType(cx, on)
  const no = (): void => lowerNode(walk, node.other, new Map(known))
  const yes = (): void => lowerNode(walk, node.then, new Map(known))
  const join = openJoin(cx, UNIT, [])
  const miss = (): void => jumpTo(cx, join, UNIT_ATOM)
  branchOn(cx, compare(cx, "ge", on, node.low, type), () => {
    branchOn(cx, compare(cx, "le", on, node.high, type), yes, miss)
  }, miss)
  enterJoin(cx, join)
  no()
}

function compare(cx: Cx, op: "ge" | "le", on: Atom, bound: bigint, type: T): Atom {
  switch (type) {
    case BYTE: return primitive(cx, `byte.${op}`, [on, { k: "byte", value: Number(bound) }], BOOL)
    case CHAR: return primitive(cx, `char.${op}`, [on, { k: "char", value: Number(bound) }], BOOL)
    default: return primitive(cx, `int.${op}`, [on, intAtom(bound)], BOOL)
  }
}

// ── places ───────────────────────────────────────────────────────────────────────────────────────

function placeAtom(walk: Walk, index: number, known: Known): Atom {
  const seen = known.get(index)
  if (seen !== undefined) return seen
  const atom = readPlace(walk, walk.tree.places[index]!, known)
  known.set(index, atom)
  return atom
}

function readPlace(walk: Walk, place: Place, known: Known): Atom {
  const { cx, tree } = walk
  const { from } = place
  if (from.k === "root") throw new Error("a root of a match has no value")
  const of = placeAtom(walk, from.of, known)
  switch (from.k) {
    case "payload": {
      if (isTransparent(cx.lo, concrete(cx, tree.places[from.of]!.type))) return of
      return fieldOf(cx, of, from.variant, from.field)
    }
    case "tuple": return fieldOf(cx, of, 0, from.index)
    case "item": {
      const type = elementType(cx, atomType(cx, of))
      return primitive(cx, "list.at_unchecked", [of, intAtom(from.index)], type, [type])
    }
    case "rest": {
      const type = atomType(cx, of)
      const args = [of, intAtom(from.from), listLength(cx, of)]
      return value(cx, prim("list.slice", [elementType(cx, type)], args), type, "rest", NO_SITE)
    }
  }
}

function placeType(cx: Cx, place: Place): T {
  return irIn(cx, place.type)
}
