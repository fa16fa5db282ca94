// Quotas in a run: small ones, so that publishes meet them; and at its end what users have used is
// what they have stored and created, no more and no less, wherever publishes were cut off.

import type { Random } from "../fuzz/lang/random.ts"
import { ask, jsonOf, type Run } from "./client.ts"
import type { Isolate } from "./isolates.ts"
import type { State } from "./life.ts"

const DAY_MS = 86_400_000
const MINUTE_MS = 60_000

/** An archive of the simulation has some 60 bytes. */
export function drawQuotas(random: Random): Record<string, string> {
  const QUOTA_BYTES = random.pick(["1000000", "1000000", "250", "130"])
  return { QUOTA_BYTES, QUOTA_NAMES: random.pick(["1000", "1000", "2", "1"]) }
}

type Stored = { name: string; size: number; publisher: string; index: number; createdMs: number }
type Left = Record<"bytes" | "bytes_left" | "names" | "names_left", number>

export async function judgeQuotas(run: Run, isolate: Isolate, names: string[]): Promise<void> {
  const stored = (await Promise.all(names.map((name) => storedOf(run, isolate, name)))).flat()
  for (const { name: user, token } of run.people) {
    const me = await ask(run, isolate, "/v1/me", { token })
    if (me?.status !== 200) continue
    const quota = jsonOf(me)["quota"] as Left
    const mine = stored.filter(({ publisher }) => publisher === user)
    judgeCount(run, `${user}'s bytes`, quota.bytes, quota.bytes - quota.bytes_left,
      mine.reduce((sum, { size }) => sum + size, 0))
    const created = mine.filter((one) => one === firstOf(stored, one.name))
    // Around midnight two objects may count a name on different days.
    if (created.some(({ createdMs }) => isNearMidnight(createdMs))) continue
    const day = Math.floor(run.clock.nowMs() / DAY_MS)
    judgeCount(run, `${user}'s names`, quota.names, quota.names - quota.names_left,
      created.filter(({ createdMs }) => Math.floor(createdMs / DAY_MS) === day).length)
  }
  for (const [user, rows] of run.registry.objects.rows("user")) {
    const left = [...rows.keys()].filter((key) => /^(held\/|settle|asked|unsaved)/.test(key))
    if (left.length > 0) run.history.violated(`${user}: ${left.join(" ")} left`)
  }
}

function judgeCount(run: Run, what: string, most: number, used: number, there: number): void {
  if (there > most) run.history.violated(`${what}: ${there} of ${most}`)
  if (used !== Math.min(there, most)) run.history.violated(`${what}: ${used} used, ${there} stored`)
}

function firstOf(stored: Stored[], name: string): Stored | undefined {
  const own = stored.filter((one) => one.name === name)
  return own.sort((a, b) => a.index - b.index)[0]
}

function isNearMidnight(ms: number): boolean {
  const within = ms % DAY_MS
  return within < MINUTE_MS || within > DAY_MS - MINUTE_MS
}

async function storedOf(run: Run, isolate: Isolate, name: string): Promise<Stored[]> {
  const base = `/v1/packages/${name}`
  const answer = await ask(run, isolate, base)
  const list = await ask(run, isolate, `${base}/versions`)
  if (answer?.status !== 200 || list?.status !== 200) return []
  const createdMs = Date.parse(String(jsonOf(answer)["created_at"]))
  const versions = jsonOf(list)["versions"] as (State & { size: number })[]
  return Promise.all(versions.map(async ({ version, size, log_index }) => {
    const metadata = await ask(run, isolate, `${base}/${version}/metadata`)
    const publisher = metadata === null ? "" : String(jsonOf(metadata)["published_by"])
    return { name, size, publisher, index: log_index ?? 0, createdMs }
  }))
}
