// An outsider's check of a whole log over HTTP: the signature, every entry, every tile of every
// level, and that the log has only grown since it was seen last.

import assert from "node:assert/strict"
import { leafHash, rootFromProof, rootOf, type Hash } from "./merkle.ts"
import { openCheckpoint, type Checkpoint } from "./note.ts"

const TILE_WIDTH = 256

export type Fetched = { status: number; headers: Headers; bytes: Buffer }
export type Get = (path: string) => Promise<Fetched>

export type Leaf = {
  id: string; type: string; package?: string; seq?: number; version?: string; scope?: string
}
/** What was verified: the checkpoint, and the bytes of all entries. */
export type Log = { checkpoint: Checkpoint; entries: Buffer[]; leaves: Leaf[] }

/** Reads and verifies everything; `key` was learned elsewhere, `seen` are earlier checkpoints. */
export async function verifyLog(
  get: Get, key: string, seen: readonly Checkpoint[] = [],
): Promise<Log> {
  const note = await get("checkpoint")
  assert.equal(note.status, 200)
  const checkpoint = openCheckpoint(note.bytes.toString("utf8"), key)
  const entries = await readEntries(get, checkpoint.size)
  const hashes = entries.map(leafHash)
  await verifyTiles(get, hashes)
  assert.ok(rootOf(hashes).equals(checkpoint.root), "another root than the checkpoint's")
  for (const old of seen) {
    assert.ok(old.size <= checkpoint.size, `the log shrank: ${old.size} to ${checkpoint.size}`)
    assert.ok(rootOf(hashes.slice(0, old.size)).equals(old.root), `a fork at ${old.size}`)
  }
  return { checkpoint, entries, leaves: entries.map((one) => JSON.parse(one.toString()) as Leaf) }
}

/** `123` as `123`, `1234067` as `x001/x234/067`; a partial tile says how wide it is. */
function tilePath(folder: string, index: number, width: number): string {
  const digits = String(index)
  const padded = digits.padStart(Math.ceil(digits.length / 3) * 3, "0")
  const groups = padded.match(/\d{3}/g) ?? []
  const path = groups.map((group, i) => i + 1 < groups.length ? `x${group}` : group).join("/")
  return `tile/${folder}/${path}${width === TILE_WIDTH ? "" : `.p/${width}`}`
}

async function readTile(get: Get, folder: string, index: number, count: number): Promise<Buffer> {
  const width = Math.min(TILE_WIDTH, count - index * TILE_WIDTH)
  const path = tilePath(folder, index, width)
  const { status, headers, bytes } = await get(path)
  assert.equal(status, 200, path)
  assert.equal(headers.get("content-type"), "application/octet-stream", path)
  return bytes
}

async function readEntries(get: Get, size: number): Promise<Buffer[]> {
  const entries: Buffer[] = []
  for (let index = 0; index * TILE_WIDTH < size; index++) {
    const bundle = await readTile(get, "entries", index, size)
    for (let at = 0; at < bundle.length;) {
      const end = at + 2 + bundle.readUInt16BE(at)
      entries.push(bundle.subarray(at + 2, end))
      at = end
    }
  }
  assert.equal(entries.length, size)
  return entries
}

/** Every level, from the leaves up, as it must be. */
async function verifyTiles(get: Get, leaves: readonly Hash[]): Promise<void> {
  let hashes = leaves
  for (let level = 0; hashes.length > 0; level++) {
    const above: Hash[] = []
    for (let index = 0; index * TILE_WIDTH < hashes.length; index++) {
      const part = hashes.slice(index * TILE_WIDTH, (index + 1) * TILE_WIDTH)
      const tile = await readTile(get, String(level), index, hashes.length)
      assert.ok(tile.equals(Buffer.concat(part)), `tile ${level}/${index} has other hashes`)
      if (part.length === TILE_WIDTH) above.push(rootOf(part))
    }
    hashes = above
  }
}

/** A proof as a text (C2SP tlog-proof), checked without a network: the index of its leaf. */
export function verifyProof(text: string, leaf: Uint8Array, key: string): number {
  const end = text.indexOf("\n\n")
  const [header, position = "", ...hashes] = text.slice(0, end).split("\n")
  assert.equal(header, "c2sp.org/tlog-proof@v1")
  const index = Number(/^index (\d+)$/.exec(position)?.[1] ?? NaN)
  const { size, root } = openCheckpoint(text.slice(end + 2), key)
  const proof = hashes.map((hash) => Buffer.from(hash, "base64"))
  const found = rootFromProof(index, size, leafHash(leaf), proof)
  assert.ok(found?.equals(root) === true, "the proof leads to another root")
  return index
}
