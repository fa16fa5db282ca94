// The servers that are measured: the registry and a bare Worker, both in workerd, and Verdaccio.

import { spawn, type ChildProcess } from "node:child_process"
import { once } from "node:events"
import { existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { newSeed, newToken } from "../../build/dev/state.ts"
import { newPlace, type Place } from "../e2e/registry.ts"
import { pause, ROOT, runToEnd } from "./process.ts"
import type { Settings } from "./workerd.ts"

export type Server = { url: string; token: string; stop(): Promise<void> }

/** A part of the project that a group needs and that is not built yet; the group is skipped. */
export class Missing extends Error {}

export function need(paths: string[]): void {
  const missing = paths.filter((path) => !existsSync(join(ROOT, path)))
  if (missing.length > 0) throw new Missing(`not there yet: ${missing.join(", ")}`)
}

/** Quotas and limits are on, and so high that the load does not reach them. */
const LIMITS = {
  QUOTA_BYTES: "1000000000000", QUOTA_NAMES: "1000000", RATE_LIMIT_ANON: "100000000",
  RATE_LIMIT_TOKEN: "100000000", RATE_LIMIT_READ_ANON: "100000000",
  RATE_LIMIT_READ_TOKEN: "100000000",
}

/** At the flags of a release, by the system's compiler: the locked one makes the same, slowly. */
export async function buildOurs(): Promise<void> {
  need(["build/build.ts", "ori/src/worker.ori", "ori/src/object.ori", "ori/src/container.ori"])
  const wasm = process.env["ORI_WASM_CC"] ?? "clang-19"
  await runToEnd(process.execPath, ["build/build.ts"], { env: { RELEASE: "1", ORI_WASM_CC: wasm } })
}

export async function startProcessor(): Promise<Server> {
  const { port, folder, url } = await newPlace()
  const child = spawn(join(ROOT, "out/processor"), [], {
    stdio: "ignore", cwd: folder, env: { PATH: "", HOST: "127.0.0.1", PORT: String(port) },
  })
  await answers(`${url}/health`, child, () => "the processor has ended")
  return { url, token: "", stop: () => end(child) }
}

/** The registry's Worker, with a processor beside it. */
export async function startOurs(): Promise<Server> {
  await buildOurs()
  const processor = await startProcessor()
  const place = await newPlace()
  const token = newToken()
  try {
    const config = join(ROOT, "wrangler.toml")
    const worker = await startWorker("registry", place, config, "/v1/health", {
      ...LIMITS, REGISTRY_URL: place.url, LOG_ORIGIN: `127.0.0.1:${place.port}/log`,
      PROCESSOR_URL: processor.url, ADMIN_TOKEN: token, LOG_SIGNING_KEY: newSeed(),
    })
    return {
      url: worker.url, token,
      stop: () => worker.stop().then(processor.stop),
    }
  } catch (error) {
    await processor.stop()
    throw error
  }
}

export function startBare(): Promise<Server> {
  return startPlain("bare", [])
}

/** What only stores, as often as a publish does. */
export function startWrites(): Promise<Server> {
  return startPlain("writes", [
    "[[r2_buckets]]", 'binding = "BUCKET"', 'bucket_name = "bucket"',
    "[[durable_objects.bindings]]", 'name = "THING"', 'class_name = "Thing"',
    "[[migrations]]", 'tag = "v1"', 'new_sqlite_classes = ["Thing"]',
  ])
}

/** A Worker of one file beside this one. */
async function startPlain(name: string, bindings: string[]): Promise<Server> {
  const place = await newPlace()
  const config = join(place.folder, "wrangler.toml")
  writeFileSync(config, [
    `name = "${name}"`, `main = ${JSON.stringify(join(ROOT, `test/bench/${name}.ts`))}`,
    `compatibility_date = ${compatibilityDate()}`, ...bindings, "",
  ].join("\n"))
  return startWorker(name, place, config, "/", {})
}

/** The registry's own, so that both Workers run under the same rules. */
function compatibilityDate(): string {
  const text = readFileSync(join(ROOT, "wrangler.toml"), "utf8")
  return /^compatibility_date = (".*")$/m.exec(text)?.[1] ?? '"2026-08-22"'
}

/** Bundles a Worker as wrangler deploys it, and starts it. */
async function startWorker(
  name: string, { port, folder }: Place, config: string, health: string,
  variables: Record<string, string>,
): Promise<Server> {
  const bundle = join(folder, "bundle")
  await runToEnd(process.execPath, [
    join(ROOT, "node_modules/wrangler/bin/wrangler.js"), "deploy", "--dry-run",
    "--containers-rollout=none", "--config", config, "--outdir", bundle,
  ], { env: { WRANGLER_SEND_METRICS: "false" } })
  const settings: Settings = { config, bundle, port, state: join(folder, "state"), variables }
  return startNode(port, folder, {
    name, health, args: [join(ROOT, "test/bench/workerd.ts"), JSON.stringify(settings)],
  })
}

type Start = { name: string; args: string[]; env?: Record<string, string>; health: string }

async function startNode(port: number, folder: string, start: Start): Promise<Server> {
  const path = join(folder, `${start.name}.log`)
  const log = openSync(path, "w")
  const child = spawn(process.execPath, start.args, {
    cwd: folder, stdio: ["ignore", log, log], env: { ...process.env, ...start.env },
  })
  const url = `http://127.0.0.1:${port}`
  await answers(url + start.health, child, () => `${start.name}:\n${readFileSync(path, "utf8")}`)
  return { url, token: "", stop: () => end(child) }
}

const START_MS = 60_000

async function answers(url: string, child: ChildProcess, say: () => string): Promise<void> {
  for (const until = Date.now() + START_MS; Date.now() < until && child.exitCode === null;) {
    try {
      await (await fetch(url, { signal: AbortSignal.timeout(5_000) })).arrayBuffer()
      return
    } catch {
      await pause(100)
    }
  }
  throw new Error(`${url} does not answer; ${say()}`)
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill("SIGTERM")
  await once(child, "exit")
}

/** One process, storage on disk, no upstream, open to everyone. */
export async function startVerdaccio(): Promise<Server> {
  need(["node_modules/verdaccio/bin/verdaccio"])
  const { port } = await newPlace()
  const folder = mkdtempSync(join(tmpdir(), "verdaccio-"))
  mkdirSync(join(folder, "storage"))
  const config = join(folder, "config.yaml")
  writeFileSync(config, [
    "storage: ./storage", "auth:", "  htpasswd:", "    file: ./htpasswd", "uplinks: {}",
    "packages:", "  '**':", "    access: $all", "    publish: $all", "max_body_size: 100mb",
    "web:", "  enable: false", "log: { type: stdout, format: pretty, level: fatal }", "",
  ].join("\n"))
  return startNode(port, folder, {
    name: "verdaccio", health: "/-/ping",
    args: [
      join(ROOT, "node_modules/verdaccio/bin/verdaccio"),
      "--config", config, "--listen", `http://127.0.0.1:${port}`,
    ],
  })
}
