// Every endpoint against every fault that its form can have, as the OpenAPI document lists them:
// the status, the code, and that nothing was written.

import { beforeAll, expect, it } from "vitest"
import { ask, bindings, newScope, newUser, ROOT, type Ask } from "./client.ts"

type Operation = {
  security: Record<string, string[]>[]
  requestBody?: { required: boolean; content: Record<string, unknown> }
  description: string
}
type Endpoint = Operation & { method: string; path: string }

const VALUES: Record<string, string> = {
  scope: "@faulty", name: "one", version: "1.0.0", id: "t_x", user: "faulty-user",
}
/** A body that each endpoint takes, so that only the fault is wrong. */
const BODIES: Record<string, Record<string, unknown>> = {
  "POST /v1/admin/users": { name: "faulty-new" },
  "PATCH /v1/admin/users/{user}": { disabled: false },
  "POST /v1/admin/users/{user}/tokens": { revoke_others: false },
  "POST /v1/tokens": { name: "faulty", scopes: ["read"] },
  "POST /v1/admin/rebuild": { objects: false },
  "POST /v1/scopes": { name: "faulty-new" },
  "POST /v1/packages/{scope}/{name}/{version}/yank": { reason: "r" },
  "POST /v1/packages/{scope}/{name}/{version}/unyank": { reason: "r" },
  "POST /v1/packages/{scope}/{name}/{version}/deprecate": { message: "m" },
  "POST /v1/packages/{scope}/{name}/transfer": { cancel: true },
  "POST /v1/admin/packages/{scope}/{name}/{version}/quarantine": { reason: "r" },
  "POST /v1/admin/packages/{scope}/{name}/{version}/release": { reason: "r" },
  "POST /v1/admin/packages/{scope}/{name}/{version}/remove": { reason: "r", kind: "legal" },
}

let endpoints: Endpoint[] = []
let owner = ""
let stranger = ""
let reader = ""
let revoked = ""

beforeAll(async () => {
  const document = await ask("GET /v1/openapi.json", { token: null })
  const paths = document.json["paths"] as unknown as Record<string, Record<string, Operation>>
  endpoints = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) =>
      ({ ...operation, path, method: method.toUpperCase() })))
  owner = (await newUser("faulty")).token
  stranger = (await newUser("faulty")).token
  await ask("POST /v1/admin/users", { body: { name: "faulty-user" } })
  await newScope(owner, "faulty")
  const made = async (scopes: string[]) => String((await ask("POST /v1/tokens", {
    token: owner, body: { name: "t", scopes },
  })).json["token"])
  reader = await made(["read"])
  revoked = await made(["admin"])
  await ask("DELETE /v1/tokens/self", { token: revoked })
})

/**
 * What is kept anywhere, but for copies and times of use, which reads renew, and dumps of objects,
 * which follow what was written before.
 */
async function everything(): Promise<string> {
  const buckets = await Promise.all([bindings.PUBLIC, bindings.STATE].map(async (bucket) =>
    (await bucket.list()).objects.filter(({ key }) => !key.startsWith("objects/"))
      .map(({ key, etag }) => `${key} ${etag}`)))
  const kv = await (bindings.KV as unknown as KVNamespace).list()
  const names = kv.keys.map(({ name }) => name).filter((name) => !/^(used|doc)\//.test(name))
  return [...buckets.flat(), ...names].join("\n")
}

/** The token scope that an endpoint needs; null for none. */
function needed(endpoint: Endpoint): string | null {
  const open = endpoint.security.some((one) => Object.keys(one).length === 0)
  return open ? null : endpoint.security[0]?.["token"]?.[0] ?? null
}

const isOperators = (one: Endpoint) => one.path.startsWith("/v1/admin/")
const isOwners = (one: Endpoint) => one.description.includes("owner")
const takesJson = (one: Endpoint) => one.requestBody?.content["application/json"] !== undefined

function place(endpoint: Endpoint, values: Record<string, string> = {}): string {
  const all = { ...VALUES, ...values }
  const path = endpoint.path.replace(/\{(\w+)\}/g, (_, name: string) => all[name] ?? "")
  return `${endpoint.method} ${path}`
}

/** A token that may, as far as the fault is not about that. */
function mayToken(endpoint: Endpoint): string | null {
  if (isOperators(endpoint)) return ROOT
  return needed(endpoint) === null ? null : owner
}

function goodBody(endpoint: Endpoint): Ask {
  const body = BODIES[`${endpoint.method} ${endpoint.path}`]
  return body === undefined ? {} : { body }
}

type Case = { endpoint: Endpoint; line: string; options: Ask; status: number; codes: string }

function tokenCases(endpoint: Endpoint): Case[] {
  const scope = needed(endpoint)
  const line = place(endpoint)
  const one = (token: string | null, status: number, codes: string): Case =>
    ({ endpoint, line, options: { ...goodBody(endpoint), token }, status, codes })
  const cases = [
    one("ori_x", 401, "token_malformed"), one(revoked, 401, "token_revoked"),
    one(`${ROOT.slice(0, -1)}${ROOT.endsWith("0") ? "1" : "0"}`, 401, "token_malformed"),
  ]
  if (scope === null) return cases
  cases.push(one(null, 401, "token_missing"))
  if (scope !== "read") cases.push(one(reader, 403, "forbidden"))
  if (isOperators(endpoint)) cases.push(one(owner, 403, "forbidden"))
  if (isOwners(endpoint)) cases.push(one(stranger, 403, "forbidden"))
  return cases
}

const BAD_VALUES: Record<string, [string, number, string][]> = {
  scope: [["a_b", 400, "invalid_name"], ["std", 400, "reserved_name"], ["@", 400, "invalid_name"]],
  name: [["1a", 400, "invalid_name"], ["a--b", 400, "invalid_name"], ["tmp", 400, "reserved_name"]],
  version: [["1.0", 400, "invalid_version"], ["1.0.0+a", 400, "invalid_version"]],
  user: [["a--b", 400, "invalid_name"], ["x".repeat(40), 400, "invalid_name"]],
  id: [["t_none", 404, "not_found"], ["NONE", 404, "not_found"]],
}

function pathCases(endpoint: Endpoint): Case[] {
  const names = [...endpoint.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? "")
  return names.flatMap((name) => (BAD_VALUES[name] ?? []).map(([value, status, codes]) => ({
    endpoint, line: place(endpoint, { [name]: value }), status, codes,
    options: { ...goodBody(endpoint), token: mayToken(endpoint) },
  })))
}

function bodyCases(endpoint: Endpoint): Case[] {
  if (!takesJson(endpoint)) return []
  const json = { "content-type": "application/json" }
  const good = BODIES[`${endpoint.method} ${endpoint.path}`] ?? {}
  const one = (body: unknown, status: number, codes: string, headers = json): Case => ({
    endpoint, line: place(endpoint), status, codes,
    options: { token: mayToken(endpoint), headers, body },
  })
  const [first = ""] = Object.keys(good)
  return [
    one("{", 400, "bad_json"), one("[]", 400, "bad_json"),
    one(`{"a":${"[".repeat(40)}`, 400, "bad_json"),
    one({ ...good, extra: 1 }, 400, "unknown_field"),
    one({ ...good, [first]: { of: "another type" } }, 400, "invalid_field"),
    one(`{"a":"${"x".repeat(70_000)}"}`, 413, "payload_too_large"),
    one("{}", 415, "unsupported_media_type", { "content-type": "text/plain" }),
    one(JSON.stringify(good), 415, "unsupported_media_type", {
      ...json, "content-encoding": "gzip",
    } as typeof json),
  ]
}

it("refuses each fault of each endpoint with its code, and writes nothing", async () => {
  expect(endpoints.length).toBeGreaterThan(20)
  const cases = endpoints.flatMap((one) => [
    ...tokenCases(one), ...pathCases(one), ...bodyCases(one),
  ])
  expect(cases.length).toBeGreaterThan(150)
  const before = await everything()
  for (const { line, options, status, codes } of cases) {
    const answer = await ask(line, options)
    expect([answer.status, answer.code], `${line} ${JSON.stringify(options).slice(0, 200)}`)
      .toEqual([status, codes])
    expect(String(answer.json["detail"]).length).toBeGreaterThan(10)
    expect(answer.headers.get("cache-control")).toBe("no-store")
    if (status === 401) expect(answer.headers.get("www-authenticate")).toBe("Bearer")
  }
  expect(await everything()).toBe(before)
}, 60_000)

it("refuses every upload that is none, and writes nothing", async () => {
  const line = "POST /v1/packages/@faulty/one/publish"
  const gzip = { "content-type": "application/gzip" }
  const form = (fill: (data: FormData) => void) => {
    const data = new FormData()
    fill(data)
    return data
  }
  const boundary = { "content-type": "multipart/form-data; boundary=x" }
  const file = () => new Blob([new Uint8Array(10)])
  const cases: [Ask, number, string][] = [
    [{ body: "x", headers: { "content-type": "application/json" } }, 415, "unsupported_media_type"],
    [{ body: "x", headers: { ...gzip, "content-encoding": "br" } }, 415, "unsupported_media_type"],
    [{ body: new Uint8Array(10_000_001), headers: gzip }, 413, "payload_too_large"],
    [{ body: new Uint8Array(10), headers: gzip }, 422, "gzip_corrupt"],
    [{ body: "", headers: gzip }, 422, "gzip_corrupt"],
    [{ body: form((data) => data.set("checksum", "sha256:0")) }, 400, "bad_multipart"],
    [{ body: form((data) => data.set("archive", "a text")) }, 400, "bad_multipart"],
    [{ body: form((data) => data.set("file", file(), "a")) }, 400, "bad_multipart"],
    [
      {
        body: form((data) => {
          data.append("archive", file(), "a")
          data.append("archive", file(), "b")
        }),
      },
      400, "bad_multipart",
    ],
    [
      {
        body: form((data) => {
          data.set("archive", file(), "a")
          data.set("checksum", `sha256:${"0".repeat(64)}`)
        }),
      },
      422, "checksum_mismatch",
    ],
    [{ body: "--x", headers: boundary }, 400, "bad_multipart"],
    [{ body: "", headers: boundary }, 400, "bad_multipart"],
    [{ body: "--x--", headers: { "content-type": "multipart/form-data" } }, 400, "bad_multipart"],
  ]
  const before = await everything()
  for (const [options, status, code] of cases) {
    const answer = await ask(line, { token: owner, ...options })
    expect([answer.status, answer.code], answer.body).toEqual([status, code])
  }
  expect(await everything()).toBe(before)
})
