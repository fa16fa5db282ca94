// Representations: which data types are tags, pointers that may be null, structs by value, cells.

import assert from "node:assert/strict"
import { test } from "node:test"
import { cellShape, decideRepr, holdsDrop, isCounted, sizeWords } from "./layout.ts"
import { readProgram } from "./read.ts"

const PROGRAM = readProgram(`
data Order { less; equal; greater }
data Point { point(x: float, y: float) }
data Name { none; some(name: str) }
data Number { none; some(value: int) }
data Twice { none; some(value: Name) }
data Big { big(a: int, b: int, c: int, d: int, e: int, f: int, g: int, h: int, i: int) }
data MaybeBig { none; some(value: Big) }
data Tree { leaf; node(l: Tree, v: int, r: Tree) }
data Link { none; some(node: Node) }
data Node { node(value: int, next: Link) }
data Ring { none; some(ring: Ring) }
data Json { nothing; text(s: str); all(items: [Json]) }
data File { file(id: int) } drop close
data Files { files(all: [File]) }
data Flags { flags(a: bool, b: byte, c: char, d: bool) }
data Nothing { unit }
fn close(%f: File) -> () { return }
`)

const CASES: [string, string, boolean, number][] = [
  ["Order", "enum", false, 1], ["Nothing", "enum", false, 1],
  ["Point", "inline", false, 2], ["Flags", "inline", false, 1], ["Number", "inline", false, 2],
  ["Name", "nullable", true, 1], ["Twice", "inline", true, 2],
  ["Big", "boxed", true, 1], ["MaybeBig", "nullable", true, 1],
  ["Tree", "boxed", true, 1], ["Ring", "boxed", true, 1],
  ["Link", "nullable", true, 1], ["Node", "boxed", true, 1],
  ["Json", "inline", true, 2],
  ["File", "boxed", true, 1], ["Files", "inline", true, 1],
]

for (const [name, repr, counted, words] of CASES) {
  test(`layout of ${name}`, () => {
    const type = typeOf(name)
    assert.equal(decideRepr(PROGRAM.types, type).k, repr)
    assert.equal(isCounted(PROGRAM.types, type), counted)
    assert.equal(sizeWords(PROGRAM.types, type), words)
  })
}

test("a Drop impl is found through fields and lists", () => {
  assert.deepEqual(
    ["File", "Files", "Tree"].map((name) => holdsDrop(PROGRAM.types, typeOf(name))),
    [true, true, false],
  )
})

test("shapes of cells", () => {
  assert.equal(cellShape(PROGRAM.types, typeOf("Tree"), 1), "p 8 p")
  assert.equal(cellShape(PROGRAM.types, typeOf("Node"), 0), "8 p")
})

function typeOf(name: string): number {
  const type = PROGRAM.types.index.get(`data ${name}`)
  assert.ok(type !== undefined, name)
  return type
}
