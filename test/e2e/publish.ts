// What a registry is for: users, tokens and scopes, publishing, listing, downloading.

import assert from "node:assert/strict"
import { largePackage, packLibrary, sha256, smallPackage } from "./archives.ts"
import type { Checks } from "./checks.ts"
import { newUser, problem, type Client } from "./registry.ts"

/** All that was published: what must be there, byte for byte, as long as the state is. */
export type Published = Map<string, { name: string; version: string; archive: Buffer }>

const LIBRARIES = ["multipart", "semver", "tar", "tlog", "toml"]

export async function publishAll(
  { check }: Checks, ask: Client, published: Published,
): Promise<string> {
  let alice = ""
  await check("the operator makes a user, who has a token", async () => {
    alice = await newUser(ask, "alice")
    const me = await ask("/v1/me", { token: alice })
    assert.equal(String(me.json["user"]), "alice")
  })
  await check("scopes are claimed, first come first served", async () => {
    const claim = (name: string, token?: string) =>
      ask("/v1/scopes", { method: "POST", body: { name }, ...as(token) })
    assert.equal((await claim("ori")).status, 201)
    assert.equal((await claim("demo", alice)).status, 201)
    assert.equal((await claim("demo")).status, 409)
    assert.equal(problem(await claim("d-e-m-0", alice)), "name_too_similar")
  })
  for (const library of LIBRARIES) {
    await check(`publishes ${library} as GNU tar packs it`, async () => {
      const archive = packLibrary(library)
      const form = library < "s"
      await publish(ask, published, `@ori/${library}`, "0.1.0", archive, form)
    })
  }
  await check("publishes 2,000 files in 9.9 MB", async () => {
    const archive = largePackage("@demo/large", "1.0.0")
    assert.ok(archive.length > 9_500_000 && archive.length < 10_000_000, `${archive.length} bytes`)
    await publish(ask, published, "@demo/large", "1.0.0", archive, false, alice)
    const metadata = await ask("/v1/packages/@demo/large/1.0.0/metadata")
    assert.equal((metadata.json["files"] as unknown as unknown[]).length, 2_000)
  })
  await check("publishes versions, and lists them highest first", async () => {
    for (const version of ["0.9.0", "1.10.0", "1.2.0", "2.0.0-rc.1"]) {
      const archive = smallPackage("@demo/many", version)
      await publish(ask, published, "@demo/many", version, archive, true, alice)
    }
    const list = await ask("/v1/packages/demo/many/versions", { token: null })
    const versions = list.json["versions"] as unknown as { version: string }[]
    assert.deepEqual(
      versions.map((one) => one.version), ["2.0.0-rc.1", "1.10.0", "1.2.0", "0.9.0"],
    )
    assert.equal(String(list.json["latest"]), "1.10.0")
  })
  await check("promises a publish, and keeps the promise", async () => {
    const archive = smallPackage("@demo/later", "1.0.0")
    const headers = { "content-type": "application/gzip", prefer: "respond-async" }
    const send = { method: "POST", token: alice, body: archive, headers }
    const promise = await ask("/v1/packages/@demo/later/publish", send)
    assert.equal(promise.status, 202, promise.bytes.toString("utf8"))
    const place = String(promise.headers.get("location"))
    const state = async () => String((await ask(place, { token: alice })).json["state"])
    for (const until = Date.now() + 30_000; await state() === "processing";) {
      assert.ok(Date.now() < until)
      await new Promise((done) => setTimeout(done, 200))
    }
    assert.equal(await state(), "published")
    assert.equal((await ask(place)).status, 404)
    published.set("@demo/later 1.0.0", { name: "@demo/later", version: "1.0.0", archive })
  })
  return alice
}

/** As another user than the operator, if one is named. */
function as(token: string | undefined): { token?: string } {
  return token === undefined ? {} : { token }
}

async function publish(
  ask: Client, published: Published, name: string, version: string, archive: Buffer,
  asForm: boolean, token?: string,
): Promise<void> {
  const digest = `sha256:${sha256(archive)}`
  const sent = asForm
    ? { body: form(archive, digest) }
    : { body: archive, headers: { "content-type": "application/gzip" } }
  const answer = await ask(`/v1/packages/${name}/publish`, {
    method: "POST", ...sent, ...as(token),
  })
  assert.equal(answer.status, 201, answer.bytes.toString("utf8").slice(0, 1000))
  assert.equal(String(answer.json["checksum"]), digest)
  assert.equal(answer.headers.get("location"), `/v1/packages/${name}/${version}/metadata`)
  assert.ok(Number(answer.headers.get("x-log-size")) > Number(answer.json["log_index"]))
  published.set(`${name} ${version}`, { name, version, archive })
}

export function form(archive: Buffer, checksum: string | null): FormData {
  const data = new FormData()
  if (checksum !== null) data.set("checksum", checksum)
  data.set("archive", new Blob([new Uint8Array(archive)]), "package.ori.tar.gz")
  return data
}

/** Everything is there: listed, described, and the same bytes. */
export async function readAll(
  { check }: Checks, ask: Client, published: Published, when: string,
): Promise<void> {
  for (const { name, version, archive } of published.values()) {
    await check(`${when}: ${name} ${version} is listed, described and the same bytes`, async () => {
      const base = `/v1/packages/${name}`
      const list = await ask(`${base}/versions`, { token: null })
      const rows = list.json["versions"] as unknown as { version: string; checksum: string }[]
      const row = rows.find((one) => one.version === version)
      assert.equal(row?.checksum, `sha256:${sha256(archive)}`)
      const metadata = await ask(`${base}/${version}/metadata`, { token: null })
      assert.equal(String(metadata.json["license"]), "Apache-2.0")
      assert.equal(Number(metadata.json["size"]), archive.length)
      const download = await ask(`${base}/${version}/download`, { token: null })
      assert.equal(download.status, 200)
      assert.ok(download.bytes.equals(archive), "other bytes")
    })
  }
}

export async function readDetails({ check }: Checks, ask: Client, published: Published) {
  const kept = published.get("@ori/semver 0.1.0")
  const archive = kept?.archive ?? Buffer.alloc(0)
  const path = "/v1/packages/@ori/semver/0.1.0/download"
  const etag = `"sha256:${sha256(archive)}"`
  await check("an archive has its type, name, digest and ETag, and HEAD has them too", async () => {
    for (const method of ["GET", "HEAD"]) {
      const { status, headers, bytes } = await ask(path, { method, token: null })
      assert.equal(status, 200)
      assert.equal(headers.get("content-type"), "application/gzip")
      assert.equal(headers.get("etag"), etag)
      assert.equal(headers.get("content-length"), String(archive.length))
      assert.match(headers.get("content-disposition") ?? "", /"ori-semver-0\.1\.0\.ori\.tar\.gz"/)
      const digest = Buffer.from(sha256(archive), "hex").toString("base64")
      assert.equal(headers.get("repr-digest"), `sha-256=:${digest}:`)
      assert.equal(bytes.length, method === "HEAD" ? 0 : archive.length)
    }
  })
  await check("ranges, If-Range and If-None-Match", async () => {
    const get = (headers: Record<string, string>) => ask(path, { headers, token: null })
    const part = await get({ range: "bytes=10-19" })
    assert.equal(part.status, 206)
    assert.equal(part.headers.get("content-range"), `bytes 10-19/${archive.length}`)
    assert.ok(part.bytes.equals(archive.subarray(10, 20)))
    const tail = await get({ range: "bytes=-5", "if-range": etag })
    assert.ok(tail.bytes.equals(archive.subarray(-5)))
    assert.equal((await get({ range: "bytes=-5", "if-range": '"other"' })).status, 200)
    assert.equal(problem(await get({ range: "bytes=999999999-" })), "range_not_satisfiable")
    assert.equal((await get({ "if-none-match": etag })).status, 304)
    assert.equal((await get({ "if-none-match": `"x", W/${etag}` })).status, 304)
  })
  await check("documents have ETags that are honoured", async () => {
    const first = await ask("/v1/packages/ori/semver/versions", { token: null })
    const tag = first.headers.get("etag") ?? ""
    assert.match(tag, /^"/)
    const headers = { "if-none-match": tag }
    const again = await ask("/v1/packages/ori/semver/versions", { headers })
    assert.equal(again.status, 304)
    assert.equal(again.bytes.length, 0)
  })
}

/** Create-only, for ever, under any concurrency. */
export async function publishAgain(
  { check }: Checks, ask: Client, alice: string, published: Published,
): Promise<void> {
  const send = (name: string, archive: Buffer) => ask(`/v1/packages/${name}/publish`, {
    method: "POST", token: alice, body: archive, headers: { "content-type": "application/gzip" },
  })
  await check("the same bytes again are 200, others 409, and nothing changes", async () => {
    const kept = published.get("@demo/many 1.2.0")?.archive ?? Buffer.alloc(0)
    assert.equal((await send("@demo/many", kept)).status, 200)
    const other = smallPackage("@demo/many", "1.2.0", { "README.md": "other" })
    assert.equal(problem(await send("@demo/many", other)), "version_exists")
    const download = await ask("/v1/packages/demo/many/1.2.0/download")
    assert.ok(download.bytes.equals(kept))
  })
  await check("of ten that publish one version at once, one wins", async () => {
    const archives = Array.from({ length: 10 }, (_, i) =>
      smallPackage("@demo/race", "1.0.0", { "README.md": `number ${i}` }))
    const answers = await Promise.all(
      archives.map((archive) => retried(() => send("@demo/race", archive))),
    )
    const statuses = answers.map((answer) => answer.status).sort()
    assert.deepEqual(statuses, [201, ...Array<number>(9).fill(409)])
    const winner = archives[answers.findIndex((answer) => answer.status === 201)]
    const download = await ask("/v1/packages/demo/race/1.0.0/download")
    assert.ok(download.bytes.equals(winner ?? Buffer.alloc(0)))
  })
}

/** Publishes that a kill interrupts: each happened or did not; repeating makes it happen. */
export async function publishUnderKill(
  { check }: Checks, ask: Client, alice: string, kill: () => Promise<void>,
): Promise<void> {
  const versions = ["1.0.0", "1.1.0", "1.2.0", "1.3.0"]
  const archives = ["@demo/torn", "@demo/worn"].flatMap((name) =>
    versions.map((version) => ({ name, version, archive: smallPackage(name, version) })))
  const send = ({ name, archive }: { name: string; archive: Buffer }) =>
    ask(`/v1/packages/${name}/publish`, {
      method: "POST", token: alice, body: archive, headers: { "content-type": "application/gzip" },
    })
  await check("publishes that were killed are whole or repeatable", async () => {
    const running = Promise.allSettled(archives.map((one) => retried(() => send(one))))
    await new Promise((resolve) => setTimeout(resolve, 600))
    await kill()
    const accepted = (await running).map((one) =>
      one.status === "fulfilled" ? one.value.status : 0)
    for (const [i, one] of archives.entries()) {
      const again = await retried(() => send(one))
      assert.ok(again.status === 200 || again.status === 201, `${one.name}: ${again.status}`)
      if (accepted[i] === 201) assert.equal(again.status, 200)
      const path = `/v1/packages/${one.name}/${one.version}/download`
      assert.ok((await ask(path)).bytes.equals(one.archive))
    }
    for (const name of ["torn", "worn"]) {
      const list = await ask(`/v1/packages/demo/${name}/versions`)
      const rows = list.json["versions"] as unknown as { version: string }[]
      assert.deepEqual(rows.map((row) => row.version), versions.toReversed())
    }
  })
}

/** As clients do on `busy`: an isolate takes in four archives at a time. */
async function retried<Reply extends { status: number }>(
  work: () => Promise<Reply>,
): Promise<Reply> {
  for (;;) {
    const answer = await work()
    if (answer.status !== 503) return answer
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}
