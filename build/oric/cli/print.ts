// Printed forms of what the front end makes, for `ori emit`: tokens, trees, and the type of every
// expression.

import type { Check } from "../check/context.ts"
import { showType } from "../check/show.ts"
import type { Typed } from "../check/typed.ts"
import type { SourceFile } from "../source/diagnostic.ts"
import type { Sources } from "../source/position.ts"
import { decode } from "../source/position.ts"
import { silent } from "../source/sink.ts"
import { lex } from "../syntax/lex.ts"
import { parseFile } from "../syntax/parse.ts"
import { printFile } from "../syntax/print.ts"

/** One token a line: its range in bytes, the number of its kind, its text. */
export function printTokens(source: SourceFile): string {
  const tokens = lex(source, silent)
  const lines: string[] = []
  for (let i = 0; i < tokens.count; i++) {
    const [at, end] = [tokens.at[i] ?? 0, tokens.end[i] ?? 0]
    const text = decode(source.bytes.subarray(at - source.base, end - source.base))
    lines.push(`${at}..${end} ${tokens.kind[i]} ${JSON.stringify(text)}\n`)
  }
  return lines.join("")
}

export function printAst(source: SourceFile): string {
  return printFile(parseFile(source, silent))
}

/**
 * `line:column text: type` for each typed node of the modules outside the prelude, in text order.
 */
export function printTypes(check: Check, typed: Typed[], sources: Sources): string {
  const lines: string[] = []
  for (const table of typed) {
    const module = check.items.modules[table.module]
    if (module === undefined || module.isPrelude) continue
    lines.push(`// ${module.path}`)
    for (const node of typedNodes(module.file, table)) {
      const { line, column } = sources.place(node.at)
      const text = sources.text(node).replace(/\s+/g, " ")
      const short = text.length > 50 ? `${text.slice(0, 47)}…` : text
      lines.push(`${line}:${column} ${short}: ${showType(check.items, table.type[node.id] ?? 0)}`)
    }
  }
  return `${lines.join("\n")}\n`
}

type Placed = { id: number; at: number; end: number }

function typedNodes(tree: unknown, table: Typed): Placed[] {
  const found: Placed[] = []
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return
    if (isPlaced(value) && (table.type[value.id] ?? -1) >= 0) found.push(value)
    for (const part of Object.values(value)) visit(part)
  }
  visit(tree)
  return found.sort((a, b) => a.at - b.at || b.end - a.end)
}

function isPlaced(value: object): value is Placed {
  return (
    "kind" in value &&
    "id" in value &&
    typeof value.id === "number" &&
    "at" in value &&
    "end" in value
  )
}
