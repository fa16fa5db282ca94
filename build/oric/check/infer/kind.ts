// Which built-in operand type a type is: what the tables of operators and conversions go by.

import type { TypeId } from "../types.ts"
import { itemIdOf } from "./cx.ts"
import type { Cx } from "./cx.ts"
import type { Kind } from "./operator_table.ts"

/** The built-in operand type, or null. */
export function kindOf(cx: Cx, type: TypeId): Kind | null {
  const item = itemIdOf(cx, type)
  if (item === -1) return null
  const { known: k } = cx.items
  switch (item) {
    case k.int: return "int"
    case k.float: return "float"
    case k.byte: return "byte"
    case k.bool: return "bool"
    case k.char: return "char"
    case k.str: return "str"
    case k.duration: return "duration"
    case k.size: return "size"
    default: return null
  }
}
