// One request, or work that an object wants done as if it were one: an instance of its own from the
// pool, its world, its answer; and what is done when the instance breaks. It knows no module and no
// binding, so tests run it with guests and in memory.

import type { RequestWorld } from "./capability/capabilities.ts"
import { internalProblem, recordFailure, type Failure } from "./failure.ts"
import { instantiate, type Instance, type ModuleAbi } from "./instance.ts"
import { requestImports } from "./imports.ts"
import { pool, type Pool } from "./pool.ts"
import { readResponse, requestIdOf, writeRequest } from "./request.ts"

/** A client may name its method as it likes. */
const METHODS_MOST = 16

/** A pooled instance, what it reads of a request, and the world of the request it serves. */
export type Handler = {
  instance: Instance
  headers(method: string): readonly string[]
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
  const wanted = new Map<string, readonly string[]>()
  function headers(method: string): readonly string[] {
    const known = wanted.get(method)
    if (known !== undefined) return known
    const names = String(instance.call("headers", method)).split("\n")
    if (wanted.size < METHODS_MOST) wanted.set(method, names)
    return names
  }
  const handler: Handler = { instance, headers, world: null }
  return handler
}

export async function serve(
  from: Pool<Handler>, request: Request, world: RequestWorld,
): Promise<Response> {
  const { headers } = request
  const requestId = requestIdOf(headers)
  // The edge sets the header anew; where there is none, a client could choose its own.
  const address = world.config("CLIENT_ADDRESS") || (headers.get("cf-connecting-ip") ?? "")
  const what = () =>
    ({ kind: "request", id: requestId, where: `${request.method} ${pathOf(request)}` }) as const
  try {
    return await lend(from, world, what, (handler) => {
      const wanted = handler.headers(request.method)
      const asked = writeRequest(request, headers, requestId, wanted, address)
      return handler.instance.call("handle", asked)
    }, (wire) => readResponse(wire, world.opened))
  } catch {
    return internalProblem(requestId)
  }
}

function pathOf(request: Request): string {
  return new URL(request.url).pathname
}

/** What the module answers to an object's request, whose body the world has. */
export function work(
  from: Pool<Handler>, where: string, request: Uint8Array, world: RequestWorld,
): Promise<Uint8Array> {
  const what = () => ({ kind: "work", id: crypto.randomUUID(), where }) as const
  // Copied: the instance goes back before the answer is read.
  return lend(from, world, what, ({ instance }) => instance.call("work", request),
    (wire) => wire.slice())
}

/** An instance for one call, and what is read of its answer; a failure is recorded, passed on. */
async function lend<Result>(
  from: Pool<Handler>, world: RequestWorld, what: () => Pick<Failure, "kind" | "id" | "where">,
  call: (handler: Handler) => unknown, read: (wire: Uint8Array) => Result,
): Promise<Result> {
  let handler: Handler | null = null
  try {
    handler = from.take()
    handler.world = world
    return read(await call(handler) as Uint8Array)
  } catch (error) {
    const printed = handler?.instance.printed() ?? []
    world.later(recordFailure(world.objectStore, { ...what(), error, printed }))
    throw error
  } finally {
    if (handler !== null) {
      handler.world = null
      from.give(handler)
    }
    world.body.release()
  }
}
