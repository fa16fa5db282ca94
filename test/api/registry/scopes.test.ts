// Scopes and their owners, over HTTP, in workerd. Most wait for the pace of a document, so they do
// that together.

import { expect, it } from "vitest"
import { ask, newScope, newUser, refused } from "./client.ts"

const claim = (token: string, name: string) => ask("POST /v1/scopes", { token, body: { name } })

async function ownersOf(scope: string): Promise<string[]> {
  const owners = (await ask(`GET /v1/scopes/${scope}`)).json["owners"] as unknown as string[]
  return [...owners].sort()
}

async function scopesOf(token: string): Promise<string[]> {
  return (await ask("GET /v1/me", { token })).json["scopes"] as unknown as string[]
}

it.concurrent("gives a scope to whoever claims it first, and says so again", async () => {
  const [alice, bob] = await Promise.all([newUser(), newUser()])
  const made = await claim(alice.token, "first")
  expect([made.status, made.headers.get("location")]).toEqual([201, "/v1/scopes/@first"])
  expect(made.json).toMatchObject({ name: "@first", owners: [alice.name], packages: [] })
  expect((await claim(alice.token, "@first")).status).toBe(200)
  expect(refused(await claim(bob.token, "first"))).toEqual([409, "scope_exists"])
  expect(await scopesOf(alice.token)).toEqual(["@first"])
  for (const path of ["first", "@first", "%40first"]) {
    expect((await ask(`GET /v1/scopes/${path}`)).json["name"]).toBe("@first")
  }
})

it.concurrent("lets one of two parallel claims win, look-alikes included", async () => {
  const users = await Promise.all(Array.from({ length: 4 }, () => newUser()))
  const names = ["racer-one", "racer-one", "racerone", "racer-0ne"]
  const answers = await Promise.all(users.map(({ token }, i) => claim(token, names[i] ?? "")))
  expect(answers.filter((one) => one.status === 201).length).toBe(1)
  for (const one of answers.filter((answer) => answer.status !== 201)) {
    expect(one.status).toBe(409)
    expect(["scope_exists", "name_too_similar"]).toContain(one.code)
  }
})

it.concurrent("refuses look-alikes of scopes and of reserved words", async () => {
  const { token } = await newUser()
  await newScope(token, "silo-15")
  for (const name of ["silo15", "si1o-15", "s-i-l-o-15", "siloi5"]) {
    expect(refused(await claim(token, name)), name).toEqual([409, "name_too_similar"])
  }
  for (const name of ["or1", "o-r-i", "adm1n", "r00t", "te5t", "s-td"]) {
    expect(refused(await claim(token, name)), name).toEqual([409, "name_too_similar"])
  }
})

it.concurrent("reserves words, some of which an operator may claim", async () => {
  const { token } = await newUser()
  const never = "test tests example examples internal private temp tmp build dist out std stdlib"
  for (const name of never.split(" ")) {
    expect(refused(await claim(token, name)), name).toEqual([400, "reserved_name"])
    expect((await ask("POST /v1/scopes", { body: { name } })).code).toBe("reserved_name")
  }
  for (const name of ["ori", "orilang", "admin", "root", "registry", "security"]) {
    expect(refused(await claim(token, name)), name).toEqual([400, "reserved_name"])
  }
  expect((await ask("POST /v1/scopes", { body: { name: "security" } })).status).toBe(201)
})

it.concurrent("knows every rule of names", async () => {
  const { token } = await newUser()
  const bad = [
    "", "@", "1abc", "-abc", "abc-", "a--b", "Abc", "a_b", "a.b", "ä", "a b", "a/b", "@@a",
    "a".repeat(62),
  ]
  for (const name of bad) {
    expect(refused(await claim(token, name)), name).toEqual([400, "invalid_name"])
  }
  expect((await claim(token, `q${"x".repeat(60)}`)).status).toBe(201)
  const cases: [string, number, string][] = [
    ["/v1/packages/a_b/c", 400, "invalid_name"], ["/v1/packages/a/1c", 400, "invalid_name"],
    ["/v1/packages/a/c--d", 400, "invalid_name"], ["/v1/packages/a/test", 400, "reserved_name"],
    ["/v1/packages/std/a", 400, "reserved_name"], ["/v1/packages/a/stdx", 400, "reserved_name"],
    [`/v1/packages/a/${"b".repeat(62)}`, 400, "invalid_name"],
    [`/v1/packages/a/${"b".repeat(61)}`, 404, "not_found"],
    ["/v1/packages/a/b/1.0/metadata", 400, "invalid_version"],
    ["/v1/packages/a/b/01.0.0/metadata", 400, "invalid_version"],
    ["/v1/packages/a/b/1.0.0+b/metadata", 400, "invalid_version"],
    ["/v1/packages/a/b/9007199254740992.0.0/metadata", 400, "invalid_version"],
    ["/v1/packages/a/b/9007199254740991.0.0/metadata", 404, "not_found"],
    ["/v1/scopes/a--b", 400, "invalid_name"],
  ]
  for (const [path, status, code] of cases) {
    expect(refused(await ask(`GET ${path}`, { token: null })), path).toEqual([status, code])
  }
})

it.concurrent("lists all scopes by name, page by page", async () => {
  const { token } = await newUser()
  await Promise.all(["zz-c", "zz-a", "zz-b", "zz"].map((name) => newScope(token, name)))
  const names: string[] = []
  let cursor = ""
  do {
    const page = await ask(`GET /v1/scopes?limit=3${cursor}`, { token: null })
    names.push(...(page.json["items"] as unknown as { name: string }[]).map((one) => one.name))
    const next = page.json["next_cursor"]
    cursor = next === null ? "" : `&cursor=${String(next)}`
  } while (cursor !== "")
  expect(names).toEqual([...names].sort())
  expect(names.filter((name) => name.startsWith("@zz"))).toEqual(["@zz", "@zz-a", "@zz-b", "@zz-c"])
})

it.concurrent("lets a user claim ten scopes; being added uses none", async () => {
  const [alice, bob] = await Promise.all([newUser(), newUser()])
  await newScope(bob.token, "of-bob")
  expect((await ask(`PUT /v1/scopes/of-bob/owners/${alice.name}`, { token: bob.token })).status)
    .toBe(200)
  const words = ["a", "b", "c", "d", "e", "f", "g", "h", "j", "k", "m"]
  const answers = await Promise.all(words.map((word) => claim(alice.token, `ten-${word}`)))
  expect(answers.filter((one) => one.status === 201).length).toBe(10)
  expect(answers.filter((one) => one.status !== 201).map(refused))
    .toEqual([[409, "too_many_scopes"]])
  expect((await scopesOf(alice.token)).length).toBe(11)
})

it.concurrent("adds and removes owners, as often as one likes, but never the last", async () => {
  const [alice, bob] = await Promise.all([newUser(), newUser()])
  await newScope(alice.token, "shared")
  const put = (user: string, token: string) =>
    ask(`PUT /v1/scopes/@shared/owners/${user}`, { token })
  const drop = (user: string, token: string) =>
    ask(`DELETE /v1/scopes/@shared/owners/${user}`, { token })
  expect(refused(await put(bob.name, bob.token))).toEqual([403, "forbidden"])
  expect(refused(await drop(alice.name, alice.token))).toEqual([409, "last_owner"])
  for (let i = 0; i < 2; i++) {
    const added = await put(bob.name, alice.token)
    expect([added.status, added.json["name"]]).toEqual([200, "@shared"])
  }
  expect(await ownersOf("shared")).toEqual([alice.name, bob.name].sort())
  expect(await scopesOf(bob.token)).toContain("@shared")
  for (let i = 0; i < 2; i++) expect((await drop(alice.name, bob.token)).status).toBe(200)
  expect(await ownersOf("shared")).toEqual([bob.name])
  expect(await scopesOf(alice.token)).toEqual([])
  // Who claimed it, and owns it no more, may not claim it back.
  expect(refused(await claim(alice.token, "shared"))).toEqual([409, "scope_exists"])
  expect(refused(await put(alice.name, alice.token))).toEqual([403, "forbidden"])
  expect((await put(alice.name, bob.token)).status).toBe(200)
})

it.concurrent("makes nobody an owner who is disabled", async () => {
  const [alice, bob] = await Promise.all([newUser(), newUser()])
  await newScope(alice.token, "able")
  const disable = (disabled: boolean) =>
    ask(`PATCH /v1/admin/users/${bob.name}`, { body: { disabled } })
  const put = (token?: string) =>
    ask(`PUT /v1/scopes/able/owners/${bob.name}`, token === undefined ? {} : { token })
  await disable(true)
  for (const token of [alice.token, undefined]) {
    expect(refused(await put(token))).toEqual([409, "user_disabled"])
  }
  expect(await ownersOf("able")).toEqual([alice.name])
  await disable(false)
  expect((await put(alice.token)).status).toBe(200)
  // An owner who is disabled stays one, and can be removed.
  await disable(true)
  const drop = `DELETE /v1/scopes/able/owners/${bob.name}`
  expect((await ask(drop, { token: alice.token })).status).toBe(200)
})

it.concurrent("leaves an owner when two remove each other at once", async () => {
  const [alice, bob] = await Promise.all([newUser(), newUser()])
  await newScope(alice.token, "duel")
  await ask(`PUT /v1/scopes/duel/owners/${bob.name}`, { token: alice.token })
  const [one, two] = await Promise.all([
    ask(`DELETE /v1/scopes/duel/owners/${bob.name}`, { token: alice.token }),
    ask(`DELETE /v1/scopes/duel/owners/${alice.name}`, { token: bob.token }),
  ])
  expect([one?.status, two?.status].sort()).toEqual([200, 403])
  expect((await ownersOf("duel")).length).toBe(1)
})

it.concurrent("lets an operator do what an owner may, but not where nothing is", async () => {
  const [alice, bob] = await Promise.all([newUser(), newUser()])
  await newScope(alice.token, "helped")
  expect((await ask(`PUT /v1/scopes/helped/owners/${bob.name}`)).status).toBe(200)
  expect((await ask(`DELETE /v1/scopes/helped/owners/${alice.name}`)).status).toBe(200)
  expect((await ask(`DELETE /v1/scopes/helped/owners/${bob.name}`)).code).toBe("last_owner")
  expect((await ask("PUT /v1/scopes/helped/owners/nobody")).code).toBe("not_found")
  expect((await ask("PUT /v1/scopes/helped/owners/no--body")).code).toBe("invalid_name")
  expect((await ask(`PUT /v1/scopes/nowhere/owners/${bob.name}`)).code).toBe("not_found")
  expect((await ask("GET /v1/scopes/nowhere")).code).toBe("not_found")
})

it.concurrent("takes no scopes and no owners from a token with patterns", async () => {
  const { name, token } = await newUser()
  await newScope(token, "patterned")
  const made = await ask("POST /v1/tokens", {
    token, body: { name: "n", scopes: ["admin"], packages: ["@patterned/*"] },
  })
  const narrow = String(made.json["token"])
  expect(refused(await claim(narrow, "patterned-too"))).toEqual([403, "forbidden"])
  for (const method of ["PUT", "DELETE"]) {
    const line = `${method} /v1/scopes/patterned/owners/${name}`
    expect(refused(await ask(line, { token: narrow }))).toEqual([403, "forbidden"])
  }
})
