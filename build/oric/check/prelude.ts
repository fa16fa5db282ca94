// Items that stages need by meaning: found in the prelude by name, once (20).

import { addConst } from "./declare_draft.ts"
import type { Draft } from "./declare_draft.ts"
import type { Known } from "./items.ts"
import { intern } from "./types.ts"

/** Key of `Known` → name of the type that the prelude must declare. */
const TYPES = {
  int: "int", float: "float", bool: "bool", byte: "byte", char: "char", str: "str",
  duration: "Duration",
  size: "Size", list: "List", map: "Map", set: "Set", range: "Range", option: "Option",
  result: "Result",
  ordering: "Ordering", error: "Error", formatSpec: "FormatSpec", traceEntry: "TraceEntry",
  panicInfo: "PanicInfo",
} as const

/** Traits that desugarings and derives name. */
const TRAITS = ["Eq", "Comparable", "Hashable", "Printable", "Debug", "Clone", "Default"]

/**
 * Sums whose variants are in scope everywhere; those of the others need their type's name (D-43).
 */
const OPEN_SUMS = ["Option", "Result", "Ordering"]

/** Fills `Items.known`; what is missing is a fault of the prelude (E9001), named once. */
export function findKnown(draft: Draft): void {
  const { items, check } = draft
  const missing: string[] = []
  const types: Record<string, number> = {}
  for (const [key, name] of Object.entries(TYPES)) {
    const entry = check.prelude.types.get(name)?.entry
    if (entry?.k === "type") types[key] = entry.item
    else missing.push(name)
  }
  const traits = new Map<string, number>()
  for (const [name, { entry }] of check.prelude.types) if (entry.k === "trait") traits.set(name,
    entry.trait)
  missing.push(...TRAITS.filter((name) => !traits.has(name)))
  const fns = new Map<string, number>()
  for (const [name, { entry }] of check.prelude.values) if (entry.k === "fn") fns.set(name,
    entry.fn)
  items.known = { ...emptyKnown(), ...types, traits, fns }
  if (missing.length === 0) return
  check.report("E9001", { at: 0, end: 0 }, `the prelude lacks ${missing.join(", ")}`,
    "The standard library is damaged.")
}

/** `Known` before the prelude was read. */
export function emptyKnown(): Known {
  const none = Object.fromEntries(Object.keys(TYPES).map((key) => [key, -1]))
  return { ...none as Record<keyof typeof TYPES, number>, traits: new Map(), fns: new Map() }
}

/** Hides variants of the prelude that are found through their type only. */
export function hideVariants(draft: Draft): void {
  for (const binding of draft.check.prelude.values.values()) {
    if (binding.entry.k !== "variant") continue
    binding.pub &&= OPEN_SUMS.includes(draft.items.typeItems[binding.entry.item]!.name)
  }
}

/** `$target_os`, `$debug` and their like (17). */
export function bindTargetConsts(draft: Draft): void {
  const { items, check } = draft
  const { target, known } = items
  const values: Record<string, string | boolean> = {
    target_os: target.os, target_arch: target.arch, target_family: target.family,
    debug: target.debug, release: !target.debug,
  }
  for (const [name, value] of Object.entries(values)) {
    const item = addConst(items, name, 0, null, value)
    const type = typeof value === "string" ? known.str : known.bool
    item.type = intern(items.types, { k: "named", item: type, args: [] })
    check.prelude.values.set(name,
      { entry: { k: "const", const: item.id }, pub: true, at: item.at, own: true,
        repeated: false })
  }
}
