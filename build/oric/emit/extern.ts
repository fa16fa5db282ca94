// Calls of foreign functions: arguments converted, the call, the result converted, in a block of
// their own.
//
// C functions take NUL-terminated copies of texts, which are freed after the call, and narrow
// integers, which are checked first, so that a failure leaves nothing behind. JavaScript ones take
// pointer and length, and give texts and bytes by their length; what the host holds ready is then
// taken (see the conventions in README.md).
//
// A list that C fills belongs to the call alone (`bytes.owned` before it): C writes into it and may
// shorten it.

import type { AbiType, Atom, ExternFn, Rhs, Site, Step, V } from "../ir/nodes.ts"
import type { T } from "../ir/types.ts"
import { data } from "../ir/layout.ts"
import { atomType } from "../ir/rhs.ts"
import { blankOf, fieldExpr, tagExpr } from "./field.ts"
import { RANGES, externProto, scalarC } from "./extern_c.ts"
import { passFunction, passStruct } from "./extern_pass.ts"
import { makeInto } from "./make.ts"
import { cText } from "./name.ts"
import { siteExpr } from "./site.ts"
import { declare, present } from "./type.ts"
import { need } from "./unit.ts"
import { unwindLabel } from "./unwind.ts"
import { atomExpr, textLiteral } from "./value.ts"
import type { Writer } from "./writer.ts"
import { assign, line, target, varType } from "./writer.ts"

type Let = Extract<Step, { k: "let" }>
type Call = Extract<Rhs, { k: "extern" }>

export function emitExtern(w: Writer, step: Let, rhs: Call): void {
  const extern = w.unit.program.externs.get(rhs.x)
  if (extern === undefined) throw new Error(`no foreign function ${rhs.x}`)
  line(w, "{")
  w.depth++
  if (extern.language === "c") emitC(w, step, rhs, extern)
  else emitJs(w, step.to, rhs, extern)
  w.depth--
  line(w, "}")
}

// ------------------------------------------------------------------ C

/**
 * What C calls a function here: a name of its own, since headers may declare it with other types.
 * Functions of numbers keep theirs, by which C compilers know them and compute ahead.
 */
function nameInC(id: string, extern: ExternFn): string {
  const types = [extern.result, ...extern.params.map((param) => param.type)]
  return types.every((type) => type === "float") ? extern.name : id
}

function emitC(w: Writer, step: Let, rhs: Call, extern: ExternFn): void {
  need(w.unit, "protos", "limits", () => "#include <limits.h>\n#include <stdlib.h>")
  const name = nameInC(rhs.x, extern)
  const label = name === extern.name ? "" : ` __asm__(${cText(extern.name)})`
  need(w.unit, "protos", `proto ${name}`, () =>
    `extern ${externProto({ ...extern, name })}${label};`)
  const filled = rhs.args.flatMap((atom, index) =>
    extern.params[index]?.mut === true
      ? [{ list: atomExpr(w.scope, atom), length: `n${index}` }]
      : [],
  )
  for (const { list, length } of filled) line(w, `size_t ${length} = ${list}->len;`)
  const args = rhs.args.map((atom, index) =>
    extern.params[index]?.mut === true
      ? `ori_bytes_ref(${atomExpr(w.scope, atom)}, 0), &n${index}`
      : passed(w, step, extern, atom, index),
  )
  const texts = texted(w, step, rhs, extern, args)
  const call = `${name}(${args.join(", ")})`
  const frees = texts.map((text) => `free(${text});`).join(" ")
  line(w, "ori_foreign_begin();")
  if (extern.result === "void") line(w, `${call};`)
  else
    line(
      w,
      `${declare(extern.result === "str" ? "const char *" : scalarC(extern.result), "r")}` +
        ` = ${call};`,
    )
  if (extern.errno) {
    need(w.unit, "protos", "errno", () => "#include <errno.h>")
    assign(w, step.to[1], "errno")
  }
  if (frees !== "") line(w, frees)
  for (const { list, length } of filled) {
    line(w, `if (${length} < ${list}->len) ${list}->len = (uint32_t)${length};`)
  }
  if (extern.result !== "void") assignC(w, step.to[0], extern)
}

function passed(w: Writer, step: Let, extern: ExternFn, atom: Atom, index: number): string {
  const param = extern.params[index]
  switch (param?.type) {
    case "struct":
      return passStruct(w, atom, param, index)
    case "fn":
      return passFunction(w.unit, atom, param, `c_${extern.id}_${index}`, step.site)
    default:
      return narrowed(w, step, param?.type ?? null, atom, index)
  }
}

/** An argument that needs no memory; integers that are wider here than there are checked. */
function narrowed(w: Writer, step: Let, type: AbiType | null, atom: Atom, index: number): string {
  const value = atomExpr(w.scope, atom)
  const range = type === null ? undefined : RANGES[type]
  if (type === "bytes") return `ori_list_bytes(${value}), ${value}->len`
  if (type === "optPtr") return optionPointer(w, atomType(w.fun, atom), value)
  if (range === undefined) return type === "c_float" ? `(float)${value}` : value
  const name = `n${index}`
  line(w, `int64_t ${name};`)
  checked(w, step, "ori_foreign_narrow", [value, ...range], name, [])
  return `(${scalarC(type ?? "int")})${name}`
}

/** Makes the copies of texts; if one fails, the earlier ones are freed. */
function texted(w: Writer, step: Let, rhs: Call, extern: ExternFn, args: string[]): string[] {
  const made: string[] = []
  rhs.args.forEach((atom, index) => {
    if (extern.params[index]?.type !== "str") return
    const name = `s${index}`
    line(w, `char *${name};`)
    checked(w, step, "ori_foreign_text", [atomExpr(w.scope, atom)], name, made)
    made.push(name)
    args[index] = name
  })
  return made
}

/** A conversion of the runtime that may panic, in the form that the function needs. */
function checked(
  w: Writer,
  step: Let,
  name: string,
  args: string[],
  to: string,
  held: string[],
): void {
  const all = [...args, siteExpr(w.unit, step.site as Site)]
  if (!w.fun.unwinds) return line(w, `${to} = ${name}(${all.join(", ")});`)
  const undo = held.map((text) => `free(${text}); `).join("")
  const leave = `{ ${undo}goto ${unwindLabel(w, step.unwind)}; }`
  line(w, `if (ORI_UNLIKELY(${name}_u(${[...all, `&${to}`].join(", ")}))) ${leave}`)
}

function assignC(w: Writer, to: V | undefined, extern: ExternFn): void {
  switch (extern.result) {
    case "str":
      return assign(
        w,
        to,
        extern.resultOwned ? "ori_foreign_str_owned((char *)r)" : "ori_foreign_str(r)",
      )
    case "optPtr":
      return assignOption(w, to, "r")
    case "c_char":
    case "c_short":
    case "c_int":
    case "c_long":
    case "c_longlong":
    case "c_size":
      return assign(w, to, "(int64_t)r")
    case "bytes":
      throw new Error(`${extern.name} cannot give bytes`)
    default:
      return assign(w, to, "r")
  }
}

function optionPointer(w: Writer, type: T, value: string): string {
  const full = fullVariant(w, type)
  const pointer = fieldExpr(w.unit, type, value, full, 0)
  return `(${tagExpr(w.unit, type, value)} == ${full} ? ${pointer} : NULL)`
}

function assignOption(w: Writer, to: V | undefined, value: string): void {
  if (to === undefined) return
  const type = varType(w.fun, to)
  const full = fullVariant(w, type)
  const field = data(w.unit.program.types, type).variants[full]?.fields[0]?.type
  const name = target(w, to)
  const none = makeInto(w.unit, name, type, 1 - full, { values: [], types: [] }, null)
  const some = makeInto(
    w.unit,
    name,
    type,
    full,
    { values: [value], types: field === undefined ? [] : [field] },
    null,
  )
  line(w, `if (${value}) { ${some.join(" ")} } else { ${none.join(" ")} }`)
}

function fullVariant(w: Writer, type: T): number {
  return data(w.unit.program.types, type).variants.findIndex((variant) => variant.fields.length > 0)
}

// ------------------------------------------------------------------ JavaScript

function emitJs(w: Writer, to: V[], rhs: Call, extern: ExternFn): void {
  const name = importOf(w, extern)
  const args = rhs.args.map((atom, index) => {
    const value = atomExpr(w.scope, atom)
    switch (extern.params[index]?.type) {
      case "str":
        return `${value}->bytes, ${value}->len`
      case "bytes":
        return `ori_list_bytes(${value}), ${value}->len`
      case "jsValue":
        return `ori_handle_id(${value})`
      default:
        return value
    }
  })
  const call = `${name}(${args.join(", ")})`
  line(w, "ori_foreign_begin();")
  const resultC = importResult(extern)
  if (resultC === "void") return line(w, `${call};`)
  line(w, `${resultC} r = ${call};`)
  if (extern.throws) return emitThrowing(w, to, extern)
  if (to[0] !== undefined) assign(w, to[0], taken(extern.result, "r"))
}

/** `r` below zero is the length of the message, as −1 − length; else the value, or its length. */
function emitThrowing(w: Writer, to: V[], extern: ExternFn): void {
  const [ok, message, value] = to
  if (ok === undefined || message === undefined)
    throw new Error(`${extern.name} has no place for its error`)
  assign(w, ok, "r >= 0")
  line(w, "if (r < 0) {")
  assign(w, message, "ori_foreign_take_str(-1 - r)")
  if (value !== undefined && present(varType(w.fun, value))) {
    assign(w, value, blankOf(w.unit, varType(w.fun, value)))
  }
  line(w, "} else {")
  assign(w, message, textLiteral(w.unit, ""))
  if (value !== undefined) assign(w, value, extern.result === "void" ? "0" : takenOk(extern.result))
  line(w, "}")
}

function taken(type: AbiType, value: string): string {
  switch (type) {
    case "str":
      return `ori_foreign_take_str(${value})`
    case "bytes":
      return `ori_foreign_take_bytes(${value})`
    case "jsValue":
      return `ori_handle_new(${value})`
    case "bool":
      return `${value} != 0`
    default:
      return value
  }
}

function takenOk(type: AbiType): string {
  if (type === "int" || type === "c_longlong") return "ori_foreign_take_int()"
  if (type === "float" || type === "c_double" || type === "c_float")
    return "ori_foreign_take_float()"
  return taken(type, "r")
}

function importResult(extern: ExternFn): string {
  if (extern.throws || extern.result === "str" || extern.result === "bytes") return "int32_t"
  return scalarJs(extern.result)
}

function scalarJs(type: AbiType): string {
  return type === "bool" || type === "byte" || type === "char" ? "uint32_t" : scalarC(type)
}

function importOf(w: Writer, extern: ExternFn): string {
  const name = `import_${extern.id}`
  need(w.unit, "protos", name, () => {
    const params = extern.params.map((param) =>
      param.type === "str" || param.type === "bytes"
        ? "const uint8_t *, uint32_t"
        : scalarJs(param.type),
    )
    const module = cText(extern.from ?? "ori")
    const where = `import_module(${module}), import_name(${cText(extern.name)})`
    const list = params.join(", ") || "void"
    return `__attribute__((${where}))\nextern ${importResult(extern)} ${name}(${list});`
  })
  return name
}
