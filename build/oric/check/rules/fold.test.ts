// Folding must agree with run time: results, and the panics that a constant would end in.

import assert from "node:assert/strict"
import { test } from "node:test"
import type { BinaryOp } from "../../syntax/ast.ts"
import type { Value } from "../typed.ts"
import { foldBinary, foldCast, foldIndex, foldSize, foldUnary } from "./fold.ts"

const int = (value: bigint): Value => ({ k: "int", value })
const byte = (value: number): Value => ({ k: "byte", value })
const float = (value: number): Value => ({ k: "float", value })
const str = (value: string): Value => ({ k: "str", value })
const MAX = (1n << 63n) - 1n
const MIN = -(1n << 63n)

function show(op: BinaryOp, a: Value, b: Value): string {
  const folded = foldBinary(op, a, b)
  if (folded === null) return "none"
  if (folded.k === "panic") return folded.message
  return "value" in folded ? String(folded.value) : folded.k
}

test("ints fold as they compute", () => {
  const cases: [BinaryOp, bigint, bigint, string][] = [
    ["+", MAX, 1n, "integer overflow in addition"],
    ["-", MIN, 1n, "integer overflow in subtraction"],
    ["*", MAX, 2n, "integer overflow in multiplication"],
    ["/", -7n, 2n, "-3"], ["div", -7n, 2n, "-4"], ["div", 7n, -2n, "-4"], ["%", -7n, 2n, "-1"],
    ["/", 1n, 0n, "division by zero"], ["div", 1n, 0n, "division by zero"],
    ["%", 1n, 0n, "modulo by zero"], ["/", MIN, -1n, "integer overflow in division"],
    ["%", MIN, -1n, "integer overflow in remainder"],
    ["**", 2n, 62n, String(1n << 62n)], ["**", 0n, 0n, "1"], ["**", -1n, 1001n, "-1"],
    ["**", 2n, -1n, "negative exponent on integer"],
    ["**", 2n, 63n, "integer overflow in exponentiation"],
    ["<<", -1n, 63n, String(MIN)], ["<<", 1n, 63n, "shift overflow"],
    ["<<", 1n, 64n, "shift count exceeds bit width"], [">>", -8n, 1n, "-4"],
    [">>", 1n, -1n, "negative shift count"],
    ["&", 6n, 3n, "2"], ["|", 6n, 3n, "7"], ["^", 6n, 3n, "5"],
    ["<", 1n, 2n, "true"], [">=", 1n, 2n, "false"], ["==", 2n, 2n, "true"], ["!=", 2n, 2n, "false"],
  ]
  for (const [op, a, b, want] of cases) {
    assert.equal(show(op, int(a), int(b)), want, `${a} ${op} ${b}`)
  }
})

test("bytes, floats and texts fold as they compute", () => {
  assert.equal(show("+", byte(250), byte(6)), "integer overflow in addition")
  assert.equal(show("-", byte(1), byte(2)), "integer overflow in subtraction")
  assert.equal(show("<<", byte(0x81), int(1n)), "2")
  assert.equal(show(">>", byte(0x80), int(8n)), "shift count exceeds bit width")
  assert.equal(show("/", float(1), float(0)), "Infinity")
  assert.equal(show("==", float(NaN), float(NaN)), "false")
  assert.equal(show("<", float(NaN), float(1)), "false")
  assert.equal(show("+", str("a"), str("b")), "ab")
  assert.equal(show("<", str("a"), str("b")), "true")
  assert.equal(show("<", str("\u{ffff}"), str("\u{10000}")), "true")
})

test("what is not built in is left to run time", () => {
  assert.equal(show("+", int(1n), float(1)), "none")
  assert.equal(show("==", { k: "unit" }, { k: "unit" }), "none")
  assert.equal(show("**", float(2), float(3)), "none")
})

test("prefix operators", () => {
  assert.deepEqual(foldUnary("-", int(1n << 63n)), int(MIN))
  const overflow = { k: "panic", message: "integer overflow in negation" }
  assert.deepEqual(foldUnary("-", int(MIN)), overflow)
  assert.deepEqual(foldUnary("~", byte(1)), byte(254))
  assert.deepEqual(foldUnary("!", { k: "bool", value: true }), { k: "bool", value: false })
})

test("sizes are never negative", () => {
  const cases: [BinaryOp, bigint, bigint, string][] = [
    ["-", 1n, 2n, "size subtraction would result in negative value"], ["-", 2n, 2n, "0"],
    ["*", -1n, 2n, "cannot multiply Size by negative integer"], ["*", 3n, 2n, "6"],
    ["/", 4n, -2n, "cannot divide Size by negative integer"], ["/", 4n, 0n, "division by zero"],
  ]
  for (const [op, a, b, want] of cases) {
    const folded = foldSize(op, int(a), int(b))
    assert.ok(folded !== null)
    assert.equal(folded.k === "panic" ? folded.message : show(op, int(a), int(b)), want)
  }
})

test("conversions and indices fold", () => {
  const failed = { k: "panic", message: "conversion out of range" }
  assert.deepEqual(foldCast("int.to_byte", int(255n)), byte(255))
  assert.deepEqual(foldCast("int.to_byte", int(-1n)), failed)
  assert.deepEqual(foldCast("int.to_char", int(0xd800n)), failed)
  assert.deepEqual(foldCast("char.to_str", { k: "char", value: 0x1f600 }), str("😀"))
  assert.deepEqual(foldCast("str.len", str("x")), null)
  const list: Value = { k: "list", items: [int(4n)] }
  assert.deepEqual(foldIndex(list, int(0n)), int(4n))
  assert.deepEqual(foldIndex(list, int(-1n)),
    { k: "panic", message: "index out of bounds: index -1, length 1" })
})
