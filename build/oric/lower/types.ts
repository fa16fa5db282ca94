// Types of the language at concrete arguments → types of the IR.
//
// Structs, sums, tuples, options are data types, newtypes are what they hold, functions and objects
// have the signatures of their calls. Whether something has a result is decided here alone: a
// result of type unit is none.

import type { Fn as FnItem, ImplItem, TypeItem } from "../check/items.ts"
import { showType } from "../check/show.ts"
import { CONCRETE, normalize, resolveMethod, solve, supersOf } from "../check/solve.ts"
import { traitParams } from "../check/solve_bounds.ts"
import { VOID, substitute, typeNode } from "../check/types.ts"
import type { FnId, GenericId, TraitId, TraitRef, TypeId, TypeItemId } from "../check/types.ts"
import {
  dataType, fillData, fillObject, fnType, listType, markDrops, objectType,
} from "../ir/layout.ts"
import type { T } from "../ir/types.ts"
import { BOOL, BYTE, CHAR, FLOAT, HANDLE, INT, POINTER, STR, UNIT } from "../ir/types.ts"
import type { Cx, Lower } from "./state.ts"
import { mayDrop } from "./may_drop.ts"
import { MAX_TYPE_LENGTH, traitKey, typeKey } from "./names.ts"

/** The type that a type of the generic body is in this instance. */
export function concrete(cx: Cx, type: TypeId): TypeId {
  const known = cx.concrete.get(type)
  if (known !== undefined) return known
  const result = concreteIn(cx.lo, type, cx.subst)
  cx.concrete.set(type, result)
  return result
}

/** The same with an explicit substitution. */
export function concreteIn(lo: Lower, type: TypeId, subst: Map<GenericId, TypeId>): TypeId {
  const { items } = lo.check
  const filled = substitute(items.types, type, (param) => subst.get(param) ?? null)
  return normalize(items, filled, CONCRETE)
}

/** The IR type of a concrete type. */
export function irOf(lo: Lower, type: TypeId): T {
  const known = lo.irTypes.get(type)
  if (known !== undefined) return known
  const result = translate(lo, type)
  lo.irTypes.set(type, result)
  return result
}

/** The IR type of a type as it stands in the generic body. */
export function irIn(cx: Cx, type: TypeId): T {
  return irOf(cx.lo, concrete(cx, type))
}

/** Result types of something that yields this type. */
export function resultsOf(lo: Lower, type: TypeId): T[] {
  const result = irOf(lo, type)
  return result === UNIT ? [] : [result]
}

function translate(lo: Lower, type: TypeId): T {
  const { types } = lo.check.items
  const node = typeNode(types, type)
  switch (node.k) {
    case "void": case "never": return UNIT
    case "tuple": return tupleType(lo, type, node.args)
    case "fn": {
      const params = node.args.map((arg) => irOf(lo, arg))
      return fnType(lo.program.types, params, resultsOf(lo, node.result))
    }
    case "object": return objectOf(lo, type)
    case "named": return namedType(lo, type, lo.check.items.typeItems[node.item]!, node.args)
    default: throw new Error(`no IR type for ${showType(lo.check.items, type)} (${node.k})`)
  }
}

function tupleType(lo: Lower, type: TypeId, args: TypeId[]): T {
  const { type: result, fresh } = reserve(lo, type)
  if (!fresh) return result
  lo.irTypes.set(type, result)
  const fields = args.map((arg, index) => ({ name: `t${index}`, type: irOf(lo, arg) }))
  fillData(lo.program.types, result, [{ name: "", fields }], null)
  return result
}

function namedType(lo: Lower, type: TypeId, item: TypeItem, args: TypeId[]): T {
  if (item.kind === "prim") return primType(lo, item, args)
  if (isTransparent(lo, type)) return irOf(lo, fieldType(lo, type, 0, 0))
  const { type: result, fresh } = reserve(lo, type)
  if (!fresh) return result
  lo.irTypes.set(type, result)
  const ends = isEndless(lo, type, item)
  const variants = item.variants.map((variant, index) => ({
    name: variant.name,
    fields: variant.fields.map((field, position) => ({
      name: field.name ?? (variant.fields.length === 1 ? "value" : `value${position}`),
      type: ends ? INT : irOf(lo, fieldType(lo, type, index, position)),
    })),
  }))
  fillData(lo.program.types, result, variants, lo.hooks.dropOf(lo, type))
  return result
}

/**
 * Whether projections lead from the type to ever larger ones; said once. Functions at types half as
 * long have been refused before.
 */
function isEndless(lo: Lower, type: TypeId, item: TypeItem): boolean {
  if (item.node === null || typeKey(lo, type).length < 2 * MAX_TYPE_LENGTH) return false
  if (lo.check.items.modules[item.module]!.package === "std") return false
  if (!lo.endless.has(item.id)) {
    lo.check.report("E2008", item.node.name, `\`${item.name}\` holds itself at ever larger types`,
      "Each would be a type of its own: give it the same arguments inside.")
  }
  lo.endless.add(item.id)
  return true
}

function reserve(lo: Lower, type: TypeId): { type: T; fresh: boolean } {
  return dataType(lo.program.types, typeKey(lo, type), showType(lo.check.items, type))
}

/** A newtype is its inner type, unless it has a Drop impl of its own or holds itself. */
export function isTransparent(lo: Lower, type: TypeId): boolean {
  const node = typeNode(lo.check.items.types, type)
  if (node.k !== "named" || lo.check.items.typeItems[node.item]!.kind !== "newtype") return false
  return lo.hooks.dropOf(lo, type) === null && !holdsItself(lo, node.item)
}

/** Whether a type can be reached from what it is declared to hold (5.3). */
function holdsItself(lo: Lower, item: TypeItemId): boolean {
  const known = lo.recursive.get(item)
  if (known !== undefined) return known
  const { types, typeItems } = lo.check.items
  const seen = new Set<TypeItemId>()
  const open: TypeId[] = fieldsOf(typeItems[item]!)
  for (let type = open.pop(); type !== undefined; type = open.pop()) {
    const node = types.nodes[type]!
    if ("args" in node) open.push(...node.args)
    if (node.k === "fn") open.push(node.result)
    if (node.k === "object") open.push(...node.bounds.flatMap((bound) => bound.args))
    if (node.k !== "named" || seen.has(node.item)) continue
    seen.add(node.item)
    open.push(...fieldsOf(typeItems[node.item]!))
  }
  lo.recursive.set(item, seen.has(item))
  return seen.has(item)
}

function fieldsOf(item: TypeItem): TypeId[] {
  return item.variants.flatMap((variant) => variant.fields.map((field) => field.type))
}

function primType(lo: Lower, item: TypeItem, args: TypeId[]): T {
  const { known } = lo.check.items
  switch (item.id) {
    case known.int: case known.duration: case known.size: return INT
    case known.float: return FLOAT
    case known.bool: return BOOL
    case known.byte: return BYTE
    case known.char: return CHAR
    case known.str: return STR
    case known.list: return listType(lo.program.types, irOf(lo, args[0]!))
  }
  switch (item.name) {
    case "JsValue": return HANDLE
    case "CPtr": return POINTER
    case "c_float": case "c_double": return FLOAT
    default: return INT
  }
}

/**
 * The concrete type of a field of a concrete type: of a variant's payload, a struct (variant 0) or
 * a newtype.
 */
export function fieldType(lo: Lower, type: TypeId, variant: number, field: number): TypeId {
  const node = typeNode(lo.check.items.types, type)
  if (node.k === "tuple") return node.args[field]!
  if (node.k !== "named") throw new Error(`${showType(lo.check.items, type)} has no fields`)
  const item = lo.check.items.typeItems[node.item]!
  const subst = zip(item.generics, node.args)
  return concreteIn(lo, item.variants[variant]!.fields[field]!.type, subst)
}

/** The function type's parameter and result types. */
export function fnParts(lo: Lower, type: TypeId): { args: TypeId[]; result: TypeId } {
  const node = typeNode(lo.check.items.types, type)
  if (node.k !== "fn") throw new Error(`${showType(lo.check.items, type)} is no function type`)
  return { args: node.args, result: node.result }
}

/** Element type of a list. */
export function itemType(lo: Lower, type: TypeId): TypeId {
  const node = typeNode(lo.check.items.types, type)
  if (node.k !== "named" || node.item !== lo.check.items.known.list) {
    throw new Error(`${showType(lo.check.items, type)} is no list`)
  }
  return node.args[0]!
}

export function isNamed(lo: Lower, type: TypeId, item: number): boolean {
  const node = typeNode(lo.check.items.types, type)
  return node.k === "named" && node.item === item
}

export function zip(generics: GenericId[], types: TypeId[]): Map<GenericId, TypeId> {
  return new Map(generics.map((generic, index) => [generic, types[index] ?? VOID]))
}

/** What `Self` is for a function at these types. */
export function selfOf(lo: Lower, fn: FnItem, types: TypeId[]): TypeId {
  const { items } = lo.check
  if (fn.trait !== null && fn.impl === null) return types[0] ?? VOID
  if (fn.impl === null) return VOID
  const impl: ImplItem = items.impls[fn.impl]!
  return impl.kind === "def" ? VOID : concreteIn(lo, impl.self, zip(impl.generics, types))
}

/** Does the function hand the final `self` back to its caller? */
export function writesBack(fn: FnItem): boolean {
  return fn.hasSelf && fn.mutates && !fn.returnsSelf
}

/**
 * The impl method or default that a trait's only method is for a type; null if the type does not
 * implement it.
 */
export function implementation(
  lo: Lower, trait: TraitId, type: TypeId,
): { fn: FnId; types: TypeId[] } | null {
  const { items } = lo.check
  const ref = { trait, args: [] }
  if (solve(items, ref, type, CONCRETE).k !== "impl") return null
  const resolved = resolveMethod(items, ref, items.traits[trait]!.methods[0]!, type, [])
  return resolved.k === "fn" ? resolved : null
}

// ── trait objects ────────────────────────────────────────────────────────────────────────────────

export type SlotItem = { ref: TraitRef; method: FnId }

/**
 * The methods of a trait object, in the order of its slots: each bound's own and its supertraits'.
 */
export function slotsOf(lo: Lower, object: TypeId): SlotItem[] {
  const { items } = lo.check
  const node = typeNode(items.types, object)
  if (node.k !== "object") throw new Error(`${showType(items, object)} is no trait object`)
  const slots: SlotItem[] = []
  for (const ref of node.bounds.flatMap((bound) => supersOf(items, bound, object))) {
    for (const method of items.traits[ref.trait]!.methods) {
      const fn = items.fns[method]!
      const known = slots.some((slot) =>
        slot.method === method && slot.ref.args.join() === ref.args.join())
      if (!known && callableOnObject(lo, fn, ref)) slots.push({ ref, method })
    }
  }
  return slots
}

/**
 * Does a slot hand the final value back? What provides a capability may change at each call, though
 * the capability's methods have no receiver.
 */
function slotHandsBack(fn: FnItem): boolean {
  return !fn.hasSelf || writesBack(fn)
}

/** Methods that mention `Self` elsewhere, or are generic, cannot be called on an object (D-18). */
function callableOnObject(lo: Lower, fn: FnItem, ref: TraitRef): boolean {
  if (fn.generics.length > 0) return false
  const { items } = lo.check
  const { self } = items.traits[ref.trait]!
  const mentions = (type: TypeId): boolean => substitute(items.types, type, (param) =>
    param === self ? VOID : null) !== type
  return !fn.returnsSelf && !mentions(fn.result) && !fn.params.some((param) => mentions(param.type))
}

function objectOf(lo: Lower, type: TypeId): T {
  const { items } = lo.check
  const name = showType(items, type)
  const { type: result, fresh } = objectType(lo.program.types, typeKey(lo, type), name)
  if (!fresh) return result
  lo.irTypes.set(type, result)
  lo.objectTypes.set(result, type)
  if (mayDrop(lo, type)) markDrops(lo.program.types, result)
  fillObject(lo.program.types, result, slotsOf(lo, type).map(({ ref, method }) => {
    const fn = items.fns[method]!
    const subst = objectSubst(lo, ref, type)
    const results = resultsOf(lo, concreteIn(lo, fn.result, subst))
    const handsBack = slotHandsBack(fn)
    if (handsBack) results.push(result)
    const params = [
      ...fn.params.map((param) => irOf(lo, paramType(lo, param, subst))),
      ...usedTraits(lo, fn).map((trait) => providerType(lo, trait)),
    ]
    return { name: fn.name, params, results, writesBack: handsBack }
  }))
  return result
}

/**
 * The capabilities that travel as hidden arguments: all that a function uses, but not `Print`
 * (D-39).
 */
export function usedTraits(lo: Lower, item: FnItem): TraitId[] {
  const print = lo.check.items.known.traits.get("Print")
  return item.uses.traits.filter((trait) => trait !== print)
}

/** What operations of a capability use besides it. */
export function furtherTraits(lo: Lower, trait: TraitId, operation: FnItem): TraitId[] {
  return usedTraits(lo, operation).filter((other) => other !== trait)
}

/** The type of a provider as a value (`erased.ts`): a function for each operation. */
export function providerType(lo: Lower, trait: TraitId): T {
  const { name } = lo.check.items.traits[trait]!
  const key = `provider ${traitKey(lo, { trait, args: [] })}`
  const { type, fresh } = dataType(lo.program.types, key, name)
  if (fresh) {
    const fields = operationsOf(lo, trait)
    fillData(lo.program.types, type, [{ name: "provider", fields }], null)
  }
  return type
}

/** The operations of a capability as fields that hold functions; further providers come last. */
export function operationsOf(lo: Lower, trait: TraitId): { name: string; type: T }[] {
  const { items } = lo.check
  const subst = objectSubst(lo, { trait, args: [] }, VOID)
  return items.traits[trait]!.methods.map((method) => {
    const fn = items.fns[method]!
    // What no object's method calls (E2024) needs no place.
    if (fn.generics.length > 0) return { name: fn.name, type: UNIT }
    const params = [
      ...fn.params.map((param) => irOf(lo, paramType(lo, param, subst))),
      ...furtherTraits(lo, trait, fn).map((other) => providerType(lo, other)),
    ]
    const results = resultsOf(lo, concreteIn(lo, fn.result, subst))
    return { name: fn.name, type: fnType(lo.program.types, params, results) }
  })
}

/** `Self` and the parameters of a trait for calls through an object. */
function objectSubst(lo: Lower, ref: TraitRef, self: TypeId): Map<GenericId, TypeId> {
  return zip(traitParams(lo.check.items, ref.trait), [self, ...ref.args])
}

/** The type that a parameter has inside the function: a variadic one is a list. */
export function paramType(
  lo: Lower, param: FnItem["params"][number], subst: Map<GenericId, TypeId>,
): TypeId {
  return concreteIn(lo, param.type, subst)
}
