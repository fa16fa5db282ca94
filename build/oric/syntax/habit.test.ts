// Mistakes that people bring from other languages: one error each, whose help names Ori's form.

import assert from "node:assert/strict"
import { test } from "node:test"
import { parsed } from "./testing.ts"

const BODIES: [string, string][] = [
  ["let f = x => x;", "x -> value"],
  ["xs.map(((a, b), c) -> a);", "let (a, b)"],
  ["let f = ({ x, y }) -> x;", "let (a, b)"],
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
  ["/* words */ let y = 2;", "with `//`"],
  ["if a then { 1 } else { 2 } + 3", "into parentheses"],
  ["return 1;", "last expression"],
  ["if a then return 1;", "last expression"],
  ["for (let i = 0; i < 3; i++) { f(); }", "for i in 0..10"],
  ["switch (x) { case 1: f() }", "match value"],
  ["outer: for i in 0..3 do f(); g()", "for:outer"],
  ["let x = point { x: 1 };", "upper-case"],
  ["let x = `a {b`;", "close it with `}`"],
  ["println!(1);", "no macros"],
  ["struct Q { x: int } f()", "top of a file"],
  ["let q = P { ..p, x: 1 };", "`...value`"],
  ["let r = try f();", "`?` behind"],
  ["let m = { \"a\" => 1 };", "`key: value`"],
  ["# one two\n f()", "starts with `//`"],
  ["let y = &x;", "without `&`"],
  ["x := 1;", "let name = value"],
  ["let d = {1, 2};", "`[a, b]`"],
  ["let f = fn(x) { x + 1 };", "x -> value"],
  ["g(f: func(x int) int { return x });", "x -> value"],
  ["let y = match x { | 1 -> \"a\" | _ -> \"b\" };", "ends with `,`"],
  ["let y = match x { 1 -> 2, else -> 0 };", "matched by `_`"],
  ["let y = match x { .Some(n) -> n, None -> 0 };", "`Some`"],
  ["let y = .None;", "`None`"],
  ["if a then { f(); } elif b then { g(); }", "`else if`"],
  ["guard let y = x else { f() };", "let?"],
  ["let y = 7 // 2;\n f()", "a div b"],
  ["g(a: (7 // 2);\n f()", "a div b"],
  ["let y = id::<int>(x: 1);", "`name<T>(…)`"],
]

const ITEMS: [string, string][] = [
  ["fn main() {}", "@main"],
  ["const X = 1;", "let $X"],
  ["struct P { x: int }", "type P"],
  ["import x;", "use package.module"],
  ["pub fn f() -> int { 1 }", "@f"],
  ["f (x: int) -> int = x;", "@f"],
  ["type S = A { x: int } | B;", "A(field: type)"],
  ["@f (x: int?) -> int = 1;", "Option<T>"],
  ["impl P { fn f(self) { } @g (self) -> int = 1; }", "@f"],
  ["const fn f() -> int { 1 }", "@f"],
  ["void main()\n{\n    f()\n}", "@main"],
  ["@Deprecated(\"x\")\n@f () -> int = 1;", "`#name`"],
  ["#!/usr/bin/env ori\n@f () -> int = 1;", "ori run"],
  ["\"\"\"\nwords\n\"\"\"\n@f () -> int = 1;", "backquotes"],
  ["type T = A | ;", "variant name"],
  ["# one two", "starts with `//`"],
  ["let mut x = 5;", "let $x"],
  ["@f (mut x: int) -> int = x;", "`x: type`"],
  ["@f (_ name: str) -> int = 1;", "`name: type`"],
  ["@f (x?: int) -> int = 1;", "name: type = value"],
  ["@f (x: [int; 3]) -> int = 1;", "`[T]`"],
  ["@f (x: {str, int}) -> int = 1;", "`{K: V}`"],
  ["@f (g: fn(int) -> int) -> int = 1;", "(A, B) -> R"],
  ["@f (g: (int) => int) -> int = 1;", "(A, B) -> R"],
  ["@f (g: int -> int) -> int = 1;", "(A, B) -> R"],
  ["@f (x: int | str) -> int = 1;", "type Name = A"],
  ["@f (x: int | null) -> int = 1;", "Option<T>"],
  ["@f<T extends Eq> (x: T) -> int = 1;", "T: Trait"],
  ["@f () -> int => 1;", "`=`"],
  ["type S = A, B, C;", "A | B"],
  ["type S =\n    A\n    B\n    C;", "A | B"],
  ["type S = \"a\" | \"b\";", "type Name = A"],
  ["type Tree[T] = Leaf | Node(value: T);", "Tree<T>"],
  ["type P = { x: int } deriving (Eq)", "#derive"],
  ["use std.json parse;", "{ parse }"],
  ["use std.json { @parse };", "name alone"],
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

test("what follows a foreign declaration is parsed, and its name is known to be lost", () => {
  const { file } = parsed("enum E { A, B(x: int) }\nfn f() { { } }\n@g () -> int = 1;\n")
  assert.deepEqual(file.items.map((item) => item.kind === "lostItem" ? item.names : item.kind),
    [["E", "A", "B"], ["f"], "func"])
})

test("everywhere else the words are names", () => {
  const { all } = parsed(`
@switch (class: int, fn: int, end: int) -> int = {
    let case = class + fn;
    let struct = [case, end];
    for of in struct do print(msg: str(of));
    let not = -case - -end;
    var(const: not)
}
@var (const: int) -> int = const;
type enum = { and: int, or: int }
`)
  assert.deepEqual(all.map(({ message }) => message), [])
})
