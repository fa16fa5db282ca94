// tidy: table
// Which operand types an operator takes directly (LANGUAGE 7.2), and the traits of the others
// (7.1).
//
// A name with a dot is a primitive; one without is a function of the prelude.

import type { BinaryOp, UnaryOp } from "../../syntax/ast.ts"

export type Kind = "int" | "float" | "byte" | "bool" | "char" | "str" | "duration" | "size"
type PrimOperator = { op: string; result: Kind }

/** Left operand, operator, right operand → primitive, result. */
const TABLE: Record<string, [string, Kind]> = {
  "int + int": ["int.add", "int"], "int - int": ["int.sub", "int"], "int * int": ["int.mul", "int"],
  "int / int": ["int.div", "int"], "int % int": ["int.rem", "int"],
  "int div int": ["int.floor_div", "int"],
  "int ** int": ["int.pow", "int"], "int << int": ["int.shl", "int"],
  "int >> int": ["int.shr", "int"],
  "int & int": ["int.and", "int"], "int | int": ["int.or", "int"], "int ^ int": ["int.xor", "int"],
  "byte + byte": ["byte.add", "byte"], "byte - byte": ["byte.sub", "byte"],
  "byte * byte": ["byte.mul", "byte"],
  "byte / byte": ["byte.div", "byte"], "byte % byte": ["byte.rem", "byte"],
  "byte << int": ["byte.shl", "byte"], "byte >> int": ["byte.shr", "byte"],
  "byte & byte": ["byte.and", "byte"], "byte | byte": ["byte.or", "byte"],
  "byte ^ byte": ["byte.xor", "byte"],
  "float + float": ["float.add", "float"], "float - float": ["float.sub", "float"],
  "float * float": ["float.mul", "float"], "float / float": ["float.div", "float"],
  "float ** float": ["float.pow", "float"], "float ** int": ["float.pow", "float"],
  "int ** float": ["float.pow", "float"],
  "str + str": ["str.concat", "str"],
  "duration + duration": ["int.add", "duration"], "duration - duration": ["int.sub", "duration"],
  "duration % duration": ["int.rem", "duration"], "duration / duration": ["int.div", "int"],
  "duration * int": ["int.mul", "duration"], "int * duration": ["int.mul", "duration"],
  "duration / int": ["int.div", "duration"],
  "size + size": ["int.add", "size"], "size - size": ["size_sub", "size"],
  "size % size": ["int.rem", "size"],
  "size / size": ["int.div", "int"], "size * int": ["size_mul", "size"],
  "int * size": ["size_mul", "size"],
  "size / int": ["size_div", "size"],
}

const COMPARED: Record<string, string> = {
  "==": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge",
}
export function isComparison(op: BinaryOp): boolean {
  return COMPARED[op] !== undefined
}

const EQUAL_ONLY = new Set<Kind>(["bool", "str"])

/** The primitive for an operator on these operand types, or null. */
export function primitiveOperator(op: BinaryOp, left: Kind | null, right: Kind |
  null): PrimOperator | null {
  if (left === null || right === null) return null
  const comparison = COMPARED[op]
  if (comparison !== undefined) {
    const equality = op === "==" || op === "!="
    if (left !== right || (EQUAL_ONLY.has(left) && !equality)) return null
    const family = left === "duration" || left === "size" ? "int" : left
    return { op: `${family}.${comparison}`, result: "bool" }
  }
  const entry = TABLE[`${left} ${op} ${right}`]
  return entry === undefined ? null : { op: entry[0], result: entry[1] }
}

export const OPERATOR_TRAITS: Partial<Record<BinaryOp, string>> = {
  "+": "Add", "-": "Sub", "*": "Mul", "/": "Div", "%": "Rem", div: "FloorDiv", "**": "Pow",
  "@": "MatMul",
  "<<": "Shl", ">>": "Shr", "&": "BitAnd", "^": "BitXor", "|": "BitOr",
}

export const UNARY_TRAITS: Record<UnaryOp, string> = { "-": "Neg", "!": "Not", "~": "BitNot" }
