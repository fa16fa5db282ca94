// `ori test`, and the tests that `ori check` runs: builds the test program, runs it, and judges
// what it tells.
//
// The program prints a line before and after each test (see `emit/tests.ts`). A test that ends the
// process is an error, and the rest runs in a new process, so that one crash hides nothing.

import type { TestPlan } from "../front.ts"
import { analyse } from "../front.ts"
import type { Flags } from "./build.ts"
import { inputOf, produce, targetOf } from "./build.ts"
import { show } from "./diagnostics.ts"
import type { Io, Target } from "./io.ts"
import { EXIT } from "./io.ts"

export type Verdict = {
  test: TestPlan
  outcome: "pass" | "fail" | "skip" | "error"
  detail: string
  microseconds: number
}

type Told = {
  ok: boolean
  leaked: number
  microseconds: number
  message: string
  /** Of the panic: `FILE:LINE:COLUMN`, or nothing. */
  place: string
  output: string
}

const MARK = "\u001e"

export async function test(io: Io, operands: string[], flags: Flags): Promise<number> {
  const built = await produce(io, operands[0] ?? "", "test", flags)
  if (built === null) return EXIT.diagnostics
  const plans = selected(built.tests, flags)
  const verdicts = await runAll(io, built.path, targetOf(flags) ?? "native", plans)
  io.print(report(verdicts, flags.has("verbose"), built.slow))
  return verdicts.some((one) => one.outcome === "fail" || one.outcome === "error")
    ? EXIT.failed
    : EXIT.fine
}

/**
 * `ori check`: diagnostics, then the attached tests, whose failures fail it only with `--strict`.
 */
export async function check(io: Io, operands: string[], flags: Flags): Promise<number> {
  const root = operands[0] ?? ""
  const output = analyse(inputOf(io, root, "check", flags))
  show(io, output, flags.has("json"))
  if (!output.ok) return EXIT.diagnostics
  if (flags.has("no-test") || !output.tests.some((plan) => plan.attached && plan.skip === null))
    return EXIT.fine
  const built = await produce(io, root, "test", new Map([...flags, ["json", ""]]))
  if (built === null) return EXIT.diagnostics
  const plans = built.tests.filter((plan) => plan.attached)
  const verdicts = await runAll(io, built.path, targetOf(flags) ?? "native", plans)
  io.print(report(verdicts, false, built.slow))
  const bad = verdicts.some((one) => one.outcome === "fail" || one.outcome === "error")
  return bad && flags.has("strict") ? EXIT.failed : EXIT.fine
}

function selected(tests: TestPlan[], flags: Flags): TestPlan[] {
  const filter = flags.get("filter") ?? ""
  const shard = /^(\d+)\/(\d+)$/.exec(flags.get("shard") ?? "1/1")
  const [index, count] = [Number(shard?.[1] ?? 1), Number(shard?.[2] ?? 1)]
  return tests
    .filter(
      (plan) =>
        (plan.name.includes(filter) || plan.module.includes(filter)) &&
        (plan.attached || !flags.has("only-attached")),
    )
    .filter((_, at) => at % count === index - 1)
}

async function runAll(io: Io, path: string, target: Target, plans: TestPlan[]): Promise<Verdict[]> {
  const told = new Map<number, Told | string>()
  let left = plans.flatMap((plan) => (plan.index === null ? [] : [plan.index]))
  while (left.length > 0) {
    const result = await io.toolchain.run(path, target, left.map(String), true)
    const { done, last, output } = parse(result.stdout)
    for (const [index, one] of done) told.set(index, one)
    // Nothing started, or everything ended: no process of its own would tell more.
    if (last === null) break
    if (!done.has(last)) {
      const end = `ended the process with code ${result.code}\n${result.stderr}`.trim()
      told.set(last, end + outputOf(output))
    }
    left = left.filter((index) => !told.has(index))
  }
  return plans.map((plan) => judge(plan, plan.index === null ? undefined : told.get(plan.index)))
}

/** `last` is the test that was started last, `output` what it printed. */
type Lines = { done: Map<number, Told>; last: number | null; output: string }

/** What the program says of a test: that it starts, or how it ended. */
const LINE = /^(\d+) (?:start|(ok|panic) (\d+) (\d+) ([^\t\n]*)\t?(.*))\n/

/** Reads the lines of the test program; a mark that no such line follows is a test's own. */
export function parse(stdout: string): Lines {
  const done = new Map<number, Told>()
  let last: number | null = null
  let output = ""
  for (const piece of stdout.split(MARK).slice(1)) {
    const [line = "", number, word, leaked, took, message = "", place = ""] = LINE.exec(piece) ?? []
    const index = Number(number)
    if (line === "") output += MARK + piece
    else if (word === undefined) {
      last = index
      output = piece.slice(line.length)
    } else {
      done.set(index, {
        ok: word === "ok",
        leaked: Number(leaked),
        microseconds: Number(took),
        message: unescape(message),
        place,
        output,
      })
    }
  }
  return { done, last, output }
}

function unescape(text: string): string {
  const known: Record<string, string> = { n: "\n", r: "\r", t: "\t", "0": "\0", e: MARK }
  return text.replace(/\\(.)/g, (_, letter: string) => known[letter] ?? letter)
}

function judge(test: TestPlan, told: Told | string | undefined): Verdict {
  const verdict = (outcome: Verdict["outcome"], detail: string): Verdict => ({
    test,
    outcome,
    detail,
    microseconds: typeof told === "object" ? told.microseconds : 0,
  })
  if (test.skip !== null) return verdict("skip", test.skip)
  if (test.compileFail !== null) {
    const { passed, text, reported } = test.compileFail
    if (passed) return verdict("pass", "")
    return verdict(
      "fail",
      reported === ""
        ? `compiles, but should be refused with "${text}"`
        : `refused, but not with "${text}":\n${reported}`,
    )
  }
  if (told === undefined) return verdict("error", "was not run")
  if (typeof told === "string") return verdict("error", told)
  const place = told.place === "" ? "" : `\n  at ${told.place}`
  const output = place + outputOf(told.output)
  if (test.fail !== null) {
    if (told.ok)
      return verdict("fail", `should panic with "${test.fail}", but ends normally${output}`)
    if (!told.message.includes(test.fail)) {
      return verdict(
        "fail",
        `should panic with "${test.fail}", but panics with "${told.message}"${output}`,
      )
    }
  } else if (!told.ok) return verdict("fail", told.message + output)
  // A panic that `#fail` asks for unwinds, so it must give everything back as well.
  if (told.leaked !== 0) return verdict("fail", `leaves ${told.leaked} live objects${output}`)
  return verdict("pass", "")
}

function outputOf(output: string): string {
  return output === "" ? "" : `\noutput:\n${output}`
}

/** What people read: failures with their details, then one line that counts. */
export function report(verdicts: Verdict[], verbose: boolean, slow: number): string {
  const lines: string[] = []
  for (const { test, outcome, detail, microseconds } of verdicts) {
    const name = `${test.name} (${test.module})`
    if (outcome === "fail" || outcome === "error")
      lines.push(`${outcome.toUpperCase()} ${name}`, indent(detail))
    else if (verbose) lines.push(`${outcome} ${name}${detail === "" ? "" : `: ${detail}`}`)
    if (test.attached && microseconds > slow * 1000) {
      lines.push(
        `warning[W0007]: ${name} took ${Math.round(microseconds / 1000)} ms; ` +
          `attached tests should stay below ${slow}`,
      )
    }
  }
  const count = (outcome: Verdict["outcome"]): number =>
    verdicts.filter((one) => one.outcome === outcome).length
  const words = [
    [count("pass"), "passed"],
    [count("fail"), "failed"],
    [count("error"), "could not run"],
    [count("skip"), "skipped"],
  ] as const
  const summary = words
    .filter(([number, word]) => number > 0 || word === "passed")
    .map(([number, word]) => `${number} ${word}`)
    .join(", ")
  return `${[...lines, summary].join("\n")}\n`
}

function indent(text: string): string {
  return text
    .split("\n")
    .map((line) => `    ${line}`.trimEnd())
    .join("\n")
}
