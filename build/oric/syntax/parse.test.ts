// The parser: every construct, recovery, and that no bytes upset it.

import assert from "node:assert/strict"
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import test from "node:test"
import { nodesOf, spansOf } from "./walk.ts"
import { errorsOf, expressionTree, itemTree, parsed } from "./testing.ts"

const GOLDEN = new URL("./grammar.golden.txt", import.meta.url)

/** Blocks of the golden file: a source line, then its tree. */
function goldenCases(): { text: string; section: string; source: string; tree: string }[] {
  let section = ""
  return readFileSync(GOLDEN, "utf8").split("\n\n").map((text) => {
    if (text.startsWith("## ")) section = text.slice(3).trim()
    const [source = "", tree = ""] = text.split("\n    ")
    return { text, section, source: tree === "" ? "" : source, tree: tree.trimEnd() }
  })
}

function treeOf(section: string, source: string): string {
  if (section === "items") return itemTree(source)
  if (section === "expressions") return expressionTree(source)
  const whole = expressionTree(`match x { ${source} -> y }`)
  return /arms:\[\(arm pattern:(.*) body:\(name name:"y"\)\)\]\)$/.exec(whole)?.[1] ?? whole
}

test("every construct of the grammar gives its tree", () => {
  const cases = goldenCases()
  if (process.env.UPDATE === "1") {
    const blocks = cases.map(({ text, section, source }) =>
      source === "" ? text : `${source}\n    ${treeOf(section, source)}`)
    writeFileSync(GOLDEN, `${blocks.join("\n\n").trimEnd()}\n`)
  }
  for (const { section, source, tree } of cases) {
    if (source !== "") assert.equal(treeOf(section, source), tree, source)
  }
})

/** Programs of the language's own tests; `refused` ones have errors on purpose. */
function programs(directory: URL): URL[] {
  if (!existsSync(directory)) return []
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return programs(new URL(`${entry.name}/`, directory))
    return entry.name.endsWith(".ori") ? [new URL(entry.name, directory)] : []
  })
}

test("the example programs parse", () => {
  for (const url of programs(new URL("../../../test/lang/examples/", import.meta.url))) {
    assert.deepEqual(errorsOf(readFileSync(url, "utf8")), [], url.pathname)
  }
})

// ── recovery ──────────────────────────────────────────────────────────────────────────────────

const RECOVERY: [string, string, string[]][] = [
  ["a missing semicolon", "let $A = 1\nlet $B = 2;", ["E1002@1"]],
  ["independent mistakes, once each",
    "@f () -> void = {\n    let a = ;\n    let b = 1\n    g(a: 1 b: 2);\n    c +;\n}\n\n" +
    "@g (x) int = 1;\n\ntype A = { x int }\n",
    ["E1002@2", "E1002@3", "E1001@4", "E1002@5", "E1006@8", "E1001@10"]],
  ["a broken signature, its body still checked",
    "@f (x: int) int = {\n    let a = ;\n}", ["E1006@1", "E1002@2"]],
  ["an unclosed parenthesis in one function", "@f () -> int = g(a: 1;\n\n@h () -> int = +;",
    ["E1003@1", "E1002@3"]],
  ["a brace too few in a method",
    "impl A {\n    @f (self) -> int = {\n        if a then {\n            b();\n" +
    "        c\n    }\n\n    @g (self) -> int = ;\n}\n", ["E1003@3", "E1002@8"]],
  ["a brace too few at the top", "@f () -> int = {\n    a\n\n@g () -> int = ;\n",
    ["E1003@1", "E1002@4"]],
  ["a brace too many", "@f () -> int = {\n    a\n}\n}\n\n@g () -> int = ;\n",
    ["E1003@4", "E1002@6"]],
  ["a closer alone", ")", ["E1003@1"]],
  ["no brace before statements",
    "@f () -> void =\n    let a = 1;\n    let b = 2;\n    g(a:);\n    if a then {\n        h()\n" +
    "    };\n}\n\n@g () -> int = ;\n", ["E1003@8", "E1002@10"]],
  ["no brace before members",
    "impl A: B\n    type C = int;\n\n    @f (self) -> int = {\n        1\n    }\n}\n" +
    "\n@g () -> int = ;\n", ["E1001@2", "E1002@9"]],
  ["no brace before fields",
    "type A =\n    x: int,\n    y: int,\n}\n\n@g () -> int = ;\n", ["E1001@2", "E1002@6"]],
  ["no brace before arms",
    "@f () -> int = match a\n    b -> 1,\n    c -> 2,\n}\n\n@g () -> int = ;\n",
    ["E1001@2", "E1002@6"]],
  ["no brace before the statements of an arm",
    "@f () -> void = match a {\n    b ->\n        c();\n        let d = 1;\n    },\n" +
    "    e -> = ,\n}\n", ["E1001@3", "E1002@6"]],
  ["no brace behind the statements of an arm",
    "@f () -> void = match a {\n    b -> {\n        c();\n        d()\n    ,\n    e -> = ,\n}\n",
    ["E1003@2", "E1002@6"]],
  ["no brace before the statements of a `let`",
    "@f () -> int = {\n    let a =\n        let b = 1;\n        b\n    };\n    c = ;\n}\n",
    ["E1002@3", "E1002@6"]],
  ["no `=` before a block", "@f () -> int = {\n    let a {\n        let b = 1;\n        b\n" +
    "    };\n    c(;\n}\n", ["E1001@2", "E1003@6"]],
  ["no parenthesis before arguments on lines of their own",
    "@f () -> void = {\n    g\n        a: match b { c -> d },\n    );\n    h(;\n}\n",
    ["E1003@4", "E1003@5"]],
  ["no bracket inside of brackets", "@f () -> int = g(a: [b, P  c: [d] }]);\n@g () -> int = ;",
    ["E1003@1", "E1002@2"]],
  ["no parenthesis of parameters", "@f ) -> int = 1;\n@g ( -> int = 1;\n@h () -> int = ;",
    ["E1003@1", "E1003@2", "E1002@3"]],
  ["no `=` of a provider", "@f () -> int = {\n    with\n        A B { c: 1 }\n    in {\n" +
    "        d\n    }\n}\n", ["E1001@3"]],
  ["the wrong closer", "@f () -> int = g(a: [1, 2);\n@h () -> int = ;", ["E1003@1", "E1002@2"]],
  ["an unfinished template", "@f () -> str = `a {b;\n@g () -> int = ;", ["E0001@1", "E1002@2"]],
  ["an unfinished string", "@f () -> str = \"a;\n\n@g () -> int = ;", ["E0001@1", "E1002@3"]],
  ["an unfinished string in a call", "@f () -> str = g(a: [\"a]);\n\n@g () -> int = ;",
    ["E0001@1", "E1002@3"]],
  ["a reserved word as a name", "@f (in: int, b: int) -> int = b;\ntype type = int;",
    ["E1015@1", "E1015@2"]],
  ["no `then`", "@f () -> int = {\n    if a { b } else { c }\n    d(;\n}",
    ["E1003@3", "E1001@2"]],
  ["a keyword where a value is due", "@f () -> int = {\n    let a = else;\n    let b = void;\n}",
    ["E1002@2", "E1002@3"]],
  ["a control form as an operand", "@f () -> int = 1 + if a then b else c;", ["E1002@1"]],
  ["comparisons in a chain", "@f () -> bool = a < b < c < d;", ["E1001@1"]],
  ["ranges in a chain", "@f () -> bool = a..b..c;", ["E1001@1"]],
  ["a struct literal in a condition", "@f () -> int = if a == P { x: 1 } then b else c;",
    ["E1001@1"]],
  ["imports below", "type A = int;\nuse \"./b\" { c };\ntype B = int;", ["E1001@2"]],
  ["no result type", "@f () = 1;\n@g () { 1 }", ["E1006@1", "E1006@2"]],
  ["no body", "@f () -> int;\n@g () -> int\n@h () -> int = ;", ["E1007@1", "E1007@3", "E1002@3"]],
  ["no equals sign", "@f () -> int { 1 }", ["E1007@1"]],
  ["a constant without let", "$A = 1;", ["E1001@1"]],
  ["pub on a method", "impl A { pub @f () -> int = 1; }", ["E1001@1"]],
  ["self in a function", "@f (self) -> int = 1;", ["E1006@1"]],
  ["`$` in an arm", "@f () -> int = match a { $x -> x };", ["E1008@1"]],
  ["a float as a pattern", "@f () -> int = match a { 1.5 -> 1, _ -> 2 };", ["E1008@1"]],
  ["constructs", "@f () -> int = {\n    catch(a: b);\n    catch();\n    int(x: 1);\n" +
    "    with(acquire: a, action: b);\n}", ["E1010@2", "E1009@3", "E1010@4", "E0993@5"]],
  ["a length outside an index", "@f () -> int = # - 1;", ["E1002@1"]],
  ["tuple indices in a chain", "@f () -> int = t.0.1;", ["E1001@1"]],
  ["an invalid character", "@f () -> int = {\n    let a = 1 \\ 2;\n    let b = ;\n}",
    ["E0002@2", "E1002@3"]],
  ["a word of the future", "let $A = view + 1;", ["E1015@1"]],
  ["return", "@f () -> int = {\n    return a;\n}", ["E1001@2"]],
  ["a declaration in a block", "@f () -> int = {\n    type A = int;\n    a\n}", ["E1001@2"]],
  ["nothing between brackets", "use \"./a\" { };\ntype G<> = int;\n@f (x: B<>) -> int =\n;",
    ["E1004@1", "E1005@2", "E1005@3", "E1002@4"]],
  ["a byte order mark", "\ufeff@f () -> int = 1;\n@g () -> int = ;", ["E0002@1", "E1002@2"]],
  ["names in a function type", "@f (g: (x: int,\ny: str) -> int) -> int =\n;",
    ["E1001@1", "E1001@2", "E1002@3"]],
  ["a bound on a whole type", "@f<T> (x: T) -> int where T: A,\n[T]: A,\nB<B<T>>: A + B\n= ;",
    ["E1004@2", "E1004@3", "E1002@4"]],
  ["an empty capset", "capset A = ;", ["E1221@1"]],
  ["garbage between items", "type A = int;\nfoo bar {\n    type x\n}\n\ntype B = ;",
    ["E1001@2", "E1005@6"]],
]

test("each mistake is reported once, and what follows is parsed", () => {
  for (const [what, text, codes] of RECOVERY) {
    assert.deepEqual(errorsOf(text).sort(), [...codes].sort(), what)
  }
})

test("a broken statement costs only itself", () => {
  const { file } = parsed("@f () -> void = {\n    a();\n    let b = = 1;\n    c();\n}\n")
  const [f] = file.items
  assert.equal(f?.kind === "func" && f.body?.kind === "block" && f.body.statements.length, 3)
})

test("an unclosed list of parameters takes nothing of the next function away", () => {
  const { file, all } = parsed("@f (a: int -> int = match a { _ -> 1 }\n\n@g () -> int = 1;\n")
  assert.deepEqual(all.map(({ code }) => code), ["E1003"])
  assert.deepEqual(file.items.map((item) => item.kind === "func" && item.name.name), ["f", "g"])
})

test("nesting is bounded, and the file goes on", () => {
  for (const [open, close] of [["(", ")"], ["[", "]"], ["{ a; ", "}"], ["f(a: ", ")"], ["-", ""],
    ["x -> ", ""], ["if a then ", ""], ["`{", "}`"], ["match a { b -> ", " }"]] as const) {
    const fine = `@f () -> int = ${open.repeat(250)}1${close.repeat(250)};`
    assert.deepEqual(errorsOf(fine), [], open)
    const deep = `@f () -> int = ${open.repeat(9999)}1${close.repeat(9999)};\ntype A = ;`
    assert.deepEqual(errorsOf(deep), ["E1001@1", "E1005@2"], open)
  }
})

test("ids are dense and spans lie within the file", () => {
  const { file } = parsed(readFileSync(GOLDEN))
  const ids = nodesOf(file).map(({ id }) => id)
  assert.equal(new Set(ids).size, ids.length)
  assert.ok(Math.max(...ids) < file.nodes.count)
  for (const { at, end } of spansOf(file)) assert.ok(at <= end && end <= file.end)
})
