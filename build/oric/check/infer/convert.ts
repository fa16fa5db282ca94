// `as`, `as?`, the conversion calls, and `embed` (LANGUAGE 7.7, 7.9).

import type { Expr } from "../../syntax/ast.ts"
import type { Callee } from "../typed.ts"
import { isLocal } from "../locality.ts"
import { ERROR, VOID } from "../types.ts"
import type { TypeId } from "../types.ts"
import { zonk } from "../unify.ts"
import { byteLiteral, check, literalValue } from "./coerce.ts"
import { argsOf, fail, headOf, isBroken, itemIdOf, listOf, notKnown, optionOf, show } from "./cx.ts"
import type { Cx } from "./cx.ts"
import { annotated, known, require } from "./obligation.ts"
import { CASTS, CONVERTS, TRIES } from "./convert_table.ts"
import { kindOf } from "./kind.ts"
import type { Kind } from "./operator_table.ts"
import { operand } from "./quote.ts"
import { setCallee } from "./record.ts"
import { knownTrait, solvedCall, traitCall } from "./trait_call.ts"

function calleeOf(cx: Cx, name: string): Callee {
  if (name.includes(".")) return { k: "prim", op: name, types: [] }
  return { k: "direct", fn: cx.items.known.fns.get(name)!, types: [] }
}

/** `e as T`, `e as? T`. */
export function inferCast(cx: Cx, node: Expr & { kind: "cast" }): TypeId {
  const to = annotated(cx, node.type)
  const result = node.optional ? optionOf(cx, to) : to
  const from = zonk(cx.vars, known(cx, cx.infer(cx, node.on, null)))
  if (isBroken(cx, from) || isBroken(cx, to) || headOf(cx, from).k === "never") return result
  if (headOf(cx, from).k === "var") {
    notKnown(cx, from, node.on, "the type before `as` is not known here")
    return result
  }
  const key = `${kindOf(cx, from)} ${kindOf(cx, to)}`
  const builtin = (node.optional ? TRIES : CASTS)[key]
  if (builtin !== undefined) {
    setCallee(cx, node.id, calleeOf(cx, builtin))
    return result
  }
  const trait = node.optional ? "TryAs" : "As"
  const found = traitCall(cx, knownTrait(cx, trait), from, [to], node)
  if (found !== null && found !== "stuck") {
    setCallee(cx, node.id, found.callee)
    return result
  }
  noCast(cx, node, from, to, key)
  return result
}

function noCast(
  cx: Cx, node: Expr & { kind: "cast" }, from: TypeId, to: TypeId, key: string,
): void {
  const word = node.optional ? "as?" : "as"
  const other = (node.optional ? CASTS : TRIES)[key]
  const call = CONVERTS[key]
  const text = show(cx, to)
  fail(cx, "E2001", node, `\`${word}\` does not convert \`${show(cx, from)}\` to \`${text}\``,
    key === "float int" ? `Say how to round: \`${operand(cx, node.on)}.round()\`, \`.floor()\` ` +
        "or `.truncate()`; `as?` takes whole numbers only."
      : other !== undefined ? `Use \`${node.optional ? "as" : "as?"}\`.`
      : call !== undefined ? `Use \`${text}(…)\`.`
      : itemIdOf(cx, to) === cx.items.known.str ? "Use `str(…)` or a template."
      : ownCast(cx, from, to, node.optional ? "TryAs" : "As"))
}

function ownCast(cx: Cx, from: TypeId, to: TypeId, name: string): string {
  const ref = { trait: knownTrait(cx, name), args: [to] }
  return isLocal(cx.items, cx.module.package, from, ref)
    ? `Write \`impl ${show(cx, from)}: ${name}<${show(cx, to)}> { … }\`.`
    : "No conversion leads from one to the other: build the value from its parts."
}

/** `int(x)`, `float(x)`, `str(x)`, `byte(x)`. */
export function inferConvert(cx: Cx, node: Expr & { kind: "convert" }): TypeId {
  const to = cx.prim[node.to]
  if (node.to === "byte" && literalValue(node.value) !== null) {
    const value = literalValue(node.value)!
    if (value >= 0n && value <= 255n) {
      byteLiteral(cx, node.value, to)
      return to
    }
  }
  const from = zonk(cx.vars, known(cx, cx.infer(cx, node.value, null)))
  if (isBroken(cx, from) || headOf(cx, from).k === "never") return to
  if (node.to === "str") {
    printable(cx, node.value, from, (callee) => setCallee(cx, node.id, callee))
    return to
  }
  const name = CONVERTS[`${kindOf(cx, from)} ${node.to}`]
  if (name !== undefined) {
    if (name !== "") setCallee(cx, node.id, calleeOf(cx, name))
    return to
  }
  if (headOf(cx, from).k === "var") {
    notKnown(cx, from, node.value, "the type that is converted is not known here")
    return to
  }
  fail(cx, "E2001", node.value, `\`${node.to}(…)\` does not take \`${show(cx, from)}\``,
    convertAdvice(node.to, kindOf(cx, from)))
  return to
}

function convertAdvice(to: string, from: Kind | null): string {
  if (from === "char" && to === "int") return "Use `.to_int()` or `as int`."
  if (to === "int") return "It takes float, str, bool, byte and int."
  if (to === "float") return "It takes int, str and float."
  return "It takes int, str and byte."
}

/** `to_str` of a type, now or when it is known; E2038 if there is none. */
export function printable(
  cx: Cx, node: Expr, given: TypeId, done: (callee: Callee) => void,
): void {
  const trait = knownTrait(cx, "Printable")
  require(cx, { trait, args: [] }, given, node, {
    code: "E2038",
    done(solution) {
      if (solution.k !== "impl" && solution.k !== "bound" && solution.k !== "object") return
      done(solvedCall(cx, trait, zonk(cx.vars, given), [], solution, node).callee)
    },
  })
}

/** `embed("path")` by expected type, `has_embed("path")`. */
export function inferEmbed(
  cx: Cx, node: Expr & { kind: "embed" }, expected: TypeId | null,
): TypeId {
  const { known: k } = cx.items
  check(cx, node.path, cx.prim.str, "as path")
  if (node.has) return cx.prim.bool
  const want = expected === null ? VOID : known(cx, expected)
  if (itemIdOf(cx, want) === k.str) return want
  const list = argsOf(cx, want, k.list)
  if (list !== null && itemIdOf(cx, list[0]!) === k.byte) return want
  if (expected === null || headOf(cx, want).k === "var") {
    fail(cx, "E2005", node, "it is not known whether the file is text or bytes",
      "Annotate it: `let $file: str = embed(…);` or `: [byte]`.")
    return ERROR
  }
  return isBroken(cx, want) ? ERROR : textOrBytes(cx, node, want)
}

function textOrBytes(cx: Cx, node: Expr, want: TypeId): TypeId {
  fail(cx, "E2001", node,
    `a file is \`str\` or \`${show(cx, listOf(cx, cx.prim.byte))}\`, not \`${show(cx, want)}\``,
    "Embed it as one of these and convert it.")
  return ERROR
}
