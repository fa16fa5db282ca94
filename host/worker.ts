// The Worker: requests to `worker.wasm`, and the classes of the Durable Objects.

import { EXPORTS, IMPORTS } from "../out/worker/abi.ts"
import module from "../out/worker/worker.wasm"
import type { Env } from "./env.ts"
import { handlers, serve } from "./serve.ts"
import { requestWorld } from "./world.ts"

export { Limiter, Log, Package, Scope, User } from "./objects.ts"
export { Processor } from "./processor.ts"

const POOL = handlers({ module, imports: IMPORTS.ori, exports: EXPORTS })

export default {
  fetch: (request, env, context) =>
    serve(POOL, request, requestWorld(request, env, (work) => context.waitUntil(work))),
} satisfies ExportedHandler<Env>
