// Foreign functions and exports: how values cross to C and JavaScript (LANGUAGE 18.1, 18.2).

import type { Fn as FnItem } from "../check/items.ts"
import { showType } from "../check/show.ts"
import { VOID, typeNode } from "../check/types.ts"
import type { TypeId } from "../check/types.ts"
import { UNIT_ATOM } from "../ir/build.ts"
import type { AbiType, Atom, Export, ExternFn, Site } from "../ir/nodes.ts"
import { BOOL, STR, UNIT } from "../ir/types.ts"
import type { Type } from "../syntax/ast.ts"
import { branchOn, construct, emit, enterJoin, jumpTo, openJoin } from "./build.ts"
import type { Cx, Lower } from "./state.ts"
import { irOf, isNamed } from "./types.ts"

/** Calls a foreign function; a thrown exception becomes `Err` where the result is a `Result`. */
export function callExtern(cx: Cx, item: FnItem, args: Atom[], site: Site): Atom {
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
  const throws = foreign.language === "js" && isNamed(lo, item.result, lo.check.items.known.result)
  const made: ExternFn = {
    id, language: foreign.language, from: foreign.from, name: foreign.name,
    params: foreign.node.params.map((param, index) => ({
      name: param.name.name, mut: param.mode === "mut",
      type: abiOf(lo, item, item.params[index]?.type ?? VOID, param.type),
    })),
    result: abiOf(lo, item, throws ? okType(lo, item.result) : item.result, foreign.node.result),
    resultOwned: foreign.node.resultOwn === "owned", throws, suspends: foreign.promise,
    variadic: foreign.node.variadic,
  }
  lo.program.externs.set(id, made)
  return made
}

/** How a type crosses; `written` tells the C types apart, which are all `int` or `float` here. */
function abiOf(lo: Lower, item: FnItem, type: TypeId, written: Type | null): AbiType {
  const name = written?.kind === "typeRef" ? written.path.at(-1)!.name : ""
  if (/^c_(char|short|int|long|longlong|float|double|size)$/.test(name)) return name as AbiType
  const { known, typeItems, types } = lo.check.items
  if (type === VOID) return "void"
  const node = typeNode(types, type)
  const what = `${showType(lo.check.items, type)} in a foreign signature`
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
