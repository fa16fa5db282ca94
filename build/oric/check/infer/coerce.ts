// Where an expected type is pushed: `check`, the three coercions of LANGUAGE 5.1, and the words for
// a mismatch.

import type { Code } from "../../source/codes.ts"
import type { Span } from "../../source/diagnostic.ts"
import type { Expr } from "../../syntax/ast.ts"
import type { NodeId } from "../../syntax/node.ts"
import type { Fn } from "../items.ts"
import { solve } from "../solve.ts"
import { showTraitRef } from "../show.ts"
import { NEVER, VOID } from "../types.ts"
import type { TypeId, TypeNode } from "../types.ts"
import { head, unify, zonk } from "../unify.ts"
import { fail, headOf, isBroken, itemIdOf, show } from "./cx.ts"
import type { Cx } from "./cx.ts"
import { adopt, expand, known, require, settle } from "./obligation.ts"
import { setCoerce, setType } from "./record.ts"

/** Why an `if` must be `void`. */
export const NO_ELSE = "in an `if` without `else`"

/** What a pattern is for. */
export const BY_MATCH = "by the matched value"

/**
 * What an expected type is for: completes "expected `int` …"; may be empty. Arguments say whose
 * they are, and become words when they are needed.
 */
export type Why = string | { fn: Fn; param: number }

function contextOf(why: Why): string {
  if (typeof why === "string") return why === "" ? "" : ` ${why}`
  const { display, params } = why.fn
  const name = params[why.param]?.name ?? null
  return name === null ? ` as argument of \`${display}\`` : ` as \`${name}\` of \`${display}\``
}

/**
 * Infers and requires `expected`. Returns `Never` when the expression does not return, else
 * `expected`.
 */
export function check(
  cx: Cx, node: Expr, expected: TypeId, why: Why, code: Code = "E2001",
): TypeId {
  if (isByteLiteral(cx, node, expected)) return byteLiteral(cx, node, expected)
  const actual = cx.infer(cx, node, expected)
  if (cx.hinted.has(node.id)) return actual
  coerceTo(cx, node, actual, expected, why, code)
  return actual === NEVER ? NEVER : expected
}

/** Makes a node of type `actual` usable where `expected` is, or reports. */
export function coerceTo(
  cx: Cx, node: Span & { id: NodeId }, actual: TypeId, expected: TypeId, why: Why,
  code: Code = "E2001",
): void {
  const from = head(cx.vars, actual)
  const to = head(cx.vars, expected)
  if (from === to) return
  if (from === NEVER) return coerceNever(cx, node.id, to)
  const target = cx.table.nodes[to]!
  if (target.k === "object" && coerceObject(cx, node, from, to, target, why)) return
  if (unify(cx.vars, from, to)) return
  settle(cx)
  if (unify(cx.vars, from, to)) return
  if (unify(cx.vars, expand(cx, from, node), expand(cx, to, node))) return
  mismatch(cx, node, from, to, why, code)
}

function coerceNever(cx: Cx, node: NodeId, to: TypeId): void {
  const target = cx.table.nodes[to]!
  if (target.k === "var") cx.vars.births[target.index]!.never = true
  setCoerce(cx, node, { k: "never", to })
}

/** True when the matter is settled, by a coercion or by a report. */
function coerceObject(
  cx: Cx, node: Span & { id: NodeId }, actual: TypeId, to: TypeId,
    target: TypeNode & { k: "object" },
  why: Why,
): boolean {
  const from = known(cx, actual)
  const kind = cx.table.nodes[from]!.k
  if (kind === "var" || kind === "error" || from === to) return false
  if (kind === "object" && unify(cx.vars, from, to)) return true
  const type = zonk(cx.vars, from)
  for (const ref of target.bounds) {
    const solution = solve(cx.items, ref, type, cx.env)
    // The type may say which arguments the trait has here.
    if ("ref" in solution) solution.ref.args.forEach((arg, i) => unify(cx.vars, ref.args[i]!, arg))
    if (solution.k === "impl") adopt(cx, solution, node)
    if (solution.k === "stuck") require(cx, ref, type, node)
    if (solution.k !== "none") continue
    if (isBroken(cx, type)) return true
    const context = contextOf(why)
    const trait = showTraitRef(cx.items, ref)
    fail(cx, "E2001", node,
      `expected \`${show(cx, to)}\`${context}, found \`${show(cx, type)}\`, which does not ` +
      `implement \`${trait}\``,
      `Write \`impl ${show(cx, type)}: ${trait} { … }\`, or pass a type that has it.`)
    return true
  }
  setCoerce(cx, node.id, { k: "object", from: type, to })
  return true
}

/** Reports E2001 unless a part is broken already. */
export function mismatch(
  cx: Cx, at: Span, actual: TypeId, expected: TypeId, why: Why, code: Code = "E2001",
): void {
  if (isBroken(cx, actual) || isBroken(cx, expected)) return
  const context = contextOf(cx.alone.has(at) ? NO_ELSE : why)
  if (cx.vars.infinite) {
    fail(cx, "E2008", at,
      `this type would contain itself: \`${show(cx, expected)}\` as \`${show(cx, actual)}\``,
      "Annotate the value to see which of its uses disagree.")
    return
  }
  const opaque = cx.opaque !== null && head(cx.vars, cx.opaque) === head(cx.vars, expected)
  fail(cx, opaque ? "E0811" : code, at,
    `expected \`${show(cx, expected)}\`${context}, found \`${show(cx, actual)}\``,
    opaque ? "All results of an `impl Trait` function have one and the same type."
      : lostValue(cx, at, actual, expected) ?? advice(cx, actual, expected, why))
}

/** What to do about a value that is not there. */
function lostValue(cx: Cx, at: Span, actual: TypeId, expected: TypeId): string | null {
  if (cx.alone.has(at)) return advice(cx, actual, expected, NO_ELSE)
  if (head(cx.vars, actual) !== VOID || !("kind" in at)) return null
  const node = at as Expr
  if (node.kind === "for" && !node.yields) {
    return "Write `yield` for `do` to collect the values."
  }
  if (node.kind !== "block") return "Nothing comes of this: give a value of the type expected."
  const last = node.result === null ? node.statements.at(-1) : undefined
  const type = last === undefined ? VOID : cx.typed.type[last.id] ?? VOID
  if (type >= 0 && head(cx.vars, type) !== VOID) return "The value is lost: leave out the last `;`."
  return "Add a final expression: a block without one has no value."
}

function advice(cx: Cx, actual: TypeId, expected: TypeId, why: Why): string {
  if (why === NO_ELSE) return "Add an `else`: without one, the `if` has no value."
  const { known: k } = cx.items
  const from = itemIdOf(cx, actual)
  const to = itemIdOf(cx, expected)
  const want = show(cx, expected)
  if (to === k.option && wraps(cx, expected, 0, actual)) return "Wrap the value: `Some(…)`."
  if (to === k.result && wraps(cx, expected, 0, actual)) return "Wrap the value: `Ok(…)`."
  if (from === k.option && wraps(cx, actual, 0, expected)) {
    return "Take the value out: `… ?? default`, `…?`, or a `match` with `Some` and `None`."
  }
  if (from === k.result && wraps(cx, actual, 0, expected)) {
    return "Take the value out: `…?` passes the error on, `… ?? default` replaces it."
  }
  const isVoid = head(cx.vars, actual) === VOID || head(cx.vars, expected) === VOID
  if (isVoid && why === BY_MATCH) return `Write a pattern for \`${want}\`, or \`_\`.`
  if (to === k.str && !isPrintable(cx, actual)) {
    return `Derive \`Printable\` for \`${show(cx, actual)}\`, then write \`str(…)\` or a template.`
  }
  if (to === k.str) return "Convert it: `str(…)`, or a template with `{…}`."
  if (to === k.float && from === k.int) return "Convert it: `float(…)`, or write a point: `1.0`."
  if (to === k.int &&
    from === k.float) return "Say how to round: `.round()`, `.floor()`, `.truncate()`."
  if (to === k.int && from !== -1) return `Convert it: \`int(…)\` takes float, str, bool and byte.`
  if (to === k.bool) return "Compare it with something: only `bool` is a condition."
  return moreAdvice(cx, actual, expected, want)
}

function moreAdvice(cx: Cx, actual: TypeId, expected: TypeId, want: string): string {
  const wrapped = newtypeOf(cx, expected)
  if (wrapped !== null && unifies(cx, wrapped, actual)) return `Build the newtype: \`${want}(…)\`.`
  const inner = newtypeOf(cx, actual)
  if (inner !== null && unifies(cx, inner, expected)) return "Read the inner value: `.inner`."
  if (head(cx.vars,
    expected) === VOID) return "Nothing is expected here: end the expression with `;`."
  const fn = headOf(cx, actual)
  if (fn.k === "fn" && unifies(cx, fn.result, expected)) return "Call the function: `…()`."
  return `Make it a \`${want}\`, or change the type that is expected here.`
}

/** Judged only where the type is known and its own. */
function isPrintable(cx: Cx, type: TypeId): boolean {
  const id = itemIdOf(cx, type)
  const trait = cx.items.known.traits.get("Printable")
  const own = id !== -1 && !cx.items.modules[cx.items.typeItems[id]!.module]!.isPrelude
  if (!own || trait === undefined) return true
  return solve(cx.items, { trait, args: [] }, zonk(cx.vars, type), cx.env).k !== "none"
}

function wraps(cx: Cx, outer: TypeId, index: number, inner: TypeId): boolean {
  const node = headOf(cx, outer)
  return node.k === "named" && unifies(cx, node.args[index]!, inner)
}

/** Whether two types are equal already. */
function unifies(cx: Cx, left: TypeId, right: TypeId): boolean {
  return zonk(cx.vars, left) === zonk(cx.vars, right)
}

function newtypeOf(cx: Cx, type: TypeId): TypeId | null {
  const node = headOf(cx, type)
  if (node.k !== "named") return null
  const item = cx.items.typeItems[node.item]!
  return item.kind === "newtype" && item.generics.length === 0
    ? item.variants[0]!.fields[0]!.type : null
}

/** An int literal, maybe in parentheses or negated: what may become a byte. */
export function literalValue(node: Expr): bigint | null {
  switch (node.kind) {
    case "int": return node.value
    case "paren": return literalValue(node.inner)
    case "unary": {
      if (node.op !== "-") return null
      const value = literalValue(node.operand)
      return value === null ? null : -value
    }
    default: return null
  }
}

function isByteLiteral(cx: Cx, node: Expr, expected: TypeId): boolean {
  if (node.kind !== "int" && node.kind !== "paren" && node.kind !== "unary") return false
  return itemIdOf(cx, expected) === cx.items.known.byte && literalValue(node) !== null
}

/** Makes an int literal a byte, range-checked. */
export function byteLiteral(cx: Cx, node: Expr, byte: TypeId): TypeId {
  setType(cx, node.id, cx.infer(cx, node, null))
  setCoerce(cx, node.id, { k: "byte" })
  const value = literalValue(node)
  if (value !== null && (value < 0n || value > 255n)) {
    fail(cx, "E2001", node, `${value} is no \`byte\``, "A byte is 0 to 255.")
  }
  return byte
}
