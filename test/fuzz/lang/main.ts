// `npm run fuzz:lang -- --seeds N --seed S`: random programs, each run in several ways that must
// agree. Without numbers it runs for about half a minute.
//
//   --seed S      the first seed            --seeds N     how many; else as --time allows
//   --cases N     cases a program (6)      --case I      only this one
//   --time S      seconds (30)              --shrink S    seconds for making a failure small (0)

import { parseArgs } from "node:util"
import type { Failure } from "./judge.ts"
import { judge } from "./judge.ts"
import { prepare, waysOf } from "./oracle.ts"
import { programText, randomProgram } from "./program.ts"
import { shrink } from "./shrink.ts"

const { values } = parseArgs({
  options: {
    seed: { type: "string" },
    seeds: { type: "string" },
    cases: { type: "string" },
    case: { type: "string" },
    time: { type: "string" },
    shrink: { type: "string" },
    print: { type: "boolean" },
  },
})

function number(text: string | undefined, otherwise: number): number {
  const value = Number(text ?? otherwise)
  return Number.isFinite(value) ? value : otherwise
}

async function report(seed: number, cases: number, failure: Failure): Promise<void> {
  const { id, kind, way, detail } = failure
  const only = id === null ? "" : ` --case ${id}`
  console.log(`seed ${seed}${only} fails (${kind}, ${way.name}):\n${detail}`)
  const which = `--seed ${seed} --seeds 1 --cases ${cases}${only}`
  console.log(`again: npm run fuzz:lang -- ${which} --shrink 60`)
  const seconds = number(values.shrink, 0)
  if (seconds === 0) return
  const small = await shrink(randomProgram(seed, cases), failure, seconds * 1000)
  const own = small.slice(small.indexOf("type Group"))
  console.log(`--- made smaller ---\n${own}`)
}

async function main(): Promise<number> {
  prepare()
  const first = number(values.seed, 1)
  const most = number(values.seeds, Number.POSITIVE_INFINITY)
  const cases = number(values.cases, 6)
  const end = Date.now() + (values.seeds === undefined ? number(values.time, 30) * 1000 : Infinity)
  let [passed, failed] = [0, 0]
  for (let seed = first; seed < first + most && Date.now() < end; seed++) {
    const program = randomProgram(seed, cases)
    if (values.case !== undefined) {
      program.cases = program.cases.filter((one) => String(one.id) === values.case)
    }
    if (values.print === true) console.log(programText(program))
    const failures = await judge(program, waysOf(seed), "main")
    for (const failure of failures) await report(seed, cases, failure)
    failed += failures.length
    passed += Math.max(0, program.cases.length - failures.length)
  }
  console.log(`${passed} passed, ${failed} failed`)
  return failed === 0 ? 0 : 1
}

process.exitCode = await main()
