// The room for large bodies: what fits goes in at once, the rest waits in line.

import { expect, test } from "vitest"
import { slots, type Timer } from "../../host/capability/body/slots.ts"

/** Time that passes only when all are asleep. */
function fakeTimer(): Timer & { pass(ms: number): Promise<void> } {
  let now = 0
  const sleepers: { at: number; wake: () => void }[] = []
  return {
    now: () => now,
    sleep: (ms) => new Promise<void>((wake) => void sleepers.push({ at: now + ms, wake })),
    async pass(ms) {
      for (const end = now + ms; now < end;) {
        now = Math.min(end, ...sleepers.map(({ at }) => at))
        for (const one of sleepers.splice(0)) {
          if (one.at <= now) one.wake()
          else sleepers.push(one)
        }
        for (let turn = 0; turn < 9; turn++) await Promise.resolve()
      }
    },
  }
}

/** Room for so many megabytes, beside what each request needs. */
function roomFor(megabytes: number, timer: Timer): { take(megabytes: number): Promise<unknown> } {
  const room = slots(megabytes * 1e6, timer)
  return { take: (size) => room.take(size * 1e6 - 1.2e6) }
}

test("what fits has room at once", async () => {
  const room = roomFor(100, fakeTimer())
  expect(await room.take(60)).not.toBeNull()
  expect(await room.take(40)).not.toBeNull()
})

test("the next in line goes in before a smaller one behind it", async () => {
  const timer = fakeTimer()
  const room = roomFor(100, timer)
  const release = await room.take(90) as (() => void) | null
  const order: string[] = []
  void room.take(80).then(() => order.push("large"))
  void room.take(5).then(() => order.push("small"))
  await timer.pass(1_000)
  expect(order).toEqual([])
  release?.()
  await timer.pass(1_000)
  expect(order).toEqual(["large", "small"])
})

test("nobody waits longer than the patience lasts", async () => {
  const timer = fakeTimer()
  const room = roomFor(10, timer)
  await room.take(10)
  let answer: unknown = "waits"
  void room.take(1).then((release) => { answer = release })
  await timer.pass(9_000)
  expect(answer).toBe("waits")
  await timer.pass(2_000)
  expect(answer).toBe(null)
})

test("what can never fit is refused at once", async () => {
  expect(await roomFor(10, fakeTimer()).take(11)).toBe(null)
})

test("a place whose request is gone lapses, and so does its room", async () => {
  const timer = fakeTimer()
  const gone: Timer = { now: timer.now, sleep: () => new Promise(() => {}) }
  let current: Timer = gone
  const room = roomFor(10, { now: timer.now, sleep: (ms) => current.sleep(ms) })
  await room.take(10)
  void room.take(5)
  current = timer
  let entered = false
  await timer.pass(115_000)
  void room.take(5).then((release) => { entered = release !== null })
  await timer.pass(9_000)
  expect(entered).toBe(true)
})
