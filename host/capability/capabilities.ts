// The outside world as the shell offers it to Ori, one type a capability of `ori/src/capability`.
//
// Each that keeps something, or asks somebody, has a real implementation and a twin in memory; both
// pass the same conformance tests. A digest is the same everywhere, and held against the vectors of
// its standard. How values cross is known to `host/imports.ts` alone. A function that fails throws:
// what waits turns that into the error value that Ori sees.

export type Stored = { etag: string; body: Uint8Array }
export type Head = { etag: string; size: number; sha256: Uint8Array }
export type Page = { keys: string[]; more: boolean }
export type Range = { offset: number; length: number }

export type ObjectStore = {
  get(bucket: string, key: string): Promise<Stored | null>
  head(bucket: string, key: string): Promise<Head | null>
  /** `condition`: "" none, "*" only if absent, else an etag. The new etag; "" if it failed. */
  put(bucket: string, key: string, body: Uint8Array, condition: string): Promise<string>
  /** A new object that R2 checks against its SHA-256; one that is there already is left alone. */
  create(bucket: string, key: string, body: Uint8Array, sha256: Uint8Array): Promise<void>
  delete(bucket: string, key: string): Promise<void>
  list(bucket: string, prefix: string, after: string, limit: number): Promise<Page>
  /** For answers that stream: null when it is not there. */
  open(bucket: string, key: string, range: Range | null): Promise<ReadableStream | null>
}

export type Kv = {
  /** Empty when absent or unavailable. */
  get(key: string): Promise<Uint8Array>
  put(key: string, value: Uint8Array): Promise<void>
  delete(key: string): Promise<void>
  /** Throws when it is unavailable. */
  probe(): Promise<void>
}

export type Objects = {
  call(kind: string, name: string, request: Uint8Array): Promise<Uint8Array>
}

export type Processed = { status: number; body: Uint8Array }

export type Processor = {
  /** Throws after `waitMs` without an answer. */
  post(path: string, body: Uint8Array, waitMs: number): Promise<Processed>
  /** Throws when it is down; starts none. */
  probe(): Promise<void>
}

export type Body = {
  /** The length; -1 too long, -2 broken off, -3 too many at once. */
  read(limit: number): Promise<number>
  slice(start: number, end: number): Uint8Array
  find(pattern: Uint8Array, from: number): number
  /** Gives the bytes back; the request is over. */
  release(): void
}

/** Asks nobody and keeps nothing. */
export type Digest = {
  sha256(data: Uint8Array): Uint8Array
  /** The public key of a seed of 32 bytes; empty for anything else. */
  ed25519Public(seed: Uint8Array): Uint8Array
  /** The signature, 64 bytes; empty for what is no seed. */
  ed25519Sign(seed: Uint8Array, data: Uint8Array): Uint8Array
}

export type Memory = {
  /** Empty when it is not there, or no more. */
  get(key: string): Uint8Array
  put(key: string, value: Uint8Array, ttlMs: number): void
  forget(key: string): void
}

export type Leases = {
  /** What is left then, held or not; -1 when none is held, -2 when nobody holds any. */
  spend(key: string): number
  /** How many were spent since the first grant that lasts. */
  spent(key: string): number
  refund(key: string): void
  grant(key: string, count: number, rest: number, untilMs: number): void
}

export type Shield = {
  /** Whether the platform lets this key through; true where it counts nothing. */
  allows(key: string): Promise<boolean>
}

export type Store = {
  get(key: string): Uint8Array
  put(key: string, value: Uint8Array): void
  delete(key: string): void
  list(prefix: string, after: string, limit: number): [string, Uint8Array][]
  alarm(atMs: number): void
}

/** What stands still while a function runs, and asks nobody. */
export type Ambient = {
  nowMs(): number
  config(name: string): string
  entropy(count: number): Uint8Array
  report(record: string): void
}

/** All that a request's module may touch. */
export type RequestWorld = Ambient & {
  objectStore: ObjectStore
  kv: Kv
  objects: Objects
  processor: Processor
  body: Body
  memory: Memory
  leases: Leases
  shield: Shield
  /** What the module has opened last, for its answer to stream. */
  opened: ReadableStream | null
  later(work: Promise<unknown>): void
}

/** All that a decision may touch: nothing that waits. */
export type DecisionWorld = Ambient & { store: Store }
