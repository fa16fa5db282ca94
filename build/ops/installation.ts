// The two buckets and the copies of an installation, as an operator's tools reach them: those of
// `make dev` in STATE_DIR while it is stopped, or, with `--remote`, the real ones by wrangler's own
// login. Both through wrangler's proxies to the same bindings, so that nothing is known here about
// how either is kept.

import { mkdirSync, writeFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import type { KVNamespace, R2Bucket, R2Object, R2PutOptions } from "@cloudflare/workers-types"
import { getPlatformProxy, unstable_readConfig } from "wrangler"
import { isRunning } from "../dev/processes.ts"

const ROOT = fileURLToPath(new URL("../..", import.meta.url))
/** How many calls are on their way at once. */
const CALLS_MAX = 24

export const BUCKETS = ["PUBLIC", "STATE"] as const
export type Bucket = (typeof BUCKETS)[number]

export type Found = { key: string; size: number; uploaded: number; etag: string }

export type Installation = {
  /** What it is, for people. */
  name: string
  buckets: Record<Bucket, R2Bucket>
  kv: KVNamespace
  close(): Promise<void>
}

/** Where `make dev` keeps its state. */
export function stateFolder(): string {
  return resolve(process.env["STATE_DIR"] ?? join(ROOT, ".state"))
}

/** Opens the real installation, or the local one, which must not be running. */
export async function open(remote: boolean, folder = stateFolder()): Promise<Installation> {
  if (!remote && isRunning(folder)) throw new Error(`stop what runs on ${folder} first`)
  const { env, dispose } = await getPlatformProxy<Record<Bucket, R2Bucket> & { KV: KVNamespace }>({
    configPath: bindings(remote),
    persist: { path: join(folder, "data/v3") },
    envFiles: [],
  })
  return {
    name: remote ? "the real installation" : folder,
    buckets: { PUBLIC: env.PUBLIC, STATE: env.STATE },
    kv: env.KV,
    close: dispose,
  }
}

type Config = {
  name?: string
  compatibility_date?: string
  r2_buckets: object[]
  kv_namespaces: object[]
}

/** The project's bindings of data alone: its objects have no code here. */
function bindings(remote: boolean): string {
  const { name, compatibility_date, r2_buckets, kv_namespaces }: Config =
    unstable_readConfig({ config: join(ROOT, "wrangler.toml") })
  const config = {
    name, compatibility_date,
    r2_buckets: r2_buckets.map((one) => ({ ...one, remote })),
    kv_namespaces: kv_namespaces.map((one) => ({ ...one, remote })),
  }
  const path = join(ROOT, "out/ops/wrangler.json")
  mkdirSync(join(ROOT, "out/ops"), { recursive: true })
  writeFileSync(path, JSON.stringify(config))
  return path
}

/** All objects of a bucket, in the order of their keys. */
export async function listAll(bucket: R2Bucket): Promise<Found[]> {
  const found: Found[] = []
  for (let cursor: string | undefined; ;) {
    const page = await bucket.list(cursor === undefined ? {} : { cursor })
    found.push(...page.objects.map(foundOf))
    if (!page.truncated) return found
    cursor = page.cursor
  }
}

function foundOf({ key, size, uploaded, etag }: R2Object): Found {
  return { key, size, uploaded: uploaded.getTime(), etag }
}

export async function read(bucket: R2Bucket, key: string): Promise<Buffer> {
  const object = await bucket.get(key)
  if (object === null) throw new Error(`${key} has gone while it was read`)
  return Buffer.from(await object.arrayBuffer())
}

/** Puts what must not be there yet. */
export async function create(bucket: R2Bucket, key: string, bytes: Uint8Array): Promise<void> {
  const options: R2PutOptions = { onlyIf: { etagDoesNotMatch: "*" } }
  const put = await bucket.put(key, Uint8Array.from(bytes).buffer, options)
  if (put === null) throw new Error(`${key} is there already`)
}

/** The keys of KV with a prefix. */
export async function listKeys(kv: KVNamespace, prefix: string): Promise<string[]> {
  const names: string[] = []
  for (let cursor: string | undefined; ;) {
    const page = await kv.list({ prefix, ...(cursor === undefined ? {} : { cursor }) })
    names.push(...page.keys.map((one) => one.name))
    if (page.list_complete) return names
    cursor = page.cursor
  }
}

/** In the order of the items, several at a time. */
export async function each<Item, Result>(
  items: readonly Item[], work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  let next = 0
  async function run(): Promise<void> {
    while (next < items.length) {
      const at = next++
      results[at] = await work(items[at] as Item)
    }
  }
  await Promise.all(Array.from({ length: CALLS_MAX }, run))
  return results
}
