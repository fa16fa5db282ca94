// Blocks and their statements: `let`, `let?`, assignment, values that are dropped.

import type { Code } from "../../source/codes.ts"
import type { Assign, Expr, Let } from "../../syntax/ast.ts"
import { ERROR, NEVER, VOID } from "../types.ts"
import type { TypeId } from "../types.ts"
import { unify } from "../unify.ts"
import { placeType } from "./access.ts"
import { check } from "./coerce.ts"
import {
  closeScope, fail, fresh, leaveTarget, nothingToLeave, openScope, optionOf, show,
} from "./cx.ts"
import type { Cx, Loop } from "./cx.ts"
import { openLabel } from "./jump.ts"
import { markUnit } from "./literal.ts"
import { annotated, known, settle } from "./obligation.ts"
import { apply, rightOperand } from "./operator.ts"
import { bindPattern } from "./pattern.ts"
import { reasonOf } from "./reason.ts"
import { setType } from "./record.ts"
import type { Why } from "./why.ts"

type Block = Expr & { kind: "block" }

/** `{ … }`, maybe labelled. */
export function inferBlock(cx: Cx, node: Block, expected: TypeId | null): TypeId {
  if (node.label === null) return blockValue(cx, node, expected)
  const value = expected ?? fresh(cx, node, "the type of this block")
  const frame: Loop = {
    k: "loop", node: node.id, label: node.label.name, what: "block", value, plain: false,
    valued: false,
  }
  openLabel(cx, node.label)
  cx.frames.push(frame)
  // Without an expectation from outside, the exits decide the type, so the end is one of them.
  const type = blockValue(cx, node, value, expected === null ? "E0872" : "E2001")
  cx.frames.pop()
  const left = frame.plain || frame.valued
  if (type === NEVER) return left ? value : NEVER
  if (!unify(cx.vars, type, value)) {
    fail(cx, "E0872", node,
      `the block ends with \`${show(cx, type)}\`, its \`break\`s with \`${show(cx, value)}\``,
      "All exits of a labelled block have one type.")
  }
  return value
}

function blockValue(
  cx: Cx, node: Block, expected: TypeId | null, code: Code = "E2001",
): TypeId {
  const mark = openScope(cx)
  let ends = false
  for (const statement of node.statements) {
    if (inferDropped(cx, statement) === NEVER) ends = true
    settle(cx)
  }
  const type = blockResult(cx, node, expected, ends, code)
  closeScope(cx, mark)
  return type
}

function blockResult(
  cx: Cx, node: Block, expected: TypeId | null, ends: boolean, code: Code,
): TypeId {
  const { result } = node
  if (result === null) return ends ? NEVER : VOID
  if (expected === null) return cx.infer(cx, result, null)
  const why = code === "E0872" ? "as at its other exits" : reasonOf(cx, node)
  return check(cx, result, expected, why, code)
}

/** A statement: its value is dropped, and `{}` in it is unit. */
export function inferDropped(cx: Cx, node: Expr): TypeId {
  markUnit(cx, node)
  return cx.infer(cx, node, null)
}

/** `let`: `Never` when its value does not return. */
function inferLet(cx: Cx, node: Let): TypeId {
  if (node.orReturn) return inferLetOr(cx, node)
  const wanted = node.type === null ? null : annotated(cx, node.type)
  const pending = node.pattern.kind === "bindPattern" ? node.pattern.name.name : null
  if (pending !== null) cx.pending.push({ name: pending, frames: cx.frames.length })
  const value = wanted === null ? cx.infer(cx, node.value, null)
    : check(cx, node.value, wanted, "as annotated")
  if (pending !== null) cx.pending.pop()
  bindPattern(cx, node.pattern, wanted ?? value)
  return value === NEVER ? NEVER : VOID
}

/** `let? P = e;` leaves with `None` when the pattern does not match (9.7). */
function inferLetOr(cx: Cx, node: Let): TypeId {
  const wanted = node.type === null ? null : annotated(cx, node.type)
  const value = wanted === null ? cx.infer(cx, node.value, null)
    : check(cx, node.value, wanted, "as annotated")
  const target = leaveTarget(cx)
  if (target.k === "outside") nothingToLeave(cx, node, "let?", target)
  else if (target.k === "try") {
    fail(cx, "E2042", node, "`let?` inside `try` has nothing to leave",
      "Convert the option: `.ok_or(err: …)?`.")
  } else {
    const type = known(cx, target.result)
    if (!unify(cx.vars, type, optionOf(cx, fresh(cx, node, "the result of this function")))) {
      fail(cx, "E2042", node,
        `\`let?\` returns \`None\`, but the result here is \`${show(cx, type)}\``,
        "Let the function return an `Option`, or use `match`.")
    }
    cx.typed.leave[node.id] = {
      container: "option", trace: null,
      target: target.k === "lambda" ? { k: "lambda", node: target.node } : { k: "function" },
    }
  }
  bindPattern(cx, node.pattern, wanted ?? value)
  return VOID
}

/** `place = value`, `place op= value`. */
function inferAssign(cx: Cx, node: Assign): TypeId {
  const { target, op, value } = node
  const place = placeType(cx, target, op === null ? "store" : "update")
  if (op === null) {
    return check(cx, value, place, placeReason(cx, target)) === NEVER ? NEVER : VOID
  }
  if (op === "&&" || op === "||") {
    const bool = cx.prim.bool
    if (!unify(cx.vars, place, bool)) {
      fail(cx, "E2020", target, `\`${op}=\` needs \`bool\`, found \`${show(cx, place)}\``,
        "Compare first.")
    }
    check(cx, value, bool, `after \`${op}=\``, "E2020")
    return VOID
  }
  const opAt = { at: node.opAt, end: node.opAt + op.length + 1 }
  const binary = { node, op, opAt, left: target, right: value }
  const right = rightOperand(cx, binary, place)
  const result = apply(cx, binary, place, right)
  if (result === NEVER) return NEVER
  if (!unify(cx.vars, result, place)) {
    fail(cx, "E2001", node,
      `\`${op}\` gives \`${show(cx, result)}\`, which does not fit \`${show(cx, place)}\``,
      "Bind the result to a new name with `let`.")
  }
  return VOID
}

/** A local has the type that it was bound with. */
function placeReason(cx: Cx, target: Expr): Why {
  const local = target.kind === "name" ? cx.locals.byName.get(target.name) : undefined
  const text = "in this place"
  return local === undefined ? text : { text, at: local.at, is: local.type }
}

/** `a + b = c` or `"a" = 1`: no place, so a comparison or an entry of a map is meant. */
function comparison(cx: Cx, node: Assign): boolean {
  const { kind } = node.target
  const isLiteral = kind === "str" || kind === "int"
  if (node.op !== null || (kind !== "binary" && kind !== "unary" && !isLiteral)) return false
  fail(cx, "E2045", node.target, "this is a value, which cannot be assigned", isLiteral
    ? "To compare, write `==`; an entry of a map is written `key: value`."
    : "To compare, write `==`.")
  for (const side of [node.target, node.value]) cx.infer(cx, side, null)
  setType(cx, node.target.id, ERROR)
  return true
}

/** The type of a `let` or assignment as a node. */
export function statementType(cx: Cx, node: Assign | Let): TypeId {
  const type = node.kind === "let" ? inferLet(cx, node)
    : comparison(cx, node) ? ERROR : inferAssign(cx, node)
  return setType(cx, node.id, type)
}
