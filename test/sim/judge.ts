// The end of a run: nothing goes wrong any more, time passes, and what must hold is looked at.

import { ask, jsonOf, type Run } from "./client.ts"
import { judgeDependents } from "./dependents.ts"
import { versionId } from "./history.ts"
import type { Answer, Isolate } from "./isolates.ts"
import { judgeJobs } from "./jobs.ts"
import { downloadStatus, judgeLife, type State } from "./life.ts"
import { judgeLog } from "./log.ts"
import { judgeQuotas } from "./quota.ts"
import { checksumOf, placeOf } from "./registry.ts"

export async function judge(run: Run): Promise<void> {
  const isolate = run.registry.fresh()
  const names = new Set([...run.history.sent.keys()].map((id) => id.split(" ")[0] ?? ""))
  const indices = new Map<string, number | null>()
  for (const name of names) {
    for (const { version, log_index: index } of await judgePackage(run, isolate, name)) {
      indices.set(versionId({ name, version }), index)
    }
  }
  await judgeLog(run, isolate, indices)
  await judgeJobs(run, isolate)
  for (const [scope, owner] of run.history.scopes) await judgeScope(run, isolate, scope, owner)
  for (const [scope, rows] of run.registry.objects.rows("scope")) {
    const waiting = [...rows.keys()].filter((key) => /^(outbox|leaf)\//.test(key))
    if (waiting.length > 0) run.history.violated(`@${scope}: ${waiting.join(" ")} left`)
  }
  await judgeDependents(run, isolate, [...names])
  await judgeQuotas(run, isolate, [...names])
  if (run.registry.objects.busy() > 0) run.history.violated("an object never comes to rest")
}

async function judgePackage(run: Run, isolate: Isolate, name: string): Promise<State[]> {
  const { history } = run
  const answer = await ask(run, isolate, `/v1/packages/${name}/versions`)
  const listed = answer?.status === 200
    ? jsonOf(answer)["versions"] as State[] : []
  for (const acknowledged of history.published.values()) {
    if (acknowledged.name !== name) continue
    const found = listed.find(({ version }) => version === acknowledged.version)
    if (found?.checksum !== acknowledged.checksum) {
      history.violated(`${versionId(acknowledged)}: acknowledged, and not listed`)
    }
  }
  for (const version of listed) await judgeVersion(run, isolate, name, version)
  judgeRows(run, name, listed)
  if (listed.length > 0) {
    await judgeDocument(run, isolate, name, listed)
    await judgeLife(run, isolate, name, listed)
  }
  return listed
}

/** What is listed can be read and downloaded, and is what somebody sent. */
async function judgeVersion(
  run: Run, isolate: Isolate, name: string, state: State,
): Promise<void> {
  const { version, checksum } = state
  const { history } = run
  const id = versionId({ name, version })
  if (!history.sent.get(id)?.has(checksum)) history.violated(`${id}: nobody sent ${checksum}`)
  const base = `/v1/packages/${name}/${version}`
  const metadata = await ask(run, isolate, `${base}/metadata`)
  if (metadata?.status !== 200 || jsonOf(metadata)["checksum"] !== checksum) {
    history.violated(`${id}: listed without its metadata`)
  } else {
    const own = jsonOf(metadata)
    for (const [key, value] of Object.entries(state)) {
      if (own[key] !== value) history.violated(`${id}: its metadata differs in ${key}`)
    }
  }
  const download: Answer | null = await ask(run, isolate, `${base}/download`)
  const wanted = downloadStatus(state)
  if (download?.status !== wanted) {
    history.violated(`${id}: ${download?.status} instead of ${wanted}`)
  } else if (wanted === 200 && checksumOf(download.body) !== checksum) {
    history.violated(`${id}: downloads other bytes`)
  }
  if (state.removed && await isStored(run, checksum)) history.violated(`${id}: its bytes are back`)
}

export async function isStored({ registry }: Run, checksum: string): Promise<boolean> {
  const key = `archives/${placeOf(checksum)}.ori.tar.gz`
  return await registry.buckets.truth.head("PUBLIC", key) !== null
}

async function judgeDocument(
  run: Run, isolate: Isolate, name: string, listed: State[],
): Promise<void> {
  const answer = await ask(run, isolate, `/v1/packages/${name}`)
  const counts = answer?.status === 200
    ? jsonOf(answer)["counts"] as { versions: number } : { versions: -1 }
  if (counts.versions !== listed.length) {
    run.history.violated(`${name}: its document counts ${counts.versions} of ${listed.length}`)
  }
}

/** Each version has a row, and nothing is left to do. */
function judgeRows(run: Run, name: string, listed: State[]): void {
  const rows = run.registry.objects.rows("package").get(name)
  const keys = [...rows?.keys() ?? []].sort()
  const versions = keys.filter((key) => key.startsWith("version/"))
  if (versions.length !== listed.length) {
    run.history.violated(`${name}: ${versions.length} rows, ${listed.length} listed`)
  }
  const waiting = keys.filter((key) => /^(outbox|record|leaf)\//.test(key))
  if (waiting.length > 0) run.history.violated(`${name}: ${waiting.join(" ")} left`)
}

async function judgeScope(
  run: Run, isolate: Isolate, scope: string, owner: string,
): Promise<void> {
  const answer = await ask(run, isolate, `/v1/scopes/${scope}`)
  const owners = answer?.status === 200 ? jsonOf(answer)["owners"] : null
  if (!Array.isArray(owners) || owners[0] !== owner) {
    run.history.violated(`@${scope}: its claim was acknowledged to ${owner}`)
  }
}
