// Stable names: keys of types and instances, and the C symbols made from them.
//
// A name is a function of what it names (module, item, types, lambdas, providers) and of nothing
// else, so that adding an item renames no other and unchanged objects stay cached.

import type { Items, ModuleId } from "../check/items.ts"
import type { FnId, TraitRef, TypeId } from "../check/types.ts"
import type { Fn } from "../ir/nodes.ts"
import type { Lower, ProviderShape } from "./state.ts"

/** No type that a program writes is spelled at such length: it came of ever larger ones (L 5.4). */
export const MAX_TYPE_LENGTH = 4000

/** The type spelled with full module paths: equal texts are equal types, in every program. */
export function typeKey(lo: Lower, type: TypeId): string {
  const known = lo.typeKeys.get(type)
  if (known !== undefined) return known
  const key = spell(lo, type)
  lo.typeKeys.set(type, key)
  return key
}

function spell(lo: Lower, type: TypeId): string {
  const { items } = lo.check
  const node = items.types.nodes[type]!
  switch (node.k) {
    case "named": {
      const item = items.typeItems[node.item]!
      return `${modulePath(items, item.module)}.${item.name}${argsKey(lo, node.args)}`
    }
    case "tuple": return `(${node.args.map((arg) => typeKey(lo, arg)).join()})`
    case "fn": {
      const args = node.args.map((arg) => typeKey(lo, arg)).join()
      return `(${args})->${typeKey(lo, node.result)}`
    }
    case "object": return node.bounds.map((bound) => traitKey(lo, bound)).join("+")
    case "void": case "never": case "error": return node.k
    default: throw new Error(`a type of kind ${node.k} is left where all types are concrete`)
  }
}

export function traitKey(lo: Lower, ref: TraitRef): string {
  const { items } = lo.check
  const trait = items.traits[ref.trait]!
  return `${modulePath(items, trait.module)}.${trait.name}${argsKey(lo, ref.args)}`
}

function argsKey(lo: Lower, args: TypeId[]): string {
  return args.length === 0 ? "" : `<${args.map((arg) => typeKey(lo, arg)).join()}>`
}

export function providerKey(lo: Lower, provider: ProviderShape): string {
  switch (provider.k) {
    case "static": {
      const impl = lo.check.items.impls[provider.impl]!
      return `static ${modulePath(lo.check.items, impl.module)}`
    }
    case "typed": return `typed ${typeKey(lo, provider.type)}`
    case "handler": return `handler ${provider.handler.id}`
    case "erased": return "erased"
  }
}

function modulePath(items: Items, module: ModuleId): string {
  return items.modules[module]!.path
}

/** Where a function is declared and under which name, as one text. */
export function fnPath(lo: Lower, fn: FnId): string {
  const { items } = lo.check
  const item = items.fns[fn]!
  const module = items.modules[item.module]!.path
  const owner = item.impl !== null ? items.impls[item.impl]! : null
  if (owner === null) {
    const trait = item.trait === null ? "" : `${items.traits[item.trait]!.name}.`
    return `${module}.${trait}${item.name}${item.kind === "test" ? ".test" : ""}`
  }
  const trait = owner.trait === null ? "" : `${traitOf(items, owner.trait)}.`
  return `${module}.${headName(items, owner.self)}.${trait}${item.name}`
}

function traitOf(items: Items, ref: TraitRef): string {
  return items.traits[ref.trait]!.name
}

/** The name of a type's head, for symbols that people read. */
function headName(items: Items, type: TypeId): string {
  const node = items.types.nodes[type]!
  switch (node.k) {
    case "named": return items.typeItems[node.item]!.name
    case "tuple": return `tuple${node.args.length}`
    case "param": return "any"
    case "error": return "default"
    default: return node.k
  }
}

/**
 * The C symbol for a path and the rest of the key; the rest, if there is any, appears as a digest.
 */
export function symbolFor(lo: Lower, path: string, rest: string): Fn {
  const key = `${path} ${rest}`
  const base = `o_${ident(path)}`
  const first = rest === "" ? base : `${base}__${digest(key)}`
  const owner = lo.symbols.get(first)
  const symbol = owner === undefined || owner === key ? first : `${base}__${digest(key)}`
  lo.symbols.set(symbol, key)
  return symbol
}

/** The same symbol with an ending, for what belongs to a function: lambdas, stubs. */
export function derivedSymbol(lo: Lower, symbol: Fn, ending: string): Fn {
  const derived = `${symbol}_${ident(ending)}`
  lo.symbols.set(derived, derived)
  return derived
}

function ident(text: string): string {
  return text.replace(/\.ori\b/, "").replace(/[^A-Za-z0-9]+/g, "_").replace(/^_+|_+$/g, "")
}

/** Ten digits in base 32 over a text: two multiplicative hashes side by side. */
export function digest(text: string): string {
  let a = 0x811c9dc5
  let b = 0x2545f491
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    a = Math.imul(a ^ unit, 0x01000193)
    b = Math.imul(b + unit, 0x9e3779b1) ^ (b >>> 15)
  }
  const bits = (BigInt(mix(a ^ (b >>> 7))) << 32n) | BigInt(mix(b))
  return (bits & ((1n << 50n) - 1n)).toString(32).padStart(10, "0")
}

function mix(value: number): number {
  let x = value | 0
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d)
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b)
  return (x ^ (x >>> 16)) >>> 0
}
