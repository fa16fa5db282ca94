// Many at once, where R2 takes one put of a key a second: all are answered in the end, nothing is
// lost, and soon enough, in simulated time; who cannot be taken in is told so before anything of
// his is stored.

import assert from "node:assert/strict"
import { checkAll } from "./calm.ts"
import { ask, sizeOf, textOf, type Call, type Run } from "./client.ts"
import { notePublished, noteSent, type Publish } from "./history.ts"
import type { Answer, Isolate } from "./isolates.ts"
import { isStored, judge } from "./judge.ts"
import { modules } from "./modules.ts"
import { archiveOf, checksumOf } from "./registry.ts"

/** 95 of 100 have their answer by then, those who had to come back included. */
const P95_MS = 10_000

/** Publishes, and as many changes. */
const MIXED_COUNT = 50

const CHANGES: readonly [string, object][] = [
  ["yank", { reason: "so" }], ["deprecate", { message: "old" }],
]

type Timed = { answer: Answer; ms: number; refusals: number }

await checkAll(modules(), [
  { name: "200 packages at once", work: packages },
  { name: "50 versions of a package at once", work: versions },
  { name: "publishes, yanks and deprecations of a package at once", work: mixed },
  { name: "more than an isolate takes in", work: overload },
])

async function packages(run: Run): Promise<void> {
  const names = Array.from({ length: 200 }, (_, at) => `@acme/p${at}`)
  inTime(await all(run, names.map((name) => publishing(name, "1.0.0"))), 201)
  await atRest(run)
}

async function versions(run: Run): Promise<void> {
  inTime(await all(run, ofOne(1, 50)), 201)
  await atRest(run)
}

async function mixed(run: Run): Promise<void> {
  const old = ofOne(1, MIXED_COUNT)
  await all(run, old)
  const done = await all(run, [...ofOne(2, MIXED_COUNT), ...old.map(changing)])
  inTime(done.slice(0, MIXED_COUNT), 201)
  inTime(done.slice(MIXED_COUNT), 200)
  await atRest(run)
}

/** Who is refused has left nothing. */
async function overload(run: Run): Promise<void> {
  const [isolate] = run.registry.isolates
  assert.ok(isolate !== undefined)
  const names = Array.from({ length: 600 }, (_, at) => `@acme/p${at}`)
  const refused = await Promise.all(names.map(async (name) => {
    const { path, call, publish } = publishing(name, "1.0.0")
    const answer = await once(run, isolate, path, call)
    if (answer.status === 201) return false
    assert.equal(answer.status, 503, textOf(answer))
    assert.ok(Number(answer.headers.get("retry-after")) > 0, "no Retry-After")
    const known = run.registry.objects.rows("package").has(name)
    assert.ok(!known && !await isStored(run, publish.checksum), `${name}: refused, and stored`)
    return true
  }))
  const count = refused.filter(Boolean).length
  console.log(`${names.length} at once in one isolate: ${count} refused`)
  assert.ok(count > 0 && count < names.length, `${count} of ${names.length} are refused`)
}

type Write = { path: string; call: Call; publish?: Publish }
type Publishing = Write & { publish: Publish }

function publishing(name: string, version: string): Publishing {
  const archive = archiveOf(name, version, 0)
  const publish = { name, version, archive, checksum: checksumOf(archive) }
  return { path: `/v1/packages/${name}/publish`, call: { archive }, publish }
}

function ofOne(major: number, count: number): Publishing[] {
  return Array.from({ length: count }, (_, at) => publishing("@acme/one", `${major}.${at}.0`))
}

function changing({ publish: { name, version } }: Publishing, at: number): Write {
  const [verb, json] = CHANGES[at % CHANGES.length] ?? ["", {}]
  return { path: `/v1/packages/${name}/${version}/${verb}`, call: { json } }
}

/** All at the same moment, through all isolates in turn; each comes back when it is told to. */
function all(run: Run, writes: readonly Write[]): Promise<Timed[]> {
  const { isolates } = run.registry
  return Promise.all(writes.map(async ({ path, call, publish }, at) => {
    const isolate = isolates[at % isolates.length] as Isolate
    if (publish !== undefined) noteSent(run.history, publish)
    const timed = await patiently(run, isolate, path, call)
    if (publish !== undefined) {
      notePublished(run.history, publish, run.clock.nowMs(), sizeOf(timed.answer))
    }
    return timed
  }))
}

async function patiently(run: Run, isolate: Isolate, path: string, call: Call): Promise<Timed> {
  const beganMs = run.clock.nowMs()
  for (let refusals = 0;; refusals++) {
    const answer = await once(run, isolate, path, call)
    if (answer.status !== 503) return { answer, refusals, ms: run.clock.nowMs() - beganMs }
    await run.clock.sleep(1_000 * Number(answer.headers.get("retry-after")))
  }
}

async function once(run: Run, isolate: Isolate, path: string, call: Call): Promise<Answer> {
  const answer = await ask(run, isolate, path, { ...call, token: run.people[0]?.token ?? "" })
  assert.ok(answer !== null)
  return answer
}

function inTime(done: readonly Timed[], status: number): void {
  for (const { answer } of done) assert.equal(answer.status, status, textOf(answer))
  const times = done.map(({ ms }) => ms).sort((a, b) => a - b)
  const p95 = times[Math.ceil(times.length * 0.95) - 1] ?? 0
  const refusals = done.reduce((sum, one) => sum + one.refusals, 0)
  console.log(`${times.length} at once: p95 ${p95} ms, ${refusals} had to come back`)
  assert.ok(p95 <= P95_MS, `p95 is ${p95} ms`)
}

/** What the simulation wants at the end of every run. */
async function atRest(run: Run): Promise<void> {
  await run.clock.sleep(20 * 60_000)
  await judge(run)
}
