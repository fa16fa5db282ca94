// The Worker of the tests of the whole registry: the one that ships, whose settings and bindings a
// test may replace for its own requests.

import type { Env } from "../../../host/env.ts"
import shipped, { Job as ShippedJob } from "../../../host/worker.ts"

export { Limiter, Log, Package, Processor, Rebuild, Scope, User } from "../../../host/worker.ts"

/** What requests with `x-test-world: NAME` find instead of the bindings. */
export const worlds = new Map<string, (env: Env) => Env>()

/** Objects know no request: what jobs find is the world "jobs", when they come to life. */
export class Job extends ShippedJob {
  constructor(context: DurableObjectState, env: Env) {
    super(context, worlds.get("jobs")?.(env) ?? env)
  }
}

const worker = {
  fetch(request, env, context) {
    const name = request.headers.get("x-test-world") ?? ""
    return shipped.fetch(request, worlds.get(name)?.(env) ?? env, context)
  },
} satisfies ExportedHandler<Env>

export { worker as default }
