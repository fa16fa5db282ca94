// What is left to the shell when a module has failed: an answer that says so, and a record.

import type { ObjectStore } from "./capability/capabilities.ts"

export type Failure = {
  kind: "request" | "work" | "decision" | "effect" | "alarm"
  id: string
  where: string
  error: unknown
  printed: string[]
}

/**
 * 500 `internal`, in the form of every other problem: the one that Ori's table of errors cannot
 * answer with, since Ori has just failed.
 */
export function internalProblem(requestId: string): Response {
  const problem = {
    type: "urn:ori:problem:internal", title: "The registry has failed.", status: 500,
    code: "internal",
    detail: "The registry failed on this request. A write may have happened; it is safe to repeat.",
    request_id: requestId,
  }
  return new Response(JSON.stringify(problem), {
    status: 500,
    headers: {
      "content-type": "application/problem+json",
      "cache-control": "no-store",
      "content-security-policy": "default-src 'none'; sandbox",
      "x-content-type-options": "nosniff",
      "x-request-id": requestId,
    },
  })
}

/** The key of a record sorts newest first; `ori/src/registry/keys.ori` names its prefix. */
const LAST_MS = 9_999_999_999_999

/**
 * One line in the platform's log, and one object that is never written again in STATE; a store
 * that fails too is left to the log.
 */
export async function recordFailure(store: ObjectStore, failure: Failure): Promise<void> {
  const now = Date.now()
  const { error, printed, ...rest } = failure
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  const record = JSON.stringify({ time: new Date(now).toISOString(), ...rest, message, printed })
  console.error(record)
  const key = `errors/${LAST_MS - now}-${failure.id}.json`
  try {
    await store.put("STATE", key, new TextEncoder().encode(record), "*")
  } catch (again) {
    console.error(JSON.stringify({ kind: "record", id: failure.id, message: String(again) }))
  }
}
