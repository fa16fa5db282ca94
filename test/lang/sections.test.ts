// Every section of the language has its programs, and the compiler's README says so.

import assert from "node:assert/strict"
import { readFileSync, writeFileSync } from "node:fs"
import { it } from "node:test"
import { fileURLToPath } from "node:url"
import { findCases } from "../harness/cases.ts"
import { SECTIONS, covered, tableOf } from "./sections.ts"

const README = fileURLToPath(new URL("../../build/oric/README.md", import.meta.url))
const [START, END] = ["<!-- sections -->\n", "\n<!-- /sections -->"]
const cases = findCases(fileURLToPath(new URL(".", import.meta.url)))

/** Sections that run elsewhere: JavaScript needs a host, which `test/api` is. */
const ELSEWHERE = new Set(["18.2"])

it("each section has a program that runs, and one that is refused", () => {
  const counts = covered(cases)
  const lacking = SECTIONS.flatMap(({ number, kind }) => {
    const { run, refused } = counts.get(number) ?? { run: 0, refused: 0 }
    const runs = kind === "later" || run > 0 || ELSEWHERE.has(number)
    const refuses = kind === "free" || refused > 0
    return [...runs ? [] : [`${number} runs nowhere`],
      ...refuses ? [] : [`${number} is refused nowhere`]]
  })
  assert.deepEqual(lacking, [])
})

it("the README's table is that of these programs", () => {
  const text = readFileSync(README, "utf8")
  const [from, to] = [text.indexOf(START) + START.length, text.indexOf(END)]
  const table = tableOf(cases)
  if (process.env.UPDATE === "1") {
    writeFileSync(README, text.slice(0, from) + table + text.slice(to))
    return
  }
  assert.equal(text.slice(from, to), table)
})
