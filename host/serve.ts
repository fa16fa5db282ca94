// One request: an instance of its own from the pool, its world, its answer; and what is done when
// the instance breaks. It knows no module and no binding, so tests run it with guests and in
// memory.

import type { RequestWorld } from "./capability/capabilities.ts"
import { internalProblem, recordFailure } from "./failure.ts"
import { instantiate, type Instance, type ModuleAbi } from "./instance.ts"
import { requestImports } from "./imports.ts"
import { pool, type Pool } from "./pool.ts"
import { readResponse, requestIdOf, writeRequest } from "./request.ts"

/** A pooled instance, what it reads of a request, and the world of the request it serves. */
export type Handler = {
  instance: Instance
  headers: readonly string[]
  world: RequestWorld | null
}

export type RequestFunctions = ReturnType<typeof requestImports>

/** A pool of instances of a module that imports no more than the shell has. */
export function handlers<Imports, Exports>(
  abi: RequestFunctions extends Imports ? ModuleAbi<Imports, Exports> : never,
  idleMost?: number,
): Pool<Handler> {
  return pool(() => makeHandler(abi), idleMost)
}

function makeHandler(abi: ModuleAbi<unknown, unknown>): Handler {
  const implementations = requestImports(() => {
    if (handler.world === null) throw new Error("an import was called outside of a request")
    return handler.world
  })
  const instance = instantiate(abi, implementations)
  const headers = String(instance.call("headers")).split("\n")
  const handler: Handler = { instance, headers, world: null }
  return handler
}

export async function serve(
  from: Pool<Handler>, request: Request, world: RequestWorld,
): Promise<Response> {
  const { headers } = request
  const requestId = requestIdOf(headers)
  let handler: Handler | null = null
  try {
    handler = from.take()
    handler.world = world
    const { instance } = handler
    // The edge sets the header anew; where there is none, a client could choose its own.
    const address = world.config("CLIENT_ADDRESS") || (headers.get("cf-connecting-ip") ?? "")
    const asked = writeRequest(request, headers, requestId, handler.headers, address)
    const wire = await instance.call("handle", asked)
    return readResponse(wire as Uint8Array, world.opened)
  } catch (error) {
    const where = `${request.method} ${new URL(request.url).pathname}`
    const printed = handler?.instance.printed() ?? []
    world.later(recordFailure(world.objectStore, {
      kind: "request", id: requestId, where, error, printed,
    }))
    return internalProblem(requestId)
  } finally {
    if (handler !== null) {
      handler.world = null
      from.give(handler)
    }
    world.body.release()
  }
}
