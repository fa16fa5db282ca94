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
  /**
   * Objects that have an alarm: work to do, but for limiters, whose alarms end their windows, and
   * for what is days away.
   */
  busy(): number
  /** All die at once, as when the power goes. */
  killAll(): void
  /** All die, and lose everything that lasts. */
  loseAll(): void
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
const RING_AGAIN_MS = 2_000
const DAY_MS = 86_400_000
const NEVER = new Promise<never>(() => {})

type Space = {
  parts: ObjectParts
  kept: Map<string, Kept>
  alive: Map<string, Incarnation>
  objects: Objects
}

export function objectSpace(parts: ObjectParts): ObjectSpace {
  const { random, clock } = parts
  const objects: Objects = {
    async call(kind, name, request) {
      await clock.sleep(1 + random.below(30))
      const one = find(space, kind, name)
      const self = current(space, one)
      const answer = await call(space, one, self, () => self.shell.call(name, request))
      await clock.sleep(1 + random.below(10))
      return answer
    },
  }
  const space: Space = { parts, kept: new Map(), alive: new Map(), objects }
  const all = () => [...space.kept.values()]
  function killAll(): void {
    for (const one of all()) {
      const self = space.alive.get(idOf(one))
      if (self !== undefined) kill(space, one, self, "dead")
    }
  }
  return {
    call: objects.call,
    rows: (kind) => new Map(all()
      .filter((one) => one.kind === kind).map((one) => [one.name, one.rows])),
    busy: () => all().filter(({ kind, alarmMs }) =>
      kind !== "limiter" && alarmMs !== 0 && alarmMs < clock.nowMs() + DAY_MS).length,
    killAll,
    loseAll() {
      killAll()
      space.kept.clear()
    },
  }
}

function idOf({ kind, name }: Pick<Kept, "kind" | "name">): string {
  return `${kind} ${name}`
}

function find({ kept }: Space, kind: string, name: string): Kept {
  const id = idOf({ kind, name })
  const found = kept.get(id) ?? { kind, name, rows: new Map(), alarmMs: 0, rings: 0 }
  kept.set(id, found)
  return found
}

function kill(space: Space, one: Kept, self: Incarnation, state: "superseded" | "dead"): void {
  if (self.state !== "alive") return
  self.state = state
  if (space.alive.get(idOf(one)) === self) space.alive.delete(idOf(one))
  for (const tell of self.callers) tell(new Error("the object has died"))
  self.callers.clear()
  wait(space, one)
}

function current(space: Space, one: Kept): Incarnation {
  const found = space.alive.get(idOf(one)) ?? incarnate(space, one)
  space.alive.set(idOf(one), found)
  return found
}

function incarnate(space: Space, one: Kept): Incarnation {
  const { parts } = space
  const isAlive = () => self.state === "alive"
  const perform = performer({
    ...parts.outside(space.objects), fence() {
      if (!isAlive()) throw new Error("superseded")
      one.rows.set(FENCE_ROW, new Uint8Array([parts.random.below(256)]))
    },
  })
  const self: Incarnation = {
    state: "alive", callers: new Set(), shell: shell({
      kind: one.kind, decider: parts.decider,
      world: { ...parts.around, store: storeOf(one, isAlive) },
      turn: (work) => turn(space, one, self, work),
      name: () => one.name,
      remember: () => undefined,
      perform: (effect) => mortal(space, one, self, perform(effect)),
      failed({ kind, where, error, printed }) {
        if (isAlive()) parts.failed(`${kind} of ${where}: ${String(error)} ${printed.join(" ")}`)
      },
      later: () => undefined,
    }),
  }
  return self
}

/** What an incarnation waits for: it may die meanwhile, and then nothing follows. */
async function mortal<Result>(
  space: Space, one: Kept, self: Incarnation, work: Promise<Result>,
): Promise<Result> {
  const { faults } = space.parts
  // If nobody is left to hear of it.
  work.catch(() => undefined)
  if (faults.happens("dies")) kill(space, one, self, "dead")
  else if (faults.happens("superseded")) kill(space, one, self, "superseded")
  if (isDead(self)) return NEVER
  try {
    return await work
  } finally {
    if (faults.happens("dies")) kill(space, one, self, "dead")
    if (isDead(self)) await NEVER
  }
}

function turn<Result>(space: Space, one: Kept, self: Incarnation, work: () => Result): Result {
  if (self.state !== "alive") throw new Error("superseded")
  const before = { rows: new Map(one.rows), alarmMs: one.alarmMs }
  try {
    const result = work()
    if (space.parts.faults.happens("dies")) {
      // Before what it wrote is durable: nobody has heard of it.
      kill(space, one, self, "dead")
      throw new Error("the object has died")
    }
    wait(space, one)
    return result
  } catch (error) {
    one.rows.clear()
    for (const [key, value] of before.rows) one.rows.set(key, value)
    one.alarmMs = before.alarmMs
    throw error
  }
}

/** The alarm rings on time or late, once or twice. */
function wait(space: Space, one: Kept): void {
  const { alarmMs } = one
  if (alarmMs === 0) return
  const { clock, faults, random } = space.parts
  const late = faults.happens("twice") ? random.below(20_000) : random.below(20)
  void clock.sleep(Math.max(0, alarmMs - clock.nowMs()) + late)
    .then(() => ring(space, one, alarmMs))
}

async function ring(space: Space, one: Kept, alarmMs: number): Promise<void> {
  if (one.alarmMs !== alarmMs) return
  const { clock, faults } = space.parts
  if (!faults.happens("twice")) one.alarmMs = 0
  const self = current(space, one)
  try {
    await call(space, one, self, () => self.shell.alarm())
    one.rings = 0
  } catch {
    one.rings += 1
    if (one.rings > RINGS_MOST) return
    if (one.alarmMs <= clock.nowMs()) one.alarmMs = clock.nowMs() + RING_AGAIN_MS
    wait(space, one)
  }
}

function call<Result>(
  space: Space, one: Kept, self: Incarnation, work: () => Promise<Result>,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    self.callers.add(reject)
    mortal(space, one, self, work()).then(resolve, reject)
      .finally(() => void self.callers.delete(reject))
  })
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
