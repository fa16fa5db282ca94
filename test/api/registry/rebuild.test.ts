// Everything that is a copy is made again: all of KV under traffic, served documents byte for byte,
// and objects that lost their storage.

import { runInDurableObject } from "cloudflare:test"
import { expect, it } from "vitest"
import { manifest, pack } from "./archive.ts"
import { ask, bindings, newUser, refused, type Answer } from "./client.ts"
import { held, SETTLE_MS } from "./held.ts"
import { latestOf, newPackage, publish } from "./life.ts"

const kv = bindings.KV as unknown as KVNamespace

async function status(): Promise<Record<string, unknown>> {
  const answer = await ask("GET /v1/admin/rebuild")
  expect(answer.status).toBe(200)
  return answer.json
}

/** Begins a rebuild and waits for its end. */
async function rebuild(body?: object): Promise<Record<string, unknown>> {
  const begun = await ask("POST /v1/admin/rebuild", body === undefined ? {} : { body })
  expect([begun.status, begun.json["state"]]).toEqual([202, "running"])
  await expect.poll(async () => (await status())["state"], { timeout: 50_000, interval: 200 })
    .toBe("done")
  return status()
}

async function copies(): Promise<string[]> {
  return (await kv.list({ prefix: "doc/" })).keys.map(({ name }) => name).sort()
}

/** What R2 has under these prefixes: bytes and etags. */
async function stored(bucket: R2Bucket, ...prefixes: string[]): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  for (const prefix of prefixes) {
    for (const { key, etag } of (await bucket.list({ prefix })).objects) {
      found.set(key, `${etag} ${await (await bucket.get(key))?.text()}`)
    }
  }
  return found
}

const publicBucket = bindings.PUBLIC as unknown as R2Bucket
const stateBucket = bindings.STATE as unknown as R2Bucket
const documents = () => stored(publicBucket, "documents/")
const accounts = () => stored(stateBucket, "users/", "private/tokens/")
const dumps = () => stored(stateBucket, "objects/")

/** What of their quotas users have used is known later than all else. */
async function counted(user: string): Promise<void> {
  await expect.poll(() => held(user), { timeout: SETTLE_MS, interval: 500 }).toBe(0)
  await settled()
}

/** Documents follow a write within a second or so. */
async function settled(): Promise<void> {
  let before = ""
  await expect.poll(async () => {
    const now = JSON.stringify([...await documents(), ...await accounts(), ...await dumps()])
    const same = now === before
    before = now
    return same
  }, { timeout: 20_000, interval: 1_500 }).toBe(true)
}

type Kind = "PACKAGE" | "SCOPE" | "USER" | "LOG" | "REBUILD"

function inside<Result>(
  kind: Kind, name: string, work: (state: DurableObjectState) => Result | Promise<Result>,
): Promise<Result> {
  const namespace = bindings[kind] as unknown as DurableObjectNamespace
  return runInDurableObject(namespace.getByName(name), (_, state) => work(state)) as Promise<Result>
}

async function lose(kind: Kind, name: string): Promise<void> {
  await inside(kind, name, async (state) => {
    await state.storage.deleteAll()
    await state.storage.deleteAlarm()
  })
}

async function evict(kind: Kind, name: string): Promise<void> {
  await inside(kind, name, (state) => { state.abort("evicted") }).catch(() => undefined)
}

it("makes all of KV again under traffic, and no answer is wrong meanwhile", async () => {
  const { token } = await newPackage("@kv/one", "1.0.0", "1.1.0")
  const body = await pack({
    "oripk.toml": manifest("@kv/two", "1.0.0", '[dependencies]\n"@kv/one" = "1.0.0"'),
    "src/lib.ori": "// two\n",
  })
  const headers = { "content-type": "application/gzip" }
  const two = await ask("POST /v1/packages/@kv/two/publish", { token, headers, body })
  expect(two.status).toBe(201)
  const reads = [
    "one", "one/versions", "one/1.0.0/metadata", "one/1.1.0/metadata", "two/1.0.0/closure",
  ].map((path) => `GET /v1/packages/@kv/${path}`).concat("GET /v1/scopes/@kv")
  for (const line of reads) await ask(line)
  await ask("GET /v1/admin/users")
  await settled()
  const bodies = new Map<string, string>()
  for (const line of reads) bodies.set(line, (await ask(line)).body)
  for (const { name } of (await kv.list()).keys) await kv.delete(name)
  expect(await copies()).toEqual([])
  let going = true
  const traffic = Promise.all([1, 2, 3].map(async () => {
    while (going) for (const line of reads) expect((await ask(line)).body).toBe(bodies.get(line))
  }))
  const { failed } = await rebuild()
  going = false
  await traffic
  expect(failed).toEqual([])
  const wanted = [
    ...(await stored(publicBucket, "documents/", "closures/")).keys(),
    ...(await stored(stateBucket, "users/")).keys(),
  ]
  expect(await copies()).toEqual(wanted.map((key) => `doc/${key}`).sort())
}, 90_000)

it("puts deleted and damaged documents again, byte for byte, with their etags", async () => {
  const versions = Array.from({ length: 10 }, (_, i) => `1.${i}.0`)
  const { name, token } = await newPackage("@lost/docs", ...versions)
  const verb = "POST /v1/packages/@lost/docs/1.3.0/yank"
  expect((await ask(verb, { token, body: { reason: "r" } })).status).toBe(200)
  await ask("POST /v1/admin/packages/@lost/docs/1.4.0/remove", {
    body: { reason: "r", kind: "legal" },
  })
  await counted(name)
  const before = [await documents(), await accounts()]
  for (const key of before[0]!.keys()) await publicBucket.delete(key)
  for (const key of before[1]!.keys()) await stateBucket.delete(key)
  await publicBucket.put("documents/versions/@lost/docs.json", "damaged")
  const { failed } = await rebuild({})
  expect(failed).toEqual([])
  expect(await documents()).toEqual(before[0])
  expect(await accounts()).toEqual(before[1])
  // and writes go on from there
  expect((await publish(token, "@lost/docs", "2.0.0")).status).toBe(201)
  expect(await latestOf("@lost/docs")).toBe("2.0.0")
}, 90_000)

it("makes lost closures again, byte for byte, one from the other", async () => {
  const { token } = await newPackage("@chain/one", "1.0.0")
  let needs = "one"
  for (const name of ["two", "three", "four"]) {
    const dependency = `[dependencies]\n"@chain/${needs}" = "1.0.0"`
    const body = await pack({
      "oripk.toml": manifest(`@chain/${name}`, "1.0.0", dependency), "src/lib.ori": `// ${name}\n`,
    })
    const headers = { "content-type": "application/gzip" }
    const path = `POST /v1/packages/@chain/${name}/publish`
    expect((await ask(path, { token, headers, body })).status).toBe(201)
    needs = name
  }
  // What is yanked since is needed as before.
  const yank = "POST /v1/packages/@chain/two/1.0.0/yank"
  expect((await ask(yank, { token, body: { reason: "r" } })).status).toBe(200)
  await settled()
  const before = [await stored(publicBucket, "closures/"), await documents()]
  expect(before[0]!.size).toBeGreaterThan(2)
  for (const one of before) for (const key of one.keys()) await publicBucket.delete(key)
  expect((await rebuild())["failed"]).toEqual([])
  expect([await stored(publicBucket, "closures/"), await documents()]).toEqual(before)
  const { items } = (await ask("GET /v1/packages/@chain/four/1.0.0/closure")).json as unknown as
    { items: { name: string }[] }
  expect(items.map(({ name }) => name)).toEqual(["@chain/one", "@chain/three", "@chain/two"])
}, 90_000)

it("goes on after its object, and those that it calls, were ended in the middle", async () => {
  await newPackage("@mid/one", "1.0.0")
  await settled()
  const before = await documents()
  for (const key of before.keys()) await publicBucket.delete(key)
  expect((await ask("POST /v1/admin/rebuild")).status).toBe(202)
  for (let i = 0; i < 6; i++) {
    await new Promise((resolve) => setTimeout(resolve, 40 * i))
    await Promise.all([evict("REBUILD", "rebuild"), evict("PACKAGE", "@mid/one")])
  }
  const second = await ask("POST /v1/admin/rebuild", { body: { objects: true } })
  expect(second.status).toBe(202)
  await expect.poll(async () => (await status())["state"], { timeout: 50_000 }).toBe("done")
  expect(await documents()).toEqual(before)
}, 90_000)

it("restores objects that have lost everything, the log too, and none that has not", async () => {
  const { name, token } = await newPackage("@gone/one", "1.0.0", "1.1.0")
  await counted(name)
  const before = [await documents(), await accounts(), await dumps()]
  const checkpoint = await (await ask("GET /v1/log/checkpoint")).body
  await lose("PACKAGE", "@gone/one")
  await lose("SCOPE", "gone")
  await lose("USER", name)
  await lose("LOG", "log")
  const { failed, restored } = await rebuild({ objects: true })
  expect(failed).toEqual([])
  expect(restored).toBe(4)
  expect([await documents(), await accounts(), await dumps()]).toEqual(before)
  expect((await ask("GET /v1/log/checkpoint")).body).toBe(checkpoint)
  // The same bytes are the same publish, and what is new follows what was there.
  expect((await publish(token, "@gone/one", "1.0.0")).status).toBe(200)
  const next = await publish(token, "@gone/one", "1.2.0")
  expect(next.status).toBe(201)
  expect(next.headers.get("x-log-size")).toBe(String(Number(checkpoint.split("\n")[1]) + 1))
  expect((await rebuild({ objects: true }))["restored"]).toBe(0)
}, 90_000)

it("is an operator's, and in the audit", async () => {
  const { token } = await newUser()
  const forbidden: Answer[] = [
    await ask("POST /v1/admin/rebuild", { token }), await ask("GET /v1/admin/rebuild", { token }),
  ]
  for (const answer of forbidden) expect(refused(answer)).toEqual([403, "forbidden"])
  expect((await ask("POST /v1/admin/rebuild", { token: null })).status).toBe(401)
  const newest = (await ask("GET /v1/admin/audit?limit=100")).json["items"] as unknown as
    { action: string }[]
  expect(newest.filter(({ action }) => action === "rebuild.begin").length).toBeGreaterThan(3)
})
