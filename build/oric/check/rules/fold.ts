// Operators on values known at compile time, exactly as at run time (LANGUAGE 7.3).
//
// The answer is a value, the panic that the operation would end in, or null when the operands are
// not built in: then the expression is left to run time, which is always right.

import type { BinaryOp, UnaryOp } from "../../syntax/ast.ts"
import { isScalar } from "../../syntax/utf8.ts"
import type { Value } from "../typed.ts"

export type Folded = Value | { k: "panic"; message: string } | null

const MIN = -(1n << 63n)
const MAX = (1n << 63n) - 1n

/** `left op right`; `&&`, `||` and `??` are the evaluator's, since they may skip an operand. */
export function foldBinary(op: BinaryOp, left: Value, right: Value): Folded {
  if (op === "==" || op === "!=") {
    const equal = equalValues(left, right)
    return equal === null ? null : { k: "bool", value: equal === (op === "==") }
  }
  if (op === "<" || op === "<=" || op === ">" || op === ">=") return foldOrder(op, left, right)
  if (left.k === "int" && right.k === "int") return foldInt(op, left.value, right.value)
  if (left.k === "byte" && right.k === "byte") return foldByte(op, left.value, right.value)
  if (left.k === "byte" && right.k === "int") return foldByteShift(op, left.value, right.value)
  if (left.k === "float" && right.k === "float") return foldFloat(op, left.value, right.value)
  if (op !== "+") return null
  if (left.k === "str" && right.k === "str") return { k: "str", value: left.value + right.value }
  if (left.k !== "list" || right.k !== "list") return null
  return { k: "list", items: [...left.items, ...right.items] }
}

/** `foldBinary` with a `Size` among the operands: an int here, which is never negative. */
export function foldSize(op: BinaryOp, left: Value, right: Value): Folded {
  if (left.k !== "int" || right.k !== "int") return null
  if (op === "-" && left.value < right.value) {
    return panic("size subtraction would result in negative value")
  }
  if (op === "*" && (left.value < 0n || right.value < 0n)) {
    return panic("cannot multiply Size by negative integer")
  }
  if (op === "/" && right.value < 0n) return panic("cannot divide Size by negative integer")
  return foldBinary(op, left, right)
}

/** `as` by its primitive. */
export function foldCast(op: string, value: Value): Folded {
  if (value.k === "int") {
    const number = value.value
    switch (op) {
      case "int.to_float": return { k: "float", value: Number(number) }
      case "int.to_byte": return number >= 0n && number <= 255n
        ? { k: "byte", value: Number(number) } : panic("conversion out of range")
      case "int.to_char": return isScalar(Number(number))
        ? { k: "char", value: Number(number) } : panic("conversion out of range")
      default: return null
    }
  }
  if (value.k !== "byte" && value.k !== "char") return null
  switch (op) {
    case "byte.to_int": case "char.to_int": return { k: "int", value: BigInt(value.value) }
    case "byte.to_char": return { k: "char", value: value.value }
    case "char.to_str": return { k: "str", value: String.fromCodePoint(value.value) }
    default: return null
  }
}

/** `list[index]`. */
export function foldIndex(list: Value, index: Value): Folded {
  if (list.k !== "list" || index.k !== "int") return null
  const length = list.items.length
  return list.items[Number(index.value)]
    ?? panic(`index out of bounds: index ${index.value}, length ${length}`)
}

/** A prefix operator. */
export function foldUnary(op: UnaryOp, value: Value): Folded {
  if (op === "!") return value.k === "bool" ? { k: "bool", value: !value.value } : null
  if (op === "-") {
    if (value.k === "float") return { k: "float", value: -value.value }
    return value.k === "int" ? int(-value.value, "negation") : null
  }
  if (value.k === "int") return { k: "int", value: ~value.value }
  return value.k === "byte" ? { k: "byte", value: ~value.value & 0xff } : null
}

function panic(message: string): Folded {
  return { k: "panic", message }
}

function int(value: bigint, operation: string): Folded {
  if (value < MIN || value > MAX) return panic(`integer overflow in ${operation}`)
  return { k: "int", value }
}

function foldInt(op: BinaryOp, a: bigint, b: bigint): Folded {
  switch (op) {
    case "+": return int(a + b, "addition")
    case "-": return int(a - b, "subtraction")
    case "*": return int(a * b, "multiplication")
    case "/": return b === 0n ? panic("division by zero") : int(a / b, "division")
    case "div": return b === 0n ? panic("division by zero") : int(floorDiv(a, b), "division")
    case "%": return remainder(a, b)
    case "**": return power(a, b)
    case "<<": case ">>": return shift(op, a, b)
    case "&": return { k: "int", value: a & b }
    case "|": return { k: "int", value: a | b }
    case "^": return { k: "int", value: a ^ b }
    default: return null
  }
}

function floorDiv(a: bigint, b: bigint): bigint {
  const quotient = a / b
  return a % b !== 0n && (a < 0n) !== (b < 0n) ? quotient - 1n : quotient
}

function remainder(a: bigint, b: bigint): Folded {
  if (b === 0n) return panic("modulo by zero")
  if (a === MIN && b === -1n) return panic("integer overflow in remainder")
  return { k: "int", value: a % b }
}

function power(a: bigint, b: bigint): Folded {
  if (b < 0n) return panic("negative exponent on integer")
  if (a === 0n || a === 1n) return { k: "int", value: b === 0n ? 1n : a }
  if (a === -1n) return { k: "int", value: b % 2n === 0n ? 1n : -1n }
  return b > 64n ? panic("integer overflow in exponentiation") : int(a ** b, "exponentiation")
}

function shift(op: "<<" | ">>", a: bigint, count: bigint): Folded {
  if (count < 0n) return panic("negative shift count")
  if (count >= 64n) return panic("shift count exceeds bit width")
  if (op === ">>") return { k: "int", value: a >> count }
  const value = a << count
  return value < MIN || value > MAX ? panic("shift overflow") : { k: "int", value }
}

function foldByte(op: BinaryOp, a: number, b: number): Folded {
  switch (op) {
    case "+": return byte(a + b, "addition")
    case "-": return byte(a - b, "subtraction")
    case "*": return byte(a * b, "multiplication")
    case "/": return b === 0 ? panic("division by zero") : { k: "byte", value: Math.trunc(a / b) }
    case "%": return b === 0 ? panic("modulo by zero") : { k: "byte", value: a % b }
    case "&": return { k: "byte", value: a & b }
    case "|": return { k: "byte", value: a | b }
    case "^": return { k: "byte", value: a ^ b }
    default: return null
  }
}

function byte(value: number, operation: string): Folded {
  return value < 0 || value > 255 ? panic(`integer overflow in ${operation}`) : { k: "byte", value }
}

function foldByteShift(op: BinaryOp, a: number, count: bigint): Folded {
  if (op !== "<<" && op !== ">>") return null
  if (count < 0n) return panic("negative shift count")
  if (count >= 8n) return panic("shift count exceeds bit width")
  const by = Number(count)
  return { k: "byte", value: op === "<<" ? (a << by) & 0xff : a >> by }
}

/** `**` is left to run time: C's `pow` and ours need not agree in the last bit. */
function foldFloat(op: BinaryOp, a: number, b: number): Folded {
  switch (op) {
    case "+": return { k: "float", value: a + b }
    case "-": return { k: "float", value: a - b }
    case "*": return { k: "float", value: a * b }
    case "/": return { k: "float", value: a / b }
    default: return null
  }
}

/** Equality of built-in values; null for values whose `Eq` is somebody's code. */
function equalValues(a: Value, b: Value): boolean | null {
  if (a.k !== b.k) return null
  switch (a.k) {
    case "int": case "float": case "bool": case "char": case "byte": case "str":
      return "value" in b && a.value === b.value
    default: return null
  }
}

function foldOrder(op: "<" | "<=" | ">" | ">=", a: Value, b: Value): Folded {
  const order = a.k === b.k ? compareValues(a, b) : null
  if (order === null) return null
  const value = op === "<" ? order < 0 : op === "<=" ? order <= 0
    : op === ">" ? order > 0 : order >= 0
  return { k: "bool", value }
}

/**
 * Negative, zero, positive, or NaN where no order holds; null for values without a built-in order.
 */
function compareValues(a: Value, b: Value): number | null {
  switch (a.k) {
    case "int": return b.k !== "int" ? null : a.value < b.value ? -1 : a.value > b.value ? 1 : 0
    case "float": return b.k !== "float" ? null : a.value < b.value ? -1 : a.value > b.value ? 1
      : a.value === b.value ? 0 : NaN
    case "char": case "byte": return b.k !== a.k ? null : a.value - b.value
    case "str": return b.k !== "str" ? null : compareTexts(a.value, b.value)
    default: return null
  }
}

/** By code point, which is the order of the UTF-8 bytes; UTF-16 units order otherwise. */
function compareTexts(a: string, b: string): number {
  const left = [...a]
  const right = [...b]
  for (let i = 0; i < left.length && i < right.length; i++) {
    const difference = left[i]!.codePointAt(0)! - right[i]!.codePointAt(0)!
    if (difference !== 0) return difference
  }
  return left.length - right.length
}
