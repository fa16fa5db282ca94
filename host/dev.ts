// The Worker as `make dev` runs it. wrangler reads what a Worker has left of a body before it lets
// the answer go: a client that waits for the answer first would wait for ever. And what the Worker
// cut off, wrangler answers with a reset or a 500 of its own. So here the rest is read as long as
// it comes, and the answer goes when it pauses. On Cloudflare answers go at once.

import type { Env } from "./env.ts"
import { within } from "./within.ts"
import worker from "./worker.ts"

export * from "./worker.ts"

const PAUSE_MS = 1_000

/** Of a body that says not how long it is: it may have no end. */
const REST_BYTES_MOST = 32 * 1024 * 1024

export default {
  async fetch(request, env, context) {
    const response = await worker.fetch(request, env, context)
    if (request.body !== null && !request.body.locked) await readRest(request.body, most(request))
    return response
  },
} satisfies ExportedHandler<Env>

function most({ headers }: Request): number {
  return headers.has("content-length") ? Number.MAX_SAFE_INTEGER : REST_BYTES_MOST
}

async function readRest(body: ReadableStream<Uint8Array>, bytesMost: number): Promise<void> {
  const source = body.getReader()
  let length = 0
  while (length <= bytesMost) {
    const chunk = await within(PAUSE_MS, source.read()).catch(() => null)
    if (chunk === null || chunk.done) return
    length += chunk.value.length
  }
}
