// The binary format in which structures cross between the host and Ori: the twin of
// `ori/src/capability/wire.ori`, which says how it looks.

const ENCODER = new TextEncoder()
const DECODER = new TextDecoder()
const ROOM_FIRST_BYTES = 512
/** An int is written as two of these. */
const HALF = 2 ** 32
const ASCII_LAST = 0x7f
const LONG_CHARS = 256

export type Writer = {
  int(value: number): Writer
  bool(value: boolean): Writer
  data(value: Uint8Array): Writer
  text(value: string): Writer
  texts(values: readonly string[]): Writer
  pairs(values: readonly (readonly [string, string])[]): Writer
  done(): Uint8Array
}

/** `first`: room to begin with, which the caller may use again when it is done with the result. */
export function writer(first = new Uint8Array(ROOM_FIRST_BYTES)): Writer {
  let room = first
  let view = new DataView(room.buffer)
  let length = 0
  /** Where the next so many bytes go. */
  function grow(more: number): number {
    const at = length
    length += more
    if (length > room.length) {
      const wider = new Uint8Array(Math.max(length, room.length * 2))
      wider.set(room)
      room = wider
      view = new DataView(room.buffer)
    }
    return at
  }
  const self: Writer = {
    int(value) {
      const at = grow(8)
      // In halves: a bigint is an object, and would be made for every number.
      view.setUint32(at, value >>> 0, true)
      view.setInt32(at + 4, Math.floor(value / HALF), true)
      return self
    },
    bool(value) {
      const at = grow(1)
      room[at] = value ? 1 : 0
      return self
    },
    data(value) {
      self.int(value.length)
      const at = grow(value.length)
      room.set(value, at)
      return self
    },
    text(value) {
      self.int(value.length)
      const at = grow(value.length)
      if (writeAscii(value, room, at)) return self
      length = at - 8
      return self.data(ENCODER.encode(value))
    },
    texts(values) {
      self.int(values.length)
      for (const value of values) self.text(value)
      return self
    },
    pairs(values) {
      self.int(values.length)
      for (const [name, value] of values) self.text(name).text(value)
      return self
    },
    done: () => room.subarray(0, length),
  }
  return self
}

/** Nearly all texts are short and ASCII, where calling the encoder costs more than the work. */
export function writeAscii(value: string, room: Uint8Array, at: number): boolean {
  if (value.length > LONG_CHARS) return false
  for (let i = 0; i < value.length; i++) {
    const char = value.charCodeAt(i)
    if (char > ASCII_LAST) return false
    room[at + i] = char
  }
  return true
}

export type Reader = {
  int(): number
  bool(): boolean
  data(): Uint8Array
  text(): string
  texts(): string[]
  pairs(): [string, string][]
}

/** Throws past the end: what the module writes is right, or the module is another version. */
export function reader(bytes: Uint8Array): Reader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 0
  function take(length: number): number {
    const start = at
    if (length < 0 || start + length > bytes.length) throw new Error("wire: past the end")
    at += length
    return start
  }
  const self: Reader = {
    int() {
      const start = take(8)
      return view.getInt32(start + 4, true) * HALF + view.getUint32(start, true)
    },
    bool: () => bytes[take(1)] !== 0,
    data() {
      const length = self.int()
      const start = take(length)
      return bytes.subarray(start, start + length)
    },
    text: () => DECODER.decode(self.data()),
    texts: () => list(self, () => self.text()),
    pairs() {
      const count = self.int()
      const start = at
      const places: Place[] = []
      for (let left = count * 2; left > 0; left--) {
        const length = self.int()
        const from = take(length) - start
        places.push({ from, to: from + length })
      }
      return pairsOf(textsAt(bytes.subarray(start, at), places))
    },
  }
  return self
}

type Place = { from: number; to: number }

/**
 * Texts out of one stretch of bytes, by one call of the decoder where it can be: decoding never
 * makes more characters than there are bytes, so as many mean that each byte is its own.
 */
function textsAt(bytes: Uint8Array, places: readonly Place[]): string[] {
  const whole = DECODER.decode(bytes)
  if (whole.length === bytes.length) return places.map(({ from, to }) => whole.slice(from, to))
  return places.map(({ from, to }) => DECODER.decode(bytes.subarray(from, to)))
}

function pairsOf(texts: readonly string[]): [string, string][] {
  const pairs: [string, string][] = []
  for (let i = 0; i + 1 < texts.length; i += 2) pairs.push([texts[i] ?? "", texts[i + 1] ?? ""])
  return pairs
}

function list<Item>(from: Reader, item: () => Item): Item[] {
  const items: Item[] = []
  for (let left = from.int(); left > 0; left--) items.push(item())
  return items
}

/** What a decision or an answer writes as a list of anything. */
export function items<Item>(from: Reader, item: (from: Reader) => Item): Item[] {
  return list(from, () => item(from))
}
