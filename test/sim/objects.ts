// Durable Objects: rows and an alarm that last, and incarnations of the real shell that do not.
//
// An incarnation may die between any two steps, before or after what a turn wrote is durable; those
// who wait for it are told, its operations end in nothing. One may also be superseded: it runs on,
// but no longer owns its storage.

import type { Ambient, Objects, Store } from "../../host/capability/capabilities.ts"
import { byBytes } from "../../host/capability/object_store/memory.ts"
import { checkRow } from "../../host/capability/store/durable.ts"
import type { Decider } from "../../host/decider.ts"
import { performer, type Outside } from "../../host/effects.ts"
import { shell, type Shell } from "../../host/shell.ts"
import type { Random } from "../fuzz/lang/random.ts"
import type { Clock } from "./clock.ts"
import type { Faults } from "./faults.ts"

type Rows = Map<string, Uint8Array>

/** What lasts. */
type Kept = { kind: string; name: string; rows: Rows; alarmMs: number; rings: number }

type Incarnation = {
  shell: Shell
  state: "alive" | "superseded" | "dead"
  callers: Set<(error: Error) => void>
}

export type ObjectSpace = Objects & {
  /** Rows of all objects of a kind, by name. */
  rows(kind: string): Map<string, Rows>
  /** Objects that have an alarm, or work to do. */
  busy(): number
  /** All die at once, as when the power goes. */
  killAll(): void
}

export type ObjectParts = {
  random: Random
  clock: Clock
  faults: Faults
  decider: Decider
  around: Ambient
  outside(objects: Objects): Omit<Outside, "fence">
  failed(what: string): void
}

const FENCE_ROW = "\u0000shell/fence"
/** An alarm that nobody handles within so many tries is forgotten, as the platform says. */
const RINGS_MOST = 6
const NEVER = new Promise<never>(() => {})

export function objectSpace(parts: ObjectParts): ObjectSpace {
  const { random, clock, faults } = parts
  const kept = new Map<string, Kept>()
  const alive = new Map<string, Incarnation>()

  function find(kind: string, name: string): Kept {
    const id = `${kind} ${name}`
    const found = kept.get(id) ?? { kind, name, rows: new Map(), alarmMs: 0, rings: 0 }
    kept.set(id, found)
    return found
  }
  function kill(one: Kept, incarnation: Incarnation, state: "superseded" | "dead"): void {
    if (incarnation.state !== "alive") return
    incarnation.state = state
    if (alive.get(`${one.kind} ${one.name}`) === incarnation) alive.delete(`${one.kind} ${one.name}`)
    for (const tell of incarnation.callers) tell(new Error("the object has died"))
    incarnation.callers.clear()
    wait(one)
  }
  function current(one: Kept): Incarnation {
    const id = `${one.kind} ${one.name}`
    const found = alive.get(id) ?? incarnate(one)
    alive.set(id, found)
    return found
  }
  function incarnate(one: Kept): Incarnation {
    const self: Incarnation = {
      state: "alive", callers: new Set(), shell: shell({
        kind: one.kind, decider: parts.decider,
        world: { ...parts.around, store: storeOf(one, () => self.state === "alive") },
        turn: (work) => turn(one, self, work),
        name: () => one.name,
        remember: () => undefined,
        perform: (effect) => mortal(one, self, perform(effect)),
        failed: ({ kind, where, error, printed }) => {
          if (self.state !== "alive") return
          parts.failed(`${kind} of ${where}: ${String(error)} ${printed.join(" ")}`)
        },
        later: () => undefined,
      }),
    }
    const outside = parts.outside(space)
    const perform = performer({
      ...outside, fence() {
        if (self.state !== "alive") throw new Error("superseded")
        one.rows.set(FENCE_ROW, new Uint8Array([random.below(256)]))
      },
    })
    return self
  }
  /** What an incarnation waits for: it may die meanwhile, and then nothing follows. */
  async function mortal<Result>(
    one: Kept, self: Incarnation, work: Promise<Result>,
  ): Promise<Result> {
    // If nobody is left to hear of it.
    work.catch(() => undefined)
    if (faults.happens("dies")) kill(one, self, "dead")
    else if (faults.happens("superseded")) kill(one, self, "superseded")
    if (isDead(self)) return NEVER
    try {
      return await work
    } finally {
      if (faults.happens("dies")) kill(one, self, "dead")
      if (isDead(self)) await NEVER
    }
  }
  function turn<Result>(one: Kept, self: Incarnation, work: () => Result): Result {
    if (self.state !== "alive") throw new Error("superseded")
    const before = { rows: new Map(one.rows), alarmMs: one.alarmMs }
    try {
      const result = work()
      if (faults.happens("dies")) {
        // Before what it wrote is durable: nobody has heard of it.
        kill(one, self, "dead")
        throw new Error("the object has died")
      }
      wait(one)
      return result
    } catch (error) {
      one.rows.clear()
      for (const [key, value] of before.rows) one.rows.set(key, value)
      one.alarmMs = before.alarmMs
      throw error
    }
  }
  /** The alarm rings on time or late, once or twice. */
  function wait(one: Kept): void {
    const { alarmMs } = one
    if (alarmMs === 0) return
    const late = faults.happens("twice") ? random.below(20_000) : random.below(20)
    void clock.sleep(Math.max(0, alarmMs - clock.nowMs()) + late).then(() => ring(one, alarmMs))
  }
  async function ring(one: Kept, alarmMs: number): Promise<void> {
    if (one.alarmMs !== alarmMs) return
    if (!faults.happens("twice")) one.alarmMs = 0
    const self = current(one)
    try {
      await call(one, self, () => self.shell.alarm())
      one.rings = 0
    } catch {
      one.rings += 1
      if (one.rings > RINGS_MOST || one.alarmMs !== 0) return
      one.alarmMs = clock.nowMs() + 2_000
      wait(one)
    }
  }
  function call<Result>(
    one: Kept, self: Incarnation, work: () => Promise<Result>,
  ): Promise<Result> {
    return new Promise((resolve, reject) => {
      self.callers.add(reject)
      mortal(one, self, work()).then(resolve, reject)
        .finally(() => void self.callers.delete(reject))
    })
  }

  const space: ObjectSpace = {
    async call(kind, name, request) {
      await clock.sleep(1 + random.below(30))
      const one = find(kind, name)
      const self = current(one)
      const answer = await call(one, self, () => self.shell.call(name, request))
      await clock.sleep(1 + random.below(10))
      return answer
    },
    rows: (kind) => new Map([...kept.values()]
      .filter((one) => one.kind === kind).map((one) => [one.name, one.rows])),
    busy: () => [...kept.values()].filter(({ alarmMs }) => alarmMs !== 0).length,
    killAll() {
      for (const one of kept.values()) {
        const self = alive.get(`${one.kind} ${one.name}`)
        if (self !== undefined) kill(one, self, "dead")
      }
    },
  }
  return space
}

function isDead({ state }: Incarnation): boolean {
  return state === "dead"
}

function storeOf(one: Kept, owned: () => boolean): Store {
  const rows = (): Rows => {
    if (!owned()) throw new Error("superseded")
    return one.rows
  }
  return {
    get: (key) => rows().get(key)?.slice() ?? new Uint8Array(0),
    put(key, value) {
      checkRow(key, value)
      rows().set(key, value.slice())
    },
    delete: (key) => void rows().delete(key),
    list: (prefix, after, limit) => [...rows()]
      .filter(([key]) => key !== FENCE_ROW && key.startsWith(prefix) && byBytes(key, after) > 0)
      .sort(([a], [b]) => byBytes(a, b))
      .slice(0, limit),
    alarm(atMs) {
      rows()
      one.alarmMs = atMs
    },
  }
}
