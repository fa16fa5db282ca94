// What the compiler asks of `ori.toml`: texts by table and key, and which lines are no TOML.

import { TomlError, parse } from "smol-toml"
import type { TomlTable, TomlValue } from "smol-toml"
import type { Pos } from "../source/diagnostic.ts"

/** Tables by dotted name, then values by key, as texts; lists hold nothing that is asked for. */
export type Toml = { tables: Map<string, Map<string, string>>; broken: Broken[] }

/** A part that is no TOML, or says what cannot be: then with a message and a help of its own. */
export type Broken = { at: Pos; end: Pos; why?: [string, string] }

/** Most lines that are left out to read the others. */
const LEFT_OUT = 20

/** Reads the text without the lines that are no TOML, which are listed with their byte spans. */
export function readToml(bytes: Uint8Array): Toml {
  const written = new TextDecoder().decode(bytes).split("\n")
  const kept = [...written]
  const out: number[] = []
  let read = attempt(kept)
  while (typeof read === "number" && out.length < LEFT_OUT) {
    out.push(read)
    kept[read] = ""
    read = attempt(kept)
  }
  const tables: Toml["tables"] = new Map()
  if (typeof read === "number") return { tables, broken: [spanOf(written, Math.min(...out))] }
  // What has no end is noticed in a later line, which is sound without it.
  const broken = out.filter((line) => {
    kept[line] = written[line]!
    const again = attempt(kept)
    if (typeof again !== "number") {
      read = again
      return false
    }
    kept[line] = ""
    return true
  })
  addTable(tables, "", read)
  return { tables, broken: broken.sort((a, b) => a - b).map((line) => spanOf(written, line)) }
}

/** The tables, or the number of the line, from 0, at which there is no sense in going on. */
function attempt(lines: string[]): TomlTable | number {
  try {
    return parse(lines.join("\n"), { integersAsBigInt: "asNeeded" })
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    let line = Math.min(error.line, lines.length) - 1
    while (line > 0 && lines[line]!.trim() === "") line--
    return line
  }
}

/** Where the name of a table ("" is the top) stands, or with a key that key's; else the start. */
export function placeOf(
  bytes: Uint8Array, table: string, key: string | null = null,
): { at: Pos; end: Pos } {
  const text = new TextDecoder("latin1").decode(bytes)
  const head = table === "" ? 0 : after(text, "^[ \\t]*\\[[ \\t]*", `${escaped(table)}\\b`, 0)
  const at = key === null ? head
    : after(text, "(?:^|[.{,])[ \\t]*[\"']?", `${escaped(key)}["']?[ \\t]*=`, head)
  return { at, end: at + (key ?? table).length }
}

/** The first place from one on where the second pattern follows the first. */
function after(text: string, before: string, then: string, from: number): Pos {
  const pattern = new RegExp(`${before}(?=${then})`, "mg")
  pattern.lastIndex = from
  return pattern.test(text) ? pattern.lastIndex : from
}

function escaped(name: string): string {
  return name.replace(/\W/g, "\\$&")
}

function spanOf(lines: string[], line: number): Broken {
  const text = lines[line]!
  const before = lines.slice(0, line).map((one) => `${one}\n`).join("")
  const at = byteLength(before + /^\s*/.exec(text)![0])
  return { at, end: at + byteLength(text.trim()) }
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length
}

function addTable(tables: Toml["tables"], name: string, table: TomlTable): void {
  const texts = new Map<string, string>()
  tables.set(name, texts)
  for (const [key, value] of Object.entries(table)) {
    if (isTable(value)) addTable(tables, name === "" ? key : `${name}.${key}`, value)
    else if (!Array.isArray(value)) texts.set(key, String(value))
  }
}

function isTable(value: TomlValue): value is TomlTable {
  return typeof value === "object" && !Array.isArray(value) && !(value instanceof Date)
}
