// An export on disk: a file for each content, named by its digest, and a manifest that says which
// key has which. The manifest's last line counts and digests those before it, so that a folder that
// was cut short does not pass for a small one.

import { createHash } from "node:crypto"
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"

/** `bucket` is PUBLIC, STATE, or KV for the little that only KV knows. */
export type Line = { bucket: string; key: string; size: number; sha256: string }
type End = { objects: number; sha256: string }

const MANIFEST = "manifest.jsonl"
const FORM = /^[0-9a-f]{64}$/

export function sha256(bytes: Uint8Array | string): string {
  return createHash("sha256").update(bytes).digest("hex")
}

function placeOf(folder: string, digest: string): string {
  return join(folder, "objects", digest.slice(0, 2), digest)
}

/** Begins one in a folder that is new or empty. */
export function newFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (readdirSync(folder).length > 0) throw new Error(`${folder} is not empty`)
}

export function store(folder: string, bucket: string, key: string, bytes: Uint8Array): Line {
  const digest = sha256(bytes)
  const place = placeOf(folder, digest)
  mkdirSync(join(place, ".."), { recursive: true, mode: 0o700 })
  writeFileSync(place, bytes, { mode: 0o600 })
  return { bucket, key, size: bytes.length, sha256: digest }
}

export function writeManifest(folder: string, lines: readonly Line[]): void {
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join("")
  const end: End = { objects: lines.length, sha256: sha256(text) }
  writeFileSync(join(folder, MANIFEST), `${text}${JSON.stringify(end)}\n`, { mode: 0o600 })
}

/** All lines, after everything that they name was found as they say. */
export function readManifest(folder: string): Line[] {
  const path = join(folder, MANIFEST)
  if (!existsSync(path)) throw new Error(`${folder} has no ${MANIFEST}`)
  const whole = readFileSync(path, "utf8")
  const at = whole.lastIndexOf("\n", whole.length - 2) + 1
  const text = whole.slice(0, at)
  const end = parse<End>(whole.slice(at))
  const lines = text.split("\n").slice(0, -1).map((line) => parse<Line>(line))
  if (end.objects !== lines.length || end.sha256 !== sha256(text)) {
    throw new Error(`${path} is damaged`)
  }
  for (const line of lines) contentOf(folder, line)
  return lines
}

function parse<Value>(line: string): Value {
  try {
    return JSON.parse(line) as Value
  } catch {
    throw new Error(`the manifest is damaged: ${line.slice(0, 80)}`)
  }
}

export function contentOf(folder: string, { bucket, key, size, sha256: digest }: Line): Buffer {
  const place = FORM.test(digest) ? placeOf(folder, digest) : ""
  const bytes = existsSync(place) ? readFileSync(place) : null
  if (bytes === null || bytes.length !== size || sha256(bytes) !== digest) {
    throw new Error(`${bucket} ${key} is damaged in ${folder}`)
  }
  return bytes
}
