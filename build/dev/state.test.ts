// Tokens and keys of a development registry.

import assert from "node:assert/strict"
import { mkdtempSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { test } from "node:test"
import { checksum, kept, newSeed, newToken } from "./state.ts"

test("a token has 256 random bits and the checksum of all before it", () => {
  const token = newToken()
  assert.match(token, /^ori_[A-Za-z0-9_-]{43}[0-9A-Za-z]{6}$/)
  assert.equal(token.slice(-6), checksum(token.slice(0, -6)))
  assert.notEqual(newToken(), token)
})

test("a checksum is CRC-32 in base 62, padded", () => {
  // The check value of CRC-32, 0xcbf43926.
  assert.equal(checksum("123456789"), "3jZRME")
  assert.equal(checksum(""), "000000")
})

test("a seed has 32 bytes", () => {
  assert.equal(Buffer.from(newSeed(), "base64").length, 32)
})

test("what is kept is made once, for its owner only", () => {
  const folder = mkdtempSync(join(tmpdir(), "ori-state-"))
  assert.equal(kept(folder, "secret", () => "one"), "one")
  assert.equal(kept(folder, "secret", () => "two"), "one")
  assert.equal(statSync(join(folder, "secret")).mode & 0o777, 0o600)
})
