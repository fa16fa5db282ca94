// Known lambdas: a function value of which lowering knows the code. Called, it is a direct call
// with its captures first; handed to a function, it becomes part of the instance; stored, it
// becomes a closure.

import type { Atom, Site } from "../ir/nodes.ts"
import { UNIT_ATOM } from "../ir/build.ts"
import { typeNode } from "../ir/layout.ts"
import { atomType, callFn, emit, endWith, value } from "./build.ts"
import type { Cx, Known } from "./state.ts"

/**
 * Lambdas that are known inside known lambdas, at most. A deeper one is passed as a value, so that
 * a function that wraps its own argument again and again has few instances.
 */
export const MAX_KNOWN_DEPTH = 2

/** An evaluated argument. */
export type Arg = { k: "atom"; atom: Atom } | { k: "known"; known: Known }

/** The function value of a known lambda. */
export function materialize(cx: Cx, known: Known): Atom {
  const fun = cx.lo.program.funs.get(known.f)!
  fun.asValue = true
  if (known.captures.length === 0) return { k: "fn", f: known.f, type: known.type }
  const rhs = {
    k: "closure" as const, type: known.type, f: known.f, captures: known.captures, heap: true,
  }
  return value(cx, rhs, known.type, "f")
}

export function argAtom(cx: Cx, arg: Arg): Atom {
  return arg.k === "atom" ? arg.atom : materialize(cx, arg.known)
}

/** Calls a function value or a known lambda with operands. */
export function callArg(cx: Cx, f: Arg, args: Atom[], site: Site): Atom {
  const type = f.k === "known" ? f.known.type : atomType(cx, f.atom)
  const node = typeNode(cx.lo.program.types, type)
  if (node.k !== "fn") throw new Error(`a value of type ${type} (${node.k}) is called`)
  const results = f.k === "known"
    ? callFn(cx, f.known.f, [...f.known.captures, ...args], node.results, site)
    : emit(cx, { k: "callValue", f: f.atom, args }, node.results, "r", site)
  return results[0] ?? UNIT_ATOM
}

/** After a call that never returns. */
export function endIfNever(cx: Cx, never: boolean): void {
  if (never) endWith(cx, { k: "never" })
}
