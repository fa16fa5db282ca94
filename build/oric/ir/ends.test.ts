// Which values run a `Drop` impl as they end, also where types hold each other.

import assert from "node:assert/strict"
import { test } from "node:test"
import { endsUser } from "./ends.ts"
import { readProgram } from "./read.ts"

const TYPES = `
data File { file(s: str) } drop close
data Tree { tree(boughs: [Bough], file: File) }
data Bough { none; some(tree: Tree) }
data Leaf { none; some(leaf: Leaf) }
fn close(%f: File) -> () { return }
`

test("types that hold each other end alike, whichever is asked first", () => {
  for (const order of [["Tree", "Bough"], ["Bough", "Tree"]]) {
    const { types } = readProgram(TYPES)
    const of = (name: string): number => types.index.get(`data ${name}`) ?? -1
    assert.deepEqual(order.map((name) => endsUser(types, of(name))), [true, true], order.join())
    assert.equal(endsUser(types, of("Leaf")), false)
  }
})
