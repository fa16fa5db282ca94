// The power goes: `make dev` and all it started are killed at once, under load, and started again
// on the same state. What was acknowledged must be there, whole, and in the log, once.
//
//   node test/crash/main.ts [--kills N] [--seed S]

import assert from "node:assert/strict"
import { parseArgs } from "node:util"
import { checks } from "../e2e/checks.ts"
import { client, newPlace, startRegistry, type Client, type Running } from "../e2e/registry.ts"
import { randomOf } from "../fuzz/lang/random.ts"
import type { Checkpoint } from "../log/note.ts"
import { verifyLog } from "../log/outsider.ts"
import { load, newLedger, type Ledger } from "./load.ts"

const { values } = parseArgs({
  options: { kills: { type: "string", default: "5" }, seed: { type: "string", default: "1" } },
})
const random = randomOf(Number(values.seed))
const list = checks()

/** The limits would be all that is met. */
const LIMITS = ["RATE_LIMIT_ANON", "RATE_LIMIT_TOKEN", "RATE_LIMIT_READ_ANON",
  "RATE_LIMIT_READ_TOKEN"]
for (const name of LIMITS) process.env[name] ??= "100000000"

function killAll({ child }: Running): Promise<void> {
  const ended = new Promise<void>((resolve) => void child.once("exit", () => resolve()))
  if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL")
  return ended
}

/** Reads as one who has seen all of the log: others may be answered as a minute ago. */
async function judge(ask: Client, ledger: Ledger): Promise<void> {
  const checkpoint = (await ask("/v1/log/checkpoint")).bytes.toString("utf8")
  const headers = { "x-log-size-at-least": checkpoint.split("\n")[1] ?? "" }
  for (const { name, version, archive, checksum } of ledger.acknowledged.values()) {
    const base = `/v1/packages/${name}`
    const listed = await ask(`${base}/versions`, { headers })
    const versions = listed.json["versions"] as unknown as { version: string; checksum: string }[]
    const found = versions.find((one) => one.version === version)
    assert.equal(found?.checksum, checksum, `${name} ${version} is acknowledged, and not listed`)
    const metadata = await ask(`${base}/${version}/metadata`, { headers })
    assert.equal(String(metadata.json["checksum"]), checksum, `${name} ${version}: metadata`)
    const download = await ask(`${base}/${version}/download`, { headers })
    assert.ok(download.bytes.equals(archive), `${name} ${version}: other bytes`)
  }
}

/** Longer than until an attempt that nobody reports is made again. */
const PROMISE_MS = 120_000

/** What was promised is published, in the end: nothing refuses it. */
async function judgePromises(ask: Client, ledger: Ledger): Promise<void> {
  const { token } = ledger
  for (const until = Date.now() + PROMISE_MS; ledger.promised.size > 0;) {
    assert.ok(Date.now() < until, `${[...ledger.promised.keys()].join(" ")} never ends`)
    for (const [path, one] of ledger.promised) {
      const { status, json, bytes } = await ask(path, { token })
      if (status === 200 && String(json["state"]) === "processing") continue
      assert.equal(String(json["state"]), "published", `${path}: ${status} ${String(bytes)}`)
      ledger.acknowledged.set(`${one.name} ${one.version}`, one)
      ledger.promised.delete(path)
    }
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}

/** Each live version has one leaf; the leaves of a package count without a gap, in log order. */
async function judgeLog(ask: Client, ledger: Ledger, seen: Checkpoint[]): Promise<void> {
  const key = (await ask("/v1/log/key")).bytes.toString("utf8").trim()
  const log = await verifyLog((path) => ask(`/v1/log/${path}`, { token: null }), key, seen)
  seen.push(log.checkpoint)
  const counts = new Map<string, number>()
  for (const leaf of log.leaves) {
    if (leaf.package === undefined) continue
    const seq = (counts.get(leaf.package) ?? 0) + 1
    assert.equal(leaf.seq, seq, `${leaf.package}: a gap in its leaves`)
    counts.set(leaf.package, seq)
  }
  for (const { name, version } of ledger.acknowledged.values()) {
    const leaves = log.leaves.filter((leaf) =>
      leaf.type === "publish" && leaf.package === name && leaf.version === version)
    assert.equal(leaves.length, 1, `${name} ${version}: ${leaves.length} leaves`)
  }
}

async function main(): Promise<boolean> {
  const place = await newPlace()
  const seen: Checkpoint[] = []
  let running = await startRegistry(place, true)
  try {
    const ledger = await newLedger(client(place.url, running.token))
    for (let kill = 1; kill <= Number(values.kills); kill++) {
      const ask = client(place.url, running.token)
      const stop = load(ask, ledger, random)
      await new Promise((resolve) => setTimeout(resolve, 300 + random.below(2_500)))
      await killAll(running)
      await stop()
      running = await startRegistry(place, true)
      const again = client(place.url, running.token)
      await list.check(`loses nothing of ${ledger.acknowledged.size} by kill ${kill}`, async () => {
        await judge(again, ledger)
        await judgeLog(again, ledger, seen)
      })
    }
    const ask = client(place.url, running.token)
    await list.check(`keeps all of ${ledger.promised.size} promises`, async () => {
      await judgePromises(ask, ledger)
      await judge(ask, ledger)
      await judgeLog(ask, ledger, seen)
    })
  } finally {
    await killAll(running)
  }
  return list.close()
}

process.exitCode = await main() ? 0 : 1
