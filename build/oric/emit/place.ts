// How a parameter is passed: by value, by address to be read, or in place: the caller's variable is
// changed, and so stands for the last result as well.

import type { Fun } from "../ir/nodes.ts"
import type { T } from "../ir/types.ts"
import { counted, isLarge } from "./type.ts"
import type { Unit } from "./unit.ts"

/**
 * Borrowed inline values above two words are passed by address, except where a function value fixes
 * the shape.
 */
export function isByRef(unit: Unit, fun: Fun, index: number): boolean {
  const param = fun.params[index]
  if (param === undefined || param.own === "own" || fun.asValue || fun.exported) return false
  return inPlaceParam(unit, fun) !== index && isLarge(unit, typeOf(fun, index))
}

/**
 * The parameter that a function consumes and gives back changed as its last result (a mutated
 * `self`), if it is large; null where there is none.
 */
export function inPlaceParam(unit: Unit, fun: Fun): number | null {
  const result = fun.results.at(-1)
  if (result === undefined || fun.asValue || fun.exported || !isLarge(unit, result)) return null
  const free = !counted(unit, result)
  const index = fun.params.findIndex((param, i) =>
    (free || param.own === "own") && typeOf(fun, i) === result)
  return index < 0 ? null : index
}

/** What a function returns in C: all but what it changes in place. */
export function returned(unit: Unit, fun: Fun): T[] {
  return inPlaceParam(unit, fun) === null ? fun.results : fun.results.slice(0, -1)
}

function typeOf(fun: Fun, index: number): T {
  return fun.vars[fun.params[index]?.v ?? -1]?.type ?? 0
}
