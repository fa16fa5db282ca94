// What to do about operands that an operator does not take, as one sentence with what to write.
//
// An impl is proposed only where one may stand (6.2), so never for two types of the language.

import type { BinaryOp, Expr } from "../../syntax/ast.ts"
import { isLocal } from "../locality.ts"
import { hasTrait } from "../method.ts"
import { NEVER, VOID } from "../types.ts"
import type { TypeId } from "../types.ts"
import { head, zonk } from "../unify.ts"
import { conditionHelp, newtypeOf } from "./advice.ts"
import { argsOf, headOf, itemIdOf, show } from "./cx.ts"
import type { Cx } from "./cx.ts"
import { kindOf } from "./kind.ts"
import { OPERATOR_TRAITS, UNARY_TRAITS, isComparison, primitiveOperator } from "./operator_table.ts"
import type { Kind } from "./operator_table.ts"
import { operand, quoted } from "./quote.ts"
import { isContainer, unwrapHelp } from "./unwrap.ts"

/** One operand of the two. */
type Side = { node: Expr; type: TypeId; kind: Kind | null; text: string }

/** An operator between two sides that do not fit it; `assigns`: the left one gets the result. */
type Clash = { cx: Cx; op: BinaryOp; assigns: boolean; a: Side; b: Side }

const KINDS: Kind[] = ["int", "float", "byte", "str", "duration", "size"]

export function operandHelp(
  cx: Cx, op: BinaryOp, assigns: boolean, left: Typed, right: Typed,
): string {
  const clash = { cx, op, assigns, a: sideOf(cx, left), b: sideOf(cx, right) }
  return emptyHelp(clash) ?? bitsHelp(clash) ?? numberHelp(clash) ?? textHelp(clash) ??
    listHelp(clash) ?? unitHelp(clash) ?? comparisonHelp(clash) ?? newtypeHelp(clash) ??
    implHelp(clash) ?? takenHelp(clash)
}

type Typed = { node: Expr; type: TypeId }

function sideOf(cx: Cx, { node, type }: Typed): Side {
  return { node, type: zonk(cx.vars, type), kind: kindOf(cx, type), text: operand(cx, node) }
}

/** The side that has the kind, with the other one; null if none has. */
function sideWith({ a, b }: Clash, kind: Kind): { it: Side; other: Side } | null {
  return a.kind === kind ? { it: a, other: b } : b.kind === kind ? { it: b, other: a } : null
}

/** Sides that have no value, or only inside of an `Option` or `Result`. */
function emptyHelp({ cx, op, a, b }: Clash): string | null {
  if ([a, b].some((side) => head(cx.vars, side.type) === VOID)) {
    return "A side of type `void` has no value: use what the function is given, or let it return."
  }
  const full = [a, b].find((side) => isContainer(cx, side.type))
  if (full === undefined || (isContainer(cx, a.type) && isContainer(cx, b.type))) return null
  const other = full === a ? b : a
  const shape = headOf(cx, full.type)
  const inside = shape.k === "named" ? zonk(cx.vars, shape.args[0]!) : NEVER
  if ((op === "==" || op === "!=") && inside === other.type) {
    const wrap = itemIdOf(cx, full.type) === cx.items.known.option ? "Some" : "Ok"
    return `Wrap the other side: \`${wrap}(${quoted(cx, other.node)})\`.`
  }
  return unwrapHelp(cx, full.node, full.type, true)
}

const LOGICAL: { [op: string]: string } = { "&": "&&", "|": "||", "^": "!=" }

/** Bits are seldom meant where truth values stand. */
function bitsHelp({ op, assigns, a, b }: Clash): string | null {
  if (op === "^" && !assigns && [a, b].some(({ kind }) => kind === "float")) {
    return "To raise to a power, write `**`."
  }
  const logical = LOGICAL[op]
  if (logical === undefined || assigns) return null
  if (a.kind === "bool" && b.kind === "bool") return `Write \`${logical}\` between truth values.`
  for (const { node } of [a, b]) {
    if (node.kind !== "binary" || !isComparison(node.op)) continue
    return `\`${node.op}\` binds tighter than \`${op}\`: put what \`${op}\` joins in parentheses.`
  }
  return null
}

/** Numbers of two kinds, and operators that only whole ones have. */
function numberHelp(clash: Clash): string | null {
  const { cx, op, assigns, a, b } = clash
  const isWhole = op === "%" || op === "div"
  const isNumber = (side: Side): boolean => side.kind === "int" || side.kind === "float"
  if (isWhole && sideWith(clash, "float") !== null && isNumber(a) && isNumber(b)) {
    const floor = `(${a.text} / ${b.text}).floor()`
    return `\`${op}\` is for whole numbers; with floats write \`${
      op === "div" ? floor : `${a.text} - ${b.text} * float(${floor})`}\`.`
  }
  const int = sideWith(clash, "int")
  if (int === null) return null
  const { it, other } = int
  if (other.kind === "byte") return `Convert the byte: \`${other.text}.to_int()\`.`
  if (other.kind !== "float" || primitiveOperator(op, "float", "float") === null) return null
  if (assigns && it === a) {
    return `\`${a.text}\` stays an \`int\`: round the other side, or bind it with a \`float\`.`
  }
  const literal = quoted(cx, it.node)
  return it.node.kind === "int" && /^\d+$/.test(literal) ? `Write \`${literal}.0\`.`
    : `Convert the int: \`float(${literal})\`.`
}

/** Text with what is none. */
function textHelp(clash: Clash): string | null {
  const { cx, op } = clash
  const text = sideWith(clash, "str")
  if (text === null) return null
  const { it, other } = text
  if (op === "*" && other.kind === "int") {
    return `Repeat the text: \`${it.text}.repeat(count: ${quoted(cx, other.node)})\`.`
  }
  if (other.node.kind === "char" && (op === "+" || isComparison(op))) {
    return `A text has double quotes: \`"${quoted(cx, other.node).slice(1, -1)}"\`.`
  }
  const trait = cx.items.known.traits.get("Printable")
  if ((op !== "+" && op !== "==" && op !== "!=") || trait === undefined) return null
  if (!hasTrait(cx.items, cx.env, other.type, trait)) return null
  if (clash.assigns && other === clash.a) {
    return `\`${other.text}\` stays \`${show(cx, other.type)}\`: give a value of that type.`
  }
  const converted = `${other.text}.to_str()`
  return op === "+" ? `Convert it: \`${converted}\`, or use a template with \`{${other.text}}\`.`
    : `Compare texts: \`${converted}\`.`
}

/** A list and one more element. */
function listHelp({ cx, op, assigns, a, b }: Clash): string | null {
  if (op !== "+") return null
  const elementOf = (side: Side): TypeId | undefined =>
    argsOf(cx, side.type, cx.items.known.list)?.[0]
  const left = elementOf(a)
  const right = elementOf(b)
  if (left !== undefined && right !== undefined) return "Both lists need elements of one type."
  if (left !== undefined && zonk(cx.vars, left) === b.type) {
    const element = quoted(cx, b.node)
    return assigns ? `Put it in a list: \`[${element}]\`.`
      : `Add one element: \`${a.text}.push(value: ${element})\`.`
  }
  if (right !== undefined && zonk(cx.vars, right) === a.type) {
    return `Put it in a list: \`[${quoted(cx, a.node)}]\`.`
  }
  return null
}

/** `Duration` and `Size` beside plain numbers. */
function unitHelp(clash: Clash): string | null {
  const duration = sideWith(clash, "duration")
  const found = duration ?? sideWith(clash, "size")
  if (found === null || found.other.kind !== "int") return null
  const unit = duration !== null ? "s" : "kb"
  const { node, text } = found.other
  return `Give the number a unit: \`${node.kind === "int" ? text : `${text} * 1`}${unit}\`.`
}

function comparisonHelp({ cx, op, a, b }: Clash): string | null {
  if (!isComparison(op)) return null
  return `Compare values of one type: \`${show(cx, a.type)}\` and \`${show(cx, b.type)}\` are two.`
}

/** A newtype beside what it holds. */
function newtypeHelp({ cx, op, a, b }: Clash): string | null {
  const inner = newtypeOf(cx, a.type)
  if (inner === null || ![inner, a.type].includes(b.type)) return null
  const right = b.type === a.type ? `${b.text}.inner` : b.text
  const result = `${show(cx, a.type)}(${a.text}.inner ${op} ${right})`
  const trait = OPERATOR_TRAITS[op]
  return primitiveOperator(op, kindOf(cx, inner), kindOf(cx, inner)) === null || trait === undefined
    ? null : `Compute with what is inside: \`${result}\`, or write an impl of \`${trait}\`.`
}

/** An impl of the operator's trait, where it may stand. */
function implHelp({ cx, op, a, b }: Clash): string | null {
  const name = OPERATOR_TRAITS[op]
  const trait = name === undefined ? undefined : cx.items.known.traits.get(name)
  if (trait === undefined) return null
  if (headOf(cx, a.type).k === "param") return `Add the bound: \`${show(cx, a.type)}: ${name}\`.`
  if (!isLocal(cx.items, cx.module.package, a.type, { trait, args: [b.type] })) return null
  const args = a.type === b.type ? "" : `<${show(cx, b.type)}>`
  return `Write \`impl ${show(cx, a.type)}: ${name}${args} { … }\`.`
}

/** Which operands of the language the operator does take, behind this left one if any. */
function takenHelp({ cx, op, a }: Clash): string {
  const { known: k } = cx.items
  const nameOf = (kind: Kind): string => `\`${cx.items.typeItems[k[kind]]!.name}\``
  const behind = KINDS.filter((kind) => primitiveOperator(op, a.kind, kind) !== null)
  if (a.kind !== null && behind.length > 0) {
    return `Behind ${nameOf(a.kind)}, \`${op}\` takes ${behind.map(nameOf).join(", ")}.`
  }
  const names = KINDS.filter((kind) => primitiveOperator(op, kind, kind) !== null).map(nameOf)
  if (op === "+") names.push("lists")
  if (names.length === 0) return "Only types with an impl of its trait have it."
  return `It takes two operands of one of these types: ${names.join(", ")}.`
}

/** What to do about the operand of `-`, `!` or `~`. */
export function unaryHelp(cx: Cx, op: "-" | "!" | "~", node: Expr, type: TypeId): string {
  if (op === "!") return conditionHelp(cx, operand(cx, node), type)
  const name = UNARY_TRAITS[op]
  const trait = cx.items.known.traits.get(name)
  if (headOf(cx, type).k === "param") return `Add the bound: \`${show(cx, type)}: ${name}\`.`
  if (isContainer(cx, type)) return unwrapHelp(cx, node, type, true)
  const local = trait !== undefined &&
    isLocal(cx.items, cx.module.package, type, { trait, args: [] })
  if (local) return `Write \`impl ${show(cx, type)}: ${name} { … }\`.`
  return op === "-" ? "It takes an `int`, a `float` or a `Duration`."
    : "It takes an `int` or a `byte`."
}
