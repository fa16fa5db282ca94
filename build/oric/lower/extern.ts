// Foreign functions and exports: how values cross to C and JavaScript (LANGUAGE 18.1, 18.2).

import type { ErrorPolicy, Fn as FnItem } from "../check/items.ts"
import { FFI_MODULE } from "../check/package.ts"
import { showType } from "../check/show.ts"
import { VOID, intern, typeNode } from "../check/types.ts"
import type { TypeId } from "../check/types.ts"
import { UNIT_ATOM, intAtom, strAtom } from "../ir/build.ts"
import type { AbiType, Atom, Export, ExternFn, ExternParam, Site } from "../ir/nodes.ts"
import type { T } from "../ir/types.ts"
import { BOOL, INT, POINTER, STR, UNIT } from "../ir/types.ts"
import type { Type } from "../syntax/ast.ts"
import type { ExternItem } from "../syntax/item_ast.ts"
import {
  branchOn, callFn, construct, emit, enterJoin, jumpTo, openJoin, primitive,
} from "./build.ts"
import { instanceOf, plainRequest } from "./instance.ts"
import type { Cx, Lower } from "./state.ts"
import { branchTag, err, good, goodOf } from "./sums.ts"
import { irOf, isNamed } from "./types.ts"

/** Calls a foreign function; a thrown exception becomes `Err` where the result is a `Result`. */
export function callExtern(cx: Cx, item: FnItem, args: Atom[], site: Site): Atom {
  const { error } = item.extern!
  requireKnown(cx, item, args)
  if (error !== null) return callJudged(cx, item, error, args, site)
  const { id, throws } = externOf(cx.lo, item)
  const plain = throws ? okType(cx.lo, item.result) : item.result
  const type = irOf(cx.lo, plain)
  const results = type === UNIT ? [] : [type]
  const rhs = { k: "extern" as const, x: id, args }
  if (!throws) return emit(cx, rhs, results, "x", site)[0] ?? UNIT_ATOM
  const [ok, message, value] = emit(cx, rhs, [BOOL, STR, ...results], "x", site)
  const result = irOf(cx.lo, item.result)
  const join = openJoin(cx, result, [])
  branchOn(cx, ok!,
    () => jumpTo(cx, join, construct(cx, result, 0, [value ?? UNIT_ATOM])),
    () => jumpTo(cx, join, construct(cx, result, 1, [message!])))
  return enterJoin(cx, join)
}

/** A function that holds providers has something to hold, which only lowering knows. */
function requireKnown(cx: Cx, item: FnItem, args: Atom[]): void {
  const { params } = externOf(cx.lo, item)
  const held = args.some((arg, index) => params[index]?.type === "fn" && arg.k !== "fn")
  if (!held) return
  cx.lo.check.report("E2001", item.at, `C is given a function that holds something`,
    "Give C a function that mentions nothing from around it and uses no capabilities.")
}

/** Calls a C function whose result tells of failures (LANGUAGE 18.3). */
function callJudged(
  cx: Cx, item: FnItem, policy: ErrorPolicy, args: Atom[], site: Site,
): Atom {
  const { lo } = cx
  const { id, errno } = externOf(lo, item)
  const plain = irOf(lo, okType(lo, item.result))
  const raw = policy.k === "null" && plain === POINTER ? irOf(lo, optionOf(lo, item)) : plain
  const results = errno ? [raw, INT] : [raw]
  const [value, code] = emit(cx, { k: "extern", x: id, args }, results, "x", site)
  const result = irOf(lo, item.result)
  const join = openJoin(cx, result, [])
  const fails = (): void => {
    const given = policy.k === "null" ? [] : [code ?? value!]
    jumpTo(cx, join, err(cx, result, failure(cx, policy, [...given, strAtom(item.extern!.name)])))
  }
  const fine = (): void => {
    jumpTo(cx, join, good(cx, result, raw === plain ? value! : goodOf(cx, value!)))
  }
  if (policy.k === "null") branchTag(cx, value!, fine, fails)
  else branchOn(cx, primitive(cx, ...succeeds(policy, value!)), fine, fails)
  return enterJoin(cx, join)
}

/** The primitive that tells success by the result. */
function succeeds(policy: ErrorPolicy, value: Atom): [string, Atom[], T] {
  switch (policy.k) {
    case "nonzero": return ["int.eq", [value, intAtom(0)], BOOL]
    case "success": return ["int.eq", [value, intAtom(policy.value)], BOOL]
    default: return ["int.ge", [value, intAtom(0)], BOOL]
  }
}

/** The error, made by `std.ffi`. */
function failure(cx: Cx, policy: ErrorPolicy, args: Atom[]): Atom {
  const name = policy.k === "errno" || policy.k === "null" ? `of_${policy.k}` : "of_result"
  const { fns, modules } = cx.lo.check.items
  const made = fns.find((fn) => fn.name === name && modules[fn.module]!.path === FFI_MODULE)
  if (made === undefined) throw new Error(`std.ffi lacks ${name}`)
  const instance = instanceOf(cx.lo, plainRequest(made.id, []))
  return callFn(cx, instance.symbol, args, instance.results, -1)[0]!
}

function optionOf(lo: Lower, item: FnItem): TypeId {
  const { types, known } = lo.check.items
  return intern(types, { k: "named", item: known.option, args: [okType(lo, item.result)] })
}

function okType(lo: Lower, result: TypeId): TypeId {
  const node = typeNode(lo.check.items.types, result)
  return node.k === "named" ? node.args[0]! : VOID
}

function externOf(lo: Lower, item: FnItem): ExternFn {
  const foreign = item.extern!
  const module = lo.check.items.modules[item.module]!
  const id = `x_${module.path.replace(/\.ori$/, "").replace(/[^A-Za-z0-9]+/g, "_")}_${item.name}`
  const known = lo.program.externs.get(id)
  if (known !== undefined) return known
  const judged = foreign.error !== null
  const throws = foreign.language === "js" && isNamed(lo, item.result, lo.check.items.known.result)
  const made: ExternFn = {
    id, language: foreign.language, from: foreign.from, name: foreign.name,
    params: foreign.node.params.map((param, index) =>
      paramOf(lo, item, param, item.params[index]?.type ?? VOID)),
    result: resultAbi(lo, item, throws || judged ? okType(lo, item.result) : item.result),
    resultOwned: foreign.node.resultOwn === "owned", throws, suspends: foreign.promise,
    variadic: foreign.node.variadic, errno: foreign.error?.k === "errno",
  }
  lo.program.externs.set(id, made)
  return made
}

function paramOf(
  lo: Lower, item: FnItem, node: ExternItem["params"][number], type: TypeId,
): ExternParam {
  const abi = abiOf(lo, item, type, node.type)
  return {
    name: node.name.name, mut: node.mode === "mut", type: abi,
    signature: abi === "fn" ? signatureOf(lo, item, type, node.type) : [],
    align: abi === "struct" ? alignmentOf(lo, type) : 0,
  }
}

function signatureOf(lo: Lower, item: FnItem, type: TypeId, written: Type): AbiType[] {
  const node = typeNode(lo.check.items.types, type)
  if (node.k !== "fn") return []
  const parts = written.kind === "fnType" ? [...written.params, written.result] : []
  return [...node.args, node.result].map((part, index) =>
    abiOf(lo, item, part, parts[index] ?? null))
}

/** `#repr("aligned", N)`. */
function alignmentOf(lo: Lower, type: TypeId): number {
  const node = typeNode(lo.check.items.types, type)
  const attrs = node.k === "named" ? lo.check.items.typeItems[node.item]!.node?.attrs ?? [] : []
  const bytes = attrs.flatMap(({ name, args }) =>
    name.name === "repr" && args[1]?.value.kind === "int" ? [Number(args[1].value.value)] : [])
  return bytes[0] ?? 0
}

/** A pointer that `#error(null)` judges comes as an option. */
function resultAbi(lo: Lower, item: FnItem, type: TypeId): AbiType {
  const { error, node } = item.extern!
  const abi = abiOf(lo, item, type, node.result)
  return abi === "ptr" && error?.k === "null" ? "optPtr" : abi
}

/** How a type crosses; `written` tells the C types apart, which are all `int` or `float` here. */
function abiOf(lo: Lower, item: FnItem, type: TypeId, written: Type | null): AbiType {
  const name = written?.kind === "typeRef" ? written.path.at(-1)!.name : ""
  if (/^c_(char|short|int|long|longlong|float|double|size)$/.test(name)) return name as AbiType
  const { known, typeItems, types } = lo.check.items
  if (type === VOID) return "void"
  const node = typeNode(types, type)
  const what = `${showType(lo.check.items, type)} in a foreign signature`
  if (node.k === "fn") return "fn"
  if (node.k !== "named") return unsupported(lo, item, what)
  switch (node.item) {
    case known.int: case known.duration: case known.size: return "int"
    case known.float: return "float"
    case known.bool: return "bool"
    case known.byte: return "byte"
    case known.char: return "char"
    case known.str: return "str"
    case known.list: if (isNamed(lo, node.args[0]!, known.byte)) return "bytes"; break
    case known.option:
      if (abiOf(lo, item, node.args[0]!, null) === "ptr") return "optPtr"
      break
  }
  const own = typeItems[node.item]!
  if (own.kind === "newtype") return abiOf(lo, item, own.variants[0]!.fields[0]!.type, null)
  if (own.name === "CPtr") return "ptr"
  if (own.name === "JsValue") return "jsValue"
  if (own.kind === "struct") return "struct"
  return unsupported(lo, item, what)
}

function unsupported(lo: Lower, item: FnItem, what: string): AbiType {
  lo.check.report("E0900", item.at, `${what}: not supported yet`,
    "Use int, float, bool, byte, char, str or [byte].")
  return "void"
}

/** The export entry of a function of the root module. */
export function exportOf(lo: Lower, item: FnItem, symbol: string): Export {
  return {
    name: item.name, f: symbol,
    params: item.params.map((param, index) => ({
      name: param.name ?? `arg${index}`, type: abiOf(lo, item, param.type, null),
    })),
    result: abiOf(lo, item, item.result, null),
    suspends: item.uses.suspend, doc: docOf(lo, item),
  }
}

/** The comment lines right above a function. */
function docOf(lo: Lower, item: FnItem): string[] {
  const { source } = lo.check.items.modules[item.module]!
  const text = new TextDecoder().decode(source.bytes.subarray(0, item.at.at - source.base))
  const lines = text.split("\n").slice(0, -1)
  const doc: string[] = []
  for (let line = lines.pop(); line !== undefined && line.startsWith("//"); line = lines.pop()) {
    doc.unshift(line.replace(/^\/\/ ?/, ""))
  }
  return doc
}
