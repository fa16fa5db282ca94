// The functions that the modules import, by the names of `ori/src/capability`: capabilities on one
// side, bigints and the wire format on the other.
//
// `now` gives the world of the call that runs: the functions are bound once an instance, the world
// changes with every call.

import { STD_IMPORTS } from "../build/std/imports.ts"
import type {
  Ambient, DecisionWorld, RequestWorld, Stored,
} from "./capability/capabilities.ts"
import { ed25519Public, ed25519Sign, sha256 } from "./capability/digest/node.ts"
import { within } from "./within.ts"
import { reader, writer } from "./wire.ts"

type Now<World> = () => World

function ambientImports(now: Now<Ambient>) {
  return {
    ...STD_IMPORTS,
    clock_now_ms: () => BigInt(now().nowMs()),
    config_get: (name: string) => now().config(name),
    digest_sha256: (data: Uint8Array) => sha256(data),
    digest_ed25519_public: (seed: Uint8Array) => ed25519Public(seed),
    digest_ed25519_sign: (seed: Uint8Array, data: Uint8Array) => ed25519Sign(seed, data),
    entropy_bytes: (count: bigint) => now().entropy(Number(count)),
    report_error: (record: string) => now().report(record),
  }
}

/** What `object.wasm` may import: nothing that waits. */
export function decisionImports(now: Now<DecisionWorld>) {
  return {
    ...ambientImports(now),
    store_get: (key: string) => now().store.get(key),
    store_put: (key: string, value: Uint8Array) => now().store.put(key, value),
    store_delete: (key: string) => now().store.delete(key),
    store_list: (prefix: string, after: string, limit: bigint) => {
      const rows = now().store.list(prefix, after, Number(limit))
      const wire = writer().int(rows.length)
      for (const [key, value] of rows) wire.text(key).data(value)
      return wire.done()
    },
    store_alarm: (atMs: bigint) => now().store.alarm(Number(atMs)),
  }
}

/** What `worker.wasm` may import. */
export function requestImports(now: Now<RequestWorld>) {
  return {
    ...ambientImports(now),
    ...objectStoreImports(now),
    ...bodyImports(now),
    kv_get: (key: string) => now().kv.get(key),
    kv_put: (key: string, value: Uint8Array) => now().later(now().kv.put(key, value)),
    kv_delete: (key: string) => now().later(now().kv.delete(key)),
    memory_get: (key: string) => now().memory.get(key),
    memory_put: (key: string, value: Uint8Array, ttlMs: bigint) => {
      now().memory.put(key, value, Number(ttlMs))
    },
    memory_forget: (key: string) => now().memory.forget(key),
    leases_spend: (key: string) => BigInt(now().leases.spend(key)),
    leases_spent: (key: string) => BigInt(now().leases.spent(key)),
    leases_refund: (key: string) => now().leases.refund(key),
    leases_grant: (key: string, count: bigint, rest: bigint, untilMs: bigint) =>
      now().leases.grant(key, Number(count), Number(rest), Number(untilMs)),
    shield_allows: (key: string) => now().shield.allows(key),
    objects_call: (kind: string, name: string, request: Uint8Array, waitMs: bigint) => {
      const answer = now().objects.call(kind, name, request)
      return waitMs === 0n ? answer : within(Number(waitMs), answer)
    },
    probe: (service: string) => probe(now(), service),
  }
}

function objectStoreImports(now: Now<RequestWorld>) {
  return {
    object_store_get: async (bucket: string, key: string) =>
      storedWire([await now().objectStore.get(bucket, key)]),
    object_store_get_all: async (bucket: string, keys: Uint8Array) => {
      const { objectStore } = now()
      const all = reader(keys).texts().map((key) => objectStore.get(bucket, key))
      return storedWire(await Promise.all(all))
    },
    object_store_head: async (bucket: string, key: string) => {
      const found = await now().objectStore.head(bucket, key)
      if (found === null) return writer().bool(false).done()
      return writer().bool(true).text(found.etag).int(found.size).data(found.sha256).done()
    },
    object_store_put: (bucket: string, key: string, body: Uint8Array, condition: string) =>
      now().objectStore.put(bucket, key, body, condition),
    object_store_open: async (bucket: string, key: string, offset: bigint, length: bigint) => {
      const world = now()
      const part = length < 0n ? null : { offset: Number(offset), length: Number(length) }
      world.opened = await world.objectStore.open(bucket, key, part)
      return world.opened !== null
    },
    object_store_delete: (bucket: string, key: string) => now().objectStore.delete(bucket, key),
    object_store_list: async (bucket: string, prefix: string, after: string, limit: bigint) => {
      const page = await now().objectStore.list(bucket, prefix, after, Number(limit))
      return writer().texts(page.keys).bool(page.more).done()
    },
  }
}

function storedWire(all: readonly (Stored | null)[]): Uint8Array {
  const wire = writer()
  for (const found of all) {
    wire.bool(found !== null)
    if (found !== null) wire.text(found.etag).data(found.body)
  }
  return wire.done()
}

function bodyImports(now: Now<RequestWorld>) {
  const part = (start: bigint, end: bigint) => now().body.slice(Number(start), Number(end))
  return {
    body_read: async (limit: bigint) => BigInt(await now().body.read(Number(limit))),
    body_slice: part,
    body_find: (pattern: Uint8Array, from: bigint) =>
      BigInt(now().body.find(pattern, Number(from))),
    body_sha256: (start: bigint, end: bigint) => sha256(part(start, end)),
    body_store: async (
      bucket: string, key: string, start: bigint, end: bigint, digest: Uint8Array,
    ) => {
      await now().objectStore.create(bucket, key, part(start, end), digest)
      return true
    },
    body_process: async (path: string, start: bigint, end: bigint, waitMs: bigint) => {
      const { status, body } = await now().processor.post(path, part(start, end), Number(waitMs))
      return writer().int(status).data(body).done()
    },
  }
}

/** KV's failures are misses elsewhere, so it is asked past them. */
async function probe(world: RequestWorld, service: string): Promise<void> {
  if (service === "processor") return world.processor.probe()
  if (service === "kv") return world.kv.probe()
  throw new Error(`no service ${service}`)
}
