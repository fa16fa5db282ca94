// The tree's files as the laws see them: what git tracks or would track, with their text.

import { execFileSync } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

export type TidyFile = { path: string; text: string; lines: string[] }

export const ROOT = fileURLToPath(new URL("../..", import.meta.url))

const SOURCE = /\.(ts|mjs|js|ori|c|h|sh|toml)$/

/** Every source file of the tree, `out/` and what git ignores left out. */
export function sourceFiles(): TidyFile[] {
  const args = ["ls-files", "--cached", "--others", "--exclude-standard", "-z"]
  const names = execFileSync("git", args, { cwd: ROOT, encoding: "utf8" }).split("\0")
  return names
    .filter((name) => SOURCE.test(name) && existsSync(ROOT + name))
    .map((path) => {
      const text = readFileSync(ROOT + path, "utf8")
      return { path, text, lines: text.split("\n") }
    })
}

export function isTable(file: TidyFile): boolean {
  return file.lines.slice(0, 3).some((line) => line.includes("tidy: table"))
}
