// A registry as `make dev` starts it, and a client for it.

import { spawn, type ChildProcess } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, readFileSync } from "node:fs"
import { createServer, type AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

export const ROOT = fileURLToPath(new URL("../..", import.meta.url))

/** Building included. */
const START_MS = 180_000

export type Place = { port: number; folder: string; url: string }
export type Running = { place: Place; child: ChildProcess; token: string; output(): string }

/** A free port and a new folder, for one registry after the other. */
export async function newPlace(): Promise<Place> {
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, "close")
  const folder = mkdtempSync(join(tmpdir(), "ori-e2e-"))
  return { port, folder, url: `http://127.0.0.1:${port}` }
}

/** `alone`: in a process group of its own, which can be killed as a whole. */
export async function startRegistry(place: Place, alone = false): Promise<Running> {
  const child = spawn(process.execPath, ["build/dev.ts"], {
    cwd: ROOT, stdio: ["ignore", "pipe", "pipe"], detached: alone,
    env: { ...process.env, PORT: String(place.port), STATE_DIR: place.folder },
  })
  let output = ""
  const hear = (text: string) => { output += text }
  child.stdout.setEncoding("utf8").on("data", hear)
  child.stderr.setEncoding("utf8").on("data", hear)
  for (const until = Date.now() + START_MS; !output.includes(`ready ${place.url}\n`);) {
    if (Date.now() > until || child.exitCode !== null) throw new Error(`no start:\n${output}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  const token = /^operator's token (\S+)$/m.exec(output)?.[1] ?? ""
  return { place, child, token, output: () => output }
}

export async function endRegistry(
  running: Running, signal: NodeJS.Signals,
): Promise<number | null> {
  const { child } = running
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
  child.kill(signal)
  const [code] = await once(child, "exit") as [number | null]
  return code
}

/** The processor's process: the pid file names the run, its leader, and its children in order. */
export function processorPid(place: Place): number {
  return Number(readFileSync(join(place.folder, "pid"), "utf8").split(" ")[2])
}

export type Answer = { status: number; headers: Headers; bytes: Buffer; json: Json }
// What a check looks into, key by key.
export type Json = { readonly [key: string]: Json } & { toString(): string }

type Body = Buffer | FormData | string
export type Ask = {
  method?: string
  token?: string | null
  headers?: Record<string, string>
  body?: Body | object
}

/** A client of one registry; without a token of its own a request goes with the operator's. */
export function client(url: string, operator: string) {
  return async (path: string, ask: Ask = {}): Promise<Answer> => {
    const headers = new Headers(ask.headers)
    const token = ask.token === undefined ? operator : ask.token
    if (token !== null) headers.set("authorization", `Bearer ${token}`)
    const init: RequestInit = { method: ask.method ?? "GET", headers, redirect: "manual" }
    if (ask.body !== undefined) init.body = bodyOf(ask.body, headers)
    const response = await fetch(url + path, init)
    const bytes = Buffer.from(await response.arrayBuffer())
    return { status: response.status, headers: response.headers, bytes, json: jsonOf(bytes) }
  }
}

export type Client = ReturnType<typeof client>

type Sent = string | FormData | Uint8Array<ArrayBuffer>

function bodyOf(body: Body | object, headers: Headers): Sent {
  if (typeof body === "string" || body instanceof FormData) return body
  if (Buffer.isBuffer(body)) return new Uint8Array(body)
  headers.set("content-type", "application/json")
  return JSON.stringify(body)
}

function jsonOf(bytes: Buffer): Json {
  try {
    return JSON.parse(bytes.toString("utf8")) as Json
  } catch {
    return {} as Json
  }
}

/** What every problem document has, and its code. */
export function problem(answer: Answer): string {
  const { type, title, status, code, detail, request_id: id } = answer.json
  const whole = [type, title, code, detail].every((value) => typeof value === "string")
  const form = answer.headers.get("content-type") === "application/problem+json"
  const same = Number(status) === answer.status && String(id) === answer.headers.get("x-request-id")
  const fresh = answer.headers.get("cache-control")?.includes("no-store") === true
  if (!whole || !form || !same || !fresh) {
    throw new Error(`not a problem document: ${answer.status} ${answer.bytes.toString("utf8")}`)
  }
  return String(code)
}

/** Makes a user; the token is its first. */
export async function newUser(ask: Client, name: string): Promise<string> {
  const made = await ask("/v1/admin/users", { method: "POST", body: { name } })
  if (made.status !== 201) throw new Error(`no user: ${made.status} ${made.bytes.toString("utf8")}`)
  return String(made.json["token"])
}
