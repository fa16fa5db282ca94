// Templates and concatenation: an append to the text that they begin with, else one n-ary
// `str.concat`.

import type { Callee, Value } from "../check/typed.ts"
import { prim, strAtom } from "../ir/build.ts"
import type { Atom } from "../ir/nodes.ts"
import { STR } from "../ir/types.ts"
import type { Expr, Template } from "../syntax/ast.ts"
import { siteAt, value } from "./build.ts"
import { callTarget, calleeItem, given, targetOf } from "./callee.ts"
import { providersAt } from "./capability.ts"
import type { Arg } from "./known.ts"
import { expr } from "./state.ts"
import type { Cx } from "./state.ts"
import { concrete, isNamed } from "./types.ts"
import { lowerValue } from "./value.ts"

/** A piece of a text: known letters, an expression of type `str`, or a value to be shown. */
export type TextPart =
  | { k: "text"; text: string }
  | { k: "str"; node: Expr }
  | { k: "show"; node: Expr; callee: Callee; spec: Value | null }

/**
 * The pieces of a concatenation or template, in order; an expression that is neither is one piece.
 */
export function textParts(cx: Cx, node: Expr): TextPart[] {
  if (cx.typed.coerce[node.id] !== undefined) return [{ k: "str", node }]
  switch (node.kind) {
    case "paren": return textParts(cx, node.inner)
    case "str": return node.value === "" ? [] : [{ k: "text", text: node.value }]
    case "template": return templateParts(cx, node)
    case "binary": {
      if (!isTextConcat(cx, node)) return [{ k: "str", node }]
      return [...textParts(cx, node.left), ...textParts(cx, node.right)]
    }
    default: return [{ k: "str", node }]
  }
}

/** Is this node `str + str`? */
export function isTextConcat(cx: Cx, node: Expr): boolean {
  const callee = cx.typed.callee[node.id]
  return callee?.k === "prim" && callee.op === "str.concat"
}

function templateParts(cx: Cx, node: Template): TextPart[] {
  const callees = cx.typed.parts[node.id] ?? []
  const specs = cx.typed.spec[node.id] ?? []
  let index = 0
  return node.parts.flatMap((part): TextPart[] => {
    if ("text" in part) return part.text === "" ? [] : [{ k: "text", text: part.text }]
    const callee = callees[index]!
    const spec = specs[index] ?? null
    index++
    const plain = spec === null && isStr(cx, part.value)
    return plain ? textParts(cx, part.value) : [{ k: "show", node: part.value, callee, spec }]
  })
}

function isStr(cx: Cx, node: Expr): boolean {
  return isNamed(cx.lo, concrete(cx, cx.typed.type[node.id]!), cx.lo.check.items.known.str)
}

/** Evaluates the pieces in order. */
export function evaluateParts(cx: Cx, parts: TextPart[]): Atom[] {
  return parts.map((part) => {
    switch (part.k) {
      case "text": return strAtom(part.text)
      case "str": return expr(cx, part.node)
      case "show": return show(cx, part.node, part.callee, part.spec)
    }
  })
}

/**
 * The text of a whole template or concatenation. What begins with a text appends to it: the counts
 * tell whether somebody else has it, and then a copy grows.
 */
export function lowerText(cx: Cx, node: Expr): Atom {
  const parts = textParts(cx, node)
  const [first, ...rest] = evaluateParts(cx, parts)
  if (first === undefined) return strAtom("")
  if (first.k === "var" && parts[0]?.k === "str") return append(cx, first, rest)
  return concat(cx, [first, ...rest])
}

function concat(cx: Cx, atoms: Atom[]): Atom {
  const merged = mergeTexts(atoms)
  return merged.length === 1 ? merged[0]! : value(cx, prim("str.concat", [], merged), STR, "s")
}

/** Appends the pieces to a text that is given up. */
export function append(cx: Cx, text: Atom, atoms: Atom[]): Atom {
  const merged = mergeTexts(atoms)
  if (merged.length === 0) return text
  const op = merged.length === 1 ? "str.append" : "str.append_all"
  return value(cx, prim(op, [], [text, ...merged]), STR, "s")
}

/** Known letters that follow each other are one piece. */
function mergeTexts(atoms: Atom[]): Atom[] {
  const merged: Atom[] = []
  for (const atom of atoms) {
    const last = merged.at(-1)
    if (atom.k === "str" && last?.k === "str") {
      merged[merged.length - 1] = strAtom(last.value + atom.value)
    } else merged.push(atom)
  }
  return merged
}

function show(cx: Cx, node: Expr, callee: Callee, spec: Value | null): Atom {
  const self = expr(cx, node)
  if (cx.dead) return self
  const site = siteAt(cx, node.at)
  const providers = providersAt(cx, node.id)
  const call = (receiver: Atom | null, args: Arg[]): Atom =>
    callTarget(cx, targetOf(cx, callee), given(receiver, args, providers, site)).value
  if (spec === null) return call(self, [])
  const item = calleeItem(cx.lo, callee)!
  const parts = { k: "atom" as const, atom: lowerValue(cx, spec, item.params.at(-1)!.type) }
  if (item.hasSelf) return call(self, [parts])
  const shown = item.name === "format_str" ? toStr(cx, node, self) : self
  return call(null, [{ k: "atom", atom: shown }, parts])
}

/** `format_str` of another type formats its `to_str`. */
function toStr(cx: Cx, node: Expr, self: Atom): Atom {
  if (isStr(cx, node)) return self
  const { known, traits } = cx.lo.check.items
  const trait = known.traits.get("Printable")!
  const method = traits[trait]!.methods[0]!
  const callee: Callee = {
    k: "bound", ref: { trait, args: [] }, method, self: cx.typed.type[node.id]!, types: [],
  }
  const call = given(self, [], providersAt(cx, node.id), siteAt(cx, node.at))
  return callTarget(cx, targetOf(cx, callee), call).value
}
