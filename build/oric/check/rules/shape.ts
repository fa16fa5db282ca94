// What values of a type look like to pattern matching: its variants, the types of their fields,
// whether any exist.

import type { Items, TypeItem } from "../items.ts"
import { NEVER, substitute, typeNode } from "../types.ts"
import type { TypeId } from "../types.ts"

/**
 * The user or prelude type behind `type`, or null for tuples, functions, parameters and the like.
 */
export function itemOf(items: Items, type: TypeId): TypeItem | null {
  const node = typeNode(items.types, type)
  return node.k === "named" ? items.typeItems[node.item]! : null
}

/** The field types of one variant of a named type, with the type's arguments put in. */
export function fieldTypes(items: Items, type: TypeId, variant: number): TypeId[] {
  const node = typeNode(items.types, type)
  if (node.k !== "named") return []
  const item = items.typeItems[node.item]!
  const argument = (param: number): TypeId | null => {
    const index = item.generics.indexOf(param)
    return index < 0 ? null : node.args[index] ?? null
  }
  const { fields } = item.variants[variant]!
  return fields.map((field) => substitute(items.types, field.type, argument))
}

/** False when no value of the type can exist (L 5.1, Never). */
export function inhabited(items: Items, type: TypeId): boolean {
  return hasValue(items, type, new Set())
}

/** False when no value of that variant can exist. */
export function variantInhabited(items: Items, type: TypeId, variant: number): boolean {
  return fieldTypes(items, type, variant).every((field) => inhabited(items, field))
}

/**
 * A type that is met again inside itself counts as inhabited: only then is the answer up to the
 * other fields.
 */
function hasValue(items: Items, type: TypeId, above: Set<TypeId>): boolean {
  if (type === NEVER) return false
  const node = typeNode(items.types, type)
  if (node.k === "tuple") return node.args.every((item) => hasValue(items, item, above))
  if (node.k !== "named" || above.has(type)) return true
  const item = items.typeItems[node.item]!
  if (item.kind === "prim" || item.variants.length === 0) return true
  const inside = new Set(above).add(type)
  return item.variants.some((_, variant) =>
    fieldTypes(items, type, variant).every((field) => hasValue(items, field, inside)))
}
