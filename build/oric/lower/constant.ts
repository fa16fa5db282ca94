// Constants: literals where they are used, globals for what must be built once (LANGUAGE 16, 19.2).

import type { ConstId, ConstItem } from "../check/items.ts"
import type { TypeId } from "../check/types.ts"
import { VOID } from "../check/types.ts"
import { boolAtom, strAtom } from "../ir/build.ts"
import type { Atom } from "../ir/nodes.ts"
import { factsOf } from "./assigned.ts"
import { endWith, value } from "./build.ts"
import { newCx } from "./context.ts"
import { symbolFor } from "./names.ts"
import { expr } from "./state.ts"
import type { Cx, Lower } from "./state.ts"
import { concrete, irOf } from "./types.ts"
import { atomOf, lowerValue } from "./value.ts"

/** A constant's value at a use. */
export function constantAtom(cx: Cx, id: ConstId): Atom {
  const known = cx.lo.constants.get(id) ?? makeConstant(cx.lo, cx.lo.check.items.consts[id]!)
  cx.lo.constants.set(id, known)
  return "global" in known ? value(cx, { k: "global", name: known.global }, known.type, "c") : known
}

function makeConstant(lo: Lower, item: ConstItem): Atom | { global: string; type: number } {
  if (typeof item.builtin === "string") return strAtom(item.builtin)
  if (typeof item.builtin === "boolean") return boolAtom(item.builtin)
  const node = item.node!
  const known = lo.typed.get(item.module)!.constant[node.id]
  const atom = known === undefined ? null : atomOf(known)
  if (atom !== null) return atom
  const module = lo.check.items.modules[item.module]!
  const symbol = symbolFor(lo, `${module.path}.${item.name}`, "")
  const type = irOf(lo, typeOf(item))
  lo.program.globals.push({ name: symbol, type, init: `${symbol}_init`, value: null })
  lo.globalOrder.set(symbol, item.id)
  lo.queue.push(() => lowerInit(lo, item, symbol))
  return { global: symbol, type }
}

function typeOf(item: ConstItem): TypeId {
  if (item.type === null) throw new Error(`constant ${item.name} has no type`)
  return item.type
}

/** The function that computes a constant. */
function lowerInit(lo: Lower, item: ConstItem, symbol: string): void {
  const module = lo.check.items.modules[item.module]!
  const cx = newCx(lo, {
    symbol: `${symbol}_init`, display: `$${item.name.replace(/^\$/, "")}`, module,
    subst: new Map(), self: VOID,
    result: typeOf(item),
  })
  const node = item.node!
  const facts = factsOf(cx.typed, [node.value], () => false)
  cx.assigned = new Set(facts.assigned)
  cx.celled = new Set(facts.celled)
  cx.fun.results = [irOf(lo, concrete(cx, typeOf(item)))]
  const known = cx.typed.constant[node.id]
  const atom = known === undefined ? expr(cx, node.value) : lowerValue(cx, known, typeOf(item))
  endWith(cx, { k: "return", args: [atom] })
}

/** The values of `int.max`, `float.nan` and the like. */
export function builtinAtom(name: string): Atom {
  const int = INTS.get(name)
  if (int !== undefined) return { k: "int", value: int }
  const float = FLOATS.get(name)
  if (float !== undefined) return { k: "float", value: float }
  throw new Error(`no built-in constant ${name}`)
}

const INTS = new Map([["int.max", 2n ** 63n - 1n], ["int.min", -(2n ** 63n)]])
const FLOATS = new Map([
  ["float.max", Number.MAX_VALUE], ["float.min", 2.2250738585072014e-308],
  ["float.epsilon", Number.EPSILON],
  ["float.inf", Infinity], ["float.neg_inf", -Infinity], ["float.nan", NaN],
])
