// Calling a function of the language with evaluated arguments: instances, primitives, foreign
// functions, methods found by type, trait objects.

import type { Callee, Provider as TypedProvider } from "../check/typed.ts"
import { resolveMethod } from "../check/solve.ts"
import { eachNode } from "../check/rules/walk.ts"
import { fnParams } from "../check/solve_bounds.ts"
import type { Fn as FnItem } from "../check/items.ts"
import { NEVER } from "../check/types.ts"
import type { FnId, TraitId, TraitRef, TypeId } from "../check/types.ts"
import { UNIT_ATOM, jump, strAtom } from "../ir/build.ts"
import { typeNode } from "../ir/layout.ts"
import type { Atom, Site } from "../ir/nodes.ts"
import type { T } from "../ir/types.ts"
import { atomType, callFn, emit, endWith } from "./build.ts"
import { callExtern } from "./extern.ts"
import { hasManyHandlers, instanceOf, limitKnowns } from "./instance.ts"
import type { Request } from "./instance.ts"
import { argAtom, endIfNever } from "./known.ts"
import type { Arg } from "./known.ts"
import { callPrim } from "./prim.ts"
import type { Cx, Known, KnownShape, Lower, Provider, ProviderShape } from "./state.ts"
import {
  concrete, concreteIn, providerType, slotsOf, usedTraits, writesBack, zip,
} from "./types.ts"

/** Arguments of a call, evaluated. `self` is null for functions without a receiver. */
export type Given = {
  self: Atom | null
  args: Arg[]
  providers: Providers
  site: Site
  /** The caller returns what the call yields, so that a call of itself goes round its loop. */
  tail: boolean
}

/**
 * The providers that a node passes on, and the one that a default method of a capability trait was
 * reached through.
 */
export type Providers = {
  list: TypedProvider[]
  resolve(provider: TypedProvider): Provider
  self: Provider | null
}

export const NO_PROVIDERS: Providers = {
  list: [],
  resolve: () => { throw new Error("a call without providers uses one") },
  self: null,
}

/** The value of a call and, where the callee writes `self` back, the final `self`. */
export type Outcome = { value: Atom; self: Atom | null }

/** A callee whose function is decided. */
export type Target =
  | { k: "fn"; fn: FnId; types: TypeId[] }
  | { k: "virtual"; ref: TraitRef; method: FnId }
  | { k: "unreachable" }

/** Decides the function that a direct, bound or virtual callee means in this instance. */
export function targetOf(cx: Cx, callee: Callee): Target {
  switch (callee.k) {
    case "direct": return {
      k: "fn", fn: callee.fn, types: callee.types.map((type) => concrete(cx, type)),
    }
    case "virtual": return { k: "virtual", ref: concreteRef(cx, callee.ref), method: callee.method }
    case "bound": {
      const types = callee.types.map((type) => concrete(cx, type))
      const self = concrete(cx, callee.self)
      return resolveMethod(
        cx.lo.check.items, concreteRef(cx, callee.ref), callee.method, self, types)
    }
    default: throw new Error(`a callee of kind ${callee.k} is no function`)
  }
}

function concreteRef(cx: Cx, ref: TraitRef): TraitRef {
  return { trait: ref.trait, args: ref.args.map((arg) => concrete(cx, arg)) }
}

/** The function item that decides names and defaults of a callee, if it is a function. */
export function calleeItem(lo: Lower, callee: Callee): FnItem | null {
  switch (callee.k) {
    case "direct": return lo.check.items.fns[callee.fn]!
    case "bound": case "virtual": case "capability": return lo.check.items.fns[callee.method]!
    default: return null
  }
}

/** Arguments of a call that is not the last thing its function does. */
export function given(self: Atom | null, args: Arg[], providers: Providers, site: Site): Given {
  return { self, args, providers, site, tail: false }
}

/** Calls a decided callee. */
export function callTarget(cx: Cx, target: Target, given: Given): Outcome {
  switch (target.k) {
    case "fn": return callFunction(cx, target.fn, target.types, given)
    case "virtual": return callVirtual(cx, target, given)
    case "unreachable": {
      endIfNever(cx, true)
      return { value: UNIT_ATOM, self: null }
    }
  }
}

/** Calls a function at concrete types. */
export function callFunction(cx: Cx, fn: FnId, types: TypeId[], given: Given): Outcome {
  const item = cx.lo.check.items.fns[fn]!
  if (item.prim !== null || item.extern !== null) {
    const atoms = given.args.map((arg) => argAtom(cx, arg))
    if (given.self !== null) atoms.unshift(given.self)
    const value = item.prim !== null
      ? callPrim(cx, item, types, atoms, given.site)
      : callExtern(cx, item, atoms, given.site)
    return { value, self: null }
  }
  return callInstance(cx, item, types, given)
}

function callInstance(cx: Cx, item: FnItem, types: TypeId[], given: Given): Outcome {
  const { request, hidden } = requestFor(cx, item, types, given)
  const instance = instanceOf(cx.lo, request)
  const args: Atom[] = given.self === null ? [] : [given.self]
  given.args.forEach((arg, index) => {
    const known = request.knowns[index] ?? null
    if (known !== null && arg.k === "known") args.push(...arg.known.captures)
    else args.push(argAtom(cx, arg))
  })
  if (given.tail && cx.again?.symbol === instance.symbol && cx.cleanups.length === 0) {
    endWith(cx, jump(cx.again.join, [...args, ...hidden]))
    return { value: UNIT_ATOM, self: null }
  }
  const results = callFn(cx, instance.symbol, [...args, ...hidden], instance.results, given.site)
  endIfNever(cx, isNeverFn(cx.lo, item, types))
  return split(item, results)
}

function split(item: FnItem, results: Atom[]): Outcome {
  if (!writesBack(item)) return { value: results[0] ?? UNIT_ATOM, self: null }
  const self = results.at(-1)!
  return { value: results.length > 1 ? results[0]! : UNIT_ATOM, self }
}

function isNeverFn(lo: Lower, item: FnItem, types: TypeId[]): boolean {
  return concreteIn(lo, item.result, zip(fnParams(lo.check.items, item.id), types)) === NEVER
}

/** The instance that a call asks for, and the cells that it passes. */
export function requestFor(
  cx: Cx, item: FnItem, types: TypeId[], given: Given,
): { request: Request; hidden: Atom[] } {
  const used = new Map<TraitId, Provider>()
  for (const trait of usedTraits(cx.lo, item)) used.set(trait, providerFor(given.providers, trait))
  const ownSelf = item.kind === "default" ? given.providers.self : null
  const shapes = given.args.map((arg) => (arg.k === "known" ? withoutCaptures(arg.known) : null))
  const knowns = limitKnowns(cx.lo, item.id, shapes) ? shapes : []
  const self = ownSelf === null ? null : shapeOf(ownSelf)
  const request = { fn: item.id, types, knowns, providers: shapesOf(used), self }
  if (hasManyHandlers(cx.lo, request)) {
    for (const [trait, provider] of used) used.set(trait, asValue(cx, trait, provider))
    request.providers = shapesOf(used)
  }
  const hidden = [...used.values(), ...(ownSelf === null ? [] : [ownSelf])]
    .flatMap((provider) => provider.k === "static" ? [] : [provider.at])
  if (asksForSite(cx.lo, item)) hidden.push(strAtom(siteText(cx.lo, given.site)))
  return { request, hidden }
}

function shapesOf(providers: Map<TraitId, Provider>): Map<TraitId, ProviderShape> {
  return new Map([...providers].map(([trait, provider]) => [trait, shapeOf(provider)]))
}

/** A handler as a value, if all of its operations can be. */
function asValue(cx: Cx, trait: TraitId, provider: Provider): Provider {
  const { traits, fns } = cx.lo.check.items
  const generic = traits[trait]!.methods.some((method) => fns[method]!.generics.length > 0)
  if (provider.k !== "handler" || generic) return provider
  const at = cx.lo.hooks.erase(cx, trait, provider)
  return { k: "erased", cell: providerType(cx.lo, trait), at }
}

/** The provider of a capability among those that a node passes on. */
export function providerFor(providers: Providers, trait: TraitId): Provider {
  const entry = providers.list.find((provider) => provider.trait === trait)
  if (entry === undefined) throw new Error("no provider for a capability that a callee uses")
  return providers.resolve(entry)
}

function withoutCaptures(known: Known): KnownShape {
  return { f: known.f, type: known.type, depth: known.depth, types: known.types }
}

/**
 * Does a function of the prelude call `call_site`? Its callers then pass their place as a hidden
 * text.
 */
export function asksForSite(lo: Lower, item: FnItem): boolean {
  const module = lo.check.items.modules[item.module]!
  const body = item.clauses[0]?.body ?? null
  if (!module.isPrelude || body === null) return false
  const typed = lo.typed.get(module.id)!
  let found = false
  eachNode(typed, body, (node) => {
    const callee = typed.callee[node.id]
    if (callee?.k === "direct" && lo.check.items.fns[callee.fn]!.prim === "site") found = true
  })
  return found
}

function siteText(lo: Lower, site: Site): string {
  const info = lo.program.sites[site]
  return info === undefined ? "?" : `${info.file}:${info.line}`
}

export function shapeOf(provider: Provider): ProviderShape {
  switch (provider.k) {
    case "static": return provider
    case "typed": return { k: "typed", type: provider.type, cell: provider.cell }
    case "handler": return { k: "handler", handler: provider.handler, cell: provider.cell }
    case "erased": return { k: "erased", cell: provider.cell }
  }
}

// ── trait objects ────────────────────────────────────────────────────────────────────────────────

function callVirtual(cx: Cx, target: Target & { k: "virtual" }, given: Given): Outcome {
  const on = given.self!
  const node = typeNode(cx.lo.program.types, atomType(cx, on))
  if (node.k !== "object") throw new Error(`a virtual call on a value of kind ${node.k}`)
  const index = slotIndex(cx.lo, atomType(cx, on), target)
  const slot = node.slots[index]!
  const args = given.args.map((arg) => argAtom(cx, arg))
  for (const trait of usedTraits(cx.lo, cx.lo.check.items.fns[target.method]!)) {
    args.push(cx.lo.hooks.erase(cx, trait, providerFor(given.providers, trait)))
  }
  const results = emit(
    cx, { k: "callVirtual", on, slot: index, args }, slot.results, "r", given.site
  )
  const self = slot.writesBack ? results.at(-1)! : null
  const count = results.length - (slot.writesBack ? 1 : 0)
  return { value: count > 0 ? results[0]! : UNIT_ATOM, self }
}

function slotIndex(lo: Lower, object: T, target: { ref: TraitRef; method: FnId }): number {
  const slots = slotsOf(lo, lo.objectTypes.get(object)!)
  const args = target.ref.args.join()
  const index = slots.findIndex((slot) =>
    slot.method === target.method && slot.ref.args.join() === args)
  if (index < 0) throw new Error("a trait object lacks the method that is called on it")
  return index
}
