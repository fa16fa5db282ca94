// Mutated programs: whatever the bytes, a tree, spans within the file, and time in proportion.

import assert from "node:assert/strict"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import test from "node:test"
import { belowOf } from "../source/random.ts"
import { lexed, parsed } from "./testing.ts"
import { nodesOf } from "./walk.ts"

const SECONDS = 2
const SEED = 20_261

function corpus(): string[] {
  const golden = readFileSync(new URL("./grammar.golden.txt", import.meta.url), "utf8")
  const prelude = new URL("../../std/prelude/", import.meta.url)
  const files = existsSync(prelude) ? readdirSync(prelude) : []
  const texts = files.map((name) => readFileSync(new URL(name, prelude), "utf8").slice(0, 3000))
  return [golden.slice(golden.indexOf("## items")), ...texts]
}

type Random = (below: number) => number

const TROUBLE = ["(", ")", "{", "}", "[", "]", "`", "\"", "'", ";", ",", "@", "let", "if", "->",
  "=", "<", ">", "|", "..", "#", "$", "match", "0x", "\\", "//", "\n", "\u0000", "é", "`{"]

function mutated(text: string, random: Random): string {
  const words = lexed(text).shown
  for (let n = 1 + random(4); n > 0; n--) {
    const i = random(words.length)
    const word = words[i] ?? ""
    switch (random(5)) {
      case 0:
        words.splice(i, 1 + random(3))
        break
      case 1:
        words.splice(i, 0, ...words.slice(i, i + random(20)))
        break
      case 2:
        words[i] = words[random(words.length)] ?? ""
        words[random(words.length)] = word
        break
      case 3:
        words.splice(i, 0, TROUBLE[random(TROUBLE.length)] ?? "")
        break
      default:
        words.splice(i, 0, (TROUBLE[random(TROUBLE.length)] ?? "").repeat(random(60)))
    }
  }
  return words.map((w) => (random(8) === 0 ? `${w}\n` : `${w} `)).join("")
}

function noise(text: string, random: Random): Uint8Array {
  const bytes = new TextEncoder().encode(text)
  for (let n = 1 + random(8); n > 0; n--) bytes[random(bytes.length)] = random(256)
  return bytes
}

function check(text: string | Uint8Array): void {
  const length = typeof text === "string" ? new TextEncoder().encode(text).length : text.length
  const { file, all } = parsed(text)
  const seen = new Set<number>()
  for (const { kind, id, at, end } of nodesOf(file)) {
    assert.ok(at <= end && at >= 0 && end <= length, `${kind} ${at}..${end}`)
    assert.ok(id < file.nodes.count)
    assert.ok(!seen.has(id), `${kind} has an id twice`)
    seen.add(id)
  }
  for (const { at, message, help } of all) {
    assert.ok(at.at <= at.end && at.end <= length, message)
    assert.ok(help !== "", message)
  }
}

test("mutated programs give trees", () => {
  const random = belowOf(SEED)
  const texts = corpus()
  const end = performance.now() + SECONDS * 1000
  let runs = 0
  while (performance.now() < end) {
    const text = texts[random(texts.length)] ?? ""
    const from = random(text.length)
    const piece = text.slice(from, from + 1500)
    const mutant = random(4) === 0 ? noise(piece, random) : mutated(piece, random)
    try {
      check(mutant)
    } catch (problem) {
      const shown = typeof mutant === "string" ? mutant : new TextDecoder().decode(mutant)
      throw new Error(`run ${runs}: ${String(problem)}\n${shown}`, { cause: problem })
    }
    runs++
  }
  assert.ok(runs > 50)
})

test("a bracket without its partner leads on, not back to where the file begins", () => {
  check("-> )\n@f () -> = a\n!= (")
})

test("hostile repetition takes time in proportion", () => {
  const pieces = ["a<", "a<b>(", "(a, ", "(a: ", "`{\n", "{ [a] ", "x -> ", "for a in ", "@ a",
    "()->", "#a(", "a.b ", "}{", "with A = ", "'"]
  for (const piece of pieces) {
    const before = performance.now()
    check(`@f () -> int = ${piece.repeat(5000)}`)
    assert.ok(performance.now() - before < 2000, piece)
  }
})
