// Operators (LANGUAGE 7.1, 7.2): primitives of built-in operand types, else the method of the
// operator's trait.

import type { Span } from "../../source/diagnostic.ts"
import type { BinaryOp, Expr, UnaryOp } from "../../syntax/ast.ts"
import type { NodeId } from "../../syntax/node.ts"
import { fnParams, instantiate, solve } from "../solve.ts"
import { traitHelp } from "../trait_help.ts"
import type { Callee } from "../typed.ts"
import { ERROR, intern, NEVER } from "../types.ts"
import type { TypeId } from "../types.ts"
import { unify, zonk } from "../unify.ts"
import { byteLiteral, check, coerceTo, literalValue } from "./coerce.ts"
import {
  argsOf, askingIn, fail, isBroken, isExcused, isSound, itemIdOf, notKnown, show,
} from "./cx.ts"
import type { Cx } from "./cx.ts"
import { kindOf } from "./kind.ts"
import { expand, known, require } from "./obligation.ts"
import { operandHelp, unaryHelp } from "./operand_help.ts"
import { OPERATOR_TRAITS, isComparison, primitiveOperator, UNARY_TRAITS } from "./operator_table.ts"
import type { Kind } from "./operator_table.ts"
import { setCallee, setCoerce } from "./record.ts"
import { knownTrait, traitCall } from "./trait_call.ts"

/**
 * An operator with both operands; also a compound assignment, whose left operand is typed already.
 */
export type Binary = {
  node: Span & { id: NodeId }
  op: BinaryOp
  opAt: Span
  left: Expr
  right: Expr
}

/** `left op right`, and `??`, `&&`, `||`. */
export function inferBinary(
  cx: Cx, node: Expr & { kind: "binary" }, expected: TypeId | null,
): TypeId {
  const { op, left, right, opAt } = node
  if (op === "&&" || op === "||") return logical(cx, left, right, op)
  if (op === "??") return coalesce(cx, node, expected)
  const binary = { node, op, opAt: { at: opAt, end: opAt + op.length }, left, right }
  const [a, b] = operands(cx, binary)
  return apply(cx, binary, a, b)
}

function logical(cx: Cx, left: Expr, right: Expr, op: string): TypeId {
  const bool = cx.prim.bool
  check(cx, left, bool, `before \`${op}\``, "E2020")
  check(cx, right, bool, `after \`${op}\``, "E2020")
  return bool
}

/**
 * Types of both operands, left first; beside an int literal the other operand is typed first (byte
 * rule).
 */
function operands(cx: Cx, binary: Binary): [TypeId, TypeId] {
  const { left, right, op } = binary
  const isShift = op === "<<" || op === ">>"
  if (!isShift && literalValue(left) !== null && literalValue(right) === null) {
    const b = cx.infer(cx, right, null)
    if (itemIdOf(cx, known(cx, b)) === cx.items.known.byte) return [byteLiteral(cx, left, b), b]
    return [cx.infer(cx, left, null), b]
  }
  const a = cx.infer(cx, left, null)
  return [a, rightOperand(cx, binary, a)]
}

/** The right operand of an operator whose left one has this type. */
export function rightOperand(cx: Cx, binary: Binary, left: TypeId): TypeId {
  const { right, op } = binary
  const isShift = op === "<<" || op === ">>"
  if (!isShift && literalValue(right) !== null &&
    itemIdOf(cx, known(cx, left)) === cx.items.known.byte) {
    return byteLiteral(cx, right, zonk(cx.vars, left))
  }
  const same = op === "==" || op === "!=" ||
    (op === "+" && argsOf(cx, left, cx.items.known.list) !== null)
  return cx.infer(cx, right, same ? left : null)
}

/** The result of the operator on operands of these types; records whom it calls. */
export function apply(cx: Cx, binary: Binary, left: TypeId, right: TypeId): TypeId {
  const a = zonk(cx.vars, known(cx, left))
  const b = zonk(cx.vars, known(cx, right))
  const { op, node } = binary
  if (a === NEVER || b === NEVER) return NEVER
  if (isBroken(cx, a) || isBroken(cx, b)) return isComparison(op) ? cx.prim.bool : ERROR
  if (cx.table.nodes[a]!.k === "var" || (cx.table.nodes[b]!.k === "var" && !sameTyped(cx, op, a))) {
    const [unknown, operand] = cx.table.nodes[a]!.k === "var" ? [a, binary.left]
      : [b, binary.right]
    notKnown(cx, unknown, operand, `the type of this operand of \`${op}\` is not known here`)
    return ERROR
  }
  const list = argsOf(cx, a, cx.items.known.list)
  if (op === "+" && list !== null) return concat(cx, binary, a, b, list[0]!)
  if (isComparison(op)) return compare(cx, binary, a, b)
  const prim = primitiveOperator(op, kindOf(cx, a), kindOf(cx, b))
  if (prim !== null) {
    setCallee(cx, node.id, primCallee(cx, prim.op))
    return cx.prim[prim.result]
  }
  return applyTrait(cx, binary, a, b)
}

function sameTyped(cx: Cx, op: BinaryOp, left: TypeId): boolean {
  return isComparison(op) || (op === "+" && argsOf(cx, left, cx.items.known.list) !== null)
}

function concat(cx: Cx, binary: Binary, a: TypeId, b: TypeId, of: TypeId): TypeId {
  if (!unify(cx.vars, a, b)) {
    wrongOperands(cx, binary, a, b)
    return a
  }
  setCallee(cx, binary.node.id, { k: "prim", op: "list.concat", types: [of] })
  return a
}

/** `prim` names with a dot are primitives; the others are functions of the prelude. */
function primCallee(cx: Cx, op: string): Callee {
  if (op.includes(".")) return { k: "prim", op, types: [] }
  return { k: "direct", fn: cx.items.known.fns.get(op)!, types: [] }
}

/** `==` and order: operands of one type, which has `Eq` or `Comparable`. */
function compare(cx: Cx, binary: Binary, a: TypeId, b: TypeId): TypeId {
  const bool = cx.prim.bool
  const { op, node } = binary
  if (!unify(cx.vars, a, b)) {
    wrongOperands(cx, binary, a, b)
    return bool
  }
  const kind = kindOf(cx, a)
  const prim = kind === null ? null : primitiveOperator(op, kind, kind)
  if (prim !== null) {
    setCallee(cx, node.id, primCallee(cx, prim.op))
    return bool
  }
  const trait = op === "==" || op === "!=" ? "Eq" : "Comparable"
  const self = zonk(cx.vars, a)
  if (traitMethod(cx, binary, trait, self, []) === null) lacksTrait(cx, binary, self, trait)
  return bool
}

function lacksTrait(cx: Cx, { op, opAt }: Binary, self: TypeId, trait: string): void {
  const ref = { trait: knownTrait(cx, trait), args: [] }
  const found = solve(cx.items, ref, self, cx.env)
  const part = found.k === "none" ? found.missing : null
  if (isExcused(cx, self) || isExcused(cx, part?.self ?? self)) return
  fail(cx, "E2020", opAt,
    `\`${op}\` needs \`${trait}\`, which \`${show(cx, self)}\` does not implement`,
    traitHelp(askingIn(cx), part?.self ?? self, [part?.ref ?? ref]))
}

/** The trait's method for the operator; its result, or null when the type lacks the trait. */
function traitMethod(
  cx: Cx, binary: Binary, trait: string, self: TypeId, args: TypeId[],
): TypeId | null {
  const id = knownTrait(cx, trait)
  const found = traitCall(cx, id, self, args, binary.opAt)
  if (found === null) return null
  if (found !== "stuck") {
    setCallee(cx, binary.node.id, found.callee)
    return found.result
  }
  const method = cx.items.traits[id]!.methods[0]!
  const ref = { trait: id, args }
  require(cx, ref, self, binary.opAt, { code: "E2020" })
  setCallee(cx, binary.node.id, { k: "bound", ref, method, self, types: [] })
  const types = [self, ...args]
  const result = instantiate(cx.table, cx.items.fns[method]!.result, fnParams(cx.items, method),
    types)
  return expand(cx, result, binary.opAt)
}

function applyTrait(cx: Cx, binary: Binary, a: TypeId, b: TypeId): TypeId {
  const trait = OPERATOR_TRAITS[binary.op]
  if (trait === undefined) return ERROR
  const result = traitMethod(cx, binary, trait, a, [b])
  if (result !== null) return result
  wrongOperands(cx, binary, a, b)
  return ERROR
}

function wrongOperands(cx: Cx, binary: Binary, a: TypeId, b: TypeId): void {
  if (isBroken(cx, a) || isBroken(cx, b) || isExcused(cx, a) || isExcused(cx, b)) return
  const { op, left, right } = binary
  const assigns = "kind" in binary.node && binary.node.kind === "assign"
  fail(cx, "E2020", binary.opAt,
    `\`${op}\` does not take \`${show(cx, a)}\` and \`${show(cx, b)}\``,
    operandHelp(cx, op, assigns, { node: left, type: a }, { node: right, type: b }), {
      labels: [
        { at: left.at, end: left.end, text: show(cx, a) },
        { at: right.at, end: right.end, text: show(cx, b) },
      ],
    })
}

/** `-x`, `!x`, `~x`. */
export function inferUnary(cx: Cx, node: Expr & { kind: "unary" }): TypeId {
  const { op, operand } = node
  const type = zonk(cx.vars, known(cx, cx.infer(cx, operand, null)))
  const kind = cx.table.nodes[type]!.k
  if (kind === "error" || kind === "never") return type
  if (kind === "var") {
    notKnown(cx, type, operand, `the type of the operand of \`${op}\` is not known here`)
    return ERROR
  }
  const prim = unaryPrim(op, kindOf(cx, type))
  if (prim !== null) {
    setCallee(cx, node.id, { k: "prim", op: prim, types: [] })
    return type
  }
  const trait = UNARY_TRAITS[op]
  const binary: Binary = { node, op: "-", opAt: { at: node.at, end: node.at + 1 }, left: operand,
    right: operand }
  const result = traitMethod(cx, binary, trait, type, [])
  if (result !== null) return result
  if (isBroken(cx, type) || isExcused(cx, type)) return ERROR
  fail(cx, "E2020", node, `\`${op}\` does not take \`${show(cx, type)}\``,
    unaryHelp(cx, op, operand, type))
  return ERROR
}

function unaryPrim(op: UnaryOp, kind: Kind | null): string | null {
  switch (op) {
    case "-": return kind === "int" || kind === "duration"
      ? "int.neg" : kind === "float" ? "float.neg" : null
    case "!": return kind === "bool" ? "bool.not" : null
    case "~": return kind === "int" ? "int.not" : kind === "byte" ? "byte.not" : null
  }
}

/** `a ?? b`: a value, or another option or result. */
function coalesce(cx: Cx, node: Expr & { kind: "binary" }, expected: TypeId | null): TypeId {
  const { known: k } = cx.items
  let left = ERROR
  const sound = isSound(cx, () => {
    left = zonk(cx.vars, known(cx, cx.infer(cx, node.left, null)))
  })
  const shape = cx.table.nodes[left]!
  if (shape.k === "error" || shape.k === "never") {
    cx.infer(cx, node.right, expected)
    return shape.k === "never" ? NEVER : ERROR
  }
  if (shape.k !== "named" || (shape.item !== k.option && shape.item !== k.result)) {
    cx.infer(cx, node.right, expected)
    if (shape.k === "var") notKnown(cx, left, node.left, "the type before `??` is not known here")
    // `a < b ?? c` is `(a < b) ?? c`, and where `b` is the option, the comparison has said so.
    else if (sound) {
      fail(cx, "E2020", node.left,
        `\`??\` needs an \`Option\` or \`Result\` before it, found \`${show(cx, left)}\``,
        "The value is always there: leave `??` away.")
    }
    return ERROR
  }
  return coalesced(cx, node, left, shape.args[0]!)
}

/** The right side is of the payload's type, or of the whole type. */
function coalesced(
  cx: Cx, node: Expr & { kind: "binary" }, whole: TypeId, payload: TypeId,
): TypeId {
  const { right } = node
  const item = itemIdOf(cx, whole)
  if (literalValue(right) !== null && itemIdOf(cx, payload) === cx.items.known.byte) {
    byteLiteral(cx, right, payload)
    return payload
  }
  const chained = right.kind === "binary" && right.op === "??"
  const actual = cx.infer(cx, right, chained ? null : payload)
  if (actual === NEVER) {
    setCoerce(cx, right.id, { k: "never", to: payload })
    return payload
  }
  const other = known(cx, actual)
  if (itemIdOf(cx, other) === item && itemIdOf(cx, payload) !== item) {
    coerceTo(cx, right, other, whole, "after `??`")
    return whole
  }
  if (itemIdOf(cx, other) === item && unify(cx.vars, whole, other)) return whole
  coerceTo(cx, right, actual, payload, "after `??`")
  return payload
}

/** The type of integers, ranges being of these only. */
export function intType(cx: Cx): TypeId {
  return cx.prim.int
}

/** `a..b by c`. */
export function inferRange(cx: Cx, node: Expr & { kind: "range" }): TypeId {
  const int = intType(cx)
  const sound = isSound(cx, () => check(cx, node.from, int, "in a range"))
  // Two ends of another type are one mistake.
  if (node.to !== null && sound) check(cx, node.to, int, "in a range")
  else if (node.to !== null) cx.infer(cx, node.to, null)
  if (node.step !== null) check(cx, node.step, int, "after `by`")
  return intern(cx.table, { k: "named", item: cx.items.known.range, args: [int] })
}
