// Copies of inline values in memory, field by field.
//
// A C compiler moves a struct by the widest registers that there are. Right after the fields were
// written one by one such a read has to wait until all those writes have reached the cache, since
// no processor puts them together for it: some twelve cycles, at every call that changes a `self`.

import type { T } from "../ir/types.ts"
import { data } from "../ir/layout.ts"
import { isLarge, present } from "./type.ts"
import type { Unit } from "./unit.ts"

/** Values of more fields are moved as wholes. */
const FIELDS_MAX = 8

/** The statements that assign what is at a place: an expression that may be read many times, such
 * as a variable, a field, or any atom. */
export function copyInto(unit: Unit, target: string, type: T, place: string): string {
  const paths = fieldPaths(unit, type)
  if (paths.length === 0 || paths.length > FIELDS_MAX) return `${target} = ${place};`
  return paths.map((path) => `${target}${path} = ${place}${path};`).join(" ")
}

/** The fields of a large value without variants, those of fields inside it included. */
function fieldPaths(unit: Unit, type: T): string[] {
  if (!isLarge(unit, type)) return []
  const [only, ...others] = data(unit.program.types, type).variants
  if (only === undefined || others.length > 0) return []
  return only.fields.flatMap((field, index) => {
    if (!present(field.type)) return []
    const inner = fieldPaths(unit, field.type)
    return inner.length === 0 ? [`.f${index}`] : inner.map((path) => `.f${index}${path}`)
  })
}
