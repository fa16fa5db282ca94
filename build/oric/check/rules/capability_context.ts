// What a body may do without further ado: what it declares, and what roots may (LANGUAGE 14.1,
// D-37).

import type { Span } from "../../source/diagnostic.ts"
import type { Check } from "../context.ts"
import type { CapSet, Fn, Module } from "../items.ts"
import type { TraitId } from "../types.ts"
import type { Body } from "./body.ts"

export type Context = {
  module: Module
  uses: CapSet
  /** May take default providers without declaring them. */
  root: boolean
  /** Called by the host: what it declares comes from the defaults too. */
  entry: boolean
  /** May call foreign functions without declaring it. */
  foreign: boolean
  /** In a default method: its own trait, whose provider is the one that was called. */
  selfTrait: TraitId | null
  /** Capabilities that it was told to lack: once is enough. */
  told: Set<TraitId>
  /** How messages call it. */
  name: string
  /** Where its signature is; null for code that has none. */
  at: Span | null
  /** What to do about a suspending call, where declaring it is not enough. */
  suspendHelp: string | null
}

const NOTHING: CapSet = {
  traits: [], suspend: false, unsafe: false, ffi: false, broken: false,
}

/** The context of a function, method, test or constant. */
export function contextOf(check: Check, body: Body): Context {
  const { fn, module } = body
  if (fn === null) return bareContext(module, `the constant \`${constantName(body)}\``)
  const entry = isEntry(check, fn)
  const effects = fn.kind === "def-impl" || fn.kind === "trait-impl"
  return {
    module, uses: fn.uses, root: entry || effects, entry, foreign: effects || fn.kind === "test",
    selfTrait: fn.kind === "default" ? fn.trait : null,
    told: new Set(), name: `\`${fn.display}\``, at: fn.at, suspendHelp: suspendHelp(check, fn),
  }
}

function constantName(body: Body): string {
  return `$${body.const?.name.replace(/^\$/, "") ?? ""}`
}

/** The context of code that may do nothing: initialisers, default values. */
export function bareContext(module: Module, name: string): Context {
  return {
    module, uses: NOTHING, root: false, entry: false, foreign: false, selfTrait: null, name,
    told: new Set(), at: null, suspendHelp: "Call it in a function that declares `uses Suspend`.",
  }
}

/** Where a capability is provided whose name was reported. */
export function withUnknown(context: Context): Context {
  return { ...context, uses: { ...context.uses, broken: true } }
}

function isEntry(check: Check, fn: Fn): boolean {
  const { main, panic, exports } = check.items
  return fn.kind === "test" || fn.id === main || fn.id === panic || exports.includes(fn.id)
}

function suspendHelp(check: Check, fn: Fn): string | null {
  switch (fn.kind) {
    case "test": return "Declare it: `@name tests @target () -> void uses Suspend = …`."
    case "trait-impl": case "def-impl":
      if (isOfPrelude(check, fn)) return "Wait before, in a function that declares `uses Suspend`."
      return "Declare `uses Suspend` in the trait's signature and here, so that callers know."
    default: return null
  }
}

/** Nobody can change the signatures of the prelude's traits. */
function isOfPrelude({ items }: Check, fn: Fn): boolean {
  const trait = fn.impl === null ? null : items.impls[fn.impl]!.trait
  return trait !== null && items.modules[items.traits[trait.trait]!.module]!.isPrelude
}
