// Trait objects: boxing a value with the table of its type, and the stubs that tables hold
// (LANGUAGE 5.5).

import { resolveMethod } from "../check/solve.ts"
import type { TypeId } from "../check/types.ts"
import { addParam, varAtom } from "../ir/build.ts"
import { typeNode } from "../ir/layout.ts"
import type { Atom, Fn, VTable } from "../ir/nodes.ts"
import type { T } from "../ir/types.ts"
import { atomType, endWith, value } from "./build.ts"
import { callTarget, given } from "./callee.ts"
import type { Given, Outcome } from "./callee.ts"
import { callProvider, typedProvider } from "./capability.ts"
import { madeCx } from "./context.ts"
import { erasedProviders } from "./erased.ts"
import { symbolFor, typeKey } from "./names.ts"
import type { Cx } from "./state.ts"
import { irOf, slotsOf, usedTraits } from "./types.ts"
import type { SlotItem } from "./types.ts"

/** Boxes a value of type `from` as the trait object `to`. */
export function boxed(cx: Cx, atom: Atom, from: TypeId, to: TypeId): Atom {
  if (from === to || cx.dead) return atom
  const type = irOf(cx.lo, to)
  return value(cx, { k: "object", type, table: tableOf(cx, from, to), value: atom }, type, "object")
}

/** The table of a type for a trait object. */
function tableOf(cx: Cx, from: TypeId, to: TypeId): string {
  const { lo } = cx
  const name = symbolFor(lo, "table", `${typeKey(lo, from)} as ${typeKey(lo, to)}`)
  if (lo.program.tables.has(name)) return name
  const object = irOf(lo, to)
  const table: VTable = { name, type: object, self: irOf(lo, from), methods: [] }
  lo.program.tables.set(name, table)
  const node = typeNode(lo.program.types, object)
  if (node.k !== "object") throw new Error("a table for what is no trait object")
  slotsOf(lo, to).forEach((slot, index) => {
    const { params, results, writesBack } = node.slots[index]!
    table.methods.push(slotStub(cx, table, slot, index, from, { params, results, writesBack }))
  })
  return name
}

type Signature = { params: T[]; results: T[]; writesBack: boolean }

/**
 * What a slot calls: the method of the type, with the final `self` as last result where the trait's
 * writes back.
 */
function slotStub(
  cx: Cx, table: VTable, slot: SlotItem, index: number, from: TypeId, signature: Signature,
): Fn {
  const { lo } = cx
  const method = lo.check.items.fns[slot.method]!
  const used = usedTraits(lo, method)
  const module = lo.check.items.modules[method.module]!
  const inner = madeCx(lo, `${table.name}_${index}`, method.display, module)
  inner.fun.asValue = true
  // The caller of a table's method boxes a new `self` again.
  const last = signature.results.length - 1
  inner.fun.results = signature.results.map((type, at) =>
    (at === last && signature.writesBack ? table.self : type))
  const self = varAtom(addParam(inner.fun, table.self, "self"))
  const params = signature.params.map((param) => varAtom(addParam(inner.fun, param, "p")))
  const hidden = params.splice(params.length - used.length)
  const args = params.map((atom) => ({ k: "atom" as const, atom }))
  const outcome = reach(inner, slot, from, self,
    { args, providers: erasedProviders(lo, used, hidden) })
  const plain = signature.results.length - (signature.writesBack ? 1 : 0)
  const results = plain > 0 ? [outcome.value] : []
  if (signature.writesBack) results.push(outcome.self ?? self)
  endWith(inner, { k: "return", args: results })
  return inner.fun.name
}

/** Calls what a slot stands for; a method without a receiver has the value as its provider. */
function reach(
  cx: Cx, { ref, method }: SlotItem, from: TypeId, self: Atom,
  { args, providers }: Pick<Given, "args" | "providers">,
): Outcome {
  const { items } = cx.lo.check
  if (items.fns[method]!.hasSelf || ref.args.length > 0) {
    const receiver = items.fns[method]!.hasSelf ? self : null
    const target = resolveMethod(items, ref, method, from, [])
    return callTarget(cx, target, given(receiver, args, providers, -1))
  }
  const provider = typedProvider(cx, self, from)
  const call = { trait: ref.trait, method, types: [], args, providers, site: -1 }
  const result = callProvider(cx, provider, call)
  if (cx.dead) return { value: result, self }
  const last = value(cx, { k: "cellGet", of: provider.at }, atomType(cx, self), "p")
  return { value: result, self: last }
}
