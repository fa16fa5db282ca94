// Each capability that keeps something, real and in memory: the same tests for both.

import { describe, expect, it } from "vitest"
import type { Kv, ObjectStore, Store } from "../../host/capability/capabilities.ts"
import { sha256 } from "../../host/capability/digest/node.ts"
import { memoryKv } from "../../host/capability/kv/memory.ts"
import { namespaceKv } from "../../host/capability/kv/namespace.ts"
import { isolateMemory } from "../../host/capability/memory/isolate.ts"
import { memoryObjectStore } from "../../host/capability/object_store/memory.ts"
import { r2ObjectStore } from "../../host/capability/object_store/r2.ts"
import { durableStore } from "../../host/capability/store/durable.ts"
import { memoryStore } from "../../host/capability/store/memory.ts"
import { bindings, inside } from "./bindings.ts"

const bytes = (text: string) => new TextEncoder().encode(text)
const text = (value: Uint8Array | undefined) => new TextDecoder().decode(value)

const STORES: [string, () => ObjectStore][] = [
  ["r2", () => r2ObjectStore(bindings)], ["memory", memoryObjectStore],
]

for (const [name, make] of STORES) {
  describe(`object store, ${name}`, () => {
    const store = make()

    it("puts on conditions", async () => {
      const first = await store.put("STATE", "c/one", bytes("1"), "*")
      expect(first).not.toBe("")
      expect(await store.put("STATE", "c/one", bytes("2"), "*")).toBe("")
      const second = await store.put("STATE", "c/one", bytes("3"), first)
      expect(second).not.toBe("")
      expect(second).not.toBe(first)
      expect(await store.put("STATE", "c/one", bytes("4"), first)).toBe("")
      expect(await store.put("STATE", "c/none", bytes("5"), first)).toBe("")
      const third = await store.put("STATE", "c/one", bytes("6"), "")
      expect(await store.get("STATE", "c/one")).toEqual({ etag: third, body: bytes("6") })
    })

    it("gives one of many that create a key at once the key", async () => {
      const bodies = Array.from({ length: 20 }, (_, i) => bytes(`${i}`))
      const puts = bodies.map((body) => store.put("STATE", "c/race", body, "*"))
      const won = (await Promise.all(puts)).filter((etag) => etag !== "")
      expect(won.length).toBe(1)
    })

    it("creates by digest, once, and checks it", async () => {
      const body = bytes("an archive")
      await store.create("PUBLIC", "c/archive", body, sha256(body))
      await store.create("PUBLIC", "c/archive", body, sha256(body))
      const head = await store.head("PUBLIC", "c/archive")
      expect(head?.size).toBe(10)
      expect(head?.sha256).toEqual(sha256(body))
      const wrong = store.create("PUBLIC", "c/wrong", body, sha256(bytes("another")))
      await expect(wrong).rejects.toThrow()
      expect(await store.head("PUBLIC", "c/wrong")).toBe(null)
    })

    it("keeps buckets apart, and knows no others", async () => {
      await store.put("PUBLIC", "c/apart", bytes("1"), "")
      expect(await store.get("STATE", "c/apart")).toBe(null)
      await expect(store.get("OTHER", "c/apart")).rejects.toThrow("no bucket OTHER")
    })

    it("lists by prefix in byte order, page by page", async () => {
      const names = ["l/b", "l/a", "l/é", "l/a/z", "l/\u{1F600}", "l/\uFFFD", "m/a"]
      for (const key of names) await store.put("STATE", key, bytes("1"), "")
      const sorted = ["l/a", "l/a/z", "l/b", "l/é", "l/\uFFFD", "l/\u{1F600}"]
      const first = await store.list("STATE", "l/", "", 4)
      expect(first).toEqual({ keys: sorted.slice(0, 4), more: true })
      const rest = await store.list("STATE", "l/", "l/é", 4)
      expect(rest).toEqual({ keys: sorted.slice(4), more: false })
      expect(await store.list("STATE", "x/", "", 4)).toEqual({ keys: [], more: false })
    })

    it("streams ranges", async () => {
      await store.put("PUBLIC", "c/stream", bytes("0123456789"), "")
      const part = await store.stream("PUBLIC", "c/stream", { offset: 3, length: 4 })
      expect(await new Response(part).text()).toBe("3456")
      expect(await store.stream("PUBLIC", "c/nothing", null)).toBe(null)
    })

    it("deletes, also what is not there", async () => {
      await store.put("STATE", "c/gone", bytes("1"), "")
      await store.delete("STATE", "c/gone")
      await store.delete("STATE", "c/gone")
      expect(await store.get("STATE", "c/gone")).toBe(null)
    })
  })
}

const COPIES: [string, () => Kv][] = [
  ["namespace", () => namespaceKv(bindings.KV, () => undefined)], ["memory", memoryKv],
]

for (const [name, make] of COPIES) {
  it(`copies, ${name}: absent is empty, put, delete`, async () => {
    const kv = make()
    expect(await kv.get("conformance")).toEqual(bytes(""))
    await kv.put("conformance", bytes("value"))
    expect(text(await kv.get("conformance"))).toBe("value")
    await kv.delete("conformance")
    expect(await kv.get("conformance")).toEqual(bytes(""))
    await kv.probe()
  })
}

it("copies: a failure is a miss, and reported", async () => {
  const records: string[] = []
  const kv = namespaceKv(bindings.KV, (record) => records.push(record))
  expect(await kv.get("k".repeat(600))).toEqual(bytes(""))
  await kv.put("k".repeat(600), bytes("1"))
  expect(records.length).toBe(2)
})

/** The same steps for both; an object's storage can only be reached inside of it. */
function storeSteps(store: Store): void {
  expect(store.get("s")).toEqual(bytes(""))
  for (const key of ["s/b", "s/a", "s/c", "t"]) store.put(key, bytes(key))
  expect(text(store.get("s/a"))).toBe("s/a")
  expect(store.list("s/", "", 2).map(([key]) => key)).toEqual(["s/a", "s/b"])
  expect(store.list("s/", "s/b", 2).map(([key]) => key)).toEqual(["s/c"])
  store.delete("s/b")
  store.delete("s/b")
  expect(store.list("", "", 9).map(([key]) => key)).toEqual(["s/a", "s/c", "t"])
  expect(() => store.put("big", new Uint8Array(2_000_000))).toThrow("at most")
  expect(() => store.put("empty", bytes(""))).toThrow("empty")
}

it("object's storage, memory", () => storeSteps(memoryStore()))

it("object's storage, durable", async () => {
  await inside("SCOPE", "conformance", async (state) => {
    const store = durableStore(state.storage)
    storeSteps(store)
    const at = Date.now() + 100_000
    store.alarm(at)
    expect(await state.storage.getAlarm()).toBe(at)
    store.alarm(0)
    expect(await state.storage.getAlarm()).toBe(null)
  })
})

it("the isolate's memory forgets by time, by size and on demand", () => {
  let now = 0
  const memory = isolateMemory(() => now, 10_000)
  memory.put("a", bytes("1"), 100)
  expect(text(memory.get("a"))).toBe("1")
  now = 100
  expect(memory.get("a").length).toBe(0)
  for (let i = 0; i < 20; i++) {
    memory.put(`k${i}`, new Uint8Array(1000), 1000)
    memory.get("k0")
  }
  expect(memory.get("k0").length).toBe(1000)
  expect(memory.get("k5").length).toBe(0)
  expect(memory.get("k19").length).toBe(1000)
  memory.forget("k19")
  expect(memory.get("k19").length).toBe(0)
  memory.put("huge", new Uint8Array(9_000), 1000)
  expect(memory.get("huge").length).toBe(0)
})
