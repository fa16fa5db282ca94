// What to do about a value of the wrong type, as one sentence with what to write.

import type { Span } from "../../source/diagnostic.ts"
import type { Expr } from "../../syntax/ast.ts"
import { hasTrait } from "../method.ts"
import { packageOf } from "../locality.ts"
import { solve } from "../solve.ts"
import { VOID } from "../types.ts"
import type { TypeId } from "../types.ts"
import { head, zonk } from "../unify.ts"
import { argsOf, headOf, itemIdOf, show } from "./cx.ts"
import type { Cx } from "./cx.ts"
import { kindOf } from "./kind.ts"
import type { Kind } from "./operator_table.ts"
import { operand, quoted } from "./quote.ts"
import { knownTrait } from "./trait_call.ts"
import { isContainer, unwrapHelp } from "./unwrap.ts"
import { BY_MATCH, NO_ELSE } from "./why.ts"
import type { Why } from "./why.ts"

/** A mismatch: `node` is the expression, or null where something else stands. */
type Clash = { cx: Cx; at: Span; node: Expr | null; actual: TypeId; expected: TypeId }

export function mismatchHelp(
  cx: Cx, at: Span, actual: TypeId, expected: TypeId, why: Why,
): string {
  const node = why !== BY_MATCH && "kind" in at ? at as Expr : null
  if (why === NO_ELSE) return noElse(cx, node)
  const clash: Clash = { cx, at, node, actual, expected }
  if (why === BY_MATCH) return patternHelp(clash)
  return lostValue(clash) ?? literalHelp(clash) ?? containerHelp(clash) ?? newtypeHelp(clash) ??
    conversionHelp(clash) ?? shapeHelp(clash) ??
    `Give a value of type \`${show(cx, expected)}\`, or change the type that is expected here.`
}

function noElse(cx: Cx, node: Expr | null): string {
  const help = "Add an `else`: without one, the `if` has no value."
  // What a call does may be all that is wanted.
  return node?.kind === "call" || node?.kind === "method"
    ? `${help} To drop what this gives, write \`{ ${quoted(cx, node)}; }\`.` : help
}

/** What to do about a value that is not there. */
function lostValue({ cx, node, actual }: Clash): string | null {
  if (head(cx.vars, actual) !== VOID || node === null) return null
  if (node.kind === "for" && !node.yields) {
    return "Write `yield` for `do` to collect the values."
  }
  if (node.kind !== "block") return "Nothing comes of this: give a value of the type expected."
  const last = node.result === null ? node.statements.at(-1) : undefined
  const type = last === undefined ? VOID : cx.typed.type[last.id] ?? VOID
  if (type >= 0 && head(cx.vars, type) !== VOID) return "The value is lost: leave out the last `;`."
  return "Add a final expression: a block without one has no value."
}

/** A pattern that does not fit what is matched. */
function patternHelp(clash: Clash): string {
  const { cx, at, actual, expected } = clash
  const text = quoted(cx, at)
  const { option, result } = cx.items.known
  const to = itemIdOf(cx, expected)
  if (to === option && isPart(clash, 0)) return `Match what is inside: \`Some(${text})\`.`
  if (to === result && isPart(clash, 0)) return `Match what is inside: \`Ok(${text})\`.`
  const inner = newtypeOf(cx, expected)
  if (inner !== null && isSame(cx, inner, actual)) {
    return `Match what is inside: \`${show(cx, expected)}(${text})\`.`
  }
  const whole = headOf(cx, expected)
  if (whole.k === "tuple" && headOf(cx, actual).k === "tuple") {
    const parts = whole.args.map(() => "_").join(", ")
    return `The value has ${whole.args.length} parts: \`(${parts})\`.`
  }
  if (to === cx.items.known.str && text.startsWith("'")) return asText(text)
  return `Write a pattern for \`${show(cx, expected)}\`, or \`_\`.`
}

function asText(char: string): string {
  return `A text has double quotes: \`"${char.slice(1, -1)}"\`.`
}

/** A literal that is meant for one of another type. */
function literalHelp({ cx, node, expected }: Clash): string | null {
  if (node === null) return null
  const to = kindOf(cx, expected)
  const text = quoted(cx, node)
  if (node.kind === "int" && to === "float" && /^\d+$/.test(text)) return `Write \`${text}.0\`.`
  const isWhole = /^\d+\.0$/.test(text)
  if (node.kind === "float" && to === "int" && isWhole) return `Write \`${text.slice(0, -2)}\`.`
  if (node.kind === "char" && to === "str") return asText(text)
  const isPlain = node.kind === "int" || node.kind === "float" || node.kind === "bool"
  if (isPlain && to === "str") return `Write it as text: \`"${text}"\`.`
  return node.kind === "str" ? quotesHelp(node.value, to) : null
}

/** A text that stands for a literal of another type. */
function quotesHelp(value: string, to: Kind | null): string | null {
  if (to === "char") {
    return /^[^'\\]$/u.test(value) ? `A \`char\` has single quotes: \`'${value}'\`.` : null
  }
  const isMeant = (to === "int" && /^\d{1,18}$/.test(value)) ||
    (to === "float" && /^\d{1,18}\.\d+$/.test(value)) ||
    (to === "bool" && /^(true|false)$/.test(value))
  if (isMeant) return `Write it without quotes: \`${value}\`.`
  return to === "int" || to === "float" ? `A text is no \`${to}\`: give a number.` : null
}

/** `Option` and `Result` against what they hold. */
function containerHelp(clash: Clash): string | null {
  const { cx, node, actual, expected } = clash
  const { option, result } = cx.items.known
  const text = node === null ? "…" : quoted(cx, node)
  const to = itemIdOf(cx, expected)
  if (to === option && isPart(clash, 0)) return `Wrap the value: \`Some(${text})\`.`
  if (to === result && isPart(clash, 0)) return `Wrap the value: \`Ok(${text})\`.`
  if (to === result && isPart(clash, 1)) return `Wrap the error: \`Err(${text})\`.`
  if (!isContainer(cx, actual) || isContainer(cx, expected)) return null
  const want = show(cx, expected)
  if (node?.kind === "name" && node.name === "None") {
    return `Only an \`Option\` may be \`None\`: expect \`Option<${want}>\` here, or give the value.`
  }
  const callee = node?.kind === "call" && node.fn.kind === "name" ? node.fn.name : ""
  if (["Some", "Ok"].includes(callee) && isInside(clash)) {
    return `Give the value without \`${callee}(…)\`, or expect \`${show(cx, actual)}\` here.`
  }
  return itemIdOf(cx, expected) === cx.items.known.bool && !isInside(clash) ? null
    : unwrapHelp(cx, node, actual)
}

/** Whether the value expected is what the container holds. */
function isInside({ cx, actual, expected }: Clash): boolean {
  const shape = headOf(cx, actual)
  return shape.k === "named" && shape.args.length > 0 && isSame(cx, shape.args[0]!, expected)
}

function newtypeHelp({ cx, node, actual, expected }: Clash): string | null {
  const wrapped = newtypeOf(cx, expected)
  const text = node === null ? "…" : quoted(cx, node)
  if (wrapped !== null && isSame(cx, wrapped, actual)) {
    return `Build the newtype: \`${show(cx, expected)}(${text})\`.`
  }
  const inner = newtypeOf(cx, actual)
  if (inner === null || !isSame(cx, inner, expected)) return null
  return `Read the inner value: \`${node === null ? "…" : operand(cx, node)}.inner\`.`
}

/** The conversion that leads from one built-in type to the other. */
function conversionHelp(clash: Clash): string | null {
  const { cx, node, actual, expected } = clash
  const from = kindOf(cx, actual)
  const to = kindOf(cx, expected)
  const text = node === null ? "…" : operand(cx, node)
  const arg = node === null ? "…" : quoted(cx, node)
  if (to === "bool") return conditionHelp(cx, text, actual)
  if (to === "str") return textHelp(clash, text)
  switch (`${from} ${to}`) {
    case "int float": return `Convert it: \`float(${arg})\`.`
    case "float int":
      return `Say how to round: \`${text}.round()\`, \`.floor()\` or \`.truncate()\`.`
    case "str int": case "str float":
      return `Convert it: \`${text} as? ${to}\` gives an \`Option\`, \`${to}(${arg})\` panics ` +
        "where it is no number."
    case "byte int": case "char int": return `Convert it: \`${text}.to_int()\`.`
    case "bool int": return `Convert it: \`int(${arg})\`.`
    case "int byte": case "int char":
      return `Convert it: \`${text} as? ${to}\` gives an \`Option\`, \`${text} as ${to}\` panics ` +
        "where it does not fit."
    case "str char": return `Take one of its characters: \`${charOf(clash, text)}\`.`
    default: return intoHelp(clash, text)
  }
}

/** Where the program knows a way from the one type to the other. */
function intoHelp({ cx, actual, expected }: Clash, text: string): string | null {
  return hasInto(cx, actual, expected) ? `Convert it: \`${text}.into()\`.` : null
}

export function hasInto(cx: Cx, from: TypeId, to: TypeId): boolean {
  const ref = { trait: knownTrait(cx, "Into"), args: [zonk(cx.vars, to)] }
  const found = solve(cx.items, ref, zonk(cx.vars, from), cx.env)
  return found.k === "impl" || found.k === "bound"
}

/** `s[k]` is a text of one character, which `s.chars()[k]` is. */
function charOf({ cx, node }: Clash, text: string): string {
  return node?.kind === "index" ? `${operand(cx, node.on)}.chars()[${quoted(cx, node.key)}]`
    : `${text}.chars()[0]`
}

/** The question that a value of this type is asked to get a condition. */
export function conditionHelp(cx: Cx, text: string, actual: TypeId): string {
  const { known: k } = cx.items
  switch (itemIdOf(cx, actual)) {
    case k.int: return `Compare it with something: \`${text} != 0\`.`
    case k.option: return `Ask whether it is there: \`${text}.is_some()\`.`
    case k.result: return `Ask whether it went well: \`${text}.is_ok()\`.`
    case k.str: case k.list: case k.map: case k.set:
      return `Ask whether it has anything in it: \`!${text}.is_empty()\`.`
    default: return "Compare it with something: only `bool` is a condition."
  }
}

function textHelp({ cx, node, actual }: Clash, text: string): string {
  const type = zonk(cx.vars, actual)
  const has = (name: string): boolean => {
    const trait = cx.items.known.traits.get(name)
    return trait === undefined || hasTrait(cx.items, cx.env, type, trait)
  }
  const arg = node === null ? "…" : quoted(cx, node)
  if (has("Printable")) return `Convert it: \`str(${arg})\`, or a template with \`{${arg}}\`.`
  if (packageOf(cx.items, type) === cx.module.package) {
    return `Derive \`Printable\` for \`${show(cx, actual)}\`, then write \`str(…)\` or a template.`
  }
  return has("Debug") ? `Show it as a programmer writes it: \`${text}.debug()\`.`
    : "Take a part of it that is text."
}

/** Functions, lists and tuples against what they consist of. */
function shapeHelp(clash: Clash): string | null {
  const { cx, node, actual, expected } = clash
  const text = node === null ? "…" : quoted(cx, node)
  if (head(cx.vars, expected) === VOID) {
    return "Nothing is expected here: end the expression with `;`."
  }
  const fn = headOf(cx, actual)
  const want = headOf(cx, expected)
  if (fn.k === "proj" && want.k === "param") {
    return `Say that they are one: \`where ${show(cx, actual)} == ${show(cx, expected)}\`.`
  }
  if (fn.k === "fn" && isSame(cx, fn.result, expected)) {
    const call = `${node === null ? "…" : operand(cx, node)}(${fn.args.length === 0 ? "" : "…"})`
    const isVariant = node !== null && cx.typed.ref[node.id]?.k === "variant"
    return isVariant ? `Give its payload: \`${call}\`.` : `Call the function: \`${call}\`.`
  }
  if (want.k === "fn" && want.args.length === 0 && isSame(cx, want.result, actual)) {
    return `Make it a function: \`() -> ${text}\`.`
  }
  const list = argsOf(cx, expected, cx.items.known.list)
  if (list !== null && isSame(cx, list[0]!, actual)) return `Put it in a list: \`[${text}]\`.`
  if (want.k !== "tuple" || fn.k !== "tuple" || want.args.length === fn.args.length) return null
  return `A tuple of ${want.args.length} parts is expected, this one has ${fn.args.length}.`
}

/** Whether the actual type is that argument of the expected one. */
function isPart({ cx, actual, expected }: Clash, index: number): boolean {
  const node = headOf(cx, expected)
  return node.k === "named" && isSame(cx, node.args[index]!, actual)
}

/** Whether two types are equal already. */
function isSame(cx: Cx, left: TypeId, right: TypeId): boolean {
  return zonk(cx.vars, left) === zonk(cx.vars, right)
}

/** What a newtype without parameters holds. */
export function newtypeOf(cx: Cx, type: TypeId): TypeId | null {
  const node = headOf(cx, type)
  if (node.k !== "named") return null
  const item = cx.items.typeItems[node.item]!
  return item.kind === "newtype" && item.generics.length === 0
    ? item.variants[0]!.fields[0]!.type : null
}
