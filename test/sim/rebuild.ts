// The worst day, after the end of some runs: every object, copy, document and closure is lost,
// and only archives, records, the log and the objects' dumps are left. A rebuild while all goes
// wrong as before, and one in peace, must bring back the same bytes and the same answers.

import { publishChain } from "./chain.ts"
import { ask, jsonOf, textOf, write, type Run } from "./client.ts"
import { judge } from "./judge.ts"

const PATH = "/v1/admin/rebuild"
const LOST: readonly [string, string][] = [
  ["PUBLIC", "documents/"], ["STATE", "users/"], ["STATE", "private/tokens/"],
]
const LIST_MOST = 10_000
/** As long as faults last, and as long as a rebuild may take after them. */
const FAULTY_MS = 90_000
const PATIENCE_MS = 3_600_000
const LOOK_MS = 5_000

async function documents(run: Run, closures: string[]): Promise<Map<string, string>> {
  const { truth } = run.registry.buckets
  const found = new Map<string, string>()
  for (const [bucket, prefix] of LOST) {
    for (const key of (await truth.list(bucket, prefix, "", LIST_MOST)).keys) {
      const stored = await truth.get(bucket, key)
      found.set(`${bucket}/${key}`, Buffer.from(stored?.body ?? []).toString())
    }
  }
  for (const key of closures) {
    const stored = await truth.get("PUBLIC", key)
    if (stored !== null) found.set(`PUBLIC/${key}`, Buffer.from(stored.body).toString())
  }
  return found
}

async function loseAll({ registry }: Run, closures: string[]): Promise<void> {
  const { truth } = registry.buckets
  for (const key of closures) await truth.delete("PUBLIC", key)
  for (const [bucket, prefix] of LOST) {
    for (const key of (await truth.list(bucket, prefix, "", LIST_MOST)).keys) {
      await truth.delete(bucket, key)
    }
  }
  registry.kv.empty()
  registry.objects.loseAll()
}

/** How far the rebuild is; null when nobody answers. */
async function progress(run: Run): Promise<Record<string, unknown> | null> {
  const answer = await ask(run, run.registry.fresh(), PATH, { token: run.admin })
  return answer?.status === 200 ? jsonOf(answer) : null
}

async function ended(run: Run): Promise<Record<string, unknown>> {
  const untilMs = run.clock.nowMs() + PATIENCE_MS
  while (run.clock.nowMs() < untilMs) {
    const seen = await progress(run)
    if (seen?.["state"] === "done") return seen
    await run.clock.sleep(LOOK_MS)
  }
  throw new Error("the rebuild does not end")
}

async function begin(run: Run): Promise<void> {
  const answer = await write(run, PATH, { token: run.admin, json: { objects: true } })
  if (answer !== null && ![202, 503].includes(answer.status)) {
    run.history.violated(`rebuild: ${answer.status} ${textOf(answer)}`)
  }
}

export async function judgeRebuild(run: Run): Promise<void> {
  const { clock, history, registry } = run
  const closures = await publishChain(run)
  // The last documents and dumps are put after the answers.
  await clock.sleep(FAULTY_MS)
  const before = await documents(run, closures)
  await loseAll(run, closures)
  registry.faults.begin()
  await begin(run)
  await clock.sleep(FAULTY_MS)
  registry.faults.end()
  // It may have begun or not, and given up what did not answer.
  await begin(run)
  await ended(run)
  await begin(run)
  const { failed } = await ended(run)
  if (JSON.stringify(failed) !== "[]") history.violated(`rebuild: failed ${String(failed)}`)
  const after = await documents(run, closures)
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    const [was, is] = [before.get(key), after.get(key)]
    if (was !== is) history.violated(`rebuild: ${key} was ${was ?? "none"}, is ${is ?? "none"}`)
  }
  // What an object still tells others follows.
  await clock.sleep(FAULTY_MS)
  await judge(run)
}
