// Coherence and whether impls give what their traits ask for: source → codes.

import assert from "node:assert/strict"
import { test } from "node:test"
import { codesOf, declareFiles } from "./fixture.test.ts"

const SHAPE =
  "trait Shape { @area (self) -> int; @name (self) -> str = \"\"; }\ntype Box = { side: int }\n"

const CASES: [string, string, string][] = [
  ["whole", `${SHAPE}impl Box: Shape { @area (self) -> int = 1; }\n`, ""],
  ["other parameter names",
    "trait T { @f (self, a: int) -> int; }\nimpl int: T { @f (self, b: int) -> int = b; }\n", ""],
  ["lacks a method", `${SHAPE}impl Box: Shape { }\n`, "E2009"],
  ["adds a method",
    `${SHAPE}impl Box: Shape { @area (self) -> int = 1; @extra (self) -> int = 1; }\n`, "E2040"],
  ["wrong result", `${SHAPE}impl Box: Shape { @area (self) -> str = ""; }\n`, "E2001"],
  ["wrong parameter",
    "trait T { @f (self, a: int) -> int; }\nimpl int: T { @f (self, a: str) -> int = 1; }\n",
    "E2001"],
  ["lacks a parameter",
    "trait T { @f (self, a: int) -> int; }\nimpl int: T { @f (self) -> int = 1; }\n", "E2001"],
  ["lacks self", `${SHAPE}impl Box: Shape { @area () -> int = 1; }\n`, "E2001"],
  ["self of a capability", "trait T { @f () -> int; }\nimpl int: T { @f (self) -> int = 1; }\n",
    ""],
  ["self of an associated function",
    "trait T { @f () -> Self; }\nimpl int: T { @f (self) -> int = 1; }\n", "E2001"],
  ["method generics", `trait T { @f<A: Eq> (self, a: A) -> [A]; }
impl int: T { @f<B: Eq> (self, a: B) -> [B] = [a]; }
impl str: T { @f<B: Comparable> (self, a: B) -> [B] = [a]; }
impl bool: T { @f (self, a: int) -> [int] = [a]; }
`, "E2001 E2009"],
  ["associated types", `trait T { type I: Eq; @f (self) -> Option<Self.I>; }
impl int: T { type I = str; @f (self) -> Option<str> = None; }
impl str: T { @f (self) -> Option<int> = None; }
impl bool: T { type I = (int) -> int; @f (self) -> Option<(int) -> int> = None; }
impl char: T { type I = int; type J = int; @f (self) -> Option<str> = None; }
`, "E2001 E2017 E2017 E2018"],
  ["supertrait", "trait A { }\ntrait B: A { }\nimpl int: B { }\n", "E2009"],
  ["supertrait given", "trait A { }\ntrait B: A { }\nimpl<T> [T]: B { }\nimpl<T> [T]: A { }\n", ""],
  ["twice",
    `${SHAPE}impl Box: Shape { @area (self) -> int = 1; }\n`
      + `impl Box: Shape { @area (self) -> int = 1; }\n`, "E2010"],
  ["twice generically", "trait T { }\nimpl<A> [A]: T { }\nimpl<B> [B]: T { }\n", "E2010"],
  ["concrete beside generic", "trait T { }\nimpl<A> [A]: T { }\nimpl [int]: T { }\n", ""],
  ["blankets", "trait T { }\nimpl<A> A: T { }\nimpl<A: Eq> A: T { }\nimpl int: T { }\n", ""],
  ["a shape with bounds beside one without",
    "trait T { }\nimpl<A> [A]: T { }\nimpl<A: Eq> [A]: T { }\nimpl [int]: T { }\n", ""],
  ["two bounded blankets", "trait T { }\nimpl<A: Eq> A: T { }\nimpl<A: Debug> A: T { }\n", "E2021"],
  ["overlapping shapes", "trait T { }\nimpl<A> (int, A): T { }\nimpl<A> (A, int): T { }\n",
    "E2021"],
  ["trait arguments tell apart", "trait T<X> { }\nimpl int: T<int> { }\nimpl int: T<str> { }\n",
    ""],
  ["orphan",
    "impl int: Len { @len (self) -> int = 1; }\n"
      + "impl<T: Eq> T: IsEmpty { @is_empty (self) -> bool = true; }\n", "E2010 E2010"],
  ["own argument",
    "type A = { x: int }\nimpl int: Into<A> { @into (self) -> A = A { x: self }; }\n", ""],
  ["bounded here",
    "trait Mine { }\nimpl<T: Mine> T: IsEmpty { @is_empty (self) -> bool = true; }\n", ""],
  ["foreign inherent", "impl int { @twice (self) -> int = self * 2; }\n", "E2010"],
  ["conflicting defaults", `trait A { @m (self) -> int = 1; }
trait B { @m (self) -> int = 2; }
trait C: A + B { }
type X = { x: int }
impl X: A { }
impl X: B { }
impl X: C { }
type Y = { x: int }
impl Y: A { @m (self) -> int = 3; }
impl Y: B { }
impl Y: C { }
`, "E2022"],
  ["default whole",
    "trait C { @a () -> int; @b () -> int = 1; }\ndef impl C { @b () -> int = 1; }\n", "E2009"],
  ["default inherits",
    "trait C { @a () -> int; @b () -> int = 1; }\ndef impl C { @a () -> int = 1; }\n", ""],
  ["default signature", "trait C { @a (x: int) -> int; }\ndef impl C { @a (x: str) -> int = 1; }\n",
    "E2001"],
  ["sealed", "type A = { x: int }\nimpl A: Suspend { }\nimpl A: Sendable { }\n", "E0900 E1203"],
]

for (const [name, source, codes] of CASES) {
  test(name, () => {
    assert.equal(codesOf(source).split(" ").filter((code) => code !== "W0010"
      && code !== "").join(" "), codes)
  })
}

test("extensions of foreign types", () => {
  const files = {
    "app/ori.toml": '[project]\nname = "app"\n[paths]\ndep = "../dep"\n',
    "app/src/main.ori": `use "dep" { Theirs, Thing };
trait Mine { }
extend Thing { @a (self) -> int = 1; }
extend [Thing] { @b (self) -> int = 1; }
extend Option<T> where T: Mine { @c (self) -> int = 1; }
extend Theirs { @d (self) -> int = 1; }
@main () -> void = ();
`,
    "dep/ori.toml": '[project]\nname = "dep"\n',
    "dep/src/lib.ori": "pub type Thing = { x: int }\npub trait Theirs { }\n",
  }
  const { codes, diagnostics } = declareFiles(files, { root: "app", command: "build" })
  assert.deepEqual(codes, ["E2010 app:src/main.ori:3:8", "E2010 app:src/main.ori:6:8"])
  assert.ok(diagnostics[1]?.message.startsWith("`Theirs`"))
})
