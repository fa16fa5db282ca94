// Compiled Ori against C by hand and against TypeScript: the same algorithms, interleaved rounds,
// medians, equal outputs.
//
// Natively both are processes timed from outside, built with the same compiler at -O2. In V8
// both are timed from inside, so that the start of node counts for neither. The module is built
// with a system's clang at the flags of a release: the locked compiler makes code of the same
// speed, slowly. Memory is that of the native processes at their peak.

import { mkdirSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { ROOT, runToEnd } from "./process.ts"
import { atMost, geometricMean, median, row, type Group, type Row } from "./table.ts"

const ROUNDS = 5
const SOURCES = join(ROOT, "test/bench/lang")
const OUT = join(ROOT, "out/bench")
const PEAK = join(OUT, "peak")

/** All programs lie beside each other, by name and language. */
function programs(wanted: string[]): string[] {
  const names = readdirSync(SOURCES).filter((name) => name.endsWith(".ori"))
  const all = names.map((name) => name.slice(0, -".ori".length)).sort()
  return wanted.length === 0 ? all : all.filter((name) => wanted.includes(name))
}

/** The four forms of a program, in the order in which a round runs them. */
const FORMS = ["ori", "c", "wasm", "ts"] as const
type Form = (typeof FORMS)[number]

const INSIDE = ["--no-warnings", join(ROOT, "test/bench/inside.mjs")]

function built(name: string, form: Form): string {
  return join(OUT, form === "wasm" ? `${name}.wasm` : `${name}-${form}`)
}

async function buildAll(name: string): Promise<void> {
  const source = join(SOURCES, name)
  const ori = ["build/ori.mjs", "build", "--release", `${source}.ori`]
  await runToEnd(process.execPath, [...ori, "-o", built(name, "ori")])
  await runToEnd(process.execPath, [...ori, "--target", "wasm", "-o", built(name, "wasm")], {
    env: { ORI_WASM_CC: process.env["ORI_WASM_CC"] ?? "clang-19" },
  })
  await runToEnd("gcc", [
    "-O2", "-std=gnu11", "-Wall", "-Werror", `${source}.c`, "-o", built(name, "c"), "-lm",
  ])
}

type Run = { ms: number; output: string }

async function run(name: string, form: Form): Promise<Run> {
  if (form === "ori" || form === "c") {
    const { ms, stdout } = await runToEnd(built(name, form), [])
    return { ms, output: stdout.toString() }
  }
  const path = form === "ts" ? join(SOURCES, `${name}.ts`) : built(name, "wasm")
  const { stdout, stderr } = await runToEnd(process.execPath, [...INSIDE, path])
  const ms = Number(/^ms ([\d.]+)$/m.exec(stderr)?.[1])
  return { ms, output: stdout.toString() }
}

/** The median of each form, all of whose outputs must be equal. */
async function measure(name: string): Promise<Map<Form, number>> {
  const times = new Map<Form, number[]>(FORMS.map((form) => [form, []]))
  let expected: string | null = null
  for (let round = 0; round < ROUNDS; round++) {
    for (const form of FORMS) {
      const { ms, output } = await run(name, form)
      expected ??= output
      if (output !== expected) {
        throw new Error(`${name}: ${form} prints\n${output}and ori prints\n${expected}`)
      }
      times.get(form)?.push(ms)
    }
  }
  return new Map([...times].map(([form, list]) => [form, median(list)]))
}

function buildPeak(): Promise<unknown> {
  const source = join(ROOT, "test/bench/peak.c")
  return runToEnd("gcc", ["-O2", "-Wall", "-Werror", source, "-o", PEAK])
}

/** The most memory that a native program had, in MB. */
async function peakOf(name: string, form: "ori" | "c"): Promise<number> {
  const { stderr } = await runToEnd(PEAK, [built(name, form)])
  return Number(/^peak (\d+)$/m.exec(stderr)?.[1]) / 1024
}

/** `wanted`: names of programs; none means all. */
export async function lang(wanted: string[]): Promise<Group> {
  mkdirSync(OUT, { recursive: true })
  const native: Row[] = []
  const wasm: Row[] = []
  const memory: Row[] = []
  await buildPeak()
  for (const name of programs(wanted)) {
    await buildAll(name)
    const times = await measure(name)
    const time = (form: Form): number => times.get(form) ?? NaN
    native.push(row(`${name}, native`, "C, gcc -O2", time("ori"), time("c"), "ms", atMost(1.7)))
    wasm.push(row(`${name}, wasm`, "TypeScript, V8", time("wasm"), time("ts"), "ms", atMost(1)))
    const [ours, theirs] = [await peakOf(name, "ori"), await peakOf(name, "c")]
    memory.push(row(`${name}, memory`, "C, gcc -O2", ours, theirs, "MB", atMost(1.5)))
  }
  const rows = [
    ...native, mean("native", native, 1.2), ...wasm, mean("wasm", wasm, 0.6), ...memory,
  ]
  return { name: "lang", rows, notes: [] }
}

function mean(what: string, rows: Row[], goal: number): Row {
  const ratio = geometricMean(rows.map((one) => one.ratio))
  const against = rows[0]?.against ?? ""
  return row(`geometric mean, ${what}`, against, ratio, 1, "ratio", atMost(goal))
}
