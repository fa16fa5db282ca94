// UTF-8, one code point at a time, as strict as the standard asks.

/** The code point at `at`, or -1 where the bytes are no UTF-8. */
export function codePoint(bytes: Uint8Array, at: number): number {
  const a = bytes[at] ?? 0
  if (a < 0x80) return a
  if (a < 0xc2 || a > 0xf4) return -1
  const b = tail(bytes, at + 1)
  if (b < 0) return -1
  if (a < 0xe0) return ((a & 0x1f) << 6) | b
  const c = tail(bytes, at + 2)
  if (c < 0) return -1
  if (a < 0xf0) return checked(((a & 0x0f) << 12) | (b << 6) | c, 0x800)
  const d = tail(bytes, at + 3)
  if (d < 0) return -1
  return checked(((a & 0x07) << 18) | (b << 12) | (c << 6) | d, 0x10000)
}

/** Bytes that a code point takes; 1 for -1, so that a scan moves on. */
export function width(point: number): number {
  return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4
}

/** Whether a number is a Unicode scalar value. */
export function isScalar(point: number): boolean {
  return point >= 0 && point <= 0x10ffff && (point < 0xd800 || point > 0xdfff)
}

function tail(bytes: Uint8Array, at: number): number {
  const byte = bytes[at] ?? 0
  return (byte & 0xc0) === 0x80 ? byte & 0x3f : -1
}

/** Overlong forms, surrogates and values past the end are no UTF-8. */
function checked(point: number, least: number): number {
  return point >= least && isScalar(point) ? point : -1
}
