// What owners and operators do to a version after its publish, over HTTP, in workerd.

import { expect, it, vi } from "vitest"
import { manifest, pack } from "./archive.ts"
import { ask, bindings, newUser, refused, ROOT } from "./client.ts"
import { latestOf, leavesOf, newPackage, publish, sizeAfter, stateOf } from "./life.ts"

// The tests wait for the pace of documents, a put a second, and so do it at the same time.
vi.setConfig({ testTimeout: 60_000 })

it.concurrent("yanks and unyanks as often as one likes, and keeps the first reason", async () => {
  const { token } = await newPackage("@yanks/a", "1.0.0", "1.1.0")
  const act = (verb: string, body?: unknown) => {
    const line = `POST /v1/packages/@yanks/a/1.1.0/${verb}`
    return ask(line, body === undefined ? { token } : { token, body })
  }
  const first = await act("yank", { reason: "breaks on Tuesdays" })
  expect(first.status).toBe(200)
  expect(first.json).toMatchObject({
    name: "@yanks/a", version: "1.1.0", yanked: true, yank_reason: "breaks on Tuesdays",
  })
  const again = await act("yank", { reason: "another" })
  expect(again.json).toMatchObject({ yanked: true, yank_reason: "breaks on Tuesdays" })
  expect(sizeAfter(again)).toBeGreaterThanOrEqual(sizeAfter(first))
  expect(await latestOf("@yanks/a")).toBe("1.0.0")
  expect((await ask("GET /v1/packages/@yanks/a/1.1.0/download", { token: null })).status).toBe(200)
  const back = await act("unyank", { reason: "it was the weather" })
  expect(back.json).toMatchObject({ yanked: false, yank_reason: null })
  expect(sizeAfter(back)).toBeGreaterThan(sizeAfter(first))
  expect((await act("unyank")).status).toBe(200)
  expect((await act("yank")).json).toMatchObject({ yanked: true, yank_reason: null })
  expect((await act("unyank")).status).toBe(200)
  expect(await latestOf("@yanks/a")).toBe("1.1.0")
  const leaves = await leavesOf("@yanks/a")
  expect(leaves.map((leaf) => [leaf["seq"], leaf["type"]])).toEqual([
    [1, "publish"], [2, "publish"], [3, "yank"], [4, "unyank"], [5, "yank"], [6, "unyank"],
  ])
  expect(Object.keys(leaves[2] ?? {}).sort())
    .toEqual(["actor", "id", "package", "seq", "time", "type", "v", "version"])
})

it.concurrent("calls the highest release that is offered latest, else a pre-release", async () => {
  const name = "@latest/a"
  const { token } = await newPackage(name, "1.0.0", "2.0.0-rc.1", "0.9.0")
  const yank = (version: string) => ask(`POST /v1/packages/${name}/${version}/yank`, { token })
  expect(await latestOf(name)).toBe("1.0.0")
  await yank("1.0.0")
  expect(await latestOf(name)).toBe("0.9.0")
  await ask(`POST /v1/admin/packages/${name}/0.9.0/quarantine`, { body: { reason: "r" } })
  expect(await latestOf(name)).toBe("2.0.0-rc.1")
  await yank("2.0.0-rc.1")
  expect(await latestOf(name)).toBe(null)
  await ask(`POST /v1/admin/packages/${name}/0.9.0/release`, { body: { reason: "r" } })
  expect(await latestOf(name)).toBe("0.9.0")
})

it.concurrent("says of a package what its latest version says", async () => {
  const { token } = await newPackage("@about/a", "1.0.0")
  const text = manifest("@about/a", "2.0.0").replace("Of the tests", "Of the second")
  const body = await pack({ "oripk.toml": text, "src/lib.ori": "" })
  const headers = { "content-type": "application/gzip" }
  expect((await ask("POST /v1/packages/@about/a/publish", { token, headers, body })).status)
    .toBe(201)
  const described = async () => (await ask("GET /v1/packages/@about/a")).json["description"]
  expect(await described()).toBe("Of the second")
  await ask("POST /v1/packages/@about/a/2.0.0/yank", { token })
  expect(await described()).toBe("Of the tests")
  await ask("POST /v1/packages/@about/a/2.0.0/unyank", { token })
  expect(await described()).toBe("Of the second")
})

it.concurrent("deprecates with a message and a replacement, until it is lifted", async () => {
  const { token } = await newPackage("@deps/a", "1.0.0")
  const act = (body: unknown) => ask("POST /v1/packages/@deps/a/1.0.0/deprecate", { token, body })
  const done = await act({ message: "Use the other", replaced_by: "@deps/b" })
  expect(done.json).toMatchObject({ deprecated: "Use the other", replaced_by: "@deps/b" })
  expect((await act({ message: "Use the other", replaced_by: "@deps/b" })).status).toBe(200)
  expect((await act({ message: "Move on" })).json)
    .toMatchObject({ deprecated: "Move on", replaced_by: null })
  expect(await latestOf("@deps/a")).toBe("1.0.0")
  expect((await act({ message: "" })).json).toMatchObject({ deprecated: null, replaced_by: null })
  expect((await stateOf("@deps/a", "1.0.0"))["deprecated"]).toBe(null)
  const leaves = await leavesOf("@deps/a")
  expect(leaves.slice(1).map((leaf) => [leaf["type"], leaf["deprecated"]]))
    .toEqual([["deprecate", true], ["deprecate", true], ["deprecate", false]])
  const cases: [unknown, string][] = [
    [{}, "invalid_field"], [{ message: 1 }, "invalid_field"],
    [{ message: "a\nb" }, "invalid_field"],
    [{ message: "a\u202eb" }, "invalid_field"], [{ message: "x".repeat(501) }, "invalid_field"],
    [{ message: "m", replaced_by: "b" }, "invalid_name"],
    [{ message: "", replaced_by: "@a/b" }, "invalid_field"],
    [{ message: "m", why: 1 }, "unknown_field"],
  ]
  for (const [body, code] of cases) expect(refused(await act(body))).toEqual([400, code])
  const errors = (await act({ message: 1, replaced_by: "b" })).json["errors"]
  expect(errors).toMatchObject([{ pointer: "/message" }, { pointer: "/replaced_by" }])
})

it.concurrent("withholds a version in quarantine, and gives it back", async () => {
  const { token } = await newPackage("@held/a", "1.0.0")
  const path = "/v1/admin/packages/@held/a/1.0.0"
  const download = () => ask("GET /v1/packages/@held/a/1.0.0/download", { token: null })
  expect((await download()).status).toBe(200)
  const held = await ask(`POST ${path}/quarantine`, { body: { reason: "looks like malware" } })
  expect(held.json).toMatchObject({ quarantined: true, quarantine_reason: "looks like malware" })
  const refusal = await download()
  expect(refused(refusal)).toEqual([451, "quarantined"])
  expect(String(refusal.json["detail"])).toContain("looks like malware")
  expect(refusal.headers.get("cache-control")).toContain("no-store")
  const again = await ask(`POST ${path}/quarantine`, { body: { reason: "other" } })
  expect(again.json).toMatchObject({ quarantine_reason: "looks like malware" })
  expect((await ask("POST /v1/packages/@held/a/1.0.0/yank", { token })).status).toBe(200)
  const free = await ask(`POST ${path}/release`, { body: { reason: "it was not" } })
  expect(free.json).toMatchObject({ quarantined: false, quarantine_reason: null, yanked: true })
  expect((await ask(`POST ${path}/release`, { body: { reason: "again" } })).status).toBe(200)
  expect((await download()).status).toBe(200)
  expect((await leavesOf("@held/a")).map((leaf) => leaf["type"]))
    .toEqual(["publish", "quarantine", "yank", "release"])
})

it.concurrent("removes a version: the record says so, then its bytes are gone", async () => {
  const { token } = await newPackage("@gone/a", "1.0.0", "1.1.0")
  const checksum = String((await stateOf("@gone/a", "1.1.0"))["checksum"]).replace("sha256:", "")
  const archive =
    `archives/sha256/${checksum.slice(0, 2)}/${checksum.slice(2, 4)}/${checksum}.ori.tar.gz`
  expect(await bindings.PUBLIC.head(archive)).not.toBe(null)
  const path = "/v1/admin/packages/@gone/a/1.1.0/remove"
  const done = await ask(`POST ${path}`, { body: { kind: "security", reason: "steals keys" } })
  expect(done.json).toMatchObject({
    removed: true, remove_reason: "steals keys", description: "Of the tests",
  })
  expect(await bindings.PUBLIC.head(archive)).toBe(null)
  for (const method of ["GET", "HEAD"]) {
    const refusal = await ask(`${method} /v1/packages/@gone/a/1.1.0/download`, { token: null })
    expect(refusal.status).toBe(410)
    if (method === "GET") expect(String(refusal.json["detail"])).toContain("steals keys")
  }
  expect((await ask("GET /v1/packages/@gone/a/1.1.0/metadata", { token: null })).status).toBe(200)
  expect(await latestOf("@gone/a")).toBe("1.0.0")
  // Its number stays taken, also for the same bytes.
  expect(refused(await publish(token, "@gone/a", "1.1.0"))).toEqual([409, "version_removed"])
  const other = await pack({ "oripk.toml": manifest("@gone/a", "1.1.0"), "src/lib.ori": "other" })
  const headers = { "content-type": "application/gzip" }
  expect(refused(await ask("POST /v1/packages/@gone/a/publish", { token, headers, body: other })))
    .toEqual([409, "version_removed"])
  expect(await bindings.PUBLIC.head(archive)).toBe(null)
  for (const [verb, body] of [
    ["yank", {}], ["unyank", {}], ["deprecate", { message: "m" }],
  ] as const) {
    const answer = await ask(`POST /v1/packages/@gone/a/1.1.0/${verb}`, { token, body })
    expect(refused(answer), verb).toEqual([409, "version_removed"])
  }
  for (const verb of ["quarantine", "release"]) {
    const line = `POST /v1/admin/packages/@gone/a/1.1.0/${verb}`
    expect(refused(await ask(line, { body: { reason: "r" } }))).toEqual([409, "version_removed"])
  }
  const again = await ask(`POST ${path}`, { body: { kind: "security", reason: "other" } })
  expect(again.json).toMatchObject({ remove_reason: "steals keys" })
  const leaf = (await leavesOf("@gone/a")).at(-1)
  expect(leaf).toMatchObject({ seq: 3, type: "remove", version: "1.1.0", kind: "security" })
})

it.concurrent("empties what the law wants gone, in every place", async () => {
  const { token } = await newPackage("@law/a")
  const text = manifest("@law/a", "1.0.0").replace(
    'license = "Apache-2.0"',
    'license = "Apache-2.0"\nauthors = ["Ann Onym"]\nkeywords = ["libel"]',
  ).replace("Of the tests", "Says a thing")
  const body = await pack({
    "oripk.toml": text, "src/lib.ori": "", "README.md": "# A thing that is said\n",
  })
  const headers = { "content-type": "application/gzip" }
  const made = await ask("POST /v1/packages/@law/a/publish", { token, headers, body })
  expect(made.status).toBe(201)
  const path = "POST /v1/admin/packages/@law/a/1.0.0/remove"
  expect((await ask(path, { body: { kind: "security", reason: "first" } })).json)
    .toMatchObject({ description: "Says a thing" })
  const done = await ask(path, { body: { kind: "legal", reason: "court order 7" } })
  const empty = { description: "", readme: null, keywords: [], authors: [], files: [] }
  expect(done.json).toMatchObject({ removed: true, remove_reason: "court order 7", ...empty })
  expect((await ask("GET /v1/packages/@law/a/1.0.0/metadata")).json).toMatchObject(empty)
  expect((await ask("GET /v1/packages/@law/a")).json)
    .toMatchObject({ description: "", keywords: [], latest: null })
  const listed = await bindings.PUBLIC.list()
  for (const { key } of listed.objects) {
    const stored = await (await bindings.PUBLIC.get(key))?.text()
    for (const word of ["Ann Onym", "A thing that is said", "Says a thing"]) {
      expect(stored?.includes(word), `${key}: ${word}`).toBe(false)
    }
  }
  // The law's removal is the last word.
  const after = await ask(path, { body: { kind: "security", reason: "third" } })
  expect(after.json).toMatchObject({ remove_reason: "court order 7" })
  expect((await leavesOf("@law/a")).map((leaf) => leaf["kind"]))
    .toEqual([undefined, "security", "legal"])
})

it.concurrent("takes nothing new that depends on what is withdrawn", async () => {
  const { token } = await newPackage("@needed/a", "1.0.0", "1.1.0", "1.2.0")
  const dependent = async (version: string, on: string) => {
    const more = `[dependencies]\n"@needed/a" = "${on}"\n`
    const text = manifest("@needed/b", version, more)
    const body = await pack({ "oripk.toml": text, "src/lib.ori": "" })
    const headers = { "content-type": "application/gzip" }
    return ask("POST /v1/packages/@needed/b/publish", { token, headers, body })
  }
  expect((await dependent("1.0.0", "1.0.0")).status).toBe(201)
  await ask("POST /v1/packages/@needed/a/1.0.0/yank", { token })
  const admin = "POST /v1/admin/packages/@needed/a"
  await ask(`${admin}/1.1.0/quarantine`, { body: { reason: "r" } })
  await ask(`${admin}/1.2.0/remove`, { body: { reason: "r", kind: "security" } })
  for (const [at, on] of ["1.0.0", "1.1.0", "1.2.0"].entries()) {
    expect(refused(await dependent(`2.${at}.0`, on)), on).toEqual([422, "dependency_withdrawn"])
  }
  expect((await ask("GET /v1/packages/@needed/b/1.0.0/download", { token: null })).status).toBe(200)
})

it.concurrent("asks for a reason of operators, and for rights of everybody", async () => {
  const { token } = await newPackage("@rights/a", "1.0.0")
  const stranger = await newUser()
  const own = "POST /v1/packages/@rights/a/1.0.0"
  for (const verb of ["yank", "unyank", "deprecate"]) {
    const body = { message: "m" }
    const sent = verb === "deprecate" ? body : {}
    expect(refused(await ask(`${own}/${verb}`, { token: null, body: sent })))
      .toEqual([401, "token_missing"])
    expect(refused(await ask(`${own}/${verb}`, { token: stranger.token, body: sent })))
      .toEqual([403, "forbidden"])
    // An operator may what an owner may.
    expect((await ask(`${own}/${verb}`, { token: ROOT, body: sent })).status).toBe(200)
  }
  const admin = "POST /v1/admin/packages/@rights/a/1.0.0"
  for (const verb of ["quarantine", "release", "remove"]) {
    const body = { reason: "r", ...(verb === "remove" ? { kind: "legal" } : {}) }
    expect(refused(await ask(`${admin}/${verb}`, { token, body }))).toEqual([403, "forbidden"])
    for (const bad of [{}, { ...body, reason: " " }, { ...body, reason: 1 }]) {
      expect(refused(await ask(`${admin}/${verb}`, { body: bad }))).toEqual([400, "invalid_field"])
    }
    expect(refused(await ask(`${admin.replace("1.0.0", "9.9.9")}/${verb}`, { body })))
      .toEqual([404, "not_found"])
    expect(refused(await ask(`POST /v1/admin/packages/@rights/none/1.0.0/${verb}`, { body })))
      .toEqual([404, "not_found"])
  }
  const wrong = await ask(`${admin}/remove`, { body: { reason: 1, kind: "other" } })
  const pointers = (wrong.json["errors"] as unknown as { pointer: string }[])
    .map(({ pointer }) => pointer)
  expect(pointers).toEqual(["/reason", "/kind"])
  expect(refused(await ask(`${admin}/remove`, { body: { reason: "r", kind: "other" } })))
    .toEqual([400, "invalid_field"])
  expect(refused(await ask("POST /v1/packages/@rights/a/9.9.9/yank", { token })))
    .toEqual([404, "not_found"])
  expect(refused(await ask("POST /v1/packages/@rights/none/1.0.0/yank", { token })))
    .toEqual([404, "not_found"])
  expect(refused(await ask(`${own}/yank`, { token, body: { why: 1 } })))
    .toEqual([400, "unknown_field"])
  expect(refused(await ask(`${own}/yank`, { token, body: "{}" })))
    .toEqual([415, "unsupported_media_type"])
})

it.concurrent("narrows by scopes and patterns of tokens", async () => {
  const { token } = await newPackage("@narrow/a", "1.0.0")
  const make = async (body: Record<string, unknown>) =>
    String((await ask("POST /v1/tokens", { token, body: { name: "n", ...body } })).json["token"])
  const yank = (with_: string) => ask("POST /v1/packages/@narrow/a/1.0.0/yank", { token: with_ })
  expect((await yank(await make({ scopes: ["read"] }))).status).toBe(403)
  const other = await make({ scopes: ["publish"], packages: ["@narrow/b"] })
  expect((await yank(other)).status).toBe(403)
  const fits = await make({ scopes: ["publish"], packages: ["@narrow/*"] })
  expect((await yank(fits)).status).toBe(200)
})

it.concurrent("decides many changes at once, each once, and leaves no gap in the log", async () => {
  const name = "@many/a"
  const { token } = await newPackage(name, "1.0.0", "1.1.0")
  const path = `POST /v1/packages/${name}`
  const answers = await Promise.all([
    ...Array.from({ length: 4 }, () => ask(`${path}/1.0.0/yank`, { token })),
    ...Array.from({ length: 4 }, () => ask(`${path}/1.1.0/yank`, { token })),
    publish(token, name, "1.2.0"),
    ask(`POST /v1/admin/packages/${name}/1.1.0/remove`, { body: { kind: "legal", reason: "r" } }),
  ])
  for (const answer of answers) expect([200, 201, 409]).toContain(answer.status)
  const leaves = await leavesOf(name)
  expect(leaves.map((leaf) => leaf["seq"])).toEqual(leaves.map((_, at) => at + 1))
  const yanks = leaves.filter((leaf) => leaf["type"] === "yank" && leaf["version"] === "1.0.0")
  expect(yanks.length).toBe(1)
  expect((await stateOf(name, "1.1.0"))["removed"]).toBe(true)
  expect(await latestOf(name)).toBe("1.2.0")
})
