// `Print`, the one dynamic capability (D-39): `with Print = P` changes what everything called from
// its body prints to.
//
// The provider in force is held in a global cell, if any `with Print` exists in the program; else
// calls go straight to the default. A provider is a function value over its cell for each method,
// so that every type fits. While one of them runs, the provider around is in force: what prints in
// it is passed on, as with every other capability.

import type { ImplId } from "../check/items.ts"
import { implMethod } from "../check/solve.ts"
import type { FnId, TraitId } from "../check/types.ts"
import { VOID } from "../check/types.ts"
import { UNIT_ATOM, addParam, varAtom } from "../ir/build.ts"
import { cellType, dataType, fillData, typeNode } from "../ir/layout.ts"
import type { Atom, Fn, Site } from "../ir/nodes.ts"
import type { T } from "../ir/types.ts"
import {
  atomType, callFn, construct, emit, endWith, enterJoin, fieldOf, jumpTo, openJoin, value,
} from "./build.ts"
import { NO_PROVIDERS, callFunction, given } from "./callee.ts"
import { madeCx } from "./context.ts"
import { operationValues } from "./erased.ts"
import { paramTypes, resultTypes } from "./instance.ts"
import type { Cx, HeldProvider, Lower } from "./state.ts"
import { branchTag } from "./sums.ts"
import { irOf, operationsOf } from "./types.ts"

const GLOBAL = "g_print"

/** A call of a method of `Print`. */
export function callPrint(cx: Cx, method: FnId, args: Atom[], site: Site): Atom {
  if (!cx.lo.dynamicPrint) return callDefault(cx, method, args, site)
  const item = cx.lo.check.items.fns[method]!
  const symbol = `o_print_${item.name}`
  if (!cx.lo.program.funs.has(symbol)) makeDispatch(cx, symbol, method)
  return callFn(cx, symbol, args, resultTypes(cx.lo, item, [VOID]), site)[0] ?? UNIT_ATOM
}

function callDefault(cx: Cx, method: FnId, args: Atom[], site: Site): Atom {
  const { items } = cx.lo.check
  const target = implMethod(
    items, defaultImpl(cx.lo), [], { trait: printTrait(cx.lo), args: [] }, method, VOID, []
  )
  const all = args.map((atom) => ({ k: "atom" as const, atom }))
  return callFunction(cx, target.fn, target.types, given(null, all, NO_PROVIDERS, site)).value
}

export function printTrait(lo: Lower): TraitId {
  return lo.check.items.known.traits.get("Print")!
}

function defaultImpl(lo: Lower): ImplId {
  const { impls } = lo.check.items
  const found = impls.find((impl) => impl.kind === "def" && impl.trait?.trait === printTrait(lo))
  if (found === undefined) throw new Error("the prelude has no default of Print")
  return found.id
}

/** A function that asks the provider in force, else the default. */
function makeDispatch(cx: Cx, symbol: Fn, method: FnId): void {
  const { lo } = cx
  const item = lo.check.items.fns[method]!
  const inner = madeCx(lo, symbol, item.display, lo.check.items.modules[item.module]!)
  const args = paramTypes(lo, item, [VOID]).map((type) =>
    varAtom(addParam(inner.fun, irOf(lo, type), "p")))
  inner.fun.results = resultTypes(lo, item, [VOID])
  const join = openJoin(inner, inner.fun.results[0] ?? irOf(lo, VOID), [])
  const held = inForce(inner)
  const { methods } = lo.check.items.traits[printTrait(lo)]!
  const index = methods.indexOf(method)
  branchTag(inner, held, () => {
    const f = fieldOf(inner, held, 0, index)
    restorePrint(inner, fieldOf(inner, held, 0, methods.length))
    const node = typeNode(lo.program.types, atomType(inner, f))
    if (node.k !== "fn") throw new Error("a printing provider holds no functions")
    const [result] = emit(inner, { k: "callValue", f, args }, node.results, "r", -1)
    restorePrint(inner, held)
    jumpTo(inner, join, result ?? UNIT_ATOM)
  }, () => jumpTo(inner, join, callDefault(inner, method, args, -1)))
  const result = enterJoin(inner, join)
  endWith(inner, { k: "return", args: inner.fun.results.length === 0 ? [] : [result] })
}

/** The type of the provider in force: its methods and the provider around, or none. */
function stateType(lo: Lower): T {
  const { type, fresh } = dataType(lo.program.types, "print provider", "Print")
  if (!fresh) return type
  const fields = [...operationsOf(lo, printTrait(lo)), { name: "around", type }]
  const variants = [{ name: "provider", fields }, { name: "default", fields: [] }]
  fillData(lo.program.types, type, variants, null)
  return type
}

function globalCell(cx: Cx): Atom {
  const { lo } = cx
  const type = cellType(lo.program.types, stateType(lo))
  if (!lo.program.globals.some((one) => one.name === GLOBAL)) {
    const init = madeCx(lo, `${GLOBAL}_init`, "Print", lo.check.items.modules[0]!)
    init.fun.results = [type]
    const first = construct(init, stateType(lo), 1, [])
    const cell = value(init, { k: "cell", type, value: first, heap: true }, type, "p")
    endWith(init, { k: "return", args: [cell] })
    lo.program.globals.unshift({ name: GLOBAL, type, init: init.fun.name, value: null })
  }
  return value(cx, { k: "global", name: GLOBAL }, type, "p")
}

// ── `with Print` ─────────────────────────────────────────────────────────────────────────────────

/** The provider in force now; null where none can be. */
export function savePrint(cx: Cx): Atom | null {
  return cx.lo.dynamicPrint ? inForce(cx) : null
}

function inForce(cx: Cx): Atom {
  const held = value(cx, { k: "cellGet", of: globalCell(cx) }, stateType(cx.lo), "p")
  return value(cx, { k: "copy", of: held }, stateType(cx.lo), "p")
}

export function restorePrint(cx: Cx, saved: Atom | null): void {
  if (saved === null || cx.dead) return
  emit(cx, { k: "cellSet", of: globalCell(cx), value: saved }, [], "", -1)
}

/** Puts a provider in force until the scope is left. */
export function bindPrint(cx: Cx, provider: HeldProvider): void {
  const saved = inForce(cx)
  const fields = operationValues(cx, printTrait(cx.lo), provider)
  restorePrint(cx, construct(cx, stateType(cx.lo), 0, [...fields, saved]))
  cx.cleanups.push((at) => restorePrint(at, saved))
}
