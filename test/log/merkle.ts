// Merkle trees by their definition (RFC 6962 2.1), slowly: what an outsider holds against the log.
// Shares nothing with the registry.

import { createHash } from "node:crypto"

export type Hash = Buffer

export function sha256(...parts: Uint8Array[]): Hash {
  return Buffer.from(createHash("sha256").update(Buffer.concat(parts)).digest())
}

export function leafHash(entry: Uint8Array): Hash {
  return sha256(Uint8Array.of(0), entry)
}

export function nodeHash(left: Hash, right: Hash): Hash {
  return sha256(Uint8Array.of(1), left, right)
}

/** The largest power of two below a count of at least two. */
function splitOf(count: number): number {
  let split = 1
  while (split * 2 < count) split *= 2
  return split
}

export function rootOf(leaves: readonly Hash[]): Hash {
  const [first] = leaves
  if (first === undefined) return sha256()
  if (leaves.length === 1) return first
  const split = splitOf(leaves.length)
  return nodeHash(rootOf(leaves.slice(0, split)), rootOf(leaves.slice(split)))
}

/** The root that a proof leads to from a leaf; null when it has not the right length. */
export function rootFromProof(
  index: number, size: number, leaf: Hash, proof: readonly Hash[],
): Hash | null {
  if (index >= size) return null
  if (size === 1) return proof.length === 0 ? leaf : null
  const sibling = proof.at(-1)
  if (sibling === undefined) return null
  const rest = proof.slice(0, -1)
  const split = splitOf(size)
  if (index < split) {
    const left = rootFromProof(index, split, leaf, rest)
    return left === null ? null : nodeHash(left, sibling)
  }
  const right = rootFromProof(index - split, size - split, leaf, rest)
  return right === null ? null : nodeHash(sibling, right)
}
