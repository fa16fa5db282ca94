// The object store in memory: what R2 promises, without R2.

import { sha256 } from "../digest/node.ts"
import type { ObjectStore } from "../capabilities.ts"

type Kept = { etag: string; body: Uint8Array; sha256: Uint8Array }

export function memoryObjectStore(): ObjectStore {
  const buckets = new Map([["PUBLIC", new Map<string, Kept>()], ["STATE", new Map<string, Kept>()]])
  let revision = 0
  function bucketOf(name: string): Map<string, Kept> {
    const bucket = buckets.get(name)
    if (bucket === undefined) throw new Error(`no bucket ${name}`)
    return bucket
  }
  function keep(bucket: string, key: string, body: Uint8Array, digest: Uint8Array): string {
    const etag = (++revision).toString(16).padStart(32, "0")
    bucketOf(bucket).set(key, { etag, body: body.slice(), sha256: digest })
    return etag
  }
  return {
    async get(bucket, key) {
      const kept = bucketOf(bucket).get(key)
      return kept === undefined ? null : { etag: kept.etag, body: kept.body.slice() }
    },
    async head(bucket, key) {
      const kept = bucketOf(bucket).get(key)
      if (kept === undefined) return null
      return { etag: kept.etag, size: kept.body.length, sha256: kept.sha256 }
    },
    async put(bucket, key, body, condition) {
      const kept = bucketOf(bucket).get(key)
      const holds = condition === "" ||
        (condition === "*" ? kept === undefined : kept?.etag === condition)
      return holds ? keep(bucket, key, body, new Uint8Array(0)) : ""
    },
    async create(bucket, key, body, digest) {
      if (bucketOf(bucket).has(key)) return
      if (sha256(body).some((one, i) => one !== digest[i])) throw new Error("wrong SHA-256")
      keep(bucket, key, body, digest)
    },
    async delete(bucket, key) {
      bucketOf(bucket).delete(key)
    },
    async list(bucket, prefix, after, limit) {
      const all = [...bucketOf(bucket).keys()].sort(byBytes)
      const keys = all.filter((key) => key.startsWith(prefix) && byBytes(key, after) > 0)
      return { keys: keys.slice(0, limit), more: keys.length > limit }
    },
    async open(bucket, key, range) {
      const kept = bucketOf(bucket).get(key)
      if (kept === undefined) return null
      const { offset, length } = range ?? { offset: 0, length: kept.body.length }
      return new Response(kept.body.slice(offset, offset + length)).body
    },
  }
}

/** Keys are ordered by their UTF-8 bytes, which is the order of their code points. */
export function byBytes(left: string, right: string): number {
  const [a, b] = [[...left], [...right]]
  for (let i = 0; i < a.length && i < b.length; i++) {
    const order = (a[i]?.codePointAt(0) ?? 0) - (b[i]?.codePointAt(0) ?? 0)
    if (order !== 0) return order
  }
  return a.length - b.length
}
