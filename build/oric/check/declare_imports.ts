// Imports: what each `use` and `extension` line binds, judged in the order of initialisation so
// that re-exports are known before they are asked for (3.2, 3.4).

import { suggest } from "../source/suggest.ts"
import type { ExtensionUse, Use, UseItem } from "../syntax/item_ast.ts"
import type { Name } from "../syntax/node.ts"
import { addExtension, eachModule, reportDuplicate } from "./declare_draft.ts"
import type { Draft } from "./declare_draft.ts"
import { bindDefaults, bindOwnDefaults } from "./declare_defaults.ts"
import type { Binding, Module, ModuleId, Scope } from "./items.ts"
import type { Bindable } from "./module.ts"
import { lastSegment } from "./package.ts"
import { markBroken } from "./scope.ts"

/** Binds the names that all modules import. */
export function bindImports(draft: Draft): void {
  eachModule(draft, (module) => {
    module.file.uses.forEach((use, index) => {
      const target = draft.loaded.uses[module.id]![index]!
      if (use.kind === "extensionUse") {
        if (target.k === "module") importExtensions(draft, module, use, target.module)
        return
      }
      if (target.k === "missing") breakNames(draft, module, use)
      else if (use.items !== null) {
        for (const item of use.items) importItem(draft, module, use, item, target)
      } else if (target.k === "module") bindModule(draft, module, use, target.module)
    })
    bindOwnDefaults(draft, module)
  })
}

function breakNames(draft: Draft, module: Module, use: Use): void {
  if (use.items === null)
    return markBroken(draft.check, module.id, use.as?.name ?? lastSegment(use.path))
  for (const item of use.items) markBroken(draft.check, module.id, (item.as ?? item.name).name)
}

function bindModule(draft: Draft, module: Module, use: Use, target: ModuleId): void {
  const name = use.as?.name ?? lastSegment(use.path)
  const old = module.scope.modules.get(name)
  if (old === undefined || old === target) module.scope.modules.set(name, target)
  else draft.check.report("E2006", use.as ?? use.path, `the module name \`${name}\` is bound twice`,
    "Bind one of them under another name with `as`.")
}

type Space = "types" | "values" | "capsets"
const SPACES: Space[] = ["types", "values", "capsets"]

/** Binds one name of an import list in every namespace in which the module has it. */
function importItem(
  draft: Draft, module: Module, use: Use, item: UseItem, place: Bindable,
): void {
  const { check } = draft
  const asked = place.k === "module" ? place.module : null
  if (item.name.name === "*") return loseAll(draft, module, asked)
  const local = item.as ?? item.name
  const target = inPrelude(draft, module, item, asked) ? null : asked
  const from = target === null ? check.prelude : draft.items.modules[target]!.scope
  const found =
    SPACES.filter((space) => visible(draft, module, item, from[space].get(item.name.name), target))
  if (found.length === 0) return missingItem(draft, module, use, item, place)
  for (const space of found) bindImport(draft, module, use, item, local, from, space)
  const type = from.types.get(item.name.name)?.entry
  if (type?.k !== "trait") return
  if (item.withoutDef || target === null) return
  bindDefaults(draft, module, { trait: type.trait, from: target, pub: use.pub, at: local })
}

/** A wildcard, which was reported, would have bound whatever the module shares. */
function loseAll(draft: Draft, module: Module, target: ModuleId | null): void {
  if (target === null) return
  const { scope } = draft.items.modules[target]!
  for (const space of SPACES) {
    for (const [name, { pub }] of scope[space]) if (pub) markBroken(draft.check, module.id, name)
  }
}

/** Modules of the standard library offer the prelude's names too (20). */
function inPrelude(
  draft: Draft, module: Module, item: UseItem, target: ModuleId | null,
): boolean {
  const place = target === null ? undefined : draft.items.modules[target]
  if (place?.package !== "std") return false
  const { name } = item.name
  const { prelude } = draft.check
  return SPACES.every((space) => !place.scope[space].has(name)) &&
    SPACES.some((space) => visible(draft, module, item, prelude[space].get(name), null))
}

function visible(
  draft: Draft, module: Module, item: UseItem, binding: Binding<unknown> | undefined,
  target: ModuleId | null,
): boolean {
  if (binding === undefined) return false
  const entry = binding.entry as { k?: string }
  if (item.constant !== (entry.k === "const")) return false
  // Variants that the prelude hides (D-43) may be asked for.
  if (binding.pub || (target === null && entry.k === "variant")) return true
  return item.private && target !== null && samePackage(draft, module, target) && binding.own
}

function samePackage(draft: Draft, module: Module, target: ModuleId): boolean {
  return draft.items.modules[target]!.package === module.package
}

function bindImport(
  draft: Draft, module: Module, use: Use, item: UseItem, local: Name, from: Scope, space: Space,
): void {
  const { entry, pub } = bindings(from, space).get(item.name.name)!
  if (use.pub && !pub) {
    draft.check.report("E1102", item.name,
      `\`${item.name.name}\` is private and cannot be exported again`,
      "Make it `pub` where it is declared.")
  }
  const own = bindings(module.scope, space)
  const old = own.get(local.name)
  if (old === undefined) {
    own.set(local.name,
      { entry, pub: use.pub && pub, at: { at: local.at, end: local.end }, own: false,
        repeated: false })
  } else if (sameEntry(old.entry, entry)) old.pub ||= use.pub && pub
  else if (!old.own) reportDuplicate(draft, local, old.at)
}

function sameEntry(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b)
}

/** Reports why a name cannot be imported; it is then bound to nothing, silently. */
function missingItem(
  draft: Draft, module: Module, use: Use, item: UseItem, asked: Bindable,
): void {
  const { check } = draft
  const { name } = item.name
  markBroken(check, module.id, (item.as ?? item.name).name)
  if (asked.k === "prelude") {
    check.report("E1101", use.path,
      `there is no module \`${use.path.names.map((one) => one.name).join(".")}\``,
      asked.near === null ? `\`${name}\` is no name of the prelude either.`
        : `Did you mean \`${asked.near}\`?`)
    return
  }
  const target = asked.module
  if (check.broken.get(target)?.has(name) === true) return
  if (draft.loaded.cyclic.has(module.id) && draft.loaded.cyclic.has(target)) return
  const place = draft.items.modules[target]!
  if (isLeftOut(place)) {
    return check.report("E1102", use.path, `\`${place.path}\` does not exist on this target`,
      "Its first line says where it does; put that condition on this import too.")
  }
  const found = SPACES.flatMap((space) => bindings(place.scope, space).get(name) ?? [])
  reportMissing(draft, module, item, place, found)
  // What is there is bound all the same: nothing else is missed for it.
  const { scope } = module
  for (const space of SPACES) bindHidden(bindings(scope, space), bindings(place.scope, space), item)
}

function bindings(scope: Scope, space: Space): Map<string, Binding<unknown>> {
  return scope[space]
}

function bindHidden(
  own: Map<string, Binding<unknown>>, from: Map<string, Binding<unknown>>, { name, as }: UseItem,
): void {
  const local = as ?? name
  const found = from.get(name.name)
  if (found === undefined || own.has(local.name)) return
  own.set(local.name, { ...found, pub: false, at: local, own: false, repeated: false })
}

/** Is it a file that a condition of its own left empty (17)? */
function isLeftOut({ file }: Module): boolean {
  return file.attrs.some((attr) => attr.inner) && file.items.length + file.uses.length === 0
}

function reportMissing(
  draft: Draft, module: Module, item: UseItem, place: Module, found: Binding<unknown>[],
): void {
  const { report } = draft.check
  const same = samePackage(draft, module, place.id)
  const { name } = item.name
  const [first] = found
  if (first === undefined) {
    const names =
      SPACES.flatMap((space) =>
        [...place.scope[space]].filter(([, one]) => one.pub || same).map(([key]) => key))
    const near = suggest(name, names)
    // Below, it may well be written as it should be here.
    if (near !== null) markBroken(draft.check, module.id, near)
    report("E1102", item.name, `\`${place.path}\` has no item \`${name}\``,
      near === null ? "Check the name; a variant of a type is imported by its own name."
        : `Did you mean \`${near}\`?`)
  } else if (found.every((one) =>
      item.constant !== ((one.entry as { k?: string }).k === "const"))) {
    const constant = !item.constant
    report("E1102", item.name, constant ? `\`${name}\` is a constant`
      : `\`${name}\` is no constant`,
      constant ? `Import it as \`$${name}\`.` : "Leave the `$` away.",
      constant ? { fix: [{ at: item.name.at, end: item.name.at, insert: "$" }] } : {})
  } else if (item.private && !same) {
    report("E1103", item.name, `\`::${name}\` reaches into another package`,
      "Private items are importable inside their package only.")
  } else if (!first.own) {
    report("E1102", item.name, `\`${name}\` is only imported by \`${place.path}\``,
      "Import it from the module that declares it.")
  } else {
    report("E1102", item.name, `\`${name}\` is private to \`${place.path}\``,
      same ? `Import it as \`::${item.constant ? "$" : ""}${name}\`, or make it \`pub\`.`
        : "Ask its package to make it `pub`.")
  }
}

/** Brings single extension methods into scope. */
function importExtensions(draft: Draft, module: Module, use: ExtensionUse, target: ModuleId): void {
  const own = draft.extensions.get(target) ?? []
  const passed = draft.passedExtensions.get(target) ?? []
  for (const { type, method } of use.methods) {
    const declared =
      own.filter(({ head, impl }) => head === type.name && hasMethod(draft, impl, method.name))
    const impls = [
      ...declared.filter(({ impl }) => draft.items.impls[impl]!.pub).map(({ impl }) => impl),
      ...passed.filter((one) => one.head === type.name
        && one.method === method.name).map(({ impl }) => impl),
    ]
    if (impls.length === 0) missingExtension(draft, module, target, type, method)
    for (const impl of impls) bindExtension(draft, module, use,
      { head: type.name, method: method.name, impl })
  }
}

function missingExtension(
  draft: Draft, module: Module, target: ModuleId, type: Name, method: Name,
): void {
  const { check, items } = draft
  const name = `${type.name}.${method.name}`
  const known = (draft.extensions.get(target) ?? []).flatMap(({ head, impl }) =>
    items.impls[impl]!.node!.methods.map((one) => ({ head, method: one.name.name })))
  const isPrivate = known.some((one) => `${one.head}.${one.method}` === name)
  const near = suggest(name, known.map((one) => `${one.head}.${one.method}`))
  const meant = known.find((one) => `${one.head}.${one.method}` === near)?.method ?? method.name
  markBroken(check, module.id, `.${meant}`)
  check.report("E1102", method, isPrivate ? `the extension with \`${name}\` is private`
    : `\`${items.modules[target]!.path}\` has no extension \`${name}\``,
    isPrivate ? "Write `pub extend` there." : near !== null ? `Did you mean \`${near}\`?`
      : "The name before the dot is that of the extended type or trait.")
}

function hasMethod(draft: Draft, impl: number, name: string): boolean {
  return draft.items.impls[impl]!.node!.methods.some((method) => method.name.name === name)
}

function bindExtension(
  draft: Draft, module: Module, use: ExtensionUse,
  one: { head: string; method: string; impl: number },
): void {
  addExtension(module.scope, one.method, one.impl, use.pub)
  if (!use.pub) return
  const passed = draft.passedExtensions.get(module.id) ?? []
  draft.passedExtensions.set(module.id, [...passed, one])
}
