// What a call needs of its caller: the callee's declared capabilities and markers.

import type { Cap } from "../../syntax/ast.ts"
import type { Check } from "../context.ts"
import type { Fn } from "../items.ts"
import { lookupModule, lookupType, memberType } from "../scope.ts"
import type { Callee, Typed } from "../typed.ts"
import type { TraitId } from "../types.ts"

export type Needs = {
  traits: TraitId[]
  suspend: boolean
  unsafe: boolean
  ffi: boolean
  /** A use itself, not a call of something that uses. */
  direct: boolean
  /** The callee in messages. */
  what: string
}

/** The needs of a call; null when it needs nothing. */
export function needsOf(check: Check, callee: Callee): Needs | null {
  switch (callee.k) {
    case "direct": return ofFunction(check, check.items.fns[callee.fn]!)
    case "bound": case "virtual": return ofFunction(check, check.items.fns[callee.method]!)
    case "capability": return ofUse(check, callee)
    default: return null
  }
}

/** The ambient `Print` is bound dynamically and declared nowhere (D-39). */
function isAmbient(check: Check, trait: TraitId): boolean {
  return check.items.known.traits.get("Print") === trait
}

function ofFunction(check: Check, fn: Fn): Needs | null {
  const { uses, extern } = fn
  const pure = uses.traits.length === 0 && !uses.suspend && !uses.unsafe && !uses.ffi
  if (pure && extern === null) return null
  const needs: Needs = {
    traits: uses.traits.filter((trait) => !isAmbient(check, trait)),
    suspend: uses.suspend || (extern !== null && extern.promise),
    unsafe: uses.unsafe || (extern !== null && extern.node.variadic),
    ffi: uses.ffi || extern !== null,
    direct: extern !== null,
    what: `\`${fn.display}\``,
  }
  return needs.traits.length > 0 || needs.suspend || needs.unsafe || needs.ffi ? needs : null
}

function ofUse(check: Check, callee: Callee & { k: "capability" }): Needs | null {
  const method = check.items.fns[callee.method]!
  const trait = check.items.traits[callee.trait]!
  const own = ofFunction(check, method)
  if (isAmbient(check, callee.trait)) return own
  const traits = own?.traits.filter((other) => other !== callee.trait) ?? []
  return {
    traits: [callee.trait, ...traits], suspend: own?.suspend ?? false, unsafe: own?.unsafe ?? false,
    ffi: own?.ffi ?? false, direct: true, what: `\`${trait.name}.${method.name}\``,
  }
}

/** The trait that a `with` binds; null for `FFI` and for names that mean none. */
export function boundTrait(check: Check, typed: Typed, cap: Cap): TraitId | null {
  const ref = typed.ref[cap.id]
  if (ref?.k === "trait") return ref.trait
  const module = check.items.modules[typed.module]!
  const [first, second] = cap.path
  if (first === undefined || cap.library !== null) return null
  const other = second === undefined ? null : lookupModule(module, first.name)
  const found = second === undefined ? lookupType(check, module, first.name)
    : other === null ? null : memberType(check, other, second.name)
  return found !== null && found !== "broken" && found.k === "trait" ? found.trait : null
}
