// What the rules go through: bodies of functions, initialisers of constants, with their side
// tables.

import type { Expr, Pattern } from "../../syntax/ast.ts"
import type { Func } from "../../syntax/item_ast.ts"
import type { NodeId } from "../../syntax/node.ts"
import type { Check } from "../context.ts"
import type { ConstItem, Fn, Module, ModuleId } from "../items.ts"
import type { Needed } from "../needed.ts"
import type { Typed } from "../typed.ts"
import { HAS_ERROR } from "../types.ts"
import { eachChild, eachPattern, expressionsOf, patternsOf } from "./walk.ts"

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
  /** Every active node of these, parents first: most rules look at nodes one by one. */
  nodes: Expr[]
  /** The innermost lambda around a node that is in one. */
  lambdas: Map<NodeId, NodeId>
  /** The nodes of the kinds that rules ask for, in the same order: most rules are about few. */
  byKind: Map<Expr["kind"], Expr[]>
  /** Inference reported something in it: only its sound parts can be judged. */
  broken: boolean
}

/** The kinds that rules ask for. */
const ASKED = [
  "assign", "block", "call", "embed", "for", "lambda", "let", "loop", "match", "method", "while",
] as const
type Asked = (typeof ASKED)[number]
const IS_ASKED: ReadonlySet<string> = new Set(ASKED)

type Owner = { fn: Fn; const: null; clauses: Func[] } | { fn: null; const: ConstItem; clauses: [] }

/**
 * All bodies that are needed; tests that must not compile are left out. In a program without an
 * error, which is `sound`, none of them is looked at for broken parts.
 */
export function allBodies(
  check: Check, tables: Tables, needed: Needed, sound: boolean,
): Body[] {
  const fns = check.items.fns.filter((fn) =>
    (fn.test === null || fn.test.compileFail === null) && needed(fn))
  return [
    ...fns.map((fn) => bodyOf(check, tables, fn, sound)),
    ...check.items.consts.map((item) => constBodyOf(check, tables, item, sound)),
  ].filter((body) => body !== null)
}

/** The body of one function; null when it has none or its module was not inferred. */
export function bodyOf(check: Check, tables: Tables, fn: Fn, sound = false): Body | null {
  const typed = tables.get(fn.module)
  if (typed === undefined || (fn.clauses.length === 0 && fn.test === null)) return null
  const expressions = fn.test !== null ? [fn.test.node.body] : fn.clauses.flatMap(expressionsOf)
  const owner: Owner = { fn, const: null, clauses: fn.clauses }
  return newBody(check, tables, typed, owner, expressions, sound)
}

/** The initialiser of a constant, likewise. */
export function constBodyOf(
  check: Check, tables: Tables, item: ConstItem, sound = false,
): Body | null {
  const typed = tables.get(item.module)
  if (typed === undefined || item.node === null) return null
  const owner: Owner = { fn: null, const: item, clauses: [] }
  return newBody(check, tables, typed, owner, [item.node.value], sound)
}

function newBody(
  check: Check, tables: Tables, typed: Typed, owner: Owner, expressions: Expr[], sound: boolean,
): Body {
  const module = check.items.modules[typed.module]!
  const nodes: Expr[] = []
  const lambdas: Body["lambdas"] = new Map()
  const byKind: Body["byKind"] = new Map()
  let lambda: NodeId | null = null
  const visit = (node: Expr): void => {
    nodes.push(node)
    if (IS_ASKED.has(node.kind)) addTo(byKind, node)
    if (lambda !== null) lambdas.set(node.id, lambda)
    const around = lambda
    if (node.kind === "lambda") lambda = node.id
    eachChild(typed, node, visit)
    lambda = around
  }
  expressions.forEach(visit)
  const broken = !sound && nodes.some((node) => isBroken(check, typed, node))
  return { ...owner, typed, tables, module, expressions, nodes, lambdas, byKind, broken }
}

function addTo(byKind: Body["byKind"], node: Expr): void {
  const alike = byKind.get(node.kind)
  if (alike === undefined) byKind.set(node.kind, [node])
  else alike.push(node)
}

/** Calls `visit` for every active node of a kind, with the innermost lambda around it. */
export function eachOf<Kind extends Asked>(
  body: Body, kind: Kind, visit: (node: Expr & { kind: Kind }, lambda: NodeId | null) => void,
): void {
  body.byKind.get(kind)?.forEach((node) => {
    if (isOf(node, kind)) visit(node, body.lambdas.get(node.id) ?? null)
  })
}

function isOf<Kind extends Expr["kind"]>(node: Expr, kind: Kind): node is Expr & { kind: Kind } {
  return node.kind === kind
}

/** True when inference reported something here: the rules would only repeat it. */
function isWrong(check: Check, typed: Typed, node: NodeId): boolean {
  const type = typed.type[node] ?? -1
  return type >= 0 && (check.items.types.flags[type]! & HAS_ERROR) !== 0
}

function isBroken(check: Check, typed: Typed, node: Expr): boolean {
  return node.kind === "broken" || isWrong(check, typed, node.id) ||
    hasWrongPattern(check, typed, node)
}

function hasWrongPattern(check: Check, typed: Typed, node: Expr): boolean {
  const patterns = patternsOf(node)
  return patterns.length > 0 && patterns.some((one) => isWrongPattern(check, typed, one))
}

export function isWrongPattern(check: Check, typed: Typed, pattern: Pattern): boolean {
  let found = false
  eachPattern(pattern, (part) => {
    found ||= part.kind === "broken" || isWrong(check, typed, part.id)
  })
  return found
}

/** Is the type of an expression known? In a broken body only such ones are judged. */
export function isSound(check: Check, body: Body, node: Expr): boolean {
  return (body.typed.type[node.id] ?? -1) >= 0 && !isWrong(check, body.typed, node.id)
}
