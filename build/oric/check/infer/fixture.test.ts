// For tests of inference: whole programs whose comments say which errors the next line has, and the
// types of their
// `let`s, calls and lambdas as text.

import { deepEqual } from "node:assert/strict"
import { collector, presented } from "../../source/sink.ts"
import type { Expr } from "../../syntax/ast.ts"
import type { Check } from "../context.ts"
import { declareFiles } from "../fixture.test.ts"
import type { Options } from "../fixture.test.ts"
import { infer } from "../infer.ts"
import { eachNode, expressionsOf } from "../rules/walk.ts"
import { showType } from "../show.ts"
import type { Callee, Typed } from "../typed.ts"

export type Inferred = { check: Check; typed: Typed[]; errors: string[]; messages: string[] }

/** Declares and infers; errors as `3 E2001`, those of declaring first. */
export function inferFiles(files: Record<string, string> | string,
  options: Options = {}): Inferred {
  const outcome = declareFiles(files, options)
  const sink = collector()
  outcome.check.report = sink.add
  const typed = infer(outcome.check)
  const all = [...outcome.diagnostics, ...presented(sink.all)].filter((one) =>
    one.level === "error")
  const errors = all.map((one) => {
    const source = outcome.sources.findLast((other) => other.base <= one.at.at)!
    const before = new TextDecoder().decode(source.bytes.subarray(0, one.at.at - source.base))
    const file = source.path === "main.ori" ? "" : `${source.path}:`
    return `${file}${before.split("\n").length} ${one.code}`
  })
  return { check: outcome.check, typed, errors,
    messages: all.map((one) => `${one.message} — ${one.help}`) }
}

/** A line `// E2001 E2004` announces the errors of the next line; there must be no others. */
export function verify(source: string): void {
  const expected = source.split("\n").flatMap((line, index) => {
    const codes = /^\s*\/\/ ((?:E\d{4} ?)+)$/.exec(line)
    return codes === null ? [] : codes[1]!.trim().split(" ").map((code) => `${index + 2} ${code}`)
  })
  const { errors, messages } = inferFiles(source)
  deepEqual([...errors].sort(byLine), [...expected].sort(byLine), messages.join("\n"))
}

function byLine(a: string, b: string): number {
  return Number.parseInt(a, 10) - Number.parseInt(b, 10) || (a < b ? -1 : 1)
}

/** Types of all nodes of a kind in the functions of the root module, in text order. */
export function typesOf(inferred: Inferred, pick: (node: Expr) => boolean): string[] {
  return nodesOf(inferred).filter(({ node }) => pick(node))
    .map(({ node, typed }) => showType(inferred.check.items, typed.type[node.id]!))
}

/** Callees of all nodes that have one. */
export function calleesOf(inferred: Inferred): string[] {
  return nodesOf(inferred).flatMap(({ node, typed }) => {
    const callee = typed.callee[node.id]
    return callee === undefined ? [] : [showCallee(inferred.check, callee)]
  })
}

function nodesOf(inferred: Inferred): { node: Expr; typed: Typed }[] {
  const { items } = inferred.check
  const found: { node: Expr; typed: Typed }[] = []
  for (const fn of items.fns) {
    if (!items.modules[fn.module]!.isRoot) continue
    const typed = inferred.typed[fn.module]!
    for (const root of fn.clauses.flatMap(expressionsOf)) {
      eachNode(typed, root, (node) => found.push({ node, typed }))
    }
  }
  return found
}

/** `@f<int>`, `int.add`, `T: Trait.method`. */
function showCallee(check: Check, callee: Callee): string {
  const { items } = check
  const args = (types: number[]): string =>
    types.length === 0 ? "" : `<${types.map((type) => showType(items, type)).join(", ")}>`
  switch (callee.k) {
    case "direct": return items.fns[callee.fn]!.display + args(callee.types)
    case "prim": return callee.op + args(callee.types)
    case "bound": {
      const { display } = items.fns[callee.method]!
      return `${showType(items, callee.self)}: ${display}${args(callee.types)}`
    }
    case "virtual": return `dyn ${items.fns[callee.method]!.display}`
    case "capability": return `cap ${items.fns[callee.method]!.display}`
    case "make": return `make ${items.typeItems[callee.item]!.variants[callee.variant]!.name}`
    case "value": return "value"
    case "field": return `field ${callee.index}`
  }
}
