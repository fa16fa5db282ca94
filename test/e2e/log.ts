// The transparency log as outsiders see it: whole, signed, only growing, with every publish in it
// exactly once.

import assert from "node:assert/strict"
import type { Checkpoint } from "../log/note.ts"
import { verifyLog, verifyProof, type Log } from "../log/outsider.ts"
import { tlogcheck } from "../log/tlogcheck.ts"
import type { Checks } from "./checks.ts"
import type { Published } from "./publish.ts"
import { problem, type Client, type Place } from "./registry.ts"

/** What a watcher of the log keeps: its key, and every checkpoint it has seen. */
export type Watcher = { key: string; seen: Checkpoint[] }

export function newWatcher(): Watcher {
  return { key: "", seen: [] }
}

export async function watchEmptyLog({ check }: Checks, ask: Client, watcher: Watcher) {
  await check("the log begins empty, and signed", async () => {
    const key = await ask("/v1/log/key", { token: null })
    assert.match(key.headers.get("content-type") ?? "", /^text\/plain/)
    watcher.key = key.bytes.toString("utf8").trim()
    const discovery = await ask("/v1", { token: null })
    assert.equal(String(discovery.json["log"]?.["key"]), watcher.key)
    const log = await watch(ask, watcher)
    assert.equal(log.checkpoint.size, 0)
  })
}

async function watch(ask: Client, watcher: Watcher): Promise<Log> {
  const log = await verifyLog((path) => ask(`/v1/log/${path}`, { token: null }), watcher.key,
    watcher.seen)
  watcher.seen.push(log.checkpoint)
  return log
}

/** Verifies the log, and that each version is in it once, where its documents say. */
export async function checkLog(
  { check }: Checks, ask: Client, published: Published, watcher: Watcher, when: string,
): Promise<void> {
  await check(`${when}: every publish is in the log, once`, async () => {
    const { leaves, entries } = await watch(ask, watcher)
    const named = leaves.map((leaf) => `${leaf.type} ${leaf.package} ${leaf.version}`)
    const publishes = named.filter((name) => name.startsWith("publish "))
    assert.equal(new Set(publishes).size, publishes.length)
    const claims = leaves.filter((leaf) => leaf.type === "scope").map((leaf) => leaf.scope)
    assert.equal(new Set(claims).size, claims.length)
    assert.ok(claims.includes("@demo") && claims.includes("@ori"))
    assert.equal(new Set(leaves.map((leaf) => leaf.id)).size, leaves.length)
    assertSequences(leaves)
    for (const { name, version } of published.values()) {
      const metadata = await ask(`/v1/packages/${name}/${version}/metadata`, { token: null })
      const index = Number(metadata.json["log_index"])
      assert.equal(named[index], `publish ${name} ${version}`)
      const { json } = await ask(`/v1/packages/${name}/${version}/proof`, { token: null })
      const leaf = Buffer.from(String(json["leaf"]), "base64")
      assert.ok(entries[index]?.equals(leaf))
      assert.equal(verifyProof(String(json["proof"]), leaf, watcher.key), index)
    }
  })
}

/** Within a package 1, 2, 3 … in the order of the log. */
function assertSequences(leaves: Log["leaves"]): void {
  const last = new Map<string, number>()
  for (const { package: name, seq } of leaves) {
    if (name === undefined) continue
    assert.equal(seq, (last.get(name) ?? 0) + 1, name)
    last.set(name, seq ?? 0)
  }
}

export async function checkLogByOthers(
  { check }: Checks, ask: Client, place: Place, published: Published, watcher: Watcher,
): Promise<void> {
  const tool = tlogcheck()
  if (tool === null) return
  await check("tlogcheck finds the log whole, and a proof right", async () => {
    assert.match(await tool.log(`${place.url}/v1/log`, watcher.key), /^OK /m)
    const [first] = published.values()
    const { json } = await ask(`/v1/packages/${first?.name}/${first?.version}/proof`)
    const leaf = Buffer.from(String(json["leaf"]), "base64")
    assert.match(await tool.proof(String(json["proof"]), leaf, watcher.key), /^OK proof/m)
  })
  tool.close()
}

export async function checkLogSizes({ check }: Checks, ask: Client, watcher: Watcher) {
  await check("a reader says how large a log it has seen", async () => {
    const size = watcher.seen.at(-1)?.size ?? 0
    const get = (value: string) =>
      ask("/v1/log/checkpoint", { token: null, headers: { "x-log-size-at-least": value } })
    assert.equal((await get(String(size))).status, 200)
    assert.equal(problem(await get(String(size + 1))), "log_size_ahead")
    assert.equal(problem(await get("many")), "bad_log_size")
    const beyond = await ask("/v1/log/tile/0/999", { token: null })
    assert.equal(problem(beyond), "not_found")
  })
}
