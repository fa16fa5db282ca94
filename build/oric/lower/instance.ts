// Instances: a function at concrete types, with the lambdas and providers that its caller knows.
//
// Asking for one gives its symbol and signature at once; its body is lowered later from the queue,
// so only what is reached exists and lowering does not recurse from callers into callees.

import type { Fn as FnItem } from "../check/items.ts"
import { showType } from "../check/show.ts"
import { fnParams } from "../check/solve_bounds.ts"
import { HAS_PARAM, HAS_PROJ } from "../check/types.ts"
import type { FnId, TraitId, TypeId } from "../check/types.ts"
import type { T } from "../ir/types.ts"
import { MAX_TYPE_LENGTH, fnPath, providerKey, symbolFor, typeKey } from "./names.ts"
import type { Instance, KnownShape, Lower, ProviderShape } from "./state.ts"
import { concreteIn, irOf, paramType, resultsOf, selfOf, writesBack, zip } from "./types.ts"

/** More instances of one function than any program means to have (L 5.4). */
const MAX_INSTANCES = 2000
/** Instances of one function by lambda; beyond, lambdas are passed as values. */
const MAX_BY_LAMBDA = 64
/** Instances of one function by handler; beyond, handlers are passed as values (`erased.ts`). */
const MAX_BY_HANDLER = 16

export type Request = {
  fn: FnId
  types: TypeId[]
  knowns: (KnownShape | null)[]
  providers: Map<TraitId, ProviderShape>
  self: ProviderShape | null
}

/** A request without lambdas and providers. */
export function plainRequest(fn: FnId, types: TypeId[]): Request {
  return { fn, types, knowns: [], providers: new Map(), self: null }
}

/** The instance for a request, made and queued if it is new. */
export function instanceOf(lo: Lower, request: Request): Instance {
  const item = lo.check.items.fns[request.fn]!
  const rest = restKey(lo, request)
  const key = keyOf(request, rest)
  const known = lo.instances.get(key)
  if (known !== undefined) return known
  const instance: Instance = {
    key, symbol: symbolFor(lo, fnPath(lo, request.fn), rest + overloadKey(lo, item)),
    fn: request.fn, types: request.types, knowns: request.knowns, providers: request.providers,
    self: request.self, results: [],
  }
  lo.instances.set(key, instance)
  instance.results = resultTypes(lo, item, request.types)
  if (count(lo, item, request)) lo.queue.push(() => lo.hooks.body(lo, instance))
  return instance
}

function keyOf(request: Request, rest: string): string {
  return `${request.fn} ${rest}`
}

/**
 * What tells methods of one path apart: `min()` and `min(by:)`, impls for `Box<int>` and
 * `Box<str>`, for `(int, str)` and `(str, str)`, `Mul<int>`. A type without arguments is its path.
 */
function overloadKey(lo: Lower, item: FnItem): string {
  if (item.impl === null) return ""
  const impl = lo.check.items.impls[item.impl]!
  const twins = impl.methods.filter((fn) => lo.check.items.fns[fn]!.name === item.name)
  const parts = twins.length > 1 ? [`overload ${twins.indexOf(item.id)}`] : []
  const node = lo.check.items.types.nodes[impl.self]!
  const heads = node.k === "named" && node.args.length === 0 ? [] : [impl.self]
  for (const type of [...heads, ...impl.trait?.args ?? []]) parts.push(patternKey(lo, type))
  return parts.join(" ")
}

/** A type of an impl's head, parameters by their names. */
function patternKey(lo: Lower, type: TypeId): string {
  const closed = (lo.check.items.types.flags[type]! & (HAS_PARAM | HAS_PROJ)) === 0
  return closed ? typeKey(lo, type) : showType(lo.check.items, type)
}

/** The lambda shapes of a request, or none where there are too many instances by lambda already. */
export function limitKnowns(lo: Lower, fn: FnId, knowns: (KnownShape | null)[]): boolean {
  if (!knowns.some((shape) => shape !== null)) return true
  return (lo.counts.get(fn)?.lambdas ?? 0) < MAX_BY_LAMBDA
}

/**
 * Would this be one instance by handler too many? A function that binds a handler around a call of
 * itself has another handler at every depth.
 */
export function hasManyHandlers(lo: Lower, request: Request): boolean {
  if ((lo.counts.get(request.fn)?.handlers ?? 0) < MAX_BY_HANDLER) return false
  return byHandler(request) && !lo.instances.has(keyOf(request, restKey(lo, request)))
}

function byHandler(request: Request): boolean {
  return [...request.providers.values()].some((provider) => provider.k === "handler")
}

function count(lo: Lower, item: FnItem, request: Request): boolean {
  const counts = lo.counts.get(item.id) ?? { all: 0, lambdas: 0, handlers: 0 }
  lo.counts.set(item.id, counts)
  counts.all++
  if (request.knowns.some((shape) => shape !== null)) counts.lambdas++
  if (byHandler(request)) counts.handlers++
  const longest = Math.max(0, ...request.types.map((type) => typeKey(lo, type).length))
  if (counts.all < MAX_INSTANCES && longest < MAX_TYPE_LENGTH) return true
  const shown = request.types.map((type) => showType(lo.check.items, type).slice(0, 60)).join(", ")
  lo.check.report("E2008", item.at,
    `${item.display} needs endlessly many instances, such as <${shown}>`,
    "A generic function may call itself only at a limited number of types.")
  return false
}

function restKey(lo: Lower, request: Request): string {
  const parts: string[] = []
  const types = request.types.map((type) => typeKey(lo, type))
  if (types.length > 0) parts.push(`<${types.join()}>`)
  if (request.knowns.some((shape) => shape !== null)) {
    parts.push(request.knowns.map((shape) => shape?.f ?? "-").join())
  }
  for (const [trait, provider] of [...request.providers].sort(([a], [b]) => a - b)) {
    parts.push(`${lo.check.items.traits[trait]!.name}=${providerKey(lo, provider)}`)
  }
  if (request.self !== null) parts.push(`self=${providerKey(lo, request.self)}`)
  return parts.join(" ")
}

/** Types of a function's results: the value, if it is one, then the final `self`. */
export function resultTypes(lo: Lower, item: FnItem, types: TypeId[]): T[] {
  const subst = zip(fnParams(lo.check.items, item.id), types)
  const results = resultsOf(lo, concreteIn(lo, item.result, subst))
  if (writesBack(item)) results.push(irOf(lo, selfOf(lo, item, types)))
  return results
}

/** Concrete types of a function's parameters, without `self`. */
export function paramTypes(lo: Lower, item: FnItem, types: TypeId[]): TypeId[] {
  const subst = zip(fnParams(lo.check.items, item.id), types)
  return item.params.map((param) => paramType(lo, param, subst))
}
