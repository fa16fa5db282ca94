// Every expression form, handed to its family; the type of each node is noted here.

import type { Expr } from "../../syntax/ast.ts"
import { ERROR, VOID } from "../types.ts"
import type { TypeId } from "../types.ts"
import { fieldOf, indexOf, lengthOf, tupleField } from "./access.ts"
import { check } from "./coerce.ts"
import { inferStruct } from "./construct.ts"
import { inferFor, inferIf, inferLoop, inferMatch, inferWhile } from "./control.ts"
import { inferCast, inferConvert, inferEmbed } from "./convert.ts"
import { fail } from "./cx.ts"
import type { Cx } from "./cx.ts"
import { inferJump } from "./jump.ts"
import { inferCatch, inferLambda, inferPropagate, inferResource, inferTry } from "./lambda.ts"
import { inferList, inferMap, inferTuple } from "./literal.ts"
import { inferCall } from "./method_call.ts"
import { headOfPath, inferName, instanceOf } from "./name.ts"
import { inferBinary, inferRange, inferUnary } from "./operator.ts"
import { inferMember, inferMethod } from "./path_call.ts"
import { inferPipe } from "./pipe.ts"
import { inferWith } from "./provide.ts"
import { reasonOf } from "./reason.ts"
import { setType } from "./record.ts"
import { inferBlock, statementType } from "./statement.ts"
import { inferTemplate } from "./template.ts"

/** The type of an expression before any coercion; see `Infer`. */
export function inferExpression(cx: Cx, node: Expr, expected: TypeId | null): TypeId {
  return setType(cx, node.id, typeOf(cx, node, expected))
}

function typeOf(cx: Cx, node: Expr, expected: TypeId | null): TypeId {
  switch (node.kind) {
    case "int": return cx.prim.int
    case "float": return cx.prim.float
    case "duration": return cx.prim.duration
    case "size": return cx.prim.size
    case "bool": return cx.prim.bool
    case "str": return cx.prim.str
    case "char": return cx.prim.char
    case "byte": return cx.prim.byte
    case "unit": return VOID
    case "template": return inferTemplate(cx, node)
    case "name": return cx.inputs.get(node.id) ?? inferName(cx, node, expected)
    case "self": return selfType(cx, node)
    case "length": return lengthOf(cx, node)
    case "typeExpr": return typeAsValue(cx, node)
    case "paren": return expected === null
      ? cx.infer(cx, node.inner, null) : check(cx, node.inner, expected, reasonOf(cx, node))
    case "tuple": return inferTuple(cx, node, expected)
    case "list": return inferList(cx, node, expected)
    case "map": return inferMap(cx, node, expected)
    case "struct": return inferStruct(cx, node, instanceOf(cx, node.type), expected)
    default: return typeOfAction(cx, node, expected)
  }
}

function typeOfAction(cx: Cx, node: Expr, expected: TypeId | null): TypeId {
  switch (node.kind) {
    case "block": return inferBlock(cx, node, expected)
    case "call": return inferCall(cx, node, expected, cx.pipes.get(node.id) ?? null)
    case "method": return inferMethod(cx, node, expected, cx.pipes.get(node.id) ?? null)
    case "field": {
      const path = headOfPath(cx, node.on)
      return path === null
        ? fieldOf(cx, node, cx.infer(cx, node.on, null)) : inferMember(cx, node, path, expected)
    }
    case "tupleField": return tupleField(cx, node)
    case "index": return indexOf(cx, node)
    case "propagate": return inferPropagate(cx, node, expected)
    case "cast": return inferCast(cx, node)
    case "convert": return inferConvert(cx, node)
    case "unary": return inferUnary(cx, node)
    case "binary": return inferBinary(cx, node, expected)
    case "range": return inferRange(cx, node)
    case "pipe": return inferPipe(cx, node, expected)
    case "embed": return inferEmbed(cx, node, expected)
    case "assign": case "let": return statementType(cx, node)
    default: return typeOfControl(cx, node, expected)
  }
}

function typeOfControl(cx: Cx, node: Expr, expected: TypeId | null): TypeId {
  switch (node.kind) {
    case "lambda": return inferLambda(cx, node, expected)
    case "if": return inferIf(cx, node, expected)
    case "for": return inferFor(cx, node, expected)
    case "while": return inferWhile(cx, node)
    case "loop": return inferLoop(cx, node, expected)
    case "match": return inferMatch(cx, node, expected)
    case "jump": return inferJump(cx, node)
    case "try": return inferTry(cx, node, expected)
    case "unsafe": return expected === null
      ? cx.infer(cx, node.body, null) : check(cx, node.body, expected, reasonOf(cx, node))
    case "catch": return inferCatch(cx, node, expected)
    case "withResource": return inferResource(cx, node, expected)
    case "with": return inferWith(cx, node, expected)
    case "later":
      fail(cx, "E0900", node, `${node.what} is not supported yet`,
        "Use a form of the core language.")
      return ERROR
    default:
      // `broken`: the parser has spoken.
      cx.failed = true
      return ERROR
  }
}

function selfType(cx: Cx, node: Expr & { kind: "self" }): TypeId {
  if (cx.self !== null) {
    cx.typed.ref[node.id] = { k: "self" }
    return cx.self
  }
  fail(cx, "E2003", node, "there is no `self` here", "`self` is the first parameter of a method.")
  return ERROR
}

function typeAsValue(cx: Cx, node: Expr & { kind: "typeExpr" }): TypeId {
  const head = headOfPath(cx, node)
  if (head?.k === "broken") cx.failed = true
  else fail(cx, "E2003", node, "a type is not a value", "Call a function of it: `Type.name(…)`.")
  return ERROR
}
