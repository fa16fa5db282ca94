// The deployed module can be rebuilt by anyone: the same sources give the same bytes, wherever
// they lie and whatever is cached. One folder uses the tree's object cache, the other none.

import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { test } from "node:test"

function build(folder: string, cache: Record<string, string>): string {
  cpSync("ori", join(folder, "ori"), { recursive: true })
  const out = join(folder, "object.wasm")
  const args = ["build/ori.mjs", "build", "--target", "wasm", "--release"]
  const source = join(folder, "ori/src/object.ori")
  const run = spawnSync("node", [...args, source, "-o", out], {
    encoding: "utf8",
    env: { ...process.env, ...cache },
  })
  assert.equal(run.status, 0, run.stderr)
  return createHash("sha256").update(readFileSync(out)).digest("hex")
}

test("object.wasm has the same bytes from two folders", () => {
  const folders = ["ori-a-", "ori-other-b-"].map((name) => mkdtempSync(join(tmpdir(), name)))
  const [first = "", second = ""] = folders
  try {
    assert.equal(build(first, {}), build(second, { ORI_CACHE: join(second, "cache") }))
  } finally {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true })
  }
})
