// How values cross between JavaScript and a compiled module (`ori build` writes the tables this
// reads).
//
// Texts and bytes go in as (pointer, length) and come out as a length, after which the module asks
// for the bytes with `take`: so the host never allocates in a suspended instance, and no view of
// the memory, which may move, outlives a wait. A function that throws answers -1 - length of the
// message.

import { writeAscii } from "./wire.ts"

export type AbiType = "int" | "float" | "byte" | "bool" | "char" | "str" | "bytes" | "void"

export type ImportRow = {
  readonly params: readonly AbiType[]
  readonly result: AbiType
  readonly throws: boolean
  readonly suspends: boolean
}
export type ExportRow = {
  readonly params: readonly AbiType[]
  readonly result: AbiType
  readonly suspends: boolean
}
export type Value = bigint | number | boolean | string | Uint8Array | undefined
export type Raw = bigint | number | undefined

/** Where results lie until the module has taken them; texts that fit are written into `room`. */
export type Register = { bytes: Uint8Array; readonly room: Uint8Array; int: bigint; float: number }

const ROOM_BYTES = 1024
/** UTF-8 has at most so many bytes for one unit of a JavaScript string. */
const UNIT_BYTES_MOST = 3

export const NOTHING = new Uint8Array(0)

export function register(): Register {
  return { bytes: NOTHING, room: new Uint8Array(ROOM_BYTES), int: 0n, float: 0 }
}

/** All of a module's memory as it is now; the view dies when the module runs on. */
export type Memory = () => Uint8Array

const ENCODER = new TextEncoder()
const DECODER = new TextDecoder()

/** A module's arguments as JavaScript's; bytes are copies. */
export function readParams(row: ImportRow, raw: Raw[], memory: Memory): Value[] {
  const values: Value[] = []
  let at = 0
  for (const type of row.params) {
    const first = raw[at++]
    if (type === "str" || type === "bytes") {
      const bytes = part(memory(), first, raw[at++])
      values.push(type === "str" ? DECODER.decode(bytes) : bytes.slice())
    } else {
      values.push(type === "bool" ? first !== 0 : first)
    }
  }
  return values
}

function part(memory: Uint8Array, pointer: Raw, length: Raw): Uint8Array {
  const start = Number(pointer) >>> 0
  return memory.subarray(start, start + (Number(length) >>> 0))
}

/** A result as the module wants it, with what does not fit into one number left in the register. */
export function writeResult(row: ImportRow, value: unknown, register: Register): Raw {
  switch (row.result) {
    case "str":
      return leaveText(value as string, register)
    case "bytes":
      return leave(value as Uint8Array, register)
    case "int":
      if (!row.throws) return value as bigint
      register.int = value as bigint
      return 0
    case "float":
      if (!row.throws) return value as number
      register.float = value as number
      return 0
    case "void":
      return row.throws ? 0 : undefined
    default:
      return Number(value)
  }
}

export function writeError(error: unknown, register: Register): Raw {
  const message = error instanceof Error ? error.message : String(error)
  return -1 - leaveText(message, register)
}

/** Making a buffer costs more than the rest of a call, so that short texts share one. */
function leaveText(text: string, register: Register): number {
  if (text.length * UNIT_BYTES_MOST > ROOM_BYTES) return leave(ENCODER.encode(text), register)
  const { room } = register
  if (writeAscii(text, room, 0)) return leave(room.subarray(0, text.length), register)
  const { written } = ENCODER.encodeInto(text, room)
  return leave(room.subarray(0, written), register)
}

function leave(bytes: Uint8Array, register: Register): number {
  register.bytes = bytes
  return bytes.length
}

type Allocate = (length: number) => number

/** JavaScript's arguments as an export's; the module frees what was allocated for it. */
export function writeParams(
  row: ExportRow, values: readonly Value[], memory: Memory, allocate: Allocate,
): Raw[] {
  const raws: Raw[] = []
  row.params.forEach((type, i) => {
    const value = values[i]
    if (type !== "str" && type !== "bytes") {
      raws.push(type === "int" ? value as bigint : Number(value))
      return
    }
    const bytes = type === "str" ? ENCODER.encode(value as string) : value as Uint8Array
    const pointer = allocate(bytes.length) >>> 0
    memory().set(bytes, pointer)
    raws.push(pointer, bytes.length)
  })
  return raws
}

/** An export's result; bytes stay in the module's memory, where the next call gives them up. */
export function readResult(
  row: ExportRow, raw: Raw, memory: Memory, pointer: () => number,
): Value {
  if (row.result === "void") return undefined
  if (row.result === "bool") return raw !== 0
  if (row.result !== "str" && row.result !== "bytes") return raw
  const bytes = part(memory(), pointer(), raw)
  return row.result === "str" ? DECODER.decode(bytes) : bytes
}
