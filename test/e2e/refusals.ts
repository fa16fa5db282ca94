// What must be refused: each with a problem document of its own code, nothing stored, never a 5xx.

import assert from "node:assert/strict"
import { request } from "node:http"
import { gzipSync } from "node:zlib"
import { newToken } from "../../build/dev/state.ts"
import { manifest, packFiles, sha256, smallPackage } from "./archives.ts"
import type { Checks } from "./checks.ts"
import { form } from "./publish.ts"
import { problem, type Ask, type Client, type Place } from "./registry.ts"

const GZIP = { "content-type": "application/gzip" }
const TARGET = "/v1/packages/@demo/refused/publish"

type Case = { name: string; path?: string; ask: Ask; status: number; code?: string }

const GOOD = () => smallPackage("@demo/refused", "1.0.0")

function withManifest(text: string): Buffer {
  return packFiles({ "oripk.toml": text, "src/lib.ori": "// Nothing.\n" })
}

/** What the form of the request breaks. */
function badRequests(): Case[] {
  const body = GOOD()
  const wrong = `sha256:${sha256(Buffer.from("other"))}`
  return [
    {
      name: "no token", ask: { body, headers: GZIP, token: null }, status: 401,
      code: "token_missing",
    },
    {
      name: "a malformed token", ask: { body, headers: GZIP, token: "ori_short" }, status: 401,
      code: "token_malformed",
    },
    {
      name: "an unknown token", status: 401, code: "token_unknown",
      ask: { body, headers: GZIP, token: newToken() },
    },
    {
      name: "a bad name", path: "/v1/packages/@demo/re--fused/publish",
      ask: { body, headers: GZIP }, status: 400, code: "invalid_name",
    },
    {
      name: "another media type", ask: { body, headers: { "content-type": "text/plain" } },
      status: 415, code: "unsupported_media_type",
    },
    {
      name: "an encoded request", status: 415, code: "unsupported_media_type",
      ask: { body, headers: { ...GZIP, "content-encoding": "gzip" } },
    },
    {
      name: "a form without an archive", status: 400, code: "bad_multipart",
      ask: { body: withoutArchive() },
    },
    {
      name: "a wrong checksum", ask: { body: form(body, wrong) }, status: 422,
      code: "checksum_mismatch",
    },
    {
      name: "a checksum that is none", ask: { body: form(body, "md5:1234") }, status: 400,
      code: "bad_multipart",
    },
    {
      name: "a wrong method", ask: { method: "PUT", body, headers: GZIP }, status: 405,
      code: "method_not_allowed",
    },
    {
      name: "an empty body", ask: { body: Buffer.alloc(0), headers: GZIP }, status: 422,
      code: "gzip_corrupt",
    },
  ]
}

function withoutArchive(): FormData {
  const data = new FormData()
  data.set("checksum", `sha256:${"0".repeat(64)}`)
  return data
}

const BROKEN_TOML = "[project]\nname = \"@demo/refused\nversion = 1\n"

/** What the archive's content breaks. */
function badArchives(): Case[] {
  const archive = (name: string, code: string, body: Buffer): Case => ({
    name, ask: { body, headers: GZIP }, status: 422, code,
  })
  const good = GOOD()
  return [
    archive("what is not gzip", "gzip_corrupt", Buffer.from("no archive at all")),
    archive("gzip that is not tar", "tar_corrupt", gzipSync("no archive at all".repeat(100))),
    archive("a broken gzip", "gzip_corrupt", good.subarray(0, good.length - 20)),
    archive("bytes after the gzip", "gzip_trailing_bytes", Buffer.concat([good, good])),
    archive("no manifest", "manifest_missing", packFiles({ "src/lib.ori": "// Nothing.\n" })),
    archive("another package", "name_mismatch", smallPackage("@demo/other", "1.0.0")),
    archive("broken TOML", "bad_toml", withManifest(BROKEN_TOML)),
    archive("a bad version", "invalid_version", withManifest(manifest("@demo/refused", "1.0"))),
    archive("no entry", "entry_not_found", packFiles({
      "oripk.toml": manifest("@demo/refused", "1.0.0"),
    })),
    archive("a missing dependency", "dependency_not_found", withManifest(
      manifest("@demo/refused", "1.0.0", '\n[dependencies]\n@demo/nothing = "1.0.0"\n'),
    )),
  ]
}

export async function refuseAll(
  { check }: Checks, ask: Client, place: Place, alice: string,
): Promise<void> {
  for (const one of [...badRequests(), ...badArchives()]) {
    await check(`refuses ${one.name}`, async () => {
      const answer = await ask(one.path ?? TARGET, { method: "POST", token: alice, ...one.ask })
      assert.equal(answer.status, one.status, answer.bytes.toString("utf8"))
      const code = problem(answer)
      if (one.code !== undefined) assert.equal(code, one.code)
      assert.ok(String(answer.json["detail"]).length > 10)
      if (one.code === "bad_toml") assert.match(answer.bytes.toString("utf8"), /line 2, column/)
      await nothingStored(ask)
    })
  }
  const large = [["10 MB and a byte", 10_000_001], ["30 MB", 30_000_000]] as const
  for (const [size, bytes] of large) for (const announced of [true, false]) {
    await check(`refuses ${size}, ${announced ? "with" : "without"} its length`, async () => {
      const answer = await tooLarge(place, alice, announced ? bytes : null, Buffer.alloc(bytes))
      assert.deepEqual([answer.status, answer.code], [413, "payload_too_large"])
      await nothingStored(ask)
    })
  }
  await check("refuses 99 MB that were announced and do not come", async () => {
    const answer = await tooLarge(place, alice, 99_000_000, Buffer.alloc(2))
    assert.deepEqual([answer.status, answer.code], [413, "payload_too_large"])
  })
  await refuseElsewhere({ check } as Checks, ask, alice)
}

async function nothingStored(ask: Client): Promise<void> {
  assert.equal((await ask("/v1/packages/@demo/refused/versions")).status, 404)
}

/** By hand: a client may get its answer before it has sent all. */
function tooLarge(
  place: Place, token: string, announced: number | null, body: Buffer,
): Promise<{ status: number; code: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(place.url + TARGET, {
      method: "POST",
      headers: {
        ...GZIP, authorization: `Bearer ${token}`,
        ...(announced ? { "content-length": announced } : { "transfer-encoding": "chunked" }),
      },
    })
    sent.on("error", reject)
    sent.on("response", async (response) => {
      const chunks: Buffer[] = []
      for await (const chunk of response) chunks.push(chunk as Buffer)
      const text = Buffer.concat(chunks).toString("utf8")
      resolve({ status: response.statusCode ?? 0, code: String(JSON.parse(text).code) })
      sent.destroy()
    })
    if (announced === null || announced === body.length) sent.end(body)
    else sent.write(body)
  })
}

async function refuseElsewhere({ check }: Checks, ask: Client, alice: string): Promise<void> {
  const cases: Case[] = [
    { name: "an unknown package", path: "/v1/packages/@demo/nothing", ask: {}, status: 404 },
    { name: "an unknown path", path: "/v2/packages", ask: {}, status: 404, code: "not_found" },
    { name: "a trailing slash", path: "/v1/scopes/", ask: {}, status: 404, code: "not_found" },
    {
      name: "a bad version in a path", path: "/v1/packages/@demo/many/1.0/metadata", ask: {},
      status: 400, code: "invalid_version",
    },
    {
      name: "bad JSON", path: "/v1/scopes", status: 400, code: "bad_json",
      ask: {
        method: "POST", body: "{\n  \"name\": }", headers: { "content-type": "application/json" },
      },
    },
    {
      name: "an unknown field", path: "/v1/scopes", status: 400, code: "unknown_field",
      ask: { method: "POST", body: { name: "fields", colour: "red" } },
    },
    {
      name: "a user's attempt at an operator's work", path: "/v1/admin/users", status: 403,
      code: "forbidden", ask: { method: "POST", body: { name: "mallory" }, token: alice },
    },
    {
      name: "a publish into another's scope", path: "/v1/packages/@ori/new/publish", status: 403,
      code: "forbidden",
      ask: { method: "POST", token: alice, body: smallPackage("@ori/new", "1.0.0"), headers: GZIP },
    },
  ]
  for (const one of cases) {
    await check(`refuses ${one.name}`, async () => {
      const answer = await ask(one.path ?? "", one.ask)
      assert.equal(answer.status, one.status, answer.bytes.toString("utf8"))
      const code = problem(answer)
      if (one.code !== undefined) assert.equal(code, one.code)
      if (one.name === "bad JSON") assert.match(String(answer.json["detail"]), /line 2/)
    })
  }
}

/** The processor is down: 503, with a time to come again, and nothing is committed. */
export async function refuseWithoutProcessor(
  { check }: Checks, ask: Client, alice: string,
): Promise<void> {
  await check("answers 503 while the processor is down, and commits nothing", async () => {
    const answer = await ask(TARGET, { method: "POST", token: alice, body: GOOD(), headers: GZIP })
    assert.equal(answer.status, 503)
    assert.equal(problem(answer), "processor_unavailable")
    assert.match(answer.headers.get("retry-after") ?? "", /^\d+$/)
    await nothingStored(ask)
    const ready = await ask("/v1/health/ready", { token: null })
    assert.equal((await ask("/v1/health", { token: null })).status, 200)
    assert.ok(ready.status === 503 || ready.status === 200)
  })
}
