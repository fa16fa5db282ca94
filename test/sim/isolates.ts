// Isolates of the Worker: the real shell around the real module, in a world that may fail. One that
// dies takes its memory and all of its requests with it; what they had begun may still arrive.

import type { Ambient, Body, Kv, ObjectStore, Objects, Processor, RequestWorld } from
  "../../host/capability/capabilities.ts"
import { requestBody } from "../../host/capability/body/request.ts"
import { storedBody } from "../../host/capability/body/stored.ts"
import { slots, type Slots } from "../../host/capability/body/slots.ts"
import { isolateLeases } from "../../host/capability/leases/isolate.ts"
import { isolateMemory } from "../../host/capability/memory/isolate.ts"
import { serve, work, type Handler } from "../../host/serve.ts"
import type { Pool } from "../../host/pool.ts"
import type { Random } from "../fuzz/lang/random.ts"
import type { Clock } from "./clock.ts"
import type { Faults } from "./faults.ts"
import { revisions, type Revisions } from "./revisions.ts"

export type Answer = { status: number; headers: Headers; body: Uint8Array<ArrayBuffer> }

export type Isolate = {
  /** null when the isolate died meanwhile: the client knows nothing. */
  fetch(request: Request): Promise<Answer | null>
  /** Works on a stored body for an object. */
  work(bucket: string, key: string, request: Uint8Array): Promise<Uint8Array>
}

export type IsolateParts = {
  random: Random
  clock: Clock
  faults: Faults
  pool: Pool<Handler>
  around: Ambient
  buckets: ObjectStore
  objects: Objects
  processor: Processor
  edge(): Kv
  violated(what: string): void
}

const ROOM_BYTES = 48_000_000

export function isolate(parts: IsolateParts): Isolate {
  const { clock, faults } = parts
  let life = newLife(parts)

  function die(): void {
    for (const tell of life.clients) tell()
    life = newLife(parts)
  }
  return {
    async fetch(request) {
      const mine = life
      const path = `${request.method} ${new URL(request.url).pathname}`
      const served = mine.revisions.served(path)
      await clock.sleep(1 + parts.random.below(20))
      const answer = await new Promise<Answer | null>((resolve, reject) => {
        const gone = () => resolve(null)
        mine.clients.add(gone)
        if (faults.happens("isolateDies")) {
          void clock.sleep(parts.random.below(200)).then(() => { if (mine === life) die() })
        }
        answerOf(parts, mine, request).then(resolve, reject)
          .finally(() => void mine.clients.delete(gone))
      })
      if (answer !== null) mine.revisions.note(path, served, answer)
      await clock.sleep(1 + parts.random.below(20))
      return answer
    },
    work: (bucket, key, request) => work(
      parts.pool, key, request,
      worldOf(parts, life, storedBody(parts.buckets, bucket, key, life.slots)),
    ),
  }
}

type Life = {
  clients: Set<() => void>
  memory: ReturnType<typeof isolateMemory>
  leases: ReturnType<typeof isolateLeases>
  slots: Slots
  kv: Kv
  revisions: Revisions
}

function newLife({ clock, edge, violated }: IsolateParts): Life {
  return {
    revisions: revisions(violated),
    clients: new Set(), memory: isolateMemory(() => clock.nowMs()), kv: edge(),
    leases: isolateLeases(() => clock.nowMs()),
    slots: slots(ROOM_BYTES, { now: () => clock.nowMs(), sleep: (ms) => clock.sleep(ms) }),
  }
}

function worldOf(parts: IsolateParts, life: Life, body: Body): RequestWorld {
  return {
    ...parts.around, objectStore: parts.buckets, kv: life.kv, objects: parts.objects,
    processor: parts.processor, body, memory: life.memory, leases: life.leases,
    shield: { allows: async () => true }, opened: null,
    later: (unfinished) => void unfinished.catch(() => undefined),
  }
}

async function answerOf(parts: IsolateParts, life: Life, request: Request): Promise<Answer> {
  const world = worldOf(parts, life, requestBody(request, life.slots))
  const response = await serve(parts.pool, request, world)
  const body = new Uint8Array(await response.arrayBuffer())
  return { status: response.status, headers: response.headers, body }
}
