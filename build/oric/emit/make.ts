// Building data values: an expression where no cell is needed, else a new or reused cell and its
// stores.

import type { T } from "../ir/types.ts"
import { UNIT } from "../ir/types.ts"
import { data, decideRepr } from "../ir/layout.ts"
import { copyInto } from "./copy.ts"
import { tagValue } from "./field.ts"
import { boxStruct, cType, isLarge, present } from "./type.ts"
import type { Unit } from "./unit.ts"

/** Fields of a value in the making: C expressions and their types. */
export type Fields = { values: string[]; types: T[] }

/**
 * Statements that assign a new value to `target`; `token` is memory to reuse, or NULL at run time.
 */
export function makeInto(
  unit: Unit,
  target: string,
  type: T,
  tag: number,
  fields: Fields,
  token: string | null,
): string[] {
  const empty = fields.values.length === 0 && data(unit.program.types, type).drop === null
  if (decideRepr(unit.program.types, type).k !== "boxed" || empty) {
    if (isLarge(unit, type) && data(unit.program.types, type).variants.length === 1) {
      // `target` may be what the fields came from: then those that stay are seen to stay.
      return fieldStores(unit, `${target}.`, fields)
    }
    return [`${target} = ${makeExpr(unit, type, tag, fields)};`]
  }
  const struct = boxStruct(unit, type, tag)
  const fresh = `(void *)ori_box(sizeof(${struct}), ${tag})`
  const cell =
    token === null
      ? [`{ ${struct} *c = ${fresh};`]
      : [
          `{ ${struct} *c = ${token};`,
          `  if (c) c->cell = (ori_cell){ 1, ${tag} }; else c = ${fresh};`,
        ]
  const stores = fieldStores(unit, "c->", fields)
  return [...cell, `  ${[...stores, `${target} = (ori_cell *)c;`].join(" ")}`, "}"]
}

function fieldStores(unit: Unit, of: string, fields: Fields): string[] {
  return fields.values.flatMap((value, index) => {
    const type = fields.types[index] ?? UNIT
    return present(type) ? [copyInto(unit, `${of}f${index}`, type, value)] : []
  })
}

function makeExpr(unit: Unit, type: T, tag: number, fields: Fields): string {
  const node = data(unit.program.types, type)
  const repr = decideRepr(unit.program.types, type)
  if (repr.k === "nullable" && tag === repr.full) return fields.values[0] ?? "NULL"
  const single = node.variants.length === 1
  if (repr.k !== "inline" || (fields.values.length === 0 && !single))
    return tagValue(unit, type, tag)
  const stores = fields.values.flatMap((value, index) =>
    present(fields.types[index] ?? UNIT) ? [`.f${index} = ${value}`] : [],
  )
  const c = cType(unit, type)
  if (single) return `(${c}){ ${stores.join(", ") || "0"} }`
  const payload = stores.length === 0 ? "" : `, .v${tag} = { ${stores.join(", ")} }`
  return `(${c}){ .tag = ${tag}${payload} }`
}
