// Signed notes as an outsider reads them: a checkpoint counts only with the signature of a key that
// was known before.

import { createPublicKey, verify } from "node:crypto"
import { sha256, type Hash } from "./merkle.ts"

export type Checkpoint = { origin: string; size: number; root: Hash; text: string }

type Key = { name: string; id: Buffer; bytes: Buffer }

/** An Ed25519 public key in SPKI, up to its 32 bytes. */
const SPKI_PREFIX = Buffer.from("302a300506032b6570032100", "hex")

/** `<name>+<key id>+<base64(type, key)>`, whose id must be the hash of the rest. */
function parseKey(text: string): Key {
  const [name = "", id = "", key = ""] = text.trim().split("+", 3)
  const rest = text.trim().slice(name.length + id.length + 2)
  const typed = Buffer.from(rest, "base64")
  if (typed[0] !== 1 || typed.length !== 33 || key === "") throw new Error(`no key: ${text}`)
  const expected = sha256(Buffer.from(`${name}\n`), typed).subarray(0, 4)
  if (expected.toString("hex") !== id) throw new Error(`the key has another id: ${text}`)
  return { name, id: expected, bytes: typed.subarray(1) }
}

function isSigned(text: string, line: string, key: Key): boolean {
  const [dash, name, encoded = ""] = line.split(" ")
  const signature = Buffer.from(encoded, "base64")
  if (dash !== "\u2014" || name !== key.name) return false
  if (!signature.subarray(0, 4).equals(key.id)) return false
  const publicKey = createPublicKey({
    key: Buffer.concat([SPKI_PREFIX, key.bytes]), format: "der", type: "spki",
  })
  return verify(null, Buffer.from(text), publicKey, signature.subarray(4))
}

/** A checkpoint that this key has signed. */
export function openCheckpoint(note: string, verifierKey: string): Checkpoint {
  const key = parseKey(verifierKey)
  const end = note.lastIndexOf("\n\n")
  const text = note.slice(0, end + 1)
  const lines = note.slice(end + 2).split("\n").filter((line) => line !== "")
  if (end < 0 || !lines.some((line) => isSigned(text, line, key))) {
    throw new Error(`not signed by ${key.name}:\n${note}`)
  }
  const [origin, size = "", root = ""] = text.split("\n")
  if (origin !== key.name) throw new Error(`a checkpoint of ${origin}, not of ${key.name}`)
  if (!/^(0|[1-9]\d*)$/.test(size)) throw new Error(`no size: ${size}`)
  return { origin, size: Number(size), root: Buffer.from(root, "base64"), text: note }
}
