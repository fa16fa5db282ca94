// The object store on R2.

import type { Env, R2 } from "../../env.ts"
import type { ObjectStore, Page } from "../capabilities.ts"

export function r2ObjectStore(env: Pick<Env, "PUBLIC" | "STATE">): ObjectStore {
  function bucketOf(name: string): R2 {
    if (name === "PUBLIC") return env.PUBLIC
    if (name === "STATE") return env.STATE
    throw new Error(`no bucket ${name}`)
  }
  return {
    async get(bucket, key) {
      const found = await bucketOf(bucket).get(key)
      if (found === null) return null
      return { etag: found.etag, body: new Uint8Array(await found.arrayBuffer()) }
    },
    async head(bucket, key) {
      const found = await bucketOf(bucket).head(key)
      if (found === null) return null
      const { etag, size, checksums } = found
      return { etag, size, sha256: new Uint8Array(checksums.sha256 ?? new ArrayBuffer(0)) }
    },
    put: (bucket, key, body, condition) => put(bucketOf(bucket), key, body, condition),
    async create(bucket, key, body, sha256) {
      const onlyIf = { etagDoesNotMatch: "*" }
      try {
        await bucketOf(bucket).put(key, body, { sha256, onlyIf })
      } catch (error) {
        // Two uploads of the same bytes within a second: the other one may have brought it.
        if (await bucketOf(bucket).head(key) === null) throw error
      }
    },
    delete: (bucket, key) => bucketOf(bucket).delete(key),
    list: (bucket, prefix, after, limit) => list(bucketOf(bucket), prefix, after, limit),
    async open(bucket, key, range) {
      const found = await bucketOf(bucket).get(key, range === null ? {} : { range })
      return found?.body ?? null
    },
  }
}

async function put(
  bucket: R2, key: string, body: Uint8Array, condition: string,
): Promise<string> {
  const put = await bucket.put(key, body, conditional(condition))
  return put?.etag ?? ""
}

function conditional(condition: string): R2PutOptions {
  if (condition === "") return {}
  return { onlyIf: condition === "*" ? { etagDoesNotMatch: "*" } : { etagMatches: condition } }
}

/** R2 may return an empty page with more to come, from which nobody could go on. */
async function list(bucket: R2, prefix: string, after: string, limit: number): Promise<Page> {
  const from = after === "" ? {} : { startAfter: after }
  let page = await bucket.list({ prefix, limit, ...from })
  while (page.objects.length === 0 && page.truncated) {
    page = await bucket.list({ prefix, limit, cursor: page.cursor })
  }
  return { keys: page.objects.map((one) => one.key), more: page.truncated }
}
