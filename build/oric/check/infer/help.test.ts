// What beginners do wrong, and the help that they get: one error each.

import assert from "node:assert/strict"
import { test } from "node:test"
import { inferFiles } from "./fixture.test.ts"

const ITEMS = `
type P = { x: int }
type F = { f: () -> int }
trait Clock { @now () -> int; }
trait Zero { @zero () -> Self; }
impl int: Zero { @zero () -> int = 0; }
@found () -> Option<P> = None;
`

const CASES: [string, string, string][] = [
  ["let s: str = P { x: 1 };", "E2001", "Derive `Printable` for `P`"],
  ["let s: str = { found(); };", "E2001", "leave out the last `;`"],
  ["let s = if true then 1;", "E2001", "Add an `else`"],
  ["let s = found().debug();", "E2040", "#derive(Debug)"],
  ["let z: int = Zero.zero();", "E2040", "Type.zero(…)"],
  [`let n = {"a": 1}.a;`, "E2040", "by its key"],
  ["with Clock = handler { noow: (s) -> (s, 1) } in ();", "E1207", "Did you mean `now`"],
  ["let p: P = { x: 1, y: \"a\" };", "E2001", "Write `P { … }`"],
  ["let p: P = {};", "E2001", "Write `P { … }`"],
  ["let m = {\"a\": 1}; let p: P = { ...m, x: 1 };", "E2001", "of type `P`"],
  ["let n = null;", "E2003", "`None`"],
  ["let n = quite_unknown();", "E2003", "Declare it"],
  ["let n = FileSystem.read(path: \"a\");", "E2003", "use std.fs { FileSystem };"],
  ["let n: i64 = 1;", "E2002", "Ori's is `int`"],
  ["let n: List<int> = [];", "E2002", "written `[T]`"],
  ["let n = \"a\".length();", "E2040", "Did you mean `len`"],
  ["let n = {\"a\": 1}.has(key: \"a\");", "E2040", "Did you mean `contains_key`"],
  ["let n = (0..5).sum();", "E2040", "`.iter().sum(…)`"],
  ["let n = {\"a\": 1}.map((k, v) -> v);", "E2040", "`.iter().map(…)`"],
  ["let n = {\"a\": 1}.items();", "E2040", "Did you mean `entries`"],
  ["let n = [1].iter().len();", "E2040", "Did you mean `count`"],
  ["let n = 2.0 ^ 3.0;", "E2020", "write `**`"],
  ["let n = found()?;", "E2042", "Let the function return an `Option`"],
  ["let n = [1].lenght();", "E2040", "Did you mean `len`"],
  ["let n = {\"a\": 1}.length;", "E2040", "`.len()`"],
  ["let n = \"a\".toUpper();", "E2040", "Did you mean `to_uppercase`"],
  ["let n = \"a\".charAt(0);", "E2040", "`text[0]`"],
  ["let n = \",\".join([\"a\"]);", "E2040", "`parts.join(separator: text)`"],
  ["let n = \"1\".parse<int>();", "E2040", "`as?`"],
  ["let n = Some(1).getOrElse(0);", "E2040", "Did you mean `unwrap_or`"],
  ["let n = Math.sqrt(2.0);", "E2003", "`x.sqrt()`"],
  ["let n = string(1);", "E2003", "`str(…)`"],
  ["let n = json.parse(1);", "E2003", "use std.json as json;"],
  ["let n = P(1);", "E2003", "Build a value with `P { … }`."],
  ["let n = Option(1);", "E2003", "variants: `Some(…)`, `None`."],
  ["let n = Set([1]);", "E2003", "Call a function of it: `Set.new()`."],
  ["let n = Duration(5);", "E2003", "`Duration.from_nanoseconds(ns: …)`."],
  ["let n = bool(\"true\");", "E2003", "`as?`"],
  ["let n = \"a\".length;", "E2040", "`.len()`"],
  ["let n = [1].len;", "E2041", "`.len()`"],
  ["let n = (1, 2)[0];", "E2025", "`(1, 2).0`"],
  ["let n = [1, 2][0..1];", "E2026", "`.slice("],
  ["let n = [\"a\"].sum();", "E2009", "fold(initial: …"],
  ["let n: Set<int> = [\"a\"].iter().collect();", "E2009", "`map` them first"],
  ["let n: Error = 5.into();", "E2036", "from `str` to `Error`"],
  ["let f = F { f: () -> 1 }; let n = f == f;", "E2020", "Write `impl F: Eq { … }`"],
  ["let n = [1, 2].filter(x -> x % 2 = 0);", "E2045", "To compare, write `==`"],
]

test("members are named with their value", () => {
  const { messages } = inferFiles(`type A = { x: int }
impl A {
    @f (self) -> int = x + g();
    @g (self) -> int = 1;
    @made () -> A = make();
    @make () -> A = A { x: 1 };
}
@main () -> void = ();
`)
  assert.deepEqual(messages.map((one) => /`(\w+\.\w+)`\.$/.exec(one)?.[1]),
    ["self.x", "self.g", "Self.make"])
})

test("extensions of one module that fit both are to be renamed", () => {
  const { errors, messages } = inferFiles(`extend [int] { @o (self) -> int = 4; }
extend [T] where T: Eq { @o (self) -> int = 5; @p (self) -> int = 1; }
extend Foo { @p (self) -> int = 4; @q (self) -> int = 1; }
@main () -> void = { let a = [1].o(); let b = [1].p() + [1].q(); };
`)
  assert.deepEqual(errors, ["3 E2002", "4 E2023"])
  assert.ok(messages[1]?.includes("Rename one of them"), messages[1])
})

test("types and traits of one name are told apart by their modules", () => {
  const point = `pub type Point = { x: int }
pub @made () -> [Point] = [];
pub trait Seen { @seen (self) -> int = 1; }
impl int: Seen {}
`
  const { messages } = inferFiles({ "main.ori": `use "./a" as a;
use "./a" { Seen };
use "./b" { Seen as Other, made };
type Range = { n: int }
@main () -> void = { let a: [a.Point] = made(); let r: Range = 1..2; let n = 1.seen(); };
`, "a.ori": point, "b.ori": point })
  assert.ok(messages[0]?.startsWith("expected `[a.Point]` as annotated, found `[b.Point]`"))
  assert.ok(messages[1]?.startsWith("expected `main.Range` as annotated, found `Range<int>`"))
  assert.ok(messages[2]?.startsWith("ambiguous: `a.Seen.seen` and `b.Seen.seen` both fit"))
})

test("helps", () => {
  for (const [body, code, help] of CASES) {
    const { errors, messages } = inferFiles(`${ITEMS}@main () -> void = { ${body} }\n`)
    assert.deepEqual(errors.map((one) => one.split(" ")[1]), [code], body)
    assert.ok(messages[0]?.includes(help), `${body}: ${messages[0]}`)
  }
  const { messages } = inferFiles("@f<T> (a: T) -> T = a + a;\n@main () -> void = ();\n")
  assert.ok(messages[0]?.includes("Add the bound: `T: Add`"), messages[0])
  const box = inferFiles("type B<T> = { t: T }\nimpl B<T> { @take (self) -> T = self.t; }\n" +
    "@main () -> void = { let n: int = B { t: 1 }.take(); };\n")
  assert.equal(box.errors.length, 1)
  assert.ok(box.messages[0]?.includes("Declare it as a parameter: `impl<T> …`"), box.messages[0])
})
