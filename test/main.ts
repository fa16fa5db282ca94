// `make test`: every suite in order, a line each, and the sum at the end.
//
// A suite is a command and how to read its counts; a suite that prints no counts or dies counts as
// one failure, so that nothing can be lost silently.

import { $ } from "zx"
import { SUITES, type Suite } from "./suites.ts"

type Outcome = { name: string; passed: number; failed: number; seconds: number; output: string }

async function main(): Promise<number> {
  const only = process.argv.slice(2)
  const chosen = only.length === 0 ? SUITES : SUITES.filter((suite) => only.includes(suite.name))
  const outcomes: Outcome[] = []
  for (const suite of chosen) {
    const outcome = await runSuite(suite)
    outcomes.push(outcome)
    report(outcome)
  }
  const passed = sum(outcomes, (outcome) => outcome.passed)
  const failed = sum(outcomes, (outcome) => outcome.failed)
  console.log(`\n${passed} passed, ${failed} failed`)
  return failed === 0 && passed > 0 ? 0 : 1
}

function sum(outcomes: Outcome[], of: (outcome: Outcome) => number): number {
  return outcomes.reduce((total, outcome) => total + of(outcome), 0)
}

async function runSuite(suite: Suite): Promise<Outcome> {
  const start = performance.now()
  const { code, output } = await run(suite.command)
  const counts = suite.count(output)
  const seconds = (performance.now() - start) / 1000
  const silent = counts.passed + counts.failed === 0 || (code !== 0 && counts.failed === 0)
  const failed = silent ? counts.failed + 1 : counts.failed
  return { name: suite.name, passed: counts.passed, failed, seconds, output }
}

async function run(command: string[]): Promise<{ code: number; output: string }> {
  const whole = $({ nothrow: true, quiet: true, stdio: ["ignore", "pipe", "pipe"] })
  const { exitCode, stdall } = await whole`${command}`
  return { code: exitCode ?? 1, output: stdall }
}

function report({ name, passed, failed, seconds, output }: Outcome): void {
  if (failed > 0) console.log(output)
  const mark = failed === 0 ? "ok  " : "FAIL"
  console.log(
    `${mark} ${name.padEnd(24)} ${passed} passed, ${failed} failed (${seconds.toFixed(1)} s)`,
  )
}

process.exitCode = await main()
