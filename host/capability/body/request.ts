// The body of a request.

import type { Body } from "../capabilities.ts"
import { BROKEN_OFF, heldBody, TOO_LONG } from "./held.ts"
import type { Slots } from "./slots.ts"

export function requestBody(request: Pick<Request, "body" | "headers">, slots: Slots): Body {
  const { body } = request
  const hint = announced(request)
  // A request without one needs no room for it.
  if (body === null) return heldBody({ announced: hint, read: async () => NOTHING }, FREE)
  return heldBody({ announced: hint, read: (limit) => collect(body, hint, limit) }, slots)
}

const NOTHING = new Uint8Array(0)
const FREE: Slots = { take: async () => () => undefined }

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
      if (length + value.length > limit) return TOO_LONG
      room = widened(room, length + value.length, limit)
      room.set(value, length)
      length += value.length
    }
  } catch {
    return BROKEN_OFF
  } finally {
    source.releaseLock()
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
