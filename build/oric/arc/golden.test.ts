// Goldens of reference counting: IR in, the same with counts out, each function with its line of
// counts, so that one dup more is a diff to defend. `UPDATE=1` rewrites the files.

import assert from "node:assert/strict"
import { readFileSync, readdirSync, writeFileSync } from "node:fs"
import { test } from "node:test"
import type { Program } from "../ir/nodes.ts"
import { countLine, printFun } from "../ir/print.ts"
import { readProgram } from "../ir/read.ts"
import { verify } from "../ir/verify.ts"
import { arc } from "./arc.ts"
import { verifyCounts } from "./verify.ts"

const FOLDER = new URL("../../../test/golden/arc/", import.meta.url)
const FENCE = "```"
const SITE = String.raw`site "{\"fn\":\"@f\",\"file\":\"a.ori\",\"line\":1,\"column\":1}"`

for (const file of readdirSync(FOLDER).filter((name) => name.endsWith(".md")).sort()) {
  test(`arc golden: ${file}`, () => {
    const path = new URL(file, FOLDER)
    const text = readFileSync(path, "utf8")
    const program = readProgram(`${SITE}\n${SITE}\n${section(text, "IR")}`)
    assert.deepEqual(verify(program), [])
    arc(program, { without: new Set() })
    assert.deepEqual(verify(program), [])
    assert.deepEqual(verifyCounts(program), [])
    const got = `\n${counted(program)}\n`
    if (process.env["UPDATE"] === "1") writeFileSync(path, withSection(text, "ARC", got))
    else assert.equal(got, section(text, "ARC"))
  })
}

/** What is between the fences of a section. */
function section(text: string, name: string): string {
  const found = text.split(`## ${name}\n`)[1]?.split(FENCE)[1]
  assert.ok(found !== undefined, `no section ${name}`)
  return found
}

function withSection(text: string, name: string, content: string): string {
  const [before = "", after = ""] = text.split(`## ${name}\n`)
  const [start = "", , ...rest] = after.split(FENCE)
  return `${before}## ${name}\n${start}${FENCE}${content}${FENCE}${rest.join(FENCE)}`
}

function counted(program: Program): string {
  return [...program.funs.values()].map((fun) =>
    `${printFun(program, fun, { marks: true })}\n# ${countLine(fun)}`).join("\n")
}
