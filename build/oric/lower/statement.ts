// Blocks, `let`, `let?` and assignments (LANGUAGE 9.1, 9.7, 10).

import type { Tree } from "../check/typed.ts"
import { UNIT_ATOM } from "../ir/build.ts"
import type { Atom } from "../ir/nodes.ts"
import { STR, UNIT } from "../ir/types.ts"
import type { Assign, Expr, Let, Pattern } from "../syntax/ast.ts"
import { assignedIn } from "./assigned.ts"
import { atomType, endWith, enterJoin, jumpTo, leaveScope, openJoin } from "./build.ts"
import { knownOf } from "./closure.ts"
import { declare, keep, redeclare } from "./locals.ts"
import { bindingsOf, lowerTree } from "./match.ts"
import { operate, shortCircuitWith } from "./operator.ts"
import { pathOf, readPath, samePlace, storePath } from "./place.ts"
import type { Path } from "./place.ts"
import { returnValue } from "./leave.ts"
import { expr, tail } from "./state.ts"
import type { Cx } from "./state.ts"
import { none } from "./sums.ts"
import { append, evaluateParts, isTextConcat, textParts } from "./text.ts"
import type { TextPart } from "./text.ts"
import { irOf } from "./types.ts"

type BlockNode = Expr & { kind: "block" }

/** A block as a value; its scope's Drop values go at its end, in reverse order. */
export function lowerBlock(cx: Cx, node: BlockNode): Atom {
  return scoped(cx, node, (result, depth) => keep(cx, expr(cx, result), depth))
}

/**
 * Evaluates what nobody uses: the value of a block goes after its locals, since it is its
 * statement that ends last (LANGUAGE 13).
 */
export function discard(cx: Cx, node: Expr): void {
  if (node.kind === "paren") return discard(cx, node.inner)
  if (node.kind !== "block" || node.label !== null) return void expr(cx, node)
  let inside: Atom = UNIT_ATOM
  const kept = scoped(cx, node, (result, depth) => {
    if (cx.cleanups.length > depth) return keep(cx, inside = expr(cx, result), depth)
    discard(cx, result)
    return UNIT_ATOM
  })
  if (kept !== inside) touch(cx, kept)
}

/** Runs a block in a scope of its own; `value` makes what its last expression is. */
function scoped(cx: Cx, node: BlockNode, value: (result: Expr, depth: number) => Atom): Atom {
  const depth = cx.cleanups.length
  const outer = [...cx.env.keys()]
  statements(cx, node)
  const atom = node.result === null || cx.dead ? UNIT_ATOM : value(node.result, depth)
  leaveScope(cx, depth)
  forget(cx, outer)
  return atom
}

/** Lets a value live up to here. */
function touch(cx: Cx, atom: Atom): void {
  if (cx.dead || atom.k !== "var") return
  const { v } = atom
  cx.block.steps.push({ k: "pin", v }, { k: "unpin", v, site: -1, unwind: [] })
}

/** A block whose value the function returns. */
export function tailBlock(cx: Cx, node: BlockNode): void {
  const depth = cx.cleanups.length
  statements(cx, node)
  if (!cx.dead) {
    if (node.result === null) returnValue(cx, UNIT_ATOM)
    else tail(cx, node.result)
  }
  leaveScope(cx, depth)
}

function statements(cx: Cx, node: BlockNode): void {
  for (const statement of node.statements) {
    if (cx.dead) return
    if (statement.kind === "let") lowerLet(cx, statement)
    else discard(cx, statement)
  }
}

/** Locals of a scope that has ended need not be carried any further. */
function forget(cx: Cx, outer: number[]): void {
  const kept = new Set(outer)
  for (const local of [...cx.env.keys()]) if (!kept.has(local)) cx.env.delete(local)
}

export function lowerLet(cx: Cx, node: Let): void {
  if (node.orReturn) return lowerLetOrReturn(cx, node)
  const { pattern } = node
  if (pattern.kind === "bindPattern" && !cx.assigned.has(pattern.id)) {
    const known = knownOf(cx, node.value)
    if (known !== null && cx.typed.coerce[node.value.id] === undefined) {
      cx.env.set(pattern.id, { k: "known", known })
      return
    }
  }
  if (pattern.kind === "wildcard") return discard(cx, node.value)
  const atom = expr(cx, node.value)
  if (!cx.dead) bindPattern(cx, pattern, atom)
}

/** Binds an irrefutable pattern for the rest of the scope. */
export function bindPattern(cx: Cx, pattern: Pattern, atom: Atom): void {
  const tree = cx.typed.tree[pattern.id]
  switch (pattern.kind) {
    case "wildcard": return
    case "bindPattern": if (tree === undefined) return declare(cx, pattern.id, atom)
  }
  if (tree === undefined) throw new Error(`a pattern in ${cx.fun.name} has no tree`)
  bindTree(cx, tree, [atom])
}

/** The bindings of a tree with one arm; the code goes on in it. */
function bindTree(cx: Cx, tree: Tree, roots: Atom[]): void {
  const join = openJoin(cx, UNIT, [], bindingsOf(cx, tree))
  lowerTree(cx, tree, roots, {
    guard: () => null,
    body: () => jumpTo(cx, join, UNIT_ATOM),
    fail: () => endWith(cx, { k: "never" }),
  })
  enterJoin(cx, join)
  redeclare(cx, join.carried)
}

/** `let? P = e;`: binds, or leaves the function or lambda with `None`. */
function lowerLetOrReturn(cx: Cx, node: Let): void {
  const atom = expr(cx, node.value)
  if (cx.dead) return
  const tree = cx.typed.tree[node.id] ?? cx.typed.tree[node.pattern.id]
  if (tree === undefined) return bindPattern(cx, node.pattern, atom)
  const join = openJoin(cx, UNIT, [], bindingsOf(cx, tree))
  lowerTree(cx, tree, [atom], {
    guard: () => null,
    body: () => jumpTo(cx, join, UNIT_ATOM),
    fail: () => returnValue(cx, none(cx, irOf(cx.lo, cx.result))),
  })
  enterJoin(cx, join)
  redeclare(cx, join.carried)
}

// ── assignment ───────────────────────────────────────────────────────────────────────────────────

export function lowerAssign(cx: Cx, node: Assign): void {
  const path = pathOf(cx, node.target)
  if (path === null) throw new Error("an assignment has no place")
  if (cx.dead) return
  if (node.op === null) return assignPlain(cx, node, path)
  if (node.op === "&&" || node.op === "||") {
    const by = shortCircuitWith(cx, node.op === "&&", readPath(cx, path), node.value)
    if (!cx.dead) storePath(cx, path, { k: "replace", by })
    return
  }
  if (isTextConcat(cx, node)) return appendText(cx, node, path, textParts(cx, node.value))
  assignCompound(cx, node, path)
}

function assignPlain(cx: Cx, node: Assign, path: Path): void {
  const parts = atomTypeOf(cx, path) === STR ? extension(cx, node) : null
  if (parts !== null) return appendText(cx, node, path, parts)
  const by = expr(cx, node.value)
  if (!cx.dead) storePath(cx, path, { k: "replace", by })
}

function atomTypeOf(cx: Cx, path: Path): number {
  if (path.steps.length > 0) return STR
  const storage = cx.env.get(path.root)
  if (storage?.k === "value") return atomType(cx, storage.atom)
  return storage?.k === "cell" ? storage.type : UNIT
}

/** The pieces that `s = s + …` or ``s = `{s}…` `` adds to its target; null for any other value. */
function extension(cx: Cx, node: Assign): TextPart[] | null {
  if (!isTextConcat(cx, node.value) && node.value.kind !== "template") return null
  const [first, ...rest] = textParts(cx, node.value)
  return first?.k === "str" && samePlace(cx, first.node, node.target) ? rest : null
}

function appendText(cx: Cx, node: Assign, path: Path, parts: TextPart[]): void {
  const early = assignedIn(cx.typed, node.value).has(path.root) ? readPath(cx, path) : null
  if (early === null && hasIndex(path)) readPath(cx, path)
  const atoms = evaluateParts(cx, parts)
  if (cx.dead) return
  if (early !== null) storePath(cx, path, { k: "replace", by: append(cx, early, atoms) })
  else storePath(cx, path, { k: "modify", f: (old) => append(cx, old, atoms) })
}

/** `t op= v`: reads `t`, evaluates `v`, stores into the place as it then is. */
function assignCompound(cx: Cx, node: Assign, path: Path): void {
  const op = node.op!
  if (assignedIn(cx.typed, node.value).has(path.root)) {
    const old = readPath(cx, path)
    const by = operate(cx, node, op, old, expr(cx, node.value))
    if (!cx.dead) storePath(cx, path, { k: "replace", by })
    return
  }
  // An index out of bounds must panic before the right side has an effect.
  if (hasIndex(path) && !isPlain(node.value)) readPath(cx, path)
  const right = expr(cx, node.value)
  if (!cx.dead) storePath(cx, path, { k: "modify", f: (old) => operate(cx, node, op, old, right) })
}

function hasIndex(path: Path): boolean {
  return path.steps.some((step) => step.k === "item" || step.k === "entry")
}

function isPlain(node: Expr): boolean {
  return node.kind === "int" || node.kind === "float" || node.kind === "name" || node.kind === "str"
}
