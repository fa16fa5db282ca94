// Requests through the shell, in workerd: every capability once, instances that never share a
// request, and what is left of a request whose instance breaks.

import { expect, it } from "vitest"
import { readResponse } from "../../host/request.ts"
import { writer } from "../../host/wire.ts"
import { bindings, worker } from "./bindings.ts"
import { POOL } from "./main.ts"

const ORIGIN = "http://registry.test"

function ask(path: string, init: RequestInit = {}): Promise<Response> {
  return worker.fetch(new Request(ORIGIN + path, init))
}

async function textOf(path: string, init: RequestInit = {}): Promise<string> {
  const response = await ask(path, init)
  expect(response.status).toBe(200)
  return response.text()
}

async function hexOf(bytes: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))
  return [...digest].map((one) => one.toString(16).padStart(2, "0")).join("")
}

it("hands over method, path, query, headers and address", async () => {
  const headers = { "cf-connecting-ip": "192.0.2.7", "x-request-id": "request-0001", accept: "a/b" }
  const text = await textOf("/echo/%2F?a=%20b&c", { method: "PUT", headers })
  expect(text).toContain("PUT /echo/%2F a=%20b&c 192.0.2.7 ")
  expect(text).toContain("accept: a/b")
  expect(text).toContain("x-request-id: request-0001")
})

it("hands over only the headers that the module wants", async () => {
  const headers = { accept: "a/b", cookie: "c=d", "user-agent": "e" }
  const text = await textOf("/echo", { headers })
  expect(text).toMatch(/ accept: a\/b; x-request-id: [0-9a-f-]{36}$/)
})

it("makes a request id where the client's is none", async () => {
  const text = await textOf("/echo", { headers: { "x-request-id": "no id!" } })
  expect(text).toMatch(/x-request-id: [0-9a-f-]{36}/)
  expect(text).not.toContain("no id!")
})

it("has an answer's bytes for itself, whatever becomes of the instance's memory", async () => {
  const wire = writer().int(200).pairs([["content-type", "text/plain"]]).int(0).text("mine")
    .bool(false).done()
  const response = readResponse(wire, null)
  wire.fill(0)
  expect(await response.text()).toBe("mine")
  expect(response.headers.get("content-type")).toBe("text/plain")
})

it("answers HEAD without a body, and statuses that have none", async () => {
  const head = await ask("/echo", { method: "HEAD" })
  expect(await head.text()).toBe("")
  expect(Number(head.headers.get("x-length"))).toBeGreaterThan(10)
  for (const status of [204, 304]) {
    expect((await ask(`/status/${status}`)).status).toBe(status)
  }
})

it("reaches the object store with all its conditions", async () => {
  expect(await textOf("/store")).toBe("true false true false three 5 walk true")
})

it("gives errors to Ori as values", async () => {
  expect(await textOf("/wrong")).toBe("an error value")
})

it("reaches copies and the isolate's memory", async () => {
  expect(await textOf("/copies")).toBe("0 7 0")
  // The put goes on after the answer.
  await expect.poll(() => bindings.KV.get("copy")).toBe("edge")
})

it("has clock, settings, digests, keys and randomness", async () => {
  const key = await crypto.subtle.digest("SHA-256", new TextEncoder().encode("abc"))
  expect(key.byteLength).toBe(32)
  const [later, digest, publicKey, same, access, absent] = (await textOf("/still")).split(" ")
  expect([later, same, access, absent]).toEqual(["true", "false", "public", "none"])
  expect(digest).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  expect(publicKey).toBe(await ed25519Of("7".repeat(32)))
})

/** The public key by WebCrypto, which imports a seed in PKCS #8 only. */
async function ed25519Of(seed: string): Promise<string> {
  const prefix = "302e020100300506032b657004220420".match(/../g) ?? []
  const bytes = [...prefix.map((pair) => parseInt(pair, 16)), ...new TextEncoder().encode(seed)]
  const key = await crypto.subtle.importKey(
    "pkcs8", Uint8Array.from(bytes), { name: "Ed25519" }, true, ["sign"],
  )
  const { x = "" } = await crypto.subtle.exportKey("jwk", key) as JsonWebKey
  const text = atob(x.replaceAll("-", "+").replaceAll("_", "/"))
  return [...text].map((one) => one.charCodeAt(0).toString(16).padStart(2, "0")).join("")
}

it("reads bodies up to a limit, announced or not", async () => {
  const bytes = new TextEncoder().encode(`${"x".repeat(5000)}needle and the end`)
  const expected = `${bytes.length} end 5000 ${await hexOf(bytes)}`
  const post = (limit: number, body: BodyInit) => textOf(`/body?${limit}`, { method: "POST", body })
  const streamed = () => new Response(bytes).body?.pipeThrough(new TransformStream()) ?? ""
  expect(await post(bytes.length, bytes)).toBe(expected)
  expect(await post(bytes.length - 1, bytes)).toBe("-1")
  expect(await post(bytes.length, streamed())).toBe(expected)
  expect(await post(bytes.length - 1, streamed())).toBe("-1")
})

it("keeps a body in R2 under its digest, twice as well as once", async () => {
  const body = crypto.getRandomValues(new Uint8Array(50_000))
  const key = `kept/${await hexOf(body)}`
  expect(await textOf("/keep", { method: "POST", body })).toBe(key)
  expect(await textOf("/keep", { method: "POST", body })).toBe(key)
  const stored = await bindings.PUBLIC.get(key)
  expect(new Uint8Array(await stored?.arrayBuffer() ?? new ArrayBuffer(0))).toEqual(body)
  expect(stored?.checksums.sha256?.byteLength).toBe(32)
})

it("holds five large bodies at once, and the next when there is room again", async () => {
  const gates: (() => void)[] = []
  const slow = () => new ReadableStream<Uint8Array>({
    async start(controller) {
      await new Promise<void>((resolve) => gates.push(resolve))
      controller.enqueue(new Uint8Array(10))
      controller.close()
    },
  })
  const held = [1, 2, 3, 4, 5].map(() => textOf("/keep", { method: "POST", body: slow() }))
  await expect.poll(() => gates.length).toBe(5)
  await new Promise((resolve) => setTimeout(resolve, 50))
  let waits = true
  const body = () => new Response(new Uint8Array(10)).body?.pipeThrough(new TransformStream()) ?? ""
  const next = textOf("/keep", { method: "POST", body: body() }).finally(() => { waits = false })
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect(waits).toBe(true)
  for (const open of gates) open()
  for (const text of await Promise.all([...held, next])) expect(text).toMatch(/^kept\//)
})

it("sends bodies to the processor with their length", async () => {
  const body = new Uint8Array(70_000)
  const text = await textOf("/process?/verdict", { method: "POST", body })
  expect(text).toBe("200 POST /verdict 70000 70000".replace("200 ", "200 "))
})

it("probes what fails silently elsewhere", async () => {
  expect(await textOf("/probe?kv")).toBe("well")
  expect(await textOf("/probe?processor")).toBe("well")
  expect(await textOf("/probe?moon")).toBe("down: no service moon")
})

it("calls objects", async () => {
  expect(await textOf("/object?count")).toBe("package asked 1")
  expect(await textOf("/object?break")).toMatch(/^failed: /)
})

it("streams from R2, whole and in part", async () => {
  await bindings.PUBLIC.put("archive", "0123456789")
  const whole = await ask("/stream/archive")
  expect([whole.status, await whole.text()]).toEqual([200, "0123456789"])
  expect(whole.headers.get("content-type")).toBe("application/gzip")
  const part = await ask("/stream/archive?2,3")
  expect([part.status, await part.text()]).toEqual([206, "234"])
  expect((await ask("/stream/nothing")).status).toBe(404)
})

it("never lets two requests share an instance", async () => {
  const count = 24
  const texts = await Promise.all(
    Array.from({ length: count }, (_, i) => textOf(`/interleave?r${i}-`)),
  )
  texts.forEach((text, i) => {
    expect(text).toBe(Array.from({ length: 8 }, (_, step) => `r${i}-${step};`).join(""))
  })
  expect(POOL.counts().idle).toBeLessThanOrEqual(16)
})

it("keeps the instance that was used last at hand", async () => {
  await textOf("/echo")
  const { made } = POOL.counts()
  for (let i = 0; i < 10; i++) await textOf("/echo")
  expect(POOL.counts().made).toBe(made)
})

for (const path of ["/panic", "/late", "/index", "/deep"]) {
  it(`answers ${path} with a problem, records it, and drops the instance`, async () => {
    await textOf("/echo")
    const before = POOL.counts()
    const id = `trap-${path.slice(1)}-0001`
    const response = await ask(path, { headers: { "x-request-id": id } })
    expect(response.status).toBe(500)
    expect(response.headers.get("content-type")).toBe("application/problem+json")
    expect(response.headers.get("x-request-id")).toBe(id)
    expect(response.headers.get("cache-control")).toBe("no-store")
    expect(await response.json()).toMatchObject({
      type: "urn:ori:problem:internal", code: "internal", status: 500, request_id: id,
    })
    expect(POOL.counts().idle).toBe(before.idle - 1)
    const record = await recordOf(id)
    expect(record).toMatchObject({ kind: "request", id, where: `GET ${path}` })
    if (path === "/panic") expect(JSON.stringify(record)).toContain("on purpose")
    expect(await textOf("/echo")).toContain("GET /echo")
  })
}

async function recordOf(id: string): Promise<unknown> {
  const find = async () =>
    (await bindings.STATE.list({ prefix: "errors/" })).objects.find((one) => one.key.includes(id))
  await expect.poll(find).toBeDefined()
  return (await bindings.STATE.get((await find())?.key ?? ""))?.json()
}

it("lets the others go on when one breaks", async () => {
  const good = Array.from({ length: 8 }, (_, i) => textOf(`/interleave?g${i}-`))
  const bad = Array.from({ length: 4 }, () => ask("/late"))
  for (const response of await Promise.all(bad)) expect(response.status).toBe(500)
  for (const text of await Promise.all(good)) expect(text).toContain("7;")
})
