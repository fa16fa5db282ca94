// The log's object with its shell, and a bucket that counts what it is given and keeps what proofs
// need.

import type { Ambient, ObjectStore, Store } from "../../../host/capability/capabilities.ts"
import { memoryKv } from "../../../host/capability/kv/memory.ts"
import { memoryObjectStore } from "../../../host/capability/object_store/memory.ts"
import { memoryObjects } from "../../../host/capability/objects/memory.ts"
import type { Decider } from "../../../host/decider.ts"
import { performer } from "../../../host/effects.ts"
import { shell } from "../../../host/shell.ts"
import { writer } from "../../../host/wire.ts"

const TILE_WIDTH = 256
/** How many leaves a package's object sends at once. */
const CALL_MOST = 200
const APPEND = 1
const ENCODER = new TextEncoder()

/** A leaf of the size of a publish's. */
export function leafOf(index: number): { id: string; bytes: Uint8Array } {
  const hex = index.toString(16).padStart(12, "0")
  const id = `00000000-0000-4000-8000-${hex}`
  const text = `{"actor":"u_abcdefghijklmnop","checksum":"sha256:${hex.repeat(6).slice(0, 64)}",`
    + `"dependencies":[],"id":"${id}","package":"@bench/one","seq":${index + 1},"size":12345,`
    + `"time":"2026-11-29T12:00:00.000Z","type":"publish","v":1,"version":"1.0.${index}"}`
  return { id, bytes: ENCODER.encode(text) }
}

export type Bucket = {
  store: ObjectStore
  /** Bytes of all tiles and bundles, of whatever width. */
  written: { tiles: number; bundles: number; puts: number }
  /** Puts what a version's document says of its leaf. */
  document(index: number): Promise<void>
}

/** Keeps all tiles, but bundles only with one of these leaves in them. */
export function logBucket(leaves: number[]): Bucket {
  const store = memoryObjectStore()
  const written = { tiles: 0, bundles: 0, puts: 0 }
  const kept = new Set(leaves.map((index) => Math.floor(index / TILE_WIDTH)))
  return {
    written,
    store: {
      ...store,
      async put(bucket, key, body, condition) {
        written.puts += 1
        const bundle = key.startsWith("log/tile/entries/")
        if (bundle) written.bundles += body.length
        else if (key.startsWith("log/tile/")) written.tiles += body.length
        if (bundle && !kept.has(numberOf(key))) return "there"
        return store.put(bucket, key, body, condition)
      },
    },
    async document(index) {
      const text = `{"name":"@bench/one","version":"1.0.${index}","log_index":${index},`
        + `"published_by":"bench"}`
      const key = `documents/metadata/@bench/one/1.0.${index}.json`
      await store.put("PUBLIC", key, ENCODER.encode(text), "")
    },
  }
}

/** `x001/x234/067` is 1234067. */
function numberOf(key: string): number {
  return Number(key.slice("log/tile/entries/".length).replace(/\.p\/.*$/, "").replace(/[x/]/g, ""))
}

/** Rows by what their keys begin with: a million of one kind are never listed. */
function foldedStore(clock: { alarmMs: number }): Store {
  const folders = new Map<string, Map<string, Uint8Array>>()
  const folderOf = (key: string): Map<string, Uint8Array> => {
    const name = key.split("/")[0] ?? ""
    const folder = folders.get(name) ?? new Map<string, Uint8Array>()
    folders.set(name, folder)
    return folder
  }
  return {
    get: (key) => folderOf(key).get(key) ?? new Uint8Array(0),
    put: (key, value) => void folderOf(key).set(key, value.slice()),
    delete: (key) => void folderOf(key).delete(key),
    list: (prefix, after, limit) => [...folderOf(prefix)]
      .filter(([key]) => key > after).sort(([a], [b]) => a < b ? -1 : 1).slice(0, limit),
    alarm: (atMs) => void (clock.alarmMs = atMs),
  }
}

/** Time stands still, but for the next alarm, once nothing is on its way. */
export function logObject(
  decider: Decider, around: Ambient, clock: { nowMs: number }, objectStore: ObjectStore,
) {
  const timer = { alarmMs: 0 }
  let flying = 0
  const perform = performer({
    objectStore, kv: memoryKv(), objects: memoryObjects({}), fence: () => undefined,
    work: () => Promise.reject(new Error("the log has no such effect")),
  })
  const object = shell({
    kind: "log", decider, world: { ...around, store: foldedStore(timer) }, turn: (work) => work(),
    name: () => "log", remember: () => undefined, later: () => undefined,
    failed({ error }) { throw error },
    async perform(effect) {
      flying += 1
      return perform(effect).finally(() => { flying -= 1 })
    },
  })
  return {
    /** Leaves from one index to another, in calls that wait together. */
    async append(from: number, to: number): Promise<void> {
      const calls: Promise<Uint8Array>[] = []
      for (let at = from; at < to; at += CALL_MOST) {
        calls.push(object.call("log", appending(at, Math.min(to, at + CALL_MOST))))
      }
      let waits = true
      const all = Promise.all(calls).finally(() => { waits = false })
      while (waits) {
        await new Promise((next) => setImmediate(next))
        if (flying > 0 || !waits || timer.alarmMs === 0) continue
        clock.nowMs = Math.max(clock.nowMs, timer.alarmMs)
        await object.alarm()
      }
      const answers = await all
      // 1: the leaves are published.
      if (answers.some((answer) => answer[0] !== 1)) throw new Error("the log refuses leaves")
    },
  }
}

function appending(from: number, to: number): Uint8Array {
  const wire = writer().int(APPEND).int(to - from)
  for (let index = from; index < to; index++) {
    const { id, bytes } = leafOf(index)
    wire.text(id).data(bytes)
  }
  return wire.done()
}
