// What clients asked and were told, and what may therefore never happen afterwards.

import type { Checkpoint } from "../log/note.ts"

export type Publish = {
  name: string; version: string; checksum: string; archive: Uint8Array<ArrayBuffer>
}

/** A publish that was promised, by the id of its job. */
export type Promised = Publish & { id: string; user: string; token: string; alone: boolean }

/** When its publisher was told, and a size of the log with it. */
export type Acknowledged = Publish & { atMs: number; size: number }

export type History = {
  violations: string[]
  published: Map<string, Acknowledged>
  /** All bytes that anybody has sent for a version. */
  sent: Map<string, Map<string, Uint8Array>>
  /** Tokens whose end was acknowledged, and when. */
  revoked: Map<string, number>
  scopes: Map<string, string>
  /** The sizes of the log that claims of scopes told. */
  claims: Map<string, number>
  /** Versions that an operator may have withheld. */
  withheld: Set<string>
  /** Those whose removal was acknowledged, when, and a size of the log with it. */
  removed: Map<string, { atMs: number; size: number }>
  /** Packages that somebody may have given away. */
  offered: Set<string>
  promised: Promised[]
  /** Tokens whose revocation was asked for, whatever came of it. */
  asked: Set<string>
  /** All checkpoints of the log that an outsider has seen. */
  checkpoints: Checkpoint[]
  violated(what: string): void
}

export function newHistory(): History {
  const violations: string[] = []
  return {
    violations, published: new Map(), sent: new Map(), revoked: new Map(), scopes: new Map(),
    claims: new Map(), withheld: new Set(), removed: new Map(), offered: new Set(),
    promised: [], asked: new Set(), checkpoints: [],
    violated: (what) => void violations.push(what),
  }
}

export function versionId({ name, version }: Pick<Publish, "name" | "version">): string {
  return `${name} ${version}`
}

export function noteSent(history: History, publish: Publish): void {
  const id = versionId(publish)
  const bodies = history.sent.get(id) ?? new Map<string, Uint8Array>()
  history.sent.set(id, bodies.set(publish.checksum, publish.archive))
}

/** One winner a version: whoever is told so later has sent the same bytes. */
export function notePublished(
  history: History, publish: Publish, atMs: number, size: number,
): void {
  const id = versionId(publish)
  const known = history.published.get(id)
  if (known === undefined) history.published.set(id, { ...publish, atMs, size })
  else if (known.checksum !== publish.checksum) {
    history.violated(`${id}: acknowledged with ${known.checksum} and with ${publish.checksum}`)
  }
}

/** A scope has one owner: the one who was told so first. */
export function noteClaimed(history: History, scope: string, user: string, size: number): void {
  const owner = history.scopes.get(scope)
  if (!history.claims.has(scope)) history.claims.set(scope, size)
  if (owner === undefined) history.scopes.set(scope, user)
  else if (owner !== user) history.violated(`@${scope}: claimed by ${owner} and by ${user}`)
}
