// Exports of a module for its host: flat functions over scalars and pointer-length pairs, around
// the Ori functions.
//
// Texts and bytes come in memory that the host got from `ori_alloc` and that we free; they go by
// their length, and stay at `ori_result` until the next call.

import type { AbiType, Export } from "../ir/nodes.ts"
import { useFun } from "./call.ts"
import { dropText } from "./count.ts"
import { scalarC } from "./extern_c.ts"
import { cText, ident } from "./name.ts"
import { present, resultType } from "./type.ts"
import type { Unit } from "./unit.ts"
import { funOf, need } from "./unit.ts"
import { isByRef } from "./place.ts"
import { varType } from "./writer.ts"

export function emitExport(unit: Unit, one: Export): void {
  const fun = funOf(unit, one.f)
  need(unit, "bodies", `export ${one.name}`, () => {
    const name = useFun(unit, one.f)
    const inputs = one.params.flatMap((param, index) => inputDecls(param.type, index))
    const makes = one.params.map((param, index) =>
      inputValue(unit, param.type, index, fun.params[index]?.v ?? 0, one.f),
    )
    const args = fun.params.flatMap((param, index) => {
      if (!present(varType(fun, param.v))) return []
      return [`${isByRef(unit, fun, index) ? "&" : ""}v${index}`]
    })
    // The function borrows what it does not own, and the wrapper made it.
    const drops = fun.params.map((param, index) =>
      param.own === "own" ? "" : dropText(unit, varType(fun, param.v), `v${index}`),
    )
    const call = `${name}(${args.join(", ")})`
    const lines = [...makes, ...resultLines(one.result, resultType(unit, fun.results), call, drops)]
    const head =
      `__attribute__((export_name(${cText(one.name)})))\n` +
      `${outputC(one.result)} export_${ident(one.name)}(${inputs.join(", ") || "void"})`
    return `${head};\n${head} {\n${lines
      .filter((text) => text !== "")
      .map((text) => `  ${text}`)
      .join("\n")}\n}\n`
  })
}

function inputDecls(type: AbiType, index: number): string[] {
  if (type === "str" || type === "bytes") return [`uint8_t *p${index}`, `uint32_t n${index}`]
  if (type === "jsValue") return [`int32_t p${index}`]
  if (type === "bool" || type === "byte" || type === "char") return [`uint32_t p${index}`]
  return [`${scalarC(type)} p${index}`]
}

function inputValue(unit: Unit, type: AbiType, index: number, v: number, f: string): string {
  const fun = funOf(unit, f)
  if (!present(varType(fun, v))) return ""
  switch (type) {
    case "str":
      return `ori_str *v${index} = ori_foreign_arg_str(p${index}, n${index});`
    case "bytes":
      return `ori_list *v${index} = ori_foreign_arg_bytes(p${index}, n${index});`
    case "jsValue":
      return `ori_handle *v${index} = ori_handle_new(p${index});`
    case "bool":
      return `bool v${index} = p${index} != 0;`
    case "byte":
      return `uint8_t v${index} = (uint8_t)p${index};`
    default:
      return `${scalarC(type)} v${index} = p${index};`
  }
}

function outputC(type: AbiType): string {
  if (type === "str" || type === "bytes") return "int32_t"
  if (type === "jsValue") return "int32_t"
  return type === "bool" || type === "byte" || type === "char" ? "uint32_t" : scalarC(type)
}

function resultLines(type: AbiType, c: string, call: string, drops: string[]): string[] {
  if (c === "void") return [`${call};`, ...drops]
  const held = [`${c} r = ${call};`, ...drops]
  switch (type) {
    case "str":
      return [...held, "return ori_foreign_return_str(r);"]
    case "bytes":
      return [...held, "return ori_foreign_return_bytes(r);"]
    case "jsValue":
      throw new Error("an export cannot give a JsValue away")
    default:
      return [...held, "return r;"]
  }
}
