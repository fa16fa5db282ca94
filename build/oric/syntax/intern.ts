// Names as small ints, looked up by their hash, so that a name that is known costs no string.

import { CONTEXTUAL, RESERVED } from "./tokens.ts"

/** A table of names; files that are read for one program share one. */
export type Interner = {
  names: string[]
  /** Open addressing: id + 1, or 0 where empty; a power of two long. */
  slots: Int32Array
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
    hashes: [...WORD_HASHES],
  }
}

/** One step of the hash over a name's bytes; starts at 0. */
export function step(hash: number, byte: number): number {
  return (Math.imul(hash, 31) + byte) | 0
}

/** The id of the name `text[from, to)`, whose hash is known. */
export function intern(
  table: Interner, text: string, from: number, to: number, hash: number,
): number {
  const mask = table.slots.length - 1
  let slot = spread(hash) & mask
  for (;;) {
    const id = (table.slots[slot] ?? 0) - 1
    if (id < 0) return add(table, text.slice(from, to), hash, slot)
    const name = table.names[id] ?? ""
    if (table.hashes[id] === hash && name.length === to - from && text.startsWith(name, from)) {
      return id
    }
    slot = (slot + 1) & mask
  }
}

function spread(hash: number): number {
  return hash ^ (hash >>> 15)
}

function add(table: Interner, name: string, hash: number, slot: number): number {
  const id = table.names.push(name) - 1
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
