// Random questions to the probe, each with the answer that JavaScript gives. The seed is fixed, so
// a failure repeats.

export type Asked = { question: string; answer: string[] }

/** A generator of 32 random bits (xorshift). */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state >>> 0
  }
}

const encoder = new TextEncoder()

function hex(bytes: Uint8Array): string {
  return bytes.length === 0 ? "-" : Buffer.from(bytes).toString("hex")
}

function textHex(text: string): string {
  return `${Buffer.from(text).toString("hex")}.`
}

export function questions(count: number): Asked[] {
  const random = generator(20261124)
  const makers = [
    writing, fixed, exponent, reading, readingInt, searching, comparing, casing, validating,
  ]
  return Array.from({ length: count }, () => pick(random, makers)(random))
}

type Random = () => number

function pick<T>(random: Random, of: readonly T[]): T {
  const item = of[random() % of.length]
  if (item === undefined) throw new Error("nothing to pick from")
  return item
}

// ------------------------------------------------------------------ floats

const view = new DataView(new ArrayBuffer(8))

function bitsOf(value: number): string {
  view.setFloat64(0, value)
  return view.getBigUint64(0).toString(16)
}

/** Any bits, numbers that people write, and neighbours of powers. */
function randomFloat(random: Random): number {
  switch (random() % 4) {
    case 0: {
      view.setUint32(0, random())
      view.setUint32(4, random())
      const value = view.getFloat64(0)
      return Number.isFinite(value) ? value : 1 / 3
    }
    case 1: return (random() - 2 ** 31) / 10 ** (random() % 12)
    case 2: {
      view.setFloat64(0, pick(random, [2, 10]) ** (random() % 308 - 154))
      view.setBigUint64(0, view.getBigUint64(0) + BigInt(random() % 3) - 1n)
      return view.getFloat64(0)
    }
    default: return (random() * 2 ** 21 + random()) / 10 ** (random() % 20)
  }
}

/** The decimal digits of JavaScript's own shortest form, without an exponent. */
function plain(value: number): string {
  const [mantissa = "", power = "0"] = value.toExponential().split("e")
  const [whole = "", fraction = ""] = mantissa.replace("-", "").split(".")
  const digits = whole + fraction
  const point = 1 + Number(power)
  const sign = value < 0 || Object.is(value, -0) ? "-" : ""
  if (point <= 0) return `${sign}${value === 0 ? "0" : `0.${"0".repeat(-point)}${digits}`}`
  if (point >= digits.length) return `${sign}${digits}${"0".repeat(point - digits.length)}`
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`
}

function writing(random: Random): Asked {
  const value = randomFloat(random)
  return { question: `str ${bitsOf(value)}`, answer: [plain(value)] }
}

/** The value as a fraction of two integers. */
function ratio(value: number): [bigint, bigint] {
  view.setFloat64(0, Math.abs(value))
  const bits = view.getBigUint64(0)
  const exponent = Number(bits >> 52n)
  const fraction = (bits & 0xfffffffffffffn) | (exponent === 0 ? 0n : 1n << 52n)
  const power = (exponent === 0 ? 1 : exponent) - 1075
  return power >= 0 ? [fraction << BigInt(power), 1n] : [fraction, 1n << BigInt(-power)]
}

/** a / b to the nearest integer, half to even. */
function divideEven(a: bigint, b: bigint): bigint {
  const quotient = a / b
  const twice = (a % b) * 2n
  return twice > b || (twice === b && quotient % 2n === 1n) ? quotient + 1n : quotient
}

function fixed(random: Random): Asked {
  const value = randomFloat(random)
  const places = random() % 24
  const [a, b] = ratio(value)
  const digits = divideEven(a * 10n ** BigInt(places), b).toString().padStart(places + 1, "0")
  const cut = digits.length - places
  const text = places === 0 ? digits : `${digits.slice(0, cut)}.${digits.slice(cut)}`
  const answer = `${value < 0 ? "-" : ""}${text}`
  return { question: `fixed ${bitsOf(value)} ${places}`, answer: [answer] }
}

/** Digits and exponent, rounded half to even; JavaScript itself rounds halves up. */
function scientific(value: number, places: number, power: number): string {
  const [a, b] = ratio(value)
  const shift = BigInt(Math.abs(places - power))
  const scaled = places >= power ? divideEven(a * 10n ** shift, b)
    : divideEven(a, b * 10n ** shift)
  const digits = scaled.toString()
  if (digits.length > places + 1) return scientific(value, places, power + 1)
  const fraction = digits.slice(1)
  return `${value < 0 ? "-" : ""}${digits[0]}${fraction === "" ? "" : `.${fraction}`}e${power}`
}

function exponent(random: Random): Asked {
  const value = randomFloat(random)
  const places = random() % 20 - 1
  const shortest = value.toExponential()
  const power10 = Number(shortest.split("e")[1])
  const text = places < 0 ? shortest : value === 0 ? value.toExponential(places)
    : scientific(value, places, power10 - 1)
  const [mantissa = "", power = ""] = text.replace(/e(\d)/, "e+$1").split("e")
  const answer = `${mantissa}e${power[0]}${power.slice(1).padStart(2, "0")}`
  return { question: `exponent ${bitsOf(value)} ${places}`, answer: [answer] }
}

function randomDigits(random: Random, most: number): string {
  return Array.from({ length: 1 + random() % most }, () => String(random() % 10)).join("")
}

/** Where rounding the wrong way shows. */
const HALFWAY = [
  "2.2250738585072011e-308", "9007199254740993", "4.94065645841246544e-324", "1e23",
  "2.4703282292062327208299439634110864618253e-324", "1.7976931348623158e308",
  "1.7976931348623159e308",
]

function reading(random: Random): Asked {
  const sign = pick(random, ["", "-", "+"])
  const small = `.${"0".repeat(random() % 400)}${randomDigits(random, 9)}`
  const fraction = pick(random, ["", `.${randomDigits(random, 30)}`, small])
  const power = pick(random, ["", "", `e${random() % 700 - 350}`, `E+${random() % 40}`])
  const text = random() % 10 === 0 ? pick(random, HALFWAY)
    : sign + randomDigits(random, pick(random, [3, 17, 40, 900])) + fraction + power
  const value = Number(text)
  view.setFloat64(0, value)
  const answer = view.getBigInt64(0).toString(16)
  return { question: `float ${hex(encoder.encode(text))}`, answer: [answer] }
}

function readingInt(random: Random): Asked {
  const text = pick(random, ["", " ", "\t"]) + pick(random, ["", "-", "+", "--"]) +
    pick(random, [randomDigits(random, 21), String(2n ** 63n - 1n), String(2n ** 63n), "", "1_0"]) +
    pick(random, ["", "\n "])
  const trimmed = text.trim()
  const value = /^[+-]?\d+$/.test(trimmed) ? BigInt(trimmed.replace("+", "")) : null
  const fits = value !== null && value >= -(2n ** 63n) && value < 2n ** 63n
  return { question: `int ${hex(encoder.encode(text))}`, answer: [fits ? String(value) : "none"] }
}

// ------------------------------------------------------------------ text

const LETTERS = [
  "a", "b", "ab", "A", "Σ", "σ", "ß", "İ", "ŉ", "ﬁ", "é", "e\u0301", ".", " ", "'", "Ω", "Ǆ", "𐐀",
  "漢", "😀", "\u0345", "1",
]

function randomText(random: Random, of: readonly string[], most: number): string {
  return Array.from({ length: random() % most }, () => pick(random, of)).join("")
}

function searching(random: Random): Asked {
  const text = Buffer.from(randomText(random, ["a", "b", "ab"], 200))
  const part = Buffer.from(randomText(random, ["a", "b", "ba"], pick(random, [3, 8, 40])))
  if (random() % 2 === 0) {
    return { question: `find< ${hex(text)} ${hex(part)}`, answer: [String(text.lastIndexOf(part))] }
  }
  const from = random() % 20
  const at = from > text.length ? -1 : text.indexOf(part, from)
  return { question: `find> ${hex(text)} ${hex(part)} ${from}`, answer: [String(at)] }
}

function comparing(random: Random): Asked {
  const a = Buffer.from(randomText(random, LETTERS, 30))
  const other = Buffer.from(randomText(random, LETTERS, 30))
  const b = random() % 2 === 0 ? other : Buffer.concat([a.subarray(0, 9), a])
  const order = Buffer.compare(a, b)
  const answer = String(order * 10 + (order === 0 ? 1 : 0))
  return { question: `compare ${hex(a)} ${hex(b)}`, answer: [answer] }
}

function casing(random: Random): Asked {
  const text = randomText(random, LETTERS, 20)
  const upper = random() % 2 === 0
  const changed = textHex(upper ? text.toUpperCase() : text.toLowerCase())
  const operation = upper ? "upper" : "lower"
  return { question: `${operation} ${hex(encoder.encode(text))}`, answer: [changed] }
}

const BYTES = [
  0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc2, 0xdf, 0xe0, 0xe1, 0xed, 0xef, 0xf0,
  0xf4, 0xf5, 0xff,
]

function validating(random: Random): Asked {
  const pieces = Array.from({ length: random() % 12 }, () =>
    random() % 2 === 0 ? [pick(random, BYTES)] : [...encoder.encode(pick(random, LETTERS))])
  const bytes = Uint8Array.from(pieces.flat())
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes)
  let valid = bytes.length
  while (valid > 0 && !isValid(bytes.subarray(0, valid))) valid--
  return { question: `utf8 ${hex(bytes)}`, answer: [String(valid), textHex(text)] }
}

function isValid(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}

/** The lines of the probe's `chars`. */
export function chars(): string[] {
  const lines: string[] = []
  for (let c = 0; c <= 0x10ffff; c++) {
    if (c >= 0xd800 && c < 0xe000) continue
    const text = String.fromCodePoint(c)
    const tests = [/\p{L}/u, /\p{Nd}/u, /\p{Lu}/u, /\p{Ll}/u, /\p{White_Space}/u, /\p{Cc}/u]
    const kinds = tests.reduce((sum, one, bit) => sum + (one.test(text) ? 1 << bit : 0), 0)
    const upper = text.toUpperCase().codePointAt(0) ?? 0
    const lower = text.toLowerCase().codePointAt(0) ?? 0
    if (kinds === 0 && upper === c && lower === c) continue
    lines.push(`${c.toString(16)} ${kinds} ${upper.toString(16)} ${lower.toString(16)}`)
  }
  return lines
}
