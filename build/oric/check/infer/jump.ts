// Labels, `break` and `continue` (LANGUAGE 9.4, 9.5).

import type { Code } from "../../source/codes.ts"
import { suggest } from "../../source/suggest.ts"
import type { Expr } from "../../syntax/ast.ts"
import type { Name } from "../../syntax/node.ts"
import { NEVER, VOID } from "../types.ts"
import type { TypeId } from "../types.ts"
import { unify } from "../unify.ts"
import { check } from "./coerce.ts"
import { fail, show } from "./cx.ts"
import type { Cx, Loop } from "./cx.ts"

type Jump = Expr & { kind: "jump" }

/** Loops around, the innermost first, as far as jumps reach: not out of lambdas. */
function reachable(cx: Cx): Loop[] {
  const loops: Loop[] = []
  for (let index = cx.frames.length - 1; index >= 0; index--) {
    const frame = cx.frames[index]!
    if (frame.k === "loop") loops.push(frame)
    else if (frame.k !== "try") break
  }
  return loops
}

/** Reports a label that an enclosing loop or block has (E0871). */
export function openLabel(cx: Cx, label: Name | null): void {
  if (label === null || !reachable(cx).some((loop) => loop.label === label.name)) return
  fail(cx, "E0871", label, `the label \`${label.name}\` is in use around this`,
    "Choose another name for the inner one.")
}

/** `break`, `continue`, with label and value. */
export function inferJump(cx: Cx, node: Jump): TypeId {
  const loop = targetOf(cx, node)
  if (loop === null) {
    if (node.value !== null) cx.infer(cx, node.value, null)
    return NEVER
  }
  cx.typed.jump[node.id] = loop.node
  if (node.what === "break") breakOut(cx, node, loop)
  else goOn(cx, node, loop)
  return NEVER
}

function targetOf(cx: Cx, node: Jump): Loop | null {
  const loops = reachable(cx)
  const { label } = node
  if (label !== null) {
    const found = loops.find((loop) => loop.label === label.name)
    if (found !== undefined) return found
    unknownLabel(cx, label, loops)
    return null
  }
  const found = loops.find((loop) => loop.what !== "block")
  if (found !== undefined) return found
  fail(cx, "E0862", node, `\`${node.what}\` outside a loop`,
    loops.length > 0 ? "To leave a labelled block name it: `break:label`."
      : "It belongs into `loop`, `while` or `for`, and cannot leave a lambda.")
  return null
}

function unknownLabel(cx: Cx, label: Name, loops: Loop[]): void {
  const near = suggest(label.name, loops.flatMap((loop) => loop.label ?? []))
  const isOutside = cx.frames.some((frame) => frame.k === "loop" && frame.label === label.name)
  fail(cx, "E0870", label, `unknown label \`${label.name}\``,
    isOutside ? "It is outside of this lambda, which a jump cannot leave."
      : near !== null ? `Did you mean \`${near}\`?`
      : "Label a loop or block around this: `loop:name { … }`.")
}

function breakOut(cx: Cx, node: Jump, loop: Loop): void {
  const { value } = node
  if (loop.what === "while" || loop.what === "for") {
    if (value === null) return
    fail(cx, "E0860", value, `\`break\` of a \`${loop.what}\` loop has no value`,
      "Use `loop`, or a labelled block.")
    cx.infer(cx, value, null)
    return
  }
  if (value === null) {
    loop.plain = true
    if (loop.what !== "yield") plainBreak(cx, node, loop)
    return
  }
  loop.valued = true
  check(cx, value, loop.value!, "as the value of this exit", codeOf(loop, node))
}

function codeOf(loop: Loop, node: Jump): Code {
  if (loop.what === "yield") return "E0860"
  return loop.what === "block" || node.label !== null ? "E0872" : "E0860"
}

/** A `break` without a value is one with `()`. */
function plainBreak(cx: Cx, node: Jump, loop: Loop): void {
  if (unify(cx.vars, loop.value!, VOID)) return
  fail(cx, codeOf(loop, node), node,
    `this exit has no value, others have \`${show(cx, loop.value!)}\``,
    "Give every `break` a value of one type.")
}

function goOn(cx: Cx, node: Jump, loop: Loop): void {
  const { value, label } = node
  if (loop.what === "block") {
    fail(cx, "E0874", node, "a labelled block cannot be continued",
      "Leave it with `break`, or use a loop.")
  } else if (value !== null && loop.what === "yield") {
    check(cx, value, loop.value!, "as element")
    return
  } else if (value !== null) {
    fail(cx, label === null
      ? "E0861" : "E0873", value, "only `for … yield` can be continued with a value",
      "Leave the value away.")
  }
  if (value !== null) cx.infer(cx, value, null)
}
