// What the clients of a run do: a few people, few names and versions, so that they meet.

import type { Random } from "../fuzz/lang/random.ts"
import type { Clock } from "./clock.ts"
import {
  noteClaimed, notePublished, noteSent, versionId, type History,
} from "./history.ts"
import type { Answer, Isolate } from "./isolates.ts"
import { archiveOf, checksumOf, type Registry } from "./registry.ts"

export type Person = { name: string; scope: string; token: string; spare: Spare[] }
type Spare = { id: string; token: string }

export type Run = {
  random: Random
  clock: Clock
  registry: Registry
  history: History
  people: Person[]
  log(line: string): void
}

export type Call = {
  method?: string
  token?: string
  json?: object
  archive?: Uint8Array<ArrayBuffer>
}

let requests = 0

export async function ask(
  run: Run, isolate: Isolate, path: string, call: Call = {},
): Promise<Answer | null> {
  const headers = new Headers({ "x-request-id": `request-${++requests}` })
  if (call.token !== undefined) headers.set("authorization", `Bearer ${call.token}`)
  const body = call.archive ?? (call.json === undefined ? null : JSON.stringify(call.json))
  if (body !== null) {
    const type = call.archive === undefined ? "json" : "gzip"
    headers.set("content-type", `application/${type}`)
    headers.set("content-length", String(Buffer.byteLength(body)))
  }
  const method = call.method ?? (body === null ? "GET" : "POST")
  const url = `https://sim.example${path}`
  const request = new Request(url, { method, headers, body })
  const answer = await isolate.fetch(request)
  run.log(`${method} ${path} → ${answer === null ? "gone" : answer.status}`)
  if (answer !== null && answer.status >= 500 && answer.status !== 503) {
    run.history.violated(`${method} ${path}: ${answer.status} ${textOf(answer)}`)
  }
  return answer
}

export function textOf(answer: Answer): string {
  return new TextDecoder().decode(answer.body)
}

export function jsonOf(answer: Answer): Record<string, unknown> {
  return JSON.parse(textOf(answer)) as Record<string, unknown>
}

function anyIsolate({ random, registry }: Run): Isolate {
  return random.pick(registry.isolates)
}

/** A write that is repeated while its outcome is unknown, as every client may. */
async function write(run: Run, path: string, call: Call): Promise<Answer | null> {
  let answer: Answer | null = null
  for (let attempt = 0; attempt < 4; attempt++) {
    answer = await ask(run, anyIsolate(run), path, call)
    if (answer !== null && answer.status !== 503 && answer.status !== 429) return answer
    if (run.random.below(4) === 0) return answer
    await run.clock.sleep(200 + run.random.below(4_000))
  }
  return answer
}

/** Two people with a scope each, while all is calm. */
export async function begin(run: Run, admin: string): Promise<void> {
  for (const [name, scope] of [["alice", "acme"], ["bob", "zed"]] as const) {
    const isolate = anyIsolate(run)
    const user = await ask(run, isolate, "/v1/admin/users", { token: admin, json: { name } })
    if (user?.status !== 201) throw new Error(`no user: ${user === null ? "" : textOf(user)}`)
    const token = String(jsonOf(user)["token"])
    run.people.push({ name, scope, token, spare: [] })
    const claimed = await ask(run, isolate, "/v1/scopes", { token, json: { name: scope } })
    if (claimed?.status !== 201) throw new Error("no scope")
    noteClaimed(run.history, scope, name)
  }
}

const PACKAGES = ["one", "two"]
const VERSIONS = ["1.0.0", "1.1.0", "2.0.0-a.1"]
const VARIANTS = 2

async function publish(run: Run): Promise<void> {
  const { random, history } = run
  const person = random.pick(run.people)
  const name = `@${person.scope}/${random.pick(PACKAGES)}`
  const version = random.pick(VERSIONS)
  const archive = archiveOf(name, version, random.below(VARIANTS))
  const sent = { name, version, archive, checksum: checksumOf(archive) }
  const spare = random.below(4) === 0 ? person.spare.at(-1) : undefined
  const token = spare?.token ?? person.token
  const endedMs = history.revoked.get(token)
  noteSent(history, sent)
  const answer = await write(run, `/v1/packages/${name}/publish`, { token, archive })
  if (answer === null) return
  if (answer.status === 201 || answer.status === 200) {
    if (endedMs !== undefined) history.violated(`${versionId(sent)}: published with a dead token`)
    const said = jsonOf(answer)["checksum"]
    if (said !== sent.checksum) history.violated(`${versionId(sent)}: answered ${String(said)}`)
    notePublished(history, sent, run.clock.nowMs())
  } else if (answer.status === 409) {
    if (history.sent.get(versionId(sent))?.size === 1) {
      history.violated(`${versionId(sent)}: ${textOf(answer)}, and nobody sent other bytes`)
    }
  } else if (answer.status === 401) {
    if (spare === undefined) history.violated(`a live token is refused: ${textOf(answer)}`)
  } else if (answer.status !== 503) {
    history.violated(`publish of ${versionId(sent)}: ${answer.status} ${textOf(answer)}`)
  }
}

async function issueToken(run: Run): Promise<void> {
  const person = run.random.pick(run.people)
  const json = { name: "spare", scopes: ["publish"] }
  const answer = await write(run, "/v1/tokens", { token: person.token, json })
  if (answer?.status !== 201) return
  const { id, token } = jsonOf(answer) as { id: string; token: string }
  person.spare.push({ id, token })
}

async function revokeToken(run: Run): Promise<void> {
  const person = run.random.pick(run.people)
  const spare = person.spare.at(-1)
  if (spare === undefined) return
  const call = { method: "DELETE", token: person.token }
  const answer = await write(run, `/v1/tokens/${spare.id}`, call)
  if (answer !== null && answer.status < 300) {
    if (!run.history.revoked.has(spare.token)) {
      run.history.revoked.set(spare.token, run.clock.nowMs())
    }
  }
}

async function claimScope(run: Run): Promise<void> {
  const person = run.random.pick(run.people)
  const call = { token: person.token, json: { name: "shared" } }
  const answer = await write(run, "/v1/scopes", call)
  if (answer?.status === 201 || answer?.status === 200) {
    noteClaimed(run.history, "shared", person.name)
  }
}

/** As old as API 2 lets an answer be, and what a request itself may take. */
const STALE_MS = 60_000

async function read(run: Run): Promise<void> {
  const { random, history, clock } = run
  const beganMs = clock.nowMs()
  const known = [...history.published.values()].filter(({ atMs }) => atMs <= beganMs)
  if (known.length === 0) return
  const one = random.pick(known)
  const base = `/v1/packages/${one.name}`
  const isolate = anyIsolate(run)
  const kind = random.below(3)
  const path = kind === 0 ? `${base}/versions`
    : kind === 1 ? `${base}/${one.version}/metadata` : `${base}/${one.version}/download`
  const answer = await ask(run, isolate, path)
  if (answer === null || answer.status === 503) return
  if (answer.status !== 200) history.violated(`${path}: ${answer.status} after its publish`)
  else if (kind === 0 && beganMs - one.atMs > STALE_MS && !textOf(answer).includes(one.version)) {
    history.violated(`${path}: older than a minute`)
  } else if (kind === 1 && jsonOf(answer)["checksum"] !== one.checksum) {
    history.violated(`${path}: of other bytes`)
  } else if (kind === 2 && checksumOf(answer.body) !== one.checksum) {
    history.violated(`${path}: other bytes`)
  }
}

async function readAsRevoked(run: Run): Promise<void> {
  const dead = [...run.history.revoked]
    .filter(([, atMs]) => run.clock.nowMs() - atMs > STALE_MS)
  if (dead.length === 0) return
  const [token] = run.random.pick(dead)
  const answer = await ask(run, anyIsolate(run), "/v1/me", { token })
  if (answer?.status === 200) run.history.violated("a revoked token is honoured after a minute")
}

async function disturb(run: Run): Promise<void> {
  if (run.random.below(3) === 0) run.registry.kv.empty()
  else await run.clock.sleep(run.random.below(70_000))
}

const DEEDS = [
  publish, publish, publish, publish, read, read, read, issueToken, revokeToken, claimScope,
  readAsRevoked, disturb,
] as const

/** One client: so many deeds, one after the other, with pauses. */
export async function client(run: Run, deeds: number): Promise<void> {
  for (let i = 0; i < deeds; i++) {
    await run.clock.sleep(run.random.below(run.random.below(5) === 0 ? 3_000 : 100))
    await run.random.pick(DEEDS)(run)
  }
}
