// JavaScript for a program that runs under node: what its foreign functions name (LANGUAGE 18.2),
// by the table that the compiler wrote beside it, and the standard library's own.
//
// Texts and bytes are pointer and length on their way out of the program, and come back as a
// length, after which the program takes them. A function that throws answers -1 - length of the
// message.

import { STD_CALLS, STD_ROWS } from "./std_host.ts"
import type { Call } from "./std_host.ts"

/** A row of `IMPORTS` in `abi.ts`. */
type Row = {
  readonly params: readonly string[]
  readonly result: string
  readonly throws: boolean
}
type Rows = Record<string, Record<string, Row>>
type Raw = number | bigint
type Imports = Record<string, (...raw: Raw[]) => unknown>

/** What lies ready for the program, and what JavaScript holds for it. */
type Held = {
  memory: () => ArrayBuffer
  bytes: Uint8Array
  int: bigint
  float: number
  values: unknown[]
}

export function bindImports(
  asked: readonly { module: string; name: string }[], rows: Rows, memory: () => ArrayBuffer,
): Record<string, Imports> {
  const held: Held = { memory, bytes: new Uint8Array(0), int: 0n, float: 0, values: [] }
  const ori: Imports = {
    take: (pointer) => new Uint8Array(memory()).set(held.bytes, Number(pointer) >>> 0),
    take_int: () => held.int,
    take_float: () => held.float,
    release: (handle) => { delete held.values[Number(handle)] },
  }
  const all: Record<string, Imports> = { ori }
  for (const { module, name } of asked) {
    const bound = all[module] ??= {}
    const row = rows[module]?.[name] ?? STD_ROWS[name]
    const call = STD_CALLS[name] ?? globalCall(name)
    if (row !== undefined && call !== null) bound[name] ??= bind(held, row, call)
  }
  return all
}

/** `Date.now`: a function by its path from what is global. */
function globalCall(path: string): Call | null {
  let owner: unknown = null
  let value: unknown = globalThis
  for (const part of path.split(".")) {
    owner = value
    value = owner === null || owner === undefined ? null : (owner as Record<string, unknown>)[part]
  }
  return typeof value === "function" ? (value.bind(owner) as Call) : null
}

function bind(held: Held, row: Row, call: Call): Imports[string] {
  return (...raw) => {
    if (!row.throws) return given(held, row, call(...valuesOf(held, row, raw)))
    try {
      return given(held, row, call(...valuesOf(held, row, raw)))
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      return -1 - leave(held, new TextEncoder().encode(message))
    }
  }
}

function valuesOf(held: Held, row: Row, raw: Raw[]): unknown[] {
  let at = 0
  return row.params.map((type) => {
    const first = raw[at++]!
    if (type === "bool") return first !== 0
    if (type === "jsValue") return held.values[Number(first)]
    if (type !== "bytes" && type !== "str") return first
    const start = Number(first) >>> 0
    const bytes = new Uint8Array(held.memory()).slice(start, start + (Number(raw[at++]) >>> 0))
    return type === "str" ? new TextDecoder().decode(bytes) : bytes
  })
}

function given(held: Held, row: Row, value: unknown): Raw | undefined {
  switch (row.result) {
    case "void": return row.throws ? 0 : undefined
    case "str": return leave(held, new TextEncoder().encode(String(value)))
    case "bytes": return leave(held, value as Uint8Array)
    case "jsValue": return held.values.push(value) - 1
    case "int": {
      held.int = BigInt.asIntN(64, BigInt(value as bigint))
      return row.throws ? 0 : held.int
    }
    case "float": {
      held.float = Number(value)
      return row.throws ? 0 : held.float
    }
    default: return Number(value)
  }
}

function leave(held: Held, bytes: Uint8Array): number {
  held.bytes = bytes
  return bytes.length
}
