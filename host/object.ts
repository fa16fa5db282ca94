// The Durable Object classes of deciding objects: all of them are this one, with another name.

import { DurableObject } from "cloudflare:workers"
import { ambient } from "./ambient.ts"
import type { RequestWorld } from "./capability/capabilities.ts"
import { namespaceKv } from "./capability/kv/namespace.ts"
import { r2ObjectStore } from "./capability/object_store/r2.ts"
import { durableObjects } from "./capability/objects/durable.ts"
import { durableStore, SHELL_PREFIX } from "./capability/store/durable.ts"
import type { Decider } from "./decider.ts"
import { performer } from "./effects.ts"
import type { Env, TurnStorage } from "./env.ts"
import { recordFailure } from "./failure.ts"
import { shell, type Shell } from "./shell.ts"
import { workWorld } from "./world.ts"

const NAME_ROW = `${SHELL_PREFIX}name`
const FENCE_ROW = `${SHELL_PREFIX}fence`

/** Has the requests' module work for an object. */
export type Worker =
  (where: string, request: Uint8Array, world: RequestWorld) => Promise<Uint8Array>

const IDLE: Worker = async () => {
  throw new Error("nobody works for this class")
}

/** A class of objects; `kind` is its name in Ori, `worker` works for those that want work done. */
export function deciding(kind: string, decider: Decider, worker = IDLE) {
  return class extends DurableObject<Env> {
    readonly #shell: Shell

    constructor(context: DurableObjectState, env: Env) {
      super(context, env)
      this.#shell = objectShell(kind, decider, worker, context, env)
    }

    call(name: string, request: Uint8Array): Promise<Uint8Array> {
      return this.#shell.call(name, request)
    }

    override alarm(): Promise<void> {
      return this.#shell.alarm()
    }
  }
}

function objectShell(
  kind: string, decider: Decider, worker: Worker, context: DurableObjectState, env: Env,
): Shell {
  const storage: TurnStorage = context.storage
  const around = ambient(env)
  const objectStore = r2ObjectStore(env)
  const later = (work: Promise<unknown>) => context.waitUntil(work)
  return shell({
    kind, decider, later,
    world: { ...around, store: durableStore(storage) },
    turn: (work) => storage.transactionSync(work),
    name: () => storage.kv.get<string>(NAME_ROW) ?? "",
    remember(name) {
      if (storage.kv.get(NAME_ROW) === undefined) storage.kv.put(NAME_ROW, name)
    },
    perform: performer({
      objectStore, kv: namespaceKv(env.KV, around.report), objects: durableObjects(env),
      fence: () => fence(storage),
      work: (bucket, key, request) => worker(key, request, workWorld(bucket, key, env, later)),
    }),
    failed(failure) {
      later(recordFailure(objectStore, { ...failure, id: crypto.randomUUID() }))
    },
  })
}

function fence(storage: TurnStorage): void {
  storage.kv.put(FENCE_ROW, (storage.kv.get<number>(FENCE_ROW) ?? 0) + 1)
}
