// Data values as C expressions: tags, fields, variants without payload, and the zero of a type.

import type { T } from "../ir/types.ts"
import { BYTE, TAG } from "../ir/types.ts"
import { data, decideRepr, typeNode } from "../ir/layout.ts"
import { cType, present, typeName } from "./type.ts"
import type { Unit } from "./unit.ts"
import { need } from "./unit.ts"

/** The value of a variant without payload. */
export function tagValue(unit: Unit, type: T, tag: number): string {
  const repr = decideRepr(unit.program.types, type)
  switch (repr.k) {
    case "enum":
      return String(tag)
    case "nullable":
      return "NULL"
    case "inline":
      return `(${cType(unit, type)}){ .tag = ${tag} }`
    case "boxed":
      return emptyCell(unit, tag)
    case "pending":
      throw new Error("a type without layout")
  }
}

/** The immortal cell of a boxed variant without payload: only its tag is ever read. */
function emptyCell(unit: Unit, tag: number): string {
  const name = `e_${tag}`
  need(unit, "data", name, () => `static ori_cell ${name} = { ORI_STATIC, ${tag} };`)
  return `(&${name})`
}

/** The tag of a data value, or of what already is one. */
export function tagExpr(unit: Unit, type: T, value: string): string {
  const node = typeNode(unit.program.types, type)
  if (node.k !== "data") return value
  const repr = decideRepr(unit.program.types, type)
  switch (repr.k) {
    case "enum":
      return value
    case "nullable":
      return `(${value} ? ${repr.full} : ${repr.empty})`
    case "inline":
      return node.variants.length === 1 ? "0" : `${value}.tag`
    case "boxed":
      return node.variants.length === 1 ? "0" : `ori_tag(${value})`
    case "pending":
      throw new Error("a type without layout")
  }
}

/** Field of a data value whose variant is known. */
export function fieldExpr(unit: Unit, type: T, value: string, tag: number, index: number): string {
  const node = data(unit.program.types, type)
  const repr = decideRepr(unit.program.types, type)
  switch (repr.k) {
    case "nullable":
      return value
    case "inline":
      return node.variants.length === 1 ? `${value}.f${index}` : `${value}.v${tag}.f${index}`
    case "boxed":
      return `((${typeName(unit, "struct b", type)}_${tag} *)${value})->f${index}`
    default:
      throw new Error(`${node.name} has no fields`)
  }
}

/** The zero of a C type: what a function yields that is left by unwinding. */
export function zeroOf(unit: Unit, type: T): string {
  if (type === TAG || type === BYTE) return "0"
  const c = cType(unit, type)
  if (c.endsWith("*")) return "NULL"
  return c.startsWith("t_") || c.startsWith("r_") ? `(${c}){ 0 }` : "0"
}

/**
 * A value that nobody reads but that may be dropped: what a failed `catch` leaves in place of
 * results.
 */
export function blankOf(unit: Unit, type: T): string {
  const node = typeNode(unit.program.types, type)
  const c = cType(unit, type)
  if (node.k === "data") {
    const repr = decideRepr(unit.program.types, type)
    if (repr.k === "enum") return "0"
    if (repr.k === "nullable") return "NULL"
    if (repr.k === "inline") return blankStruct(unit, c, node.variants)
  }
  if (!c.endsWith("*") || node.k === "pointer") return "0"
  need(unit, "data", "blank", () => "static ori_cell blank = { ORI_STATIC, 0 };")
  return "(void *)&blank"
}

function blankStruct(unit: Unit, c: string, variants: { fields: { type: T }[] }[]): string {
  const fields = (variants[0]?.fields ?? []).flatMap((field, index) =>
    present(field.type) ? [`.f${index} = ${blankOf(unit, field.type)}`] : [],
  )
  if (variants.length === 1) return `(${c}){ ${fields.join(", ") || "0"} }`
  return `(${c}){ .tag = 0${fields.length === 0 ? "" : `, .v0 = { ${fields.join(", ")} }`} }`
}
