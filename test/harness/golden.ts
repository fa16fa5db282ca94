// Golden cases: a SOURCE, and of what the stages make of it those sections that the case is about.
//
// EXPECT is `ok` or the diagnostics as users see them; TOKENS, AST, TYPES, IR, ARC and C are what
// `ori emit` prints, of the case's own module only; OUTPUT is what the program prints natively.

import { mkdtempSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { link } from "../../build/link/link.ts"
import { printAst, printTokens, printTypes } from "../../build/oric/cli/print.ts"
import type { Output } from "../../build/oric/compile.ts"
import { compile } from "../../build/oric/compile.ts"
import type { Program } from "../../build/oric/ir/nodes.ts"
import { countLine, printFun } from "../../build/oric/ir/print.ts"
import { newIo } from "../../build/oric/main.ts"
import { renderAll } from "../../build/oric/source/render.ts"
import { run } from "../../build/link/run.ts"

const FENCE = "```"
const FILE = "case.ori"
const io = newIo({ link, run })

/** The sections that a case has, besides its source. */
export function sectionsOf(text: string): string[] {
  return [...text.matchAll(/^## (\w+)$/gm)]
    .map((match) => match[1] ?? "")
    .filter((name) => name !== "SOURCE")
}

/** What stands between the fences of a section. */
export function section(text: string, name: string): string {
  const found = text.split(`## ${name}\n`)[1]?.split(`\n${FENCE}`)[1]
  if (found === undefined) throw new Error(`no section ${name}`)
  return found.replace(/^\w*\n/, "")
}

export function withSection(text: string, name: string, content: string): string {
  const at = text.indexOf(`## ${name}\n`)
  const start = text.indexOf("\n", text.indexOf(`\n${FENCE}`, at) + 1) + 1
  const end = text.indexOf(`\n${FENCE}`, start - 1)
  return `${text.slice(0, start)}${content}${text.slice(end)}`
}

/** What a stage makes of the source now. */
export async function produced(source: string, name: string): Promise<string> {
  const file = { path: FILE, base: 0, bytes: new TextEncoder().encode(`${source}\n`) }
  if (name === "TOKENS") return printTokens(file).trimEnd()
  if (name === "AST") return printAst(file).trimEnd()
  const output = compileCase(file.bytes, name)
  if (name === "EXPECT")
    return output.ok && output.diagnostics.every((one) => one.code === "W0010")
      ? "ok"
      : renderAll(
          output.diagnostics.filter((one) => one.code !== "W0010"),
          output.sources,
        ).trimEnd()
  if (!output.ok) throw new Error(renderAll(output.diagnostics, output.sources))
  switch (name) {
    case "TYPES":
      return output.check === null
        ? ""
        : printTypes(output.check, output.typed, output.sources).trimEnd()
    case "IR":
      return output.program === null ? "" : own(output.program, false)
    case "ARC":
      return output.program === null ? "" : own(output.program, true)
    case "C":
      return output.emitted?.files.find((one) => one.path === "script_case.c")?.text.trimEnd() ?? ""
    case "OUTPUT":
      return runOutput(output)
    default:
      throw new Error(`no section is called ${name}`)
  }
}

const STOPS: Record<string, string> = { TYPES: "infer", IR: "simplify", ARC: "arc" }

function compileCase(bytes: Uint8Array, name: string): Output {
  return compile({
    root: FILE,
    mode: name === "EXPECT" || name === "TYPES" ? "check" : "build",
    target: "native",
    release: false,
    disk: { load: (path) => (path === FILE ? bytes : io.disk.load(path)), list: io.disk.list },
    features: [],
    without: new Set(),
    verify: true,
    stop: STOPS[name] ?? null,
  })
}

/** The functions of the case itself; `@main` only uses them, and the prelude is left out. */
function own(program: Program, marks: boolean): string {
  return [...program.funs.values()]
    .filter((fun) => fun.name.startsWith("o_script_case") && fun.display !== "@main")
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((fun) => `${printFun(program, fun, { marks })}${marks ? `\n# ${countLine(fun)}` : ""}`)
    .join("\n")
}

async function runOutput(output: Output): Promise<string> {
  if (output.emitted === null) throw new Error("nothing was emitted")
  const out = join(mkdtempSync(join(tmpdir(), "ori-golden-")), "case")
  const linked = await link({
    files: output.emitted.files,
    target: "native",
    kind: "program",
    release: false,
    out,
    libs: output.emitted.libs,
    shims: [],
  })
  if (!linked.ok) throw new Error(linked.stderr)
  return (await run(out, "native", [], true)).stdout.trimEnd()
}
