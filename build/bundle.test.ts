// The bundle is a copy of the sources: never an old one, and never needed.

import { deepEqual, equal, match, notEqual, ok } from "node:assert/strict"
import { execFileSync } from "node:child_process"
import {
  mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { test } from "node:test"
import { bundle } from "./bundle.ts"
import { load } from "./load.ts"

function project(t: { after: (done: () => void) => void }): string {
  const root = mkdtempSync(join(tmpdir(), "ori-bundle-"))
  t.after(() => rmSync(root, { recursive: true }))
  mkdirSync(join(root, "build"))
  write(root, "command.ts", `export { main } from "./answer.ts"\n`)
  write(root, "answer.ts", "export const main = (): number => 1\n")
  return root
}

function write(root: string, name: string, text: string): void {
  writeFileSync(join(root, "build", name), text)
}

async function answer(root: string): Promise<number> {
  const { compiler } = await load(root, await bundle(root))
  return (compiler.main as unknown as () => number)()
}

/**
 * Loads the compiler in a process of its own, since the engine remembers scripts within one; if it
 * does more work than `brief`, in microseconds, it is a long command.
 */
async function command(root: string, brief: number): Promise<void> {
  const loader = JSON.stringify(join(import.meta.dirname, "load.ts"))
  const args = JSON.stringify([root, await bundle(root), brief]).slice(1, -1)
  const text = `const { load } = await import(${loader}); (await load(${args})).learn()`
  execFileSync(process.execPath, ["--input-type=module", "--eval", text])
}

/** What commands have left: the ends of the files' names, and how long they are. */
function learnt(root: string): Map<string, number> {
  const names = readdirSync(join(root, "out/ori")).filter((name) => /cjs\.\d/.test(name))
  return new Map(names.map((name) =>
    [name.replace(/^.*\.cjs\.\d+/, ""), readFileSync(join(root, "out/ori", name)).length]))
}

test("one bundle serves until a source changes, and the next is of the new sources", async (t) => {
  const root = project(t)
  const first = await bundle(root) ?? ""
  match(first, /out\/ori\/command-/)
  equal(await answer(root), 1)
  equal(await bundle(root), first)
  write(root, "answer.ts", "export const main = (): number => 12\n")
  equal(await answer(root), 12)
  notEqual(await bundle(root), first)
})

test("a brief command leaves what it learnt, and a long one once more", async (t) => {
  const root = project(t)
  await command(root, 1e9)
  deepEqual([...learnt(root).keys()], [".brief"])
  const before = statSync(join(root, "out/ori")).mtimeMs
  await command(root, 1e9)
  equal(statSync(join(root, "out/ori")).mtimeMs, before)
  await command(root, 0)
  deepEqual([...learnt(root).keys()].sort(), ["", ".brief"])
})

test("commands that start at the same time see whole bundles", async (t) => {
  const root = project(t)
  const all = await Promise.all([1, 2, 3].map(() => answer(root)))
  deepEqual(all, [1, 1, 1])
  const names = readdirSync(join(root, "out/ori"))
  deepEqual(names.filter((name) => !/json$|cjs$/.test(name)), [])
})

test("a removed source is no longer bundled", async (t) => {
  const root = project(t)
  await bundle(root)
  write(root, "command.ts", "export const main = (): number => 3\n")
  rmSync(join(root, "build/answer.ts"))
  equal(await answer(root), 3)
})

test("what is damaged is left anew", async (t) => {
  const root = project(t)
  await command(root, 0)
  const whole = learnt(root).get("")!
  const [name] = readdirSync(join(root, "out/ori")).filter((one) => /cjs\.\d+$/.test(one))
  writeFileSync(join(root, "out/ori", name!), "no code")
  await command(root, 1e9)
  deepEqual([...learnt(root).keys()], [".brief"])
  await command(root, 0)
  ok(learnt(root).get("")! >= whole / 2)
})

test("where no bundle can be made, the sources run", async (t) => {
  const root = project(t)
  writeFileSync(join(root, "out"), "a file where the folder would be")
  equal(await bundle(root), null)
  equal(await answer(root), 1)
})
