// Names and literals of the emitted C: pure functions of what they name, so that adding one thing
// renames no other.

/** Ten base-36 digits over a text: names what has no short name of its own (types, literals). */
export function digest(text: string): string {
  let high = 0x9e3779b9
  let low = 0x85ebca6b
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    high = Math.imul(high ^ unit, 0x85ebca77) ^ (low >>> 13)
    low = Math.imul(low ^ unit, 0xc2b2ae3d) ^ (high >>> 16)
  }
  high = Math.imul(high ^ (high >>> 15), 0x2c1b3c6d) ^ (low >>> 15)
  low = Math.imul(low ^ (low >>> 13), 0x297a2d39) ^ (high >>> 13)
  const value = (BigInt(high >>> 0) << 20n) | BigInt(low >>> 12)
  return value.toString(36).padStart(10, "0").slice(-10)
}

/** The text with what C does not allow in a name made `_`, and at most 40 characters of it. */
export function ident(text: string): string {
  return text
    .replace(/[^A-Za-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .slice(0, 40)
}

/** An `int64_t` constant expression. */
export function cInt(value: bigint): string {
  if (value === -(2n ** 63n)) return "INT64_MIN"
  return value < 0n ? `(-INT64_C(${-value}))` : `INT64_C(${value})`
}

/** A `double` constant expression, exact: a hexadecimal float. */
export function cFloat(value: number): string {
  if (Number.isNaN(value)) return '__builtin_nan("")'
  if (!Number.isFinite(value)) return value > 0 ? "__builtin_inf()" : "(-__builtin_inf())"
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, value)
  const bits = view.getBigUint64(0)
  const sign = bits >> 63n === 1n
  const exponent = Number((bits >> 52n) & 0x7ffn)
  const fraction = (bits & 0xfffffffffffffn).toString(16).padStart(13, "0").replace(/0+$/, "")
  const lead = exponent === 0 ? 0 : 1
  const power = exponent === 0 ? (fraction === "" ? 0 : -1022) : exponent - 1023
  const digits = `0x${lead}${fraction === "" ? "" : `.${fraction}`}p${power}`
  return sign ? `(-${digits})` : digits
}

const encoder = new TextEncoder()

export function utf8(text: string): Uint8Array {
  return encoder.encode(text)
}

/** A C string literal of these bytes, in pieces of a line each; octal escapes end by themselves. */
export function cBytes(bytes: Uint8Array): string {
  const lines: string[] = []
  let line = ""
  for (const byte of bytes) {
    line += cByte(byte)
    if (line.length >= 90) {
      lines.push(`"${line}"`)
      line = ""
    }
  }
  if (line !== "" || lines.length === 0) lines.push(`"${line}"`)
  return lines.join("\n  ")
}

function cByte(byte: number): string {
  if (byte === 0x22 || byte === 0x5c) return `\\${String.fromCharCode(byte)}`
  if (byte >= 0x20 && byte < 0x7f && byte !== 0x3f) return String.fromCharCode(byte)
  return `\\${byte.toString(8).padStart(3, "0")}`
}

export function cText(text: string): string {
  return cBytes(utf8(text))
}
