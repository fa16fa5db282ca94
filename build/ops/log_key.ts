// The key by which the log's checkpoints are verified: given, or that of the seed which signs them.

import { createHash, createPrivateKey, createPublicKey } from "node:crypto"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { parseEnv } from "node:util"

/** An Ed25519 seed in PKCS#8, and a public key in SPKI, up to their 32 bytes. */
const PKCS8_PREFIX = Buffer.from("302e020100300506032b657004220420", "hex")
const SPKI_PREFIX_BYTES = 12
const ED25519 = 1

/** `LOG_KEY`, or by the deployment's settings: those of the environment, or of a local state. */
export function logKey(folder: string | null): string {
  const given = process.env["LOG_KEY"]
  if (given !== undefined) return given.trim()
  const variables = folder === null ? "" : join(folder, "variables")
  const kept = existsSync(variables) ? parseEnv(readFileSync(variables, "utf8")) : {}
  const { LOG_ORIGIN: origin, LOG_SIGNING_KEY: seed } = { ...kept, ...process.env }
  if (origin === undefined || seed === undefined) {
    throw new Error("set LOG_KEY to what GET /v1/log/key answers")
  }
  return verifierKey(origin, Buffer.from(seed, "base64"))
}

function verifierKey(name: string, seed: Buffer): string {
  const secret = createPrivateKey({
    key: Buffer.concat([PKCS8_PREFIX, seed]), format: "der", type: "pkcs8",
  })
  const spki = createPublicKey(secret).export({ format: "der", type: "spki" })
  const typed = Buffer.concat([Buffer.of(ED25519), spki.subarray(SPKI_PREFIX_BYTES)])
  const id = createHash("sha256").update(`${name}\n`).update(typed).digest("hex").slice(0, 8)
  return `${name}+${id}+${typed.toString("base64")}`
}
