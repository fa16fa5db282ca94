// The log at a size that the registry will not have for years: a million synthetic leaves are
// sequenced, tiled and proved by the modules that ship (`log/main.ts`), against a tree of the same
// leaves by its definition, in TypeScript. `log:10000` takes fewer leaves. No time is a goal.

import { join } from "node:path"
import type { Measured } from "./log_measured.ts"
import { ROOT, runToEnd } from "./process.ts"
import { buildOurs } from "./servers.ts"
import { row, type Group } from "./table.ts"

const LEAVES = 1_000_000
const PROGRAM = join(ROOT, "test/bench/log/main.ts")

export async function log([wanted]: string[]): Promise<Group> {
  await buildOurs()
  const count = Number(wanted ?? LEAVES)
  const { stdout } = await runToEnd(process.execPath, [PROGRAM, String(count)])
  const { seconds, plain, proof, proofs, tiles, bundles, puts } =
    JSON.parse(stdout.toString()) as Measured
  const rate = row(
    `${count} leaves, sequenced and tiled`, "a tree in TypeScript", count / seconds, count / plain,
    "leaves/s", null,
  )
  return {
    name: "log", rows: [rate],
    notes: [
      `tiles: ${tiles} bytes, ${(tiles / count).toFixed(1)} a leaf; `
        + `bundles: ${bundles} bytes; ${puts} puts`,
      `a proof: ${proof.toFixed(5)} s, the mean of ${proofs}, all accepted by an outsider`,
    ],
  }
}
