// A running processor for the tests: the real binary, on a free port.

import { spawn, type ChildProcess } from "node:child_process"
import { once } from "node:events"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

export const ROOT = fileURLToPath(new URL("../..", import.meta.url))
export const BINARY = join(ROOT, "out/processor")

export type Processor = { child: ChildProcess; port: number; url: string; log(): string }

export type Verdict = {
  version: number
  processor: string
  ok: boolean
  faults: { code: string; detail: string; pointer: string }[]
  warnings: { code: string; detail: string }[]
  manifest: Record<string, unknown>
  files: { path: string; size: number; sha256: string }[]
  unpacked_size: number
  readme: string | null
  readme_truncated: boolean
  capabilities: { name: string; file: string; line: number }[]
}

export async function startProcessor(): Promise<Processor> {
  const child = spawn(BINARY, {
    env: { HOST: "127.0.0.1", PORT: "0" }, stdio: ["ignore", "pipe", "pipe"],
  })
  let log = ""
  child.stderr.on("data", (chunk: Buffer) => { log += String(chunk) })
  const port = await new Promise<number>((resolve, reject) => {
    child.on("error", reject)
    child.on("close", (code) => reject(new Error(`the processor ended with ${code}: ${log}`)))
    child.stdout.on("data", (chunk: Buffer) => {
      log += String(chunk)
      const ready = /^ready http:\/\/127\.0\.0\.1:(\d+)$/m.exec(log)
      if (ready !== null) resolve(Number(ready[1]))
    })
  })
  return { child, port, url: `http://127.0.0.1:${port}`, log: () => log }
}

/** Sends SIGTERM; the exit code. */
export async function stopProcessor(processor: Processor): Promise<number | null> {
  const closed = once(processor.child, "close")
  processor.child.kill("SIGTERM")
  await closed
  return processor.child.exitCode
}

export function post(processor: Processor, archive: Buffer, query = ""): Promise<Response> {
  const body = new Uint8Array(archive)
  return fetch(`${processor.url}/verdict${query}`, { method: "POST", body })
}

export async function judge(processor: Processor, archive: Buffer): Promise<Verdict> {
  const answer = await post(processor, archive, "?scope=acme&name=tool")
  if (answer.status !== 200) throw new Error(`${answer.status}: ${await answer.text()}`)
  return await answer.json() as Verdict
}

/** The most memory that it ever had, in bytes. */
export function peakMemory(processor: Processor): number {
  const status = readFileSync(`/proc/${processor.child.pid}/status`, "utf8")
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024
}
