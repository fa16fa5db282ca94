// One bundled Worker in workerd, without the proxies that `wrangler dev` puts in front: they
// would be all that is measured. A process of its own: `node workerd.ts SETTINGS`, a JSON text.

import { readdirSync } from "node:fs"
import { join } from "node:path"
import { convertV4MiniflareOptions, Miniflare, type V4MiniflareOptions } from "miniflare"
import { unstable_getMiniflareWorkerOptions as readWrangler } from "wrangler"

export type Settings = {
  /** wrangler.toml, from which bindings and objects are taken. */
  config: string
  /** What `wrangler deploy --dry-run --outdir` has made. */
  bundle: string
  port: number
  /** Buckets, copies and objects lie there. */
  state: string
  variables: Record<string, string>
}

type Module = { type: "ESModule" | "CompiledWasm"; path: string }

/** The main module first. */
function modules(bundle: string): Module[] {
  const names = readdirSync(bundle).filter((name) => /\.(js|wasm)$/.test(name))
  const all = names.map((name): Module => ({
    type: name.endsWith(".wasm") ? "CompiledWasm" : "ESModule", path: join(bundle, name),
  }))
  return all.sort((a, b) => b.type.localeCompare(a.type))
}

async function main(set: Settings): Promise<void> {
  const read = readWrangler(set.config, undefined, { overrides: { enableContainers: false } })
  const worker = read.workerOptions as object as { bindings?: object }
  // Wrangler still speaks the simulator's older language.
  const options = convertV4MiniflareOptions({
    ...worker, modules: modules(set.bundle), modulesRoot: set.bundle,
    bindings: { ...worker.bindings, ...set.variables }, defaultPersistRoot: set.state,
    unsafeDirectSockets: [{ host: "127.0.0.1", port: set.port }], port: 0, cf: false,
  } as V4MiniflareOptions)
  const miniflare = new Miniflare(options)
  process.on("SIGTERM", () => void miniflare.dispose().then(() => process.exit(0)))
  await miniflare.ready
}

await main(JSON.parse(process.argv[2] ?? "{}") as Settings)
