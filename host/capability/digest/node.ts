// Digests and keys by `node:crypto`: WebCrypto answers later, and a decision does not wait.

import { createHash, createPrivateKey, createPublicKey, sign } from "node:crypto"
import type { Digest } from "../capabilities.ts"

export function sha256(data: Uint8Array): Uint8Array {
  return new Uint8Array(createHash("sha256").update(data).digest())
}

/** An Ed25519 private key in PKCS #8, up to its 32 bytes. */
const PKCS8_PREFIX = [
  0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
]

function privateKey(seed: Uint8Array) {
  return createPrivateKey({
    key: Uint8Array.of(...PKCS8_PREFIX, ...seed), format: "der", type: "pkcs8",
  })
}

/** The public key of a seed of 32 bytes; empty for anything else. */
export function ed25519Public(seed: Uint8Array): Uint8Array {
  if (seed.length !== 32) return new Uint8Array(0)
  const { x = "" } = createPublicKey(privateKey(seed)).export({ format: "jwk" })
  const text = atob(x.replaceAll("-", "+").replaceAll("_", "/"))
  return Uint8Array.from(text, (one) => one.charCodeAt(0))
}

/** The signature of `data`, 64 bytes; empty when the seed is no seed. */
export function ed25519Sign(seed: Uint8Array, data: Uint8Array): Uint8Array {
  if (seed.length !== 32) return new Uint8Array(0)
  return new Uint8Array(sign(null, data, privateKey(seed)))
}

export const nodeDigest: Digest = { sha256, ed25519Public, ed25519Sign }
