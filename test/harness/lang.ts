// Runs a case of `test/lang` on a target and says what differs from its comments.

import { mkdirSync } from "node:fs"
import { join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { link } from "../../build/link/link.ts"
import { compile } from "../../build/oric/compile.ts"
import type { Output } from "../../build/oric/compile.ts"
import type { Mode } from "../../build/oric/front.ts"
import { digest } from "../../build/oric/emit/name.ts"
import { newIo } from "../../build/oric/main.ts"
import { renderAll } from "../../build/oric/source/render.ts"
import { run } from "../../build/link/run.ts"
import { test } from "../../build/oric/cli/test.ts"
import type { Case } from "./cases.ts"

export type Target = "native" | "wasm"

const ROOT = resolve(fileURLToPath(new URL("../..", import.meta.url)))
const OUT = join(ROOT, "out/test/lang")
const io = newIo({ link, run })

export type Options = { release: boolean; sanitize: boolean; without: string[]; verify: boolean }

const PLAIN: Options = { release: false, sanitize: false, without: [], verify: true }

/** What is wrong with a case on a target; empty if nothing is. */
export async function runCase(
  one: Case,
  target: Target,
  options: Options = PLAIN,
): Promise<string[]> {
  const tests = one.tests === null ? [] : await runTests(one, target)
  if (one.tests !== null && one.stdout.length === 0) return tests
  return [...tests, ...(await runProgram(one, target, options))]
}

async function runProgram(one: Case, target: Target, options: Options): Promise<string[]> {
  const mode: Mode = one.errors.length > 0 ? "check" : "build"
  const output = compile({
    root: one.root,
    disk: io.disk,
    mode,
    target,
    release: options.release,
    features: [],
    without: new Set(options.without),
    verify: options.verify,
    stop: null,
  })
  const judged = judgeDiagnostics(one, output)
  if (judged.length > 0 || one.errors.length > 0) return judged
  if (output.emitted === null) return ["nothing was emitted"]
  mkdirSync(OUT, { recursive: true })
  const path = join(
    OUT,
    digest(`${one.name} ${target} ${JSON.stringify(options)}`) + (target === "wasm" ? ".wasm" : ""),
  )
  const linked = await link({
    files: output.emitted.files,
    target,
    kind: "program",
    release: options.release,
    sanitize: options.sanitize,
    out: path,
    ...(target === "wasm" ? { abiTs: output.emitted.abiTs } : {}),
    libs: output.emitted.libs,
    shims: [],
  })
  if (!linked.ok) return [`the C compiler refuses it:\n${linked.stderr}`]
  process.env.ORI_REPORT_LIVE = "1"
  return judgeRun(one, await run(path, target, one.args, true))
}

function judgeDiagnostics(one: Case, output: Output): string[] {
  const main = one.root.endsWith(".ori") ? one.root : null
  const listed = (level: "error" | "warning"): string[] =>
    output.diagnostics
      .filter((diagnostic) => diagnostic.level === level)
      .map((diagnostic) => {
        const { file, line, column } = output.sources.place(diagnostic.at.at)
        const path = file.path.replace(/^[^:]*:/, "")
        const inMain =
          file.path === main || path === "src/main.ori" || resolve(file.path) === resolve(one.root)
        return `${diagnostic.code} at ${inMain ? "" : `${path}:`}${line}:${column}`
      })
  const problems = compareLists("errors", one.errors, listed("error"))
  const warnings =
    one.warnings.length === 0 ? [] : compareLists("warnings", one.warnings, listed("warning"))
  if (problems.length + warnings.length === 0) return []
  return [...problems, ...warnings, renderAll(output.diagnostics, output.sources)]
}

/** Each expected entry must be met once, and nothing else may be there. */
function compareLists(what: string, expected: string[], got: string[]): string[] {
  const rest = [...got]
  const missing = expected.filter((entry) => {
    const at = rest.indexOf(entry)
    if (at >= 0) rest.splice(at, 1)
    return at < 0
  })
  return [
    ...missing.map((entry) => `${what}: missing ${entry}`),
    ...rest.map((entry) => `${what}: unexpected ${entry}`),
  ]
}

function judgeRun(one: Case, got: { code: number; stdout: string; stderr: string }): string[] {
  const expected = one.stdout.map((line) => `${line}\n`).join("")
  const problems: string[] = []
  if (got.stdout !== expected) problems.push(`output differs:\n${diff(expected, got.stdout)}`)
  if (got.code !== one.exit)
    problems.push(`exit code ${got.code}, expected ${one.exit}\n${got.stderr}`)
  if (one.panic !== null) {
    if (!got.stderr.includes(one.panic)) problems.push(`no panic "${one.panic}" in:\n${got.stderr}`)
  } else if (!/^live objects: 0$/m.test(got.stderr)) {
    problems.push(`not all objects were freed: ${got.stderr.trim() || "nothing was reported"}`)
  }
  return problems
}

function diff(expected: string, got: string): string {
  const [a, b] = [expected.split("\n"), got.split("\n")]
  const lines: string[] = []
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    if (a[i] === b[i]) continue
    if (a[i] !== undefined) lines.push(`  line ${i + 1} expected: ${a[i]}`)
    if (b[i] !== undefined) lines.push(`  line ${i + 1} got:      ${b[i]}`)
  }
  return lines.slice(0, 20).join("\n")
}

/** `ori test` on a package: its last line says how many passed. */
async function runTests(one: Case, target: Target): Promise<string[]> {
  const printed: string[] = []
  const errors: string[] = []
  const own = {
    ...io,
    print: (text: string) => void printed.push(text),
    error: (text: string) => void errors.push(text),
  }
  const code = await test(own, [one.root], new Map([["target", target]]))
  const last = printed.join("").trimEnd().split("\n").at(-1) ?? ""
  if (last === one.tests && code === one.exit) return []
  return [
    `expected "${one.tests}" and exit code ${one.exit}, got ${code}:\n` +
      `${printed.join("")}${errors.join("")}`,
  ]
}
