// What the rules go through: bodies of functions, initialisers of constants, with their side
// tables.

import type { Expr, Func } from "../../syntax/ast.ts"
import type { Check } from "../context.ts"
import type { ConstItem, Fn, Module, ModuleId } from "../items.ts"
import type { Typed } from "../typed.ts"
import { HAS_ERROR } from "../types.ts"
import { eachNode, eachPattern, expressionsOf, patternsOf } from "./walk.ts"

/** The side tables by module. */
export type Tables = Map<ModuleId, Typed>

export type Body = {
  typed: Typed
  tables: Tables
  module: Module
  /** Exactly one of the two is there. */
  fn: Fn | null
  const: ConstItem | null
  clauses: Func[]
  /** Defaults, guards, contracts and bodies, in text order. */
  expressions: Expr[]
}

/** All bodies whose types are whole; tests that must not compile are left out. */
export function wholeBodies(check: Check, tables: Tables): Body[] {
  const bodies: Body[] = []
  const add = (body: Body | null): void => {
    if (body !== null && !isBroken(check, body)) bodies.push(body)
  }
  for (const fn of check.items.fns) {
    const compileFail = fn.test !== null && fn.test.compileFail !== null
    if (!compileFail) add(bodyOf(check, tables, fn))
  }
  for (const item of check.items.consts) {
    const table = tables.get(item.module)
    if (item.node === null || table === undefined) continue
    const module = check.items.modules[item.module]!
    const expressions = [item.node.value]
    add({ typed: table, tables, module, fn: null, const: item, clauses: [], expressions })
  }
  return bodies
}

/** The body of one function; null when it has none or its module was not inferred. */
export function bodyOf(check: Check, tables: Tables, fn: Fn): Body | null {
  const typed = tables.get(fn.module)
  if (typed === undefined || (fn.clauses.length === 0 && fn.test === null)) return null
  const module = check.items.modules[fn.module]!
  const expressions = fn.test !== null ? [fn.test.node.body] : fn.clauses.flatMap(expressionsOf)
  return { typed, tables, module, fn, const: null, clauses: fn.clauses, expressions }
}

/** True when inference reported something in the body: the rules would only repeat it. */
export function isBroken(check: Check, body: Body): boolean {
  const { flags } = check.items.types
  const { type } = body.typed
  const wrong = (id: number): boolean => {
    const known = type[id]
    return known !== undefined && known >= 0 && (flags[known]! & HAS_ERROR) !== 0
  }
  let broken = false
  const see = (node: Expr): void => {
    broken ||= node.kind === "broken" || wrong(node.id)
    for (const pattern of patternsOf(node)) {
      eachPattern(pattern, (part) => { broken ||= part.kind === "broken" || wrong(part.id) })
    }
  }
  for (const expression of body.expressions) eachNode(body.typed, expression, see)
  return broken
}
