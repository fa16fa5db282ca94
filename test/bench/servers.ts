// The servers that are measured: the registry as `make dev` starts it (at the flags of a release), a
// bare Worker under the same workerd, and Verdaccio.

import { spawn, type ChildProcess } from "node:child_process"
import { once } from "node:events"
import { existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { endRegistry, newPlace, startRegistry } from "../e2e/registry.ts"
import { pause, ROOT } from "./process.ts"

export type Server = { url: string; token: string; stop(): Promise<void> }

/** A part of the project that a group needs and that is not built yet; the group is skipped. */
export class Missing extends Error {}

export function need(paths: string[]): void {
  const missing = paths.filter((path) => !existsSync(join(ROOT, path)))
  if (missing.length > 0) throw new Missing(`not there yet: ${missing.join(", ")}`)
}

/** Quotas and limits are on, and so high that the load does not reach them. */
const SETTINGS = {
  RELEASE: "1", ORI_WASM_CC: process.env["ORI_WASM_CC"] ?? "clang-19",
  QUOTA_BYTES: "1000000000000", QUOTA_NAMES: "1000000", RATE_LIMIT_ANON: "100000000",
  RATE_LIMIT_TOKEN: "100000000", RATE_LIMIT_READ_ANON: "100000000",
  RATE_LIMIT_READ_TOKEN: "100000000",
}

export async function startOurs(): Promise<Server> {
  need(["build/dev.ts", "ori/src/worker.ori", "ori/src/object.ori", "ori/src/container.ori"])
  Object.assign(process.env, SETTINGS)
  const running = await startRegistry(await newPlace())
  return {
    url: running.place.url, token: running.token,
    async stop() {
      await endRegistry(running, "SIGTERM")
    },
  }
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

export async function startBare(): Promise<Server> {
  const { port, folder } = await newPlace()
  writeFileSync(join(folder, "wrangler.toml"), [
    'name = "bare"', `main = ${JSON.stringify(join(ROOT, "test/bench/bare.ts"))}`,
    `compatibility_date = ${compatibilityDate()}`, "",
  ].join("\n"))
  return startNode(port, folder, {
    name: "bare", health: "/",
    args: [
      join(ROOT, "node_modules/wrangler/bin/wrangler.js"), "dev",
      "--config", join(folder, "wrangler.toml"), "--ip", "127.0.0.1", "--port", String(port),
      "--inspector-port", "0", "--show-interactive-dev-session=false",
    ],
    env: {
      WRANGLER_SEND_METRICS: "false", CLOUDFLARE_CF_FETCH_ENABLED: "false", NO_COLOR: "1",
      WRANGLER_REGISTRY_PATH: join(folder, "services"),
    },
  })
}

/** The registry's own, so that both Workers run under the same rules. */
function compatibilityDate(): string {
  const text = readFileSync(join(ROOT, "wrangler.toml"), "utf8")
  return /^compatibility_date = (".*")$/m.exec(text)?.[1] ?? '"2026-08-22"'
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
