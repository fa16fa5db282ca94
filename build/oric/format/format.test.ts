// The formatter: its rules one by one; and over every source in the tree, that it is idempotent,
// keeps tokens and comments, and does not depend on the layout that it is given.

import assert from "node:assert/strict"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import test from "node:test"
import { lex } from "../syntax/lex.ts"
import { sourceOf } from "../syntax/testing.ts"
import * as T from "../syntax/tokens.ts"
import { BROKEN, RULES } from "./cases.ts"
import { WIDTH } from "./doc.ts"
import { formatFile } from "./format.ts"

function formatted(text: string): string {
  return formatFile(sourceOf(text)) ?? "(syntax error)"
}

test("each rule of layout", () => {
  for (const [before, after] of RULES) assert.equal(formatted(before), after, before)
})

test("what does not fit is broken by kind", () => {
  for (const text of BROKEN) assert.equal(formatted(text), text)
})

test("a file with syntax errors is left alone", () => {
  assert.equal(formatFile(sourceOf("@f () -> int = ;")), null)
})

// ── all sources ───────────────────────────────────────────────────────────────────────────────

function sources(directory: URL): URL[] {
  if (!existsSync(directory)) return []
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name === "node_modules") return []
    if (entry.isDirectory()) return sources(new URL(`${entry.name}/`, directory))
    return entry.name.endsWith(".ori") ? [new URL(entry.name, directory)] : []
  })
}

const ROOT = new URL("../../../", import.meta.url)

function corpus(): { name: string; text: string }[] {
  return ["build/std/", "ori/", "test/"].flatMap((part) => sources(new URL(part, ROOT)))
    .map((url) => ({ name: url.pathname, text: readFileSync(url, "utf8") }))
    .filter(({ text }) => formatFile(sourceOf(text)) !== null)
}

/** Tokens that formatting must keep, in any order; a leading `|` belongs to the layout. */
function tokensOf(text: string): string {
  const source = sourceOf(text)
  const { count, kind, at, end } = lex(source, () => {})
  const kept: string[] = []
  for (let i = 0; i < count; i++) {
    const k = kind[i] ?? 0
    if (k === T.SEMI || k === T.COMMA || (k === T.OR && kind[i - 1] === T.ASSIGN)) continue
    kept.push(new TextDecoder().decode(source.bytes.subarray(at[i], end[i])))
  }
  return kept.sort().join(" ")
}

function commentsOf(text: string): string {
  const source = sourceOf(text)
  return lex(source, () => {}).comments
    .map(({ at, end }) => new TextDecoder().decode(source.bytes.subarray(at + 2, end)).trim())
    .sort().join("\n")
}

function check(name: string, text: string): string {
  const once = formatted(text)
  assert.equal(formatted(once), once, `${name}: not idempotent`)
  assert.equal(tokensOf(once), tokensOf(text), `${name}: tokens`)
  assert.equal(commentsOf(once), commentsOf(text), `${name}: comments`)
  const code = once.replace(/^ *\/\/.*\S$/gm, "//").replace(/`[^`]*`/g, "``")
  assert.ok(!/[ \t]\n|\n\n\n/.test(code), `${name}: blanks`)
  return once
}

test("every source in the tree", () => {
  for (const { name, text } of corpus()) check(name, text)
})

test("layout and comments anywhere do not matter", () => {
  let state = 1
  const random = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
  // What later versions bring is kept as it is written, blanks and all.
  const all = corpus().filter(({ name }) => !name.includes("/refused/"))
  for (let run = 0; run < 150; run++) {
    const { name, text } = all[random(all.length)] ?? { name: "", text: "" }
    const shaken = shake(text, random, run % 2 === 0)
    const once = check(`${name} run ${run}\n${shaken}`, shaken)
    if (run % 2 === 1) assert.equal(tokensOf(once), tokensOf(text))
  }
})

/** The same tokens with other blanks between them and, perhaps, comments on lines of their own. */
function shake(text: string, random: (below: number) => number, comments: boolean): string {
  const source = sourceOf(text)
  const { count, kind, at, end, mate } = lex(source, () => {})
  const decode = (from: number, to: number): string =>
    new TextDecoder().decode(source.bytes.subarray(from, to))
  let out = ""
  for (let i = 0; i < count - 1; i++) {
    const from = at[i] ?? 0
    if (kind[i] === T.TEMPLATE_OPEN) i = mate[i] ?? i
    const to = end[i] ?? 0
    out += decode(from, to)
    if ((at[i + 1] ?? to) === to) continue
    const roll = random(12)
    out += comments && roll === 0 ? "\n// a comment\n" : roll < 3 ? "\n" : roll < 4 ? "\n\n\n" : " "
  }
  return out
}

test("lines fit unless a word does not", () => {
  for (const { text } of corpus()) {
    for (const line of formatted(text).split("\n")) {
      const breakable = !/["`']/.test(line) && !line.trimStart().startsWith("//")
      assert.ok(line.length <= WIDTH || !breakable, line)
    }
  }
})
