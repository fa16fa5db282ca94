// Patterns in programs: exhaustiveness, reachability, irrefutability, `let?`.

import assert from "node:assert/strict"
import { test } from "node:test"
import { expectCodes, judgeText } from "./testing/judge.test.ts"

/** Messages of a program. */
function messages(text: string): string[] {
  return judgeText(text).found.filter((one) => one.code !== "W0010").map((one) => one.message)
}

const SHAPE = "type Shape = Dot | Circle(radius: int) | Box(int, int);\n"

test("a match covers every value", () => {
  expectCodes([
    [SHAPE + "@f (s: Shape) -> int = match s { Dot -> 0, Circle(radius:) -> radius, Box(w, "
      + "_) -> w };", ""],
    [SHAPE + "@f (s: Shape) -> int = match s { Dot -> 0, Circle(radius:) -> radius };", "E3004"],
    [SHAPE + "@f (s: Shape) -> int = match s { Dot -> 0, Circle(radius: 1) -> 1, _ -> 2 };", ""],
    [SHAPE + "@f (s: Shape) -> int = match s { Dot | Circle(_) -> 0, Shape.Box(_, h) -> h };", ""],
    ["@f (x: Option<bool>) -> int = match x { Some(true) -> 1, None -> 2 };", "E3004"],
    ["@f (x: int) -> int = match x { 1 -> 1, 2..=5 -> 2, _ -> 3 };", ""],
    ["@f (x: int) -> int = match x { 1 -> 1, 2..=5 -> 2 };", "E3004"],
    ["@f (x: byte) -> int = match x { 0..128 -> 1, 128..=255 -> 2 };", ""],
    ["@f (x: byte) -> int = match x { b'a' -> 1, 0..b'a' -> 0, 98..=255 -> 2 };", ""],
    ["@f (x: char) -> int = match x { 'a'..='z' -> 1, _ -> 2 };", ""],
    ["@f (x: str) -> int = match x { \"a\" -> 1, other -> other.len() };", ""],
    ["@f (x: [int]) -> int = match x { [] -> 0, [a] -> a, [a, _, ..] -> a };", ""],
    ["@f (x: [int]) -> int = match x { [] -> 0, [a, b, ..] -> a + b };", "E3004"],
    ["@f (x: (bool, bool)) -> int = match x { (true, _) -> 0, (_, true) -> 1 };", "E3004"],
    ["@f (x: Result<int, Never>) -> int = match x { Ok(v) -> v };", ""],
    ["@f (x: bool) -> int = match x { true if x -> 1, false -> 2 };", "E3004"],
    ["@f (o: Ordering) -> int = match o { Less -> 0, Equal -> 1, Greater -> 2 };", ""],
    ["type N = int;\n@f (n: N) -> int = match n { N(0) -> 1, N(x) -> x };", ""],
    ["type P = { x: int, y: bool }\n@f (p: P) -> int = match p { P { y: true, .. } -> 1, { x "
      + "} -> x };", ""],
  ])
})

test("the message names what is missing", () => {
  const text = "@f (s: Option<Shape>) -> int = match s { None -> 0, Some(Dot) -> 1 };"
  const [shape] = messages(SHAPE + text)
  assert.match(shape!, /`Some\(Circle\(radius: _\)\)`, `Some\(Box\(_, _\)\)`/)
  const [pair] = messages("@f (x: bool, y: bool) -> int if x = 1;\n@f (x, y) -> int if y = 2;")
  assert.match(pair!, /clauses of `@f` do not cover `\(_, _\)`/)
})

test("arms that nothing reaches, and ranges that cannot be meant", () => {
  expectCodes([
    ["@f (x: bool) -> int = match x { true -> 1, false -> 2, _ -> 3 };", "W0002"],
    ["@f (x: int) -> int = match x { 0..10 -> 1, 5 -> 2, _ -> 3 };", "W0002"],
    ["@f (x: int) -> int = match x { 9..1 -> 1, _ -> 3 };", "W0003"],
    ["@f (x: int) -> int = match x { 0..10 -> 1, 5..20 -> 2, _ -> 3 };", "W0004"],
    ["let $LOW = 3;\n@f (x: int) -> int = match x { $LOW..=9 -> 1, 1..$LOW -> 2, _ -> 3 };", ""],
    ["@f (0: int) -> int = 1;\n@f (n) -> int = n;\n@f (m) -> int = m;", "W0002"],
  ])
})

test("clauses are matched together", () => {
  expectCodes([
    ["@gcd (a: int, 0: int) -> int = a;\n@gcd (a, b) -> int = gcd(a: b, b: a % b);", ""],
    ["@f (Some(x): Option<int>) -> int = x;\n@f (None) -> int = 0;", ""],
    ["@f (Some(x): Option<int>) -> int if x > 0 = x;\n@f (None) -> int = 0;", "E3004"],
    ["@f ([]: [int]) -> int = 0;\n@f ([h, ..t]) -> int = h + f(t);", ""],
  ])
})

test("patterns that may fail stand only where failing has a way out", () => {
  expectCodes([
    ["@f (x: Option<int>) -> int = { let Some(y) = x; y }", "E2001"],
    ["@f (x: (int, int)) -> int = { let (a, $b) = x; a + b }", ""],
    ["@f (xs: [Option<int>]) -> void = for Some(x) in xs do print(msg: `{x}`);", "E2001"],
    ["@f (Some(x): Option<int>) -> int = x;", "E2001"],
    ["type N = int;\n@f (n: N) -> int = { let N(x) = n; x }", ""],
    ["@f (xs: [int]) -> int = { let [a, ..] = xs; a }", "E2001"],
    ["@f (xs: [int]) -> int = { let [..all] = xs; all.len() }", ""],
    ["@f (r: Result<int, Never>) -> int = { let Ok(x) = r; x }", ""],
  ])
})

test("`let?` leaves where it cannot match, and drops no error", () => {
  expectCodes([
    ["@f (x: Option<(int, int)>) -> Option<int> = { let? Some((a, 1)) = x; Some(a) }", ""],
    ["@f (x: int) -> Option<int> = { let? y = x; Some(y) }", "W0005"],
    ["@f (x: Option<int>) -> Option<int> = { let? Some(y) = x; Some(y) }", "W0009"],
    ["@f (x: Result<int, str>) -> Option<int> = { let? Ok(y) = x; Some(y) }", "E2044"],
    ["@f (x: Result<int, str>) -> Option<str> = { let? Err(e) = x; Some(e) }", ""],
    ["@f (x: Result<int, Option<str>>) -> Option<str> = { let? Err(Some(e)) = x; "
      + "Some(e) }", "E2044"],
    ["@f (x: Option<Result<int, str>>) -> Option<str> = { let? Some(Err(e)) = x; "
      + "Some(e) }", "E2044"],
  ])
})
