// Sequences, tiles and proves synthetic leaves by the modules that ship, in memory and with a clock
// that jumps over the pace of checkpoints, so that only the work counts; then makes the tree of the
// same leaves by its definition, in TypeScript. `main.ts COUNT`; prints what it measured as JSON.

import { newSeed } from "../../../build/dev/state.ts"
import { requestBody } from "../../../host/capability/body/request.ts"
import { slots } from "../../../host/capability/body/slots.ts"
import type { Ambient, RequestWorld } from "../../../host/capability/capabilities.ts"
import { memoryKv } from "../../../host/capability/kv/memory.ts"
import { isolateLeases } from "../../../host/capability/leases/isolate.ts"
import { isolateMemory } from "../../../host/capability/memory/isolate.ts"
import { memoryObjects } from "../../../host/capability/objects/memory.ts"
import { memoryProcessor } from "../../../host/capability/processor/memory.ts"
import { serve } from "../../../host/serve.ts"
import { leafHash, rootOf } from "../../log/merkle.ts"
import { openCheckpoint } from "../../log/note.ts"
import { verifyProof } from "../../log/outsider.ts"
import { modules } from "../../sim/modules.ts"
import type { Measured } from "../log_measured.ts"
import { leafOf, logBucket, logObject, type Bucket } from "./object.ts"

/** As many as wait at once, in calls as packages make them. */
const ROUND = 5_000
const PROOFS = 200
const FIRST_MS = 1_800_000_000_000

type Shipped = ReturnType<typeof modules>

/** Which leaves are proved: spread over the log. */
function samples(count: number): number[] {
  return Array.from({ length: PROOFS }, (_, i) => Math.floor((i + 0.5) * count / PROOFS))
}

function surroundings(clock: { nowMs: number }): Ambient {
  const settings: Record<string, string> = {
    LOG_SIGNING_KEY: newSeed(), LOG_ORIGIN: "bench.example/log", RATE_LIMIT_READ_ANON: "1000000",
  }
  return {
    nowMs: () => clock.nowMs, config: (name) => settings[name] ?? "",
    entropy: (length) => new Uint8Array(length), report: () => undefined,
  }
}

async function sequence(
  { decider }: Shipped, around: Ambient, clock: { nowMs: number }, bucket: Bucket, count: number,
): Promise<number> {
  const object = logObject(decider, around, clock, bucket.store)
  const began = performance.now()
  for (let at = 0; at < count; at += ROUND) {
    await object.append(at, Math.min(count, at + ROUND))
  }
  return (performance.now() - began) / 1000
}

function asker({ pool }: Shipped, around: Ambient, bucket: Bucket) {
  const free = slots(1_000_000, { now: around.nowMs, sleep: async () => undefined })
  const shared: Omit<RequestWorld, "body"> = {
    ...around, objectStore: bucket.store, kv: memoryKv(), objects: memoryObjects({}),
    processor: memoryProcessor(() => Promise.reject(new Error("there is none"))),
    memory: isolateMemory(around.nowMs), leases: isolateLeases(around.nowMs),
    shield: { allows: async () => true }, opened: null, later: () => undefined,
  }
  return async (path: string): Promise<string> => {
    const request = new Request(`https://bench.example${path}`)
    const answer = await serve(pool, request, { ...shared, body: requestBody(request, free) })
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return answer.text()
  }
}

/** Seconds a proof, all of which an outsider accepts. */
async function prove(
  get: (path: string) => Promise<string>, bucket: Bucket, count: number,
): Promise<number> {
  const key = await get("/v1/log/key")
  for (const index of samples(count)) await bucket.document(index)
  const began = performance.now()
  const proofs: [number, string][] = []
  for (const index of samples(count)) {
    proofs.push([index, await get(`/v1/packages/@bench/one/1.0.${index}/proof`)])
  }
  const seconds = (performance.now() - began) / 1000 / PROOFS
  for (const [index, text] of proofs) {
    const { leaf, proof } = JSON.parse(text) as { leaf: string; proof: string }
    if (verifyProof(proof, Buffer.from(leaf, "base64"), key) !== index) throw new Error("no proof")
  }
  return seconds
}

/** The same tree by its definition; its root must be the log's. */
function byDefinition(count: number, note: string, key: string): number {
  const began = performance.now()
  const root = rootOf(Array.from({ length: count }, (_, index) => leafHash(leafOf(index).bytes)))
  const seconds = (performance.now() - began) / 1000
  if (!openCheckpoint(note, key).root.equals(root)) throw new Error("another root")
  return seconds
}

async function main(count: number): Promise<Measured> {
  const shipped = modules()
  const clock = { nowMs: FIRST_MS }
  const around = surroundings(clock)
  const bucket = logBucket(samples(count))
  const seconds = await sequence(shipped, around, clock, bucket, count)
  const get = asker(shipped, around, bucket)
  const proof = await prove(get, bucket, count)
  const plain = byDefinition(count, await get("/v1/log/checkpoint"), await get("/v1/log/key"))
  return { ...bucket.written, seconds, plain, proof, proofs: PROOFS }
}

console.log(JSON.stringify(await main(Number(process.argv[2]))))
