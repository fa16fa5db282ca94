// The body of a request: one buffer, which stays here; Ori sees slices of it.

import { Buffer } from "node:buffer"
import type { Body } from "../capabilities.ts"
import type { Slots } from "./slots.ts"

/** Bodies that may become larger need room among what the isolate holds. */
const SMALL_BYTES = 4 * 1024 * 1024

const TOO_LONG = -1
const BROKEN_OFF = -2
const TOO_MANY = -3

const NOTHING = new Uint8Array(0)

export function requestBody(request: Pick<Request, "body" | "headers">, slots: Slots): Body {
  let bytes = NOTHING
  let release: (() => void) | null = null
  return {
    async read(limit) {
      if (announced(request) > limit) return TOO_LONG
      if (request.body === null) return 0
      if (limit > SMALL_BYTES && release === null) {
        const hint = announced(request)
        release = await slots.take(hint === 0 ? limit : hint)
        if (release === null) return TOO_MANY
      }
      const read = await collect(request.body, announced(request), limit)
      if (typeof read === "number") return read
      bytes = read
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

/** What `Content-Length` says, 0 if nothing: a hint, never believed. */
function announced(request: Pick<Request, "headers">): number {
  const text = request.headers.get("content-length") ?? ""
  return /^\d{1,15}$/.test(text) ? Number(text) : 0
}

async function collect(
  stream: ReadableStream, hint: number, limit: number,
): Promise<Uint8Array<ArrayBuffer> | number> {
  let room = new Uint8Array(hint)
  let length = 0
  const source: ReadableStreamDefaultReader<Uint8Array> = stream.getReader()
  try {
    for (;;) {
      const { done, value } = await source.read()
      if (done) return room.subarray(0, length)
      if (length + value.length > limit) {
        await source.cancel()
        return TOO_LONG
      }
      room = widened(room, length + value.length, limit)
      room.set(value, length)
      length += value.length
    }
  } catch {
    return BROKEN_OFF
  }
}

function widened(
  room: Uint8Array<ArrayBuffer>, needed: number, limit: number,
): Uint8Array<ArrayBuffer> {
  if (needed <= room.length) return room
  const wider = new Uint8Array(Math.min(limit, Math.max(needed, room.length * 2)))
  wider.set(room)
  return wider
}
