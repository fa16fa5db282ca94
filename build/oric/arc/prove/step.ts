// What one step tells, and what it may become: a check that cannot fail is left out, a list that
// nobody else holds is changed without asking.

import type { Atom, Rhs, Step, Test, V } from "../../ir/nodes.ts"
import { operands } from "../../ir/rhs.ts"
import type { Bounds, Term } from "./bounds.ts"
import { highest, isAtMost, learn, learnEqual, lowest, mayAdd } from "./bounds.ts"
import type { Compare, Values } from "./values.ts"
import {
  constant, freshKind, isInt, isList, kindFor, kindOf, lengthTerm, shared, termOf, variable,
} from "./values.ts"

type Let = Extract<Step, { k: "let" }>
type Prim = Extract<Rhs, { k: "prim" }>

/** Primitives that only look at the lists that they borrow. */
const LOOKS = new Set([
  "list.len", "list.at", "list.at_unchecked", "list.unique", "list.shortest",
  "bytes.eq", "bytes.compare", "bytes.find", "bytes.hash", "str.is_utf8", "str.from_bytes",
  "str.from_bytes_lossy", "str.join",
])

// ------------------------------------------------------------------ questions

export function isInside(values: Values, list: Atom | undefined, index: Atom | undefined): boolean {
  const [kind, at] = [kindOf(values, list), termOf(index)]
  if (kind === null || at === null) return false
  return isAtMost(values.bounds, constant(0), at, 0)
    && isAtMost(values.bounds, at, lengthTerm(kind), -1)
}

export function isUnique(values: Values, list: Atom | undefined): boolean {
  return list?.k === "var" && values.unique.has(list.v)
}

function roomOf(values: Values, list: Atom | undefined): number {
  return list?.k === "var" ? values.room.get(list.v) ?? 0 : 0
}

/** A cheaper step that does the same here, or null. */
export function cheaper(values: Values, step: Let): Let | null {
  if (step.rhs.k !== "prim") return null
  const op = cheaperOp(values, step.rhs)
  return op === null ? null : { ...step, rhs: { ...step.rhs, op }, site: -1 }
}

function cheaperOp(values: Values, rhs: Prim): string | null {
  const [list, index] = rhs.args
  switch (rhs.op) {
    case "list.at": return isInside(values, list, index) ? "list.at_unchecked" : null
    case "list.set": case "list.take":
      if (!isInside(values, list, index)) return null
      return `${rhs.op}_${isUnique(values, list) ? "owned" : "unchecked"}`
    case "list.set_unchecked": return isUnique(values, list) ? "list.set_owned" : null
    case "list.swap_unchecked": return isUnique(values, list) ? "list.swap_owned" : null
    case "list.push":
      if (!isUnique(values, list)) return null
      return roomOf(values, list) > 0 ? "list.push_within" : "list.push_owned"
    case "int.add": case "int.sub": case "int.mul":
      return fits(values.bounds, rhs) ? `${rhs.op}_wrap` : null
    case "int.shl": return shiftFits(values.bounds, rhs) ? "int.shl_wrap" : null
    default: return null
  }
}

/** Does the exact result fit an int? */
function fits(bounds: Bounds, { op, args }: Prim): boolean {
  const [a, b] = [termOf(args[0]), termOf(args[1])]
  if (a === null || b === null) return false
  if (op.startsWith("int.add") && b.node === constant(0).node) return mayAdd(bounds, a, b.plus)
  if (op.startsWith("int.add") && a.node === constant(0).node) return mayAdd(bounds, b, a.plus)
  if (op.startsWith("int.sub") && b.node === constant(0).node) return mayAdd(bounds, a, -b.plus)
  const sizes = [a, b].map((term) => Math.max(highest(bounds, term), -lowest(bounds, term)))
  const limit = 2 ** 62
  const [x = Infinity, y = Infinity] = sizes
  return op.startsWith("int.mul") ? x * y < limit : x + y < limit
}

function shiftFits(bounds: Bounds, { args }: Prim): boolean {
  const [a, by] = [termOf(args[0]), termOf(args[1])]
  if (a === null || by === null || lowest(bounds, by) < 0) return false
  const size = Math.max(highest(bounds, a), -lowest(bounds, a))
  return highest(bounds, by) < 62 && size * 2 ** highest(bounds, by) < 2 ** 62
}

// ------------------------------------------------------------------ what a step tells

/** After the step; `exact`: its number did not wrap around. */
export function learnStep(values: Values, step: Let): void {
  const { rhs } = step
  keepers(values, rhs)
  const [to] = step.to
  if (to === undefined) return
  if (rhs.k === "prim") learnPrim(values, rhs, step.to, to)
  else if (rhs.k === "get" && rhs.of.k === "var" && isList(values, to)) {
    const key = `get ${rhs.of.v} ${rhs.tag} ${rhs.index}`
    values.lengths.set(to, kindFor(values, key, { k: "get", of: rhs.of.v, rhs }))
  } else if (rhs.k === "global" && isList(values, to)) {
    values.lengths.set(to, kindFor(values, `global ${rhs.name}`, { k: "global", rhs }))
  } else if (rhs.k === "open") {
    step.to.forEach((v, index) => {
      if (!isList(values, v)) return
      const kind = values.kinds.get(`get ${rhs.of} ${rhs.tag} ${index}`)
      if (kind !== undefined) values.lengths.set(v, kind)
    })
  }
}

/** Who gets to see a list may keep it. */
function keepers(values: Values, rhs: Rhs): void {
  if (rhs.k === "prim" && LOOKS.has(rhs.op)) return
  for (const { atom, own } of operands(values.program, values.fun, rhs)) {
    if (own || atom.k !== "var" || !isList(values, atom.v)) continue
    shared(values, atom.v)
    // C may shorten a list that it is given.
    if (rhs.k === "extern") freshKind(values, atom.v, "after ")
  }
}

function learnPrim(values: Values, rhs: Prim, all: V[], to: V): void {
  const [head] = rhs.op.split(".")
  if (head === "list" || head === "bytes") return learnList(values, rhs, all, to)
  if (rhs.op.startsWith("int.") || rhs.op === "bool.not") learnCompare(values, rhs, to)
  if (isInt(values, to)) learnNumber(values, rhs, to)
}

function learnList(values: Values, rhs: Prim, all: V[], to: V): void {
  const { bounds, lengths, unique } = values
  const [list, second] = rhs.args
  const [before, number] = [kindOf(values, list), termOf(second)]
  const length = (v: V): Term => lengthTerm(kindOf(values, { k: "var", v }) ?? 0)
  const grown = (by: number): void => {
    if (before !== null) learnEqual(bounds, length(to), lengthTerm(before), by)
  }
  switch (rhs.op) {
    case "list.unique":
      if (list?.k === "var") values.asked.set(to, list.v)
      return
    case "list.len":
      if (before !== null) learnEqual(bounds, variable(to), lengthTerm(before), 0)
      return
    case "list.shortest": {
      const [limit, plus] = [termOf(second), termOf(rhs.args[2])]
      if (list?.k !== "var" || limit === null || plus === null) return
      const known = { node: limit.node, plus: limit.plus + plus.plus }
      return void values.shortest.push({ of: list.v, limit: known, length: to })
    }
    case "list.at": case "list.at_unchecked":
      if (rhs.op === "list.at") learnInside(bounds, before, number)
      return learnElement(values, rhs, to)
    case "list.set": case "list.set_unchecked": case "list.set_owned": case "list.put":
    case "list.swap_unchecked": case "list.swap_owned": case "list.reverse": case "list.reserve":
      if (rhs.op === "list.set") learnInside(bounds, before, number)
      if (before !== null) lengths.set(to, before)
      if (rhs.op !== "list.reserve") unique.add(to)
      return
    case "list.take": case "list.take_unchecked": case "list.take_owned": {
      const rest = all[1]
      if (rhs.op === "list.take") learnInside(bounds, before, number)
      if (rest === undefined) return
      if (before !== null) lengths.set(rest, before)
      return void unique.add(rest)
    }
    case "bytes.owned": return void unique.add(to)
    case "list.push": case "list.push_owned": case "list.push_within":
    case "list.insert_unchecked":
      unique.add(to)
      if (roomOf(values, list) > 1) values.room.set(to, roomOf(values, list) - 1)
      return grown(1)
    case "list.remove_unchecked":
      unique.add(to)
      return grown(-1)
    case "list.new":
      if (list?.k === "int" && list.value > 0n) {
        unique.add(to)
        values.room.set(to, Number(list.value))
      }
      return learnEqual(bounds, length(to), constant(0), 0)
    case "list.filled": return learnFilled(values, rhs, length(to))
    case "list.concat":
      if (before !== null) learn(bounds, lengthTerm(before), length(to), 0)
      return
    case "list.truncate":
      if (before !== null) learn(bounds, length(to), lengthTerm(before), 0)
  }
}

function learnInside(bounds: Bounds, kind: number | null, index: Term | null): void {
  if (kind === null || index === null) return
  learn(bounds, constant(0), index, 0)
  learn(bounds, index, lengthTerm(kind), -1)
}

/** Two reads of one element give lists of one length. */
function learnElement(values: Values, rhs: Prim, to: V): void {
  const [list, index] = rhs.args
  if (!isList(values, to) || list?.k !== "var" || index === undefined) return
  const place = index.k === "var" ? `v${index.v}` : index.k === "int" ? String(index.value) : null
  if (place === null) return
  const source = { k: "at" as const, of: list.v, index, rhs }
  const kind = kindFor(values, `at ${list.v} ${place}`, source)
  values.lengths.set(to, kind)
  const at = termOf(index)
  if (at === null) return
  for (const { of, limit, length } of values.shortest) {
    if (of !== list.v || !isAtMost(values.bounds, at, limit, 0)) continue
    learn(values.bounds, variable(length), lengthTerm(kind), 0)
  }
}

/** A negative count makes an empty list. */
function learnFilled({ bounds }: Values, rhs: Prim, length: Term): void {
  const count = termOf(rhs.args[0])
  if (count === null) return
  learn(bounds, count, length, 0)
  if (isAtMost(bounds, constant(0), count, 0)) learn(bounds, length, count, 0)
}

// ------------------------------------------------------------------ numbers

function learnNumber(values: Values, rhs: Prim, to: V): void {
  const { bounds } = values
  const [a, b] = [termOf(rhs.args[0]), termOf(rhs.args[1])]
  const result = variable(to)
  const between = (low: number, high: number): void => {
    learn(bounds, constant(low), result, 0)
    learn(bounds, result, constant(high), 0)
  }
  switch (rhs.op) {
    case "str.len": case "str.char_count": return between(0, 0x3ffffff0)
    case "byte.to_int": return between(0, 255)
    case "char.to_int": return between(0, 0x10ffff)
    case "bool.to_int": return between(0, 1)
    case "int.identity": if (a !== null) learnEqual(bounds, result, a, 0)
  }
  if (a === null || b === null) return
  switch (rhs.op) {
    case "int.add_wrap": case "int.sub_wrap": case "int.mul_wrap":
      if (!fits(bounds, rhs)) return
      return learnSum(bounds, rhs.op, result, a, b)
    case "int.add": case "int.sub": case "int.mul": return learnSum(bounds, rhs.op, result, a, b)
    case "int.and": case "int.rem": case "int.div": case "int.shr": case "int.shr_logical":
    case "int.shl":
      return learnPart(bounds, rhs.op, result, a, b)
  }
}

/** The result is exact. */
function learnSum(bounds: Bounds, op: string, result: Term, a: Term, b: Term): void {
  const [lowA, highA, lowB, highB] = [
    lowest(bounds, a), highest(bounds, a), lowest(bounds, b), highest(bounds, b),
  ]
  if (op.startsWith("int.mul")) {
    const corners = [lowA * lowB, lowA * highB, highA * lowB, highA * highB]
    if (!corners.every(Number.isFinite)) return
    learn(bounds, constant(Math.min(...corners)), result, 0)
    return learn(bounds, result, constant(Math.max(...corners)), 0)
  }
  if (op.startsWith("int.sub")) {
    learn(bounds, result, a, -lowB)
    return learn(bounds, a, result, highB)
  }
  learn(bounds, result, a, highB)
  learn(bounds, a, result, -lowB)
  learn(bounds, result, b, highA)
  learn(bounds, b, result, -lowA)
}

/** Operations whose result lies between 0 and an operand, for operands that are not negative; and
 * shifts to the left that did not overflow. */
function learnPart(bounds: Bounds, op: string, result: Term, a: Term, b: Term): void {
  const [low, lowB, highB] = [lowest(bounds, a), lowest(bounds, b), highest(bounds, b)]
  if (op === "int.rem" && lowB > 0) {
    learn(bounds, result, b, -1)
    learn(bounds, constant(low >= 0 ? 0 : 1 - highB), result, 0)
  }
  if (op === "int.and" && lowB >= 0) {
    learn(bounds, result, b, 0)
    learn(bounds, constant(0), result, 0)
  }
  if (op.startsWith("int.shl")) {
    const most = highest(bounds, a) * 2 ** highB
    if (low >= 0 && lowB >= 0) learn(bounds, constant(0), result, 0)
    if (low >= 0 && lowB >= 0) learn(bounds, result, constant(most), 0)
    return
  }
  const divides = op === "int.div" ? lowB > 0 : op.startsWith("int.shr") && lowB >= 0
  const parts = divides || op === "int.and" || (op === "int.rem" && lowB > 0)
  if (low < 0 || !parts) return
  learn(bounds, constant(0), result, 0)
  learn(bounds, result, a, 0)
}

// ------------------------------------------------------------------ comparisons

function learnCompare(values: Values, rhs: Prim, to: V): void {
  const [a, b] = rhs.args
  const put = (op: Compare["op"], x: Atom | undefined, y: Atom | undefined, not: boolean): void => {
    if (x !== undefined && y !== undefined) values.compares.set(to, { op, a: x, b: y, not })
  }
  switch (rhs.op) {
    case "int.lt": return put("lt", a, b, false)
    case "int.le": return put("le", a, b, false)
    case "int.gt": return put("lt", b, a, false)
    case "int.ge": return put("le", b, a, false)
    case "int.eq": return put("eq", a, b, false)
    case "int.ne": return put("eq", a, b, true)
    case "bool.not": {
      const inner = a?.k === "var" ? values.compares.get(a.v) : undefined
      if (inner !== undefined) values.compares.set(to, { ...inner, not: !inner.not })
    }
  }
}

/** Inside the branch of a switch that this test leads to; null: another one than all these. */
export function learnTest(values: Values, on: Atom, test: Test | null, others: Test[]): void {
  if (on.k !== "var") return
  const { bounds } = values
  if (test?.k === "int" && isInt(values, on.v)) {
    const value = termOf({ k: "int", value: test.value })
    if (value !== null) learnEqual(bounds, variable(on.v), value, 0)
  }
  const compare = values.compares.get(on.v)
  const said = test?.k === "bool" ? test.value
    : others.length === 1 && others[0]?.k === "bool" ? !others[0].value : null
  if (said !== null && compare !== undefined) learnSaid(values, compare, said)
  const list = said === true ? values.asked.get(on.v) : undefined
  if (list !== undefined) values.unique.add(list)
}

function learnSaid({ bounds }: Values, { op, a, b, not }: Compare, said: boolean): void {
  const [x, y] = [termOf(a), termOf(b)]
  if (x === null || y === null) return
  const holds = said !== not
  if (op === "lt") return holds ? learn(bounds, x, y, -1) : learn(bounds, y, x, 0)
  if (op === "le") return holds ? learn(bounds, x, y, 0) : learn(bounds, y, x, -1)
  if (holds) learnEqual(bounds, x, y, 0)
}
