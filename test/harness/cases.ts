// Programs under `test/lang`, and what their comments say that they do.
//
// A case is a file, or a folder with an `ori.toml` whose `src/main.ori` holds the comments:
//   // expect: LINE                     one line of standard output, in order
//   // expect-panic: TEXT               ends in a panic whose report contains TEXT, exit code 1
//   // expect-error: E2011 at 3:7       refused; lists all errors, `FILE:3:7` outside the main file
//   // expect-warning: W0001 at 3:7     warnings, compared if at least one is named
//   // exit: 2 · // args: a "b c" · // target: wasm · // tests: 3 passed, 1 failed

import { readFileSync, readdirSync, statSync, existsSync } from "node:fs"
import { join, relative } from "node:path"

export type Case = {
  name: string
  /** What is given to the compiler: the file, or the folder of the package. */
  root: string
  /** The file whose comments these are, as diagnostics name it. */
  stdout: string[]
  panic: string | null
  errors: string[]
  warnings: string[]
  exit: number
  args: string[]
  target: "native" | "wasm" | null
  /** The last line of `ori test`, for packages with tests. */
  tests: string | null
}

/** All cases below a folder, sorted by name. */
export function findCases(folder: string): Case[] {
  const found: Case[] = []
  const walk = (path: string): void => {
    if (existsSync(join(path, "ori.toml"))) {
      found.push(readCase(folder, path, join(path, "src/main.ori")))
      return
    }
    for (const name of readdirSync(path).sort()) {
      const inner = join(path, name)
      if (statSync(inner).isDirectory()) walk(inner)
      else if (name.endsWith(".ori")) found.push(readCase(folder, inner, inner))
    }
  }
  walk(folder)
  return found
}

const KEYED = /^\/\/ (expect|expect-(?:panic|error|warning)|exit|args|target|tests):(?: (.*))?$/

function readCase(folder: string, root: string, main: string): Case {
  const one: Case = {
    name: relative(folder, root),
    root,
    stdout: [],
    panic: null,
    errors: [],
    warnings: [],
    exit: 0,
    args: [],
    target: null,
    tests: null,
  }
  const file = existsSync(main) ? main : join(root, "src/lib.ori")
  for (const line of readFileSync(file, "utf8").split("\n")) {
    const match = KEYED.exec(line)
    if (match !== null) note(one, match[1] ?? "", match[2] ?? "")
  }
  return one
}

function note(one: Case, key: string, text: string): void {
  switch (key) {
    case "expect":
      one.stdout.push(text)
      break
    case "expect-panic":
      one.panic = text
      one.exit = 1
      break
    case "expect-error":
      one.errors.push(text)
      break
    case "expect-warning":
      one.warnings.push(text)
      break
    case "exit":
      one.exit = Number(text)
      break
    case "args":
      one.args = [...text.matchAll(/"([^"]*)"|(\S+)/g)].map((word) => word[1] ?? word[2] ?? "")
      break
    case "target":
      one.target = text === "wasm" ? "wasm" : "native"
      break
    case "tests":
      one.tests = text
      break
  }
}
