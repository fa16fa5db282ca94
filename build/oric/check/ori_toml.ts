// Reader of `ori.toml`: tables, `key = "text"`, `key = true`/number/list (kept as text), comments.
// Nothing more is ours to know: the registry reads manifests with its own library.

import type { Pos } from "../source/diagnostic.ts"

/** Tables by name, then values by key. */
export type Toml = { tables: Map<string, Map<string, string>>; broken: { at: Pos; end: Pos }[] }

const KEY = /^("(?:[^"\\]|\\.)*"|[A-Za-z0-9_-]+)\s*=\s*(.*)$/
const TEXT = /^"((?:[^"\\]|\\["\\])*)"\s*(?:#.*)?$/
const OTHER = /^((?:true|false|[0-9][0-9_.]*|\[.*\]|\{.*\}))\s*(?:#.*)?$/

/** Reads the text; a line that is none of the known forms is listed with its byte span. */
export function readToml(bytes: Uint8Array): Toml {
  const toml: Toml = { tables: new Map([["", new Map()]]), broken: [] }
  let table = toml.tables.get("")!
  let at = 0
  for (const raw of new TextDecoder().decode(bytes).split("\n")) {
    const line = raw.trim()
    const heading = /^\[([A-Za-z0-9_.-]+)\]\s*(?:#.*)?$/.exec(line)
    if (heading !== null) table = openTable(toml, heading[1]!)
    else if (line !== "" && !line.startsWith("#") && !readEntry(table, line)) {
      toml.broken.push({ at, end: at + raw.length })
    }
    at += new TextEncoder().encode(raw).length + 1
  }
  return toml
}

function openTable(toml: Toml, name: string): Map<string, string> {
  const table = toml.tables.get(name) ?? new Map<string, string>()
  toml.tables.set(name, table)
  return table
}

function readEntry(table: Map<string, string>, line: string): boolean {
  const entry = KEY.exec(line)
  if (entry === null) return false
  const text = TEXT.exec(entry[2]!)
  const value = text !== null ? unescape(text[1]!) : OTHER.exec(entry[2]!)?.[1]
  if (value === undefined) return false
  const key = entry[1]!
  table.set(key.startsWith('"') ? unescape(key.slice(1, -1)) : key, value)
  return true
}

function unescape(text: string): string {
  return text.replaceAll(/\\(["\\])/g, "$1")
}
