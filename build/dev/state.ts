// What a development registry keeps beside its data: the operator's token and the log's key, made
// once and readable by their owner only.

import { randomBytes } from "node:crypto"
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { crc32 } from "node:zlib"

const BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
const CHECKSUM_LENGTH = 6

export function openState(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
}

/** A file's text; made on the first time. */
export function kept(folder: string, name: string, make: () => string): string {
  const path = join(folder, name)
  if (!existsSync(path)) writeSecret(path, make())
  return readFileSync(path, "utf8").trim()
}

export function writeSecret(path: string, text: string): void {
  writeFileSync(path, `${text}\n`, { mode: 0o600 })
}

/** A token as the registry issues them: `ori_`, 256 random bits, and a checksum over both. */
export function newToken(): string {
  const text = `ori_${randomBytes(32).toString("base64url")}`
  return text + checksum(text)
}

export function checksum(text: string): string {
  let rest = crc32(text)
  let digits = ""
  while (rest > 0) {
    digits = (BASE62[rest % 62] ?? "") + digits
    rest = Math.floor(rest / 62)
  }
  return digits.padStart(CHECKSUM_LENGTH, "0")
}

export function newSeed(): string {
  return randomBytes(32).toString("base64")
}
