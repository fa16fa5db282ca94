// The compiler's front end over the registry with its tests and all that it imports: lines a second
// once V8 has seen the code, and the command line from its start.

import { inputOf } from "../../build/oric/cli/build.ts"
import { compile } from "../../build/oric/compile.ts"
import type { SourceFile } from "../../build/oric/source/diagnostic.ts"
import { newIo } from "../../build/oric/main.ts"
import { parseFile } from "../../build/oric/syntax/parse.ts"
import { link } from "../../build/link/link.ts"
import { run } from "../../build/link/run.ts"
import { join } from "node:path"
import { ROOT, runToEnd } from "./process.ts"
import { atLeast, atMost, median, row, type Group } from "./table.ts"

const WARM_ROUNDS = 12
const COLD_ROUNDS = 5
const LINES_A_SECOND = 200_000
const COLD_MAX_MS = 1000
const LINE_FEED = 10

const SOURCES = join(ROOT, "ori")

function checked(): readonly SourceFile[] {
  const input = inputOf(newIo({ link, run }), SOURCES, "check", new Map())
  const { diagnostics, sources } = compile(input)
  if (diagnostics.length > 0) throw new Error(`\`ori check ori\` reports ${diagnostics.length}`)
  return sources.files
}

/** Lines a second of the best of the later rounds, when all code is compiled. */
function rate(lines: number, work: () => void): number {
  const times = Array.from({ length: WARM_ROUNDS }, () => {
    const began = performance.now()
    work()
    return performance.now() - began
  })
  return lines / Math.min(...times.slice(WARM_ROUNDS / 2)) * 1000
}

export async function front(): Promise<Group> {
  const files = checked()
  const lines = files.reduce((sum, { bytes }) =>
    sum + bytes.filter((byte) => byte === LINE_FEED).length, 0)
  const parsed = rate(lines, () => files.forEach((file) => parseFile(file, () => undefined)))
  const whole = rate(lines, checked)
  const cold: number[] = []
  for (let round = 0; round < COLD_ROUNDS; round++) {
    const args = ["build/ori.mjs", "check", "--no-test", SOURCES]
    cold.push((await runToEnd(process.execPath, args)).ms)
  }
  const goal = `${LINES_A_SECOND} lines`
  return {
    name: "front",
    rows: [
      row("read: tokens and trees", goal, parsed, LINES_A_SECOND, "lines/s", atLeast(1)),
      row("checked: all diagnostics", goal, whole, LINES_A_SECOND, "lines/s", atLeast(1)),
      row("ori check, cold", "1 s", median(cold), COLD_MAX_MS, "ms", atMost(1)),
    ],
    notes: [`${lines} lines in ${files.length} files`],
  }
}
