// The processor's whole verdict on an archive of 10 MB, against unpacking and hashing it with the
// system's tools.

import { createHash } from "node:crypto"
import { mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { manifest, packFiles, type Files } from "../e2e/archives.ts"
import { runToEnd } from "./process.ts"
import { buildOurs, startProcessor } from "./servers.ts"
import { atMost, median, row, type Group } from "./table.ts"

const ROUNDS = 5
const NAME = "@bench/large"
const FILES = 400
/** Unpacked bytes a file, such that the archive comes just below its limit of 10 MB. */
const FILE_BYTES = 84_000

/** Text that compresses about as sources do: words of a small vocabulary, by a fixed sequence. */
function text(seed: number, bytes: number): string {
  const digest = (i: number): string => createHash("md5").update(`${seed} ${i}`).digest("hex")
  const words: string[] = []
  for (let length = 0, i = 0; length < bytes; i++) {
    const hex = digest(i)
    const line = `let ${hex.slice(0, 3)} = value_${hex.slice(3, 5)}(left: ${hex.slice(5, 12)});\n`
    words.push(line)
    length += line.length
  }
  return words.join("").slice(0, bytes)
}

function archive(): Buffer {
  const files: Files = { "oripk.toml": manifest(NAME, "1.0.0"), "src/lib.ori": "// Large.\n" }
  for (let i = 0; i < FILES; i++) files[`data/file_${i}.txt`] = text(i, FILE_BYTES)
  const bytes = packFiles(files)
  if (bytes.length > 10_000_000 || bytes.length < 8_000_000) {
    throw new Error(`the archive has ${bytes.length} bytes`)
  }
  return bytes
}

async function verdict(url: string, bytes: Buffer): Promise<number> {
  const begin = performance.now()
  const response = await fetch(`${url}/verdict?scope=@bench&name=large`, {
    method: "POST", body: new Uint8Array(bytes), headers: { "content-type": "application/gzip" },
  })
  const answer = await response.text()
  const ms = performance.now() - begin
  if (response.status !== 200 || !answer.includes(`data/file_${FILES - 1}.txt`)) {
    throw new Error(`no verdict: ${response.status} ${answer.slice(0, 500)}`)
  }
  return ms
}

async function measure(url: string): Promise<Group> {
  const bytes = archive()
  const path = join(mkdtempSync(join(tmpdir(), "ori-bench-")), "large.tar.gz")
  writeFileSync(path, bytes)
  const ours: number[] = []
  const tools: number[] = []
  await verdict(url, bytes)
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(await verdict(url, bytes))
    const { ms } = await runToEnd("sh", ["-c", `gzip -dc "${path}" | sha256sum`])
    tools.push(ms)
  }
  const megabytes = `${(bytes.length / 1e6).toFixed(1)} MB`
  return {
    name: "processor",
    rows: [
      row(`verdict, ${megabytes}`, "gzip -dc | sha256sum", median(ours), median(tools), "ms",
        atMost(1)),
    ],
    notes: [],
  }
}

export async function processor(): Promise<Group> {
  await buildOurs()
  const server = await startProcessor()
  try {
    return await measure(server.url)
  } finally {
    await server.stop()
  }
}
