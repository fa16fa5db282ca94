// What the registry relies on of R2, each as an experiment under a prefix of its own.

import type { R2Bucket } from "@cloudflare/workers-types"
import { createHash } from "node:crypto"
import { pause } from "../dev/processes.ts"

/** `holds` is null for what is only measured. */
export type Found = { holds: boolean | null; what: string }
export type Probe = { name: string; run(bucket: R2Bucket, prefix: string): Promise<Found> }

const RACERS = 16
const RAPID_PUTS = 10
const LATE_BYTES = 8_000_000
const LATE_PATIENCE_MS = 30
const LATE_WATCH_MS = 5_000
const IF_ABSENT = { onlyIf: { etagDoesNotMatch: "*" } }

/** What became of puts at once: which landed, which were refused by their condition, or failed. */
async function race(puts: readonly Promise<object | null>[]) {
  const ends = await Promise.allSettled(puts)
  const landed = ends.flatMap((end, at) =>
    end.status === "fulfilled" && end.value !== null ? [at] : [])
  const errors = ends.flatMap((end) => end.status === "rejected" ? [String(end.reason)] : [])
  const slow = errors.filter((error) => /429|10058|rate/i.test(error)).length
  return { landed, errors, slow }
}

const many = (count: number) => Array.from({ length: count }, (_, at) => at)

async function createRace(bucket: R2Bucket, prefix: string): Promise<Found> {
  const key = `${prefix}key`
  const puts = many(RACERS).map((at) => bucket.put(key, `racer ${at}`, IF_ABSENT))
  const { landed, errors, slow } = await race(puts)
  const text = await (await bucket.get(key))?.text()
  const again = await bucket.put(key, "later", IF_ABSENT).catch(() => null)
  return {
    holds: landed.length === 1 && text === `racer ${landed[0]}` && again === null,
    what: `of ${RACERS} create-only puts at once ${landed.length} landed, ` +
      `${errors.length} failed (${slow} with 429); the object has ${text ?? "nothing"}`,
  }
}

async function etagRace(bucket: R2Bucket, prefix: string): Promise<Found> {
  const key = `${prefix}key`
  const first = await bucket.put(key, "first")
  await pause(1_100)
  const onlyIf = { etagMatches: first?.etag ?? "" }
  const { landed, errors, slow } = await race(
    many(RACERS).map((at) => bucket.put(key, `racer ${at}`, { onlyIf })))
  await pause(1_100)
  const stale = await bucket.put(key, "stale", { onlyIf })
  const text = await (await bucket.get(key))?.text()
  return {
    holds: landed.length === 1 && stale === null && text === `racer ${landed[0]}`,
    what: `of ${RACERS} puts on one etag ${landed.length} landed, ${errors.length} failed ` +
      `(${slow} with 429); a later one on the same etag ${stale === null ? "did not" : "landed"}`,
  }
}

async function rapidPuts(bucket: R2Bucket, prefix: string): Promise<Found> {
  const start = performance.now()
  const { landed, slow } = await race(
    many(RAPID_PUTS).map((at) => pause(at * 100).then(() => bucket.put(`${prefix}key`, `${at}`))))
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  return {
    holds: null,
    what: `of ${RAPID_PUTS} puts of one key in ${seconds} s ${landed.length} landed, ` +
      `${slow} were refused with 429`,
  }
}

async function pacedPuts(bucket: R2Bucket, prefix: string): Promise<Found> {
  let landed = 0
  for (const at of many(4)) {
    if (at > 0) await pause(1_100)
    landed += await bucket.put(`${prefix}key`, `${at}`).then(() => 1, () => 0)
  }
  return { holds: landed === 4, what: `of 4 puts of one key, 1.1 s apart, ${landed} landed` }
}

/** A put that its caller has given up may land after another one: the reason for conditions. */
async function lateLanding(bucket: R2Bucket, prefix: string): Promise<Found> {
  const key = `${prefix}key`
  const slow = bucket.put(key, new Uint8Array(LATE_BYTES)).then(() => "landed", () => "failed")
  await pause(LATE_PATIENCE_MS)
  const created = await bucket.put(key, "new", IF_ABSENT).then(
    (put) => put === null ? "refused" : "landed", () => "failed")
  const end = await Promise.race([slow, pause(LATE_WATCH_MS).then(() => "still on its way")])
  const last = (await bucket.head(key))?.size
  return {
    holds: null,
    what: `a put given up after ${LATE_PATIENCE_MS} ms: ${end}; a create-only put after it: ` +
      `${created}; the key has the ${last === LATE_BYTES ? "late" : "newer"} one`,
  }
}

async function lateCreate(bucket: R2Bucket, prefix: string): Promise<Found> {
  const key = `${prefix}key`
  const slow = bucket.put(key, new Uint8Array(LATE_BYTES), IF_ABSENT)
  const late = slow.then((put) => put !== null, () => false)
  await pause(LATE_PATIENCE_MS)
  const won = await bucket.put(key, "new", IF_ABSENT).then((put) => put !== null, () => false)
  const lateWon = await Promise.race([late, pause(LATE_WATCH_MS).then(() => false)])
  const size = (await bucket.head(key))?.size
  return {
    holds: !(won && (lateWon || size !== 3)),
    what: `of a slow create-only put and one after it ` +
      `${won && lateWon ? "both" : won ? "the second" : lateWon ? "the first" : "none"} landed`,
  }
}

async function listOrder(bucket: R2Bucket, prefix: string): Promise<Found> {
  const names = ["b", "a", "a-", "a/b", "a.b", "B", "@a/b", "10", "9", "é", "z", "~"]
  await Promise.all(names.map((name) => bucket.put(prefix + name, name)))
  const seen: string[] = []
  for (let startAfter = prefix; ;) {
    const page = await bucket.list({ prefix, limit: 5, startAfter })
    seen.push(...page.objects.map((one) => one.key.slice(prefix.length)))
    const last = page.objects.at(-1)
    if (!page.truncated || last === undefined) break
    startAfter = last.key
  }
  const sorted = names.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
  return {
    holds: JSON.stringify(seen) === JSON.stringify(sorted),
    what: `pages from startAfter give the keys as ${seen.join(" ")}`,
  }
}

async function readAfterWrite(bucket: R2Bucket, prefix: string): Promise<Found> {
  let wrong = 0
  for (const at of many(5)) {
    const key = `${prefix}${at}`
    const put = await bucket.put(key, `${at}`)
    const text = await (await bucket.get(key))?.text()
    const listed = (await bucket.list({ prefix: key })).objects.length
    await bucket.delete(key)
    const after = await bucket.head(key)
    const md5 = createHash("md5").update(`${at}`).digest("hex")
    if (text !== `${at}` || listed !== 1 || after !== null || put?.etag !== md5) wrong++
  }
  return {
    holds: wrong === 0,
    what: `${5 - wrong} of 5 objects were read, listed and gone at once, their etag the MD5`,
  }
}

export const PROBES: readonly Probe[] = [
  { name: "create-only race", run: createRace },
  { name: "etag race", run: etagRace },
  { name: "rapid puts", run: rapidPuts },
  { name: "paced puts", run: pacedPuts },
  { name: "late landing", run: lateLanding },
  { name: "late create", run: lateCreate },
  { name: "order of a list", run: listOrder },
  { name: "read after write", run: readAfterWrite },
]
