// The standard library's JavaScript as imports of a program that runs under node: arguments are
// pointers and lengths, bytes come back as a length, after which the program takes them.

import { writeSync } from "node:fs"
import { STD_IMPORTS, STD_ROWS, type Row } from "./std/imports.ts"

type Raw = number | bigint
export type Imports = Record<string, (...raw: never[]) => unknown>
type Call = (...values: unknown[]) => unknown

/** A program has its thread for itself, so it may block it. */
function blockMs(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}

/** Programs log to their output, whatever the level. */
function logLine(_level: bigint, line: string): void {
  writeSync(1, `${line}\n`)
}

/** A program that runs in one go cannot wait for the event loop. */
function noFetch(): never {
  throw new Error("programs under `ori run --target wasm` have no network; run them natively")
}

const OWN =
  { ...STD_IMPORTS, std_fetch: noFetch, std_sleep_ms: blockMs, std_log_write: logLine }
const IMPLEMENTATIONS = OWN as unknown as Record<string, Call>

export function bindStd(memory: () => ArrayBuffer): Imports {
  let left: Uint8Array = new Uint8Array(0)
  function leave(bytes: Uint8Array): number {
    left = bytes
    return bytes.length
  }
  const bound: Imports = {
    take: (pointer: number) => new Uint8Array(memory()).set(left, pointer >>> 0),
  }
  for (const [name, row] of Object.entries(STD_ROWS)) {
    const call = IMPLEMENTATIONS[name]!
    bound[name] = (...raw: Raw[]) => {
      try {
        const result = call(...valuesOf(row, raw, memory()))
        if (row.result === "void") return undefined
        return row.result === "bytes" ? leave(result as Uint8Array) : Number(result)
      } catch (error) {
        if (!row.throws) throw error
        return -1 - leave(new TextEncoder().encode((error as Error).message))
      }
    }
  }
  return bound
}

function valuesOf(row: Row, raw: Raw[], memory: ArrayBuffer): unknown[] {
  let at = 0
  return row.params.map((type) => {
    const first = raw[at++]!
    if (type !== "bytes" && type !== "str") return first
    const start = Number(first) >>> 0
    const bytes = new Uint8Array(memory).slice(start, start + (Number(raw[at++]) >>> 0))
    return type === "str" ? new TextDecoder().decode(bytes) : bytes
  })
}
