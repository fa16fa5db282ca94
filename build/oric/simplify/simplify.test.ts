// Simplification on IR written by hand: each case is a program and what must be left of `@f`.

import assert from "node:assert/strict"
import { test } from "node:test"
import type { Program } from "../ir/nodes.ts"
import { interpret } from "../ir/interpret.ts"
import { printFun } from "../ir/print.ts"
import { readProgram } from "../ir/read.ts"
import { verify } from "../ir/verify.ts"
import { simplify } from "./simplify.ts"

const HEAD = String.raw`
data Pair { Pair(a: int, b: str) }
data Option { none; some(value: int) }
data Guard { Guard(name: str) } drop o_drop
main "{\"f\":\"f\",\"args\":false,\"result\":\"void\"}"
site "{\"fn\":\"@f\",\"file\":\"a.ori\",\"line\":1,\"column\":1}"
site "{\"fn\":\"@g\",\"file\":\"a.ori\",\"line\":2,\"column\":1}"
fn o_drop(%self: Guard) -> () {
  print.line("dropped")
  return
}
`

function simplified(source: string): Program {
  const program = readProgram(HEAD + source)
  assert.deepEqual(verify(program), [])
  const before = interpret(program, "f", {}).output
  simplify(program)
  assert.deepEqual(verify(program), [])
  assert.equal(interpret(program, "f", {}).output, before, "the program does something else")
  return program
}

/** The body of `f` after simplification, one line a step. */
function bodyOf(source: string): string[] {
  const program = simplified(source)
  const lines = printFun(program, program.funs.get("f")!, { marks: false }).split("\n")
  return lines.slice(1, -1).map((line) => line.trim())
}

test("a copy is its source, and fields of what was just built are its operands", () => {
  assert.deepEqual(bodyOf(`fn f() -> () {
    %p: Pair = make Pair(1, "x")
    %q: Pair = copy %p
    %s: str = get Pair b of %q
    print.line(%s)
    return
  }`), ['print.line("x")', "return"])
})

test("a switch on a known variant is its branch", () => {
  assert.deepEqual(bodyOf(`fn f() -> () {
    %o: Option = make some(7)
    switch %o {
    case none
      print.line("none")
      return
    case some
      %v: int = get some value of %o
      %s: str = int.to_str(%v)
      print.line(%s)
      return
    }
  }`), ["%s: str = int.to_str(7)", "print.line(%s)", "return"])
})

test("a join with one jump is what follows the jump", () => {
  assert.deepEqual(bodyOf(`fn f() -> () {
    join j0(%x: str) { print.line(%x) return }
    jump j0("once")
  }`), ['print.line("once")', "return"])
})

test("an #inline function is put in place of its call, with the call's site", () => {
  const program = simplified(`
  fn g(%i: int) -> (int) inline always {
    %r: int = int.add(%i, 1) @1
    return %r
  }
  fn f() -> () {
    %a: int = call g(2) @0
    %s: str = int.to_str(%a)
    print.line(%s)
    return
  }`)
  assert.equal(program.funs.has("g"), false)
  const [first] = program.funs.get("f")!.body.steps
  assert.equal(first?.k === "let" && first.rhs.k === "prim" && first.rhs.op, "int.add")
  assert.equal(first?.k === "let" && first.site, 0)
})

test("an inlined function with several returns becomes a join", () => {
  assert.deepEqual(bodyOf(`
  fn g(%i: int) -> (str) inline always {
    %c: bool = int.lt(%i, 3)
    switch %c { case true return "small" case false return "big" }
  }
  fn f() -> () {
    %n: int = str.len("four")
    %s: str = call g(%n)
    print.line(%s)
    return
  }`), [
    '%n: int = str.len("four")',
    "join j0(%s: str) {", "print.line(%s)", "return", "}",
    "%c: bool = int.lt(%n, 3)",
    "switch %c {", "case true", 'jump j0("small")', "case false", 'jump j0("big")', "}",
  ])
})

test("steps without effect and without use go; panics and prints stay", () => {
  assert.deepEqual(bodyOf(`fn f() -> () {
    %a: int = int.add_wrap(1, 2)
    %b: str = int.to_str(%a)
    %c: int = int.add(1, 2) @0
    print.line("kept")
    return
  }`), ["%c: int = int.add(1, 2) @0", 'print.line("kept")', "return"])
})

test("a value with a Drop impl keeps its copies and its life", () => {
  const program = simplified(`fn f() -> () {
    %g: Guard = make Guard("a")
    %h: Guard = copy %g
    pin %h
    %n: str = get Guard name of %h
    print.line(%n)
    unpin %h
    return
  }`)
  const kinds = program.funs.get("f")!.body.steps.map((step) =>
    step.k === "let" ? step.rhs.k : step.k)
  assert.deepEqual(kinds, ["make", "copy", "pin", "get", "prim", "unpin"])
})

test("functions that nothing reaches are removed, recursive ones are not inlined", () => {
  const program = simplified(`
  fn unused() -> () { return }
  fn down(%n: int) -> () inline always {
    %c: bool = int.lt(%n, 1)
    switch %c {
    case true
      return
    case false
      %m: int = int.sub_wrap(%n, 1)
      call down(%m) @1
      return
    }
  }
  fn f() -> () { call down(3) @0 return }`)
  assert.deepEqual([...program.funs.keys()].sort(), ["down", "f", "o_drop"])
})

test("bytes that are only looked at are read in the text, and kept ones are a list", () => {
  assert.deepEqual(bodyOf(`fn f() -> () {
    %l: [str] = list.new<str>(1)
    %n: int = list.len<str>(%l)
    %t: str = int.to_str(%n)
    %b: [byte] = str.to_bytes(%t)
    %c: byte = list.at<byte>(%b, 0) @0
    %m: int = list.len<byte>(%b)
    %i: int = byte.to_int(%c)
    %s: int = int.add(%i, %m) @1
    %o: str = int.to_str(%s)
    print.line(%o)
    return
  }`).slice(3, 5), ["%c: byte = str.byte(%t, 0) @0", "%m: int = str.len(%t)"])
  assert.deepEqual(bodyOf(`fn f() -> () {
    %b: [byte] = str.to_bytes("x")
    %d: byte = list.at<byte>(%b, 0) @0
    %c: [byte] = list.push<byte>(%b, %d)
    %m: int = list.len<byte>(%c)
    %i: int = byte.to_int(%d)
    %s: int = int.add(%i, %m) @1
    %o: str = int.to_str(%s)
    print.line(%o)
    return
  }`)[0], '%b: [byte] = str.to_bytes("x")')
})

/** What a loop over `[5, 7]` cuts and counts, which does these steps where there are elements. */
function along(steps: string): string[] {
  return bodyOf(`fn f() -> () {
    %a: [int] = list.new<int>(2)
    %b: [int] = list.push<int>(%a, 5)
    %xs: [int] = list.push<int>(%b, 7)
    loop j0(%l: [int] = %xs) {
      %n: int = list.len<int>(%l)
      switch %n {
      case 0
        return
      else
        ${steps}
      }
    }
  }`).filter((line) => /^loop|list\.slice|place/.test(line))
}

const AT_PLACE = "loop j0(%place: int = 0) {"
const NEXT = "%place.1: int = int.add_wrap(%place, 1)"

test("a loop that goes along a list by its rest keeps a place in it", () => {
  assert.deepEqual(along(`
    %r: [int] = list.slice<int>(%l, 1, %n)
    %h: int = list.at_unchecked<int>(%l, 0)
    %o: str = int.to_str(%h)
    print.line(%o)
    jump j0(%r)`).filter((line) => !line.includes("%place, 0")),
  [AT_PLACE, "%n: int = int.sub_wrap(%t, %place)", NEXT, "jump j0(%place.1)"])
})

test("on the way out of such a loop the rest is a list", () => {
  assert.deepEqual(along(`
    %r: [int] = list.slice<int>(%l, 1, %n)
    %h: int = list.at_unchecked<int>(%l, 0)
    %c: bool = int.eq(%h, 7)
    switch %c {
    case true
      %m: [int] = list.push<int>(%r, 1)
      %k: int = list.at_unchecked<int>(%m, 0)
      %o: str = int.to_str(%k)
      print.line(%o)
      return
    case false
      jump j0(%r)
    }`).filter((line) => line.includes("slice") || line.startsWith("loop")),
  [AT_PLACE, "%r.1: [int] = list.slice<int>(%xs, %place.1, %t.3)"])
})

test("a rest that is wanted as a list at every turn, or that may not be there, is one", () => {
  const loop = "loop j0(%l: [int] = %xs) {"
  assert.deepEqual(along(`
    %r: [int] = list.slice<int>(%l, 1, %n)
    %m: [int] = list.push<int>(%r, 1)
    %k: int = list.at_unchecked<int>(%m, 0)
    %o: str = int.to_str(%k)
    print.line(%o)
    jump j0(%r)`), [loop, "%r: [int] = list.slice<int>(%l, 1, %n)"])
  assert.deepEqual(along(`
    %r: [int] = list.slice<int>(%l, 2, %n)
    jump j0(%r)`), [loop, "%r: [int] = list.slice<int>(%l, 2, %n)"])
})
