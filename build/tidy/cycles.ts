// Import cycles among TypeScript modules; types count too, since they show the same tangle.

import type { TidyFile } from "./files.ts"
import { importTarget } from "./laws.ts"

const IMPORT = /(?:^|\n)\s*(?:import|export)\b[^"';]*?["'](\.[^"']+)["']/g

/** Every cycle found, as `a → b → a`; one a strongly connected component. */
export function importCycles(files: TidyFile[]): string[] {
  const known = new Map(files.map((file) => [file.path, file]))
  const graph = new Map<string, string[]>()
  for (const file of files) {
    const targets = [...file.text.matchAll(IMPORT)]
      .map((match) => importTarget(file, match[1] ?? ""))
      .filter((target): target is string => target !== null && known.has(target))
    graph.set(file.path, targets)
  }
  return findCycles(graph)
}

function findCycles(graph: Map<string, string[]>): string[] {
  const state = new Map<string, "open" | "done">()
  const cycles: string[] = []
  const stack: string[] = []
  const visit = (node: string): void => {
    state.set(node, "open")
    stack.push(node)
    for (const next of graph.get(node) ?? []) {
      if (state.get(next) === "open") {
        cycles.push([...stack.slice(stack.indexOf(next)), next].join(" → "))
      } else if (state.get(next) === undefined) visit(next)
    }
    stack.pop()
    state.set(node, "done")
  }
  for (const node of graph.keys()) if (state.get(node) === undefined) visit(node)
  return cycles
}
