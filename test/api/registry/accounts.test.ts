// Users, tokens and who may what, over HTTP, in workerd. Most wait for the pace of a document, so
// they do that together.

import { expect, it } from "vitest"
import { ask, bindings, newScope, newUser, refused, ROOT, type Answer } from "./client.ts"

async function newToken(
  token: string, body: Record<string, unknown>,
): Promise<{ answer: Answer; token: string; id: string }> {
  const answer = await ask("POST /v1/tokens", { token, body })
  return { answer, token: String(answer.json["token"]), id: String(answer.json["id"]) }
}

it.concurrent("makes a user with a first token, of scope admin, for 90 days", async () => {
  const { name, token } = await newUser()
  const me = await ask("GET /v1/me", { token })
  expect(me.json).toMatchObject({ user: name, operator: false, scopes: [] })
  expect(me.json["token"]).toMatchObject({ scopes: ["admin"], packages: null })
  const record = me.json["token"] as unknown as { created_at: string; expires_at: string }
  expect(Date.parse(record.expires_at) - Date.parse(record.created_at)).toBe(90 * 86_400_000)
  const again = await ask("POST /v1/admin/users", { body: { name } })
  expect(refused(again)).toEqual([409, "user_exists"])
})

it.concurrent("ends all tokens of a user who is disabled, for good", async () => {
  const { name, token } = await newUser()
  const second = await newToken(token, { name: "ci", scopes: ["publish"] })
  const path = `PATCH /v1/admin/users/${name}`
  const disabled = await ask(path, { body: { disabled: true } })
  expect(disabled.json).toMatchObject({ name, disabled: true })
  for (const one of [token, second.token]) {
    expect(refused(await ask("GET /v1/me", { token: one }))).toEqual([401, "token_revoked"])
    // A public read too, when it brings a bad token.
    expect((await ask("GET /v1/scopes", { token: one })).status).toBe(401)
  }
  const fresh = `POST /v1/admin/users/${name}/tokens`
  expect(refused(await ask(fresh))).toEqual([409, "user_disabled"])
  expect((await ask(path, { body: { disabled: true } })).status).toBe(200)
  expect((await ask(path, { body: { disabled: false } })).json).toMatchObject({ disabled: false })
  expect((await ask("GET /v1/me", { token })).status).toBe(401)
  const made = await ask(fresh)
  expect(made.status).toBe(201)
  expect((await ask("GET /v1/me", { token: String(made.json["token"]) })).status).toBe(200)
})

it.concurrent("gives a user a fresh admin token, and takes the others on demand", async () => {
  const { name, token } = await newUser()
  const path = `POST /v1/admin/users/${name}/tokens`
  const first = await ask(path, { body: {} })
  expect(first.status).toBe(201)
  expect((await ask("GET /v1/me", { token })).status).toBe(200)
  const last = await ask(path, { body: { revoke_others: true } })
  expect(last.json).toMatchObject({ scopes: ["admin"], packages: null })
  for (const one of [token, String(first.json["token"])]) {
    expect(refused(await ask("GET /v1/me", { token: one }))).toEqual([401, "token_revoked"])
  }
  expect((await ask("GET /v1/me", { token: String(last.json["token"]) })).status).toBe(200)
  expect((await ask("POST /v1/admin/users/nobody-here/tokens")).status).toBe(404)
})

it.concurrent("never lets a token make a stronger one", async () => {
  const { token } = await newUser()
  const hour = await newToken(token, { name: "hour", scopes: ["admin"], expires_in: 3600 })
  const narrow = await newToken(token, {
    name: "narrow", scopes: ["admin"], packages: ["@acme/*"], expires_in: 3600,
  })
  const publish = await newToken(token, { name: "ci", scopes: ["publish"] })
  const cases: [string, Record<string, unknown>][] = [
    [publish.token, { scopes: ["read"] }],
    [hour.token, { scopes: ["read"], expires_in: 7200 }],
    [hour.token, { scopes: ["read"], expires_in: null }],
    [narrow.token, { scopes: ["read"] }],
    [narrow.token, { scopes: ["read"], packages: ["@other/*"] }],
    [narrow.token, { scopes: ["read"], packages: ["@acme/one", "@acmes/one"] }],
  ]
  for (const [maker, body] of cases) {
    const { answer } = await newToken(maker, { name: "stronger", ...body })
    expect(refused(answer), JSON.stringify(body)).toEqual([403, "forbidden"])
    expect(String(answer.json["detail"])).toMatch(/scope|pattern|end/)
  }
  const cut = await newToken(hour.token, { name: "cut", scopes: ["admin"] })
  const end = (answer: Answer) => Date.parse(String(answer.json["expires_at"]))
  expect(end(cut.answer)).toBe(end(hour.answer))
  const within = { name: "ok", scopes: ["publish"], packages: ["@acme/one"] }
  expect((await newToken(narrow.token, within)).answer.status).toBe(201)
})

it.concurrent("binds what an operator makes for others to the operator's own token", async () => {
  const boss = await ask("POST /v1/admin/users", { body: { name: "boss", operator: true } })
  const token = String(boss.json["token"])
  const narrow = await newToken(token, { name: "n", scopes: ["admin"], packages: ["@acme/*"] })
  const make = (maker: string, body: object) => ask("POST /v1/admin/users", { token: maker, body })
  expect(refused(await make(narrow.token, { name: "made-a" }))).toEqual([403, "forbidden"])
  expect((await make(token, { name: "made-b", expires_in: null })).status).toBe(403)
  expect((await make(token, { name: "made-c" })).status).toBe(201)
  const { name } = await newUser()
  const fresh = await ask(`POST /v1/admin/users/${name}/tokens`, { token: narrow.token })
  expect(fresh.status).toBe(403)
})

it.concurrent("ends tokens at their time", async () => {
  const { token } = await newUser()
  const short = await newToken(token, { name: "short", scopes: ["read"], expires_in: 1 })
  await expect.poll(async () => refused(await ask("GET /v1/me", { token: short.token })), {
    timeout: 5_000,
  }).toEqual([401, "token_expired"])
  for (const expires_in of [0, -1, 1.5, "1", 1e12]) {
    const { answer } = await newToken(token, { name: "bad", scopes: ["read"], expires_in })
    expect(refused(answer)).toEqual([400, "invalid_field"])
  }
})

it.concurrent("revokes tokens, twice as well as once; any token may end itself", async () => {
  const { token } = await newUser()
  const one = await newToken(token, { name: "one", scopes: ["read"] })
  const two = await newToken(token, { name: "two", scopes: ["read"] })
  expect((await ask(`DELETE /v1/tokens/${two.id}`, { token: one.token })).status).toBe(403)
  expect((await ask("DELETE /v1/tokens/self", { token: one.token })).status).toBe(204)
  expect(refused(await ask("GET /v1/me", { token: one.token }))).toEqual([401, "token_revoked"])
  for (let i = 0; i < 2; i++) {
    expect((await ask(`DELETE /v1/tokens/${two.id}`, { token })).status).toBe(204)
  }
  expect((await ask("DELETE /v1/tokens/t_none", { token })).status).toBe(404)
  expect((await ask("DELETE /v1/tokens/self")).status).toBe(403)
  const list = await ask("GET /v1/tokens", { token })
  const items = list.json["items"] as unknown as { name: string }[]
  expect(items.map((item) => item.name)).toEqual(["first"])
  expect(list.body).not.toContain("ori_")
})

it.concurrent("has at most 50 live tokens a user", async () => {
  const { token } = await newUser()
  const made = await Promise.all(Array.from({ length: 52 }, (_, i) =>
    newToken(token, { name: `t${i}`, scopes: ["read"] })))
  const refusals = made.filter(({ answer }) => answer.status !== 201)
  expect(refusals.map(({ answer }) => refused(answer)))
    .toEqual(Array(3).fill([409, "too_many_tokens"]))
})

it.concurrent("remembers when a token was last used, at most once an hour", async () => {
  const { token } = await newUser()
  await ask("GET /v1/me", { token })
  const used = async () => {
    const me = await ask("GET /v1/me", { token })
    return (me.json["token"] as unknown as { last_used_at: string | null }).last_used_at
  }
  await expect.poll(used).not.toBe(null)
  const first = await used()
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(await used()).toBe(first)
})

it.concurrent("knows each way in which a token is bad", async () => {
  const { token } = await newUser()
  const flipped = `${token.slice(0, 10)}${token[10] === "a" ? "b" : "a"}${token.slice(11)}`
  expect(refused(await ask("GET /v1/me", { token: null }))).toEqual([401, "token_missing"])
  expect(refused(await ask("GET /v1/me", { token: flipped }))).toEqual([401, "token_malformed"])
  expect(refused(await ask("GET /v1/me", { token: "ori_" }))).toEqual([401, "token_malformed"])
  const basic = await ask("GET /v1/me", { token: null, headers: { authorization: "Basic eDp5" } })
  expect(refused(basic)).toEqual([401, "token_malformed"])
  expect(basic.headers.get("www-authenticate")).toBe("Bearer")
})

it.concurrent("keeps operators' endpoints for operators with an admin token", async () => {
  const { token } = await newUser()
  const boss = await ask("POST /v1/admin/users", { body: { name: "chief", operator: true } })
  const weak = await newToken(String(boss.json["token"]), { name: "w", scopes: ["publish"] })
  for (const line of [
    "GET /v1/admin/users", "POST /v1/admin/users", "PATCH /v1/admin/users/root",
    "POST /v1/admin/users/chief/tokens", "GET /v1/admin/audit",
  ]) {
    for (const one of [token, weak.token]) {
      expect(refused(await ask(line, { token: one }))).toEqual([403, "forbidden"])
    }
    expect((await ask(line, { token: null })).status).toBe(401)
  }
  const root = await ask("PATCH /v1/admin/users/root", { body: { disabled: true } })
  expect(refused(root)).toEqual([403, "forbidden"])
})

it("lists users, page by page, each once", async () => {
  for (let i = 0; i < 5; i++) await newUser("listed")
  const names: string[] = []
  let cursor = ""
  do {
    const page = await ask(`GET /v1/admin/users?limit=2${cursor}`)
    const items = page.json["items"] as unknown as { name: string }[]
    expect(items.length).toBeLessThanOrEqual(2)
    names.push(...items.map((one) => one.name))
    const next = page.json["next_cursor"]
    cursor = next === null ? "" : `&cursor=${String(next)}`
  } while (cursor !== "")
  expect(new Set(names).size).toBe(names.length)
  expect(names.filter((name) => name.startsWith("listed")).length).toBe(5)
})

it("keeps no token but its hash, and no secret in the audit", async () => {
  const { token } = await newUser()
  await newToken(token, { name: "kept", scopes: ["read"] })
  const { objects } = await bindings.STATE.list()
  const texts = await Promise.all(objects.map(async ({ key }) =>
    (await bindings.STATE.get(key))?.text() ?? ""))
  for (const secret of [token, token.slice(4, 47), ROOT]) {
    expect(texts.some((text) => text.includes(secret))).toBe(false)
    expect(objects.some(({ key }) => key.includes(secret))).toBe(false)
  }
})

it("leaves an entry in the audit for each accepted write, newest first", async () => {
  const { name, token } = await newUser("audited")
  await newScope(token, "audited-scope")
  await ask("POST /v1/scopes", { token, body: { name: "audited--scope" } })
  const headers = { "x-request-id": "the-audited-one", "cf-connecting-ip": "192.0.2.77" }
  await ask("PUT /v1/scopes/audited-scope/owners/root", { token, headers })
  const page = await ask("GET /v1/admin/audit?limit=3")
  const items = page.json["items"] as unknown as Record<string, string>[]
  expect(items.map((one) => [one["actor"], one["action"], one["target"]])).toEqual([
    [name, "scope.owner.add", "audited-scope/root"],
    [name, "scope.claim", "@audited-scope"],
    ["root", "user.create", name],
  ])
  expect(items[0]).toMatchObject({ request_id: "the-audited-one", address: "192.0.2.0" })
  const next = await ask(`GET /v1/admin/audit?limit=3&cursor=${page.json["next_cursor"]}`)
  const older = next.json["items"] as unknown as { time: string }[]
  expect(older.every((one) => one.time <= (items[2]?.["time"] ?? ""))).toBe(true)
})
