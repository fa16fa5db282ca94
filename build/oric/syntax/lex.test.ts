// The lexer: tokens, literals and their errors.

import assert from "node:assert/strict"
import test from "node:test"
import { lexed, literal, parsed } from "./testing.ts"
import * as T from "./tokens.ts"

test("operators are read longest first, and each `>` alone", () => {
  const { shown, codes } = lexed("a>>=b **= ..= .. ... |> -> :: ?? && &&= << <<= <= #!x # =>")
  assert.deepEqual(shown, [
    "a", ">", ">", "=", "b", "**=", "..=", "..", "...", "|>", "->", "::", "??", "&&", "&&=", "<<",
    "<<=", "<=", "#!", "x", "#", "=>",
  ])
  assert.deepEqual(codes, [])
})

test("words are keywords, names, or the wildcard", () => {
  const { tokens } = lexed("let _ _x Never block x1")
  assert.deepEqual([...tokens.kind.subarray(0, 6)], [
    T.LET, T.UNDERSCORE, T.NAME, T.NEVER, T.NAME, T.NAME,
  ])
  assert.equal(tokens.value[4], T.WORD.block)
})

test("equal names share an id, however many there are", () => {
  const words = Array.from({ length: 3000 }, (_, i) => `n${i % 1500}`)
  const { tokens } = lexed(words.join(" "))
  for (let i = 0; i < 1500; i++) {
    assert.equal(tokens.value[i], tokens.value[i + 1500])
    assert.equal(tokens.names[tokens.value[i] ?? 0], words[i])
  }
})

const LITERALS: [string, bigint | number | string][] = [
  ["0", 0n], ["9223372036854775807", 9223372036854775807n], ["1_000", 1000n], ["0xFf", 255n],
  ["0X1_0", 16n], ["0b101", 5n], ["0B1", 1n], ["1.5", 1.5], ["1e3", 1000], ["1.5E-3", 0.0015],
  ["5s", 5_000_000_000n], ["1.5ms", 1_500_000n], ["2h", 7_200_000_000_000n], ["0b", 0n],
  ["1.5kb", 1500n], ["3tb", 3_000_000_000_000n], ["1.000_5s", 1_000_500_000n],
  [`"a\\n\\t\\\\\\"\\0"`, 'a\n\t\\"\0'], [`"\\x41\\u{1F600}é"`, "A😀é"], [`"{x}"`, "{x}"],
  ["'a'", 97], ["'\\''", 39], ["'é'", 233], ["'\\u{10FFFF}'", 0x10ffff], ["b'a'", 97],
  ["b'\\xff'", 255], ["b'\\''", 39],
]

test("literals have the values they denote", () => {
  for (const [text, value] of LITERALS) {
    assert.deepEqual(lexed(text).codes, [], text)
    assert.equal(literal(text), value, text)
  }
})

const WRONG: [string, string[]][] = [
  ["007", ["E0003"]], ["1__0", ["E0003"]], ["1_", ["E0003"]], ["0x", ["E0003"]],
  ["0x_1", ["E0003"]], ["1_.5", ["E0003"]], ["5q", ["E0003"]], ["1.5ns", ["E0003"]],
  ["0.5b", ["E0003"]], ["9223372036854775808", ["E0003"]], ["1e400", ["E0003"]], ["1e", ["E0003"]],
  ["0b12", ["E0003"]], ["0B", ["E0003"]], ["99999999999h", ["E0003"]], ["1e5s", ["E0003"]],
  [`"abc`, ["E0001"]], [`"a\nb"`, ["E0001"]], [`"a\n"b"`, ["E0001"]], [`"\\q"`, ["E0005"]],
  [`"\\'"`, ["E0005"]], [`"\\x80"`, ["E0005"]], [`"\\u{D800}"`, ["E0005"]],
  [`"\\u{}"`, ["E0005"]], ["''", ["E0004"]], ["'ab'", ["E0004"]], ["'''", ["E0004"]],
  [`'\\"'`, ["E0005"]], ["b'é'", ["E0004"]], ["b'\\u{41}'", ["E0005"]], ["'a", ["E0001"]],
  ["`a", ["E0001"]], ["`a}`", ["E0002"]], ["`{x:>", ["E0001"]], ["\u00a0", ["E0002"]],
  ["é€", ["E0002"]], ["\ufeffx", ["E0002"]], ["\0", ["E0002"]], ["\u0001", ["E0002"]],
  ["x // y", ["E0006"]], ["// y\u0001", []], ["(", ["E1003"]],
  ["(]", ["E1003"]], ["({)", ["E1003"]],
]

test("what is wrong with a token is reported once", () => {
  for (const [text, codes] of WRONG) assert.deepEqual(lexed(text).codes, codes, text)
})

test("invalid UTF-8 is found in code, text and comments", () => {
  for (const text of ["x\u0000", '"\u0000"', "`\u0000`", "// \u0000"]) {
    assert.deepEqual(lexed(text).codes, ["E0002"], JSON.stringify(text))
  }
})

test("bytes side by side that are no UTF-8 are one mistake", () => {
  const bytes = [...Buffer.from('let $A = "'), 0xff, 0xfe, 0xff, 97, 0xff, ...Buffer.from('";')]
  const { all } = parsed(Uint8Array.from(bytes))
  assert.deepEqual(all.map(({ at }) => [at.at, at.end]), [[10, 13], [14, 15]])
})

test("templates switch between text and code, and nest", () => {
  const { shown, tokens, codes } = lexed("`a{ {b: `{c}`} :x>}{{}}\r\n`")
  assert.deepEqual(codes, [])
  assert.deepEqual(shown, [
    "`", "a", "{", "{", "b", ":", "`", "{", "c", "}", "`", "}", ":x>", "}", "{{}}\r\n", "`",
  ])
  assert.equal(tokens.mate[0], shown.length - 1)
  assert.equal(tokens.literals[tokens.value[14] ?? 0], "{}\n")
})

test("the braces of an escape begin no hole", () => {
  const { shown, codes } = lexed("`h\\u{e9}{x}`")
  assert.deepEqual(codes, [])
  assert.deepEqual(shown, ["`", "h\\u{e9}", "{", "x", "}", "`"])
})

test("a template without end is given up at the end of its line", () => {
  const { shown, codes } = lexed("a `b {c\nd `e` f")
  assert.deepEqual(codes, ["E0001"])
  assert.deepEqual(shown, ["a", "`b {c", "d", "`", "e", "`", "f"])
})

test("a hole ends at its brace, whatever is open in it", () => {
  const { shown, codes } = lexed("`a {f(x[0} b {({ y: [1 })} c`")
  assert.deepEqual(codes, ["E1003", "E1003", "E1003"])
  assert.deepEqual(shown, [
    "`", "a ", "{", "f", "(", "x", "[", "0", "}", " b ",
    "{", "(", "{", "y", ":", "[", "1", "}", ")", "}", " c", "`",
  ])
})

test("a dot belongs to a number only before a digit, and never to a tuple index", () => {
  assert.deepEqual(lexed("1..5 7.abs() t.0.1 t.0s").shown.slice(0, 12), [
    "1", "..", "5", "7", ".", "abs", "(", ")", "t", ".", "0", ".",
  ])
})

test("a lone CR and CR LF end lines", () => {
  assert.deepEqual(lexed("x\r// y\r\n// z\rw").codes, [])
})

test("comments are kept apart, in order", () => {
  const { tokens, shown } = lexed("// a\nx\n  // b\n")
  assert.deepEqual(shown, ["x"])
  assert.deepEqual(tokens.comments, [{ at: 0, end: 4 }, { at: 9, end: 13 }])
})
