// Functions whose body is a primitive: the step, and the Ori value made of its results.

import type { Fn as FnItem } from "../check/items.ts"
import { fnParams } from "../check/solve_bounds.ts"
import type { TypeId } from "../check/types.ts"
import { UNIT_ATOM, make, prim, strAtom } from "../ir/build.ts"
import type { Atom, Site } from "../ir/nodes.ts"
import { PRIMS } from "../ir/prims.ts"
import type { Prim, PrimType } from "../ir/prims.ts"
import { primType } from "../ir/rhs.ts"
import { UNIT } from "../ir/types.ts"
import { emit, panicWith, value } from "./build.ts"
import type { Cx } from "./state.ts"
import { concreteIn, irOf, zip } from "./types.ts"

/**
 * Calls the primitive that is a function's body. `drop_early` of what is no local just lets it go.
 */
export function callPrim(cx: Cx, item: FnItem, types: TypeId[], args: Atom[], site: Site): Atom {
  const op = item.prim!
  if (op === "panic") {
    panicWith(cx, args[0]!, site)
    return UNIT_ATOM
  }
  if (op === "drop_early") return UNIT_ATOM
  if (op === "site") return cx.callSite ?? strAtom("?")
  const results = emitPrim(cx, op, types, args, site)
  if (results.length <= 1) return results[0] ?? UNIT_ATOM
  const tuple = concreteIn(cx.lo, item.result, zip(fnParams(cx.lo.check.items, item.id), types))
  return value(cx, make(irOf(cx.lo, tuple), 0, results), irOf(cx.lo, tuple))
}

/** The step of a primitive at these type arguments, and its results. */
export function emitPrim(cx: Cx, op: string, types: TypeId[], args: Atom[], site: Site): Atom[] {
  const schema = PRIMS.get(op)
  if (schema === undefined) throw new Error(`no primitive ${op}`)
  const element = isGeneric(schema) ? irOf(cx.lo, types[0]!) : UNIT
  const { types: table } = cx.lo.program
  const results = schema.results.map((result) => primType(table, result.type, [element]))
  const rhs = prim(op, isGeneric(schema) ? [element] : [], args)
  return emit(cx, rhs, results, "t", schema.panics ? site : -1)
}

function isGeneric(schema: Prim): boolean {
  const mentions = (type: PrimType): boolean => type === "T" || type === "[T]"
  return schema.params.some((param) => mentions(param.type)) ||
    schema.results.some((result) => mentions(result.type))
}
