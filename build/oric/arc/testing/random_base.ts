// The types and helper functions that all random programs share: one type of each representation,
// functions that are used as values, in a table, in `catch`, and a type with a Drop impl that says
// when it dies.

import type { Program } from "../../ir/nodes.ts"
import type { T } from "../../ir/types.ts"
import { STR } from "../../ir/types.ts"
import { fnType, listType } from "../../ir/layout.ts"
import { readProgram } from "../../ir/read.ts"

export type Base = {
  program: Program
  strs: T
  trees: T
  tree: T
  pair: T
  resource: T
  cell: T
  fn: T
  object: T
  /** Types of parameters, results and carried values. */
  values: T[]
  /** Types that are switched on. */
  datas: T[]
  helpers: string[]
  lambdas: { f: string; type: T; captures: T[] }[]
}

const TEXT = String.raw`
data Tree { leaf; node(l: Tree, s: str, r: Tree) }
data Pair { pair(s: str, n: int, all: [str]) }
data Sum { a(s: str); b(all: [str], t: Tree); c }
data Opt { none; some(s: str) }
data Nested { pair(p: Pair, o: Opt) }
data Resource { resource(s: str) } drop drop_resource
object Shown { show(str) -> (str); grow(str) -> (str, Shown) writes }
table shown: Shown for Tree { show_tree_as, grow_tree }
global words: [str] init init_words
site "{\"fn\":\"f\",\"file\":\"m.ori\",\"line\":1,\"column\":1}"

fn init_words() -> ([str]) {
  %l: [str] = list.new<str>(2)
  %m: [str] = list.push<str>(%l, "w")
  return %m
}
fn drop_resource(%r: Resource) -> () {
  %s: str = get resource s of %r
  %t: str = str.concat("drop ", %s)
  print.line(%t)
  return
}
fn show_tree(%t: Tree) -> (str) {
  switch %t {
  case leaf
    return "."
  case node
    %l: Tree = get node l of %t
    %s: str = get node s of %t
    %r: Tree = get node r of %t
    %a: str = call show_tree(%l) @0
    %b: str = call show_tree(%r) @0
    %c: str = str.concat("(", %a, %s, %b, ")")
    return %c
  }
}
fn show_tree_as(%t: Tree, %prefix: str) -> (str) {
  %a: str = call show_tree(%t) @0
  %b: str = str.append(%prefix, %a)
  return %b
}
fn grow_tree(%t: Tree, %s: str) -> (str, Tree) {
  %shown: str = call show_tree(%t) @0
  %u: Tree = call fails(%s, %t) @0
  return %shown, %u
}
fn insert(%t: Tree, %s: str) -> (Tree) {
  switch %t {
  case leaf
    %n: Tree = make node(tag Tree leaf, %s, tag Tree leaf)
    return %n
  case node
    %l: Tree = get node l of %t
    %v: str = get node s of %t
    %r: Tree = get node r of %t
    %c: int = str.compare(%s, %v)
    %d: bool = int.lt(%c, 0)
    switch %d {
    case true
      %l2: Tree = call insert(%l, %s) @0
      %m: Tree = make node(%l2, %v, %r)
      return %m
    case false
      %r2: Tree = call insert(%r, %s) @0
      %o: Tree = make node(%l, %v, %r2)
      return %o
    }
  }
}
fn set_cell(%c: cell str, %s: str) -> () {
  cellset %c %s
  return
}
fn grow_cell(%c: cell str, %s: str) -> () {
  %old: str = cellget %c
  %n: int = str.len(%s)
  switch %n {
  case 0
    panic "empty" @0
  else
    %new: str = str.append(%old, %s)
    cellset %c %new
    return
  }
}
fn add_to_cell(%c: cell str, %l: [str]) -> (str) {
  %old: str = cellget %c
  %s: str = list.at<str>(%l, 0) @0
  %t: str = str.append(%old, %s)
  %same: str = cellget %c
  cellset %c %t
  return %same
}
fn fails(%s: str, %t: Tree) -> (Tree) {
  %n: int = str.len(%s)
  switch %n {
  case 0
    panic "empty" @0
  else
    %u: Tree = call insert(%t, %s) @0
    return %u
  }
}
fn rename(%p: Pair, %s: str) -> (Pair) {
  %old: str, %n: int, %all: [str] = open pair of %p
  %more: [str] = list.push<str>(%all, %old)
  %q: Pair = make pair(%s, %n, %more)
  return %q
}
fn advance(%p: Pair) -> (str, Pair) {
  %s: str, %n: int, %all: [str] = open pair of %p
  %m: int = int.add_wrap(%n, 1)
  %longer: str = str.append(%s, "x")
  %q: Pair = make pair(%longer, %m, %all)
  %more: bool = int.lt(%m, 3)
  switch %more {
  case true
    %t: str, %r: Pair = call advance(%q) @0
    return %t, %r
  case false
    return %longer, %q
  }
}
fn echo(%s: str, %l: [str]) -> (str, [str]) value {
  return %s, %l
}
fn lambda_a(%c: str, %t: Tree, %s: str, %l: [str]) -> (str, [str]) captures 2 value {
  %u: str = str.append(%s, %c)
  %shown: str = call show_tree(%t) @0
  %m: [str] = list.push<str>(%l, %shown)
  return %u, %m
}
fn lambda_b(%c: [str], %s: str, %l: [str]) -> (str, [str]) captures 1 value {
  %w: str = list.at<str>(%c, 0) @0
  return %w, %c
}
`

export function baseProgram(): Base {
  const program = readProgram(TEXT)
  const named = (key: string): T => {
    const type = program.types.index.get(key)
    if (type === undefined) throw new Error(`no type ${key}`)
    return type
  }
  const strs = named(`[${STR}]`)
  const tree = named("data Tree")
  const fn = fnType(program.types, [STR, strs], [STR, strs])
  const trees = listType(program.types, tree)
  const datas = ["Tree", "Pair", "Sum", "Opt", "Nested"].map((name) => named(`data ${name}`))
  return {
    program, strs, trees, tree, fn, pair: named("data Pair"), resource: named("data Resource"),
    cell: named(`cell ${STR}`),
    object: named("object Shown"), values: [STR, STR, strs, trees, fn, ...datas], datas,
    helpers: [
      "insert", "set_cell", "grow_cell", "add_to_cell", "fails", "rename", "advance", "echo",
    ],
    lambdas: [
      { f: "lambda_a", type: fn, captures: [STR, tree] },
      { f: "lambda_b", type: fn, captures: [strs] },
    ],
  }
}
