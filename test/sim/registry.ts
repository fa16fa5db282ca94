// The whole registry in one process: isolates, objects, buckets, copies and a processor, all of
// them at the mercy of one seed.

import { createHash } from "node:crypto"
import { memoryProcessor } from "../../host/capability/processor/memory.ts"
import type { Ambient, Processor } from "../../host/capability/capabilities.ts"
import type { Decider } from "../../host/decider.ts"
import type { Pool } from "../../host/pool.ts"
import type { Handler } from "../../host/serve.ts"
import type { Random } from "../fuzz/lang/random.ts"
import type { Clock } from "./clock.ts"
import { faults, type Faults, type Rates } from "./faults.ts"
import { isolate, type Isolate } from "./isolates.ts"
import { objectSpace, type ObjectSpace } from "./objects.ts"
import { simulatedBuckets, simulatedKv, type Buckets, type KvSpace } from "./stores.ts"

export type Modules = { pool: Pool<Handler>; decider: Decider }

export type Registry = {
  isolates: Isolate[]
  /** One that has seen nothing. */
  fresh(): Isolate
  objects: ObjectSpace
  buckets: Buckets
  kv: KvSpace
  faults: Faults
}

/** The operator's; of the form that `ori/src/account/token.ori` checks. */
export type Secrets = { admin: string; logKey: string }

const ISOLATES = 2

export function simulatedRegistry(
  modules: Modules, random: Random, clock: Clock, rates: Rates, secrets: Secrets,
  violated: (what: string) => void, more: Record<string, string> = {},
): Registry {
  const weather = faults(random, clock, rates)
  const buckets = simulatedBuckets(clock, weather)
  const kv = simulatedKv(random, clock, weather)
  const around = surroundings(random, clock, secrets, more)
  const objects = objectSpace({
    random, clock, faults: weather, decider: modules.decider, around, failed: violated,
    outside: (others) => ({
      objectStore: buckets.store, kv: kv.edge(), objects: others,
      work: (bucket, key, request) => worker.work(bucket, key, request),
    }),
  })
  const fresh = () => isolate({
    random, clock, faults: weather, pool: modules.pool, around, buckets: buckets.store, objects,
    processor: processor(random, clock, weather), edge: kv.edge, violated,
  })
  // What objects want done is done in an isolate of its own.
  const worker = fresh()
  return {
    isolates: Array.from({ length: ISOLATES }, fresh), fresh, objects, buckets, kv, faults: weather,
  }
}

function surroundings(
  random: Random, clock: Clock, secrets: Secrets, more: Record<string, string>,
): Ambient {
  const settings: Record<string, string> = {
    ADMIN_TOKEN: secrets.admin, LOG_SIGNING_KEY: secrets.logKey, LOG_ORIGIN: "sim.example/log",
    REGISTRY_URL: "https://sim.example",
    // Whoever judges asks more than one client may.
    RATE_LIMIT_ANON: "1000000", RATE_LIMIT_READ_ANON: "1000000",
    ...more,
  }
  return {
    nowMs: () => clock.nowMs(),
    config: (name) => settings[name] ?? "",
    entropy: (count) => Uint8Array.from({ length: count }, () => random.below(256)),
    report: () => undefined,
  }
}

/** Versions of dependencies, by name. */
export type Needs = { readonly [name: string]: string }

/** What an archive of the simulation holds: its manifest, as the processor would tell it. */
export function archiveOf(
  name: string, version: string, salt: number, needs: Needs = {},
): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(new TextEncoder().encode(JSON.stringify({ name, version, salt, needs })))
}

export function checksumOf(archive: Uint8Array): string {
  const digest = createHash("sha256").update(archive).digest()
  return `sha256:${Buffer.from(digest).toString("hex")}`
}

/** Where what a digest names lies among its like. */
export function placeOf(checksum: string): string {
  const hex = checksum.slice("sha256:".length)
  return `sha256/${hex.slice(0, 2)}/${hex.slice(2, 4)}/${hex}`
}

function processor(random: Random, clock: Clock, weather: Faults): Processor {
  return memoryProcessor(async (_path, body) => {
    await clock.sleep(weather.happens("slow") ? random.below(90_000) : 5)
    if (weather.happens("processor")) throw new Error("the processor is down")
    const text = new TextDecoder().decode(body)
    return { status: 200, body: new TextEncoder().encode(verdictOf(text)) }
  })
}

function verdictOf(archive: string): string {
  const { name, version, needs } = JSON.parse(archive) as {
    name: string; version: string; needs: Needs
  }
  const dependencies = Object.entries(needs).map(([needed, wanted]) => ({
    name: needed, version: wanted, features: [], default_features: true, target: null,
  }))
  return JSON.stringify({
    version: 2, ok: true, faults: [], warnings: [],
    manifest: {
      name, version, description: "Simulated", license: "MIT", keywords: [], dependencies,
      dev_dependencies: [],
    },
    files: [], unpacked_size: archive.length, readme: "", readme_truncated: false, capabilities: [],
  })
}
