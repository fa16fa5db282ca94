// The Worker: requests to `worker.wasm`, and the classes of the Durable Objects.

import type { Env } from "./env.ts"
import { POOL } from "./requests.ts"
import { serve } from "./serve.ts"
import { requestWorld } from "./world.ts"

export { Job, Limiter, Log, Package, Rebuild, Scope, User } from "./objects.ts"
export { Processor } from "./processor.ts"

export default {
  fetch: (request, env, context) =>
    serve(POOL, request, requestWorld(request, env, (work) => context.waitUntil(work))),
} satisfies ExportedHandler<Env>
