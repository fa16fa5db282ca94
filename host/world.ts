// The real world of a request: every capability over the bindings.

import { ambient } from "./ambient.ts"
import { requestBody } from "./capability/body/request.ts"
import { storedBody } from "./capability/body/stored.ts"
import { slots } from "./capability/body/slots.ts"
import type { RequestWorld } from "./capability/capabilities.ts"
import { sha256 } from "./capability/digest/node.ts"
import { namespaceKv } from "./capability/kv/namespace.ts"
import { isolateLeases } from "./capability/leases/isolate.ts"
import { isolateMemory } from "./capability/memory/isolate.ts"
import { r2ObjectStore } from "./capability/object_store/r2.ts"
import { durableObjects } from "./capability/objects/durable.ts"
import { durableProcessor } from "./capability/processor/durable.ts"
import { bindingShield } from "./capability/shield/binding.ts"
import type { Env, Later } from "./env.ts"

/** What publishes of an isolate hold at once: five of the largest, beside all else in 128 MB. */
const ARCHIVES_BYTES = 60_000_000

const archiveSlots = slots(ARCHIVES_BYTES, {
  now: () => Date.now(), sleep: (ms) => new Promise((done) => setTimeout(done, ms)),
})
const memory = isolateMemory(() => Date.now())
const leases = isolateLeases(() => Date.now())

/** What all requests of an isolate have in common. */
type Shared = Omit<RequestWorld, "body" | "opened" | "later">

let latest: { env: Env; world: Shared } | null = null

/** Made once: an isolate has one environment. */
function sharedWorld(env: Env): Shared {
  if (latest?.env !== env) latest = { env, world: makeShared(env) }
  return latest.world
}

function makeShared(env: Env): Shared {
  const around = ambient(env)
  return {
    ...around,
    objectStore: r2ObjectStore(env),
    kv: namespaceKv(env.KV, around.report),
    objects: durableObjects(env),
    processor: durableProcessor(env, (body) => sha256(body)[0] ?? 0),
    memory,
    leases,
    shield: bindingShield(env),
  }
}

export function requestWorld(request: Request, env: Env, later: Later): RequestWorld {
  return { ...sharedWorld(env), body: requestBody(request, archiveSlots), opened: null, later }
}

/** The same, for work on a stored body. */
export function workWorld(bucket: string, key: string, env: Env, later: Later): RequestWorld {
  const world = sharedWorld(env)
  const body = storedBody(world.objectStore, bucket, key, archiveSlots)
  return { ...world, body, opened: null, later }
}
