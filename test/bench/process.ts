// Other programs: run to their end, timed from outside.

import { spawn, spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"

export const ROOT = fileURLToPath(new URL("../..", import.meta.url))

export type Ended = { stdout: Buffer; stderr: string; ms: number }

/** Runs a program; any end but a good one is an error. */
export function runToEnd(
  command: string, args: string[], options: { env?: Record<string, string> } = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const begin = performance.now()
    const env = { ...process.env, ...options.env }
    const child = spawn(command, args, { cwd: ROOT, env, stdio: ["ignore", "pipe", "pipe"] })
    const out: Buffer[] = []
    const err: Buffer[] = []
    let ms = 0
    child.stdout.on("data", (data: Buffer) => out.push(data))
    child.stderr.on("data", (data: Buffer) => err.push(data))
    child.on("error", reject)
    child.on("exit", () => {
      ms = performance.now() - begin
    })
    child.on("close", (code, signal) => {
      const stderr = Buffer.concat(err).toString()
      if (code === 0) resolve({ stdout: Buffer.concat(out), stderr, ms })
      else {
        const what = [command, ...args].join(" ")
        reject(new Error(`${what} ended with ${code ?? signal}:\n${stderr}`))
      }
    })
  })
}

/** Whether a command can be found. */
export function isInstalled(command: string): boolean {
  return spawnSync("sh", ["-c", `command -v ${command}`]).status === 0
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
