// The end of promised publishes: every one is published or refused, with a reason that there is,
// and a week later nothing is left of it.

import { ask, jsonOf, textOf, type Run } from "./client.ts"
import { versionId, type Promised } from "./history.ts"
import type { Isolate } from "./isolates.ts"
import type { Needs } from "./registry.ts"

type Job = { state: string; version: string | null; problem?: { code: string } }

/** The state of each promise; what is published counts as acknowledged from then on. */
export async function judgeJobs(run: Run, isolate: Isolate): Promise<void> {
  for (const promised of run.history.promised) await judgeJob(run, isolate, promised)
  const { keys } = await run.registry.buckets.truth.list("STATE", "staging/", "", 10)
  if (keys.length > 0) run.history.violated(`${keys.join(" ")} left`)
}

async function judgeJob(run: Run, isolate: Isolate, promised: Promised): Promise<void> {
  const { history } = run
  const path = `/v1/publishes/${promised.id}`
  for (const { name, token } of run.people) {
    const answer = await ask(run, isolate, path, { token })
    const wanted = name === promised.user ? 200 : 404
    if (answer?.status !== wanted) history.violated(`${path} of ${name}: ${answer?.status}`)
    else if (wanted === 200) {
      const job = jsonOf(answer) as Job
      run.log(`${versionId(promised)}: ${textOf(answer)}`)
      await judgeEnd(run, isolate, promised, job)
    }
  }
}

async function judgeEnd(
  run: Run, isolate: Isolate, promised: Promised, job: Job,
): Promise<void> {
  const { history } = run
  const id = versionId(promised)
  const answer = await ask(run, isolate, `/v1/packages/${promised.name}/versions`)
  const listed = answer?.status === 200
    ? jsonOf(answer)["versions"] as { version: string; checksum: string }[] : []
  const live = listed.some(({ version, checksum }) =>
    version === promised.version && checksum === promised.checksum)
  if (job.state === "published") {
    if (!live) history.violated(`${id}: its job says published`)
  } else if (job.state !== "refused") history.violated(`${id}: its job never ends`)
  // Published by an attempt that was cut off, and removed before the next: both are told.
  else if (live && promised.alone && job.problem?.code !== "version_removed") {
    history.violated(`${id}: published, its job says refused`)
  } else if (!mayRefuse(run, promised, job.problem?.code ?? "")) {
    history.violated(`${id}: refused by ${job.problem?.code}`)
  }
}

function mayRefuse({ history, registry }: Run, promised: Promised, code: string): boolean {
  switch (code) {
    case "version_exists": return (history.sent.get(versionId(promised))?.size ?? 0) > 1
    case "version_removed": return history.withheld.has(versionId(promised))
    case "token_revoked": return history.asked.has(promised.token)
    // What it depends on was there when it was sent, and may be withdrawn since.
    case "dependency_withdrawn": return dependsOnAny(promised.archive)
    case "forbidden": return history.offered.has(promised.name)
    // Whether there was room is judged by what is used at the end.
    case "quota_exceeded": return true
    case "processor_failed": return Object.values(registry.faults.drawn).some((rate) => rate > 0)
    default: return false
  }
}

function dependsOnAny(archive: Uint8Array): boolean {
  const { needs } = JSON.parse(new TextDecoder().decode(archive)) as { needs: Needs }
  return Object.keys(needs).length > 0
}

/** A week later. */
export async function judgeForgotten(run: Run): Promise<void> {
  const { keys } = await run.registry.buckets.truth.list("STATE", "publishes/", "", 10)
  if (keys.length > 0) run.history.violated(`${keys.join(" ")} left after a week`)
  run.history.promised.length = 0
  for (const [name, rows] of run.registry.objects.rows("job")) {
    const left = [...rows.keys()].filter((key) => key !== "pump" && !key.startsWith("\u0000"))
    if (left.length > 0) run.history.violated(`the job ${name}: ${left.join(" ")} left`)
  }
}
