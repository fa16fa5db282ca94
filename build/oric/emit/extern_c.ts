// Prototypes of foreign C functions by the table of LANGUAGE 18.1.

import type { AbiType, ExternFn } from "../ir/nodes.ts"
import { declare } from "./type.ts"

/** `int64_t name(const char *text, const uint8_t *bytes, size_t bytes_len)`. */
export function externProto(extern: ExternFn): string {
  const params = extern.params.flatMap((param) => paramDecls(param))
  const variadic = extern.variadic ? ["..."] : []
  const list = [...params, ...variadic]
  return `${declare(resultC(extern), extern.name)}(${list.length === 0 ? "void" : list.join(", ")})`
}

function paramDecls(param: ExternFn["params"][number]): string[] {
  const name = `p_${param.name}`
  if (param.type === "str") return [`const char *${name}`]
  if (param.type === "bytes") {
    return param.mut
      ? [`uint8_t *${name}`, `size_t *${name}_len`]
      : [`const uint8_t *${name}`, `size_t ${name}_len`]
  }
  return [declare(scalarC(param.type), name)]
}

function resultC(extern: ExternFn): string {
  if (extern.result === "str") return extern.resultOwned ? "char *" : "const char *"
  return scalarC(extern.result)
}

export function scalarC(type: AbiType): string {
  switch (type) {
    case "int":
      return "int64_t"
    case "float":
    case "c_double":
      return "double"
    case "bool":
      return "bool"
    case "byte":
      return "uint8_t"
    case "char":
      return "uint32_t"
    case "void":
      return "void"
    case "c_char":
      return "char"
    case "c_short":
      return "short"
    case "c_int":
      return "int"
    case "c_long":
      return "long"
    case "c_longlong":
      return "long long"
    case "c_float":
      return "float"
    case "c_size":
      return "size_t"
    case "ptr":
    case "optPtr":
      return "void *"
    case "jsValue":
      return "int32_t"
    case "str":
    case "bytes":
      throw new Error(`${type} is not one C value`)
  }
}
