// Numbers: int, float, Duration and Size literals (LANGUAGE 1.5).
//
// A malformed number is reported once and then counts as 0, so that the parser sees a literal.

import type { Lexer } from "./lexer.ts"
import { ascii, lexError, pushLiteral } from "./lexer.ts"
import { DURATION, FLOAT, INT, SIZE } from "./tokens.ts"

const MAX_INT = (1n << 63n) - 1n

/** Nanoseconds of each Duration unit. */
const DURATIONS: Record<string, bigint> = {
  ns: 1n, us: 1_000n, ms: 1_000_000n, s: 1_000_000_000n, m: 60_000_000_000n, h: 3_600_000_000_000n,
}

/** Bytes of each Size unit. */
const SIZES: Record<string, bigint> = {
  b: 1n, kb: 1_000n, mb: 1_000_000n, gb: 1_000_000_000n, tb: 1_000_000_000_000n,
}

const isDigit = (byte: number | undefined): boolean =>
  byte !== undefined && byte >= 48 && byte <= 57
const isWordByte = (byte: number | undefined): boolean =>
  byte !== undefined &&
  ((byte >= 48 && byte <= 57) || byte === 95 || ((byte | 32) >= 97 && (byte | 32) <= 122))

/** Scans the number at the current position, which is a digit. */
export function number(lx: Lexer): void {
  const { bytes, pos: from } = lx
  const second = (bytes[from + 1] ?? 0) | 32
  if (bytes[from] === 48 && second === 120) return prefixed(lx, from, 16)
  const third = bytes[from + 2]
  if (bytes[from] === 48 && second === 98 && (third === 48 || third === 49)) {
    return prefixed(lx, from, 2)
  }
  const plain = plainEnd(bytes, from)
  if (plain < 0) return decimal(lx, from)
  pushLiteral(lx, INT, from, plain, BigInt(Number(ascii(lx, from, plain))))
}

/** The end of a number of a few digits and nothing else, as most are; else -1. */
function plainEnd(bytes: Uint8Array, from: number): number {
  let to = from + 1
  while (isDigit(bytes[to])) to++
  const more = isWordByte(bytes[to]) || (bytes[to] === 46 && isDigit(bytes[to + 1]))
  return more || to - from > 15 || (bytes[from] === 48 && to > from + 1) ? -1 : to
}

/** Scans a tuple index, for which a `.` is never a decimal point. */
export function tupleIndex(lx: Lexer): void {
  const from = lx.pos
  let to = from
  while (isWordByte(lx.bytes[to])) to++
  const text = ascii(lx, from, to)
  if (/^(0|[1-9][0-9]*)$/.test(text)) return pushLiteral(lx, INT, from, to, BigInt(text))
  malformed(lx, from, to, "a tuple index is a plain decimal number", "write `.0`, `.1` and so on")
}

function prefixed(lx: Lexer, from: number, radix: 2 | 16): void {
  let to = from + 2
  while (isWordByte(lx.bytes[to])) to++
  const digits = ascii(lx, from + 2, to)
  const shape = radix === 16 ? /^[0-9a-f]+(_[0-9a-f]+)*$/i : /^[01]+(_[01]+)*$/
  if (!shape.test(digits)) {
    const kind = radix === 16 ? "hexadecimal" : "binary"
    malformed(lx, from, to, `malformed ${kind} number`, `use ${kind} digits, with single \`_\``)
    return
  }
  const prefix = radix === 16 ? "0x" : "0b"
  integer(lx, from, to, BigInt(prefix + digits.replaceAll("_", "")))
}

function integer(lx: Lexer, from: number, to: number, value: bigint): void {
  if (value <= MAX_INT) return pushLiteral(lx, INT, from, to, value)
  malformed(lx, from, to, "number is too large for an int", `the largest int is ${MAX_INT}`)
}

function decimal(lx: Lexer, from: number): void {
  const { bytes } = lx
  const whole = digitsEnd(bytes, from)
  let to = whole
  const point = bytes[to] === 46 && isDigit(bytes[to + 1])
  if (point) to = digitsEnd(bytes, to + 1)
  const numberEnd = to
  const exponent = exponentEnd(bytes, to)
  if (exponent > to) to = exponent
  const suffixFrom = to
  while (isWordByte(bytes[to])) to++
  const suffix = ascii(lx, suffixFrom, to)
  const text = ascii(lx, from, suffixFrom)
  if (!wellFormed(lx, from, to, text)) return
  const plain = text.replaceAll("_", "")
  const unit = exponent > numberEnd ? "" : suffix
  if (suffix !== "") return withUnit(lx, from, to, plain, unit, suffix)
  if (point || exponent > numberEnd) return float(lx, from, to, plain)
  integer(lx, from, to, BigInt(plain))
}

function digitsEnd(bytes: Uint8Array, at: number): number {
  let to = at
  while (isDigit(bytes[to]) || bytes[to] === 95) to++
  return to
}

/** The end of `e`, sign and digits at `at`; `at` itself when there is no whole exponent. */
function exponentEnd(bytes: Uint8Array, at: number): number {
  if (((bytes[at] ?? 0) | 32) !== 101) return at
  const sign = bytes[at + 1] === 43 || bytes[at + 1] === 45 ? 1 : 0
  return isDigit(bytes[at + 1 + sign]) ? digitsEnd(bytes, at + 1 + sign) : at
}

function wellFormed(lx: Lexer, from: number, to: number, text: string): boolean {
  if (/(^|[^0-9])_|_([^0-9]|$)|__/.test(text)) {
    malformed(lx, from, to, "misplaced `_` in a number", "put single `_` between two digits")
    return false
  }
  if (/^0[0-9_]/.test(text)) {
    malformed(lx, from, to, "number with a leading zero", "remove it; octal is not supported")
    return false
  }
  return true
}

function float(lx: Lexer, from: number, to: number, text: string): void {
  const value = Number(text)
  if (Number.isFinite(value)) return pushLiteral(lx, FLOAT, from, to, value)
  lexError(lx, "E0003", from, to, "number is too large for a float", "use `float.inf` for infinity")
  pushLiteral(lx, FLOAT, from, to, 0)
}

function withUnit(
  lx: Lexer, from: number, to: number, text: string, unit: string, written: string,
): void {
  const duration = DURATIONS[unit]
  const size = SIZES[unit]
  const factor = duration ?? size
  if (factor === undefined) {
    const help = "units are ns us ms s m h for Duration and b kb mb gb tb for Size"
    return malformed(lx, from, to, `unknown number suffix \`${written}\``, help)
  }
  const [whole = "0", fraction = ""] = text.split(".")
  const scaled = BigInt(whole + fraction) * factor
  const scale = 10n ** BigInt(fraction.length)
  const kind = duration === undefined ? SIZE : DURATION
  if (scaled % scale !== 0n) {
    const base = kind === SIZE ? "byte" : "nanosecond"
    return malformed(lx, from, to, `fraction of a ${base}`, "use a smaller unit", kind)
  }
  if (scaled / scale <= MAX_INT) return pushLiteral(lx, kind, from, to, scaled / scale)
  const type = kind === SIZE ? "Size" : "Duration"
  malformed(lx, from, to, `number is too large for a ${type}`, "use a smaller number", kind)
}

function malformed(
  lx: Lexer, from: number, to: number, message: string, help: string, kind: number = INT,
): void {
  lexError(lx, "E0003", from, to, message, help)
  pushLiteral(lx, kind, from, to, 0n)
}
