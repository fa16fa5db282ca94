// What a command made, kept with all that it read: if nothing of that changed, it is taken from
// there.
//
// An entry names every file and folder that the compiler looked at, also those that were not there,
// with a digest of what it found. The compiler itself is one more input.

import type { Disk } from "../check/package.ts"
import type { Output } from "../compile.ts"
import type { TestPlan } from "../front.ts"
import type { Io } from "./io.ts"

/** What `build`, `run` and `test` need to know of a finished build. */
export type Product = {
  path: string
  kind: Output["kind"]
  tests: TestPlan[]
  /** Milliseconds that an attached test may take. */
  slow: number
  abiTs: string
  abiH: string
  names: Record<string, string>
}

/** `shown` is what the diagnostics said, warnings at most. */
type Entry = { inputs: [string, string][]; shown: string; product: Product }

const ABSENT = "-"

/** Digest of a file's bytes or a folder's names. */
function stamp(io: Io, path: string): string {
  if (path.endsWith("/")) {
    const names = io.disk.list(path.slice(0, -1))
    return names === null ? ABSENT : io.hash(new TextEncoder().encode(names.join("\n")))
  }
  const bytes = io.disk.load(path)
  return bytes === null ? ABSENT : io.hash(bytes)
}

/** Notes everything that is asked for; a folder's path ends in `/`. */
export function recording(disk: Disk): { disk: Disk; seen: Set<string> } {
  const seen = new Set<string>()
  return {
    seen,
    disk: {
      load(path) {
        seen.add(path)
        return disk.load(path)
      },
      list(path) {
        seen.add(`${path}/`)
        return disk.list(path)
      },
    },
  }
}

/** The product of an equal command, if all its inputs are as they were. */
export function recall(io: Io, key: string): Entry | null {
  const text = io.readText(io.cachePath(key))
  if (text === null) return null
  const entry = JSON.parse(text) as Entry
  const same = entry.inputs.every(([path, digest]) => stamp(io, path) === digest)
  return same && io.readable(entry.product.path) ? entry : null
}

export function remember(
  io: Io,
  key: string,
  seen: Set<string>,
  shown: string,
  product: Product,
): void {
  const inputs = [...seen].sort().map((path): [string, string] => [path, stamp(io, path)])
  io.writeWhole(io.cachePath(key), JSON.stringify({ inputs, shown, product } satisfies Entry))
}
