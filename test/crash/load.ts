// Clients that publish as fast as they are let, and remember what was acknowledged.

import { createHash } from "node:crypto"
import { smallPackage } from "../e2e/archives.ts"
import { newUser, type Client } from "../e2e/registry.ts"
import type { Random } from "../fuzz/lang/random.ts"

export type Publish = { name: string; version: string; archive: Buffer; checksum: string }

export type Ledger = {
  acknowledged: Map<string, Publish>
  /** By the path of the job. */
  promised: Map<string, Publish>
  token: string
  next: number
}

/** With an account to publish as, made while nothing is killed yet. */
export async function newLedger(ask: Client): Promise<Ledger> {
  const token = await newUser(ask, "carol")
  const scope = await ask("/v1/scopes", { method: "POST", token, body: { name: SCOPE } })
  if (scope.status !== 201) throw new Error(`no scope: ${String(scope.bytes)}`)
  return { acknowledged: new Map(), promised: new Map(), token, next: 0 }
}

const CLIENTS = 6
/** Few packages, so that several versions of one are on their way at once. */
const PACKAGES = 4
const SCOPE = "crash"

function nextPublish(ledger: Ledger, random: Random): Publish {
  const name = `@${SCOPE}/package-${random.below(PACKAGES)}`
  const version = `1.${ledger.next++}.0`
  const archive = smallPackage(name, version)
  const checksum = `sha256:${createHash("sha256").update(archive).digest("hex")}`
  return { name, version, archive, checksum }
}

async function publishOne(
  ask: Client, ledger: Ledger, one: Publish, promise: boolean,
): Promise<void> {
  const answer = await ask(`/v1/packages/${one.name}/publish`, {
    method: "POST", token: ledger.token, body: one.archive,
    headers: { "content-type": "application/gzip", ...promise ? { prefer: "respond-async" } : {} },
  })
  const id = `${one.name} ${one.version}`
  if (answer.status === 201 || answer.status === 200) ledger.acknowledged.set(id, one)
  else if (answer.status === 202) ledger.promised.set(String(answer.headers.get("location")), one)
  else if (answer.status !== 503) throw new Error(`${id}: ${answer.status} ${String(answer.bytes)}`)
}

/** Until the registry is gone; the result waits for the clients to notice. */
export function load(ask: Client, ledger: Ledger, random: Random): () => Promise<void> {
  let stopped = false
  const refused: Error[] = []
  const clients = Promise.all(Array.from({ length: CLIENTS }, async () => {
    while (!stopped) {
      const one = nextPublish(ledger, random)
      await publishOne(ask, ledger, one, random.below(4) === 0).catch((error: unknown) => {
        // A connection that breaks is what is wanted here; another answer is not.
        if (error instanceof TypeError) stopped = true
        else refused.push(error as Error)
      })
    }
  }))
  return async () => {
    stopped = true
    await clients
    const [first] = refused
    if (first !== undefined) throw first
  }
}
