// Each capability, real and in memory: the same tests for both.

import { describe, expect, it } from "vitest"
import { memoryBody } from "../../host/capability/body/memory.ts"
import { requestBody } from "../../host/capability/body/request.ts"
import { storedBody } from "../../host/capability/body/stored.ts"
import type {
  Body, Kv, Memory, Objects, ObjectStore, Processed, Processor, Store,
} from "../../host/capability/capabilities.ts"
import { nodeDigest, sha256 } from "../../host/capability/digest/node.ts"
import { memoryKv } from "../../host/capability/kv/memory.ts"
import { namespaceKv } from "../../host/capability/kv/namespace.ts"
import { isolateMemory } from "../../host/capability/memory/isolate.ts"
import { plainMemory } from "../../host/capability/memory/plain.ts"
import { memoryObjectStore } from "../../host/capability/object_store/memory.ts"
import { r2ObjectStore } from "../../host/capability/object_store/r2.ts"
import { durableObjects } from "../../host/capability/objects/durable.ts"
import { memoryObjects } from "../../host/capability/objects/memory.ts"
import { durableProcessor } from "../../host/capability/processor/durable.ts"
import { memoryProcessor } from "../../host/capability/processor/memory.ts"
import { durableStore } from "../../host/capability/store/durable.ts"
import { memoryStore } from "../../host/capability/store/memory.ts"
import type { Env } from "../../host/env.ts"
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
      const part = await store.open("PUBLIC", "c/stream", { offset: 3, length: 4 })
      expect(await new Response(part).text()).toBe("3456")
      expect(await store.open("PUBLIC", "c/nothing", null)).toBe(null)
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

const MEMORIES: [string, (now: () => number) => Memory][] = [
  ["isolate", (now) => isolateMemory(now)], ["plain", plainMemory],
]

for (const [name, make] of MEMORIES) {
  it(`memory, ${name}: absent is empty, put, put again, time, forget`, () => {
    let now = 1000
    const memory = make(() => now)
    expect(memory.get("m")).toEqual(bytes(""))
    memory.put("m", bytes("one"), 100)
    memory.put("n", bytes("other"), 200)
    expect(text(memory.get("m"))).toBe("one")
    now = 1050
    memory.put("m", bytes("two"), 100)
    now = 1149
    expect(text(memory.get("m"))).toBe("two")
    now = 1150
    expect(memory.get("m")).toEqual(bytes(""))
    expect(text(memory.get("n"))).toBe("other")
    memory.forget("n")
    memory.forget("n")
    expect(memory.get("n")).toEqual(bytes(""))
  })
}

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

const BODIES: [string, (content: Uint8Array) => Body][] = [
  ["request", (content) => requestBody(
    new Request("http://registry.test", { method: "POST", body: content }),
    { take: async () => () => undefined },
  )],
  ["stored", (content) => {
    const store = memoryObjectStore()
    void store.put("STATE", "body", content, "")
    return storedBody(store, "STATE", "body", { take: async () => () => undefined })
  }],
  ["memory", memoryBody],
]

it("body, stored: one that is not there is broken off, one without room is refused", async () => {
  const store = memoryObjectStore()
  const free = { take: async () => () => undefined }
  expect(await storedBody(store, "STATE", "body", free).read(9)).toBe(-2)
  await store.put("STATE", "body", bytes("here"), "")
  const full = storedBody(store, "STATE", "body", { take: async () => null })
  expect(await full.read(10_000_000)).toBe(-3)
  expect(await full.read(9)).toBe(4)
})

for (const [name, make] of BODIES) {
  it(`body, ${name}: read up to a limit, slices, search, release`, async () => {
    const body = make(bytes("a needle and a needle"))
    expect(body.slice(0, 0)).toEqual(bytes(""))
    expect(body.find(bytes("needle"), 0)).toBe(-1)
    expect(await body.read(21)).toBe(21)
    expect(text(body.slice(2, 8))).toBe("needle")
    expect([0, 2, 3, 16].map((from) => body.find(bytes("needle"), from))).toEqual([2, 2, 15, -1])
    body.release()
    expect(body.slice(0, 21)).toEqual(bytes(""))
  })

  it(`body, ${name}: too long, and empty`, async () => {
    const long = make(bytes("too long"))
    expect(await long.read(7)).toBe(-1)
    expect(long.slice(0, 7)).toEqual(bytes(""))
    expect(await make(bytes("")).read(0)).toBe(0)
  })
}

const hex = (data: Uint8Array) => [...data].map((one) => one.toString(16).padStart(2, "0")).join("")
const unhex = (digits: string) =>
  Uint8Array.from(digits.match(/../g) ?? [], (pair) => parseInt(pair, 16))

it("digest: SHA-256 of every length around a block, as WebCrypto has it", async () => {
  for (const length of [0, 1, 55, 56, 63, 64, 65, 119, 120, 500]) {
    const data = Uint8Array.from({ length }, (_, i) => i * 7)
    const wanted = new Uint8Array(await crypto.subtle.digest("SHA-256", data))
    expect(hex(nodeDigest.sha256(data))).toBe(hex(wanted))
  }
})

it("digest: Ed25519's public keys and signatures, as RFC 8032 has them", () => {
  const vectors = [
    {
      seed: "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", data: "",
      key: "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
      signature: "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155" +
        "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    },
    {
      seed: "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", data: "72",
      key: "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
      signature: "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da" +
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    },
  ]
  for (const { seed, data, key, signature } of vectors) {
    expect(hex(nodeDigest.ed25519Public(unhex(seed)))).toBe(key)
    expect(hex(nodeDigest.ed25519Sign(unhex(seed), unhex(data)))).toBe(signature)
  }
  expect(nodeDigest.ed25519Public(new Uint8Array(31))).toEqual(bytes(""))
  expect(nodeDigest.ed25519Sign(new Uint8Array(31), bytes("x"))).toEqual(bytes(""))
})

/** Counts its calls, as the guest does. */
function countingObject(kind: string) {
  const counts = new Map<string, number>()
  return async (name: string, request: Uint8Array): Promise<Uint8Array> => {
    if (text(request) !== "count") throw new Error("only counts")
    counts.set(name, (counts.get(name) ?? 0) + 1)
    return bytes(`${kind} ${name} ${counts.get(name)}`)
  }
}

const CLASSES: [string, () => Objects][] = [
  ["durable", () => durableObjects(bindings)],
  ["memory", () => memoryObjects({
    package: countingObject("package"), user: countingObject("user"),
  })],
]

for (const [name, make] of CLASSES) {
  it(`objects, ${name}: one a class and name, failures, no other classes`, async () => {
    const objects = make()
    const call = async (kind: string, one: string, request: string) =>
      text(await objects.call(kind, one, bytes(request)))
    expect(await call("package", "conformance/a", "count")).toBe("package conformance/a 1")
    expect(await call("package", "conformance/a", "count")).toBe("package conformance/a 2")
    expect(await call("package", "conformance/b", "count")).toBe("package conformance/b 1")
    expect(await call("user", "conformance/a", "count")).toBe("user conformance/a 1")
    await expect(call("package", "conformance/a", "break")).rejects.toThrow()
    await expect(call("moon", "conformance/a", "count")).rejects.toThrow("no class moon")
  })
}

/** What `test/harness/workerd.ts` starts, in memory. */
async function standIn(path: string, body: Uint8Array): Promise<Processed> {
  if (path === "/verdict?slow") await new Promise((done) => setTimeout(done, 1_000))
  const said = bytes(`POST ${path} ${body.length} ${body.length}`)
  return { status: path === "/verdict?bad" ? 413 : 200, body: said }
}

const PROCESSORS: [string, () => Processor][] = [
  ["durable", () => durableProcessor(bindings, () => 0)],
  ["memory", () => memoryProcessor(standIn)],
]

for (const [name, make] of PROCESSORS) {
  it(`processor, ${name}: answers whatever its status, and is probed`, async () => {
    const processor = make()
    const good = await processor.post("/verdict", new Uint8Array(70_000), 5_000)
    expect([good.status, text(good.body)]).toEqual([200, "POST /verdict 70000 70000"])
    const bad = await processor.post("/verdict?bad", bytes("1"), 5_000)
    expect([bad.status, text(bad.body)]).toEqual([413, "POST /verdict?bad 1 1"])
    await expect(processor.post("/verdict?slow", bytes("1"), 100)).rejects.toThrow()
    await processor.probe()
  })
}

const DOWN: [string, () => Processor][] = [
  ["durable", () => {
    const down = { fetch: async () => new Response("busy", { status: 503 }) }
    const namespace = { getByName: () => down } as unknown as Env["PROCESSOR"]
    return durableProcessor({ ...bindings, PROCESSOR: namespace }, () => 0)
  }],
  ["memory", () => memoryProcessor(async () => ({ status: 503, body: bytes("busy") }))],
]

for (const [name, make] of DOWN) {
  it(`processor, ${name}: one that refuses is down`, async () => {
    expect((await make().post("/verdict", bytes("1"), 5_000)).status).toBe(503)
    await expect(make().probe()).rejects.toThrow("answers 503")
  })
}
