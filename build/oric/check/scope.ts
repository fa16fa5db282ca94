// Names of modules: what a name means where it stands (3.5). Own items come first, then imports,
// then the prelude.

import { suggest } from "../source/suggest.ts"
import type { Check } from "./context.ts"
import type { Binding, Capset, Module, ModuleId, Scope, TypeEntry, ValueEntry } from "./items.ts"

/** A scope in which nothing is bound. */
export function newScope(): Scope {
  return {
    types: new Map(), values: new Map(), modules: new Map(), defImpls: new Map(),
    extensions: new Map(), shared: new Map(),
    capsets: new Map(),
  }
}

/** A name's meaning; "broken" if its declaration or import failed, which has been reported. */
export type Found<T> = T | "broken" | null

/** What a name means as a type. */
export function lookupType(check: Check, module: Module, name: string): Found<TypeEntry> {
  return lookup(check, module, name, (scope) => scope.types)
}

/** What a name means as a value: function, constant, variant or newtype. */
export function lookupValue(check: Check, module: Module, name: string): Found<ValueEntry> {
  return lookup(check, module, name, (scope) => scope.values)
}

/** The capability set of that name. */
export function lookupCapset(check: Check, module: Module, name: string): Found<Capset> {
  return lookup(check, module, name, (scope) => scope.capsets)
}

function lookup<T>(
  check: Check, module: Module, name: string, space: (scope: Scope) => Map<string, Binding<T>>,
): Found<T> {
  // A name that is missing was reported where it is.
  if (name === "") return "broken"
  const own = space(module.scope).get(name)
  if (own !== undefined) return own.repeated ? "broken" : own.entry
  if (isMarked(check, module.id, name)) return "broken"
  const common = space(check.prelude).get(name)
  return common !== undefined && common.pub ? common.entry : null
}

/** The module that a name is bound to by an import. */
export function lookupModule(module: Module, name: string): ModuleId | null {
  return module.scope.modules.get(name) ?? null
}

/** A type of another module by qualified name: only what is `pub` there. */
export function memberType(check: Check, module: ModuleId, name: string): Found<TypeEntry> {
  return member(check, module, name, (scope) => scope.types)
}

/** A value of another module by qualified name. */
export function memberValue(check: Check, module: ModuleId, name: string): Found<ValueEntry> {
  return member(check, module, name, (scope) => scope.values)
}

function member<T>(
  check: Check, module: ModuleId, name: string, space: (scope: Scope) => Map<string, Binding<T>>,
): Found<T> {
  const found = space(check.items.modules[module]!.scope).get(name)
  if (found?.repeated === true) return "broken"
  if (found !== undefined) return found.pub ? found.entry : null
  return isMarked(check, module, name) ? "broken" : null
}

/** The nearest type name in scope, as an end of a help sentence. */
export function suggestType(check: Check, module: Module, name: string): string | null {
  return suggest(name, visibleNames(module.scope.types, check.prelude.types))
}

/** The nearest value name in scope. */
export function suggestValue(check: Check, module: Module, name: string): string | null {
  return suggest(name, visibleNames(module.scope.values, check.prelude.values))
}

/** Where a name that this module does not see is imported from, as a sentence; null if nowhere. */
export function importHelp(
  check: Check, module: Module, name: string, space: "types" | "values",
): string | null {
  for (const { id, path, scope, package: home, isPrelude } of check.items.modules) {
    const found = isPrelude || id === module.id ? undefined : scope[space].get(name)
    if (found === undefined || !found.own || (!found.pub && home !== module.package)) continue
    const written = `${found.pub ? "" : "::"}${found.entry.k === "const" ? "$" : ""}${name}`
    return `Import it from \`${path}\`: \`use … { ${written} };\`.`
  }
  return null
}

/** All names of a namespace that a module sees. */
export function visibleNames<T>(
  own: Map<string, Binding<T>>, common: Map<string, Binding<T>>,
): string[] {
  return [...own.keys(), ...[...common].filter(([, binding]) => binding.pub).map(([name]) => name)]
}

/** Whether a name's failure was reported. */
export function isMarked(check: Check, module: ModuleId, name: string): boolean {
  return check.broken.get(module)?.has(name) === true
}

/** Marks a name as one whose failure was reported. */
export function markBroken(check: Check, module: ModuleId, name: string): void {
  const names = check.broken.get(module) ?? new Set<string>()
  check.broken.set(module, names.add(name))
}
