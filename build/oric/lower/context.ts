// Fresh function contexts: for an instance, for a lambda inside a function, for a function that
// lowering makes up.

import type { Module } from "../check/items.ts"
import type { GenericId, TypeId } from "../check/types.ts"
import { VOID } from "../check/types.ts"
import type { Fun } from "../ir/nodes.ts"
import { addFun, newFun } from "../ir/build.ts"
import type { Cx, Lower } from "./state.ts"

export type Start = {
  symbol: string
  display: string
  module: Module
  subst: Map<GenericId, TypeId>
  self: TypeId
  result: TypeId
}

/** The context of a function of its own; it is part of the program from now on. */
export function newCx(lo: Lower, start: Start): Cx {
  const fun = addFun(lo.program, newFun(start.symbol, start.display, start.module.path))
  const root = { symbol: start.symbol, display: start.display, lambdas: 0, locals: 0 }
  return {
    lo, fun, block: fun.body, dead: false, env: new Map(), module: start.module,
    typed: lo.typed.get(start.module.id)!, subst: start.subst, concrete: new Map(),
    self: start.self,
    result: start.result, writesBack: false, post: null, region: null, received: new Map(),
    bound: new Map(),
    selfProvider: null, callSite: null, targets: new Map(), cleanups: [], again: null,
    tailNode: null, assigned: new Set(),
    celled: new Set(), dropped: new Set(), piped: new Map(), indexed: new Map(), root, depth: 0,
  }
}

/** The context of code that lies in `outer`'s text but runs as a function of its own. */
export function innerCx(outer: Cx, symbol: string, display: string, result: TypeId): Cx {
  const fun: Fun = addFun(outer.lo.program, newFun(symbol, display, outer.fun.module))
  return {
    ...outer, fun, block: fun.body, dead: false, env: new Map(), result, writesBack: false,
    post: null, region: null,
    received: statics(outer.received), bound: statics(outer.bound), selfProvider: null,
    targets: new Map(), cleanups: [], again: null, tailNode: null, piped: new Map(),
    indexed: new Map(),
  }
}

/** Providers without a cell need no capture. */
function statics<K, P extends { k: string }>(providers: Map<K, P>): Map<K, P> {
  return new Map([...providers].filter(([, provider]) => provider.k === "static"))
}

/** The context of a function that no text stands for. */
export function madeCx(lo: Lower, symbol: string, display: string, module: Module): Cx {
  return newCx(lo, { symbol, display, module, subst: new Map(), self: VOID, result: VOID })
}
