// What the tests of a version's life share: a package with versions, and the bucket behind it.

import { expect } from "vitest"
import { packPackage } from "./archive.ts"
import { ask, bindings, newScope, newUser, type Answer } from "./client.ts"

export type Owner = { name: string; token: string }

export async function publish(token: string, name: string, version: string): Promise<Answer> {
  return ask(`POST /v1/packages/${name}/publish`, {
    token, headers: { "content-type": "application/gzip" }, body: await packPackage(name, version),
  })
}

/** A new user who owns a scope with one package of these versions, in this order. */
export async function newPackage(name: string, ...versions: string[]): Promise<Owner> {
  const owner = await newUser()
  await newScope(owner.token, name.slice(1, name.indexOf("/")))
  for (const version of versions) {
    expect((await publish(owner.token, name, version)).status).toBe(201)
  }
  return owner
}

export async function stateOf(name: string, version: string): Promise<Record<string, unknown>> {
  const { json } = await ask(`GET /v1/packages/${name}/versions`, { token: null })
  const versions = json["versions"] as unknown as Record<string, unknown>[]
  return versions.find((one) => one["version"] === version) ?? {}
}

export async function latestOf(name: string): Promise<unknown> {
  const { json } = await ask(`GET /v1/packages/${name}`, { token: null })
  const list = await ask(`GET /v1/packages/${name}/versions`, { token: null })
  expect(list.json["latest"]).toEqual(json["latest"])
  return json["latest"]
}

/** Every leaf of the log about a package, in the log's order. */
export async function leavesOf(name: string): Promise<Record<string, unknown>[]> {
  const checkpoint = await (await bindings.PUBLIC.get("log/checkpoint"))?.text()
  const size = Number(checkpoint?.split("\n")[1])
  const leaves: Record<string, unknown>[] = []
  for (let tile = 0; tile * 256 < size; tile++) {
    const width = Math.min(256, size - tile * 256)
    const part = width === 256 ? "" : `.p/${width}`
    const found = await bindings.PUBLIC.get(`log/tile/entries/${tilePath(tile)}${part}`)
    leaves.push(...entriesOf(new Uint8Array(await found!.arrayBuffer())))
  }
  return leaves.filter((leaf) => leaf["package"] === name)
}

function tilePath(tile: number): string {
  const digits = String(tile).padStart(Math.ceil(String(tile).length / 3) * 3, "0")
  const parts = digits.match(/\d{3}/g) ?? []
  return parts.map((part, at) => (at < parts.length - 1 ? `x${part}` : part)).join("/")
}

/** An entry bundle: each entry after its length in two bytes. */
function entriesOf(bundle: Uint8Array): Record<string, unknown>[] {
  const entries: Record<string, unknown>[] = []
  for (let at = 0; at < bundle.length;) {
    const length = (bundle[at]! << 8) | bundle[at + 1]!
    entries.push(JSON.parse(new TextDecoder().decode(bundle.subarray(at + 2, at + 2 + length))))
    at += 2 + length
  }
  return entries
}

export function sizeAfter(answer: Answer): number {
  return Number(answer.headers.get("x-log-size"))
}
