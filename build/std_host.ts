// The standard library's JavaScript as imports of a program that runs under node: arguments are
// pointers and lengths, bytes come back as a length, after which the program takes them.

import { STD_IMPORTS, STD_ROWS, type Row } from "./std/imports.ts"

type Raw = number | bigint
export type Imports = Record<string, (...raw: never[]) => unknown>
type Call = (...values: unknown[]) => unknown

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
    const call = (STD_IMPORTS as unknown as Record<string, Call>)[name]!
    bound[name] = (...raw: Raw[]) => {
      try {
        const result = call(...valuesOf(row, raw, memory()))
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
    if (type === "int") return first
    const start = Number(first) >>> 0
    return new Uint8Array(memory).slice(start, start + (Number(raw[at++]) >>> 0))
  })
}
