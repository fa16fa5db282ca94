// Positions, collection, rendering, suggestions, and a page for each code.

import assert from "node:assert/strict"
import { readdirSync, readFileSync } from "node:fs"
import test from "node:test"
import { parsed } from "../syntax/testing.ts"
import type { Code } from "./codes.ts"
import { ALL_CODES, CODES, isCode } from "./codes.ts"
import type { Diagnostic } from "./diagnostic.ts"
import { decode, layOut, sourcesOf } from "./position.ts"
import { render, renderAll, toJson } from "./render.ts"
import { collector, presented, SHOWN } from "./sink.ts"
import { distance, suggest } from "./suggest.ts"

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

test("files are laid end to end by path, and positions lead back", () => {
  const files = layOut([
    { path: "b.ori", bytes: bytes("x\r\ny\rz\n") }, { path: "a.ori", bytes: bytes("é\nq") },
  ])
  assert.deepEqual(files.map((f) => [f.path, f.base]), [["a.ori", 0], ["b.ori", 5]])
  const sources = sourcesOf(files)
  const place = (at: number): string => {
    const { file, line, column } = sources.place(at)
    return `${file.path}:${line}:${column}`
  }
  assert.deepEqual([0, 2, 3, 4, 5, 8, 10, 12].map(place), [
    "a.ori:1:1", "a.ori:1:3", "a.ori:2:1", "a.ori:2:2", "b.ori:1:1", "b.ori:2:1", "b.ori:3:1",
    "b.ori:4:1",
  ])
  const [a, b] = files
  assert.equal(a && decode(sources.line(a, 1)), "é")
  assert.equal(b && decode(sources.line(b, 2)), "y")
  assert.equal(sources.text({ at: 3, end: 4 }), "q")
})

test("what is shown is sorted, each once, and bounded", () => {
  const sink = collector()
  const add = (code: Code, at: number): void => sink.add(code, { at, end: at }, "m", "h")
  add("W0001", 9)
  add("E2003", 5)
  add("E2001", 5)
  add("E2003", 5)
  assert.deepEqual(presented(sink.all).map((d) => d.code), ["E2001", "E2003", "W0001"])
  assert.ok(sink.hasErrors())
  for (let i = 0; i < SHOWN + 5; i++) add("E2001", 100 + i)
  const shown = presented(sink.all)
  assert.equal(shown.length, SHOWN + 2)
  assert.deepEqual(shown.at(-1)?.code, "E9002")
  assert.match(shown.at(-1)?.message ?? "", /^7 more/)
})

const FILES = layOut([{ path: "p:src/a.ori", bytes: bytes("let x = é + y;\n\tlet z = 1;\n") }])
const EXAMPLE: Diagnostic = {
  code: "E2003", level: "error", at: { at: 13, end: 14 }, message: "unknown name `y`",
  help: "did you mean `x`?", labels: [{ at: 4, end: 5, text: "declared here" }],
  notes: ["locals exist from their `let` on"], fix: [{ at: 13, end: 14, insert: "x" }],
}

test("a diagnostic is rendered with its line, carets and help", () => {
  assert.equal(render(EXAMPLE, sourcesOf(FILES)), [
    "error[E2003]: unknown name `y`", " --> p:src/a.ori:1:14", "  |", "1 | let x = é + y;",
    "  |             ^", "  |     - declared here", "note: locals exist from their `let` on",
    "help: did you mean `x`?", "",
  ].join("\n"))
  assert.match(render(EXAMPLE, sourcesOf(FILES), true), /\u001b\[31;1merror\[E2003\]\u001b\[0m/)
  assert.equal(renderAll([EXAMPLE, EXAMPLE], sourcesOf(FILES)).split("\n\n").length, 2)
})

test("a tab before the place stays a tab", () => {
  const tabbed = { ...EXAMPLE, at: { at: 21, end: 22 }, labels: [] }
  assert.match(render(tabbed, sourcesOf(FILES)), /\n {2}\| \t {4}\^/)
})

/** The excerpt of an error in a file of this text, and the label of another part of it. */
function excerptOf(text: string, marked: string, labelled = ""): string[] {
  const bytes = new TextEncoder().encode(text)
  const at = (part: string): number =>
    new TextEncoder().encode(text.slice(0, text.indexOf(part))).length
  const span = (part: string): { at: number; end: number } =>
    ({ at: at(part), end: at(part) + new TextEncoder().encode(part).length })
  const labels = labelled === "" ? [] : [{ ...span(labelled), text: "label" }]
  const one = { ...EXAMPLE, at: span(marked), labels, notes: [], help: "" }
  const shown = render(one, sourcesOf([{ path: "a", base: 0, bytes }]))
  return shown.split("\n").slice(3, -1)
}

test("carets stand where a terminal draws what they mark", () => {
  assert.deepEqual(excerptOf("日本 e\u0301 x y", "x"), ["1 | 日本 e\u0301 x y", "  |        ^"])
  assert.deepEqual(excerptOf("f(日本)", "日本"), ["1 | f(日本)", "  |   ^^^^"])
  assert.deepEqual(excerptOf("a \u001b[31m \ufeff\u202e b", "b"),
    ["1 | a \u241b[31m \ufffd\ufffd b", "  |            ^"])
})

test("of a very long line the part around the mark is shown", () => {
  const long = `${"é".repeat(500)} start ${"x".repeat(500)} here ${"y".repeat(500)}`
  assert.deepEqual(excerptOf(long, "here", "start"), [
    `1 | …${"x".repeat(59)} here ${"y".repeat(95)}…`, `  |  ${" ".repeat(60)}^^^^`,
    " ::: a:1:1002: label",
  ])
  assert.deepEqual(excerptOf(long, "é")[1], `  | ^`)
  assert.deepEqual(excerptOf(`f(\n${"z".repeat(300)})`, "z")[1], "  | ^")
})

test("a record for programs is one line with the same fields", () => {
  const record: unknown = JSON.parse(toJson(EXAMPLE, sourcesOf(FILES)))
  const at = { path: "p:src/a.ori", line: 1, column: 14, endLine: 1, endColumn: 15 }
  assert.deepEqual(record, {
    code: "E2003", level: "error", message: EXAMPLE.message, at, help: EXAMPLE.help,
    labels: [{ at: { ...at, column: 5, endColumn: 6 }, text: "declared here" }],
    notes: EXAMPLE.notes, fix: [{ at, insert: "x" }],
  })
})

test("suggestions are the nearest name, swaps counting as one", () => {
  assert.equal(distance("ab", "ba"), 1)
  assert.equal(distance("kitten", "sitting"), 3)
  assert.equal(suggest("cuont", ["count", "court", "amount"]), "count")
  assert.equal(suggest("lenght", ["length", "len"]), "length")
  assert.equal(suggest("x", ["abc", "xy", "y"]), null)
  assert.equal(suggest("X", ["y", "x"]), "x")
  assert.equal(suggest("xs", ["abc", "xy"]), "xy")
  assert.equal(suggest("Foo", ["foo", "Fob"]), "foo")
  assert.equal(suggest("same", ["same"]), null)
  assert.equal(suggest("far", ["elephant"]), null)
})

// ── pages ─────────────────────────────────────────────────────────────────────────────────────

const PAGES = new URL("./pages/", import.meta.url)
const blocks = (page: string): string[] =>
  (page.match(/```ori\n[^]*?```/g) ?? []).map((block) => block.slice(7, -3))

test("each code has a page, and each page a code", () => {
  const pages = readdirSync(PAGES).map((name) => name.replace(/\.md$/, ""))
  assert.deepEqual(pages.sort(), [...ALL_CODES].sort())
  assert.ok(pages.every(isCode))
  assert.ok(!isCode("E9999") && !isCode("toString"))
})

test("a page names its code and title, and its examples are what it says", () => {
  for (const code of ALL_CODES) {
    const page = readFileSync(new URL(`${code}.md`, PAGES), "utf8")
    assert.ok(page.startsWith(`# ${code}: ${CODES[code].title}\n\n`), code)
    const [wrong, right, ...more] = blocks(page)
    assert.equal(more.length, 0, code)
    if (wrong === undefined || right === undefined) {
      assert.match(code, /^E900|^W0012/)
      continue
    }
    const codes = parsed(wrong).all.map((d) => d.code)
    assert.deepEqual(codes, isSyntactic(code) ? [code] : [], `${code}: ${wrong}`)
    assert.deepEqual(parsed(right).all.map((d) => d.message), [], `${code}: ${right}`)
  }
})

/** Codes that the syntax stage reports; the others need the checker. */
function isSyntactic(code: Code): boolean {
  return code < "E0007" || (code >= "E1001" && code <= "E1015" && code !== "E1014") ||
    code === "E1221" || code === "E0993" || code === "E0933"
}
