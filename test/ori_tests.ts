// The tests that stand beside Ori code: every package of the tree, natively; the pure ones on WASM
// too, since they run in both. Closes with `N passed, N failed`.

import { spawnSync } from "node:child_process"
import { readdirSync } from "node:fs"

type Run = { folder: string; target: "native" | "wasm" }

const LIBRARIES = readdirSync("ori/src/lib").map((name) => `ori/src/lib/${name}`)
const PURE = [...LIBRARIES, "build/std"]
const RUNS: Run[] = [
  ...PURE.flatMap((folder): Run[] => [
    { folder, target: "native" },
    { folder, target: "wasm" },
  ]),
  { folder: "ori", target: "native" },
]

let passed = 0
let failed = 0
for (const { folder, target } of RUNS) {
  const args = ["build/ori.mjs", "test", "--target", target, folder]
  const { stdout, stderr, status } = spawnSync("node", args, { encoding: "utf8" })
  const line = [...stdout.matchAll(/^(\d+) passed(?:, (\d+) failed)?/gm)].at(-1)
  const bad = Number(line?.[2] ?? 0)
  passed += Number(line?.[1] ?? 0)
  failed += bad > 0 || status === 0 ? bad : 1
  console.log(`${folder} (${target}): ${line?.[0] ?? "no test ran"}`)
  if (status !== 0) console.log(stdout, stderr)
}
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 && passed > 0 ? 0 : 1
