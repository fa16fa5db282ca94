// Names in expressions: locals, items as values, and paths that are a type, a trait or a module
// before a dot.

import type { Span } from "../../source/diagnostic.ts"
import { suggest } from "../../source/suggest.ts"
import type { Expr, NameExpr, Type } from "../../syntax/ast.ts"
import type { Name } from "../../syntax/node.ts"
import { headKey } from "../context.ts"
import type { Fn, ModuleId, TypeEntry, ValueEntry } from "../items.ts"
import { didYouMean } from "../resolve.ts"
import { projectPath } from "../resolve_project.ts"
import {
  lookupModule, lookupType, lookupValue, memberType, memberValue, visibleNames,
} from "../scope.ts"
import { fnParams, instantiate } from "../solve.ts"
import type { Ref } from "../typed.ts"
import { ERROR, VOID, intern } from "../types.ts"
import type { TraitId, TypeId, TypeItemId } from "../types.ts"
import { fail, fnOf, fresh, freshArg, headOf, lacksType, named } from "./cx.ts"
import type { Cx } from "./cx.ts"
import { annotated, expand, flushNeeds, requirePredicates } from "./obligation.ts"
import { setRef, setType } from "./record.ts"
import { unknownName } from "./unknown.ts"

/** What stands before a dot, when it is no value. */
export type Head =
  | { k: "type"; type: TypeId }
  | { k: "trait"; trait: TraitId }
  | { k: "module"; module: ModuleId }
  | { k: "broken" }

/** The type, trait or module that an expression names; null: it is a value. */
export function headOfPath(cx: Cx, node: Expr): Head | null {
  switch (node.kind) {
    case "name":
      return node.dollar || node.function || cx.inputs.has(node.id) ? null : nameHead(cx, node)
    case "typeExpr": return typeHead(cx, node.type)
    case "field": return node.dollar ? null : memberHead(cx, headOfPath(cx, node.on), node.name)
    case "list": return listHead(cx, node)
    default: return null
  }
}

function nameHead(cx: Cx, node: NameExpr): Head | null {
  const { name } = node
  if (cx.locals.byName.has(name)) return null
  const generic = cx.scope.generics.get(name)
  if (generic !== undefined) return { k: "type",
    type: intern(cx.table, { k: "param", param: generic }) }
  const found = lookupType(cx.check, cx.module, name)
  if (found === "broken") return { k: "broken" }
  if (found?.k === "trait") return { k: "trait", trait: found.trait }
  if (found !== null) return { k: "type", type: itemInstance(cx, found.item, node) }
  const module = lookupModule(cx.module, name)
  return module === null ? null : { k: "module", module }
}

/** `[T]`: the list type, unless `T` is a value too, such as a variant or `()`. */
function listHead(cx: Cx, node: Expr & { kind: "list" }): Head | null {
  const [item] = node.items
  if (item === undefined || item.spread || node.items.length > 1) return null
  if (item.value.kind === "unit") return null
  const inner = typeOfValue(cx, item.value)
  return inner === null ? null : { k: "type", type: named(cx, cx.items.known.list, [inner]) }
}

/** The type that is written like this value: `(A, B)`, `{K: V}`; null where it is a value. */
function typeOfValue(cx: Cx, node: Expr): TypeId | null {
  switch (node.kind) {
    case "paren": return typeOfValue(cx, node.inner)
    case "unit": return VOID
    case "tuple": {
      const args = node.items.map((part) => typeOfValue(cx, part))
      if (!args.every((arg) => arg !== null)) return null
      return intern(cx.table, { k: "tuple", args })
    }
    case "map": {
      const [entry] = node.entries
      if (entry === undefined || entry.spread || node.entries.length > 1) return null
      const key = entry.word === null ? null : wordType(cx, entry.word)
      const value = key === null ? null : typeOfValue(cx, entry.value)
      return key === null || value === null ? null : named(cx, cx.items.known.map, [key, value])
    }
    case "name": if (lookupValue(cx.check, cx.module, node.name) !== null) return null; break
    default:
  }
  const head = headOfPath(cx, node)
  return head?.k === "type" ? head.type : head?.k === "broken" ? ERROR : null
}

function wordType(cx: Cx, word: Name): TypeId | null {
  const head = pathHead(cx, [word])
  return head?.k === "type" ? head.type : null
}

function typeHead(cx: Cx, type: Type): Head {
  if (type.kind === "typeRef" && type.args.length === 0) {
    const head = pathHead(cx, type.path)
    if (head !== null) return head
  }
  const found = annotated(cx, type)
  return found === ERROR ? { k: "broken" } : { k: "type", type: found }
}

/** A path without arguments, whose generic item gets variables; null: let `resolveType` speak. */
function pathHead(cx: Cx, path: Name[]): Head | null {
  const [first, ...rest] = path
  if (first === undefined || first.name === "Self") return null
  let head: Head | null = null
  const generic = cx.scope.generics.get(first.name)
  if (generic !== undefined) head = { k: "type",
    type: intern(cx.table, { k: "param", param: generic }) }
  else {
    const found = lookupType(cx.check, cx.module, first.name)
    if (found === "broken") return { k: "broken" }
    const module = found === null ? lookupModule(cx.module, first.name) : null
    if (found?.k === "trait") head = { k: "trait", trait: found.trait }
    else if (found !== null) head = { k: "type", type: itemInstance(cx, found.item, first) }
    else if (module !== null) head = { k: "module", module }
  }
  for (const name of rest) head = memberHead(cx, head, name)
  return head
}

function memberHead(cx: Cx, head: Head | null, name: Name): Head | null {
  if (head === null || head.k === "broken") return head
  if (head.k === "trait") return null
  if (head.k === "module") {
    const found = memberType(cx.check, head.module, name.name)
      ?? extendedType(cx, head.module, name)
    if (found === "broken") return { k: "broken" }
    if (found === null) return null
    if (found.k === "trait") return { k: "trait", trait: found.trait }
    return { k: "type", type: itemInstance(cx, found.item, name) }
  }
  const kind = headOf(cx, head.type).k
  const projects = kind === "param" || kind === "proj" || cx.scope.assoc?.has(name.name) === true
  if (!projects || !/^[A-Z]/.test(name.name)) return null
  const type = expand(cx, projectPath(cx.check, cx.scope, head.type, [name]), name)
  return type === ERROR ? { k: "broken" } : { k: "type", type }
}

/** `ext.List`: a type from elsewhere that the module extends, to name its method (3.4). */
function extendedType(cx: Cx, module: ModuleId, name: Name): TypeEntry | null {
  const entry = (cx.items.modules[module]!.scope.types.get(name.name)
    ?? cx.check.prelude.types.get(name.name))?.entry
  if (entry?.k !== "type") return null
  const key = `n${entry.item}`
  const extended = [...cx.items.modules[module]!.scope.extensions.values()].flat()
  return extended.some((impl) => headKey(cx.table, cx.items.impls[impl]!.self) === key)
    ? entry : null
}

/** A named type with variables for its arguments. */
export function itemInstance(cx: Cx, item: TypeItemId, at: Span): TypeId {
  const { generics, name } = cx.items.typeItems[item]!
  if (generics.length === 0) return named(cx, item)
  return named(cx, item, generics.map((generic) =>
    fresh(cx, at, `the type argument \`${cx.items.generics[generic]!.name}\` of \`${name}\``)))
}

/**
 * The type of a literal's or pattern's head: as written, with variables where arguments are left
 * out.
 */
export function instanceOf(cx: Cx, node: Type): TypeId {
  const head = typeHead(cx, node)
  flushNeeds(cx)
  if (head.k === "type") return head.type
  if (head.k === "broken") {
    cx.failed = true
    return ERROR
  }
  fail(cx, "E2002", node, "this is no type", "Only a struct can be built with `{ … }`.")
  return ERROR
}

/** The type of a name as a value, and its reference. */
export function inferName(cx: Cx, node: NameExpr, expected: TypeId | null): TypeId {
  const local = node.function ? undefined : cx.locals.byName.get(node.name)
  if (local !== undefined) {
    cx.typed.ref[node.id] = { k: "local", local: local.id }
    return setType(cx, node.id, local.type)
  }
  const format = formatVariant(cx, node.name, expected)
  const found = format ?? lookupValue(cx.check, cx.module, node.name)
  if (found === "broken") return setType(cx, node.id, ERROR)
  if (found !== null) {
    onlyConstant(cx, node, node.name, found)
    return setType(cx, node.id, valueType(cx, node, found))
  }
  unknownName(cx, node)
  return setType(cx, node.id, ERROR)
}

/** `$` before a name says that it is a constant or a local. */
export function onlyConstant(
  cx: Cx, node: Span & { dollar: boolean }, name: string, found: ValueEntry | null,
): void {
  if (!node.dollar || found?.k === "const") return
  fail(cx, "E2003", node, `\`${name}\` is no constant`, "Leave the `$` away.")
}

/** `Left`, `Hex` … where their type is expected (D-43). */
export function formatVariant(cx: Cx, name: string, expected: TypeId | null): ValueEntry | null {
  if (expected === null) return null
  const type = headOf(cx, expected)
  if (type.k !== "named") return null
  const item = cx.items.typeItems[type.item]!
  if (!/^(Alignment|Sign|FormatType)$/.test(item.name) ||
    !cx.items.modules[item.module]!.isPrelude) return null
  const variant = item.variants.findIndex((one) => one.name === name)
  return variant < 0 ? null : { k: "variant", item: type.item, variant }
}

/** The type that an item has as a value; the node's reference is recorded. */
export function valueType(cx: Cx, node: Span & { id: number }, entry: ValueEntry): TypeId {
  switch (entry.k) {
    case "fn": return fnValue(cx, node, cx.items.fns[entry.fn]!)
    case "const":
      setRef(cx, node.id, { k: "const", const: entry.const })
      return cx.constType(cx, entry.const, node)
    case "variant": case "newtype": {
      const ref: Ref = entry.k === "variant"
        ? { k: "variant", item: entry.item, variant: entry.variant }
          : { k: "newtype", item: entry.item }
      setRef(cx, node.id, ref)
      return constructorType(cx, itemInstance(cx, entry.item, node), ref.k === "variant"
        ? ref.variant : 0, node)
    }
  }
}

/** A unit variant's type, or the function that a variant with a payload is. */
export function constructorType(cx: Cx, type: TypeId, variant: number, at: Span): TypeId {
  const fields = fieldTypes(cx, type, variant, at)
  return fields.length === 0 ? type : fnOf(cx, fields, type)
}

/** Types of the fields of a variant, for these arguments. */
export function fieldTypes(cx: Cx, type: TypeId, variant: number, at: Span): TypeId[] {
  const node = headOf(cx, type)
  if (node.k !== "named") return []
  const item = cx.items.typeItems[node.item]!
  return item.variants[variant]!.fields.map((field) =>
    expand(cx, instantiate(cx.table, field.type, item.generics, node.args), at))
}

/** The type of one field of a variant. */
export function fieldType(cx: Cx, type: TypeId, variant: number, field: number, at: Span): TypeId {
  const node = headOf(cx, type)
  if (node.k !== "named") return ERROR
  const item = cx.items.typeItems[node.item]!
  const declared = item.variants[variant]!.fields[field]!.type
  return expand(cx, instantiate(cx.table, declared, item.generics, node.args), at)
}

/** Bounds of a type's parameters, required where a value of it is built. */
export function requireItem(cx: Cx, type: TypeId, at: Span): void {
  const node = headOf(cx, type)
  if (node.k !== "named") return
  const item = cx.items.typeItems[node.item]!
  requirePredicates(cx, item.predicates, item.generics, node.args, at, `\`${item.name}\``)
}

/** A foreign function that fills what it is given, or is given functions. */
function takesInPlace(cx: Cx, fn: Fn): boolean {
  return fn.extern !== null && fn.params.some(({ type }, index) =>
    fn.extern!.node.params[index]?.mode === "mut" || cx.table.nodes[type]!.k === "fn")
}

function fnValue(cx: Cx, node: Span & { id: number }, fn: Fn): TypeId {
  const types = fn.generics.map((generic) =>
    freshArg(cx, node, generic, ` of \`${fn.display}\``, lacksType(cx, fn)))
  setRef(cx, node.id, { k: "fn", fn: fn.id, types })
  if (takesInPlace(cx, fn)) {
    fail(cx, "E2041", node, `\`${fn.display}\` is no value: C is given what it takes in its place`,
      "Call it.")
  }
  return functionType(cx, fn, types, node)
}

/** The function type of a declared function, with these arguments for all its parameters. */
export function functionType(cx: Cx, fn: Fn, types: TypeId[], at: Span): TypeId {
  const params = fnParams(cx.items, fn.id)
  const close = (type: TypeId): TypeId => expand(cx, instantiate(cx.table, type, params, types), at)
  requirePredicates(cx, fn.predicates, params, types, at, `\`${fn.display}\``)
  return fnOf(cx, fn.params.map((param) => close(param.type)), close(fn.result))
}

/** A value of another module; null after a report. */
export function moduleValue(cx: Cx, module: ModuleId, name: Name): ValueEntry | null {
  const found = memberValue(cx.check, module, name.name)
  if (found === "broken") return null
  if (found !== null) return found
  const other = cx.items.modules[module]!
  const hidden = other.scope.values.has(name.name)
  fail(cx, "E1102", name, hidden
    ? `\`${name.name}\` is private to \`${other.path}\``
      : `\`${other.path}\` has no \`${name.name}\``,
    hidden ? "Make it `pub` there, or import it with `::` inside the package."
      : didYouMean(suggest(name.name, visibleNames(other.scope.values, new Map())),
        "Check the name."))
  return null
}
