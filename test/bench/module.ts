// The Worker's modules: their size as they are sent, an instance's memory, the time of a cold
// start.

import { readFileSync } from "node:fs"
import { join } from "node:path"
import { gzipSync } from "node:zlib"
import { ROOT, runToEnd } from "./process.ts"
import { buildOurs } from "./servers.ts"
import { atMost, median, row, type Group, type Row } from "./table.ts"

const ROUNDS = 5
const SIZE_MAX = 300_000
const MEMORY_MAX = 2_097_152
const COLD_MAX_MS = 50

async function measure(name: string): Promise<Row[]> {
  const path = join(ROOT, `out/${name}/${name}.wasm`)
  const size = gzipSync(readFileSync(path), { level: 9 }).length
  const times: number[] = []
  let memory = 0
  for (let round = 0; round < ROUNDS; round++) {
    const { stdout } = await runToEnd(process.execPath, [join(ROOT, "test/bench/cold.mjs"), path])
    const cold = JSON.parse(stdout.toString()) as { ms: number; memory: number }
    times.push(cold.ms)
    memory = cold.memory
  }
  return [
    row(`${name}, gzipped`, "300 KB", size / 1000, SIZE_MAX / 1000, "KB", atMost(1), true),
    row(`${name}, an instance`, "2 MB", memory / 1024, MEMORY_MAX / 1024, "KB", atMost(1), true),
    row(`${name}, cold start`, "50 ms", median(times), COLD_MAX_MS, "ms", atMost(1), true),
  ]
}

export async function module(): Promise<Group> {
  await buildOurs()
  const rows = [...await measure("worker"), ...await measure("object")]
  return { name: "module", rows, notes: [] }
}
