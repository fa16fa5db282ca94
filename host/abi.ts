// How values cross between JavaScript and a compiled module (`ori build` writes the tables this
// reads).
//
// Texts and bytes go in as (pointer, length) and come out as a length, after which the module asks
// for the bytes with `take`: so the host never allocates in a suspended instance, and no view of
// the memory, which may move, outlives a wait. A function that throws answers -1 - length of the
// message.

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

/** Where results lie until the module has taken them. */
export type Register = { bytes: Uint8Array; int: bigint; float: number }

export type Memory = () => ArrayBuffer

const ENCODER = new TextEncoder()
const DECODER = new TextDecoder()

/** A module's arguments as JavaScript's; bytes are copies. */
export function readParams(row: ImportRow, raw: Raw[], memory: Memory): Value[] {
  let at = 0
  return row.params.map((type) => {
    const first = raw[at++]
    if (type !== "str" && type !== "bytes") return type === "bool" ? first !== 0 : first
    const bytes = new Uint8Array(memory(), Number(first) >>> 0, Number(raw[at++]) >>> 0)
    return type === "str" ? DECODER.decode(bytes) : bytes.slice()
  })
}

/** A result as the module wants it, with what does not fit into one number left in the register. */
export function writeResult(row: ImportRow, value: unknown, register: Register): Raw {
  switch (row.result) {
    case "str":
      return leave(ENCODER.encode(value as string), register)
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
  return -1 - leave(ENCODER.encode(message), register)
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
  return row.params.flatMap((type, i): Raw[] => {
    const value = values[i]
    if (type !== "str" && type !== "bytes") {
      return [type === "int" ? value as bigint : Number(value)]
    }
    const bytes = type === "str" ? ENCODER.encode(value as string) : value as Uint8Array
    const pointer = allocate(bytes.length) >>> 0
    new Uint8Array(memory()).set(bytes, pointer)
    return [pointer, bytes.length]
  })
}

/** An export's result; its bytes are copied, since the next call gives them up. */
export function readResult(
  row: ExportRow, raw: Raw, memory: Memory, pointer: () => number,
): Value {
  if (row.result === "void") return undefined
  if (row.result === "bool") return raw !== 0
  if (row.result !== "str" && row.result !== "bytes") return raw
  const bytes = new Uint8Array(memory(), pointer() >>> 0, Number(raw) >>> 0)
  return row.result === "str" ? DECODER.decode(bytes) : bytes.slice()
}
