// Objects through the shell, in workerd: decisions that are whole or nothing, effects in order, and
// errands that survive the death of their object at every step.

import { expect, it } from "vitest"
import { bindings, inside } from "./bindings.ts"
import { crash } from "./fragile.ts"

async function tell(name: string, request: string): Promise<string> {
  const stub = bindings.PACKAGE.getByName(name)
  const answer = await stub.call(name, new TextEncoder().encode(request))
  return new TextDecoder().decode(answer)
}

function alarmOf(name: string): Promise<number | null> {
  return inside("PACKAGE", name, (state) => state.storage.getAlarm())
}

it("decides in one turn: fifty at once count to fifty", async () => {
  const answers = await Promise.all(Array.from({ length: 50 }, () => tell("counter", "count")))
  const numbers = answers.map((answer) => Number(answer.split(" ")[2])).sort((a, b) => a - b)
  expect(numbers).toEqual(Array.from({ length: 50 }, (_, i) => i + 1))
  expect(answers[0]).toMatch(/^package counter /)
})

it("undoes a decision that breaks, its alarm too, and goes on with a new instance", async () => {
  await expect(tell("broken", "break")).rejects.toThrow()
  expect(await tell("broken", "show broken")).toBe("")
  expect(await alarmOf("broken")).toBe(null)
  const found = (await bindings.STATE.list({ prefix: "errors/" })).objects
  const records = await Promise.all(found.map(async (one) =>
    (await bindings.STATE.get(one.key))?.json() as Promise<{ where: string; printed: string[] }>))
  const record = records.find((one) => one.where === "package broken")
  expect(record?.printed.join("\n")).toContain("a decision that breaks")
})

it("refuses rows that production would refuse", async () => {
  await expect(tell("large", "large")).rejects.toThrow("2000000 at most")
  expect(await tell("large", "show broken")).toBe("")
})

it("refuses to leave a caller without an answer", async () => {
  await expect(tell("silent", "silent")).rejects.toThrow("no answer")
})

it("lists rows in order, and none of the shell's", async () => {
  for (const key of ["b", "a/2", "a/1", "a/3"]) await tell("rows", `save ${key} ${key}!`)
  expect(await tell("rows", "list a/ ")).toBe("a/1=a/1! a/2=a/2!")
  expect(await tell("rows", "list a/ a/2")).toBe("a/3=a/3!")
  expect(await tell("rows", "list  a/3")).toBe("b=b!")
})

it("performs every kind of effect, in order, and reports its result", async () => {
  await bindings.STATE.put("there", "12345")
  const errand = "create:e1 create:e1 put:e2 get:there get:absent copy:c1 tell:u1 delete:there "
    + "list:e"
  const done = (await tell("errands", `errand ${errand}`)).split(" ")
  const etag = (await bindings.STATE.head("e2"))?.etag ?? ""
  expect(done[0]).toBe("create:e1=32")
  expect(done[1]).toBe("create:e1=0")
  expect(done[2]).toBe(`put:e2=${etag.length}`)
  expect(done[3]).toBe(`get:there=${1 + 8 + 32 + 8 + 5}`)
  expect(done[4]).toBe("get:absent=1")
  expect(done[5]).toBe("copy:c1=0")
  expect(done.slice(6, 9).join(" ")).toBe("tell:u1=user u1 1")
  expect(done[9]).toBe("delete:there=0")
  // one key of two letters, and whether there are more
  expect(done[10]).toBe(`list:e=${8 + 8 + 2 + 1}`)
  expect(await bindings.STATE.head("there")).toBe(null)
  expect(await bindings.KV.get("c1")).toBe("copy:c1")
  expect(await (await bindings.STATE.get("e2"))?.text()).toBe("body of e2")
  expect(await alarmOf("errands")).toBe(null)
})

it("reports an effect that failed", async () => {
  const done = await tell("failing", "errand create:f1 nowhere:f2 create:f3")
  expect(done).toBe("create:f1=32 nowhere:f2=failed(no bucket NOWHERE) create:f3=32")
})

it("has the requests' module work on a stored body, and survives what breaks there", async () => {
  await bindings.STATE.put("five", "12345")
  await bindings.STATE.put("trap", "12")
  const done = await tell("working", "errand work:five work:absent work:trap work:five")
  expect(done).toMatch(/^work:five=5 work:absent=-2 work:trap=failed\(.+\) work:five=5$/)
  const found = (await bindings.STATE.list({ prefix: "errors/" })).objects
  const records = await Promise.all(found.map(async (one) =>
    (await bindings.STATE.get(one.key))?.json() as Promise<Record<string, unknown>>))
  const record = records.find((one) => one["where"] === "trap")
  expect(record?.["kind"]).toBe("work")
  expect(String(record?.["printed"])).toContain("work that breaks")
})

it("touches its storage before it puts a key that may change", async () => {
  await tell("fenced", "errand put:g1 put:g2 create:g3")
  const rows = await inside("PACKAGE", "fenced", (state) =>
    [...state.storage.kv.list()].filter(([key]) => key.endsWith("fence")))
  expect(rows.map(([, value]) => value)).toEqual([2])
})

it("answers all who wait for one errand", async () => {
  const answers = await Promise.all([1, 2, 3].map(() => tell("shared", "errand put:h1 put:h2")))
  for (const answer of answers) expect(answer).toContain("put:h2=32")
})

it("leaves nothing of an object that dies in the turn that decides", async () => {
  crash.before = "early-1"
  await expect(tell("early", "errand create:early-1")).rejects.toThrow("killed")
  expect(await tell("early", "show todo")).toBe("")
  expect(await alarmOf("early")).toBe(null)
  expect(await tell("early", "errand create:early-1")).toBe("create:early-1=32")
})

const STEPS = [["after", 1], ["before", 2], ["after", 2], ["before", 3], ["after", 3]] as const

for (const [when, step] of STEPS) {
  it(`finishes an errand whose object dies ${when} effect ${step}`, async () => {
    const name = `dying-${when}-${step}`
    const keys = [1, 2, 3].map((i) => `${name}-${i}`)
    crash[when] = `${name}-${step}`
    const first = tell(name, `errand ${keys.map((key) => `create:${key}`).join(" ")}`)
    await expect(first).rejects.toThrow("killed")
    // Nobody calls it: its alarm alone goes on.
    await expect.poll(() => bindings.STATE.head(`${name}-3`), { timeout: 10_000 }).not.toBe(null)
    for (const key of keys) expect(await bindings.STATE.head(key)).not.toBe(null)
    await expect.poll(() => tell(name, "show todo")).toBe("")
    const done = (await tell(name, "show done")).split(" ")
    expect(done.map((one) => one.split("=")[0])).toEqual(keys.map((key) => `create:${key}`))
  })
}
