// Foreign functions (18.1, 18.2): signatures, and which types may cross.
//
// A C scalar such as `c_int` is an `int` or `float` to Ori; the emitter finds its C name in the
// node.

import type { Type } from "../syntax/ast.ts"
import type { Draft } from "./declare_draft.ts"
import { errorResult } from "./declare_error.ts"
import type { Fn, Items } from "./items.ts"
import { NO_CAPS, resolveType } from "./resolve.ts"
import type { TypeScope } from "./resolve.ts"
import { showType } from "./show.ts"
import { ERROR, intern, VOID } from "./types.ts"
import type { TypeId, TypeNode } from "./types.ts"

const C_INTS = new Set(["c_char", "c_short", "c_int", "c_long", "c_longlong", "c_size"])
const C_FLOATS = new Set(["c_float", "c_double"])

/** Completes a foreign function. */
export function declareExtern(draft: Draft, fn: Fn, scope: TypeScope): void {
  const { node, language, block } = fn.extern!
  const { report } = draft.check
  fn.extern!.from = libraryOf(draft, fn)
  if (language === "js" && draft.items.target.name !== "wasm" && block.items[0] === node) {
    report("E2001", block, "JavaScript functions exist on WASM only",
      'Put `#target(arch: "wasm32")` before the block or the file.')
  }
  if (node.variadic) later(draft, node, "C variadics")
  fn.params = node.params.map((param) => {
    if (param.mode === "out") later(draft, param, "`out` parameters")
    const type = foreignType(draft, scope, param.type, language)
    if (param.mode === "mut" && !(language === "c" && isBytes(draft.items, type))) {
      later(draft, param, "`mut` parameters other than `[byte]` of C functions")
    }
    if (!mayCross(draft.items, type, language, "in")) illegal(draft, param.type, type, language)
    else if (isFn(draft.items, type) && draft.items.target.name === "wasm") {
      later(draft, param, "functions that C calls on WASM")
    }
    return { name: param.name.name, type, default: null, variadic: false,
      at: { at: param.at, end: param.end } }
  })
  fn.result = errorResult(draft, fn, declareResult(draft, fn, scope, node.result))
  fn.uses = { ...NO_CAPS, ffi: true, suspend: fn.extern!.promise }
}

/** The library of a C function; a path that starts with a dot is relative to the source file. */
function libraryOf(draft: Draft, fn: Fn): string | null {
  const { from, language } = fn.extern!
  if (language === "js" || from === null || !from.startsWith(".")) return from
  const { path } = draft.items.modules[fn.module]!
  const folder = path.slice(path.indexOf(":") + 1, path.lastIndexOf("/") + 1)
  return draft.check.pathOf(fn.module, folder + from)
}

function declareResult(draft: Draft, fn: Fn, scope: TypeScope, node: Type): TypeId {
  const { language } = fn.extern!
  const promised = promiseOf(node)
  if (promised !== null) {
    fn.extern!.promise = true
    if (language === "c") {
      draft.check.report("E2001", node, "`JsPromise` is a result of JavaScript functions",
        "A C function returns its value.")
    }
  }
  const inner = promised ?? node
  const type = foreignType(draft, scope, inner, language)
  if (!mayCross(draft.items, type, language, "out")) illegal(draft, inner, type, language)
  else if (isStruct(draft.items, type)) later(draft, inner, "structs as results of C functions")
  return type
}

/** The `T` of `JsPromise<T>`. */
function promiseOf(node: Type): Type | null {
  if (node.kind !== "typeRef" || node.path.length > 1 || node.path[0]!.name !== "JsPromise")
    return null
  return node.args.length === 1 ? node.args[0]! : null
}

function foreignType(draft: Draft, scope: TypeScope, node: Type, language: "c" | "js"): TypeId {
  const { items } = draft
  if (language === "c" && node.kind === "typeRef" && node.path.length === 1) {
    const { name } = node.path[0]!
    if (C_INTS.has(name))
      return intern(items.types, { k: "named", item: items.known.int, args: [] })
    if (C_FLOATS.has(name))
      return intern(items.types, { k: "named", item: items.known.float, args: [] })
  }
  if (language === "c" && node.kind === "fnType") {
    const args = node.params.map((param) => foreignType(draft, scope, param, language))
    const result = foreignType(draft, scope, node.result, language)
    return intern(items.types, { k: "fn", args, result })
  }
  return resolveType(draft.check, scope, node)
}

/** Whether a type may cross to or from a foreign language. */
export function mayCross(
  items: Items, type: TypeId, language: "c" | "js", way: "in" | "out",
): boolean {
  if (type === ERROR) return true
  if (type === VOID) return way === "out"
  const node = items.types.nodes[type]!
  if (node.k === "fn") return language === "c" && way === "in" && isCallback(items, node)
  if (node.k !== "named") return false
  const { known, typeItems } = items
  const item = typeItems[node.item]!
  const scalars = [known.int, known.float, known.bool, known.byte, known.char, known.str]
  if (scalars.includes(node.item) || isBytes(items, type)) return true
  if (item.kind === "newtype")
    return mayCross(items, item.variants[0]!.fields[0]!.type, language, way)
  if (language === "js") {
    if (item.name === "JsValue" && item.kind === "prim") return true
    return way === "out" && isThrow(items, type) && mayCross(items, node.args[0]!, language, way)
  }
  if (item.name === "CPtr" && item.kind === "prim") return true
  if (node.item === known.option) return isPointer(items, node.args[0]!)
  return hasCLayout(items, node.item)
    && item.variants[0]!.fields.every((field) => isScalar(items, field.type))
}

/** C calls a function with scalars, and is given one. */
function isCallback(items: Items, node: TypeNode & { k: "fn" }): boolean {
  const plain = (type: TypeId): boolean => isScalar(items, type) && !isStruct(items, type)
  return node.args.every(plain) && (node.result === VOID || plain(node.result))
}

/** Numbers, pointers and structs of them. */
function isScalar(items: Items, type: TypeId): boolean {
  const { known } = items
  const node = items.types.nodes[type]!
  const held = node.k === "named" && [known.str, known.list, known.option].includes(node.item)
  return !held && !isFn(items, type) && type !== VOID && mayCross(items, type, "c", "in")
}

function isFn(items: Items, type: TypeId): boolean {
  return items.types.nodes[type]!.k === "fn"
}

function isStruct(items: Items, type: TypeId): boolean {
  const node = items.types.nodes[type]!
  return node.k === "named" && items.typeItems[node.item]!.kind === "struct"
}

function isBytes(items: Items, type: TypeId): boolean {
  const node = items.types.nodes[type]!
  if (node.k !== "named" || node.item !== items.known.list) return false
  const inner = items.types.nodes[node.args[0]!]!
  return inner.k === "named" && inner.item === items.known.byte
}

function isPointer(items: Items, type: TypeId): boolean {
  const node = items.types.nodes[type]!
  return node.k === "named" && items.typeItems[node.item]!.name === "CPtr"
}

/** `Result<T, str>`: a thrown exception is the error. */
function isThrow(items: Items, type: TypeId): boolean {
  const node = items.types.nodes[type]!
  if (node.k !== "named" || node.item !== items.known.result) return false
  const error = items.types.nodes[node.args[1]!]!
  return error.k === "named" && error.item === items.known.str
}

function hasCLayout(items: Items, id: number): boolean {
  const item = items.typeItems[id]!
  const attrs = item.kind === "struct" && item.generics.length === 0 ? item.node?.attrs ?? [] : []
  return attrs.some((attr) => attr.name.name === "repr"
    && attr.args.some(({ value }) => value.kind === "str" && value.value === "c"))
}

function illegal(draft: Draft, node: Type, type: TypeId, language: "c" | "js"): void {
  draft.check.report("E2001", node,
    `\`${showType(draft.items, type)}\` cannot cross to ${language === "c" ? "C" : "JavaScript"}`,
    language === "c"
      ? "Numbers, bool, char, str, [byte], CPtr, `#repr(\"c\")` structs and functions of such can."
      : "Numbers, bool, str, [byte], JsValue can; as results also Result<T, str>, JsPromise<T>.")
}

function later(draft: Draft, at: { at: number; end: number }, what: string): void {
  draft.check.report("E0900", at, `${what} are not supported yet`,
    "Write a small C function around the call.")
}
