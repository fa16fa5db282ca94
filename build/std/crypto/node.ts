// What std.crypto asks of JavaScript: `node:crypto`, which workerd has too, since Web Crypto
// answers later and nothing in std.crypto waits.

import { Buffer } from "node:buffer"
import {
  createCipheriv, createDecipheriv, createHash, createPrivateKey, createPublicKey, pbkdf2Sync, sign,
  timingSafeEqual, verify, type KeyObject,
} from "node:crypto"

const KEY_BYTES = 32
/** An Ed25519 key in PKCS #8 and in SPKI, up to its 32 bytes (RFC 8410). */
const PRIVATE_PREFIX = [
  0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
]
const PUBLIC_PREFIX = [
  0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00,
]
const NONE = new Uint8Array(0)

function digest(algorithm: string, data: Uint8Array): Uint8Array {
  return new Uint8Array(createHash(algorithm).update(data).digest())
}

function privateKey(seed: Uint8Array): KeyObject {
  const key = Buffer.from([...PRIVATE_PREFIX, ...seed])
  return createPrivateKey({ key, format: "der", type: "pkcs8" })
}

/** Empty for what is no seed. */
function ed25519Public(seed: Uint8Array): Uint8Array {
  if (seed.length !== KEY_BYTES) return NONE
  const spki = createPublicKey(privateKey(seed)).export({ format: "der", type: "spki" })
  return new Uint8Array(spki.subarray(PUBLIC_PREFIX.length))
}

/** Empty for what is no seed. */
function ed25519Sign(seed: Uint8Array, data: Uint8Array): Uint8Array {
  if (seed.length !== KEY_BYTES) return NONE
  return new Uint8Array(sign(null, data, privateKey(seed)))
}

/** Some keys of 32 bytes are no points, which only shows when they are read. */
function ed25519Verify(key: Uint8Array, data: Uint8Array, signature: Uint8Array): boolean {
  if (key.length !== KEY_BYTES) return false
  try {
    const spki = Buffer.from([...PUBLIC_PREFIX, ...key])
    const parsed = createPublicKey({ key: spki, format: "der", type: "spki" })
    return verify(null, data, parsed, signature)
  } catch {
    return false
  }
}

/** `digest` in bits. */
function pbkdf2(
  password: Uint8Array, salt: Uint8Array, rounds: bigint, digest: bigint, size: bigint,
): Uint8Array {
  const key = pbkdf2Sync(password, salt, Number(rounds), Number(size), `sha${digest}`)
  return new Uint8Array(key)
}

function aesName(key: Uint8Array): string {
  return `aes-${key.length * 8}-cbc`
}

type Cipher = { update(data: Uint8Array): Uint8Array; final(): Uint8Array }

function through(cipher: Cipher, data: Uint8Array): Uint8Array {
  return new Uint8Array([...cipher.update(data), ...cipher.final()])
}

function aesSeal(key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array {
  return through(createCipheriv(aesName(key), key, iv), data)
}

/** Empty for data that was not encrypted by this key. */
function aesOpen(key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array {
  try {
    return through(createDecipheriv(aesName(key), key, iv), data)
  } catch {
    return NONE
  }
}

export const CRYPTO = {
  std_sha256: (data: Uint8Array) => digest("sha256", data),
  std_sha512: (data: Uint8Array) => digest("sha512", data),
  std_same_bytes: (a: Uint8Array, b: Uint8Array) => a.length === b.length && timingSafeEqual(a, b),
  std_ed25519_public: ed25519Public,
  std_ed25519_sign: ed25519Sign,
  std_ed25519_verify: ed25519Verify,
  std_pbkdf2: pbkdf2,
  std_aes_seal: aesSeal,
  std_aes_open: aesOpen,
}
