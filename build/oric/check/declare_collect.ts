// The first look at each item: ids, and which names a module declares in which namespace.
//
// Types and traits come first in all modules, since whether `type A = B;` is a newtype or a sum
// hangs on whether `B` is a type (5.3); then values, which include variants and newtypes.

import { NONE } from "../source/list.ts"
import type {
  Const, Extern, Func, GenericParam, Item, Test, TraitDef, TypeDef,
} from "../syntax/item_ast.ts"
import { collectCapset } from "./declare_capsets.ts"
import { isObjectSafe } from "./declare_object.ts"
import {
  addConst, addFn, addGeneric, addImpl, bindOwn, eachModule, JOIN_CLAUSES, RENAME_FUNCTION,
  reportDuplicate,
} from "./declare_draft.ts"
import type { Draft } from "./declare_draft.ts"
import type { Fn, Items, Module, ModuleId, TypeItem } from "./items.ts"
import { markBroken } from "./scope.ts"
import { intern } from "./types.ts"
import type { GenericId, TraitId } from "./types.ts"

/** Ids and names of types, traits and impls in all modules. */
export function collectTypes(draft: Draft): void {
  eachModule(draft, (module) => {
    for (const item of module.file.items) collectType(draft, module, item)
  })
}

function collectType(draft: Draft, module: Module, item: Item): void {
  switch (item.kind) {
    case "typeDef": return isUnreadable(item)
      ? markBroken(draft.check, module.id, item.name.name) : addType(draft, module, item)
    case "traitDef": return addTraitItem(draft, module, item)
    case "impl": addImpl(draft.items, item.trait === null ? "inherent" : "trait", module.id, item,
      item.target); return
    case "defImpl": {
      const { id } = addImpl(draft.items, "def", module.id, item, item.trait)
      draft.ownDefaults.set(module.id, [...draft.ownDefaults.get(module.id) ?? [], id])
      return
    }
    case "capset": return collectCapset(draft, module, item)
    case "extend": addImpl(draft.items, "extend", module.id, item, item.target); return
    case "lostItem":
      for (const name of item.names) {
        if (!name.startsWith(":")) markBroken(draft.check, module.id, name)
      }
      return
    case "laterItem":
      draft.check.report("E0900", item.name, `${item.what} are not supported yet`,
        "Use a form of the core language.")
      return markBroken(draft.check, module.id, item.name.name)
  }
}

/** Whether nothing can be said of a type, since what it is could not be parsed. */
function isUnreadable({ body }: TypeDef): boolean {
  return body.kind === "aliasBody" && body.type.kind === "broken"
}

function addType(draft: Draft, module: Module, node: TypeDef): void {
  const { items } = draft
  const prim = node.attrs.some((attr) => attr.name.name === "prim") && module.isPrelude
  const kind = prim ? "prim" : node.body.kind === "structBody" ? "struct"
    : node.body.kind === "sumBody" ? "sum" : "newtype"
  const item: TypeItem = {
    id: items.typeItems.length, name: node.name.name, module: module.id, pub: node.pub, node,
    generics: declareGenerics(draft, node.generics), predicates: [], kind, variants: [],
    derives: [],
  }
  items.typeItems.push(item)
  bindOwn(draft, module.scope.types, node.name, { k: "type", item: item.id }, node.pub)
}

function addTraitItem(draft: Draft, module: Module, node: TraitDef): void {
  const { items } = draft
  const id: TraitId = items.traits.length
  const self = addGeneric(items, "Self", node.name, id)
  const generics = [self, ...declareGenerics(draft, node.generics)]
  items.traits.push({
    id, name: node.name.name, module: module.id, pub: node.pub, node, self, generics, supers: [],
    predicates: [],
    assocTypes: node.types.map((type) =>
      ({ name: type.name.name, bounds: [], default: null, node: type })),
    methods: [], objectSafe: isObjectSafe(node),
    marker: module.isPrelude && ["Suspend", "Unsafe"].includes(node.name.name),
  })
  items.generics[self]!.bounds = [{ trait: id, args: paramTypes(items, generics.slice(1)) }]
  bindOwn(draft, module.scope.types, node.name, { k: "trait", trait: id }, node.pub)
}

/** Ids for a list of type parameters; a repeated name is E2006, a `$N` one is not supported yet. */
export function declareGenerics(draft: Draft, params: GenericParam[]): GenericId[] {
  if (params.length === 0) return NONE
  const seen = new Map<string, GenericParam>()
  return params.map((param) => {
    const first = seen.get(param.name.name)
    if (first === undefined) seen.set(param.name.name, param)
    else reportDuplicate(draft, param.name, first.name)
    if (param.constant !== null) {
      draft.check.report("E0900", param, "constant type parameters are not supported yet",
        "Pass the value as a parameter.")
    }
    return addGeneric(draft.items, param.name, param.name)
  })
}

/** The parameters as types. */
export function paramTypes(items: Items, generics: GenericId[]): number[] {
  return generics.map((param) => intern(items.types, { k: "param", param }))
}

/** Names of functions, constants, variants and newtypes in all modules. */
export function collectValues(draft: Draft): void {
  for (const item of draft.items.typeItems) decideAlias(draft, item)
  for (const item of draft.items.typeItems) bindVariants(draft, item)
  eachModule(draft, (module) => collectModuleValues(draft, module))
}

/** `type A = B;` is a sum with the variant `B` when `B` is a bare name that is no type (5.3). */
function decideAlias(draft: Draft, item: TypeItem): void {
  const body = item.node?.body
  if (body === undefined || body.kind !== "aliasBody" || body.type.kind !== "typeRef") return
  const { path, args } = body.type
  const name = path[0]!.name
  if (path.length > 1 || args.length > 0 || name === "Self") return
  const generic = item.generics.some((id) => draft.items.generics[id]!.name === name)
  if (generic || isTypeName(draft, item.module, name, new Set())) return
  item.kind = "sum"
  item.variants = [{ name, fields: [], at: { at: path[0]!.at, end: path[0]!.end } }]
}

/** Whether a module declares or imports a type of that name, or the prelude has it. */
function isTypeName(draft: Draft, id: ModuleId, name: string, seen: Set<ModuleId>): boolean {
  const module = draft.items.modules[id]!
  if (seen.size === 0 && draft.check.prelude.types.get(name)?.pub === true) return true
  if (module.scope.types.has(name)) return true
  if (seen.has(id)) return false
  seen.add(id)
  return module.file.uses.some((use, index) => {
    if (use.kind !== "use" || use.items === null) return false
    const item = use.items.find((one) => (one.as ?? one.name).name === name)
    const target = draft.loaded.uses[id]![index]!
    if (item === undefined) return false
    return target.k === "missing"
      || (target.k === "module" && isTypeName(draft, target.module, item.name.name, seen))
  })
}

function bindVariants(draft: Draft, item: TypeItem): void {
  const { node } = item
  if (node === null || item.kind === "prim" || item.kind === "struct") return
  const { values } = draft.items.modules[item.module]!.scope
  if (item.kind === "newtype") {
    bindOwn(draft, values, node.name, { k: "newtype", item: item.id }, item.pub)
    return
  }
  if (node.body.kind === "sumBody") {
    item.variants = node.body.variants.map((variant) => (
      { name: variant.name.name, fields: [], at: { at: variant.name.at, end: variant.name.end } }))
  }
  item.variants.forEach((variant, index) =>
    bindOwn(draft, values, { name: variant.name, ...variant.at },
    { k: "variant", item: item.id, variant: index }, item.pub))
}

function collectModuleValues(draft: Draft, module: Module): void {
  const { items } = module.file
  const tests = new Map<string, Fn>()
  for (let index = 0; index < items.length; index++) {
    const item = items[index]!
    switch (item.kind) {
      case "func": {
        const clauses = clausesFrom(items, index)
        index += clauses.length - 1
        addFree(draft, module, clauses)
        break
      }
      case "const": addConstant(draft, module, item); break
      case "extern": addExtern(draft, module, item); break
      case "test": addTest(draft, module, item, tests); break
    }
  }
}

/** Consecutive declarations of one name with equal arity are one function (4.4). */
function clausesFrom(items: Item[], start: number): Func[] {
  const first = items[start]! as Func
  const clauses = [first]
  for (let index = start + 1; index < items.length; index++) {
    const next = items[index]!
    if (next.kind !== "func" || next.name.name !== first.name.name) break
    if (next.params.length !== first.params.length) break
    clauses.push(next)
  }
  return clauses
}

function addFree(draft: Draft, module: Module, clauses: Func[]): void {
  const node = clauses[0]!
  const name = node.name.name
  const fn = addFn(draft.items, {
    name, module: module.id, kind: "free", pub: node.pub, clauses, attrs: node.attrs,
    at: span(node.name),
    display: `@${name}`,
  })
  if (name === "panic" && !module.isPrelude) {
    if (draft.items.panic === null) draft.items.panic = fn.id
    else reportDuplicate(draft, node.name, draft.items.fns[draft.items.panic]!.at)
    return
  }
  if (module.isPrelude && node.pub) draft.builtins.add(name)
  if (draft.builtins.has(name) && !module.isPrelude) {
    draft.check.report("E1014", node.name, `\`${name}\` is the name of a built-in function`,
      "Choose another name.")
  }
  const type = module.scope.types.get(name)
  if (type !== undefined && type.own) reportDuplicate(draft, node.name, type.at)
  const isClause = node.params.some(({ type, pattern }) =>
    type === null || pattern.kind !== "bindPattern")
  bindOwn(draft, module.scope.values, node.name, { k: "fn", fn: fn.id }, node.pub,
    isClause ? JOIN_CLAUSES : RENAME_FUNCTION)
}

function addConstant(draft: Draft, module: Module, node: Const): void {
  const item = addConst(draft.items, node.name.name, module.id, node, null)
  if (!node.immutable) {
    draft.check.report("E2049", node.name,
      `\`${node.name.name}\` would be a mutable binding of the module`,
      `Make it a constant: \`let $${node.name.name} = …;\`.`)
  }
  // A bare `compile_error(…);` is a constant without a name (17).
  if (item.name === "_") return
  bindOwn(draft, module.scope.values, node.name, { k: "const", const: item.id }, node.pub)
}

function addExtern(draft: Draft, module: Module, block: Extern): void {
  const language = block.language === "js" ? "js" : "c"
  if (block.language !== language) {
    draft.check.report("E0900", block, `foreign functions of "${block.language}" are not supported`,
      'Use extern "c" or extern "js".')
  }
  for (const node of block.items) {
    const fn = addFn(draft.items, {
      name: node.name.name, module: module.id, kind: "extern", pub: block.pub,
      attrs: [...block.attrs, ...node.attrs],
      at: span(node.name), display: `@${node.name.name}`,
      extern: { node, block, language, from: block.from, name: node.as ?? node.name.name,
        promise: false, error: null },
    })
    bindOwn(draft, module.scope.values, node.name, { k: "fn", fn: fn.id }, block.pub)
  }
}

function addTest(draft: Draft, module: Module, node: Test, tests: Map<string, Fn>): void {
  const fn = addFn(draft.items, {
    name: node.name.name, module: module.id, kind: "test", attrs: node.attrs, at: span(node.name),
    display: `@${node.name.name}`,
    test: { node, targets: [], skip: null, fail: null, compileFail: null },
  })
  const same = tests.get(fn.name)
  if (same !== undefined) reportDuplicate(draft, node.name, same.at)
  tests.set(fn.name, fn)
  draft.items.tests.push(fn.id)
}

function span(at: { at: number; end: number }): { at: number; end: number } {
  return { at: at.at, end: at.end }
}
