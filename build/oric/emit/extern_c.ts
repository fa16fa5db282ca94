// Prototypes of foreign C functions by the table of LANGUAGE 18.1.

import type { AbiType, ExternFn, ExternParam } from "../ir/nodes.ts"
import { declare } from "./type.ts"

/** Integers of C that are narrower than `int`, or have no sign. */
export const RANGES: Partial<Record<AbiType, [string, string]>> = {
  c_char: ["CHAR_MIN", "CHAR_MAX"],
  c_short: ["SHRT_MIN", "SHRT_MAX"],
  c_int: ["INT_MIN", "INT_MAX"],
  c_long: ["LONG_MIN", "LONG_MAX"],
  c_size: ["0", "(int64_t)(SIZE_MAX / 2)"],
}

/** `int64_t name(const char *text, const uint8_t *bytes, size_t bytes_len)`. */
export function externProto(extern: ExternFn): string {
  const params = extern.params.flatMap((param) => paramDecls(param))
  const variadic = extern.variadic ? ["..."] : []
  const list = [...params, ...variadic]
  return `${declare(resultC(extern), extern.name)}(${list.length === 0 ? "void" : list.join(", ")})`
}

function paramDecls(param: ExternParam): string[] {
  const name = `p_${param.name}`
  if (param.type === "struct") return [`const void *${name}`]
  if (param.type === "fn") return [callbackHead(`(*${name})`, param.signature, () => "")]
  if (param.type === "str") return [`const char *${name}`]
  if (param.type === "bytes") {
    return param.mut
      ? [`uint8_t *${name}`, `size_t *${name}_len`]
      : [`const uint8_t *${name}`, `size_t ${name}_len`]
  }
  return [declare(scalarC(param.type), name)]
}

/** `int (*name)(void *, void *)`, where `nameOf` names no parameter. */
export function callbackHead(
  name: string, signature: AbiType[], nameOf: (index: number) => string,
): string {
  const params = signature.slice(0, -1).map((type, index) => declare(scalarC(type), nameOf(index)))
  return `${declare(scalarC(signature.at(-1) ?? "void"), name)}(${params.join(", ") || "void"})`
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
    case "struct":
    case "fn":
      throw new Error(`${type} is not one C value`)
  }
}
