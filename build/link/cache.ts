// Objects and linked files by what they were made of. An entry is written under another name and
// renamed, so that processes which build at the same time never see half of one.

import { createHash, randomBytes } from "node:crypto"
import { existsSync, mkdirSync, readdirSync, renameSync } from "node:fs"
import { rmSync, statSync, utimesSync } from "node:fs"
import { join } from "node:path"
import type { Done } from "./compiler.ts"

/** Beyond so many entries the older half goes. */
const MOST = 6000

export type Cache = {
  /** The path of the entry for these parts, made by `make(path)` if it is not there. */
  entry(parts: string[], make: (path: string) => Promise<Done>): Promise<Entry>
}

export type Entry = Done & { path: string; key: string }

export function openCache(folder: string): Cache {
  mkdirSync(folder, { recursive: true })
  return {
    async entry(parts, make) {
      const key = digestOf(parts)
      const path = join(folder, key)
      if (existsSync(path)) {
        touch(path)
        return { ok: true, stderr: "", path, key }
      }
      const draft = join(folder, `draft-${process.pid}-${randomBytes(6).toString("hex")}`)
      const done = await make(draft)
      if (done.ok) renameSync(draft, path)
      else rmSync(draft, { force: true })
      return { ...done, path, key }
    },
  }
}

/** Each part is hashed with its length, so that no two lists of parts are one text. */
export function digestOf(parts: string[]): string {
  const hash = createHash("sha256")
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:`).update(part)
  return hash.digest("hex")
}

function touch(path: string): void {
  const now = new Date()
  try {
    utimesSync(path, now, now)
  } catch {
    // Another process may have pruned it; whoever needs it next makes it again.
  }
}

/** Deletes the entries that were not used for longest, if there are many. */
export function prune(folder: string): void {
  const names = readdirSync(folder)
  if (names.length <= MOST) return
  const dated = names.map((name) => {
    const stat = statSync(join(folder, name), { throwIfNoEntry: false })
    return { name, time: stat?.mtimeMs ?? 0 }
  }).sort((a, b) => a.time - b.time)
  for (const { name } of dated.slice(0, names.length - MOST / 2)) {
    rmSync(join(folder, name), { force: true })
  }
}
