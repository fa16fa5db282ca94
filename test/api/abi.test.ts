// How values cross: every kind of parameter and result, errors, waits, and what must not leak.

import { expect, it } from "vitest"
import { EXPORTS, IMPORTS, type Imports } from "../../out/test/api/abi/abi.ts"
import module from "../../out/test/api/abi/abi.wasm"
import { instantiate, type Instance } from "../../host/instance.ts"
import { items, reader, writer } from "../../host/wire.ts"

/** What is refused: the first letter of every error says where it comes from. */
function refusing<Value>(bad: (value: Value) => boolean): (value: Value) => Value {
  return (value) => {
    if (bad(value)) throw new Error("réfusé")
    return value
  }
}

const implementations: Imports["ori"] = {
  echo_int: (value) => value,
  echo_float: (value) => value,
  echo_bool: (value) => value,
  echo_byte: (value) => value,
  echo_char: (value) => value,
  echo_str: (value) => value,
  echo_bytes: (value) => value,
  take_void: () => undefined,
  try_int: refusing((value) => value < 0n),
  try_float: refusing((value) => value < 0),
  try_bool: refusing((value) => !value),
  try_str: refusing((value) => value === ""),
  try_void(value) {
    if (value === "") throw new Error("nothing")
  },
  later_int: async (value) => {
    await new Promise((resolve) => setTimeout(resolve, 1))
    return value
  },
  later_str: async (a, b) => {
    if (a === "") throw new Error("réfusé, later")
    return b + a
  },
}

function make(): Instance {
  return instantiate({ module, imports: IMPORTS.ori, exports: EXPORTS }, implementations)
}

it("passes every kind of value", () => {
  const instance = make()
  const data = new Uint8Array(100_000)
  const call = (value: bigint, name: string, flag: boolean) =>
    instance.call("plain", value, name, data, flag)
  expect(call(-(2n ** 63n), "naïve 🦀", true)).toBe(
    "-9223372036854775808 naïve 🦀 100000 true é 255 -0.5",
  )
  expect(call(2n ** 63n - 1n, "", false)).toBe("9223372036854775807  100000 false é 255 -0.5")
})

it("passes results that may be errors", () => {
  const instance = make()
  expect(instance.call("tries", false)).toBe("9007199254740993 2.5 true text nothing")
  expect(instance.call("tries", true)).toBe("(réfusé) (réfusé) (réfusé) (réfusé) (nothing)")
})

it("passes results of every kind", () => {
  const instance = make()
  expect(instance.call("yes", 1n)).toBe(true)
  expect(instance.call("yes", 0n)).toBe(false)
  expect(instance.call("twice", -21n)).toBe(-42n)
  expect(instance.call("half", 5)).toBe(2.5)
  expect(instance.call("bytes", 3n)).toEqual(new TextEncoder().encode("xxx"))
  expect((instance.call("bytes", 5_000_000n) as Uint8Array).length).toBe(5_000_000)
  expect(instance.call("bytes", 0n)).toEqual(new Uint8Array(0))
  expect(instance.call("nothing")).toBe(undefined)
})

it("waits, and refuses a second call while it waits", async () => {
  const instance = make()
  const running = instance.call("waits", 10n)
  expect(() => instance.call("twice", 1n)).toThrow("busy")
  expect(await running).toBe("45 üa réfusé, later")
})

it("serves call after call", async () => {
  const instance = make()
  for (let i = 0; i < 3; i++) {
    expect(await instance.call("waits", 10n)).toBe("45 üa réfusé, later")
    expect(instance.call("twice", 2n)).toBe(4n)
  }
})

it("keeps nothing between calls", async () => {
  const instance = make()
  const round = async () => {
    instance.call("plain", 1n, "name", new Uint8Array(10), true)
    instance.call("tries", true)
    await instance.call("waits", 3n)
  }
  await round()
  const live = instance.live()
  for (let i = 0; i < 50; i++) await round()
  expect(instance.live()).toBe(live)
  expect(instance.memoryBytes()).toBeLessThan(4 * 1024 * 1024)
})

it("writes and reads the wire format", () => {
  const wire = writer().int(-1).int(2 ** 53 - 1).bool(true).text("naïve").data(new Uint8Array(300))
    .texts(["a", ""]).pairs([["k", "v"]]).int(2).bool(false).bool(true).done()
  const from = reader(wire)
  expect([from.int(), from.int()]).toEqual([-1, 2 ** 53 - 1])
  expect([from.bool(), from.text()]).toEqual([true, "naïve"])
  expect(from.data().length).toBe(300)
  expect(from.texts()).toEqual(["a", ""])
  expect(from.pairs()).toEqual([["k", "v"]])
  expect(items(from, (one) => one.bool())).toEqual([false, true])
  expect(() => from.bool()).toThrow("past the end")
})

it("writes what fills its room to the last byte", () => {
  for (let length = 200; length < 300; length++) {
    const from = reader(writer().data(new Uint8Array(length)).bool(true).int(7).done())
    expect([from.data().length, from.bool(), from.int()]).toEqual([length, true, 7])
  }
})

it("writes and reads numbers and texts of every length", () => {
  const numbers = [0, -1, 2 ** 31, -(2 ** 31) - 1, 2 ** 32, -(2 ** 32), 2 ** 53 - 1, -(2 ** 53) + 1]
  const texts = ["", "x".repeat(255), "x".repeat(300), "naïve".repeat(100), "ab\u{1F980}", "é"]
  const wire = writer()
  for (const one of numbers) wire.int(one)
  for (const one of texts) wire.text(one).text("after")
  const from = reader(wire.done())
  expect(numbers.map(() => from.int())).toEqual(numbers)
  for (const one of texts) expect([from.text(), from.text()]).toEqual([one, "after"])
})

it("reads pairs whether they are ASCII or not, and no more than there are", () => {
  const plain: [string, string][] = [["name", "x".repeat(200)], ["", "value"], ["b", ""]]
  const other: [string, string][] = [["naïve", "\u{1F980}"], ["\uFFFD", "ü".repeat(200)]]
  for (const pairs of [plain, other, []]) {
    const from = reader(writer().pairs(pairs).text("after").done())
    expect(from.pairs()).toEqual(pairs)
    expect(from.text()).toBe("after")
  }
  const cut = writer().pairs(plain).done()
  expect(() => reader(cut.subarray(0, cut.length - 1)).pairs()).toThrow("past the end")
})

it("writes into the room that it is given, and beyond it", () => {
  const room = new Uint8Array(32)
  expect(writer(room).text("short").done().buffer).toBe(room.buffer)
  const long = writer(room).text("short").text("longer than the room").done()
  const from = reader(long)
  expect([from.text(), from.text()]).toEqual(["short", "longer than the room"])
})
