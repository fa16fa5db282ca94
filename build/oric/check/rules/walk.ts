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
    case "list": return node.items.forEach((item) => visit(item.value))
    case "block": {
      node.statements.forEach(visit)
      if (node.result !== null) visit(node.result)
      return
    }
    case "map": return node.entries.forEach((entry) => eachOfEntry(entry, visit))
    case "struct": return node.entries.forEach((entry) => visit(entry.value))
    case "template":
      return node.parts.forEach((part) => { if ("value" in part) visit(part.value) })
    case "call": {
      visit(node.fn)
      return node.args.forEach((arg) => visit(arg.value))
    }
    case "method": {
      visit(node.on)
      return node.args.forEach((arg) => visit(arg.value))
    }
    default: return eachOfRest(node, visit)
  }
}

function eachOfRest(node: Expr, visit: Visit): void {
  switch (node.kind) {
    case "field": case "tupleField": case "propagate": case "cast": return visit(node.on)
    case "index": {
      visit(node.on)
      return visit(node.key)
    }
    case "convert": case "catch": return visit(node.value)
    case "unary": return visit(node.operand)
    case "binary": {
      visit(node.left)
      return visit(node.right)
    }
    case "range": return visitAll([node.from, node.to, node.step], visit)
    case "pipe": {
      visit(node.left)
      return visit(stepOf(node.step))
    }
    case "lambda": case "loop": case "try": case "unsafe": return visit(node.body)
    case "for": return eachOfFor(node, visit)
    case "while": return visitAll([node.condition, node.body], visit)
    case "match": {
      visit(node.on)
      return node.arms.forEach((arm) => visitAll([arm.guard, arm.body], visit))
    }
    case "jump": return visitAll([node.value], visit)
    case "withResource": return visitAll([node.acquire, node.action, node.release], visit)
    case "embed": return visit(node.path)
    case "with": return eachOfWith(node, visit)
    case "assign": return visitAll([node.target, node.value], visit)
    case "let": return visit(node.value)
    case "later": return node.parts.forEach(visit)
    default: return
  }
}

function visitAll(nodes: (Expr | null)[], visit: Visit): void {
  for (const node of nodes) if (node !== null) visit(node)
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
    return visitAll([node.condition, node.then, node.else], visit)
  }
  return visitAll([chosen.value ? node.then : node.else], visit)
}

function eachOfEntry(entry: MapEntry, visit: Visit): void {
  if (!entry.spread) visit(entry.key)
  visit(entry.value)
}

function eachOfFor(node: ForExpr, visit: Visit): void {
  for (const head of node.heads) visitAll([head.source, head.guard], visit)
  visit(node.body)
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
