// Read your writes (API 2): an answer is never older than the size of the log that its reader has
// seen, whatever copies say. Other isolates are what is put into R2 and KV past this one.

import { expect, it } from "vitest"
import { ask, bindings, refused, type Ask } from "./client.ts"
import { newPackage, publish, sizeAfter, type Owner } from "./life.ts"
import { watch } from "./watch.ts"

const anyone = (size?: number | string): Ask => ({
  token: null, ...size === undefined ? {} : { headers: { "x-log-size-at-least": String(size) } },
})

/** Every document of a package and its scope, and what reads it. */
const READS: [string, string[]][] = [
  ["package/@newest/one.json", [""]],
  ["versions/@newest/one.json", ["/versions"]],
  [
    "metadata/@newest/one/1.0.0.json",
    ["/1.0.0/metadata", "/1.0.0/closure", "/1.0.0/proof", "/1.0.0/download"],
  ],
]

let owner: Owner | null = null
let made = 0

/** A publish of another package, and the size of the log with it. */
async function moreLog(): Promise<number> {
  owner ??= await newPackage("@newest/one", "1.0.0")
  made += 1
  return sizeAfter(await publish(owner.token, `@newest/more-x${made}`, "1.0.0"))
}

const textOf = async (key: string) => (await (await bindings.PUBLIC.get(key))?.text()) ?? ""

it("answers from copies without a size, and compares with R2 for whoever has one", async () => {
  const size = await moreLog()
  const line = "GET /v1/packages/newest/one/versions"
  await ask(line, anyone(size))
  for (const [least, wanted] of [
    [undefined, ""], [0, ""], [size - 1, "public.head"], [size, "public.head"],
    [`000${size}`, "public.head"], [undefined, ""],
  ] as const) {
    const [answer, calls] = await watch(line, anyone(least))
    expect([answer.status, calls], String(least)).toEqual([200, wanted])
  }
  const [ahead, calls] = await watch(line, anyone(size + 1))
  expect([...refused(ahead), calls]).toEqual([412, "log_size_ahead", "public.get"])
})

it("shows what another isolate put, to every read that has seen the log since", async () => {
  await moreLog()
  for (const [key, paths] of READS) {
    for (const path of paths) {
      const line = `GET /v1/packages/newest/one${path}`
      const old = await ask(line, anyone(await moreLog()))
      expect(old.status, line).toBe(200)
      const text = await textOf(`documents/${key}`)
      await bindings.PUBLIC.delete(`documents/${key}`)
      expect((await ask(line, anyone())).status, line).toBe(200)
      expect(refused(await ask(line, anyone(await moreLog()))), line).toEqual([404, "not_found"])
      await bindings.PUBLIC.put(`documents/${key}`, text)
      expect((await ask(line, anyone())).status, line).toBe(200)
    }
  }
})

it("shows what changed in R2 while memory has the old copy", async () => {
  const size = await moreLog()
  const key = "documents/versions/@newest/one.json"
  const line = "GET /v1/packages/newest/one/versions"
  const old = await ask(line, anyone(size))
  const changed = (await textOf(key)).replace('"yanked":false', '"yanked":true')
  await bindings.PUBLIC.put(key, changed)
  expect((await ask(line, anyone())).body).toBe(old.body)
  expect((await ask(line, anyone(size))).body).toBe(changed)
  expect((await ask(line, anyone())).body).toBe(changed)
})

it("shows what changed in R2 while only KV has a copy", async () => {
  await ask("GET /v1/packages/newest/one/versions", anyone(await moreLog()))
  const kv = bindings.KV as unknown as KVNamespace
  const copy = await kv.get("doc/documents/versions/@newest/one.json", "arrayBuffer")
  const text = await textOf("documents/versions/@newest/one.json")
  await bindings.PUBLIC.put("documents/versions/@newest/now.json", `${text} `)
  await kv.put("doc/documents/versions/@newest/now.json", copy!)
  const line = "GET /v1/packages/newest/now/versions"
  const [stale, calls] = await watch(line, anyone())
  expect([stale.body, calls]).toEqual([text, "kv.get"])
  expect((await ask(line, anyone(await moreLog()))).body).toBe(`${text} `)
})

it("keeps no 404, with or without a size", async () => {
  const size = await moreLog()
  const text = await textOf("documents/versions/@newest/one.json")
  for (const options of [anyone(), anyone(size)]) {
    const name = options.headers === undefined ? "later" : "much-later"
    const line = `GET /v1/packages/newest/${name}/versions`
    expect((await ask(line, options)).status).toBe(404)
    await bindings.PUBLIC.put(`documents/versions/@newest/${name}.json`, text)
    expect((await ask(line, options)).status).toBe(200)
  }
})

it("refuses a size that is none, or that the log has not reached, where reads obey", async () => {
  const size = await moreLog()
  const paths = [
    ...READS.flatMap(([, ends]) => ends.map((end) => `/v1/packages/newest/one${end}`)),
    "/v1/packages/newest/none", "/v1/scopes", "/v1/scopes/newest", "/v1/log/checkpoint",
  ]
  for (const path of paths) {
    for (const bad of ["", "-1", "+1", "1.0", "0x1", "1e3", "１"]) {
      const answer = await ask(`GET ${path}`, anyone(encodeURIComponent(bad)))
      expect(refused(answer), `${path} ${bad}`).toEqual([400, "bad_log_size"])
    }
    for (const ahead of [size + 1, "99999999999999999999999"]) {
      const answer = await ask(`GET ${path}`, anyone(ahead))
      expect(refused(answer), path).toEqual([412, "log_size_ahead"])
    }
  }
  for (const path of ["/v1", "/v1/health", "/v1/log/key", "/v1/openapi.json"]) {
    expect((await ask(`GET ${path}`, anyone("x"))).status, path).toBe(200)
  }
})
