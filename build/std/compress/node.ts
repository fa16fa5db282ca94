// What std.compress asks of JavaScript: raw deflate by `node:zlib`, which workerd has too. The
// frames around it are read in Ori, since `gunzipSync` reads on into a second member.

import { deflateRawSync, inflateRawSync } from "node:zlib"

/** How an error is called, by its kind; Ori knows these words. */
function reason(error: unknown): string {
  if (error instanceof RangeError) return "too large"
  const message = error instanceof Error ? error.message : ""
  return message === "unexpected end of file" ? "truncated" : "invalid"
}

/** With `info` the answer is more than its type says. */
type Informed = { buffer: Uint8Array; engine: { bytesWritten: number } }

/** What came out, and how many bytes of the input it took, in 8 bytes behind it. */
function inflateRaw(data: Uint8Array, max: bigint): Uint8Array {
  const most = Number(max)
  const options = { maxOutputLength: Math.max(most, 1), info: true }
  const made = attempt(() => inflateRawSync(data, options)) as unknown as Informed
  if (made.buffer.length > most) throw new Error("too large")
  const out = new Uint8Array(made.buffer.length + 8)
  out.set(made.buffer)
  new DataView(out.buffer).setBigUint64(made.buffer.length, BigInt(made.engine.bytesWritten))
  return out
}

function attempt<T>(call: () => T): T {
  try {
    return call()
  } catch (error) {
    throw new Error(reason(error))
  }
}

function deflateRaw(data: Uint8Array, level: bigint): Uint8Array {
  return new Uint8Array(deflateRawSync(data, { level: Number(level) }))
}

/** zlib's flush up to a whole byte, without an end. */
const SYNC_FLUSH = 2

function deflatePart(data: Uint8Array, level: bigint): Uint8Array {
  const options = { level: Number(level), finishFlush: SYNC_FLUSH }
  return new Uint8Array(deflateRawSync(data, options))
}

export const COMPRESS =
  { std_inflate_raw: inflateRaw, std_deflate_raw: deflateRaw, std_deflate_part: deflatePart }
