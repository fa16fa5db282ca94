// What every answer has in common (API 2), over HTTP, in workerd, for every route of the OpenAPI
// document.

import { beforeAll, expect, it } from "vitest"
import { packPackage } from "./archive.ts"
import { ask, newScope, newUser, ROOT, type Answer } from "./client.ts"
import { worlds } from "./main.ts"

const PACKAGE = "/v1/packages/@common/one"
const READS = [
  "/v1", "/v1/health", "/v1/openapi.json", "/v1/me", "/v1/tokens", "/v1/scopes",
  "/v1/scopes/common", "/v1/admin/users", "/v1/admin/audit", PACKAGE, `${PACKAGE}/versions`,
  `${PACKAGE}/1.0.0/metadata`, `${PACKAGE}/1.0.0/download`, `${PACKAGE}/1.0.0/proof`,
  `${PACKAGE}/1.0.0/closure`, "/v1/log/checkpoint", "/v1/log/key", "/v1/log/tile/0/000.p/1",
]

let alice = ""

beforeAll(async () => {
  alice = (await newUser()).token
  await newScope(alice, "common")
  const body = await packPackage("@common/one", "1.0.0")
  const headers = { "content-type": "application/gzip" }
  const made = await ask(`POST ${PACKAGE}/publish`, { token: alice, body, headers })
  expect([made.status, made.body]).toEqual([201, expect.stringContaining("1.0.0")])
})

type Paths = Record<string, Record<string, { security: Record<string, string[]>[] }>>

async function everyPath(): Promise<{ path: string; methods: string[] }[]> {
  const document = await ask("GET /v1/openapi.json", { token: null })
  const values: Record<string, string> = {
    scope: "@common", name: "one", version: "1.0.0", id: "t_x", user: "root", tile: "0/000",
  }
  return Object.entries(document.json["paths"] as unknown as Paths).map(([path, methods]) => ({
    path: path.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? "x"),
    methods: Object.keys(methods).map((method) => method.toUpperCase()),
  }))
}

function withHead(methods: string[]): string[] {
  return methods.flatMap((method) => method === "GET" ? ["GET", "HEAD"] : [method])
}

function common(answer: Answer): void {
  expect(answer.headers.get("x-request-id")).toMatch(/^[A-Za-z0-9_-]{8,64}$/)
  expect(answer.headers.get("x-content-type-options")).toBe("nosniff")
  expect(answer.headers.get("content-security-policy")).toBe("default-src 'none'; sandbox")
  if (answer.status >= 400) expect(answer.headers.get("cache-control")).toBe("no-store")
}

it("answers a wrong method with 405 and Allow, on every path", async () => {
  for (const { path, methods } of await everyPath()) {
    const allowed = [...withHead(methods), "OPTIONS"]
    for (const method of ["GET", "POST", "PUT", "DELETE", "PATCH"]) {
      if (allowed.includes(method)) continue
      const answer = await ask(`${method} ${path}`)
      expect([answer.status, answer.code], `${method} ${path}`).toEqual([405, "method_not_allowed"])
      expect(answer.headers.get("allow")?.split(", ").sort()).toEqual([...allowed].sort())
      common(answer)
    }
  }
})

it("answers OPTIONS on every path, without a token, and for browsers", async () => {
  for (const { path, methods } of await everyPath()) {
    const answer = await ask(`OPTIONS ${path}`, { token: null })
    expect([answer.status, answer.body]).toEqual([204, ""])
    expect(answer.headers.get("allow")).toContain(methods[0])
    expect(answer.headers.get("access-control-allow-origin")).toBe("*")
    expect(answer.headers.get("access-control-allow-headers"))
      .toBe("Authorization, If-None-Match, X-Log-Size-At-Least")
    expect(answer.headers.get("access-control-allow-credentials")).toBe(null)
    common(answer)
  }
  expect((await ask("OPTIONS /v1/nothing", { token: null })).status).toBe(404)
})

it("gives every read an ETag that it honours, and HEAD what GET has", async () => {
  for (const path of READS) {
    const token = /packages|scopes|log/.test(path) ? null : ROOT
    const get = await ask(`GET ${path}`, { token })
    expect(get.status, path).toBe(200)
    common(get)
    expect(get.headers.get("access-control-allow-origin")).toBe("*")
    for (const name of ["ETag", "Link", "Location", "Retry-After", "X-RateLimit-Limit"]) {
      expect(get.headers.get("access-control-expose-headers")).toContain(name)
    }
    const etag = get.headers.get("etag") ?? ""
    expect(etag).toMatch(/^"[^"]+"$/)
    const head = await ask(`HEAD ${path}`, { token })
    expect([head.status, head.body]).toEqual([200, ""])
    expect(head.headers.get("content-type")).toBe(get.headers.get("content-type"))
    if (/audit|users|tokens|me$/.test(path)) continue
    expect(head.headers.get("etag")).toBe(etag)
    for (const tags of [etag, `W/${etag}`, `"x", ${etag}`, "*"]) {
      const known = await ask(`GET ${path}`, { token, headers: { "if-none-match": tags } })
      expect([known.status, known.body], `${path} ${tags}`).toEqual([304, ""])
      expect(known.headers.get("etag")).toBe(etag)
    }
    const other = await ask(`GET ${path}`, { token, headers: { "if-none-match": '"x"' } })
    expect(other.status).toBe(200)
  }
})

it("keeps answers as long as each kind may be kept", async () => {
  const kinds: [string, string][] = [
    [PACKAGE, "no-cache"], [`${PACKAGE}/versions`, "no-cache"], ["/v1/scopes/common", "no-cache"],
    [`${PACKAGE}/1.0.0/metadata`, "no-cache"],
    [`${PACKAGE}/1.0.0/download`, "public, max-age=31536000, immutable"],
    ["/v1/me", "no-store"], ["/v1/tokens", "no-store"],
  ]
  for (const [path, expected] of kinds) {
    expect((await ask(`GET ${path}`)).headers.get("cache-control"), path).toBe(expected)
  }
})

it("knows no path but its own", async () => {
  const strange = [
    "/", "/v2", "/v1/", "/v1/nothing", "//v1", "/v1//scopes", "/v1/scopes/", "/v1/Scopes",
    "/V1/scopes", "/v1/scopes/Common", "/v1/packages/@common%2Fone", "/v1/packages/common/one/",
    "/v1/packages/%40common%2fone", "/v1/packages/common/o%6Ee", "/v1/packages/common",
    "/v1/packages/common/one/1.0.0", "/v1/packages/common/one/1.0.0/", "/favicon.ico",
    "/v1/packages/common/one/1.0.0-RC.1/metadata", "/v1/admin", "/v1/%2e%2e/x",
  ]
  for (const path of strange) {
    for (const token of [null, ROOT]) {
      const answer = await ask(`GET ${path}`, { token })
      expect([answer.status, answer.code], path).toEqual([404, "not_found"])
      common(answer)
    }
  }
  expect((await ask("GET /v1/packages/%40common/one")).status).toBe(200)
  expect((await ask("DELETE /v1/tokens/T_UPPER")).code).toBe("not_found")
})

it("takes a request id that is one, and makes another else", async () => {
  const given = async (id: string) => {
    const answer = await ask("GET /v1/nothing", { headers: { "x-request-id": id } })
    expect(answer.json["request_id"]).toBe(answer.headers.get("x-request-id"))
    return answer.headers.get("x-request-id")
  }
  for (const id of ["12345678", "a-Z_0-9--", "x".repeat(64)]) expect(await given(id)).toBe(id)
  for (const id of ["1234567", "x".repeat(65), "abc defgh", "a;b=12345"]) {
    expect(await given(id)).toMatch(/^[0-9a-f-]{36}$/)
  }
})

it("says in a problem what was wrong, where, and with which request", async () => {
  const answer = await ask("POST /v1/tokens", {
    token: alice, body: { name: "", scopes: ["root"], packages: ["x"], expires_in: "1" },
  })
  expect([answer.status, answer.headers.get("content-type")])
    .toEqual([400, "application/problem+json"])
  expect(answer.json).toMatchObject({ type: "urn:ori:problem:invalid_field", status: 400 })
  const errors = answer.json["errors"] as unknown as { code: string; pointer: string }[]
  expect(errors.map((one) => one.pointer)).toEqual(["/name", "/scopes", "/packages", "/expires_in"])
})

it("points at the field with a bad name, besides the other faults", async () => {
  const cases: [string, unknown, string[]][] = [
    ["/v1/admin/users", { name: "A" }, ["invalid_name /name"]],
    [
      "/v1/admin/users", { name: "root", expires_in: 0 },
      ["reserved_name /name", "invalid_field /expires_in"],
    ],
    ["/v1/scopes", { name: "std" }, ["reserved_name /name"]],
    ["/v1/packages/@points/at/transfer", { to: "a--b" }, ["invalid_name /to"]],
  ]
  for (const [to, body, faults] of cases) {
    const answer = await ask(`POST ${to}`, { body })
    const errors = answer.json["errors"] as unknown as { code: string; pointer: string }[]
    expect(errors.map((one) => `${one.code} ${one.pointer}`), to).toEqual(faults)
  }
})

it("bounds lists, and takes no cursor that it did not give", async () => {
  for (const path of ["/v1/scopes", "/v1/tokens", "/v1/admin/users", "/v1/admin/audit"]) {
    for (const limit of ["0", "101", "-1", "x", "", "1.5", "1e1", "%2B5", "99999999999999999999"]) {
      expect((await ask(`GET ${path}?limit=${limit}`)).code, limit).toBe("bad_limit")
    }
    const long = btoa(`1:${"x".repeat(3000)}`)
    for (const cursor of ["", "x", "MjpY", "%00", "a".repeat(500), long, btoa("1:\u0000")]) {
      const answer = await ask(`GET ${path}?cursor=${encodeURIComponent(cursor)}`)
      expect([answer.status, answer.code], cursor).toEqual([400, "bad_cursor"])
    }
    expect((await ask(`GET ${path}?limit=100&unknown=1`)).status).toBe(200)
  }
  const cursor = (await ask("GET /v1/admin/audit?limit=1")).json["next_cursor"]
  expect((await ask(`GET /v1/admin/audit?cursor=${cursor}`)).status).toBe(200)
  expect((await ask(`GET /v1/admin/users?cursor=${cursor}`)).code).toBe("bad_cursor")
})

it("takes JSON bodies of a bounded size, depth and form", async () => {
  const post = (body: string, headers: Record<string, string> = {}) => ask("POST /v1/scopes", {
    token: alice, body, headers: { "content-type": "application/json", ...headers },
  })
  const deep = (levels: number) => `{"name":${"[".repeat(levels)}${"]".repeat(levels)}}`
  const cases: [string, number, string][] = [
    ["", 400, "bad_json"], ["[]", 400, "bad_json"], ["null", 400, "bad_json"],
    ["{", 400, "bad_json"], ['{"name":"a"} x', 400, "bad_json"], ['{"name":"a",}', 400, "bad_json"],
    ['{"name":"a","name":"b"}', 400, "bad_json"], ['{"name":"\\ud800"}', 400, "bad_json"],
    ["{'name':'a'}", 400, "bad_json"], ['\ufeff{"name":"a"}', 400, "bad_json"],
    [deep(31), 400, "invalid_field"], [deep(32), 400, "bad_json"],
    [`{"name":1${"0".repeat(400)}}`, 400, "invalid_field"],
    ['{"name":1e999}', 400, "invalid_field"],
    ['{"name":{}}', 400, "invalid_field"], ['{"name":"a","x":1}', 400, "unknown_field"],
    ['{"name":1}', 400, "invalid_field"], ["{}", 400, "invalid_field"],
    [`{"name":"${"x".repeat(65_526)}"}`, 413, "payload_too_large"],
    [`{"name":"${"x".repeat(65_525)}"}`, 400, "invalid_name"],
  ]
  for (const [body, status, code] of cases) {
    const answer = await post(body)
    expect([answer.status, answer.code], body.slice(0, 40)).toEqual([status, code])
    if (code === "bad_json") expect(String(answer.json["detail"])).toMatch(/line \d|object/)
  }
  const keys = Array.from({ length: 8_000 }, (_, i) => `"k${i}":0`).join(",")
  const many = await post(`{${keys.slice(0, 60_000).replace(/,[^,]*$/, "")}}`)
  expect([many.status, many.code]).toEqual([400, "unknown_field"])
  expect((many.json["errors"] as unknown as unknown[]).length).toBe(100)
  const broken = await post('{\n  "name": "a"\n  "x": 1}')
  expect(String(broken.json["detail"])).toContain("line 3, column 3")
  const bytes = new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])
  const latin = await ask("POST /v1/scopes", {
    token: alice, body: bytes, headers: { "content-type": "application/json" },
  })
  expect(latin.code).toBe("bad_json")
})

it("takes no body of another type, and none that is encoded", async () => {
  const send = (line: string, headers: Record<string, string>) =>
    ask(line, { token: alice, body: '{"name":"typed"}', headers })
  const types = ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", ";"]
  for (const type of types) {
    expect((await send("POST /v1/scopes", { "content-type": type })).code, type)
      .toBe("unsupported_media_type")
  }
  const json = { "content-type": "application/json; charset=utf-8" }
  for (const encoding of ["gzip", "br", "identity, gzip"]) {
    const answer = await send("POST /v1/scopes", { ...json, "content-encoding": encoding })
    expect([answer.status, answer.code]).toEqual([415, "unsupported_media_type"])
  }
  expect((await send("POST /v1/scopes", { ...json, "content-encoding": "identity" })).status)
    .toBe(201)
})

it("judges the token before the path's rights, and those before the body", async () => {
  const bad = { token: "ori_x", body: "{", headers: { "content-type": "text/plain" } }
  expect((await ask("POST /v1/scopes", bad)).code).toBe("token_malformed")
  expect((await ask("GET /v1/nothing", { token: "ori_x" })).code).toBe("token_malformed")
  expect((await ask("POST /v1/admin/users", { ...bad, token: alice })).code).toBe("forbidden")
  expect((await ask("PUT /v1/health", { token: null })).code).toBe("method_not_allowed")
})

it("asks a token for every read but health where reads are private", async () => {
  worlds.set("private", (env) => ({ ...env, READ_ACCESS: "token" }))
  const world = "private"
  for (const path of [...READS, "/v1/nothing", "/"]) {
    if (path === "/v1/health") continue
    const closed = await ask(`GET ${path}`, { token: null, world })
    expect([closed.status, closed.code], path).toEqual([401, "token_missing"])
    expect(closed.headers.get("cache-control")).toBe("private, no-store")
    expect(closed.headers.get("vary")).toBe("Authorization")
    const token = /admin/.test(path) ? ROOT : alice
    const open = await ask(`GET ${path}`, { token, world })
    expect(open.status).toBe(path === "/" || path === "/v1/nothing" ? 404 : 200)
    expect(open.headers.get("cache-control")).toMatch(/^private, no-(cache|store)$/)
    expect(open.headers.get("vary")).toBe("Authorization")
  }
  for (const path of ["/v1/health", "/v1/health/ready"]) {
    expect((await ask(`GET ${path}`, { token: null, world })).status).toBe(200)
  }
  const discovery = await ask("GET /v1", { token: alice, world })
  expect(discovery.json["read_access"]).toBe("token")
})

it("streams ranges of archives, with all that says what they are", async () => {
  const path = `GET ${PACKAGE}/1.0.0/download`
  const whole = await ask(path, { token: null })
  const size = Number(whole.headers.get("content-length"))
  expect(whole.headers.get("content-disposition")).toContain('"common-one-1.0.0.ori.tar.gz"')
  const part = await ask(path, { token: null, headers: { range: "bytes=0-9" } })
  expect([part.status, part.headers.get("content-range")]).toEqual([206, `bytes 0-9/${size}`])
  const beyond = await ask(path, { token: null, headers: { range: `bytes=${size}-` } })
  expect([beyond.status, beyond.code]).toEqual([416, "range_not_satisfiable"])
  expect(beyond.headers.get("content-range")).toBe(`bytes */${size}`)
})
