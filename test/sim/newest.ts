// Read your writes: a client that says how far it has seen the log finds everything that was
// acknowledged until then, in whichever isolate, whatever copies there are.

import { anyIsolate, ask, jsonOf, textOf, type Run } from "./client.ts"
import { versionId, type Acknowledged } from "./history.ts"
import type { Answer } from "./isolates.ts"
import type { State } from "./life.ts"
import { checksumOf } from "./registry.ts"

/** Reads something after its acknowledgement, by a size of the log that has it. */
export async function readNewest(run: Run): Promise<void> {
  const { random, history } = run
  const known = [...history.published.values()]
  const scopes = [...history.claims]
  if (known.length === 0 || random.below(5) === 0) return readScope(run, random.pick(scopes))
  const one = random.pick(known)
  const removed = history.removed.get(versionId(one))?.size
  const atLeast = Math.max(one.size, removed ?? 0)
  const ends = [
    "", "/versions", `/${one.version}/metadata`, `/${one.version}/closure`,
    `/${one.version}/download`,
  ]
  const path = `/v1/packages/${one.name}${random.pick(ends)}`
  const answer = await newest(run, path, atLeast)
  if (answer === null) return
  const wrong = judge(path, answer, one, { removed: removed !== undefined, run })
  if (wrong !== null) history.violated(`${path} of ${atLeast} leaves or more: ${wrong}`)
}

async function readScope(run: Run, [scope, size]: [string, number]): Promise<void> {
  const one = await newest(run, `/v1/scopes/${scope}`, size)
  if (one !== null && one.status !== 200) {
    run.history.violated(`@${scope} of ${size} leaves or more: ${one.status}`)
  }
  const list = await newest(run, "/v1/scopes", size)
  if (list !== null && !textOf(list).includes(`"@${scope}"`)) {
    run.history.violated(`@${scope} of ${size} leaves or more: not listed`)
  }
}

/** null for an answer that says nothing. */
async function newest(run: Run, path: string, atLeast: number): Promise<Answer | null> {
  const answer = await ask(run, anyIsolate(run), path, { atLeast })
  return answer === null || answer.status === 503 ? null : answer
}

type Truth = { removed: boolean; run: Run }

function judge(path: string, answer: Answer, one: Acknowledged, truth: Truth): string | null {
  const { status } = answer
  if (path.endsWith("/download")) return judgeDownload(answer, one, truth)
  if (status !== 200) return String(status)
  if (path.endsWith("/closure")) return null
  const json = jsonOf(answer)
  if (path.endsWith("/metadata")) return judgeState(json as unknown as State, one, truth)
  if (!path.endsWith("/versions")) {
    return (json["counts"] as { versions: number }).versions > 0 ? null : "without versions"
  }
  const listed = (json["versions"] as State[]).find(({ version }) => version === one.version)
  return judgeState(listed, one, truth)
}

function judgeState(state: State | undefined, one: Acknowledged, truth: Truth): string | null {
  if (state?.checksum !== one.checksum) return `${one.version} is not there`
  return truth.removed && !state.removed ? `${one.version} is not removed` : null
}

function judgeDownload(answer: Answer, one: Acknowledged, truth: Truth): string | null {
  const { status, body } = answer
  if (truth.removed) return status === 410 ? null : `${status} after its removal`
  if (truth.run.history.withheld.has(versionId(one)) && [410, 451].includes(status)) return null
  return status === 200 && checksumOf(body) === one.checksum ? null : `${status}, or other bytes`
}
