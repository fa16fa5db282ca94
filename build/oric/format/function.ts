// Layout of functions, methods and tests.

import type { Span } from "../source/diagnostic.ts"
import type { Expr, Type } from "../syntax/ast.ts"
import type { Contract, Func, Param, Test } from "../syntax/item_ast.ts"
import * as T from "../syntax/tokens.ts"
import { endsBraced, lambdaParams, value } from "./control.ts"
import type { Element, Format } from "./context.ts"
import { list, slice, tokenAt } from "./context.ts"
import type { Doc } from "./doc.ts"
import { concat, flattened, group, indent, isForced, line, WIDTH } from "./doc.ts"
import { capList, constraintList, generics } from "./type.ts"

/** A function without attributes and `pub`. */
export function func(f: Format, e: Func): Doc {
  const head = concat("@", e.name.name, generics(f, e.generics), " ",
    parameters(f, e), " -> ", resultType(f, e.result))
  const clauses = clauseList(f, e)
  if (e.body === null) {
    return concat(head, clauses.length === 0 ? "" : group(indent(...spaced(clauses))), ";")
  }
  const rest = value(f, e.body)
  const end = endsBraced(e.body) ? "" : ";"
  if (clauses.length === 0) return concat(head, " =", rest, end)
  // With contracts, all fits on one line or the body has a line of its own.
  const whole = e.contracts.length > 0 && !isForced(rest)
  if (whole) return group(head, indent(...spaced(clauses)), line, "=", rest, end)
  return concat(head, group(indent(...spaced(clauses)), line, "="), rest, end)
}

/** A result type breaks only when no break of the parameters would do. */
export function resultType(f: Format, t: Type): Doc {
  const doc = f.layouts.type(f, t)
  const text = flattened(doc)
  return typeof text === "string" && text.length < WIDTH - 20 ? text : doc
}

function spaced(clauses: readonly Doc[]): Doc[] {
  return clauses.flatMap((clause) => [line, clause])
}

/** In the order in which they are written out: `where`, `uses`, guard, `pre`, `post`. */
function clauseList(f: Format, e: Func): Doc[] {
  const clauses: Doc[] = []
  if (e.where.length > 0) clauses.push(concat("where ", constraintList(f, e.where)))
  if (e.uses.length > 0) clauses.push(concat("uses ", capList(f, e.uses)))
  if (e.guard !== null) clauses.push(concat("if ", f.layouts.expression(f, e.guard)))
  const ordered = [...e.contracts.filter((c) => c.pre), ...e.contracts.filter((c) => !c.pre)]
  return [...clauses, ...ordered.map((c) => contract(f, c))]
}

function contract(f: Format, c: Contract): Doc {
  const condition = f.layouts.expression(f, c.condition)
  const message = c.message === null ? "" : concat(" | ", messageText(f, c))
  if (c.pre) return concat("pre(", condition, message, ")")
  const bare = f.tokens.kind[tokenAt(f, c.at) + 2] !== T.PAREN
  const params = lambdaParams(f, c.params, bare, c.condition.at)
  return concat("post(", params, " -> ", condition, message, ")")
}

/** The message as it is spelled: the last string of the contract. */
function messageText(f: Format, c: Contract): string {
  let i = tokenAt(f, c.end) - 1
  while (i > 0 && f.tokens.kind[i] !== T.STR) i--
  return slice(f, { at: f.tokens.at[i] ?? c.at, end: f.tokens.end[i] ?? c.end })
}

function parameters(f: Format, e: Func): Doc {
  const self: Element[] = e.hasSelf ? [{ ...selfOf(f, e), layout: () => "self" }] : []
  const params = e.params.map((p) => ({ at: p.at, end: p.end, layout: () => parameter(f, p) }))
  return list(f, "(", [...self, ...params], ")", e.result.at)
}

/** Where `self` is written; the tree does not say. */
function selfOf(f: Format, e: Func): Span {
  let i = tokenAt(f, e.name.end)
  while (f.tokens.kind[i] !== T.SELF && (f.tokens.at[i] ?? e.end) < e.result.at) i++
  return { at: f.tokens.at[i] ?? e.name.end, end: f.tokens.end[i] ?? e.name.end }
}

function parameter(f: Format, p: Param): Doc {
  const { type, pattern, expression } = f.layouts
  const dots = p.variadic ? "..." : ""
  const annotation = p.type === null ? "" : concat(": ", dots, type(f, p.type))
  const fallback = p.default === null ? "" : concat(" = ", expression(f, p.default))
  return concat(pattern(f, p.pattern), annotation, fallback)
}

/** `@name tests @a tests @b () -> void = body`. */
export function test(f: Format, e: Test): Doc {
  const targets = e.targets.length === 0 ? ["tests _"] : e.targets.map((t) => `tests @${t.name}`)
  const head = concat(group("@", e.name.name, indent(...spaced(targets))), " () -> ",
    f.layouts.type(f, e.result))
  const uses = e.uses.length === 0 ? " ="
    : group(indent(line, "uses ", capList(f, e.uses)), line, "=")
  return concat(head, uses, value(f, e.body), ending(e.body))
}

/** The `;` behind an item that ends with an expression. */
export function ending(e: Expr): string {
  return endsBraced(e) ? "" : ";"
}
