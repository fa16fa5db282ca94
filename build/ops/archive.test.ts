// An export that is not what it was is never taken for one.

import assert from "node:assert/strict"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { test } from "node:test"
import {
  contentOf, newFolder, readManifest, sha256, store, writeManifest, type Line,
} from "./archive.ts"

function inFolder(work: (folder: string, lines: Line[]) => void): void {
  const folder = mkdtempSync(join(tmpdir(), "ori-archive-"))
  try {
    newFolder(folder)
    const lines = ["a", "b", "a"].map((text, at) =>
      store(folder, "STATE", `key/${at}`, Buffer.from(text)))
    writeManifest(folder, lines)
    work(folder, lines)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test("what was stored is read", () => inFolder((folder, lines) => {
  assert.deepEqual(readManifest(folder), lines)
  assert.deepEqual(lines.map((line) => contentOf(folder, line).toString()), ["a", "b", "a"])
}))

test("a folder that has something is not begun again", () => inFolder((folder) => {
  assert.throws(() => newFolder(folder), /is not empty/)
}))

const MANIFESTS: [string, (text: string) => string][] = [
  ["cut in a line", (text) => text.slice(0, -20)],
  ["cut between lines", (text) => text.split("\n").slice(0, 2).join("\n")],
  ["a line less", (text) => text.split("\n").slice(1).join("\n")],
  ["another key", (text) => text.replace("key/1", "key/7")],
  ["empty", () => ""],
]

for (const [what, change] of MANIFESTS) {
  test(`a manifest is found to be damaged: ${what}`, () => inFolder((folder) => {
    const path = join(folder, "manifest.jsonl")
    writeFileSync(path, change(readFileSync(path, "utf8")))
    assert.throws(() => readManifest(folder), /damaged/)
  }))
}

test("content is found to be damaged or gone", () => inFolder((folder, lines) => {
  const place = join(folder, "objects", sha256("b").slice(0, 2), sha256("b"))
  writeFileSync(place, "c")
  assert.throws(() => readManifest(folder), /STATE key\/1 is damaged/)
  rmSync(place)
  assert.throws(() => readManifest(folder), /STATE key\/1 is damaged/)
  const [first] = lines as [Line]
  assert.throws(() => contentOf(folder, { ...first, sha256: "../manifest.jsonl" }), /damaged/)
  assert.throws(() => contentOf(folder, { ...first, size: 2 }), /damaged/)
}))
