// Closures and validate, over HTTP, in workerd.

import { expect, it } from "vitest"
import { manifest, pack } from "./archive.ts"
import { ask, bindings, newScope, newUser, type Answer } from "./client.ts"

type Member = { name: string; version: string; checksum: string; size: number; depth: number }
type Needs = Record<string, string>

const GZIP = { "content-type": "application/gzip" }

function packNeeding(name: string, version: string, needs: Needs, more = "") {
  const lines = Object.entries(needs).map(([key, wanted]) => `"${key}" = "${wanted}"`)
  const tables = ["[dependencies]", ...lines, more].join("\n")
  return pack({ "oripk.toml": manifest(name, version, tables), "src/lib.ori": `// ${name}\n` })
}

/** A user with a scope, and what they publish or validate. */
async function newAuthor(scope: string) {
  const { token } = await newUser()
  await newScope(token, scope)
  const send = async (verb: string, name: string, version: string, needs: Needs, more = "") => {
    const body = await packNeeding(`@${scope}/${name}`, version, needs, more)
    return ask(`POST /v1/packages/@${scope}/${name}/${verb}`, { token, headers: GZIP, body })
  }
  const publish = async (...args: [string, string, Needs, string?]) => {
    const answer = await send("publish", ...args)
    expect([answer.status, answer.body]).toEqual([201, answer.body])
    return answer
  }
  return { token, send, publish }
}

async function closureOf(name: string, version: string): Promise<Member[]> {
  const answer = await ask(`GET /v1/packages/${name}/${version}/closure`)
  expect(answer.status).toBe(200)
  return answer.json["items"] as unknown as Member[]
}

const short = (members: Member[]) => members.map((one) => `${one.name} ${one.version} ${one.depth}`)

function fault(answer: Answer): string[] {
  const errors = answer.json["errors"] as unknown as { code: string }[]
  return [String(answer.status), answer.code, ...errors.map((one) => one.code)]
}

async function storedKeys(): Promise<string[]> {
  const buckets = [bindings.PUBLIC, bindings.STATE]
  const lists = await Promise.all(buckets.map((bucket) => bucket.list()))
  return lists.flatMap((list) => list.objects.map((object) => object.key))
}

it("lists what a version needs, by name, at the least depth", async () => {
  const { publish } = await newAuthor("clone")
  const base = await publish("base", "1.0.0", {})
  await publish("left", "1.0.0", { "@clone/base": "1.0.0" })
  await publish("right", "1.0.0", { "@clone/left": "1.0.0" })
  const target = '[target."cfg(os: \\"linux\\")".dependencies]\n"@clone/right" = "1.0.0"'
  await publish("top", "1.0.0", { "@clone/left": "1.0.0" }, target)
  await publish("kit", "1.0.0", {}, '[dev-dependencies]\n"@clone/top" = "1.0.0"')
  const closure = await closureOf("@clone/top", "1.0.0")
  const expected = ["@clone/base 1.0.0 2", "@clone/left 1.0.0 1", "@clone/right 1.0.0 1"]
  expect(short(closure)).toEqual(expected)
  const { checksum, size } = base.json
  expect(closure[0]).toMatchObject({ checksum, size })
  expect(await closureOf("@clone/kit", "1.0.0")).toEqual([])
  expect((await ask("GET /v1/packages/@clone/top/9.9.9/closure")).status).toBe(404)
})

it("answers 304 for a closure that the client has", async () => {
  const { publish } = await newAuthor("clotag")
  await publish("base", "1.0.0", {})
  await publish("top", "1.0.0", { "@clotag/base": "1.0.0" })
  const path = "GET /v1/packages/@clotag/top/1.0.0/closure"
  const etag = (await ask(path)).headers.get("etag") ?? ""
  expect(etag).toMatch(/^".+"$/)
  expect((await ask(path, { headers: { "if-none-match": etag } })).status).toBe(304)
})

it("counts the packages whose latest version depends on one", async () => {
  const { token, publish } = await newAuthor("clover-count")
  await publish("base", "1.0.0", {})
  const dependents = async (name: string) => {
    // Compared with R2, whatever copies there are.
    const headers = { "x-log-size-at-least": "1" }
    const { json } = await ask(`GET /v1/packages/@clover-count/${name}`, { headers })
    return json["counts"] as unknown as { versions: number; dependents: number }
  }
  expect(await dependents("base")).toEqual({ versions: 1, dependents: 0 })
  const needs = { "@clover-count/base": "1.0.0" }
  await publish("left", "1.0.0", needs)
  await publish("left", "1.1.0", needs)
  await publish("right", "1.0.0", needs)
  await publish("kit", "1.0.0", {}, '[dev-dependencies]\n"@clover-count/base" = "1.0.0"')
  const soon = { timeout: 20_000 }
  const counted = { versions: 1, dependents: 2 }
  await expect.poll(() => dependents("base"), soon).toEqual(counted)
  await publish("left", "2.0.0", {})
  await ask("POST /v1/packages/@clover-count/right/1.0.0/yank", { token })
  await expect.poll(() => dependents("base"), soon).toEqual({ versions: 1, dependents: 0 })
})

it("refuses two versions of one package, and shows both ways to them", async () => {
  const { send, publish } = await newAuthor("clash")
  await publish("base", "1.0.0", {})
  await publish("base", "2.0.0", {})
  await publish("old", "1.0.0", { "@clash/base": "1.0.0" })
  const both = { "@clash/base": "2.0.0", "@clash/old": "1.0.0" }
  const refused = await send("publish", "top", "1.0.0", both)
  expect(fault(refused)).toEqual(["422", "closure_conflict", "closure_conflict"])
  const detail = String(refused.json["detail"])
  expect(detail).toContain("@clash/top 1.0.0 > @clash/base 2.0.0")
  expect(detail).toContain("@clash/top 1.0.0 > @clash/old 1.0.0 > @clash/base 1.0.0")
  const itself = await send("publish", "base", "3.0.0", { "@clash/old": "1.0.0" })
  expect(fault(itself)).toEqual(["422", "closure_conflict", "closure_conflict"])
})

it("lets chains meet again without two versions", async () => {
  const { publish } = await newAuthor("cloz")
  await publish("p0", "1.0.0", {})
  await publish("p1", "1.0.0", { "@cloz/p0": "1.0.0" })
  for (let at = 2; at < 12; at += 1) {
    await publish(`p${at}`, "1.0.0", {
      [`@cloz/p${at - 1}`]: "1.0.0", [`@cloz/p${at - 2}`]: "1.0.0",
    })
  }
  const closure = await closureOf("@cloz/p11", "1.0.0")
  expect(closure.length).toBe(11)
  expect(closure.find((one) => one.name === "@cloz/p0")?.depth).toBe(6)
})

it("validates as publish would answer, and stores nothing", async () => {
  const { token, send, publish } = await newAuthor("clover")
  await publish("base", "1.0.0", {})
  const before = await storedKeys()
  const needs = { "@clover/base": "1.0.0" }
  const valid = await send("validate", "top", "1.0.0", needs)
  expect([valid.status, valid.json["name"], valid.json["log_index"]]).toEqual([
    200, "@clover/top", null,
  ])
  expect(fault(await send("validate", "top", "1.0.0", { "@clover/no": "1.0.0" }))).toEqual([
    "422", "dependency_not_found", "dependency_not_found",
  ])
  expect((await send("validate", "base", "1.0.0", {}, "[features]")).code).toBe("version_exists")
  expect(await storedKeys()).toEqual(before)
  expect((await ask("GET /v1/packages/@clover/top", { token })).status).toBe(404)
  const made = await publish("top", "1.0.0", needs)
  expect(made.json["checksum"]).toBe(valid.json["checksum"])
  const again = await send("validate", "top", "1.0.0", needs)
  expect([again.status, again.json["log_index"]]).toEqual([200, made.json["log_index"]])
})

it("validates for owners only", async () => {
  const { publish } = await newAuthor("cloak")
  await publish("base", "1.0.0", {})
  const { token } = await newUser()
  const body = await packNeeding("@cloak/base", "2.0.0", {})
  const path = "POST /v1/packages/@cloak/base/validate"
  expect((await ask(path, { token, headers: GZIP, body })).code).toBe("forbidden")
  expect((await ask(path, { token: null, headers: GZIP, body })).code).toBe("token_missing")
})

it("reports what sources touch, and what a version newly does", async () => {
  const { token } = await newAuthor("cloth")
  const publish = async (version: string, source: string) => {
    const files = { "oripk.toml": manifest("@cloth/a", version), "src/lib.ori": source }
    const body = await pack(files)
    return ask("POST /v1/packages/@cloth/a/publish", { token, headers: GZIP, body })
  }
  const first = await publish("1.0.0", "// A clock.\n@now () -> int uses Clock = 1;\n")
  expect(first.json["capabilities"]).toEqual([{ name: "Clock", file: "src/lib.ori", line: 2 }])
  expect(first.json["capability_changes"]).toEqual({ added: [], removed: [] })
  const second = await publish("1.1.0", 'extern "c" from "m" {}\n@get () -> int uses Http = 1;\n')
  const changes = { added: ["Http", "c:m"], removed: ["Clock"] }
  expect(second.json["capability_changes"]).toEqual(changes)
  const stored = await ask("GET /v1/packages/@cloth/a/1.1.0/metadata")
  expect(stored.body).toBe(second.body)
  const patch = await publish("1.0.1", "@now () -> int uses Clock = 1;\n")
  expect(patch.json["capability_changes"]).toEqual({ added: [], removed: [] })
})

it("refuses a dependency from the moment that it is yanked, and takes it back", async () => {
  const { token, send, publish } = await newAuthor("cloud")
  await publish("base", "1.0.0", {})
  const needs = { "@cloud/base": "1.0.0" }
  await publish("top", "1.0.0", needs)
  const path = "POST /v1/packages/@cloud/base/1.0.0"
  expect((await ask(`${path}/yank`, { token })).status).toBe(200)
  const refused = await send("publish", "top", "1.1.0", needs)
  expect(fault(refused)).toEqual(["422", "dependency_withdrawn", "dependency_withdrawn"])
  expect(short(await closureOf("@cloud/top", "1.0.0"))).toEqual(["@cloud/base 1.0.0 1"])
  expect((await ask(`${path}/unyank`, { token })).status).toBe(200)
  await publish("top", "1.1.0", needs)
})
