// A body as one buffer, which stays here; Ori sees slices of it.

import { Buffer } from "node:buffer"
import type { Body } from "../capabilities.ts"
import type { Slots } from "./slots.ts"

/** Bodies that may become larger need room among what the isolate holds. */
const SMALL_BYTES = 4 * 1024 * 1024

export const TOO_LONG = -1
export const BROKEN_OFF = -2
const TOO_MANY = -3

const NOTHING: Uint8Array = new Uint8Array(0)

/** Where the bytes come from: all of them, or why there are none. */
export type Source = {
  /** How many there will be, 0 if nobody says so: a hint, never believed. */
  announced: number
  read(limit: number): Promise<Uint8Array | number>
}

export function heldBody({ announced, read }: Source, slots: Slots): Body {
  let bytes = NOTHING
  let release: (() => void) | null = null
  return {
    async read(limit) {
      if (announced > limit) return TOO_LONG
      if (limit > SMALL_BYTES && release === null) {
        release = await slots.take(announced === 0 ? limit : announced)
        if (release === null) return TOO_MANY
      }
      const found = await read(limit)
      if (typeof found === "number") return found
      bytes = found
      return bytes.length
    },
    slice: (start, end) => bytes.subarray(start, end),
    find(pattern, from) {
      return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf(pattern, from)
    },
    release() {
      bytes = NOTHING
      release?.()
      release = null
    },
  }
}
