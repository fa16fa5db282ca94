// `make dev`: builds the registry, starts it with its processor, and says when it serves.
//
// PORT (8787), STATE_DIR (.state), ADMIN_TOKEN, LOG_SIGNING_KEY and the registry's own settings are
// taken from the environment. Everything is local: the Worker runs in workerd, its buckets, copies
// and objects lie in STATE_DIR, the processor is a process on a free port. Ctrl-C or SIGTERM ends
// all of it.

import { once } from "node:events"
import { readFileSync } from "node:fs"
import { createServer, type AddressInfo } from "node:net"
import { join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { build } from "./build.ts"
import { enter, leave, pause, start, type Run } from "./dev/processes.ts"
import { kept, newSeed, newToken, openState, writeSecret } from "./dev/state.ts"

const ROOT = fileURLToPath(new URL("..", import.meta.url))
const START_MS = 60_000

/** Settings that the Worker reads, passed on when they are set. */
const PASSED_ON = [
  "LOG_ORIGIN", "REGISTRY_URL", "READ_ACCESS", "QUOTA_BYTES", "QUOTA_NAMES", "RATE_LIMIT_ANON",
  "RATE_LIMIT_TOKEN", "RATE_LIMIT_READ_ANON", "RATE_LIMIT_READ_TOKEN",
]

type Settings = { port: number; folder: string; url: string; token: string; seed: string }

function settings(): Settings {
  const port = Number(process.env["PORT"] ?? 8787)
  const folder = resolve(process.env["STATE_DIR"] ?? join(ROOT, ".state"))
  openState(folder)
  const token = process.env["ADMIN_TOKEN"] ?? kept(folder, "operator-token", newToken)
  const seed = process.env["LOG_SIGNING_KEY"] ?? kept(folder, "log-key", newSeed)
  return { port, folder, url: `http://127.0.0.1:${port}`, token, seed }
}

async function startProcessor(run: Run, folder: string): Promise<string> {
  const port = await freePort()
  const log = join(folder, "processor.log")
  const child = start(run, {
    command: join(ROOT, "out/processor"), args: [],
    env: { PORT: String(port), HOST: "127.0.0.1" }, cwd: folder, log,
  })
  child.on("exit", (code) => {
    if (!stopping) console.log(`the processor has ended (${code}); its log: ${log}`)
  })
  const url = `http://127.0.0.1:${port}`
  await answers(`${url}/health`, log, () => child.exitCode !== null)
  return url
}

/** A port that nobody listens on now; the wanted one, if one is. */
async function freePort(wanted = 0): Promise<number> {
  const server = createServer().listen(wanted, "127.0.0.1")
  await once(server, "listening")
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, "close")
  return port
}

async function startWorker(run: Run, set: Settings, processorUrl: string): Promise<void> {
  const variables = join(set.folder, "variables")
  writeSecret(variables, workerVariables(set, processorUrl))
  const log = join(set.folder, "worker.log")
  const child = start(run, {
    command: process.execPath,
    args: [
      "node_modules/wrangler/bin/wrangler.js", "dev", "host/dev.ts", "--enable-containers=false",
      "--ip", "127.0.0.1", "--port", String(set.port), "--inspector-port", "0",
      "--persist-to", join(set.folder, "data"), "--env-file", variables,
      "--show-interactive-dev-session=false",
    ],
    env: {
      WRANGLER_SEND_METRICS: "false", CLOUDFLARE_CF_FETCH_ENABLED: "false", NO_COLOR: "1",
      WRANGLER_REGISTRY_PATH: join(set.folder, "services"),
    },
    cwd: ROOT, log,
  })
  child.on("exit", (code) => stop(run, `the Worker has ended (${code}); its log: ${log}`, 1))
  await answers(`${set.url}/v1/health`, log, () => child.exitCode !== null)
}

/** As `.env` files are written; no value has a quote in it that is not escaped. */
function workerVariables(set: Settings, processorUrl: string): string {
  const values: Record<string, string> = {
    REGISTRY_URL: set.url, LOG_ORIGIN: `127.0.0.1:${set.port}/log`, PROCESSOR_URL: processorUrl,
    // Nobody else can reach it, whatever headers they send.
    CLIENT_ADDRESS: "127.0.0.1",
    ADMIN_TOKEN: set.token, LOG_SIGNING_KEY: set.seed,
  }
  for (const name of PASSED_ON) {
    const value = process.env[name]
    if (value !== undefined) values[name] = value
  }
  const lines = Object.entries(values).map(([name, value]) => `${name}=${JSON.stringify(value)}`)
  return lines.join("\n")
}

/** Waits until an address answers, with whatever status. */
async function answers(url: string, log: string, ended: () => boolean): Promise<void> {
  for (const until = Date.now() + START_MS; Date.now() < until && !ended();) {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(5_000) })
      await response.body?.cancel()
      return
    } catch {
      await pause(100)
    }
  }
  const end = readFileSync(log, "utf8").slice(-4000)
  throw new Error(`${url} does not answer; ${log} ends with:\n${end}`)
}

let stopping = false

async function stop(run: Run, reason: string, code: number): Promise<void> {
  if (stopping) return
  stopping = true
  if (reason !== "") console.log(reason)
  await leave(run)
  process.exit(code)
}

async function main(): Promise<void> {
  const set = settings()
  const run = await enter(set.folder)
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(name, () => void stop(run, "", 0))
  }
  try {
    console.log(`state in ${set.folder}`)
    await freePort(set.port)
    const release = process.env["RELEASE"] === "1"
    const built = await build(release, (line) => console.log(line))
    if (!built) throw new Error("nothing was started")
    const processorUrl = await startProcessor(run, set.folder)
    console.log(`processor ${processorUrl}`)
    await startWorker(run, set, processorUrl)
    console.log(`operator's token ${set.token}`)
    console.log(`ready ${set.url}`)
  } catch (error) {
    await stop(run, error instanceof Error ? error.message : String(error), 1)
  }
}

await main()
