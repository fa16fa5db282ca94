// The object that owns a container of the processor, or stands before a process of one's own.
//
// The choice is made here and nowhere else: without a container binding (development, tests) the
// requests go to PROCESSOR_URL.

import { DurableObject } from "cloudflare:workers"
import { variable, type Env } from "./env.ts"

const PORT = 8080
const IDLE_MS = 10 * 60_000
/** A container needs a moment to listen: so often it is asked, with a pause in between. */
const ATTEMPTS = 100
const PAUSE_MS = 100

export class Processor extends DurableObject<Env> {
  override async fetch(request: Request): Promise<Response> {
    const { container } = this.ctx
    if (container === undefined) return forward(variable(this.env, "PROCESSOR_URL"), request)
    if (!container.running) {
      // A probe starts nothing: a container that sleeps is well.
      if (new URL(request.url).pathname === "/health") return new Response(null)
      start(container)
    }
    await container.setInactivityTimeout(IDLE_MS)
    return askContainer(container, request)
  }
}

async function forward(base: string, request: Request): Promise<Response> {
  if (base === "") throw new Error("PROCESSOR_URL is not set and no container is bound")
  const { pathname, search } = new URL(request.url)
  const init = { method: request.method, headers: request.headers, signal: request.signal }
  // Whole, so that it goes with a length.
  const body = request.body === null ? null : await request.arrayBuffer()
  return fetch(base + pathname + search, { ...init, body })
}

function start(container: Container): void {
  container.start({ enableInternet: false })
  container.monitor().catch((error: unknown) => {
    console.error(JSON.stringify({ kind: "container", message: String(error) }))
  })
}

async function askContainer(container: Container, request: Request): Promise<Response> {
  const port = container.getTcpPort(PORT)
  const body = request.body === null ? null : await request.arrayBuffer()
  const init = { method: request.method, headers: request.headers, body }
  for (let attempt = 1; ; attempt++) {
    try {
      return await port.fetch(request.url, init)
    } catch (error) {
      if (attempt === ATTEMPTS) throw error
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
    }
  }
}
