// Reader of `ori.toml`. What is asked of it are texts by table and key; of all other values that
// TOML has it knows where they end, and keeps what is written.

import type { Pos } from "../source/diagnostic.ts"

/** Tables by name, then values by key. */
export type Toml = { tables: Map<string, Map<string, string>>; broken: Broken[] }

/** A part that is no TOML, or says what cannot be: then with a message and a help of its own. */
export type Broken = { at: Pos; end: Pos; why?: [string, string] }

type Reader = { text: string; at: number; toml: Toml; table: string }

/** Reads the text; a line that is no TOML is listed with its byte span. */
export function readToml(bytes: Uint8Array): Toml {
  const toml: Toml = { tables: new Map([["", new Map()]]), broken: [] }
  const text = new TextDecoder().decode(bytes)
  const reader: Reader = { text, at: 0, toml, table: "" }
  while (take(reader, GAP) !== null && reader.at < text.length) {
    const from = reader.at
    if (readLine(reader) && take(reader, LINE_END) !== null) continue
    reader.at = from
    const line = take(reader, LINE) ?? ""
    const at = byteLength(text.slice(0, from))
    toml.broken.push({ at, end: at + byteLength(line) })
  }
  return toml
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length
}

/** Blanks, ends of lines and comments. */
const GAP = /(?:[ \t\r\n]|#[^\n]*)*/y
const BLANK = /[ \t]*/y
const LINE = /[^\r\n]*/y
const LINE_END = /[ \t]*(?:#[^\n]*)?(?:\r?\n|$)/y

const BARE = /[A-Za-z0-9_-]+/y
/** What is neither text nor made of parts; between a date and a time there may be a blank. */
const SCALAR = /(?:true|false|[+-]?(?:inf|nan|\d[\w+:.-]*(?: \d\d:[\w+:.-]*)?))(?!\w)/y
const LONG = /"""\r?\n?((?:[^\\]|\\[^])*?"{0,2})"""|'''\r?\n?([^]*?'{0,2})'''/y
const SHORT = /"((?:[^"\\\n]|\\.)*)"|'([^'\n]*)'/y

function take(reader: Reader, pattern: RegExp): string | null {
  return match(reader, pattern)?.[0] ?? null
}

function match(reader: Reader, pattern: RegExp): RegExpExecArray | null {
  pattern.lastIndex = reader.at
  const found = pattern.exec(reader.text)
  if (found !== null) reader.at = pattern.lastIndex
  return found
}

function takes(reader: Reader, text: string): boolean {
  const found = reader.text.startsWith(text, reader.at)
  if (found) reader.at += text.length
  return found
}

function tableOf(toml: Toml, name: string): Map<string, string> {
  const table = toml.tables.get(name) ?? new Map<string, string>()
  toml.tables.set(name, table)
  return table
}

/** `[table]`, `[[table]]` or an entry. */
function readLine(reader: Reader): boolean {
  if (!takes(reader, "[")) return readEntry(reader)
  const close = takes(reader, "[") ? "]]" : "]"
  const names = readKey(reader)
  if (names === null || !takes(reader, close)) return false
  reader.table = names.join(".")
  tableOf(reader.toml, reader.table)
  return true
}

function readEntry(reader: Reader): boolean {
  const names = readKey(reader)
  if (names === null || !takes(reader, "=")) return false
  take(reader, BLANK)
  const value = readValue(reader)
  const key = names.pop()
  if (value === null || key === undefined) return false
  tableOf(reader.toml, [reader.table, ...names].filter((name) => name !== "").join("."))
    .set(key, value)
  return true
}

/** A key's names, with the blanks around it; null if there is none. */
function readKey(reader: Reader): string[] | null {
  const names: string[] = []
  do {
    take(reader, BLANK)
    const name = take(reader, BARE) ?? readText(reader, SHORT)
    if (name === null) return null
    names.push(name)
    take(reader, BLANK)
  } while (takes(reader, "."))
  return names
}

/** A text's content, or what is written of another value; null where there is none. */
function readValue(reader: Reader): string | null {
  const from = reader.at
  const text = readText(reader, LONG) ?? readText(reader, SHORT)
  if (text !== null) return text
  const isValue = takes(reader, "[") ? readParts(reader, "]", readValue)
    : takes(reader, "{") ? readParts(reader, "}", (inner) => readPair(inner))
    : take(reader, SCALAR)
  return isValue === null ? null : reader.text.slice(from, reader.at)
}

function readText(reader: Reader, pattern: RegExp): string | null {
  const found = match(reader, pattern)
  return found === null ? null : found[1] === undefined ? found[2] ?? "" : unescape(found[1])
}

/** Parts between commas up to `close`, which may stand on lines of their own. */
function readParts(
  reader: Reader, close: string, part: (reader: Reader) => string | null,
): string | null {
  do {
    take(reader, GAP)
    if (takes(reader, close)) return close
    if (part(reader) === null) return null
    take(reader, GAP)
  } while (takes(reader, ","))
  return takes(reader, close) ? close : null
}

function readPair(reader: Reader): string | null {
  if (readKey(reader) === null || !takes(reader, "=")) return null
  take(reader, BLANK)
  return readValue(reader)
}

const ESCAPES: Record<string, string> = { b: "\b", t: "\t", n: "\n", f: "\f", r: "\r" }

function unescape(text: string): string {
  return text.replace(/\\(?:u(.{4})|U(.{8})|\s*\n\s*|([^]))/g, (_, short, long, letter) => {
    const code = Number.parseInt(short ?? long ?? "", 16)
    if (code <= 0x10ffff) return String.fromCodePoint(code)
    return letter === undefined ? "" : ESCAPES[letter] ?? letter
  })
}
