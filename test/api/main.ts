// The Worker of the tests: the real shell around guests in Ori.

import * as objectAbi from "../../out/test/api/object/abi.ts"
import objectModule from "../../out/test/api/object/object.wasm"
import { EXPORTS, IMPORTS } from "../../out/test/api/worker/abi.ts"
import module from "../../out/test/api/worker/worker.wasm"
import { decider } from "../../host/decider.ts"
import type { Env } from "../../host/env.ts"
import { deciding } from "../../host/object.ts"
import { handlers, serve, work } from "../../host/serve.ts"
import { requestWorld } from "../../host/world.ts"
import { fragile } from "./fragile.ts"

export { Processor } from "../../host/processor.ts"

export const POOL = handlers({ module, imports: IMPORTS.ori, exports: EXPORTS })

const { IMPORTS: objectImports, EXPORTS: objectExports } = objectAbi

export const DECIDER = decider({
  module: objectModule, imports: objectImports.ori, exports: objectExports,
})

const decidingPackage = deciding(
  "package", DECIDER, (where, request, world) => work(POOL, where, request, world),
)

export class Package extends decidingPackage {
  constructor(context: DurableObjectState, env: Env) {
    super(context, fragile(env, context))
  }
}
export class User extends deciding("user", DECIDER) {}
export class Scope extends deciding("scope", DECIDER) {}
export class Log extends deciding("log", DECIDER) {}
export class Rebuild extends deciding("rebuild", DECIDER) {}
export class Limiter extends deciding("limiter", DECIDER) {}
export class Job extends deciding("job", DECIDER) {}

const worker: ExportedHandler<Env> = {
  fetch: (request, env, context) =>
    serve(POOL, request, requestWorld(request, env, (work) => context.waitUntil(work))),
}

export { worker as default }
