// What an operator may come to face: an installation of which one object is gone, or has another
// bit than it had.

import { createHash } from "node:crypto"
import type { Item } from "../../build/ops/collect.ts"

/** Every kind of key whose loss is a loss. */
const KEPT = [
  "PUBLIC/archives/", "PUBLIC/closures/", "PUBLIC/documents/metadata/",
  "PUBLIC/documents/package/", "PUBLIC/documents/scopes/", "PUBLIC/documents/versions/",
  "PUBLIC/log/checkpoint", "PUBLIC/log/tile/0/", "PUBLIC/log/tile/entries/", "PUBLIC/records/",
  "STATE/objects/package/", "STATE/objects/scope/", "STATE/objects/user/",
  "STATE/private/tokens/", "STATE/users/",
]
/** What nobody would miss, but may not be wrong. */
const FREE = ["STATE/audit/", "KV/doc/"]

export type Damage = { what: string; place: string; items: Item[] }

/** Of each kind the largest: of the log's files that of its present size. */
function exampleOf(items: readonly Item[], prefix: string): Item {
  const found = items.filter((one) => one.place.startsWith(prefix))
  const [first] = found.toSorted((a, b) => b.size - a.size)
  if (first === undefined) throw new Error(`nothing of the kind ${prefix}`)
  return first
}

export function damages(items: readonly Item[]): Damage[] {
  const lost = KEPT.map((prefix) => {
    const { place } = exampleOf(items, prefix)
    return { what: "lost", place, items: items.filter((one) => one.place !== place) }
  })
  const turned = [...KEPT, ...FREE].flatMap((prefix) => {
    const example = exampleOf(items, prefix)
    return bytesOf(example).map((at) => ({
      what: `byte ${at} turned`, place: example.place,
      items: items.map((one) => one === example ? flipped(one, at) : one),
    }))
  })
  return [...lost, ...turned]
}

/** The first, and for what has a second witness one in the middle and the last. */
function bytesOf({ place, body }: Item): number[] {
  const whole = place.startsWith("STATE/audit/") || place.startsWith("KV/") || body.length === 0
  return whole ? [0] : [0, body.length >> 1, body.length - 1]
}

/** Of an archive only the digest is known. */
function flipped(item: Item, at: number): Item {
  const body = Buffer.from(item.body)
  const sha256 = Buffer.from(item.sha256)
  if (body.length === 0) sha256.writeUInt8(sha256.readUInt8(at) ^ 1, at)
  else body.writeUInt8(body.readUInt8(at) ^ 1, at)
  return body.length === 0
    ? { ...item, sha256 }
    : { ...item, body, sha256: createHash("sha256").update(body).digest() }
}
