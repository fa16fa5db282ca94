// R2 and KV as they may behave at worst within their promises.
//
// R2 is consistent, but takes one put of a key a second, and an outcome may be unknown or late. KV
// is a cache of copies: each edge remembers what it has read, also that there was nothing, for a
// minute; puts arrive late, out of order, or never.

import type { Kv, ObjectStore } from "../../host/capability/capabilities.ts"
import { memoryObjectStore } from "../../host/capability/object_store/memory.ts"
import type { Random } from "../fuzz/lang/random.ts"
import type { Clock } from "./clock.ts"
import type { Faults } from "./faults.ts"

const PUT_PACE_MS = 1_000
const EDGE_MS = 60_000
const KV_LATE_MS = 10_000

export type Buckets = {
  /** With faults, for whoever calls. */
  store: ObjectStore
  /** Without, for the end. */
  truth: ObjectStore
  /** Looks at each object at the moment when its put has landed. */
  watch(look: (key: string) => Promise<void>): void
}

export function simulatedBuckets(clock: Clock, world: Faults): Buckets {
  const truth = memoryObjectStore()
  const putAt = new Map<string, number>()
  let look = async (_key: string): Promise<void> => undefined
  function paced(bucket: string, key: string): void {
    const place = `${bucket}/${key}`
    const last = putAt.get(place) ?? -Infinity
    if (clock.nowMs() - last < PUT_PACE_MS) throw new Error(`${place}: 429, twice in a second`)
    putAt.set(place, clock.nowMs())
  }
  const write = <Result>(what: string, bucket: string, key: string, work: () => Promise<Result>) =>
    world.operation(`${what} ${bucket}/${key}`, async () => {
      paced(bucket, key)
      return work()
    })
  return {
    truth,
    watch(other) { look = other },
    store: {
      get: (bucket, key) => world.operation(`get ${key}`, () => truth.get(bucket, key)),
      head: (bucket, key) => world.operation(`head ${key}`, () => truth.head(bucket, key)),
      put: (bucket, key, body, condition) =>
        write("put", bucket, key, async () => {
          const etag = await truth.put(bucket, key, body, condition)
          if (etag !== "") await look(key)
          return etag
        }),
      create: (bucket, key, body, sha256) =>
        write("create", bucket, key, () => truth.create(bucket, key, body, sha256)),
      delete: (bucket, key) => write("delete", bucket, key, () => truth.delete(bucket, key)),
      list: (bucket, prefix, after, limit) =>
        world.operation(`list ${prefix}`, () => truth.list(bucket, prefix, after, limit)),
      open: (bucket, key, range) =>
        world.operation(`open ${key}`, () => truth.open(bucket, key, range)),
    },
  }
}

export type KvSpace = { edge(): Kv; empty(): void }

type Seen = { value: Uint8Array; untilMs: number }

const NOTHING = new Uint8Array(0)

export function simulatedKv(random: Random, clock: Clock, world: Faults): KvSpace {
  const entries = new Map<string, Uint8Array>()
  const edges: Map<string, Seen>[] = []
  function land(key: string, value: Uint8Array): void {
    if (world.happens("lost")) return
    void clock.sleep(random.below(KV_LATE_MS)).then(() => entries.set(key, value))
  }
  function edge(): Kv {
    const seen = new Map<string, Seen>()
    edges.push(seen)
    return {
      async get(key) {
        await clock.sleep(1 + random.below(10))
        const known = seen.get(key)
        if (known !== undefined && known.untilMs > clock.nowMs()) return known.value.slice()
        const value = entries.get(key) ?? NOTHING
        seen.set(key, { value, untilMs: clock.nowMs() + random.below(EDGE_MS) })
        return value.slice()
      },
      async put(key, value) {
        await clock.sleep(1 + random.below(10))
        land(key, value.slice())
      },
      async delete(key) {
        await clock.sleep(1 + random.below(10))
        land(key, NOTHING)
      },
      probe: () => clock.sleep(1),
    }
  }
  return {
    edge,
    empty() {
      entries.clear()
      for (const seen of edges) seen.clear()
    },
  }
}
