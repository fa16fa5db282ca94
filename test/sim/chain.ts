// A chain of packages, each of which needs the one before, published in peace: so that there are
// closures to lose.

import { ask, sizeOf, type Run } from "./client.ts"
import { notePublished, noteSent } from "./history.ts"
import { archiveOf, checksumOf, placeOf } from "./registry.ts"

const LENGTH = 3
const VERSION = "1.0.0"

/** The keys of the closures; fewer when the quota of whoever publishes is used up. */
export async function publishChain(run: Run): Promise<string[]> {
  const keys: string[] = []
  for (let at = 0; at < LENGTH; at++) {
    const needs = at === 0 ? {} : { [nameOf(at - 1)]: VERSION }
    const archive = archiveOf(nameOf(at), VERSION, 0, needs)
    const sent = { name: nameOf(at), version: VERSION, archive, checksum: checksumOf(archive) }
    noteSent(run.history, sent)
    const { token } = run.people[0]!
    const path = `/v1/packages/${sent.name}/publish`
    const answer = await ask(run, run.registry.fresh(), path, { token, archive })
    if (answer?.status !== 201) break
    notePublished(run.history, sent, run.clock.nowMs(), sizeOf(answer))
    if (at > 0) keys.push(`closures/${placeOf(sent.checksum)}.json`)
  }
  return keys
}

function nameOf(at: number): string {
  return `@acme/chain${at}`
}
