// A client of the registry in workerd. Every answer that it sees is held against the OpenAPI
// document, so that no test can meet a status, field or header that the document does not name.

import { env, exports } from "cloudflare:workers"
import { expect, inject } from "vitest"
import type { Env } from "../../../host/env.ts"

export const bindings = env as unknown as Env & { ADMIN_TOKEN: string }
export const ROOT = bindings.ADMIN_TOKEN

declare module "vitest" {
  interface ProvidedContext {
    checkerPort: number
  }
}

const ORIGIN = "http://registry.test"
const worker = (exports as unknown as { default: Pick<Fetcher, "fetch"> }).default

export type Json = { readonly [key: string]: Json } & { toString(): string }

export type Answer = {
  status: number
  headers: Headers
  body: string
  json: Json
  /** The stable code of a problem; empty for other answers. */
  code: string
}

export type Ask = {
  token?: string | null
  headers?: Record<string, string>
  /** Bytes and texts go as they are, anything else as JSON. */
  body?: unknown
  /** A world of `main.ts`. */
  world?: string
}

/** Sends `METHOD /path`; with the operator's token unless told otherwise. */
export async function ask(line: string, options: Ask = {}): Promise<Answer> {
  const [method = "", path = ""] = line.split(" ")
  const headers = new Headers(options.headers)
  const token = options.token === undefined ? ROOT : options.token
  if (token !== null) headers.set("authorization", `Bearer ${token}`)
  if (options.world !== undefined) headers.set("x-test-world", options.world)
  const init: RequestInit = { method, headers }
  if (options.body !== undefined) init.body = sent(options.body, headers)
  const request = new Request(ORIGIN + path, init)
  const answer = await readAnswer(await worker.fetch(request))
  await checked(method, new URL(request.url).pathname, answer)
  return answer
}

/** How an answer refuses. */
export function refused(answer: Answer): [number, string] {
  return [answer.status, answer.code]
}

function sent(body: unknown, headers: Headers): BodyInit {
  if (typeof body === "string" || body instanceof Uint8Array || body instanceof FormData) {
    return body as BodyInit
  }
  if (!headers.has("content-type")) headers.set("content-type", "application/json")
  return JSON.stringify(body)
}

async function readAnswer(response: Response): Promise<Answer> {
  const type = response.headers.get("content-type") ?? ""
  // An archive's bytes are of no use as a text.
  const bytes = await response.arrayBuffer()
  const body = type === "application/gzip" ? "" : new TextDecoder().decode(bytes)
  const json = (/json$/.test(type) && body !== "" ? JSON.parse(body) : {}) as Json
  const code = type === "application/problem+json" && body !== "" ? String(json["code"]) : ""
  return { status: response.status, headers: response.headers, body, json, code }
}

let document: Promise<unknown> | null = null

async function checked(method: string, path: string, answer: Answer): Promise<void> {
  document ??= readDocument()
  await document
  const { status, headers, body } = answer
  const exchange = { method, path, status, headers: [...headers], body }
  expect(await tellChecker("POST", JSON.stringify(exchange))).toEqual([])
}

async function readDocument(): Promise<void> {
  const headers = { authorization: `Bearer ${ROOT}` }
  const response = await worker.fetch(new Request(`${ORIGIN}/v1/openapi.json`, { headers }))
  expect(response.status).toBe(200)
  expect(await tellChecker("PUT", await response.text())).toEqual([])
}

async function tellChecker(method: string, body: string): Promise<unknown> {
  const url = `http://127.0.0.1:${inject("checkerPort")}/`
  return (await fetch(url, { method, body })).json()
}

let users = 0

/** A new user with an admin token. */
export async function newUser(prefix = "user"): Promise<{ name: string; token: string }> {
  users += 1
  const made = await ask("POST /v1/admin/users", { body: { name: `${prefix}-x${users}` } })
  expect(made.status).toBe(201)
  return { name: String(made.json["name"]), token: String(made.json["token"]) }
}

/** A new scope of a user. */
export async function newScope(token: string, name: string): Promise<void> {
  const made = await ask("POST /v1/scopes", { token, body: { name } })
  expect(made.status).toBe(201)
}
