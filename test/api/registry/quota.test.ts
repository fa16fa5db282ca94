// Quotas, over HTTP, in workerd: what parallel publishes together may take, what costs nothing,
// what comes back, and that a day ends.

import { afterEach, expect, it, vi } from "vitest"
import { packPackage } from "./archive.ts"
import { ask, bindings, newScope, newUser, refused, ROOT, type Answer } from "./client.ts"
import { held, SETTLE_MS } from "./held.ts"
import { worlds } from "./main.ts"

const ARCHIVE_BYTES = (await packPackage("@quota-a/p0", "1.0.0")).length
const gzip = { "content-type": "application/gzip" }

worlds.set("three names", (env) => ({ ...env, QUOTA_NAMES: "3" }))
// Archives of these tests differ by some bytes.
worlds.set("three archives", (env) => ({
  ...env, QUOTA_BYTES: String(3 * (ARCHIVE_BYTES + 10)),
}))

afterEach(() => { vi.useRealTimers() })

type User = { name: string; token: string }
type Quota = Record<"bytes" | "bytes_left" | "names" | "names_left", number>
  & { names_reset_at: string }

async function owner(scope: string): Promise<User> {
  const user = await newUser("quota")
  await newScope(user.token, scope)
  return user
}

async function send(
  verb: "publish" | "validate", user: User, world: string, name: string, version = "1.0.0",
): Promise<Answer> {
  const body = await packPackage(name, version)
  return ask(`POST /v1/packages/${name}/${verb}`, { token: user.token, world, body, headers: gzip })
}

async function quotaOf(user: User, world: string): Promise<Quota> {
  return (await ask("GET /v1/me", { token: user.token, world })).json["quota"] as unknown as Quota
}

const count = (answers: Answer[], status: number) =>
  answers.filter((one) => one.status === status).length

/** What must hold when users' objects have asked what became of publishes, one wait for all. */
const afterwards: { user: User; look: () => Promise<void> }[] = []

async function settled(user: User): Promise<void> {
  const until = Date.now() + SETTLE_MS
  while (await held(user.name) > 0 && Date.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  expect(await held(user.name)).toBe(0)
}

let creator: User | null = null

it("lets no parallel publishes create more names than there are in a day", async () => {
  const user = await owner("quota-a")
  creator = user
  const world = "three names"
  const sent = Array.from({ length: 8 }, (_, i) => send("publish", user, world, `@quota-a/p${i}`))
  const answers = await Promise.all(sent)
  expect([count(answers, 201), count(answers, 429)]).toEqual([3, 5])
  const over = answers.find(({ status }) => status === 429)!
  expect(over.code).toBe("quota_exceeded")
  const seconds = Number(over.headers.get("retry-after"))
  expect(seconds).toBeGreaterThan(0)
  expect(seconds).toBeLessThanOrEqual(86_400)
  expect(await quotaOf(user, world)).toMatchObject({ names: 3, names_left: 0 })
  const fresh = await send("validate", user, world, "@quota-a/p9")
  expect(refused(fresh)).toEqual([429, "quota_exceeded"])
  const known = String(answers.find(({ status }) => status === 201)!.json["name"])
  expect((await send("publish", user, world, known, "1.1.0")).status).toBe(201)
  const used = await quotaOf(user, world)
  expect(used.names_left).toBe(0)
  afterwards.push({
    user, look: async () => expect(await quotaOf(user, world)).toEqual(used),
  })
})

it("lets no parallel publishes store more bytes than there are, for operators too", async () => {
  const world = "three archives"
  const user = await owner("quota-b")
  await send("publish", user, world, "@quota-b/p")
  const versions = Array.from({ length: 8 }, (_, i) => `1.${i + 1}.0`)
  const sent = versions.map((version) => send("publish", user, world, "@quota-b/p", version))
  const answers = await Promise.all(sent)
  expect([count(answers, 201), count(answers, 429)]).toEqual([2, 6])
  const over = answers.find(({ status }) => status === 429)!
  expect([over.code, over.headers.get("retry-after")]).toEqual(["quota_exceeded", null])
  expect(String(over.json["detail"])).toContain("bytes")
  const before = await quotaOf(user, world)
  afterwards.push({
    user, look: async () => expect(await quotaOf(user, world)).toEqual(before),
  })
  const list = await ask("GET /v1/packages/quota-b/p/versions", { token: null })
  const sizes = (list.json["versions"] as unknown as { size: number }[]).map(({ size }) => size)
  expect(before.bytes - before.bytes_left).toBe(sizes.reduce((sum, size) => sum + size, 0))
  worlds.set("no room", (env) => ({ ...env, QUOTA_BYTES: "1" }))
  const root = await send("publish", { name: "root", token: ROOT }, "no room", "@quota-b/q")
  expect(refused(root)).toEqual([429, "quota_exceeded"])
})

it("takes nothing for a repeat, however many come at once", async () => {
  const world = "three names"
  const user = await owner("quota-c")
  const sent = Array.from({ length: 6 }, () => send("publish", user, world, "@quota-c/p"))
  const answers = await Promise.all(sent)
  expect([count(answers, 201), count(answers, 200)]).toEqual([1, 5])
  const used = await quotaOf(user, world)
  expect([used.names_left, used.bytes - used.bytes_left]).toEqual([2, answers[0]!.json["size"]])
  expect((await send("publish", user, world, "@quota-c/p")).status).toBe(200)
  afterwards.push({
    user, look: async () => expect(await quotaOf(user, world)).toEqual(used),
  })
})

it("counts a publish that nobody finished, for some seconds", async () => {
  const world = "three names"
  const user = await owner("quota-d")
  const down = { call: () => Promise.reject(new Error("down")) }
  let asked = 0
  worlds.set("lost package", (env) => ({
    ...env, QUOTA_NAMES: "3",
    PACKAGE: { getByName: (name) => (asked++ === 0 ? env.PACKAGE.getByName(name) : down) },
  }))
  expect((await send("publish", user, "lost package", "@quota-d/p")).status).toBe(503)
  expect(await quotaOf(user, world)).toMatchObject({ names_left: 2 })
  const look = async () => {
    const after = await quotaOf(user, world)
    expect([after.names_left, after.bytes - after.bytes_left]).toEqual([3, 0])
  }
  afterwards.push({ user, look })
})

it("tells the quotas, and takes none that is no number", async () => {
  worlds.set("odd quotas", (env) => ({ ...env, QUOTA_BYTES: "-1", QUOTA_NAMES: "many" }))
  const { json } = await ask("GET /v1", { token: null, world: "odd quotas" })
  expect(json["limits"]).toMatchObject({ quota_bytes: 2_000_000_000, quota_names: 1_000 })
  const three = await ask("GET /v1", { token: null, world: "three names" })
  expect(three.json["limits"]).toMatchObject({ quota_names: 3 })
})

it("knows some seconds later what became of each publish, and gives back the rest", async () => {
  for (const { user, look } of afterwards) {
    await settled(user)
    await look()
    const row = await (await bindings.STATE.get(`users/${user.name}.json`))?.text() ?? ""
    const { bytes, bytes_left: left } = await quotaOf(user, "three names")
    expect(JSON.parse(row)).toMatchObject({ usage: { bytes: bytes - left } })
  }
})

/** The last, since no clock may be turned back. */
it("begins every UTC day anew with names, but not with bytes", async () => {
  const user = creator!
  const before = await quotaOf(user, "three names")
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 86_400_000 })
  const { names_left: names, bytes_left: bytes } = await quotaOf(user, "three names")
  expect([names, bytes]).toEqual([3, before.bytes_left])
  expect((await send("publish", user, "three names", "@quota-a/p9")).status).toBe(201)
  expect(await quotaOf(user, "three names")).toMatchObject({ names_left: 2 })
})
