// What an installation holds, collected for the judge (`ori/src/fsck.ori`): every object with its
// digest, and its bytes but for archives, of which the digest says all.

import { createHash } from "node:crypto"
import { writer } from "../../host/wire.ts"
import { BUCKETS, each, listAll, listKeys, read, type Installation } from "./installation.ts"

/** `place` is a bucket and a key; copies are in the bucket `KV`. */
export type Item = {
  place: string
  size: number
  uploaded: number
  etag: string
  sha256: Uint8Array
  body: Uint8Array
}

const NOTHING = new Uint8Array(0)

export async function collect({ buckets, kv }: Installation): Promise<Item[]> {
  const items: Item[] = []
  for (const name of BUCKETS) {
    items.push(...await each(await listAll(buckets[name]), async ({ key, uploaded, etag }) =>
      item(`${name}/${key}`, await read(buckets[name], key), uploaded, etag)))
  }
  const copies = await each(await listKeys(kv, ""), async (key) => {
    const value = await kv.get(key, "arrayBuffer")
    return value === null ? [] : [item(`KV/${key}`, Buffer.from(value), 0, "")]
  })
  return [...items, ...copies.flat()]
}

function item(place: string, bytes: Buffer, uploaded: number, etag: string): Item {
  const sha256 = createHash("sha256").update(bytes).digest()
  const body = place.startsWith("PUBLIC/archives/") ? NOTHING : bytes
  return { place, size: bytes.length, uploaded, etag, sha256, body }
}

/** As the judge reads it. */
export function written(items: readonly Item[]): Uint8Array {
  const wire = writer()
  for (const { place, size, uploaded, etag, sha256, body } of items) {
    wire.bool(true).text(place).int(size).int(uploaded).text(etag).data(sha256).data(body)
  }
  return wire.bool(false).done()
}
