// Capabilities: who provides them at a node, calls through a provider, `with … in`, handlers
// (LANGUAGE 14).
//
// A provider is a `def impl` (no argument at all) or a cell that holds its value; whoever uses it
// gets the cell as a hidden argument. A handler is an anonymous provider: its cell holds the state
// and what its operations captured. `Print` alone is dynamic and goes its own way (`print.ts`).

import type { Provider as TypedProvider } from "../check/typed.ts"
import { implMethod, resolveMethod } from "../check/solve.ts"
import type { FnId, TraitId, TypeId } from "../check/types.ts"
import { VOID } from "../check/types.ts"
import { UNIT_ATOM } from "../ir/build.ts"
import { cellType } from "../ir/layout.ts"
import type { Atom, Site } from "../ir/nodes.ts"
import { atomType, construct, emit, fieldOf, fieldsOf, value } from "./build.ts"
import { NO_PROVIDERS, callFunction, callTarget, given, providerFor } from "./callee.ts"
import type { Outcome, Providers } from "./callee.ts"
import { providerSite } from "./capture.ts"
import { argAtom, callArg } from "./known.ts"
import type { Arg } from "./known.ts"
import { readLocal } from "./locals.ts"
import { SELF } from "./state.ts"
import type { CellProvider, Cx, ErasedProvider, Handler, Provider } from "./state.ts"
import { furtherTraits, writesBack } from "./types.ts"

/** The providers that inference found for a node, as this context knows them. */
export function providersAt(cx: Cx, node: number): Providers {
  const list = cx.typed.providers[node] ?? []
  if (list.length === 0 && cx.selfProvider === null) return NO_PROVIDERS
  return { list, resolve: (provider) => providerOf(cx, provider), self: null }
}

export function providerOf(cx: Cx, { trait, from }: TypedProvider): Provider {
  const found = from.k === "with" ? cx.bound.get(providerSite(from.site, from.index))
    : from.k === "received" ? cx.received.get(trait)
    : from.k === "self" ? cx.selfProvider ?? ownProvider(cx)
    : { k: "static" as const, impl: from.impl }
  if (found === undefined || found === null) {
    throw new Error(
      `${cx.fun.name} has no provider of ${cx.lo.check.items.traits[trait]!.name} (${from.k})`
    )
  }
  return found
}

/** A default method called on a plain value: the value itself, as it is now, provides. */
function ownProvider(cx: Cx): Provider {
  return typedProvider(cx, readLocal(cx, SELF), cx.self)
}

/** A value as a provider, in a place of its own. */
export function typedProvider(cx: Cx, atom: Atom, type: TypeId): CellProvider {
  return { k: "typed", type, ...providerCell(cx, atom) }
}

/** A call of a capability's method. */
type CapabilityCall = {
  trait: TraitId
  method: FnId
  types: TypeId[]
  args: Arg[]
  providers: Providers
  site: Site
}

/** Calls a method through a provider; its place holds what the method made of it. */
export function callProvider(cx: Cx, provider: Provider, call: CapabilityCall): Atom {
  if (provider.k === "static") return callStatic(cx, provider.impl, call)
  if (provider.k === "erased") return callErased(cx, provider, call)
  const held = value(cx, { k: "cellGet", of: provider.at }, cellValue(cx, provider.cell), "p")
  const outcome = callHeld(cx, provider, held, call)
  if (outcome.self !== null && !cx.dead) {
    emit(cx, { k: "cellSet", of: provider.at, value: outcome.self }, [], "", -1)
  }
  return outcome.value
}

function cellValue(cx: Cx, cell: number): number {
  const node = cx.lo.program.types.nodes[cell]!
  if (node.k !== "cell") throw new Error("a provider lives in no cell")
  return node.of
}

function callStatic(cx: Cx, impl: number, call: CapabilityCall): Atom {
  const { items } = cx.lo.check
  const target = implMethod(
    items, impl, [], { trait: call.trait, args: [] }, call.method, VOID, call.types
  )
  const providers = { ...call.providers, self: { k: "static" as const, impl } }
  return callFunction(
    cx, target.fn, target.types, given(selfOf(cx, target.fn), call.args, providers, call.site)
  ).value
}

/** The operation is a function in the provider's value. */
function callErased(cx: Cx, provider: ErasedProvider, call: CapabilityCall): Atom {
  const { lo } = cx
  const index = lo.check.items.traits[call.trait]!.methods.indexOf(call.method)
  const args = call.args.map((arg) => argAtom(cx, arg))
  for (const trait of furtherTraits(lo, call.trait, lo.check.items.fns[call.method]!)) {
    args.push(lo.hooks.erase(cx, trait, providerFor(call.providers, trait)))
  }
  const atom = fieldOf(cx, provider.at, 0, index)
  return callArg(cx, { k: "atom", atom }, args, call.site)
}

/** The `self` of a method that has no provider's value to take: nothing. */
function selfOf(cx: Cx, fn: FnId): Atom | null {
  return cx.lo.check.items.fns[fn]!.hasSelf ? UNIT_ATOM : null
}

/**
 * The call on a provider's value; what it became is the outcome's `self`, null if it cannot have
 * changed.
 */
function callHeld(
  cx: Cx, provider: CellProvider, held: Atom, call: CapabilityCall,
): Outcome {
  if (provider.k === "handler") {
    const op = provider.handler.ops.get(cx.lo.check.items.fns[call.method]!.name)
    if (op !== undefined) return callOp(cx, provider.handler, held, call)
    return callDefault(cx, provider, call.method, [VOID, ...call.types], UNIT_ATOM, call)
  }
  const ref = { trait: call.trait, args: [] }
  const target = resolveMethod(cx.lo.check.items, ref, call.method, provider.type, call.types)
  if (target.k !== "fn") {
    return callTarget(cx, target, given(held, call.args, call.providers, call.site))
  }
  const item = cx.lo.check.items.fns[target.fn]!
  if (item.kind === "default") return callDefault(cx, provider, target.fn, target.types, held, call)
  const self = item.hasSelf ? held : null
  const outcome = callFunction(
    cx, target.fn, target.types, given(self, call.args, call.providers, call.site))
  return { value: outcome.value, self: writesBack(item) ? outcome.self : null }
}

/** A default method calls its own capability through the provider that it was reached by. */
function callDefault(
  cx: Cx, provider: Provider, fn: FnId, types: TypeId[], held: Atom, call: CapabilityCall,
): Outcome {
  const providers = { ...call.providers, self: provider }
  const self = cx.lo.check.items.fns[fn]!.hasSelf ? held : null
  const outcome = callFunction(cx, fn, types, given(self, call.args, providers, call.site))
  return { value: outcome.value, self: null }
}

/** An operation of a handler: state and arguments in, new state and result out. */
function callOp(cx: Cx, handler: Handler, held: Atom, call: CapabilityCall): Outcome {
  const op = handler.ops.get(cx.lo.check.items.fns[call.method]!.name)!
  const fields = fieldsOf(cx, held, 0)
  const args = [fields[0]!, ...call.args.map((arg) => argAtom(cx, arg))]
  const f: Arg = op.f === null ? { k: "atom", atom: fields[op.from]! } : {
    k: "known",
    known: {
      f: op.f, captures: fields.slice(op.from, op.from + op.count), types: [], type: op.type,
      depth: 0,
    },
  }
  const pair = callArg(cx, f, args, call.site)
  if (cx.dead) return { value: UNIT_ATOM, self: null }
  const result = fieldOf(cx, pair, 0, 1)
  const next = [fieldOf(cx, pair, 0, 0), ...fields.slice(1)]
  return { value: result, self: construct(cx, handler.data, 0, next) }
}

/** A new cell that holds a provider's value. */
export function providerCell(cx: Cx, atom: Atom): { cell: number; at: Atom } {
  const cell = cellType(cx.lo.program.types, atomType(cx, atom))
  return { cell, at: value(cx, { k: "cell", type: cell, value: atom, heap: true }, cell, "p") }
}
