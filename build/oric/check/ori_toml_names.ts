// Names in `ori.toml` that are no names of ours but nearly so: what stands below them is not read,
// and nobody would notice. Names that are near to none are left to other tools.

import { suggest } from "../source/suggest.ts"
import { placeOf } from "./ori_toml.ts"
import type { Broken, Toml } from "./ori_toml.ts"
import { SLOW_KEY } from "./package.ts"

const PROJECT = ["name", "version"]
const OWN = ["project", "package", "dependencies", "paths", "features", "testing", "const_eval"]

/** The keys of tables whose keys are known; those of the others are anybody's. */
const KEYS: Record<string, string[]> = { project: PROJECT, package: PROJECT, testing: [SLOW_KEY] }

/** What is probably misspelt, or stands in no table, with its place and what was meant. */
export function doubtful({ tables }: Toml, bytes: Uint8Array): Required<Broken>[] {
  const found: Required<Broken>[] = []
  for (const [table, values] of tables) {
    const meant = table.includes(".") || OWN.includes(table) ? null : suggest(table, OWN)
    if (meant !== null) {
      found.push({ ...placeOf(bytes, table),
        why: [`ori.toml has no table \`[${table}]\``, `Did you mean \`[${meant}]\`?`] })
    }
    for (const key of values.keys()) {
      const why = table === "" ? outside(key) : misspelt(table, key)
      if (why !== null) found.push({ ...placeOf(bytes, table, key), why })
    }
  }
  return found.sort((a, b) => a.at - b.at)
}

function outside(key: string): [string, string] | null {
  return PROJECT.includes(key)
    ? [`\`${key}\` stands in no table`, "Put it below `[project]`."] : null
}

function misspelt(table: string, key: string): [string, string] | null {
  const known = KEYS[table] ?? []
  const meant = known.includes(key) ? null : suggest(key, known)
  return meant === null ? null
    : [`\`[${table}]\` of ori.toml has no \`${key}\``, `Did you mean \`${meant}\`?`]
}
