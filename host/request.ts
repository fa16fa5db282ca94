// A request and its answer in wire format: what `handle` of `worker.wasm` takes and gives.

import { headerMaker } from "./headers.ts"
import { reader, writer } from "./wire.ts"

const ID_HEADER = "x-request-id"
const REQUEST_ID = /^[A-Za-z0-9_-]{8,64}$/

/** The client's request id if it is one, else a new one. */
export function requestIdOf(headers: Headers): string {
  const given = headers.get(ID_HEADER)
  return given !== null && REQUEST_ID.test(given) ? given : crypto.randomUUID()
}

/** For the one request that is being written: it is copied into a module at once. */
const ROOM = new Uint8Array(4096)

/**
 * Method, path as it came, query, those of the headers that the module wants, the client's address.
 * Asking for each by its name costs less than going through all that a browser and an edge send.
 */
export function writeRequest(
  request: Pick<Request, "method" | "url">, headers: Headers, requestId: string,
  names: readonly string[], address: string,
): Uint8Array {
  const { path, query } = target(request.url)
  const pairs: [string, string][] = []
  for (const name of names) {
    const value = name === ID_HEADER ? requestId : headers.get(name)
    if (value !== null) pairs.push([name, value])
  }
  return writer(ROOM)
    .text(request.method).text(path).text(query)
    .pairs(pairs)
    .text(address)
    .done()
}

/** By hand: a URL parser would resolve dots and escapes that the module wants to judge. */
function target(url: string): { path: string; query: string } {
  const start = url.indexOf("/", url.indexOf("://") + 3)
  if (start === -1) return { path: "/", query: "" }
  const hash = url.indexOf("#", start)
  const end = hash === -1 ? url.length : hash
  const mark = url.indexOf("?", start)
  if (mark === -1 || mark > end) return { path: url.slice(start, end), query: "" }
  return { path: url.slice(start, mark), query: url.slice(mark + 1, end) }
}

const BODY = { bytes: 0, opened: 1 } as const
/** Statuses with which `Response` refuses a body, even an empty one. */
const BODILESS = new Set([101, 204, 205, 304])

const headersOf = headerMaker()

/**
 * `opened` is what the module has opened, for an answer that streams. `wire` may be overwritten as
 * soon as this returns: `Response` has copied its bytes.
 */
export function readResponse(wire: Uint8Array, opened: ReadableStream | null): Response {
  const from = reader(wire)
  const status = from.int()
  const headers = headersOf(from.pairs())
  const bytes = from.int() === BODY.bytes ? from.data() : opened
  const head = from.bool()
  return new Response(head || BODILESS.has(status) ? null : bytes, { status, headers })
}
