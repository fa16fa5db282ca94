// The locals of a body: what binds each, whether it may be assigned, and which lambda it belongs
// to.

import type { Expr, Lambda, Pattern } from "../../syntax/ast.ts"
import type { NodeId } from "../../syntax/node.ts"
import type { LocalId, Typed } from "../typed.ts"
import { eachOf } from "./body.ts"
import type { Body } from "./body.ts"
import { eachPattern, patternsOf } from "./walk.ts"

export type Local = {
  name: string
  /** What it is, with its article, for messages. */
  what: string
  mutable: boolean
  /** The innermost lambda around its binding; null: the function itself. */
  lambda: NodeId | null
}
export type Locals = Map<LocalId, Local>

type Kind = { what: string; mutable: boolean }
const PARAMETER: Kind = { what: "a parameter", mutable: false }
const LOOP: Kind = { what: "a loop variable", mutable: false }
const ARM: Kind = { what: "bound by a pattern", mutable: false }
const LET: Kind = { what: "a `$` binding", mutable: true }

/** All locals of a body. */
export function localsOf(body: Body): Locals {
  const locals: Locals = new Map()
  for (const clause of body.clauses) {
    for (const param of clause.params) bindAll(locals, body.typed, param.pattern, PARAMETER, null)
  }
  const bind = (kind: Kind) => (node: Expr, lambda: NodeId | null): void => {
    for (const pattern of patternsOf(node)) bindAll(locals, body.typed, pattern, kind, lambda)
  }
  eachOf(body, "lambda", (node) => bindParameters(locals, node))
  eachOf(body, "let", bind(LET))
  eachOf(body, "for", bind(LOOP))
  eachOf(body, "match", bind(ARM))
  return locals
}

function bindParameters(locals: Locals, node: Lambda): void {
  for (const param of node.params) {
    const { what, mutable } = PARAMETER
    locals.set(param.id, { name: param.name.name, what, mutable, lambda: node.id })
  }
}

function bindAll(
  locals: Locals, typed: Typed, pattern: Pattern, kind: Kind, lambda: NodeId | null,
): void {
  const add = (id: NodeId, name: string, immutable: boolean): void => {
    locals.set(id, { name, what: kind.what, mutable: kind.mutable && !immutable, lambda })
  }
  eachPattern(pattern, (part) => {
    if (part.kind === "bindPattern" && typed.variant[part.id] === undefined) {
      add(part.id, part.name.name, part.immutable)
    }
    if (part.kind === "atPattern") add(part.id, part.name.name, part.immutable)
    if (part.kind !== "listPattern" || part.rest === null || part.rest.name === null) return
    add(part.rest.id, part.rest.name.name, part.rest.immutable)
  })
}
