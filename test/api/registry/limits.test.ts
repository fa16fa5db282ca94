// Rate limits, over HTTP, in workerd: exact for what one isolate serves, and nothing that a client
// says or sends makes them wider.

import { runInDurableObject } from "cloudflare:test"
import { beforeEach, expect, it } from "vitest"
import type { Env } from "../../../host/env.ts"
import { ask, bindings, newUser, type Answer, type Ask } from "./client.ts"
import { worlds } from "./main.ts"

const LIMITS = {
  RATE_LIMIT_ANON: "20", RATE_LIMIT_TOKEN: "40", RATE_LIMIT_READ_ANON: "30",
  RATE_LIMIT_READ_TOKEN: "60",
}
worlds.set("limited", (env) => ({ ...env, ...LIMITS }))
worlds.set("broken limiter", (env) => ({
  ...env, LIMITER: { getByName: () => ({ call: () => Promise.reject(new Error("down")) }) },
}))

const MINUTE_MS = 60_000
/** What a test needs of a window. */
const ROOM_MS = 10_000

/** Windows are aligned to the minute: a test begins where it also ends. */
beforeEach(async () => {
  const left = MINUTE_MS - Date.now() % MINUTE_MS
  if (left < ROOM_MS) await new Promise((resolve) => setTimeout(resolve, left + 10))
})

function from(address: string, more: Ask = {}): Ask {
  const headers = { "cf-connecting-ip": address, ...more.headers }
  return { token: null, world: "limited", ...more, headers }
}

function many(count: number, line: string, options: Ask): Promise<Answer[]> {
  return Promise.all(Array.from({ length: count }, () => ask(line, options)))
}

const statuses = (answers: Answer[], status: number) =>
  answers.filter((one) => one.status === status).length

it("counts down to zero, then refuses until the window ends", async () => {
  const left: number[] = []
  for (let i = 0; i < 20; i++) {
    const { status, headers } = await ask("GET /v1/scopes", from("192.0.2.1"))
    expect([status, headers.get("x-ratelimit-limit")]).toEqual([200, "20"])
    left.push(Number(headers.get("x-ratelimit-remaining")))
  }
  expect(left).toEqual(Array.from({ length: 20 }, (_, i) => 19 - i))
  const over = await ask("GET /v1/scopes", from("192.0.2.1"))
  expect([over.status, over.code]).toEqual([429, "rate_limited"])
  const reset = Number(over.headers.get("x-ratelimit-reset"))
  expect(reset).toBeGreaterThan(0)
  expect(reset).toBeLessThanOrEqual(60)
  expect(over.headers.get("retry-after")).toBe(String(reset))
  expect(over.headers.get("x-ratelimit-remaining")).toBe("0")
  expect((await ask("GET /v1/scopes", from("192.0.2.2"))).status).toBe(200)
})

it("is exact under concurrency, at the first and at every later wave", async () => {
  const waves = [7, 40, 40]
  let good = 0
  for (const count of waves) {
    good += statuses(await many(count, "GET /v1/scopes", from("192.0.2.3")), 200)
  }
  expect(good).toBe(20)
})

it("counts package reads apart, and more of them", async () => {
  const path = "GET /v1/packages/limited/nothing"
  const reads = await many(45, path, from("192.0.2.4"))
  expect([statuses(reads, 404), statuses(reads, 429)]).toEqual([30, 15])
  expect(reads.find((one) => one.status === 404)?.headers.get("x-ratelimit-limit")).toBe("30")
  expect((await ask("GET /v1/scopes", from("192.0.2.4"))).status).toBe(200)
})

it("counts a verified token by itself, wherever it comes from", async () => {
  const { token } = await newUser()
  const answers = await Promise.all(Array.from({ length: 50 }, (_, i) =>
    ask("GET /v1/scopes", from(`192.0.2.${i + 10}`, { token }))))
  expect([statuses(answers, 200), statuses(answers, 429)]).toEqual([40, 10])
  expect((await ask("GET /v1/scopes", from("192.0.2.10"))).status).toBe(200)
})

it("counts failed authentication against the address", async () => {
  const bad = from("192.0.2.99", { token: "ori_x" })
  const answers = await many(30, "GET /v1/me", bad)
  expect([statuses(answers, 401), statuses(answers, 429)]).toEqual([20, 10])
  expect((await ask("GET /v1/scopes", from("192.0.2.99"))).status).toBe(429)
})

it("counts unknown paths and wrong methods, but no health, discovery, OPTIONS or 304", async () => {
  const options = from("192.0.2.100")
  const etag = (await ask("GET /v1/openapi.json", options)).headers.get("etag") ?? ""
  const known = from("192.0.2.100", { headers: { "if-none-match": etag } })
  for (let i = 0; i < 25; i++) {
    for (const line of ["GET /v1", "GET /v1/health", "OPTIONS /v1/scopes"]) {
      const free = await ask(line, options)
      expect(free.headers.get("x-ratelimit-limit"), line).toBe(null)
    }
    const unchanged = await ask("GET /v1/openapi.json", known)
    expect([unchanged.status, unchanged.headers.get("x-ratelimit-limit")]).toEqual([304, null])
  }
  const next = await ask("GET /v1/nothing", options)
  expect([next.status, next.headers.get("x-ratelimit-remaining")]).toEqual([404, "18"])
  const wrong = await ask("PUT /v1/scopes", options)
  expect([wrong.status, wrong.headers.get("x-ratelimit-remaining")]).toEqual([405, "17"])
})

it("takes an IPv6 client by its /64, and never believes X-Forwarded-For", async () => {
  const answers = await Promise.all(Array.from({ length: 30 }, (_, i) =>
    ask("GET /v1/scopes", from(`2001:db8:1:2::${i.toString(16)}`, {
      headers: { "x-forwarded-for": `198.51.100.${i}` },
    }))))
  expect([statuses(answers, 200), statuses(answers, 429)]).toEqual([20, 10])
  expect((await ask("GET /v1/scopes", from("2001:DB8:1:2:ffff::1"))).status).toBe(429)
  expect((await ask("GET /v1/scopes", from("2001:db8:1:3::1"))).status).toBe(200)
})

it("forgives nothing when a limiter is lost", async () => {
  expect(statuses(await many(10, "GET /v1/scopes", from("192.0.2.101")), 200)).toBe(10)
  const namespace = bindings.LIMITER as unknown as DurableObjectNamespace
  const stub = namespace.getByName("api/address/192.0.2.101")
  const lost = runInDurableObject(stub, (_, state) => { state.abort("evicted") })
  await lost.catch(() => undefined)
  const after = await many(20, "GET /v1/scopes", from("192.0.2.101"))
  expect([statuses(after, 200), statuses(after, 429)]).toEqual([10, 10])
})

it("leases an isolate at most a twentieth of the limit, so that little is stranded", async () => {
  await many(12, "GET /v1/scopes", from("192.0.2.102"))
  const namespace = bindings.LIMITER as unknown as DurableObjectNamespace
  const head = await runInDurableObject(
    namespace.getByName("api/address/192.0.2.102"),
    (_, state) => state.storage.kv.get<Uint8Array>("head")?.slice(),
  )
  const granted = Number(new DataView(head!.buffer).getBigInt64(16, true))
  expect(granted).toBeGreaterThanOrEqual(12)
  expect(granted).toBeLessThanOrEqual(13)
})

it("lets reads through and refuses writes while the limiter fails", async () => {
  const { token } = await newUser()
  const world = "broken limiter"
  const read = await ask("GET /v1/scopes", { token, world })
  expect([read.status, read.headers.get("x-ratelimit-limit")]).toEqual([200, null])
  const write = await ask("POST /v1/scopes", { token, world, body: { name: "unlimited" } })
  expect([write.status, write.code]).toEqual([503, "limiter_unavailable"])
  expect(write.headers.get("retry-after")).toMatch(/^\d+$/)
  expect((await ask("GET /v1/scopes/unlimited", { token })).status).toBe(404)
  expect((await ask("GET /v1/me", { token: "ori_x", world })).status).toBe(401)
})

it("asks no limiter what the platform's shield refuses, and goes on where that fails", async () => {
  let asked = 0
  const shielded = (limit: () => Promise<{ success: boolean }>) => (env: Env): Env => ({
    ...env, SHIELD: { limit },
    LIMITER: { getByName: (name) => { asked += 1; return env.LIMITER.getByName(name) } },
  })
  worlds.set("shielded", shielded(async () => ({ success: false })))
  worlds.set("broken shield", shielded(() => Promise.reject(new Error("down"))))
  const shut = await ask("GET /v1/scopes", from("192.0.2.110", { world: "shielded" }))
  expect([shut.status, shut.code, asked]).toEqual([429, "rate_limited", 0])
  const open = await ask("GET /v1/scopes", from("192.0.2.110", { world: "broken shield" }))
  expect([open.status, asked]).toEqual([200, 1])
})
