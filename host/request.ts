// A request and its answer in wire format: what `handle` of `worker.wasm` takes and gives.

import type { ObjectStore, Range } from "./capability/capabilities.ts"
import { reader, writer } from "./wire.ts"

const REQUEST_ID = /^[A-Za-z0-9_-]{8,64}$/

/** The client's request id if it is one, else a new one. */
export function requestIdOf(request: Request): string {
  const given = request.headers.get("x-request-id") ?? ""
  return REQUEST_ID.test(given) ? given : crypto.randomUUID()
}

/** Method, path as it came, query, headers, address of the client. */
export function writeRequest(request: Request, requestId: string): Uint8Array {
  const { path, query } = target(request.url)
  const headers = [...request.headers].filter(([name]) => name !== "x-request-id")
  return writer()
    .text(request.method).text(path).text(query)
    .pairs([...headers, ["x-request-id", requestId]])
    .text(request.headers.get("cf-connecting-ip") ?? "")
    .done()
}

/** By hand: a URL parser would resolve dots and escapes that the module wants to judge. */
function target(url: string): { path: string; query: string } {
  const start = url.indexOf("/", url.indexOf("://") + 3)
  const whole = start === -1 ? "/" : url.slice(start).replace(/#.*$/s, "")
  const mark = whole.indexOf("?")
  if (mark === -1) return { path: whole, query: "" }
  return { path: whole.slice(0, mark), query: whole.slice(mark + 1) }
}

const BODY = { bytes: 0, stream: 1 } as const
/** Statuses with which `Response` refuses a body, even an empty one. */
const BODILESS = new Set([101, 204, 205, 304])

export async function readResponse(wire: Uint8Array, store: ObjectStore): Promise<Response> {
  const from = reader(wire)
  const status = from.int()
  const headers = new Headers(from.pairs())
  const kind = from.int()
  const bytes = kind === BODY.bytes ? from.data() : null
  const source = kind === BODY.stream
    ? { bucket: from.text(), key: from.text(), range: from.bool() ? range(from) : null }
    : null
  const head = from.bool()
  if (head || BODILESS.has(status)) return new Response(null, { status, headers })
  if (source === null) return new Response(bytes, { status, headers })
  const stream = await store.stream(source.bucket, source.key, source.range)
  if (stream === null) throw new Error(`${source.bucket} has no ${source.key}`)
  return new Response(stream, { status, headers })
}

function range(from: { int(): number }): Range {
  return { offset: from.int(), length: from.int() }
}
