// Walking expressions: the direct subexpressions of a node, all nodes below it, patterns and parts.
//
// The rules ask small questions of many nodes; one place knows which fields of a node hold
// expressions, so that a new form is added once. Code that a compile-time `if` excludes is not
// visited: it was never typed (LANGUAGE 9.2). Without tables all is visited.

import type {
  Expr, ForExpr, Handler, MapEntry, Pattern, PipeStep, WithIn,
} from "../../syntax/ast.ts"
import type { Func } from "../../syntax/item_ast.ts"
import type { Typed } from "../typed.ts"

type Visit = (node: Expr) => void

/**
 * Calls `visit` for each direct subexpression of `node` that is active code, in order of
 * evaluation.
 */
export function eachChild(typed: Typed | null, node: Expr, visit: Visit): void {
  switch (node.kind) {
    case "if": return eachOfIf(typed, node, visit)
    case "paren": return visit(node.inner)
    case "tuple": return node.items.forEach(visit)
    case "list": return eachValue(node.items, visit)
    case "block": {
      node.statements.forEach(visit)
      return visitIf(node.result, visit)
    }
    case "map": return node.entries.forEach((entry) => eachOfEntry(entry, visit))
    case "struct": return eachValue(node.entries, visit)
    case "template":
      return node.parts.forEach((part) => { if ("value" in part) visit(part.value) })
    case "call": {
      visit(node.fn)
      return eachValue(node.args, visit)
    }
    case "method": {
      visit(node.on)
      return eachValue(node.args, visit)
    }
    default: return eachOfRest(node, visit)
  }
}

function eachOfRest(node: Expr, visit: Visit): void {
  switch (node.kind) {
    case "field": case "tupleField": case "propagate": case "cast": return visit(node.on)
    case "index": return visitBoth(node.on, node.key, visit)
    case "convert": case "catch": return visit(node.value)
    case "unary": return visit(node.operand)
    case "binary": return visitBoth(node.left, node.right, visit)
    case "range": {
      visitIf(node.from, visit)
      visitIf(node.to, visit)
      return visitIf(node.step, visit)
    }
    case "pipe": return visitBoth(node.left, stepOf(node.step), visit)
    case "lambda": case "loop": case "try": case "unsafe": return visit(node.body)
    case "for": return eachOfFor(node, visit)
    case "while": return visitBoth(node.condition, node.body, visit)
    case "match": return eachOfMatch(node, visit)
    case "jump": return visitIf(node.value, visit)
    case "withResource": {
      visit(node.acquire)
      return visitBoth(node.action, node.release, visit)
    }
    case "embed": return visit(node.path)
    case "with": return eachOfWith(node, visit)
    case "assign": return visitBoth(node.target, node.value, visit)
    case "let": return visit(node.value)
    case "later": return node.parts.forEach(visit)
    default: return
  }
}

function visitIf(node: Expr | null, visit: Visit): void {
  if (node !== null) visit(node)
}

function visitBoth(first: Expr, second: Expr, visit: Visit): void {
  visit(first)
  visit(second)
}

/** Each node of a body comes by here, mostly in cold code: nothing is made to look at it. */
function eachValue(items: { value: Expr }[], visit: Visit): void {
  for (let index = 0; index < items.length; index++) visit(items[index]!.value)
}

/** The expression a pipe step evaluates, besides the piped value. */
function stepOf(step: PipeStep): Expr {
  switch (step.kind) {
    case "method": return step.call
    case "call": return step.outer
    case "value": return step.value
  }
}

function eachOfIf(typed: Typed | null, node: Expr & { kind: "if" }, visit: Visit): void {
  const chosen = typed?.constant[node.condition.id]
  if (chosen === undefined || chosen.k !== "bool") {
    visitBoth(node.condition, node.then, visit)
    return visitIf(node.else, visit)
  }
  return visitIf(chosen.value ? node.then : node.else, visit)
}

function eachOfEntry(entry: MapEntry, visit: Visit): void {
  if (!entry.spread) visit(entry.key)
  visit(entry.value)
}

function eachOfFor(node: ForExpr, visit: Visit): void {
  for (const head of node.heads) {
    visit(head.source)
    visitIf(head.guard, visit)
  }
  visit(node.body)
}

function eachOfMatch(node: Expr & { kind: "match" }, visit: Visit): void {
  visit(node.on)
  for (const arm of node.arms) {
    visitIf(arm.guard, visit)
    visit(arm.body)
  }
}

function eachOfWith(node: WithIn, visit: Visit): void {
  for (const binding of node.bindings) eachOfProvider(binding.provider, visit)
  visit(node.body)
}

/** The expressions of a provider: itself, or the state and operations of a handler. */
export function eachOfProvider(provider: Expr | Handler, visit: Visit): void {
  if (provider.kind !== "handler") return visit(provider)
  if (provider.state !== null) visit(provider.state)
  provider.ops.forEach((op) => visit(op.value))
}

/** Calls `visit` for `node` and everything below it, parents first. */
export function eachNode(typed: Typed | null, node: Expr, visit: Visit): void {
  const see = (one: Expr): void => {
    visit(one)
    eachChild(typed, one, see)
  }
  see(node)
}

/** The patterns that `node` itself holds. */
export function patternsOf(node: Expr): Pattern[] {
  switch (node.kind) {
    case "let": return [node.pattern]
    case "for": return node.heads.map((head) => head.pattern)
    case "match": return node.arms.map((arm) => arm.pattern)
    default: return NO_PATTERNS
  }
}

const NO_PATTERNS: Pattern[] = []

/** Calls `visit` for a pattern and the patterns in it. */
export function eachPattern(pattern: Pattern, visit: (pattern: Pattern) => void): void {
  visit(pattern)
  for (const part of partsOf(pattern)) eachPattern(part, visit)
}

/** The patterns directly inside one. */
export function partsOf(pattern: Pattern): Pattern[] {
  switch (pattern.kind) {
    case "atPattern": return [pattern.pattern]
    case "variantPattern": return (pattern.args ?? []).map((arg) => arg.pattern)
    case "structPattern": return pattern.fields.map((field) => field.pattern)
    case "tuplePattern": case "listPattern": return pattern.items
    case "orPattern": return pattern.alternatives
    default: return NO_PATTERNS
  }
}

/** All expressions that belong to a function's clause: defaults, guard, contracts, body. */
export function expressionsOf(clause: Func): Expr[] {
  const parts = clause.params.map((param) => param.default)
  parts.push(clause.guard, ...clause.contracts.map((contract) => contract.condition), clause.body)
  return parts.filter((part) => part !== null)
}
