// The binary format in which structures cross between the host and Ori: the twin of
// `ori/src/capability/wire.ori`, which says how it looks.

const ENCODER = new TextEncoder()
const DECODER = new TextDecoder()
const ROOM_FIRST_BYTES = 256

export type Writer = {
  int(value: number): Writer
  bool(value: boolean): Writer
  data(value: Uint8Array): Writer
  text(value: string): Writer
  texts(values: readonly string[]): Writer
  pairs(values: readonly (readonly [string, string])[]): Writer
  done(): Uint8Array
}

export function writer(): Writer {
  let room = new Uint8Array(ROOM_FIRST_BYTES)
  let length = 0
  function grow(more: number): number {
    const at = length
    length += more
    if (length > room.length) {
      const wider = new Uint8Array(Math.max(length, room.length * 2))
      wider.set(room)
      room = wider
    }
    return at
  }
  const self: Writer = {
    int(value) {
      const at = grow(8)
      new DataView(room.buffer).setBigInt64(at, BigInt(value), true)
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
    text: (value) => self.data(ENCODER.encode(value)),
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
    int: () => Number(view.getBigInt64(take(8), true)),
    bool: () => bytes[take(1)] !== 0,
    data() {
      const length = self.int()
      const start = take(length)
      return bytes.subarray(start, start + length)
    },
    text: () => DECODER.decode(self.data()),
    texts: () => list(self, () => self.text()),
    pairs: () => list(self, () => [self.text(), self.text()]),
  }
  return self
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
