// Names as small ints, looked up by their bytes, so that a name costs one hash and no string.

import { CONTEXTUAL, RESERVED } from "./tokens.ts"

/** A table of the names of one file. */
export type Interner = {
  names: string[]
  /** Open addressing: id + 1, or 0 where empty; a power of two long. */
  slots: Int32Array
  /** Where each name's bytes stand in `bytes`; -1 for the words known beforehand. */
  starts: number[]
  hashes: number[]
}

const WORDS: readonly string[] = [...RESERVED, ...CONTEXTUAL]

const WORD_HASHES = WORDS.map((word) => {
  let hash = 0
  for (let i = 0; i < word.length; i++) hash = step(hash, word.charCodeAt(i))
  return hash
})

const START_SLOTS = startSlots(1024)

/** A table that holds the reserved and contextual words, under their fixed ids. */
export function interner(): Interner {
  return {
    names: [...WORDS],
    slots: START_SLOTS.slice(),
    starts: WORDS.map(() => -1),
    hashes: [...WORD_HASHES],
  }
}

/** One step of the hash over a name's bytes; starts at 0. */
export function step(hash: number, byte: number): number {
  return (Math.imul(hash, 31) + byte) | 0
}

/** The id of the name `bytes[from, to)`, whose hash is known. */
export function intern(
  table: Interner, bytes: Uint8Array, from: number, to: number, hash: number,
): number {
  const mask = table.slots.length - 1
  let slot = spread(hash) & mask
  for (;;) {
    const id = (table.slots[slot] ?? 0) - 1
    if (id < 0) return add(table, bytes, from, to, hash, slot)
    if (table.hashes[id] === hash && equal(table, id, bytes, from, to)) return id
    slot = (slot + 1) & mask
  }
}

function spread(hash: number): number {
  return hash ^ (hash >>> 15)
}

function equal(table: Interner, id: number, bytes: Uint8Array, from: number, to: number): boolean {
  const name = table.names[id] ?? ""
  if (name.length !== to - from) return false
  const start = table.starts[id] ?? -1
  if (start < 0) {
    for (let i = from; i < to; i++) if (bytes[i] !== name.charCodeAt(i - from)) return false
    return true
  }
  for (let i = from, j = start; i < to; i++, j++) if (bytes[i] !== bytes[j]) return false
  return true
}

function add(
  table: Interner, bytes: Uint8Array, from: number, to: number, hash: number, slot: number,
): number {
  const id = table.names.length
  table.names.push(ascii(bytes, from, to))
  table.starts.push(from)
  table.hashes.push(hash)
  table.slots[slot] = id + 1
  if (id * 2 > table.slots.length) grow(table)
  return id
}

function grow(table: Interner): void {
  table.slots = filled(table.slots.length * 2, table.hashes)
}

function startSlots(length: number): Int32Array {
  return filled(length, WORD_HASHES)
}

function filled(length: number, hashes: readonly number[]): Int32Array {
  const slots = new Int32Array(length)
  hashes.forEach((hash, id) => {
    let slot = spread(hash) & (length - 1)
    while (slots[slot] !== 0) slot = (slot + 1) & (length - 1)
    slots[slot] = id + 1
  })
  return slots
}

/** Text of bytes that are known to be ASCII. */
export function ascii(bytes: Uint8Array, from: number, to: number): string {
  let text = ""
  // In pieces, since each byte becomes an argument.
  for (let i = from; i < to; i += 4096) {
    text += Reflect.apply(String.fromCharCode, null, bytes.subarray(i, Math.min(to, i + 4096)))
  }
  return text
}
