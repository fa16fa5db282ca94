// The module that somebody may have meant by a path that leads to none (3.2). Folders are read only
// then.

import { suggest } from "../source/suggest.ts"

/** The names in a folder, null if it is none. */
type List = (folder: string) => string[] | null

/**
 * The names that lead from a folder to a module, each the nearest to one that was written; null if
 * nothing is near.
 */
export function nearModule(list: List, folder: string, names: readonly string[]): string[] | null {
  const [name, ...rest] = names
  if (name === undefined) return null
  const known = rest.length > 0 ? foldersIn(list, folder) : modulesIn(list, folder)
  const near = known.includes(name) ? name : suggest(name, known)
  if (near === null) return null
  const inner = rest.length === 0 ? [] : nearModule(list, `${folder}/${near}`, rest)
  return inner === null ? null : [near, ...inner]
}

/** The names that lead from a folder to the first module that is called so; null if none is. */
export function moduleCalled(list: List, folder: string, name: string): string[] | null {
  if (modulesIn(list, folder).includes(name)) return [name]
  for (const inner of foldersIn(list, folder)) {
    const path = moduleCalled(list, folder === "" ? inner : `${folder}/${inner}`, name)
    if (path !== null) return [inner, ...path]
  }
  return null
}

function foldersIn(list: List, folder: string): string[] {
  return (list(folder) ?? []).filter((name) => !name.includes("."))
}

function modulesIn(list: List, folder: string): string[] {
  const files = (list(folder) ?? []).filter((name) => name.endsWith(".ori"))
  const folders = foldersIn(list, folder)
    .filter((name) => list(`${folder}/${name}`)?.includes("mod.ori"))
  return [...files.map((name) => name.slice(0, -".ori".length)), ...folders]
}
