// For tests of the front half: programs as texts in memory over the real prelude, and what came out
// as short texts.

import { existsSync, readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import type { Diagnostic, SourceFile } from "../source/diagnostic.ts"
import { NONE } from "../source/list.ts"
import { collector, presented } from "../source/sink.ts"
import type { Check, Command } from "./context.ts"
import { declare } from "./declare.ts"
import type { Target } from "./items.ts"
import type { Disk } from "./package.ts"
import { showType } from "./show.ts"

// Whoever adds to the list that all empty ones are fails here.
Object.freeze(NONE)

const STD = fileURLToPath(new URL("../../std/", import.meta.url))

const NATIVE: Target = {
  name: "native", os: "linux", arch: "x86_64", family: "unix", debug: true,
  features: new Set(["fast"]),
}
export const WASM: Target = { ...NATIVE, name: "wasm", os: "none", arch: "wasm32", family: "wasm" }

export type Outcome = {
  check: Check
  sources: SourceFile[]
  diagnostics: Diagnostic[]
  /** `E2002 3:7`, sorted; with the file when it is not the root. */
  codes: string[]
}

export type Options =
  { root?: string; command?: Command; target?: Target; std?: Record<string, string> }

/** Files by path over the standard library on disk. */
function memoryDisk(files: Record<string, string>): Disk {
  const encoder = new TextEncoder()
  return {
    load(path) {
      const text = files[path]
      if (text !== undefined) return encoder.encode(text)
      if (!path.startsWith("std:")) return null
      const real = STD + path.slice("std:".length)
      return existsSync(real) ? new Uint8Array(readFileSync(real)) : null
    },
    list(path) {
      if (path.startsWith("std:")) {
        const real = STD + path.slice("std:".length)
        return existsSync(real) ? readdirSync(real) : null
      }
      const prefix = path === "." ? "" : `${path}/`
      const names = Object.keys(files).filter((file) => file.startsWith(prefix))
        .map((file) => file.slice(prefix.length).split("/")[0]!)
      return names.length === 0 ? null : [...new Set(names)]
    },
  }
}

/** Declares a program; a text alone is the script `main.ori`. */
export function declareFiles(
  files: Record<string, string> | string, options: Options = {},
): Outcome {
  const all = typeof files === "string" ? { "main.ori": files } : files
  const sink = collector()
  const { check, sources } = declare({
    root: options.root ?? Object.keys(all)[0]!, std: "std:", command: options.command ?? "test",
    target: options.target ?? NATIVE, disk: memoryDisk(all), report: sink.add,
  })
  const diagnostics = presented(sink.all)
  const codes = diagnostics.map((one) => place(sources, one))
    .filter((text) => !text.includes("std:prelude")).sort()
  return { check, sources, diagnostics, codes }
}

function place(sources: SourceFile[], { code, at }: Diagnostic): string {
  const source = sources.findLast((one) => one.base <= at.at)
  if (source === undefined) return code
  const before = new TextDecoder().decode(source.bytes.subarray(0, at.at - source.base)).split("\n")
  const file = source.path === "main.ori" ? "" : `${source.path}:`
  return `${code} ${file}${before.length}:${before.at(-1)!.length + 1}`
}

/** The codes alone, of a program that is refused. */
export function codesOf(files: Record<string, string> | string, options: Options = {}): string {
  return declareFiles(files, options).codes.map((text) => text.split(" ")[0]!).join(" ")
}

/** A function's signature as declared: `(a: int, b: [T]) -> T`. */
export function signature(check: Check, display: string): string {
  const { items } = check
  const fn = items.fns.findLast((one) => one.display === display)
  if (fn === undefined) return "none"
  const params = fn.params.map((param) => `${param.name ?? "_"}: ${showType(items, param.type)}`)
  return `(${params.join(", ")}) -> ${showType(items, fn.result)}`
}
