// The tests' way to the bindings and into the objects, with types that the tests need.

import { runInDurableObject } from "cloudflare:test"
import { env, exports } from "cloudflare:workers"
import type { Env } from "../../host/env.ts"

export const bindings = env as unknown as Env

/** The Worker of `main.ts`. */
export const worker = (exports as unknown as { default: Pick<Fetcher, "fetch"> }).default

/** Runs something inside an object, with its storage. */
export function inside<Result>(
  kind: "PACKAGE" | "SCOPE", name: string,
  work: (state: DurableObjectState) => Result | Promise<Result>,
): Promise<Result> {
  const namespace = bindings[kind] as unknown as DurableObjectNamespace
  return runInDurableObject(namespace.getByName(name), (_, state) => work(state)) as Promise<Result>
}
