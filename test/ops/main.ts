// The operator's tools, and the drill: a registry in which everything has happened is judged,
// exported, and made again from the export in an empty place, where it answers as before and goes
// on.

import assert from "node:assert/strict"
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { $ } from "zx"
import { collect } from "../../build/ops/collect.ts"
import { exportTo } from "../../build/ops/export.ts"
import { importFrom } from "../../build/ops/import.ts"
import { open, type Installation } from "../../build/ops/installation.ts"
import { judge } from "../../build/ops/judge.ts"
import { logKey } from "../../build/ops/log_key.ts"
import { checks } from "../e2e/checks.ts"
import {
  client, endRegistry, newPlace, problem, startRegistry, type Client, type Place,
} from "../e2e/registry.ts"
import type { Checkpoint } from "../log/note.ts"
import { verifyLog } from "../log/outsider.ts"
import { damages } from "./damage.ts"
import { publish, READS, runScenario, type People } from "./scenario.ts"

const REST_MS = 3_000
const COUNTED_MS = 26_000
const list = checks()
const { check } = list

type Seen = { path: string; status: number; etag: string | null; type: string | null; hex: string }
type Before = { people: People; token: string; reads: Seen[]; checkpoint: Checkpoint }

/** Every read, under one request id, so that refusals are the same bytes too. */
async function readAll(ask: Client, { alice }: People): Promise<Seen[]> {
  const headers = { "x-request-id": "the-same-request" }
  const seen: Seen[] = []
  for (const path of [...READS, "/v1/tokens", "/v1/me"]) {
    const token = path === "/v1/tokens" || path === "/v1/me" ? { token: alice } : {}
    const { status, headers: got, bytes } = await ask(path, { headers, ...token })
    const hex = bytes.toString("hex")
    seen.push({ path, status, etag: got.get("etag"), type: got.get("content-type"), hex })
  }
  return seen
}

async function watch(ask: Client, seen: readonly Checkpoint[]): Promise<Checkpoint> {
  const key = (await ask("/v1/log/key", { token: null })).bytes.toString("utf8").trim()
  const get = (path: string) => ask(`/v1/log/${path}`, { token: null })
  return (await verifyLog(get, key, seen)).checkpoint
}

async function live(place: Place): Promise<Before> {
  const running = await startRegistry(place)
  try {
    const ask = client(place.url, running.token)
    const people = await runScenario(ask)
    // The last documents and dumps are put after the answers, and what users have used later.
    await new Promise((resolve) => setTimeout(resolve, COUNTED_MS))
    const reads = await readAll(ask, people)
    return { people, token: running.token, reads, checkpoint: await watch(ask, []) }
  } finally {
    await endRegistry(running, "SIGTERM")
  }
}

/** A tool of `build/ops` on a local state. */
async function run(tool: string, args: string[], env: Record<string, string>) {
  const shell = $({ nothrow: true, quiet: true, env: { ...process.env, ...env } })
  const { exitCode, stdall } = await shell`${process.execPath} build/ops/${tool}.ts ${args}`
  return { code: exitCode, text: stdall }
}

async function checkFsck(place: Place): Promise<void> {
  const env = { STATE_DIR: place.folder }
  await check("fsck finds a registry whole in which everything has happened", async () => {
    const { code, text } = await run("fsck", [], env)
    assert.match(text, /^\d+ objects, 0 broken, 0 notes$/m)
    assert.equal(code, 0)
  })
  const items = await opened(place.folder, collect)
  await check("fsck finds whatever is lost or turned, of every kind of key", async () => {
    const key = logKey(place.folder)
    for (const { what, place: where, items: damaged } of damages(items)) {
      const { code, lines } = await judge(damaged, key)
      assert.equal(code, 1, `${where}: ${what}, and nothing found`)
      assert.ok(lines.some((line) => line.startsWith("broken ")), `${where}: ${what}`)
    }
  })
}

/** Copies a folder, with one change. */
async function spoiled(folder: string, spoil: (copy: string) => void): Promise<string> {
  const copy = mkdtempSync(join(tmpdir(), "ori-spoiled-"))
  await $({ quiet: true })`cp -R ${folder}/. ${copy}`
  spoil(copy)
  return copy
}

function damageContent(folder: string): void {
  const [first = ""] = readdirSync(join(folder, "objects"))
  const [name = ""] = readdirSync(join(folder, "objects", first))
  writeFileSync(join(folder, "objects", first, name), "damaged")
}

function cutManifest(folder: string): void {
  const path = join(folder, "manifest.jsonl")
  writeFileSync(path, readFileSync(path, "utf8").split("\n").slice(0, 5).join("\n"))
}

async function opened<Result>(
  folder: string, work: (installation: Installation) => Promise<Result>,
): Promise<Result> {
  const installation = await open(false, folder)
  try {
    return await work(installation)
  } finally {
    await installation.close()
  }
}

async function checkRefusals(folder: string, from: string, to: string): Promise<void> {
  await check("an export needs an empty folder, an import an empty place", () =>
    opened(from, async (full) => {
      await assert.rejects(exportTo(folder, full), /is not empty/)
      await assert.rejects(importFrom(folder, full), /is not empty; nothing was written/)
    }))
  await check("of a damaged export nothing is written", () => opened(to, async (empty) => {
    for (const spoil of [damageContent, cutManifest]) {
      const copy = await spoiled(folder, spoil)
      await assert.rejects(importFrom(copy, empty), /damaged/)
      rmSync(copy, { recursive: true })
    }
    assert.deepEqual(await collect(empty), [])
  }))
}

async function checkAgain(place: Place, before: Before): Promise<void> {
  const { people, token, reads, checkpoint } = before
  const running = await startRegistry(place)
  try {
    const ask = client(place.url, token)
    await check("the new registry answers every read as the old one, byte for byte", async () => {
      assert.deepEqual(await readAll(ask, people), reads)
    })
    await check("old tokens work as they did", async () => {
      for (const alive of [people.alice, people.bob, people.second]) {
        assert.equal((await ask("/v1/me", { token: alive })).status, 200)
      }
      assert.equal(problem(await ask("/v1/me", { token: people.ended })), "token_revoked")
    })
    await check("publishes go on, and the log grows from where it was", async () => {
      await publish(ask, people.second, "@alpha/base", "3.0.0")
      await publish(ask, people.bob, "@alpha/moved", "2.0.0", { "@alpha/base": "3.0.0" })
      await publish(ask, people.bob, "@beta/new", "1.0.0")
      const { size } = await watch(ask, [checkpoint])
      assert.equal(size, checkpoint.size + 3)
      const taken = await ask("/v1/packages/@alpha/gone/1.0.0/download")
      assert.equal(problem(taken), "removed")
    })
    await new Promise((resolve) => setTimeout(resolve, REST_MS))
  } finally {
    await endRegistry(running, "SIGTERM")
  }
  await check("fsck finds the new registry whole", async () => {
    const { code, text } = await run("fsck", [], { STATE_DIR: place.folder })
    assert.match(text, /^\d+ objects, 0 broken, 0 notes$/m)
    assert.equal(code, 0)
  })
}

async function main(): Promise<boolean> {
  const place = await newPlace()
  const other = { ...place, folder: mkdtempSync(join(tmpdir(), "ori-import-")) }
  const folder = mkdtempSync(join(tmpdir(), "ori-export-"))
  // Most of what it does is waiting.
  const probe = run("probe_r2", ["--local"], {})
  const before = await live(place)
  await checkFsck(place)
  await check("an export takes everything", async () => {
    const { code, text } = await run("export", [folder], { STATE_DIR: place.folder })
    assert.equal(code, 0, text)
  })
  // The secrets of the deployment are in no bucket.
  process.env["LOG_SIGNING_KEY"] = readFileSync(join(place.folder, "log-key"), "utf8").trim()
  process.env["ADMIN_TOKEN"] = before.token
  const to = { STATE_DIR: other.folder, PORT: String(place.port) }
  await checkRefusals(folder, place.folder, other.folder)
  await check("an import restores every object", async () => {
    const { code, text } = await run("import", [folder], to)
    assert.equal(code, 0, text)
  })
  await checkAgain(other, before)
  await check("the probe of R2 runs, and Miniflare has what is relied on", async () => {
    const { code, text } = await probe
    assert.equal(code, 0, text)
  })
  const fine = list.close()
  // What has failed may be read there.
  if (fine) for (const one of [place.folder, other.folder, folder]) rmSync(one, { recursive: true })
  return fine
}

process.exitCode = await main() ? 0 : 1
