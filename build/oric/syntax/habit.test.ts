// Mistakes that people bring from other languages: one error each, whose help names Ori's form.

import assert from "node:assert/strict"
import { test } from "node:test"
import { parsed } from "./testing.ts"

const BODIES: [string, string][] = [
  ["let f = x => x;", "x -> value"],
  ["let x = 1 if true else 2;", "if condition then"],
  ["let x = true ? 1 : 2;", "if condition then"],
  ["let x = not true;", "`!`"],
  ["let x = a and b;", "`&&`"],
  ["let p = new Point { x: 1 };", "without `new`"],
  ["s.x++;", "place += 1"],
  ["f(s: Shape::Circle(3));", "Type.Variant"],
  ["let a = xs[0:2];", "xs.slice"],
  ["if n = 3 then f();", "`==`"],
  ["if n is Some(x) then f();", "match value"],
  ["for p in Bag { x: 1 } do f();", "needs parentheses"],
  ["/* words */ let y = 2;", "starts with `//`"],
  ["if a then { 1 } else { 2 } + 3", "into parentheses"],
  ["return 1;", "last expression"],
]

const ITEMS: [string, string][] = [
  ["fn main() {}", "@name"],
  ["const X = 1;", "let $NAME"],
  ["struct P { x: int }", "type Name"],
  ["import x;", "use package.module"],
  ["impl Show for P { @show (self) -> str = \"\"; }", "impl Type: Trait"],
]

function check(text: string, help: string): void {
  const [first, ...rest] = parsed(text).all
  assert.ok(first !== undefined, text)
  assert.ok(first.help.includes(help), `${text}: ${first.help}`)
  assert.deepEqual(rest.map(({ code }) => code), [], text)
}

test("in functions", () => {
  for (const [body, help] of BODIES) check(`@f () -> void = { ${body} }\n`, help)
})

test("as declarations", () => {
  for (const [text, help] of ITEMS) check(`${text}\n`, help)
})

test("a reserved word is reported once", () => {
  const { all } = parsed("@div (a: int) -> int = a;\n@f () -> int = div(a: 1);\n")
  assert.deepEqual(all.map(({ code }) => code), ["E1015"])
})
