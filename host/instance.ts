// The life of one instance of a compiled module.
//
// One call at a time: a second one would share the stack of a suspended first and corrupt it
// without a word, so it is refused. Whatever comes out of a call as an exception (a panic, a trap,
// a stack overflow) leaves the instance in an unknown state: it is dead from then on.

import {
  NOTHING, readParams, readResult, register, writeError, writeParams, writeResult,
  type ExportRow, type ImportRow, type Memory, type Raw, type Register, type Value,
} from "./abi.ts"
import { wasi } from "./wasi.ts"

/** A function that stands for an import; `never` admits any parameters, the tables know them. */
type Implementation = (...values: never[]) => unknown

export type ModuleAbi<Imports, Exports> = {
  module: WebAssembly.Module
  imports: { readonly [Name in keyof Imports]: ImportRow }
  exports: { readonly [Name in keyof Exports]: ExportRow }
}

export type Instance = {
  /**
   * Calls an export of bytes and texts; a promise if it may wait. Bytes that it gives are a view of
   * the module's memory: to be read, or copied, before the next call.
   */
  call(name: string, ...values: Value[]): unknown
  dead(): boolean
  memoryBytes(): number
  /** Objects that are alive in it: between two calls always as many. */
  live(): number
  /** What the module has printed since the last call began, a panic's trace above all. */
  printed(): string[]
}

/** Lines that are kept of what a call prints. */
const PRINTED_MOST = 200

export function instantiate<Imports, Exports>(
  abi: ModuleAbi<Imports, Exports>, implementations: Imports,
): Instance {
  const results = register()
  const printed: string[] = []
  const system = wasi((line) => {
    if (printed.length < PRINTED_MOST) printed.push(line)
  })
  const memory = memoryOf(() => instance.exports["memory"] as WebAssembly.Memory)
  const ori = bindImports(abi.imports, implementations as object, results, memory)
  const instance: WebAssembly.Instance = new WebAssembly.Instance(abi.module, {
    wasi_snapshot_preview1: system.imports, ori,
  })
  system.initialize(instance)
  return callable(instance, abi.exports as Record<string, ExportRow>, memory, printed)
}

/** One view, made again when the memory has grown: that leaves the old one empty. */
function memoryOf(memory: () => WebAssembly.Memory): Memory {
  let view = NOTHING
  return () => {
    if (view.length === 0) view = new Uint8Array(memory().buffer)
    return view
  }
}

function bindImports(
  rows: object, implementations: object, register: Register, memory: Memory,
): WebAssembly.ModuleImports {
  const bound: WebAssembly.ModuleImports = {
    take(pointer: number) {
      memory().set(register.bytes, pointer >>> 0)
      register.bytes = NOTHING
    },
    take_int: () => register.int,
    take_float: () => register.float,
  }
  for (const [name, row] of Object.entries(rows) as [string, ImportRow][]) {
    const implementation = (implementations as Record<string, Implementation>)[name]
    if (implementation === undefined) throw new Error(`the host has no ${name}`)
    bound[name] = bindImport(row, implementation, register, memory) as WebAssembly.ImportValue
  }
  return bound
}

/** An error becomes the module's error value where its type has one; else it ends the call. */
function bindImport(
  row: ImportRow, implementation: Implementation, register: Register, memory: Memory,
): unknown {
  const call = implementation as (...values: Value[]) => unknown
  function failed(error: unknown): Raw {
    if (!row.throws) throw error
    return writeError(error, register)
  }
  if (!row.suspends) {
    return (...raw: Raw[]): Raw => {
      try {
        return writeResult(row, call(...readParams(row, raw, memory)), register)
      } catch (error) {
        return failed(error)
      }
    }
  }
  return new WebAssembly.Suspending(async (...raw: Raw[]): Promise<Raw> => {
    try {
      return writeResult(row, await call(...readParams(row, raw, memory)), register)
    } catch (error) {
      return failed(error)
    }
  })
}

type Raws = (...raw: Raw[]) => Raw

function callable(
  instance: WebAssembly.Instance, rows: Record<string, ExportRow>,
  memory: Memory, printed: string[],
): Instance {
  const functions = instance.exports as Record<string, Raws>
  const allocate = (length: number) => Number(functions["ori_alloc"]?.(length))
  const pointer = () => Number(functions["ori_result"]?.())
  const promising = Object.fromEntries(Object.entries(rows)
    .filter(([, row]) => row.suspends)
    .map(([name]) => [name, WebAssembly.promising(functions[name])]))
  let busy = false
  let dead = false

  function ended(row: ExportRow, raw: Raw): Value {
    busy = false
    return readResult(row, raw, memory, pointer)
  }
  function broke(error: unknown): never {
    dead = true
    throw error
  }
  function call(name: string, ...values: Value[]): unknown {
    const row = rows[name]
    if (row === undefined) throw new Error(`the module has no ${name}`)
    if (busy || dead) throw new Error(`the instance is ${dead ? "dead" : "busy"}`)
    busy = true
    printed.length = 0
    try {
      const raws = writeParams(row, values, memory, allocate)
      if (!row.suspends) return ended(row, functions[name]?.(...raws))
      const running = promising[name]?.(...raws) as Promise<Raw>
      return running.then((raw) => ended(row, raw), broke)
    } catch (error) {
      return broke(error)
    }
  }
  return {
    call, dead: () => dead, memoryBytes: () => memory().length,
    live: () => Number(functions["ori_live"]?.()), printed: () => [...printed],
  }
}
