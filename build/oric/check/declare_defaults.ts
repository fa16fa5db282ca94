// `def impl`s and extensions as entries of scopes: own ones, and those that an import brings along
// (3.2, 6.5, D-38).

import type { Type } from "../syntax/ast.ts"
import type { Name } from "../syntax/node.ts"
import { addExtension } from "./declare_draft.ts"
import type { Draft } from "./declare_draft.ts"
import type { Module, ModuleId, Scope } from "./items.ts"
import { refuseParameters } from "./resolve.ts"
import { lookupCapset, lookupType } from "./scope.ts"
import type { TraitId } from "./types.ts"

/** Notes the extensions that each module declares, before imports ask for them. */
export function noteExtensions(draft: Draft): void {
  for (const impl of draft.items.impls) {
    if (impl.kind !== "extend" || impl.node?.kind !== "extend") continue
    const list = draft.extensions.get(impl.module) ?? []
    draft.extensions.set(impl.module,
      [...list, { head: headName(impl.node.target), impl: impl.id }])
    const { scope } = draft.items.modules[impl.module]!
    for (const method of impl.node.methods) {
      addExtension(scope, method.name.name, impl.id, impl.pub)
    }
  }
}

/** The name before the dot in an extension import (D-10). */
function headName(type: Type): string {
  switch (type.kind) {
    case "typeRef": return type.path.at(-1)!.name
    case "listType": return "List"
    case "mapType": return "Map"
    case "voidType": return "void"
    case "tupleType": return "Tuple"
    default: return "Self"
  }
}

/**
 * Binds a module's own default implementations, once its imports say what the traits' names mean.
 */
export function bindOwnDefaults(draft: Draft, module: Module): void {
  for (const id of draft.ownDefaults.get(module.id) ?? []) {
    const impl = draft.items.impls[id]!
    if (impl.node?.kind !== "defImpl") continue
    const trait = findTrait(draft, module, impl.node.trait)
    if (trait === null) continue
    impl.trait = { trait, args: [] }
    const list = module.scope.defImpls.get(trait) ?? []
    if (list.some((one) => !one.imported)) {
      draft.check.report("E1211", impl.node.trait,
        `a second default of \`${impl.node.trait.name}\` in this module`,
        "Keep one: a module gives a trait one default.")
    } else module.scope.defImpls.set(trait, [...list, { impl: id, imported: false }])
  }
}

function findTrait(draft: Draft, module: Module, name: Name): TraitId | null {
  const { check } = draft
  const found = lookupType(check, module, name.name)
  if (found === "broken") return null
  if (found?.k !== "trait") {
    const set = lookupCapset(check, module, name.name) !== null
    check.report(set ? "E1223" : "E2012", name, set
      ? `\`${name.name}\` is a capability set; it has no default`
        : `unknown capability \`${name.name}\``,
      "`def impl` gives a default for one trait in scope.")
    return null
  }
  if (draft.items.traits[found.trait]!.marker) {
    check.report("E1203", name, `\`${name.name}\` is a marker and is never bound`,
      "Remove this default.")
    return null
  }
  return refuseParameters(check, found.trait, name) ? null : found.trait
}

/**
 * What importing a trait brings along: the `pub` default of the module it comes from, or one that
 * passes through it.
 */
export function bindDefaults(
  draft: Draft, module: Module, use: { trait: TraitId; from: ModuleId; pub: boolean; at: Name },
): void {
  const { trait, from } = use
  const own = draft.items.modules[from]!.scope.defImpls.get(trait) ?? []
  const passed = draft.passedDefaults.get(from) ?? []
  const impls = [
    ...own.filter((one) => !one.imported && draft.items.impls[one.impl]!.pub).map((one) =>
      one.impl),
    ...passed.filter((one) => one.trait === trait).map((one) => one.impl),
  ]
  for (const impl of impls) {
    addDefault(draft, module.scope, trait, impl, use.at)
    if (use.pub) draft.passedDefaults.set(module.id,
      [...draft.passedDefaults.get(module.id) ?? [], { trait, impl }])
  }
}

function addDefault(draft: Draft, scope: Scope, trait: TraitId, impl: number, at: Name): void {
  const list = scope.defImpls.get(trait) ?? []
  const other = list.find((one) => one.imported)
  if (other === undefined) scope.defImpls.set(trait, [{ impl, imported: true }, ...list])
  else if (other.impl !== impl) {
    draft.check.report("E1210", at, `two defaults of \`${at.name}\` are imported`,
      "Import one of them `without def`.")
  }
}

/** Defaults of the prelude are in force wherever no other was imported. */
export function bindPreludeDefaults(draft: Draft): void {
  for (const [trait, [own]] of draft.check.prelude.defImpls) {
    if (own === undefined || !draft.items.impls[own.impl]!.pub) continue
    for (const module of draft.items.modules) {
      const list = module.scope.defImpls.get(trait) ?? []
      if (module.isPrelude || list.some((one) => one.imported)) continue
      module.scope.defImpls.set(trait, [{ impl: own.impl, imported: true }, ...list])
    }
  }
}
