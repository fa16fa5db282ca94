// E2008: functions that call themselves at ever larger types, such as `@f<T>` an `@f<[T]>` (5.4).
// Each would be an instance of its own, and there would be no end of them.
//
// What calls of bounds lead to hangs on the program's types: lowering counts those.

import type { Span } from "../../source/diagnostic.ts"
import type { Check } from "../context.ts"
import { endless, paramsIn } from "../declare_growing.ts"
import type { Edge } from "../declare_growing.ts"
import type { Fn, Items } from "../items.ts"
import { showType } from "../show.ts"
import { fnParams } from "../solve_bounds.ts"
import type { Callee } from "../typed.ts"
import type { TypeId } from "../types.ts"
import type { Body } from "./body.ts"

/** Methods share the parameters of their impl: an end of an edge is a function's parameter. */
type Call = Edge<string> & { fn: Fn; at: Span; callee: Fn; types: TypeId[] }

/** Judges the calls of all generic functions. */
export function growingRule(check: Check, bodies: readonly Body[]): void {
  const calls = bodies.flatMap((body) => callsIn(check, body))
  const told = new Set<Fn>()
  for (const { fn, at, callee, types } of endless(calls)) {
    if (told.has(fn)) continue
    told.add(fn)
    const args = types.map((type) => showType(check.items, type)).join(", ")
    check.report("E2008", fn.at,
      `\`${fn.display}\` leads to itself at ever larger types: it calls \`${callee.display}\` ` +
      `at \`<${args}>\``,
      "Each would be a function of its own: call it with the same type arguments.",
      { labels: [{ at: at.at, end: at.end, text: "this call" }] })
  }
}

function callsIn({ items }: Check, { fn, nodes, typed }: Body): Call[] {
  if (fn === null || fnParams(items, fn.id).length === 0) return []
  return nodes.flatMap((node) => {
    const target = typed.callee[node.id] ?? namedBy(typed.ref[node.id])
    return target?.k === "direct" ? edgesOf(items, fn, node, target) : []
  })
}

function edgesOf(items: Items, fn: Fn, at: Span, target: Callee & { k: "direct" }): Call[] {
  const { types } = target
  const callee = items.fns[target.fn]!
  return fnParams(items, callee.id).flatMap((to, index) => {
    const type = types[index]
    if (type === undefined) return []
    const grows = items.types.nodes[type]!.k !== "param"
    return paramsIn(items.types, type).map((from) =>
      ({ from: `${fn.id} ${from}`, to: `${callee.id} ${to}`, grows, fn, at, callee, types }))
  })
}

/** A function that is taken as a value. */
function namedBy(ref: Body["typed"]["ref"][number] | undefined): Callee | undefined {
  if (ref?.k === "fn") return { k: "direct", fn: ref.fn, types: ref.types }
  return ref?.k === "assoc" ? ref.callee : undefined
}
