// Promised publishes over HTTP, in workerd: what the client is told at once and later, who may ask,
// what becomes of them when something does not answer, and that nothing is left of them.

import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test"
import { afterEach, expect, it, vi } from "vitest"
import type { Env } from "../../../host/env.ts"
import { manifest, pack, packPackage } from "./archive.ts"
import { ask, bindings, newScope, newUser, refused, type Answer, type Ask } from "./client.ts"
import { newPackage } from "./life.ts"
import { worlds } from "./main.ts"

vi.setConfig({ testTimeout: 90_000 })

const GZIP = { "content-type": "application/gzip" }
const ASYNC = { ...GZIP, prefer: "respond-async" }
const WEEK_MS = 7 * 24 * 3_600_000

/** Scopes whose archives the jobs' processor keeps waiting, or breaks on. */
const held = new Set<string>()
const broken = new Set<string>()

const sleep = (ms: number) => new Promise((done) => setTimeout(done, ms))

worlds.set("jobs", (env: Env): Env => ({
  ...env,
  PROCESSOR: {
    getByName: (name) => ({
      async fetch(input, init) {
        const scope = new URL(String(input)).searchParams.get("scope") ?? ""
        if (broken.has(scope)) throw new Error("the processor is down")
        while (held.has(scope)) await sleep(20)
        return env.PROCESSOR.getByName(name).fetch(input as string, init)
      },
      connect: () => { throw new Error("not here") },
    }),
  },
}))

const never = () => new Promise<never>(() => undefined)
worlds.set("slow processor", (env: Env): Env => ({
  ...env, PROCESSOR: {
    getByName: () => ({
      fetch: (_input, init) => new Promise((_, reject) => {
        init?.signal?.addEventListener("abort", () => reject(new Error("aborted")))
      }),
      connect: () => { throw new Error("not here") },
    }),
  },
}))
worlds.set("slow package", (env: Env): Env =>
  ({ ...env, PACKAGE: { getByName: () => ({ call: never }) } }))
worlds.set("no staging", (env: Env): Env => ({
  ...env, STATE: {
    get: env.STATE.get.bind(env.STATE), list: env.STATE.list.bind(env.STATE),
    delete: env.STATE.delete.bind(env.STATE), head: async () => null,
    put: () => Promise.reject(new Error("down")),
  },
}))

afterEach(() => void vi.useRealTimers())

async function newOwner(scope: string): Promise<string> {
  const { token } = await newUser()
  await newScope(token, scope)
  return token
}

function send(name: string, token: string, body: Uint8Array, more: Ask = {}): Promise<Answer> {
  return ask(`POST /v1/packages/${name}/publish`, { token, headers: ASYNC, body, ...more })
}

/** The job as it is when it has ended. */
async function ended(promise: Answer, token: string): Promise<Answer> {
  expect(promise.status, promise.body).toBe(202)
  const line = `GET ${promise.headers.get("location")}`
  return vi.waitFor(async () => {
    const answer = await ask(line, { token })
    expect(answer.status).toBe(200)
    expect(answer.json["state"]).not.toBe("processing")
    return answer
  }, { timeout: 60_000, interval: 200 })
}

async function loseObject(id: string): Promise<void> {
  const namespace = bindings.JOB as unknown as DurableObjectNamespace
  await runInDurableObject(namespace.getByName(id), async (_, state) => {
    await state.storage.deleteAll()
    await state.storage.deleteAlarm()
  })
}

async function stagedOf(promise: Answer): Promise<unknown> {
  return bindings.STATE.head(`staging/${promise.json["id"]}`)
}

it.concurrent("promises, publishes, and tells its publisher alone", async () => {
  const token = await newOwner("promise")
  const archive = await packPackage("@promise/a", "1.0.0")
  const promise = await send("@promise/a", token, archive)
  expect(promise.status).toBe(202)
  const { id } = promise.json as unknown as { id: string }
  expect(promise.headers.get("location")).toBe(`/v1/publishes/${id}`)
  expect(Number(promise.headers.get("retry-after"))).toBeGreaterThan(0)
  expect(promise.headers.get("preference-applied")).toBe("respond-async")
  expect(Number(promise.headers.get("x-log-size"))).toBeGreaterThan(0)
  expect(promise.json).toMatchObject({ state: "processing", package: "@promise/a", version: null })
  const job = await ended(promise, token)
  expect(job.headers.get("cache-control")).toBe("no-store")
  expect(job.json).toMatchObject({
    id, state: "published", package: "@promise/a", version: "1.0.0",
    checksum: promise.json["checksum"], created_at: promise.json["created_at"],
  })
  const metadata = await ask("GET /v1/packages/@promise/a/1.0.0/metadata", { token: null })
  expect(metadata.json["checksum"]).toEqual(promise.json["checksum"])
  expect(metadata.json["log_index"]).toEqual(job.json["log_index"])
  expect(await stagedOf(promise)).toBe(null)
  const line = `GET /v1/publishes/${id}`
  const other = await ask("POST /v1/tokens", { token, body: { name: "r", scopes: ["read"] } })
  expect((await ask(line, { token: String(other.json["token"]) })).body).toBe(job.body)
  expect(refused(await ask(line, { token: (await newUser()).token }))).toEqual([404, "not_found"])
  expect(refused(await ask(line))).toEqual([404, "not_found"])
  expect(refused(await ask(line, { token: null }))).toEqual([401, "token_missing"])
  for (const unknown of ["p_aaaaaaaaaaaaaaaa", "p_A", "x", "p_aaaaaaaaaaaaaaa1"]) {
    expect((await ask(`GET /v1/publishes/${unknown}`, { token })).status).toBe(404)
  }
  const audit = await ask("GET /v1/admin/audit?limit=100")
  const targets = (audit.json["items"] as unknown as { action: string; target: string }[])
    .filter(({ action, target }) => action === "package.publish" && target.includes("@promise/"))
  expect(targets.map(({ target }) => target)).toEqual(["@promise/a/1.0.0"])
  // The same bytes again are the same publish.
  const again = await ended(await send("@promise/a", token, archive), token)
  expect(again.json["log_index"]).toEqual(job.json["log_index"])
})

it.concurrent("refuses at once what can be known before the body, and by the form", async () => {
  const token = await newOwner("promise-direct")
  const name = "@promise-direct/a"
  const line = `POST /v1/packages/${name}/publish`
  const archive = await packPackage(name, "1.0.0")
  const stranger = (await newUser()).token
  expect(refused(await send(name, stranger, archive))).toEqual([403, "forbidden"])
  expect(refused(await ask(line, { token, headers: { prefer: "respond-async" }, body: "x" })))
    .toEqual([415, "unsupported_media_type"])
  expect(refused(await send(name, token, new Uint8Array(10_000_001))))
    .toEqual([413, "payload_too_large"])
  const form = new FormData()
  form.set("file", new Blob([archive]), "a")
  expect(refused(await ask(line, { token, headers: { prefer: "respond-async" }, body: form })))
    .toEqual([400, "bad_multipart"])
  expect(refused(await send(name, token, archive, { world: "no staging" })))
    .toEqual([503, "unavailable"])
})

it.concurrent("takes other preferences for none", async () => {
  const token = await newOwner("promise-none")
  for (const prefer of ["wait=100", "respond-async=1", "x=\"a, respond-async\"", ";;,", "\""]) {
    const answer = await ask("POST /v1/packages/@promise-none/a/publish", {
      token, headers: { ...GZIP, prefer }, body: await packPackage("@promise-none/a", "1.0.0"),
    })
    expect([200, 201]).toContain(answer.status)
    expect(answer.headers.get("preference-applied")).toBe(null)
  }
})

it.concurrent("refuses later with the very problem of the direct publish", async () => {
  const token = await newOwner("promise-bad")
  const name = "@promise-bad/a"
  const bad = await pack({ "oripk.toml": "[project]\nname = 1\n", "src/lib.ori": "" })
  const headers = { ...ASYNC, "x-request-id": "promise-bad-1" }
  const job = await ended(await send(name, token, bad, { headers }), token)
  expect(job.json["state"]).toBe("refused")
  const direct = await ask(`POST /v1/packages/${name}/publish`, {
    token, headers: { ...GZIP, "x-request-id": "promise-bad-1" }, body: bad,
  })
  expect(direct.status).toBe(422)
  expect(job.json["problem"]).toEqual(direct.json)
})

it.concurrent("refuses later what the state forbids", async () => {
  const { token } = await newPackage("@promise-taken/a", "1.0.0")
  const files = { "oripk.toml": manifest("@promise-taken/a", "1.0.0"), "src/lib.ori": "// other" }
  const job = await ended(await send("@promise-taken/a", token, await pack(files)), token)
  expect(job.json).toMatchObject({ state: "refused", version: "1.0.0" })
  expect(job.json["problem"]?.["code"]).toBe("version_exists")
})

it.concurrent.each([["processor"], ["package"]])(
  "promises after 20 s what a slow %s does not answer", async (what) => {
    const name = `@slow-${what}/a`
    const token = await newOwner(`slow-${what}`)
    const before = Date.now()
    const promise = await send(name, token, await packPackage(name, "1.0.0"), {
      headers: GZIP, world: `slow ${what}`,
    })
    expect(Date.now() - before).toBeGreaterThan(19_000)
    expect(promise.headers.get("preference-applied")).toBe(null)
    const job = await ended(promise, token)
    expect(job.json).toMatchObject({ state: "published", version: "1.0.0" })
  },
)

it.concurrent("judges the token again directly before the decision", async () => {
  const token = await newOwner("promise-late")
  const spare = await ask("POST /v1/tokens", { token, body: { name: "p", scopes: ["publish"] } })
  held.add("promise-late")
  const archive = await packPackage("@promise-late/a", "1.0.0")
  const promise = await send("@promise-late/a", String(spare.json["token"]), archive)
  expect(promise.status).toBe(202)
  expect(await stagedOf(promise)).not.toBe(null)
  expect((await ask(`DELETE /v1/tokens/${spare.json["id"]}`, { token })).status).toBe(204)
  held.delete("promise-late")
  const job = await ended(promise, token)
  expect(job.json).toMatchObject({ state: "refused", version: "1.0.0" })
  expect(job.json["problem"]?.["code"]).toBe("token_revoked")
  expect((await ask("GET /v1/packages/@promise-late/a")).status).toBe(404)
  expect(await stagedOf(promise)).toBe(null)
})

it.concurrent("tries again what failed, and publishes it", async () => {
  const token = await newOwner("promise-again")
  broken.add("promise-again")
  const archive = await packPackage("@promise-again/a", "1.0.0")
  const promise = await send("@promise-again/a", token, archive)
  expect(promise.status).toBe(202)
  await sleep(1_000)
  broken.delete("promise-again")
  expect((await ended(promise, token)).json["state"]).toBe("published")
})

it.concurrent("gives up after three attempts that failed", async () => {
  const token = await newOwner("promise-broken")
  broken.add("promise-broken")
  const archive = await packPackage("@promise-broken/a", "1.0.0")
  const promise = await send("@promise-broken/a", token, archive)
  const job = await ended(promise, token)
  expect(job.json["state"]).toBe("refused")
  expect(job.json["problem"]?.["code"]).toBe("processor_failed")
  expect(await stagedOf(promise)).toBe(null)
})

it.concurrent("goes on after its object was lost and restored", async () => {
  const token = await newOwner("promise-lost")
  broken.add("promise-lost")
  const promise = await send(
    "@promise-lost/a", token, await packPackage("@promise-lost/a", "1.0.0"),
  )
  expect(promise.status).toBe(202)
  await loseObject(String(promise.json["id"]))
  broken.delete("promise-lost")
  const line = `GET ${promise.headers.get("location")}`
  expect((await ask(line, { token })).json["state"]).toBe("processing")
  const begun = await ask("POST /v1/admin/rebuild", { body: { objects: true } })
  expect(begun.status).toBe(202)
  expect((await ended(promise, token)).json["state"]).toBe("published")
  expect((await ask("GET /v1/packages/@promise-lost/a/1.0.0/metadata")).status).toBe(200)
})

// Alone, since the date is everybody's.
it("forgets a promise after a week", async () => {
  const token = await newOwner("promise-week")
  const archive = await packPackage("@promise-week/a", "1.0.0")
  const promise = await send("@promise-week/a", token, archive)
  await ended(promise, token)
  const id = String(promise.json["id"])
  const key = `publishes/${id}.json`
  expect(await bindings.STATE.head(key)).not.toBe(null)
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + WEEK_MS })
  expect(refused(await ask(`GET /v1/publishes/${id}`, { token }))).toEqual([404, "not_found"])
  const jobs = bindings.JOB as unknown as DurableObjectNamespace
  await runDurableObjectAlarm(jobs.getByName(id))
  await vi.waitFor(async () => expect(await bindings.STATE.head(key)).toBe(null))
})
