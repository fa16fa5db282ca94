// `m[k] = f(m[k])` on a map: the value is taken out of its entry and the new one put back into it,
// so that it stays unique in between and `m[k] = (m[k] ?? []).push(value: x)` copies nothing; and
// the key is looked up once.
//
// Only where nothing can tell: the new value reads this entry and nothing else of what holds the
// map, assigns neither of the two, and cannot be left half way.

import { typeNode } from "../check/types.ts"
import type { TypeId } from "../check/types.ts"
import { eachNode } from "../check/rules/walk.ts"
import { holdsDrop } from "../ir/layout.ts"
import type { Assign, Expr } from "../syntax/ast.ts"
import { assignedIn, rootOf } from "./assigned.ts"
import type { Atom } from "../ir/nodes.ts"
import { openFields, siteAt } from "./build.ts"
import { NO_PROVIDERS, callFunction, given } from "./callee.ts"
import { samePlace, storePath } from "./place.ts"
import type { Path } from "./place.ts"
import { expr } from "./state.ts"
import type { Cx } from "./state.ts"
import { concrete, irOf, isNamed } from "./types.ts"

/** Expressions that are left only by their end, or by a panic. */
const STRAIGHT = new Set([
  "int", "float", "duration", "size", "bool", "str", "char", "byte", "self", "paren", "unit",
  "tuple", "list", "field", "tupleField", "index", "convert", "unary", "binary", "if", "name",
  "template", "struct", "call", "method", "match", "arm", "block", "let",
])

/** Lowers the assignment if it is one of these; false if it is not. */
export function assignEntry(cx: Cx, node: Assign, path: Path): boolean {
  const last = path.steps.at(-1)
  const read = last?.k === "entry" ? onlyRead(cx, node, path) : null
  const types = read === null ? null : mapTypes(cx, read)
  if (last?.k !== "entry" || read === null || types === null) return false
  const call = (name: string, atoms: Atom[]): Atom => {
    const args = atoms.map((atom) => ({ k: "atom" as const, atom }))
    const all = given(null, args, NO_PROVIDERS, siteAt(cx, node.at))
    return callFunction(cx, cx.lo.check.items.known.fns.get(name)!, types, all).value
  }
  const holder: Path = { root: path.root, steps: path.steps.slice(0, -1) }
  let taken: Atom[] = []
  storePath(cx, holder, { k: "modify", f: (map) => {
    taken = openFields(cx, call("map_take", [map, last.key]), 0)
    return taken[3]!
  } })
  const [index, key, value] = taken
  cx.piped.set(read.id, value!)
  const by = expr(cx, node.value)
  cx.piped.delete(read.id)
  if (cx.dead) return true
  storePath(cx, holder, {
    k: "modify", f: (map) => call("map_put_at", [map, index!, key!, by]),
  })
  return true
}

/** Types of key and value, if the place is in a map whose values may be taken out. */
function mapTypes(cx: Cx, read: Expr & { kind: "index" }): TypeId[] | null {
  const type = concrete(cx, cx.typed.type[read.on.id]!)
  const node = typeNode(cx.lo.check.items.types, type)
  if (!isNamed(cx.lo, type, cx.lo.check.items.known.map) || node.k !== "named") return null
  // The end of a value with a Drop impl is seen, and so must be where it was.
  return node.args.some((part) => holdsDrop(cx.lo.program.types, irOf(cx.lo, part)))
    ? null : node.args
}

/** The one place in the new value that reads the entry, if nothing there forbids to take it. */
function onlyRead(cx: Cx, node: Assign, path: Path): (Expr & { kind: "index" }) | null {
  const target = node.target.kind === "index" ? node.target : null
  if (target === null || cx.env.get(path.root)?.k !== "value") return null
  if (path.steps.slice(0, -1).some((step) => step.k !== "field" && step.k !== "same")) return null
  const reads: (Expr & { kind: "index" })[] = []
  let [straight, mentions] = [true, 0]
  eachNode(cx.typed, node.value, (inner) => {
    if (!STRAIGHT.has(inner.kind) || (inner.kind === "let" && inner.orReturn)) straight = false
    if (isRoot(cx, inner, path)) mentions++
    const same = inner.kind === "index" && samePlace(cx, inner.on, target.on)
    if (same && sameKey(cx, inner.key, target.key)) reads.push(inner)
  })
  const [read] = reads
  if (read === undefined || reads.length > 1 || !straight) return null
  // A key in the place of the map would be a mention as well.
  if (mentions > 1 || isRoot(cx, target.key, path)) return null
  const assigned = assignedIn(cx.typed, node.value)
  const keyRoot = rootOf(cx.typed, target.key)
  const changed = assigned.has(path.root) || (keyRoot !== null && assigned.has(keyRoot))
  return changed ? null : read
}

function isRoot(cx: Cx, node: Expr, path: Path): boolean {
  return (node.kind === "name" || node.kind === "self") && rootOf(cx.typed, node) === path.root
}

function sameKey(cx: Cx, a: Expr, b: Expr): boolean {
  if (a.kind === "str" && b.kind === "str") return a.value === b.value
  if (a.kind === "int" && b.kind === "int") return a.value === b.value
  return samePlace(cx, a, b) && rootOf(cx.typed, a) !== null
}
