// A tree as an S-expression, for golden files and `emit --stage ast`.
//
// Generic over the node's properties, in the order in which the parser writes them: whatever the
// tree holds is shown. Positions and ids are not, so that layout changes no golden.

import type { File } from "./item_ast.ts"

const HIDDEN = new Set(["kind", "id", "at", "end", "opAt", "specAt", "nodes"])

/** The tree, one item a line. */
export function printFile(file: File): string {
  const lines = [...file.attrs, ...file.uses, ...file.items].map((node) => printTree(node))
  return lines.map((line) => `${line}\n`).join("")
}

/** Any part of a tree in one line: `(kind property: value …)`, absent things left out. */
export function printTree(value: unknown): string {
  if (value === null) return "-"
  if (typeof value === "string") return JSON.stringify(value)
  if (typeof value === "bigint") return String(value)
  if (typeof value !== "object") return String(value)
  if (Array.isArray(value)) return `[${value.map((part) => printTree(part)).join(" ")}]`
  return printObject(value as Record<string, unknown>)
}

function printObject(node: Record<string, unknown>): string {
  if (isName(node)) return node.name
  const kind = typeof node.kind === "string" ? node.kind : ""
  const parts = kind === "" ? [] : [kind]
  for (const [key, value] of Object.entries(node)) {
    if (HIDDEN.has(key) || isAbsent(value)) continue
    parts.push(value === true ? key : `${key}:${printTree(value)}`)
  }
  return `(${parts.join(" ")})`
}

/** A `Name`: a name with its place and nothing else. */
function isName(node: Record<string, unknown>): node is { name: string } {
  return typeof node.name === "string" && node.kind === undefined && Object.keys(node).length === 3
}

function isAbsent(value: unknown): boolean {
  return value === null || value === false || (Array.isArray(value) && value.length === 0)
}
