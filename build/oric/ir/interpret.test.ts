// The interpreter as an oracle: it runs every primitive, and counts that are wrong show as faults
// and leaks.

import assert from "node:assert/strict"
import { test } from "node:test"
import { interpret } from "./interpret.ts"
import { runPrim } from "./interpret_prims.ts"
import { PRIMS } from "./prims.ts"
import { readProgram } from "./read.ts"

function run(body: string, results = "()"): ReturnType<typeof interpret> {
  const program = readProgram(`
    data List { nil; cons(head: str, tail: List) }
    fn f() -> ${results} { ${body} }`)
  return interpret(program, "f", { counting: true })
}

test("every primitive is there", () => {
  const context = { heap: { counting: false } } as never
  for (const name of PRIMS.keys()) {
    try {
      runPrim(context, name, [], [])
    } catch (error) {
      assert.doesNotMatch(String(error), /lacks/)
    }
  }
})

test("a missing drop leaks", () => {
  assert.deepEqual(run("%s: str = int.to_str(1) return").leaks, ['str "1"'])
})

test("a drop too many is a fault", () => {
  assert.match(run("%s: str = int.to_str(1) drop %s drop %s return").fault ?? "", /freed/)
})

test("a use after the drop is a fault", () => {
  assert.match(run("%s: str = int.to_str(1) drop %s print.line(%s) return").fault ?? "", /freed/)
})

test("what is unique is updated in place, what is shared is copied", () => {
  const unique = run(
    "%a: [int] = list.new<int>(0) %b: [int] = list.push<int>(%a, 1) return %b", "([int])",
  )
  assert.deepEqual([unique.results, unique.counts.alloc], [["[1]"], 1])
  const shared = run(
    "%a: [int] = list.new<int>(0) dup %a %b: [int] = list.push<int>(%a, 1) return %a, %b",
    "([int], [int])",
  )
  assert.deepEqual([shared.results, shared.counts.alloc], [["[]", "[1]"], 2])
})

test("a token is memory to reuse", () => {
  const made = `%l: List = make cons("", tag List nil)`
  assert.deepEqual(run(`${made} %s: str, %t: List, %u: token = open cons of %l keep drop %s drop %t
    %m: List = make cons("", tag List nil) using %u drop %m return`).counts.reuse, 1)
  assert.deepEqual(run(`${made} %u: token = reset %l return`).leaks, ["token "])
  assert.deepEqual(run(`${made} %u: token = reset %l free %u return`).leaks, [])
})

test("a panic ends in its catch", () => {
  const program = readProgram(`
    site "{}"
    fn fails(%n: int) -> (int) { %m: int = int.div(1, %n) @0 return %m }
    fn f() -> (bool, str, bool) {
      %ok: bool, %message: str, %r: int = catch fails(0)
      %ok1: bool, %message1: str, %r1: int = catch fails(1)
      drop %message1
      return %ok, %message, %ok1
    }`)
  assert.deepEqual(
    interpret(program, "f", { counting: true }).results, ["false", '"division by zero"', "true"],
  )
})
