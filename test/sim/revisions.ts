// What an isolate has served of each document: as long as it lives, nobody who asks it gets an
// older one than somebody had got there before he asked.

export type Revisions = {
  /** The revision that was served last, when somebody asks. */
  served(path: string): number
  note(path: string, atLeast: number, answer: { status: number; headers: Headers }): void
}

/** The simulated store counts its puts, and a document is served with the etag of its own. */
const ETAG = /^"0{16}([0-9a-f]{16})"$/

export function revisions(violated: (what: string) => void): Revisions {
  const known = new Map<string, number>()
  const served = (path: string) => known.get(path) ?? 0
  return {
    served,
    note(path, atLeast, { status, headers }) {
      const digits = ETAG.exec(headers.get("etag") ?? "")?.[1]
      if (status !== 200 || digits === undefined) return
      const revision = parseInt(digits, 16)
      if (revision < atLeast) violated(`${path}: revision ${revision} after ${atLeast}`)
      known.set(path, Math.max(served(path), revision))
    },
  }
}
