// Derives: which are refused, and what the generated methods say.

import assert from "node:assert/strict"
import { test } from "node:test"
import type { Expr } from "../syntax/ast.ts"
import { codesOf, declareFiles } from "./fixture.test.ts"

const REFUSED: [string, string, string][] = [
  ["of another language", "#derive(PartialEq)\ntype A = { x: int }\n"
    + "@f () -> bool = A { x: 1 } == A { x: 1 };\n", "E2033"],
  ["unknown", "#derive(Foo)\ntype A = { x: int }\n", "E2033"],
  ["not derivable", "#derive(Iterator, Drop)\ntype A = { x: int }\n", "E2033 E2033"],
  ["Default on a sum", "#derive(Default)\ntype A = B | C;\n", "E2028"],
  ["Hashable without Eq", "#derive(Hashable)\ntype A = { x: int }\n", "E2029"],
  ["Comparable without Eq", "#derive(Comparable)\ntype A = { x: int }\n", "E2009"],
  ["a field lacks it", "type B = { y: int }\n#derive(Eq)\ntype A = { x: int, b: B, c: [B] }\n",
    "E2032"],
  ["a payload lacks it", "#derive(Eq)\ntype A = B((int) -> int) | C;\n", "E2032"],
  ["twice",
    "#derive(Eq)\ntype A = { x: int }\nimpl A: Eq { @equals (self, other: A) -> bool = true; }\n",
    "E2010"],
  ["Value", "type A: Value = { x: int }\n", "E0900"],
  ["a broken field is one error", "#derive(Eq, Debug)\ntype A = { x: Missing }\n", "E2002"],
]

for (const [name, source, codes] of REFUSED) {
  test(`refused: ${name}`, () => assert.equal(codesOf(source), codes))
}

test("accepted", () => {
  const source = `#derive(Eq, Hashable, Comparable, Clone, Default, Debug, Printable)
type A = { x: int, y: [str] }
type B: Eq, Hashable, Debug = C(A) | D(x: A, y: int) | E;
#derive(Eq, Comparable, Printable)
type N = str;
#derive(Eq, Clone, Debug)
type List2<T> = Nil | Cons(T, List2<T>);
#derive(Hashable)
type Own = { x: int }
impl Own: Eq { @equals (self, other: Own) -> bool = true; }
`
  assert.equal(codesOf(source), "")
})

/** A short text of generated code. */
function show(node: Expr): string {
  switch (node.kind) {
    case "self": return "self"
    case "name": return node.name
    case "int": return `${node.value}`
    case "bool": return `${node.value}`
    case "str": return JSON.stringify(node.value)
    case "field": return `${show(node.on)}.${node.name.name}`
    case "binary": return `(${show(node.left)} ${node.op} ${show(node.right)})`
    case "tuple": return `(${node.items.map(show).join(", ")})`
    case "call": return `${show(node.fn)}(${node.args.map(({ name, value }) =>
      `${name === null ? "" : `${name.name}: `}${show(value)}`).join(", ")})`
    case "template": {
      const parts = node.parts.map((part) => "text" in part ? part.text : `{${show(part.value)}}`)
      return `\`${parts.join("")}\``
    }
    case "match": return `match ${show(node.on)} { ${node.arms.map((arm) =>
      `${pattern(arm.pattern)} -> ${show(arm.body)}`).join(", ")} }`
    case "struct": return `Self { ${node.entries.map((entry) =>
      entry.spread ? "" : `${entry.name.name}: ${show(entry.value)}`).join(", ")} }`
    default: return node.kind
  }
}

function pattern(node: { kind: string }): string {
  const one =
    node as { kind: string; items?: []; name?: { name: string }; type?: { path: { name: string }[] }
                        args?: { pattern: { kind: string } }[] | null }
  switch (one.kind) {
    case "wildcard": return "_"
    case "bindPattern": return one.name!.name
    case "tuplePattern": return `(${one.items!.map(pattern).join(", ")})`
    default: return one.type!.path[0]!.name
      + (one.args === null ? "" : `(${one.args!.map((arg) => pattern(arg.pattern)).join(", ")})`)
  }
}

function derived(source: string): Record<string, string> {
  const { check } = declareFiles(source)
  const { fns, modules } = check.items
  const own = fns.filter((fn) => fn.kind === "trait-impl" && !modules[fn.module]!.isPrelude)
  return Object.fromEntries(own.map((fn) => [fn.name, show(fn.clauses[0]!.body!)]))
}

test("bodies for a struct", () => {
  assert.deepEqual(derived("#derive(Eq, Hashable, Comparable, Clone, Default, Debug, Printable)\n"
    + "type A = { x: int, y: str }\n"), {
    equals: "((self.x == other.x) && (self.y == other.y))",
    hash: "hash_combine(seed: hash_combine(seed: 0, value: hash(self.x)), value: hash(self.y))",
    compare: "match compare(self.x, other: other.x) { Equal -> compare(self.y, other: other.y), "
      + "__order -> __order }",
    clone: "Self { x: clone(self.x), y: clone(self.y) }",
    default: "Self { x: default(), y: default() }",
    debug: "`A { x: {debug(self.x)}, y: {debug(self.y)} }`",
    to_str: "`A({self.x}, {self.y})`",
  })
})

test("bodies for a sum", () => {
  const source =
    "#derive(Eq, Hashable, Comparable, Clone, Debug, Printable)\ntype A = B | C(int, str);\n"
  const rank = (of: string): string => `match ${of} { B -> 0, C(_, _) -> 1 }`
  assert.deepEqual(derived(source), {
    equals: "match (self, other) { (B, B) -> true, (C(__left0, __left1), C(__right0, __right1)) -> "
      + "((__left0 == __right0) && (__left1 == __right1)), _ -> false }",
    hash: "match self { B -> hash_combine(seed: 0, value: 0), C(__left0, __left1) -> "
      + "hash_combine(seed: "
      + "hash_combine(seed: hash_combine(seed: 0, value: 1), value: hash(__left0)), value: "
      + "hash(__left1)) }",
    compare: "match (self, other) { (B, B) -> Equal, (C(__left0, __left1), C(__right0, "
      + "__right1)) -> "
      + "match compare(__left0, other: __right0) { Equal -> compare(__left1, other: __right1), "
      + "__order -> __order }, "
      + `_ -> compare(${rank("self")}, other: ${rank("other")}) }`,
    clone: "match self { B -> B, C(__left0, __left1) -> C(clone(__left0), clone(__left1)) }",
    debug: 'match self { B -> "B", C(__left0, __left1) -> `C({debug(__left0)}, '
      + '{debug(__left1)})` }',
    to_str: 'match self { B -> "B", C(__left0, __left1) -> `C({__left0}, {__left1})` }',
  })
})

test("bodies for a newtype delegate, but for its texts", () => {
  assert.deepEqual(derived("#derive(Eq, Hashable, Clone, Default, Debug, Printable)\n"
    + "type N = str;\n"), {
    equals: "(self.inner == other.inner)", hash: "hash(self.inner)", clone: "N(clone(self.inner))",
    default: "N(default())", debug: "`N({debug(self.inner)})`", to_str: "`N({self.inner})`",
  })
})

test("a derived impl of a generic type is conditional", () => {
  const { check } = declareFiles("#derive(Eq)\ntype P<A, B> = { a: A, b: B }\n")
  const impl = check.items.impls.findLast((one) => one.node === null)!
  assert.equal(impl.generics.length, 2)
  assert.equal(impl.predicates.length, 2)
})
