// The bundle is a copy of the sources: never an old one, and never needed.

import { deepEqual, equal, match } from "node:assert/strict"
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { test } from "node:test"
import { compiler } from "./bundle.ts"

function project(t: { after: (done: () => void) => void }): string {
  const root = mkdtempSync(join(tmpdir(), "ori-bundle-"))
  t.after(() => rmSync(root, { recursive: true }))
  mkdirSync(join(root, "build"))
  write(root, "command.ts", `export { answer } from "./answer.ts"\n`)
  write(root, "answer.ts", "export const answer: number = 1\n")
  return root
}

function write(root: string, name: string, text: string): void {
  writeFileSync(join(root, "build", name), text)
}

async function answer(root: string): Promise<unknown> {
  return (await import(await compiler(root))).answer
}

test("one bundle serves until a source changes, and the next is of the new sources", async (t) => {
  const root = project(t)
  const first = await compiler(root)
  match(first, /out\/ori\/command-/)
  equal(await answer(root), 1)
  equal(await compiler(root), first)
  write(root, "answer.ts", "export const answer: number = 12\n")
  equal(await answer(root), 12)
})

test("commands that start at the same time see whole bundles", async (t) => {
  const root = project(t)
  const all = await Promise.all([1, 2, 3].map(() => answer(root)))
  deepEqual(all, [1, 1, 1])
  deepEqual(readdirSync(join(root, "out/ori")).filter((name) => !/json$|mjs$/.test(name)), [])
})

test("a removed source is no longer bundled", async (t) => {
  const root = project(t)
  await compiler(root)
  write(root, "command.ts", "export const answer = 3\n")
  rmSync(join(root, "build/answer.ts"))
  equal(await answer(root), 3)
})

test("where no bundle can be made, the sources run", async (t) => {
  const root = project(t)
  writeFileSync(join(root, "out"), "a file where the folder would be")
  match(await compiler(root), /build\/command\.ts$/)
  equal(await answer(root), 1)
})
