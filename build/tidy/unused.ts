// Names that an Ori file imports and never says. Traits are let be: they are used without being
// named, by their methods and their defaults.

import type { TidyFile } from "./files.ts"

const IMPORT = /^use [^;{]*\{([^}]*)\};\n/gm

/** `path: name` of each. */
export function unusedImports(files: readonly TidyFile[]): string[] {
  const ori = files.filter(({ path }) => path.endsWith(".ori"))
  const traits = new Set(ori.flatMap(({ text }) =>
    [...text.matchAll(/^\s*pub trait (\w+)/gm)].map(([, name]) => name)))
  return ori.flatMap(({ path, text }) => {
    const imports = [...text.matchAll(IMPORT)]
    const last = imports.at(-1)
    if (last === undefined) return []
    const body = text.slice(last.index + last[0].length).replace(/\/\/.*/g, "")
    const names = imports.flatMap(([, list = ""]) => list.split(",").map(boundName))
    return names.filter((name) => name !== "" && !traits.has(name) && !says(body, name))
      .map((name) => `${path}: do not import ${name}, which is not used`)
  })
}

/** Of `::name`, `name as other`, `Trait without def`. */
function boundName(item: string): string {
  const words = item.trim().replace(/^::/, "").split(/\s+/)
  return (words[1] === "as" ? words[2] : words[0]) ?? ""
}

function says(body: string, name: string): boolean {
  const start = name.startsWith("$") ? "" : "\\b"
  return new RegExp(`${start}${name.replace("$", "\\$")}\\b`).test(body)
}
