// What the tests of the syntax stage share: source text in, tree and codes out.

import type { Diagnostic, SourceFile } from "../source/diagnostic.ts"
import { collector } from "../source/sink.ts"
import type { Expr } from "./ast.ts"
import type { File, Item } from "./item_ast.ts"
import { lex } from "./lex.ts"
import { parseFile } from "./parse.ts"
import { printTree } from "./print.ts"
import type { Tokens } from "./tokens.ts"
import * as T from "./tokens.ts"

/** Source text as a file. */
export function sourceOf(text: string | Uint8Array): SourceFile {
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text
  return { path: "test.ori", base: 0, bytes }
}

/** The tree of a text and all that was reported. */
export function parsed(text: string | Uint8Array): { file: File; all: readonly Diagnostic[] } {
  const sink = collector()
  const file = parseFile(sourceOf(text), sink.add)
  return { file, all: sink.all }
}

/** The codes reported for a text with their lines, as `E1001@3`. */
export function errorsOf(text: string): string[] {
  return parsed(text).all.map(({ code, at }) => {
    const line = text.slice(0, at.at).split("\n").length
    return `${code}@${line}`
  })
}

/** Tokens of a text as `kind`-names with their text, and the codes reported. */
export function lexed(text: string): { tokens: Tokens; shown: string[]; codes: string[] } {
  const sink = collector()
  const source = sourceOf(text)
  const tokens = lex(source, sink.add)
  const shown: string[] = []
  for (let i = 0; i < tokens.count - 1; i++) {
    const bytes = source.bytes.subarray(tokens.at[i], tokens.end[i])
    shown.push(new TextDecoder().decode(bytes))
  }
  return { tokens, shown, codes: sink.all.map((d) => d.code) }
}

/** Value of the literal that a text consists of. */
export function literal(text: string): bigint | number | string {
  const { tokens } = lexed(text)
  const kind = tokens.kind[0] ?? T.END
  const value = tokens.value[0] ?? 0
  return kind === T.CHAR || kind === T.BYTE ? value : (tokens.literals[value] ?? 0)
}

/** An expression's tree as text, parsed as the body of a function. */
export function expressionTree(text: string): string {
  const { file, all } = parsed(`@f () -> void = {\n${text}\n};`)
  const [item] = file.items
  if (all.length > 0) return all.map((d) => `${d.code} ${d.message}`).join("; ")
  const body: Expr | null = item?.kind === "func" ? item.body : null
  if (body?.kind !== "block") return "?"
  const parts = [...body.statements, ...(body.result === null ? [] : [body.result])]
  return parts.map((part) => printTree(part)).join(" ")
}

/** An item's tree as text. */
export function itemTree(text: string): string {
  const { file, all } = parsed(text)
  if (all.length > 0) return all.map((d) => `${d.code} ${d.message}`).join("; ")
  const parts: (Item | File["uses"][number])[] = [...file.uses, ...file.items]
  return parts.map((part) => printTree(part)).join(" ")
}
