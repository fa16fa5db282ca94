// Constants: values, panics, cycles, order, compile-time `if`, embedded files; and warnings about
// dead code.

import assert from "node:assert/strict"
import { test } from "node:test"
import type { Value } from "../typed.ts"
import { constantOrder } from "./constant.ts"
import { expectCodes, judgeFiles, judgeText } from "./testing/judge.test.ts"
import type { Judged } from "./testing/judge.test.ts"

/** The value of the constant `name` of a program, as text. */
function valueOf(judged: Judged, name: string): string {
  const item = judged.check.items.consts.find((one) => one.name.replace("$", "") === name)
  const table = judged.typed.find((one) => one.module === item?.module)
  const value = item?.node == null ? undefined : table?.constant[item.node.id]
  return value === undefined ? "none" : show(value)
}

function show(value: Value): string {
  switch (value.k) {
    case "tuple": case "list": return `[${value.items.map(show).join(", ")}]`
    case "variant": return `#${value.variant}(${value.fields.map(show).join(", ")})`
    case "bytes": return `bytes ${value.value.length}`
    case "map": case "unit": return value.k
    default: return String(value.value)
  }
}

test("constant expressions have values", () => {
  const cases: [string, string][] = [
    ["1 + 2 * 3", "7"], ["\"a\" + \"b\"", "ab"], ["[1, ...[2, 3]]", "[1, 2, 3]"],
    ["(1, true)", "[1, true]"], ["Some(4)", "#0(4)"], ["if $debug then 1 else 2", "1"],
    ["match 5 { 0..=4 -> 1, n -> n + 1 }", "6"], ["match Some(3) { Some(x) -> x, None -> 0 }", "3"],
    ["-5", "-5"], ["1 < 2 && !false", "true"],
    ["`n {1 + 1}`", "n 2"], ["f()", "none"], ["int.max", "9223372036854775807"], ["{ 3 }", "3"],
  ]
  for (const [text, want] of cases) {
    const judged = judgeText(`@f () -> int = 1;\nlet $X = ${text};`)
    assert.equal(valueOf(judged, "X"), want, text)
  }
})

test("structs, variants and bytes", () => {
  const types = "type P = { x: int, y: byte }\ntype S = A(n: int) | B;\n"
  assert.equal(valueOf(judgeText(types + "let $X = P { y: 2, x: 1 };"), "X"), "#0(1, 2)")
  assert.equal(valueOf(judgeText(types + "let $P = P { y: 2, x: 1 };\nlet $X = $P.x;"), "X"), "1")
  assert.equal(valueOf(judgeText(types + "let $X: [S] = [A(n: 1), B];"), "X"), "[#0(1), #1()]")
  assert.equal(valueOf(judgeText("let $X: [byte] = [1, b'a'];"), "X"), "[1, 97]")
})

test("a panic at compile time is an error, and so is a cycle", () => {
  expectCodes([
    ["let $X = 1 / 0;", "E0514"],
    ["let $X: byte = 255;\nlet $Y: byte = $X + 1;", "E0514"],
    ["let $A: int = $B;\nlet $B: int = $A;", "E2050"],
    ["@f () -> int = $A;\nlet $A: int = f();", "E2050"],
    ["let $A = if false then 1 / 0 else 1;", ""],
  ])
})

test("constants are computed after what they need", () => {
  const text = "let $A: int = f();\n@f () -> int = $B + 1;\nlet $B: int = g();\n@g () -> int = 1;"
  const { check, typed } = judgeText(text)
  const order = constantOrder(check, typed).map((id) => check.items.consts[id]!)
  const own = order.filter((one) =>
    one.node !== null && !check.items.modules[one.module]!.isPrelude)
  assert.deepEqual(own.map((one) => one.name.replace("$", "")), ["B", "A"])
})

test("a compile-time `if` leaves the other branch untyped", () => {
  expectCodes([
    ["@f () -> int = if $target_os == \"none\" then nothing() else 1;", ""],
    ["let $OLD = false;\n@f () -> int = if $OLD then nothing() else 1;", ""],
    ["@f () -> int = if !$debug && $release then nothing() else 1;", ""],
    ["@f (b: bool) -> int = if b then nothing() else 1;", "E2003"],
    ["@f () -> int = if false then nothing() else 1;", "E2003"],
  ])
})

test("files are embedded", () => {
  const files = {
    "src/a.ori": "let $X: str = embed(\"b.txt\");\nlet $Y: [byte] = embed(\"./sub/c.bin\");\n"
      + "let $Z = has_embed(\"none\");\n@main () -> void = print(msg: $X);",
    "src/b.txt": "text", "src/sub/c.bin": new Uint8Array([1, 255]),
    "src/bad.bin": new Uint8Array([255]),
    "src/d.ori": "let $X: str = embed(\"../../up\");\nlet $Y: str = embed(\"missing\");\n"
      + "let $Z: str = embed(\"bad.bin\");\n@main () -> void = print(msg: $X);",
  }
  const good = judgeFiles(files, "src/a.ori")
  assert.deepEqual(["X", "Y", "Z"].map((name) => valueOf(good, name)), ["text", "bytes 2", "false"])
  const bad = judgeFiles(files, "src/d.ori")
  assert.deepEqual(bad.found.map((one) => one.code).sort(), ["E0514", "E1101", "E2001"])
})

test("dead code and dropped errors are pointed at", () => {
  expectCodes([
    ["@f () -> int = { panic(msg: \"a\"); 1 }", "W0001"],
    ["@f () -> int = loop { break 1; }", ""],
    ["@f () -> void = loop { break; print(msg: \"a\"); }", "W0001"],
    ["@r () -> Result<int, str> = Ok(1);\n@f () -> void = { r(); }", "W0006"],
    ["@r () -> Result<int, str> = Ok(1);\n@f () -> void = { let _ = r(); }", ""],
    ["@r () -> Result<int, str> = Ok(1);\n@f () -> void = for x in 0..2 do r();", "W0006"],
    ["@f () -> int = { if $debug then panic(msg: \"a\"); 1 }", ""],
  ])
})
