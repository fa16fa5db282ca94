// A client of a run: what it may see of the world, and how it asks and repeats.

import type { Random } from "../fuzz/lang/random.ts"
import type { Clock } from "./clock.ts"
import type { History } from "./history.ts"
import type { Answer, Isolate } from "./isolates.ts"
import type { Registry } from "./registry.ts"

export type Person = { name: string; scope: string; token: string; spare: Spare[] }
export type Spare = { id: string; token: string }

export type Run = {
  random: Random
  clock: Clock
  registry: Registry
  history: History
  people: Person[]
  /** The operator's token. */
  admin: string
  requests: number
  log(line: string): void
}

export type Call = {
  method?: string
  token?: string
  json?: object
  archive?: Uint8Array<ArrayBuffer>
  /** How long the archive is on its way. */
  uploadMs?: number
  prefer?: string
  /** The size of the log that the client has seen. */
  atLeast?: number
}

export async function ask(
  run: Run, isolate: Isolate, path: string, call: Call = {},
): Promise<Answer | null> {
  const headers = new Headers({ "x-request-id": `request-${++run.requests}` })
  if (call.token !== undefined) headers.set("authorization", `Bearer ${call.token}`)
  if (call.prefer !== undefined) headers.set("prefer", call.prefer)
  if (call.atLeast !== undefined) headers.set("x-log-size-at-least", String(call.atLeast))
  const content = call.archive ?? (call.json === undefined ? null : JSON.stringify(call.json))
  if (content !== null) {
    const type = call.archive === undefined ? "json" : "gzip"
    headers.set("content-type", `application/${type}`)
    headers.set("content-length", String(Buffer.byteLength(content)))
  }
  const body = call.uploadMs === undefined ? content : slowly(run.clock, call)
  const method = call.method ?? (body === null ? "GET" : "POST")
  const url = `https://sim.example${path}`
  // What Node asks of who sends a stream.
  const init: RequestInit & { duplex: "half" } = { method, headers, body, duplex: "half" }
  const request = new Request(url, init)
  const answer = await isolate.fetch(request)
  run.log(`${method} ${path} → ${answer === null ? "gone" : answer.status}`)
  if (answer !== null && answer.status >= 500 && answer.status !== 503) {
    run.history.violated(`${method} ${path}: ${answer.status} ${textOf(answer)}`)
  }
  return answer
}

function slowly(clock: Clock, { archive, uploadMs = 0 }: Call): ReadableStream {
  return new ReadableStream({
    async pull(body) {
      await clock.sleep(uploadMs)
      body.enqueue(archive)
      body.close()
    },
  }, { highWaterMark: 0 })
}

export function textOf(answer: Answer): string {
  return new TextDecoder().decode(answer.body)
}

export function jsonOf(answer: Answer): Record<string, unknown> {
  return JSON.parse(textOf(answer)) as Record<string, unknown>
}

/** The size of the log that a write told. */
export function sizeOf(answer: Answer): number {
  return Number(answer.headers.get("x-log-size") ?? 0)
}

export function anyIsolate({ random, registry }: Run): Isolate {
  return random.pick(registry.isolates)
}

/** A write that is repeated while its outcome is unknown, as every client may. */
export async function write(run: Run, path: string, call: Call): Promise<Answer | null> {
  let answer: Answer | null = null
  for (let attempt = 0; attempt < 4; attempt++) {
    answer = await ask(run, anyIsolate(run), path, call)
    if (answer !== null && answer.status !== 503 && answer.status !== 429) return answer
    if (run.random.below(4) === 0) return answer
    await run.clock.sleep(200 + run.random.below(4_000))
  }
  return answer
}
