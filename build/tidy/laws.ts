// The laws of the tree, each a function from a file to what breaks it: `path:line: remedy`.

import { isTable, type TidyFile } from "./files.ts"
import { LAYERS, MAY_USE_NODE, WORKERD_MODULES } from "./layers.ts"

export type Law = { name: string; check(file: TidyFile): string[] }

const LINES_PER_FILE_MAX = 400
const LINES_PER_FUNCTION_MAX = 70
const COLUMNS_MAX = 100

/** Files in which text is data: a test's programs, a list of words. */
const LONG_LINES_ALLOWED = /\.(toml|json)$|^build\/runtime\/unicode\.c$|^test\/lang\/.*\.ori$/

const CODE = /\.(ts|mjs|js|c|h|ori)$/

export const HEADER: Law = {
  name: "every file opens with a header that says what it is and why",
  check(file) {
    if (!CODE.test(file.path) && !file.path.endsWith(".sh")) return []
    const first = file.lines.find((line) => line.trim() !== "" && !line.startsWith("#!")) ?? ""
    const comment = /^\s*(\/\/|\/\*|#)/.test(first) && !/^#(include|define|if)/.test(first)
    return comment
      ? []
      : [`${file.path}:1: open the file with a comment on what it is and why so`]
  },
}

export const FILE_SIZE: Law = {
  name: "a file has at most 400 lines, a table excepted",
  check(file) {
    if (!CODE.test(file.path) || isTable(file)) return []
    const count = file.lines.length - 1
    if (count <= LINES_PER_FILE_MAX) return []
    return [`${file.path}:${count}: split the file by subject (400 lines at most)`]
  },
}

export const COLUMNS: Law = {
  name: "a line has at most 100 columns",
  check(file) {
    if (LONG_LINES_ALLOWED.test(file.path) || isTable(file)) return []
    return file.lines.flatMap((line, i) =>
      [...line].length > COLUMNS_MAX
        ? [`${file.path}:${i + 1}: break the line (${[...line].length} columns, 100 at most)`]
        : [],
    )
  },
}

const FUNCTION_START: Record<string, RegExp> = {
  ts: /^(\s*)(export )?(async )?function\b.*\{$|^(\s*)(export )?(async )?function\b.*\($/,
  c: /^()[a-zA-Z_].*\)\s*\{$/,
  ori: /^(\s*)(pub )?@\w+.*$/,
}

/** Lines from a function's first to the closing brace at its own indentation. */
function functionLength(lines: string[], start: number, indent: string): number {
  for (let i = start + 1; i < lines.length; i++) {
    const line = lines[i] ?? ""
    if (line === `${indent}}` || line === `${indent}};`) return i - start + 1
    if (line !== "" && !line.startsWith(indent)) return 0
    if (/[\w@#"/]/.test(line[indent.length] ?? "")) return 0
  }
  return 0
}

export const FUNCTION_SIZE: Law = {
  name: "a function has at most 70 lines",
  check(file) {
    const kind = file.path.split(".").at(-1) ?? ""
    const start = FUNCTION_START[kind === "h" ? "c" : kind === "mjs" ? "ts" : kind]
    if (start === undefined || isTable(file) || file.path.startsWith("test/lang/")) return []
    return file.lines.flatMap((line, i) => {
      if (!start.test(line)) return []
      const indent = /^\s*/.exec(line)?.[0] ?? ""
      const length = functionLength(file.lines, i, indent)
      if (length <= LINES_PER_FUNCTION_MAX) return []
      return [`${file.path}:${i + 1}: split the function (${length} lines, 70 at most)`]
    })
  },
}

type Ban = { pattern: RegExp; remedy: string; in: RegExp; except?: RegExp }

const BANS: readonly Ban[] = [
  {
    pattern: /(?<!\w)(:|as|<) ?any\b(?!\w)/,
    remedy: "name the type; `unknown` if it is",
    in: /\.ts$/,
  },
  { pattern: /^\s*(export )?(const )?enum /, remedy: "use a union of literals", in: /\.ts$/ },
  {
    pattern: /^export default/,
    remedy: "export by name",
    in: /\.ts$/,
    except: /^(host\/(worker|dev)|vitest\.config|test\/.*vitest\.config)\.ts$/,
  },
  {
    pattern: /\b(TO[D]O|FIX[M]E|XX[X]|HAC[K])\b/,
    remedy: "do it, or say in ARCHITECTURE.md why not",
    in: CODE,
  },
  {
    pattern: /\/(work|root|home)\//,
    remedy: "no machine paths",
    in: /./,
    except: /^build\/tidy\//,
  },
]

export const BANNED: Law = {
  name: "no banned construct",
  check(file) {
    return BANS.filter((ban) => ban.in.test(file.path) && !ban.except?.test(file.path)).flatMap(
      (ban) =>
        file.lines.flatMap((line, i) =>
          ban.pattern.test(line) && !/^\s*(\/\/|\*)/.test(line)
            ? [`${file.path}:${i + 1}: ${ban.remedy}`]
            : [],
        ),
    )
  },
}

const IMPORT = /(?:^|\s)from\s+["']([^"']+)["']|^(?:import|pub use|use)\s+["']([^"']+)["']/

/** Where an import of `file` leads, as a path in the tree; null for packages. */
export function importTarget(file: TidyFile, spec: string): string | null {
  if (!spec.startsWith(".")) return null
  const parts = file.path.split("/").slice(0, -1)
  for (const part of spec.split("/")) {
    if (part === "..") parts.pop()
    else if (part !== ".") parts.push(part)
  }
  return parts.join("/")
}

function under(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`)
}

function layerOf(path: string): string | null {
  const found = LAYERS.filter((layer) => under(path, layer.from))
  return found.sort((a, b) => b.from.length - a.from.length)[0]?.from ?? null
}

export const IMPORTS: Law = {
  name: "imports follow build/tidy/layers.ts",
  check(file) {
    const from = layerOf(file.path)
    if (from === null) return []
    const isTest = /\.(test|fuzz|bench)\.(ts|ori)$|\/_test\//.test(file.path)
    const may = LAYERS.find((layer) => layer.from === from)?.may ?? []
    return file.lines.flatMap((line, i) => {
      const spec = IMPORT.exec(line)?.[1] ?? IMPORT.exec(line)?.[2]
      if (spec === undefined) return []
      const place = `${file.path}:${i + 1}`
      if (spec.startsWith("node:"))
        return isTest || mayUseNode(file.path, spec)
          ? []
          : [`${place}: no \`node:\` here; take a function as a parameter instead`]
      const target = importTarget(file, spec)
      if (target === null || isTest) return []
      if (under(target, from) || may.some((folder) => under(target, folder))) return []
      return [`${place}: ${from} may not import ${target} (build/tidy/layers.ts)`]
    })
  },
}

function mayUseNode(path: string, spec: string): boolean {
  if (under(path, "host/capability")) return WORKERD_MODULES.includes(spec)
  if (under(path, "build/oric") && path !== "build/oric/main.ts") return false
  return under(path, "host") ? false : MAY_USE_NODE.some((folder) => under(path, folder))
}

/** Without the clause it is a function that nobody calls. */
export const TESTS: Law = {
  name: "a test in Ori says what it tests, or it never runs",
  check(file) {
    if (!file.path.endsWith(".test.ori")) return []
    return file.lines.flatMap((line, i) => /^@test_\w+ \(/.test(line)
      ? [`${file.path}:${i + 1}: write \`tests @name\` or \`tests _\` before its parentheses`]
      : [])
  },
}

export const LAWS: readonly Law[] = [
  HEADER, FILE_SIZE, COLUMNS, FUNCTION_SIZE, BANNED, IMPORTS, TESTS,
]
