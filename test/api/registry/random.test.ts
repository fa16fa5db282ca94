// Random requests from a seed: whatever comes, the answer is one of the OpenAPI document's, never a
// 5xx, and the Worker still answers.

import { expect, it } from "vitest"
import { ask, newScope, newUser, ROOT, type Ask } from "./client.ts"

const SEED = 20_261_124
const COUNT = 2_000
const AT_ONCE = 8

/** mulberry32 */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

type Dice = { below(count: number): number; one<Item>(items: readonly Item[]): Item }

function dice(seed: number): Dice {
  const next = random(seed)
  const below = (count: number) => Math.floor(next() * count)
  return { below, one: (items) => items[below(items.length)] as (typeof items)[number] }
}

const METHODS = ["GET", "GET", "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
const WORDS = [
  "v1", "packages", "scopes", "tokens", "admin", "users", "owners", "versions", "metadata", "me",
  "download", "publish", "self", "health", "ready", "random", "@random", "%40random", "one",
  "1.0.0", "1.0.0-rc.1", "..", ".", "%2F", "%00", "%ff", "A", "a_b", "ö", "x".repeat(300), "{id}",
  "audit", "openapi.json", "-", "*", "'", "<script>", "t_1", "random-user",
]
const QUERIES = [
  "", "", "?limit=3", "?limit=-1", "?limit=%F0", "?cursor=MTph", "?cursor=%00", "?&&=&", "?limit",
  "?cursor=MTp6enp6enp6eg", `?q=${"y".repeat(500)}`, "?limit=2&limit=x", "#x",
]
const VALUES = [
  null, true, 0, -1, 1.5, 1e300, "", "random", "@random", "a_b", "\u0000", "\u202e",
  "x".repeat(5000), [], ["read"], ["admin", 1], ["@random/*"], {}, { a: {} }, "2", 9007199254740993,
]
const KEYS = [
  "name", "scopes", "packages", "expires_in", "operator", "disabled", "revoke_others", "reason",
  "kind", "message", "replaced_by", "to", "accept", "cancel", "x", "", "__proto__",
]
const TYPES = [
  "application/json", "application/json", "application/json", "application/gzip", "text/plain",
  "multipart/form-data; boundary=b", "multipart/form-data", "", "application/json;charset",
]
const HEADERS: [string, string][] = [
  ["if-none-match", "*"], ["if-none-match", '"x", W/"y",,'], ["range", "bytes=0-0"],
  ["range", "bytes=-"], ["range", "bytes=99999999999999999999-"], ["if-range", '"x"'],
  ["content-encoding", "gzip"], ["x-request-id", "short"], ["x-log-size-at-least", "1"],
  ["cf-connecting-ip", "::1%eth0"], ["accept", "*/*;q=0"], ["expect", "100-continue"],
]

/** Every path of the OpenAPI document. */
async function templates(): Promise<string[]> {
  const document = await ask("GET /v1/openapi.json", { token: null })
  return Object.keys(document.json["paths"] ?? {})
}

function path(roll: Dice, known: readonly string[]): string {
  const fill = (template: string) => template.replace(/\{\w+\}/g, () => roll.one(WORDS))
  if (roll.below(5) > 0) return fill(roll.one(known)) + roll.one(QUERIES)
  const parts = Array.from({ length: roll.below(6) }, () => roll.one(WORDS))
  return `/${parts.join(roll.one(["/", "/", "//"]))}${roll.one(QUERIES)}`
}

function body(roll: Dice): unknown {
  switch (roll.below(4)) {
    case 0: return Uint8Array.from({ length: roll.below(300) }, () => roll.below(256))
    case 1: return "{[\"}:,0e-\\u".repeat(1 + roll.below(50)).slice(roll.below(40))
    default: return Object.fromEntries(
      Array.from({ length: roll.below(4) }, () => [roll.one(KEYS), roll.one(VALUES)]),
    )
  }
}

function request(
  roll: Dice, known: readonly string[], tokens: readonly (string | null)[],
): { line: string; options: Ask } {
  const method = roll.one(METHODS)
  const headers: Record<string, string> = {}
  for (let i = roll.below(3); i > 0; i--) {
    const [name, value] = roll.one(HEADERS)
    headers[name] = value
  }
  const type = roll.one(TYPES)
  if (type !== "") headers["content-type"] = type
  const options: Ask = { token: roll.one(tokens), headers }
  if (!/GET|HEAD|OPTIONS/.test(method)) options.body = body(roll)
  return { line: `${method} ${path(roll, known)}`, options }
}

it(`survives ${COUNT} random requests (seed ${SEED})`, async () => {
  const { token } = await newUser("random")
  await newScope(token, "random")
  const tokens = [null, token, token, ROOT, "ori_x", `${token}x`, "ori_".padEnd(53, "0")]
  const roll = dice(SEED)
  const known = await templates()
  const seen = new Map<number, number>()
  for (let sent = 0; sent < COUNT; sent += AT_ONCE) {
    const batch = Array.from({ length: AT_ONCE }, () => request(roll, known, tokens))
    await Promise.all(batch.map(async ({ line, options }) => {
      const answer = await ask(line, options)
      const shown = `${line.slice(0, 200)} ${JSON.stringify(options).slice(0, 500)}`
      expect(answer.status, `${shown}: ${answer.body.slice(0, 500)}`).toBeLessThan(500)
      seen.set(answer.status, (seen.get(answer.status) ?? 0) + 1)
    }))
  }
  // A generator that only ever meets one refusal would prove nothing.
  for (const status of [200, 204, 304, 400, 401, 403, 404, 405, 415]) {
    expect(seen.get(status) ?? 0, `answers ${status}`).toBeGreaterThan(0)
  }
  expect((await ask("GET /v1/health", { token: null })).status).toBe(200)
}, 120_000)
