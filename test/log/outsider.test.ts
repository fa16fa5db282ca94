// The outsider finds what it must find: known answers pass, damage does not.

import assert from "node:assert/strict"
import { test } from "node:test"
import { leafHash, rootFromProof, rootOf } from "./merkle.ts"
import { openCheckpoint } from "./note.ts"

// from the specification of signed notes
const KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"

test("roots are those of the reference implementation", () => {
  const entries = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657",
    "606162636465666768696a6b6c6d6e6f"].map((hex) => leafHash(Buffer.from(hex, "hex")))
  assert.equal(rootOf(entries).toString("hex"),
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328")
  assert.equal(rootOf(entries.slice(0, 3)).toString("hex"),
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77")
  assert.equal(rootOf([]).toString("base64"), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")
})

test("a proof of the wrong length, or for another leaf, leads nowhere", () => {
  const leaves = ["a", "b", "c"].map((text) => leafHash(Buffer.from(text)))
  const [a, b, c] = leaves as [Buffer, Buffer, Buffer]
  const root = rootOf(leaves)
  assert.ok(rootFromProof(0, 3, a, [b, c])?.equals(root))
  assert.ok(rootFromProof(2, 3, c, [rootOf([a, b])])?.equals(root))
  assert.equal(rootFromProof(0, 3, a, [b]), null)
  assert.equal(rootFromProof(3, 3, a, [b, c]), null)
  assert.notDeepEqual(rootFromProof(1, 3, a, [b, c]), root)
})

test("a note that another key, or nobody, has signed is refused", () => {
  const text = "example.com/foo\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"
  assert.throws(() => openCheckpoint(text, KEY), /not signed/)
  const id = Buffer.from("530d903a", "hex")
  const forged = Buffer.concat([id, Buffer.alloc(64)]).toString("base64")
  assert.throws(() => openCheckpoint(`${text}\n\u2014 example.com/foo ${forged}\n`, KEY), /signed/)
  assert.throws(() => openCheckpoint(text, KEY.replace("530d", "530e")), /another id/)
})
