// Which family lowers a node: the one dispatch over all kinds of expressions, for values and for
// tail positions.

import { NEVER } from "../check/types.ts"
import { UNIT_ATOM, prim } from "../ir/build.ts"
import type { Atom } from "../ir/nodes.ts"
import { INT } from "../ir/types.ts"
import type { Expr } from "../syntax/ast.ts"
import {
  atomType, construct, elementType, endWith, fieldOf, primitive, siteAt, value,
} from "./build.ts"
import { callTarget, given, targetOf } from "./callee.ts"
import { lowerCall, lowerMethod } from "./call.ts"
import { providersAt } from "./capability.ts"
import { argOf, knownOf } from "./closure.ts"
import { builtinAtom, constantAtom } from "./constant.ts"
import {
  lowerIf, lowerLabelled, lowerLoop, lowerMatch, lowerWhile, tailIf, tailMatch,
} from "./control.ts"
import { callArg, materialize } from "./known.ts"
import { lowerJump, lowerPropagate, lowerTry, returnValue } from "./leave.ts"
import { listLength } from "./match.ts"
import {
  lowerBrace, lowerField, lowerList, lowerLiteral, lowerStruct, lowerTuple,
} from "./literal.ts"
import { readLocal } from "./locals.ts"
import { lowerFor } from "./loop.ts"
import { boxed } from "./object.ts"
import { lowerBinary, lowerConversion, lowerRange, lowerUnary } from "./operator.ts"
import { mentionsLength } from "./place.ts"
import { SELF } from "./state.ts"
import type { Cx } from "./state.ts"
import { lowerAssign, lowerBlock, lowerLet, tailBlock } from "./statement.ts"
import { lowerText } from "./text.ts"
import { concrete, irOf, isNamed, isTransparent } from "./types.ts"
import { lowerCatch, lowerWithResource } from "./unwind.ts"
import { lowerValue } from "./value.ts"
import { lowerWith } from "./with.ts"

/** Lowers an expression and what it is coerced to. Behind a `Never` nothing is reached. */
export function lowerExpr(cx: Cx, node: Expr): Atom {
  if (cx.dead) return UNIT_ATOM
  const atom = plain(cx, node)
  if (cx.dead) return atom
  const type = cx.typed.type[node.id] ?? -1
  if (type >= 0 && concrete(cx, type) === NEVER) endWith(cx, { k: "never" })
  const coerce = cx.typed.coerce[node.id]
  if (coerce?.k === "object") {
    return boxed(cx, atom, concrete(cx, coerce.from), concrete(cx, coerce.to))
  }
  return atom
}

function plain(cx: Cx, node: Expr): Atom {
  switch (node.kind) {
    case "int": case "float": case "duration": case "size": case "bool": case "str":
    case "char": case "byte":
      return lowerLiteral(cx, node)
    case "template": return lowerText(cx, node)
    case "name": case "self": case "field": return lowerName(cx, node)
    case "length": return lowerLength(cx, node)
    case "paren": return lowerExpr(cx, node.inner)
    case "unit": return UNIT_ATOM
    case "tuple": return lowerTuple(cx, node)
    case "list": return lowerList(cx, node)
    case "map": return lowerBrace(cx, node)
    case "struct": return lowerStruct(cx, node)
    case "block": return node.label === null ? lowerBlock(cx, node) : lowerLabelled(cx, node)
    case "call": return lowerCall(cx, node)
    case "method": return lowerMethod(cx, node)
    case "tupleField": return lowerTupleField(cx, node)
    case "index": return lowerIndex(cx, node)
    case "propagate": return lowerPropagate(cx, node)
    case "cast": case "convert": return lowerConversion(cx, node)
    default: return operation(cx, node)
  }
}

function operation(cx: Cx, node: Expr): Atom {
  switch (node.kind) {
    case "unary": return lowerUnary(cx, node)
    case "binary": return lowerBinary(cx, node)
    case "range": return lowerRange(cx, node)
    case "pipe": return lowerPipe(cx, node)
    case "lambda": {
      const known = knownOf(cx, node)
      return known === null ? UNIT_ATOM : materialize(cx, known)
    }
    case "if": return lowerIf(cx, node)
    case "match": return lowerMatch(cx, node)
    case "for": return lowerFor(cx, node)
    case "loop": return lowerLoop(cx, node)
    case "try": return lowerTry(cx, node)
    case "unsafe": return lowerExpr(cx, node.body)
    case "catch": return lowerCatch(cx, node)
    case "withResource": return lowerWithResource(cx, node)
    case "with": return lowerWith(cx, node)
    case "embed": return lowerValue(cx, cx.typed.constant[node.id]!, cx.typed.type[node.id]!)
    default: return effect(cx, node)
  }
}

/** Forms without a value. */
function effect(cx: Cx, node: Expr): Atom {
  switch (node.kind) {
    case "while": lowerWhile(cx, node); break
    case "jump": lowerJump(cx, node); break
    case "assign": lowerAssign(cx, node); break
    case "let": lowerLet(cx, node); break
    default: throw new Error(`an expression of kind ${node.kind} reached lowering`)
  }
  return UNIT_ATOM
}

/** Lowers an expression whose value the function returns. */
export function lowerTail(cx: Cx, node: Expr): void {
  if (cx.dead) return
  if (cx.typed.coerce[node.id] === undefined) {
    switch (node.kind) {
      case "paren": return lowerTail(cx, node.inner)
      case "block": if (node.label === null) return tailBlock(cx, node); break
      case "if": return tailIf(cx, node)
      case "match": return tailMatch(cx, node)
      case "call": case "method": if (cx.again !== null) cx.tailNode = node; break
    }
  }
  returnValue(cx, lowerExpr(cx, node))
}

// ── names and members ────────────────────────────────────────────────────────────────────────────

function lowerName(cx: Cx, node: Expr & { kind: "name" | "self" | "field" }): Atom {
  if (node.kind === "self") return readLocal(cx, SELF)
  const piped = cx.piped.get(node.id)
  if (piped !== undefined) return piped
  const ref = cx.typed.ref[node.id]
  switch (ref?.k) {
    case "local": return readLocal(cx, ref.local)
    case "self": return readLocal(cx, SELF)
    case "const": return constantAtom(cx, ref.const)
    case "builtin": return builtinAtom(ref.name)
    case "fn": case "assoc": case "newtype": case "variant": {
      const known = knownOf(cx, node)
      if (known !== null) return materialize(cx, known)
      if (ref.k !== "variant") throw new Error(`a name in ${cx.fun.name} is no value`)
      return construct(cx, irOf(cx.lo, concrete(cx, cx.typed.type[node.id]!)), ref.variant, [])
    }
  }
  if (node.kind !== "field") {
    throw new Error(`the name ${node.name} in ${cx.fun.name} means nothing`)
  }
  const type = concrete(cx, cx.typed.type[node.on.id]!)
  return lowerField(cx, lowerExpr(cx, node.on), type, cx.typed.field[node.id]!)
}

function lowerTupleField(cx: Cx, node: Expr & { kind: "tupleField" }): Atom {
  const on = lowerExpr(cx, node.on)
  if (cx.dead) return UNIT_ATOM
  const type = concrete(cx, cx.typed.type[node.on.id]!)
  return isTransparent(cx.lo, type) ? on : fieldOf(cx, on, 0, node.index)
}

function lowerIndex(cx: Cx, node: Expr & { kind: "index" }): Atom {
  const taken = cx.piped.get(node.id)
  if (taken !== undefined) return taken
  const type = concrete(cx, cx.typed.type[node.on.id]!)
  const on = lowerExpr(cx, node.on)
  if (cx.dead) return UNIT_ATOM
  if (mentionsLength(cx, node)) cx.indexed.set(node.id, { atom: on, type })
  const key = lowerExpr(cx, node.key)
  if (cx.dead) return UNIT_ATOM
  const site = siteAt(cx, node.at)
  if (isNamed(cx.lo, type, cx.lo.check.items.known.list)) {
    const element = elementType(cx, atomType(cx, on))
    return value(cx, prim("list.at", [element], [on, key]), element, "t", site)
  }
  const call = given(on, [{ k: "atom", atom: key }], providersAt(cx, node.id), site)
  return callTarget(cx, targetOf(cx, cx.typed.callee[node.id]!), call).value
}

/** `#`: elements of a list, code points of a text. */
function lowerLength(cx: Cx, node: Expr): Atom {
  const { atom, type } = cx.indexed.get(cx.typed.lengthOf[node.id]!)!
  const isText = isNamed(cx.lo, type, cx.lo.check.items.known.str)
  return isText ? primitive(cx, "str.char_count", [atom], INT) : listLength(cx, atom)
}

function lowerPipe(cx: Cx, node: Expr & { kind: "pipe" }): Atom {
  const left = lowerExpr(cx, node.left)
  const { step } = node
  if (cx.dead) return UNIT_ATOM
  switch (step.kind) {
    case "method": {
      cx.piped.set(step.input.id, left)
      return lowerExpr(cx, step.call)
    }
    case "call": {
      cx.piped.set(step.call.id, left)
      return lowerExpr(cx, step.outer)
    }
    case "value": {
      const head = argOf(cx, step.value)
      return cx.dead ? UNIT_ATOM : callArg(cx, head, [left], siteAt(cx, node.at))
    }
  }
}
