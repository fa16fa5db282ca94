// Questions to ask before a loop starts, so that the checks inside it are settled: is this list
// unique, does that range lie inside the list.
//
// A check on an index that changes from round to round is traced to what stays the same: an index
// at most `n` above a number of the outside asks once whether that number plus `n` is inside.
//
// In `for j in … do for k in … do … b[k][j]` the row is another one in every round, so nothing
// can be asked of it before the inner loop; but `j` stays below the shortest of the rows that `k`
// comes to, which is looked for before the loop around. That reads as many lengths as one run of
// the inner loop, which then reads none.

import type { Atom, Fun, Rhs, Step, V } from "../../ir/nodes.ts"
import { intAtom, letStep, newVar, prim, varAtom } from "../../ir/build.ts"
import { BOOL, INT } from "../../ir/types.ts"
import type { Node } from "./bounds.ts"
import { ZERO, isAtMost, lengthNode, reach } from "./bounds.ts"
import type { Values } from "./values.ts"
import { constant, kindOf, termOf, variable } from "./values.ts"

/** A limit as an offset that no sensible list reaches is not worth a question. */
const OFFSET_MAX = 1 << 24

/** What is computed before the loop, in order; each `ask` must be true for the next to run. */
export type Item = { k: "do"; step: Step } | { k: "ask"; on: V }

export type Guards = {
  values: Values
  items: Item[]
  /** What has been asked and computed, by what it is. */
  made: Map<string, V>
  /** Variables of the outside that the loop uses. */
  outside: Set<V>
  /** What is computed before the loop around, where that may cost as much as this one; no asks. */
  before: Guards | null
}

export function newGuards(values: Values, outside: Set<V>, before: Guards | null): Guards {
  return { values, items: [], made: new Map(), outside, before }
}

/** Asks that an index is inside a list; false if nothing could be asked. */
export function askInside(guards: Guards, list: Atom, index: Atom): boolean {
  return attempt(guards, () => tryInside(guards, list, index) ? true : null) !== null
}

/** What fails leaves no traces, before the loop around neither. */
function attempt<T>(guards: Guards, work: () => T | null): T | null {
  const places = [guards, ...guards.before === null ? [] : [guards.before]]
  const old = places.map(({ items, made }) => ({ items: [...items], made: new Map(made) }))
  const result = work()
  if (result === null) places.forEach((place, index) => Object.assign(place, old[index]))
  return result
}

export function askUnique(guards: Guards, list: V, element: number): void {
  once(guards, `unique ${list}`, () => {
    const on = compute(guards, prim("list.unique", [element], [varAtom(list)]), BOOL)
    guards.items.push({ k: "ask", on })
    return on
  })
}

function tryInside(guards: Guards, list: Atom, index: Atom): boolean {
  const { values } = guards
  const [kind, at] = [kindOf(values, list), termOf(index)]
  if (kind === null || at === null) return false
  if (!isAtMost(values.bounds, constant(0), at, 0) && !askNotNegative(guards, index)) return false
  if (isAtMost(values.bounds, at, { node: lengthNode(kind), plus: 0 }, -1)) return true
  const length = lengthOf(guards, kind) ?? shortestRow(guards, kind)
  if (length === null) return false
  if (at.node === ZERO) return askLess(guards, intAtom(at.plus), 0, length)
  const limit = limitOf(guards, reach(values.bounds, "up", at.node), kind)
  return limit !== null && askLess(guards, limit.atom, limit.n, length)
}

/** What an index stays at or below, from outside the loop: node + n. */
type Limit = { node: Node; n: number }

/** The tightest limit, as an atom and what to add to it. Where none is known to be tighter,
 * variables go before constants, and those before the lengths of other lists. */
function limitOf(
  guards: Guards, bounds: Map<Node, number>, kind: number | null,
): { atom: Atom; n: number } | null {
  const found = [...bounds].map(([node, n]): Limit => ({ node, n }))
    .filter((limit) => isFromOutside(guards, limit))
    .filter(({ node }) => kind === null || node !== lengthNode(kind))
    .sort((a, b) => rank(a) - rank(b) || a.n - b.n || a.node - b.node)
  const tightest = found.filter((one) => !found.some((other) =>
    isTighter(guards, other, one) && !isTighter(guards, one, other)))
  for (const { node, n } of tightest) {
    if (node >= 0) return { atom: varAtom(node), n }
    if (node === ZERO) return { atom: intAtom(n), n: 0 }
    const length = lengthOf(guards, -2 - node)
    if (length !== null) return { atom: varAtom(length), n }
  }
  return null
}

function isFromOutside({ outside }: Guards, { node, n }: Limit): boolean {
  if (Math.abs(n) > OFFSET_MAX) return false
  return node === ZERO ? n >= 0 : node < ZERO || outside.has(node)
}

function isTighter({ values }: Guards, a: Limit, b: Limit): boolean {
  return isAtMost(values.bounds, { node: a.node, plus: a.n }, { node: b.node, plus: b.n }, 0)
}

function rank({ node }: Limit): number {
  return node >= 0 ? 0 : node === ZERO ? 1 : 2
}

/** atom + n < length. */
function askLess(guards: Guards, atom: Atom, n: number, length: V): boolean {
  const rest = n === 0 ? length : once(guards, `less ${length} ${n}`, () =>
    compute(guards, prim("int.sub_wrap", [], [varAtom(length), intAtom(n)]), INT))
  ask(guards, "int.lt", atom, varAtom(rest))
  return true
}

function askNotNegative(guards: Guards, index: Atom): boolean {
  if (index.k !== "var") return false
  const lower = [...reach(guards.values.bounds, "down", index.v)]
    .filter(([node, n]) => node >= 0 && guards.outside.has(node) && Math.abs(n) <= OFFSET_MAX)
    .sort(([a, x], [b, y]) => x - y || a - b)[0]
  if (lower === undefined) return false
  ask(guards, "int.le", intAtom(lower[1]), varAtom(lower[0]))
  return true
}

function ask(guards: Guards, op: string, a: Atom, b: Atom): void {
  once(guards, `${op} ${textOf(a)} ${textOf(b)}`, () => {
    const on = compute(guards, prim(op, [], [a, b]), BOOL)
    guards.items.push({ k: "ask", on })
    return on
  })
}

function textOf(atom: Atom): string {
  return atom.k === "var" ? `v${atom.v}` : atom.k === "int" ? String(atom.value) : atom.k
}

// ------------------------------------------------------------------ lists of the outside

/** The length of the lists of a class, from outside the loop. */
function lengthOf(guards: Guards, kind: number): V | null {
  const list = listOf(guards, kind)
  if (list === null) return null
  const element = elementOf(guards.values, list)
  return once(guards, `len ${list}`, () =>
    compute(guards, prim("list.len", [element], [varAtom(list)]), INT))
}

/** The least length that lists of a class have: rows of a list, for an index that changes. */
function shortestRow({ values, before }: Guards, kind: number): V | null {
  const source = values.sources[kind]
  if (before === null || source?.k !== "at" || source.index.k !== "var") return null
  const { of, index } = source
  if (!before.outside.has(of) || !isAtMost(values.bounds, constant(0), variable(index.v), 0)) {
    return null
  }
  return attempt(before, () => {
    const limit = limitOf(before, reach(values.bounds, "up", index.v), null)
    if (limit === null || before.items.some((item) => item.k === "ask")) return null
    const args = [varAtom(of), limit.atom, intAtom(limit.n)]
    return once(before, `shortest ${of} ${textOf(limit.atom)} ${limit.n}`, () =>
      compute(before, prim("list.shortest", [elementOf(values, of)], args), INT))
  })
}

/** A list of the class that is there before the loop, or can be read there. */
function listOf(guards: Guards, kind: number): V | null {
  const { values, outside } = guards
  for (const v of outside) if (values.lengths.get(v) === kind) return v
  const source = values.sources[kind]
  if (source?.k === "global") return hoist(guards, kind, source.rhs)
  if (source === undefined || source.k === "var" || !outside.has(source.of)) return null
  if (source.k === "get") return hoist(guards, kind, source.rhs)
  const { index } = source
  if (index.k === "var" && !outside.has(index.v)) return null
  if (!askInside(guards, varAtom(source.of), index)) return null
  return hoist(guards, kind, { ...source.rhs, op: "list.at_unchecked" })
}

function hoist(guards: Guards, kind: number, rhs: Rhs): V | null {
  const sample = [...guards.values.lengths].find(([, known]) => known === kind)
  const type = sample === undefined ? undefined : guards.values.fun.vars[sample[0]]?.type
  if (type === undefined) return null
  return once(guards, `list ${kind}`, () => compute(guards, rhs, type))
}

export function elementOf({ program, fun }: Values, list: V): number {
  const node = program.types.nodes[fun.vars[list]?.type ?? -1]
  if (node?.k !== "list") throw new Error("a list has no list type")
  return node.of
}

// ------------------------------------------------------------------ steps

function once(guards: Guards, key: string, make: () => V): V {
  const known = guards.made.get(key)
  if (known !== undefined) return known
  const made = make()
  guards.made.set(key, made)
  return made
}

function compute(guards: Guards, rhs: Rhs, type: number): V {
  const v = newVar(guards.values.fun as Fun, type, "g")
  guards.items.push({ k: "do", step: letStep([v], rhs, -1) })
  return v
}
