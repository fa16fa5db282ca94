// The bindings of `wrangler.toml`, narrowed to what the shell uses of each.

export type R2 = Pick<R2Bucket, "get" | "head" | "put" | "delete" | "list">
export type KvNamespace = Pick<KVNamespace, "get" | "put" | "delete">
export type Storage = Pick<DurableObjectStorage, "kv" | "setAlarm" | "deleteAlarm">
/** The storage of an object whose turns are transactions. */
export type TurnStorage = Storage & Pick<DurableObjectStorage, "transactionSync">

/** A deciding object as others see it. */
export type Deciding = { call(name: string, request: Uint8Array): Promise<Uint8Array> }
/** Its namespace; a stub is made for every call. */
export type Namespace = { getByName(name: string): Deciding }
export type ProcessorNamespace = { getByName(name: string): Pick<Fetcher, "fetch"> }

export type Env = {
  PUBLIC: R2
  STATE: R2
  KV: KvNamespace
  PACKAGE: Namespace
  USER: Namespace
  SCOPE: Namespace
  LOG: Namespace
  LIMITER: Namespace
  JOB: Namespace
  REBUILD: Namespace
  PROCESSOR: ProcessorNamespace
  /** The platform's own rate limit, in front of the limiters. */
  SHIELD?: Pick<RateLimit, "limit">
  /** Where a processor of one's own listens, when no container is bound (development, tests). */
  PROCESSOR_URL?: string
  /** The client's address where no edge tells it (development). */
  CLIENT_ADDRESS?: string
  /** Among how many containers the archives are spread. */
  PROCESSOR_COUNT?: string
}

/** Work that goes on after the answer. */
export type Later = (work: Promise<unknown>) => void

/** A variable or secret; absent is empty. */
export function variable(env: Env, name: string): string {
  const value = (env as unknown as Record<string, unknown>)[name]
  return typeof value === "string" ? value : ""
}
