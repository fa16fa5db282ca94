// What programs declare, and which mistakes in declarations are reported: source → codes with their
// places.

import assert from "node:assert/strict"
import { test } from "node:test"
import { codesOf, declareFiles, signature, WASM } from "./fixture.test.ts"

test("the prelude declares without a word", () => {
  const { diagnostics } = declareFiles("@main () -> void = ();\n")
  assert.deepEqual(diagnostics.map((one) => `${one.code} ${one.message}`), [])
})

const ACCEPTED: Record<string, string> = {
  structs: "type P = { x: int, y: float }\ntype Q<T> = { items: [T], by: {str: T} }\n",
  sums: "type S = A | B(x: int) | C(int, str);\ntype One = | Two;\n",
  "alias of an unknown name is a sum": "type A = B;\n@f () -> A = B;\n",
  "recursion through Option, lists, variants": `type A = { next: Option<A>, all: [A], f: (A) -> A }
type Tree = Leaf | Node(Tree, Tree);
type N = [N];
`,
  traits: `trait Shape {
    type Unit: Eq = int;
    @area (self) -> Self.Unit;
    @name (self) -> str = "shape";
}
trait Solid: Shape { @volume (self) -> Self.Unit; }
type Box = { side: int }
impl Box: Shape { @area (self) -> int = self.side; }
impl Box: Solid { @volume (self) -> int = self.side; }
`,
  projections: `trait Source { type Item; @take (self) -> Option<Self.Item>; }
@first<S: Source> (source: S) -> Option<S.Item> where S.Item: Eq = source.take();
@same<A: Source, B: Source> (a: A, b: B) -> bool where A.Item == B.Item, A.Item: Eq = true;
@third<A: Source> (a: A) -> Option<A::Source::Item> = a.take();
`,
  "defaults of parameters": `trait Scale<By = Self> { @scale (self, by: By) -> Self; }
type V = { x: int }
impl V: Scale { @scale (self, by: V) -> V = self; }
impl V: Scale<int> { @scale (self, by: int) -> Self = self; }
type W<T, U = [T]> = { t: T, u: U }
@f (w: W<int>) -> [int] = w.u;
`,
  clauses: "@gcd (a: int, 0: int) -> int = a;\n@gcd (a, b) -> int = gcd(a: b, b: a % b);\n",
  capabilities: `trait Store { @get (key: str) -> Option<str>; }
trait Clock { @now () -> int; }
capset Io = Store, Clock, Suspend;
@f () -> void uses Io, Unsafe = ();
pub def impl Clock { @now () -> int = 1; }
type Memory = { n: int }
impl Memory: Store { @get (self, key: str) -> Option<str> = None; }
`,
  extensions: `extend [T] where T: Clone { @twice (self) -> [T] = self; }
extend Iterator { @all_of (self) -> [Self.Item] = []; }
extend int { @double (self) -> int = self * 2; }
`,
  objects: "trait Show { @show (self) -> str; }\n"
    + "@f (a: Show, b: [Show + Printable]) -> void = ();\n",
  "opaque results": "@evens () -> impl Iterator where Item == int = [1].iter();\n",
  "std names of the prelude": "use std.testing { assert_eq };\n"
    + "use std.core { Option, Some as Just };\n",
  externs: 'extern "c" from "m" { @_cbrt (x: float) -> float as "cbrt"; @_abs (n: c_int) -> '
    + 'c_int; }\n',
  "target constants": "let $NAME: str = $target_os;\n",
}

for (const [name, source] of Object.entries(ACCEPTED)) {
  test(`accepted: ${name}`, () =>
    assert.deepEqual(declareFiles(source).codes.filter((one) => !one.startsWith("W")), []))
}

/** Source → codes in order of place. */
const REFUSED: [string, string, string][] = [
  ["unknown type", "@f (a: Imt) -> void = ();\n", "E2002"],
  ["unknown trait", "@f<T: Eqq> (a: T) -> void = ();\n", "E2002"],
  ["a type as a bound", "type A = { x: int }\n@f<T: A> (a: T) -> void = ();\n", "E2002"],
  ["Self outside", "@f () -> Self = 1;\n", "E2002"],
  ["too few arguments", "@f (a: Option) -> void = ();\n", "E2015"],
  ["too many arguments", "@f (a: int<str>, b: Option<int, int>) -> void = ();\n", "E2015 E2015"],
  ["default before none", "type A<T = int, U> = { t: T, u: U }\n", "E2016"],
  ["ever larger types", "type A<T> = Y(T) | Z(A<[T]>);\n", "E2008"],
  ["ever larger types in a ring",
    "type A<T> = { b: Option<B<T>> }\ntype B<U> = { a: [A<(U, int)>] }\n", "E2008"],
  ["types that do not grow for ever",
    "type A<T, U> = { a: [A<U, T>], b: Option<B<[T]>> }\ntype B<T> = { a: [A<int, str>], t: T }\n",
    ""],
  ["default of a later parameter", "type A<T = U, U = int> = { t: T, u: U }\n", "E2016"],
  ["default of itself", "trait A<T = [T]> { @a (self, t: T) -> int; }\n", "E2016"],
  ["object whose default is `Self`",
    "trait D<T = Self> { @d (self, t: T) -> int; }\n@f (d: D) -> void = ();\n", "E2024"],
  ["default on a function", "@f<T = int> (a: T) -> void = ();\n", "E2016"],
  ["unknown associated type", "@f<T: Eq> (a: T.Item) -> void = ();\n", "E2017"],
  ["infer in a signature", "@f (a: Option<_>) -> void = ();\n", "E2005"],
  ["impl Trait as a parameter", "@f (a: impl Iterator) -> void = ();\n", "E0810"],
  ["fixed capacity", "@f (a: [int, max 4]) -> void = ();\n", "E0900"],
  ["duplicate function", "@f () -> void = ();\n@g () -> void = ();\n@f () -> void = ();\n",
    "E2006"],
  ["duplicate type", "type A = { x: int }\ntype A = B | C;\n", "E2006"],
  ["duplicate variant", "type A = X | Y;\ntype B = | X;\n", "E2006"],
  ["type and function", "type a = { x: int }\n@a () -> void = ();\n", "E2006"],
  ["duplicate field", "type A = { x: int, x: str }\n", "E2006"],
  ["duplicate parameter", "@f (a: int, a: str) -> void = ();\n", "E2006"],
  ["duplicate type parameter", "@f<T, T> (a: T) -> void = ();\n", "E2006"],
  ["duplicate method",
    "type A = { x: int }\nimpl A { @m (self) -> void = (); @m (self) -> int = 1; }\n", "E2006"],
  ["duplicate method in two blocks",
    "type A = { x: int }\nimpl A { @m (self) -> void = (); }\nimpl A { @m (self) -> int = 1; }\n",
      "E2006"],
  ["built-in name", "@len (x: int) -> int = x;\n@print () -> void = ();\n", "E1014 E1014"],
  ["infinite struct", "type A = { b: B }\ntype B = { a: (int, A) }\n", "E2008"],
  ["infinite through a generic struct", "type Box<T> = { v: T }\ntype A = { b: Box<A> }\n",
    "E2008"],
  ["infinite newtype", "type A = (int, A);\n", "E2008"],
  ["own supertrait", "trait A: B { }\ntrait B: A { }\n", "E2008"],
  ["Never field", "type A = { x: Never }\n", "E2019"],
  ["mixed payload", "type A = B(x: int, str);\n", "E1004"],
  ["unsafe object", "@f (a: Eq, b: Iterator) -> void = ();\n", "E2024 E2024"],
  ["unknown capability", "@f () -> void uses Stroe = ();\n", "E2012"],
  ["capset ring", "capset A = B;\ncapset B = A;\n", "E1220"],
  ["capset clash", "trait A { }\ncapset A = Clone;\n", "E1222"],
  ["capset member", "type T = { x: int }\ncapset A = T;\n", "E1223"],
  ["private member", "trait T { }\npub capset A = T;\n", "E1223"],
  ["capset as a type", "capset A = Clone;\n@f (a: A) -> void = ();\n", "E1223"],
  ["second default",
    "trait C { @c () -> int; }\ndef impl C { @c () -> int = 1; }\n"
      + "def impl C { @c () -> int = 2; }\n", "E1211"],
  ["self in a default", "trait C { @c () -> int; }\ndef impl C { @c (self) -> int = 1; }\n",
    "E1212"],
  ["default of no trait", "def impl Foo { @c () -> int = 1; }\n", "E2012"],
  ["marker default", "def impl Suspend { }\n", "E1203"],
  ["test outside", "@f () -> void = ();\n@t tests @f () -> void = ();\n", "E0501"],
  ["unknown attribute", "#inlin\n@f () -> void = ();\n#prim(\"x\")\n@g () -> void = ();\n",
    "E1016 E1016"],
  ["misplaced attribute", "#derive(Eq)\n@f () -> void = ();\n#skip(\"x\")\n@g () -> void = ();\n",
    "E1016 E1016"],
  ["mutable constant", "let limit = 5;\n", "E2049"],
  ["clause types", "@f (0: int) -> int = 0;\n@f (n: str) -> str = 1;\n", "E2001"],
  ["clause result", "@f (0: int) -> int = 0;\n@f (n) -> str = 1;\n", "E2001"],
  ["untyped parameter", "@f (a) -> int = 0;\n", "E1006"],
  ["variadic place", "@f (a: ...int, b: int) -> int = 0;\n", "E1006"],
  ["map key", "type A = { x: int }\n@f (m: {A: int}, s: Set<float>) -> void = ();\n", "E2031"],
  ["map key of a parameter", "@f<K> (m: {K: int}) -> void = ();\n", "E2031"],
  ["bound of an argument",
    "type S<T: Eq> = { t: T }\ntype A = { x: int }\n@f (s: S<A>) -> void = ();\n", "E2009"],
  ["main", "@main (a: int) -> str = \"\";\n", "E2001"],
  ["panic handler", "@panic () -> void = ();\n", "E2001"],
  ["foreign type", 'extern "c" { @f (a: Option<int>) -> [str]; }\n', "E2001 E2001"],
  ["JavaScript natively", 'extern "js" { @f () -> float; }\n', "E2001"],
  ["an impl of an unknown type", "impl V: Add<V> { @add (self, rhs: V) -> V = V { x: 1 }; }\n"
    + "impl V { @x (self) -> int = self.x; }\n", "E2002"],
  ["a parameter that something unknown may determine",
    "type A<K> = { k: K }\nimpl<T> A<K> { @m (self) -> void = (); }\n", "E2002"],
  ["unconstrained parameter", "type A = { x: int }\nimpl<T> A { @m (self) -> void = (); }\n",
    "E2005"],
  ["impl on a trait", "trait A { }\nimpl A { }\n", "E2002"],
  ["unknown module", 'use "./nope" { x };\n@f () -> void = x();\n', "E1101"],
  ["unknown std", "use std.nope { frobnicate };\n", "E1101"],
  ["extension function", "extend int { @zero () -> int = 0; }\n", "E1006"],
]

for (const [name, source, codes] of REFUSED) {
  test(`refused: ${name}`, () => {
    const found =
      codesOf(source).split(" ").filter((code) => code !== "W0010" && code !== "").join(" ")
    assert.equal(found, codes)
  })
}

test("signatures", () => {
  const { check } = declareFiles(`type Box<T> = { v: T }
@f<T> (a: [T], b: {str: (int, T)}, rest: ...str) -> Option<T> = None;
impl<T> Box<T> { @map<U> (self, f: (T) -> U) -> Box<U> = Box { v: f(self.v) }; }
@gcd (0: int, b: int) -> int = b;
@gcd (a, _) -> int = a;
`)
  assert.equal(signature(check, "@f"), "(a: [T], b: {str: (int, T)}, rest: [str]) -> Option<T>")
  assert.equal(signature(check, "Box.map"), "(f: (T) -> U) -> Box<U>")
  assert.equal(signature(check, "@gcd"), "(a: int, b: int) -> int")
})

test("opaque results are types of their function", () => {
  const { check } =
    declareFiles("@evens<T> (x: T) -> impl Iterator where Item == T = [x].iter();\n")
  const fn = check.items.fns.find((one) => one.name === "evens")!
  const node = check.items.types.nodes[fn.result]!
  assert.equal(node.k === "opaque" && node.fn === fn.id && node.args.length, 1)
  assert.equal(fn.opaque!.equals[0]!.name, "Item")
})

test("JavaScript functions: promises and what crosses", () => {
  const source = `extern "js" from "./glue.js" {
    @fetch (url: str) -> JsPromise<Result<str, str>>;
    @log (text: str, bytes: [byte], handle: JsValue) -> void as "console.log";
    @bad (a: (int, int)) -> Option<str>;
}
`
  const { check, codes } = declareFiles(source, { target: WASM })
  assert.deepEqual(codes.map((one) => one.split(" ")[0]), ["E2001", "E2001"])
  const fn = check.items.fns.find((one) => one.name === "fetch")!
  assert.equal(fn.extern!.promise && fn.uses.suspend && fn.uses.ffi, true)
  assert.equal(signature(check, "@fetch"), "(url: str) -> Result<str, str>")
})

test("exports of a host module", () => {
  const source =
    "pub @handle (body: [byte]) -> Result<str, str> = Ok(\"\");\n"
      + "pub @bad (x: (int, int)) -> void = ();\n@own () -> void = ();\n"
  const { check, codes } = declareFiles(source, { target: WASM, command: "build" })
  assert.deepEqual(codes, ["E2001 2:11"])
  assert.deepEqual(check.items.exports.map((id) => check.items.fns[id]!.name), ["handle", "bad"])
})

test("a program needs a main", () => {
  assert.equal(codesOf("@f () -> void = ();\n", { command: "build" }), "E2003")
})
