// Bindings that note each call that a request makes, in order, but for KV's puts, which go on after
// the answer.

import type { Env, KvNamespace, Namespace, R2 } from "../../../host/env.ts"
import { ask, type Answer, type Ask } from "./client.ts"
import { worlds } from "./main.ts"

let calls: string[] = []

function watchedR2(name: string, bucket: R2): R2 {
  const note = (kind: string) => calls.push(`${name}.${kind}`)
  return {
    get: ((...args: Parameters<R2["get"]>) => {
      note("get")
      return bucket.get(...args)
    }) as R2["get"],
    head: (key) => { note("head"); return bucket.head(key) },
    put: ((...args: Parameters<R2["put"]>) => {
      note("put")
      return bucket.put(...args)
    }) as R2["put"],
    delete: (keys) => { note("delete"); return bucket.delete(keys) },
    list: (options) => { note("list"); return bucket.list(options) },
  }
}

function watchedObjects(name: string, objects: Namespace): Namespace {
  return {
    getByName: (id) => ({
      call: (own, request) => {
        calls.push(name)
        return objects.getByName(id).call(own, request)
      },
    }),
  }
}

function watchedKv(kv: KvNamespace): KvNamespace {
  return {
    get: ((...args: Parameters<KvNamespace["get"]>) => {
      calls.push("kv.get")
      return kv.get(...args)
    }) as KvNamespace["get"],
    put: (...args) => kv.put(...args),
    delete: (key) => kv.delete(key),
  }
}

worlds.set("watched", (env: Env): Env => ({
  ...env,
  PUBLIC: watchedR2("public", env.PUBLIC), STATE: watchedR2("state", env.STATE),
  KV: watchedKv(env.KV), USER: watchedObjects("user", env.USER),
  SCOPE: watchedObjects("scope", env.SCOPE), PACKAGE: watchedObjects("package", env.PACKAGE),
  LIMITER: watchedObjects("limiter", env.LIMITER), JOB: watchedObjects("job", env.JOB),
}))

/** An answer, and what was called for it. A limiter is asked now and then, whatever is asked. */
export async function watch(line: string, options: Ask): Promise<[Answer, string]> {
  calls = []
  const answer = await ask(line, { ...options, world: "watched" })
  return [answer, calls.filter((call) => call !== "limiter").join(" ")]
}
