// Providers as values of one type. Which function the call of an object's method reaches is known
// only when the program runs, so there is no instance for the provider at hand: the method gets a
// value that holds a function for each operation, over whatever provides it. `Print` is bound the
// same way.

import type { FnId, TraitId } from "../check/types.ts"
import { VOID } from "../check/types.ts"
import { UNIT_ATOM, addParam, varAtom } from "../ir/build.ts"
import { fnType } from "../ir/layout.ts"
import type { Atom } from "../ir/nodes.ts"
import { construct, endWith } from "./build.ts"
import type { Providers } from "./callee.ts"
import { callProvider } from "./capability.ts"
import { madeCx } from "./context.ts"
import { paramTypes, resultTypes } from "./instance.ts"
import { materialize } from "./known.ts"
import { derivedSymbol } from "./names.ts"
import type { Cx, Lower, Provider } from "./state.ts"
import { furtherTraits, irOf, providerType } from "./types.ts"

/** A provider as a value, by its operations. */
export function erase(cx: Cx, trait: TraitId, provider: Provider): Atom {
  if (provider.k === "erased") return provider.at
  return construct(cx, providerType(cx.lo, trait), 0, operationValues(cx, trait, provider), "p")
}

/** The providers that a made up function receives as values, in the order of its parameters. */
export function erasedProviders(lo: Lower, traits: TraitId[], params: Atom[]): Providers {
  return {
    list: traits.map((trait) => ({ trait, from: { k: "received" } })),
    resolve({ trait }) {
      const at = params[traits.indexOf(trait)]!
      return { k: "erased", cell: providerType(lo, trait), at }
    },
    self: null,
  }
}

/** The operations of a capability as function values over a provider. */
export function operationValues(cx: Cx, trait: TraitId, provider: Provider): Atom[] {
  const { methods } = cx.lo.check.items.traits[trait]!
  return methods.map((method) => operationValue(cx, trait, provider, method))
}

function operationValue(cx: Cx, trait: TraitId, provider: Provider, method: FnId): Atom {
  const { lo } = cx
  const item = lo.check.items.fns[method]!
  if (item.generics.length > 0) return UNIT_ATOM
  cx.root.lambdas++
  const symbol = derivedSymbol(lo, cx.root.symbol, `p${cx.root.lambdas}`)
  const inner = madeCx(lo, symbol, item.display, cx.module)
  const captures = provider.k === "static" ? [] : [provider.at]
  const types = provider.k === "static" ? [] : [provider.cell]
  const [at] = types.map((type) => varAtom(addParam(inner.fun, type, "p")))
  inner.fun.captures = types.length
  const further = furtherTraits(lo, trait, item)
  const own = paramTypes(lo, item, [VOID]).map((type) => irOf(lo, type))
  const params = [...own, ...further.map((other) => providerType(lo, other))]
  const atoms = params.map((type) => varAtom(addParam(inner.fun, type, "p")))
  inner.fun.results = resultTypes(lo, item, [VOID])
  const inside = at === undefined || provider.k === "static" ? provider : { ...provider, at }
  const result = callProvider(inner, inside, {
    trait, method, types: [], args: atoms.slice(0, own.length).map((atom) => ({ k: "atom", atom })),
    providers: erasedProviders(lo, further, atoms.slice(own.length)), site: -1,
  })
  endWith(inner, { k: "return", args: inner.fun.results.length === 0 ? [] : [result] })
  const type = fnType(lo.program.types, params, inner.fun.results)
  return materialize(cx, { f: symbol, types, type, depth: 0, captures })
}
