// `npm run fuzz:lang -- --seeds N --seed S`: random programs, each run in several ways that must
// agree. Without a number of seeds it runs for as long as --time says.
//
//   --seed S      the first seed (1)       --seeds N     how many; else as --time allows
//   --time S      seconds (60)             --shrink S    seconds for making a failure small (0)
//   --print       show the programs

import { parseArgs } from "node:util"
import type { Failure } from "./judge.ts"
import { judge } from "./judge.ts"
import { prepare, waysOf } from "./oracle.ts"
import type { Program } from "./program.ts"
import { CASES, fileOf, programText, randomProgram } from "./program.ts"
import { shrink } from "./shrink.ts"

const { values } = parseArgs({
  options: {
    seed: { type: "string" },
    seeds: { type: "string" },
    time: { type: "string" },
    shrink: { type: "string" },
    print: { type: "boolean" },
  },
})

function number(text: string | undefined, otherwise: number): number {
  const value = Number(text ?? otherwise)
  return Number.isFinite(value) ? value : otherwise
}

async function report(program: Program, failure: Failure, again: string): Promise<void> {
  const { kind, way, detail } = failure
  console.log(`${again} fails (${kind}, ${way.name}):\n${detail}`)
  console.log(`again: npm run fuzz:lang -- ${again} --shrink 60`)
  const seconds = number(values.shrink, 0)
  if (seconds === 0) return
  const small = await shrink(program, failure, seconds * 1000)
  console.log(`--- made smaller ---\n${small.slice(small.indexOf("type Group"))}`)
}

/** The seeds from one on that share a file with it. */
function seedsOfFile(first: number, end: number): number[] {
  const count = Math.min(end, (fileOf(first) + 1) * CASES) - first
  return Array.from({ length: count }, (_, i) => first + i)
}

async function main(): Promise<number> {
  prepare()
  const first = number(values.seed, 1)
  const end = first + number(values.seeds, Number.MAX_SAFE_INTEGER)
  const seconds = values.seeds === undefined ? number(values.time, 60) : Infinity
  const until = Date.now() + seconds * 1000
  let [passed, failed] = [0, 0]
  for (let seed = first; seed < end && Date.now() < until;) {
    const seeds = seedsOfFile(seed, end)
    const program = randomProgram(seeds)
    if (values.print === true) console.log(programText(program))
    const failures = await judge(program, waysOf(fileOf(seed)), "main")
    for (const failure of failures) {
      const [from, count] = failure.id === null ? [seed, seeds.length] : [failure.id, 1]
      await report(program, failure, `--seed ${from} --seeds ${count}`)
    }
    failed += failures.length
    passed += Math.max(0, seeds.length - failures.length)
    seed += seeds.length
  }
  console.log(`${passed} passed, ${failed} failed`)
  return failed === 0 ? 0 : 1
}

process.exitCode = await main()
