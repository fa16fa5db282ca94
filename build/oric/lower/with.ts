// `with A = provider, B = handler(…) { … } in body` (LANGUAGE 14.3, 14.4).

import type { TraitId } from "../check/types.ts"
import { UNIT_ATOM } from "../ir/build.ts"
import { dataType, fillData, holdsDrop } from "../ir/layout.ts"
import type { Atom } from "../ir/nodes.ts"
import type { T } from "../ir/types.ts"
import type { Expr, Handler as HandlerNode, WithIn } from "../syntax/ast.ts"
import { atomType, construct, leaveScope } from "./build.ts"
import { providerCell, typedProvider } from "./capability.ts"
import { providerSite } from "./capture.ts"
import { argOf } from "./closure.ts"
import { keep, pin } from "./locals.ts"
import { bindPrint, printTrait } from "./print.ts"
import { expr } from "./state.ts"
import type { Cx, Handler, HandlerOp, HeldProvider } from "./state.ts"
import { concrete } from "./types.ts"

export function lowerWith(cx: Cx, node: WithIn): Atom {
  const depth = cx.cleanups.length
  const providers = node.bindings.map(({ provider }) => {
    if (provider.kind === "handler") return handlerProvider(cx, provider)
    return typedProvider(cx, expr(cx, provider), concrete(cx, cx.typed.type[provider.id]!))
  })
  if (cx.dead) return UNIT_ATOM
  const outer = new Map(cx.bound)
  providers.forEach((provider, index) => {
    if (holdsDrop(cx.lo.program.types, provider.cell)) pin(cx, provider.at)
    if (traitOf(cx, node, index) === printTrait(cx.lo)) bindPrint(cx, provider)
    cx.bound.set(providerSite(node.id, index), provider)
  })
  const result = keep(cx, expr(cx, node.body), depth)
  leaveScope(cx, depth)
  cx.bound = outer
  return result
}

/** The trait of a binding, by what its capability's name means. */
function traitOf(cx: Cx, node: WithIn, index: number): TraitId {
  const { cap } = node.bindings[index]!
  const ref = cx.typed.ref[cap.id]
  if (ref?.k === "trait") return ref.trait
  const name = cap.path.at(-1)!.name
  const { scope } = cx.module
  const entry = scope.types.get(name)?.entry ?? cx.lo.check.prelude.types.get(name)?.entry
  if (entry?.k !== "trait") throw new Error(`no capability ${name}`)
  return entry.trait
}

// ── handlers ─────────────────────────────────────────────────────────────────────────────────────

function handlerProvider(cx: Cx, from: HandlerNode): HeldProvider {
  const state = from.state === null ? UNIT_ATOM : expr(cx, from.state)
  const fields: Atom[] = [state]
  const ops = new Map<string, HandlerOp>()
  for (const { name, value } of from.ops) ops.set(name.name, operation(cx, value, fields))
  cx.root.lambdas++
  const id = `${cx.root.symbol}.h${cx.root.lambdas}`
  const data = handlerData(cx, id, fields)
  const handler: Handler = { id, data, ops }
  return { k: "handler", handler, ...providerCell(cx, construct(cx, data, 0, fields, "h")) }
}

/**
 * An operation adds what it needs to the handler's fields: its captures, or the function value
 * itself.
 */
function operation(cx: Cx, node: Expr, fields: Atom[]): HandlerOp {
  const from = fields.length
  const arg = argOf(cx, node)
  if (arg.k === "known") {
    fields.push(...arg.known.captures)
    return { f: arg.known.f, type: arg.known.type, from, count: arg.known.captures.length }
  }
  fields.push(arg.atom)
  return { f: null, type: atomType(cx, arg.atom), from, count: 1 }
}

function handlerData(cx: Cx, id: string, fields: Atom[]): T {
  const { type, fresh } = dataType(cx.lo.program.types, `handler ${id}`, "handler")
  if (fresh) {
    const named = fields.map((atom, index) =>
      ({ name: index === 0 ? "state" : `c${index}`, type: atomType(cx, atom) }))
    fillData(cx.lo.program.types, type, [{ name: "handler", fields: named }], null)
  }
  return type
}
