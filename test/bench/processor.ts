// The processor's whole verdict on an archive of 10 MB, against unpacking and hashing it with the
// system's tools.

import { createHash } from "node:crypto"
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { manifest, packFiles, type Files } from "../e2e/archives.ts"
import { newPlace } from "../e2e/registry.ts"
import { pause, ROOT, runToEnd } from "./process.ts"
import { need } from "./servers.ts"
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

async function measure(url: string, folder: string): Promise<Group> {
  const bytes = archive()
  const path = join(folder, "large.tar.gz")
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

async function health(url: string): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    try {
      await (await fetch(`${url}/health`)).text()
      return
    } catch {
      await pause(50)
    }
  }
  throw new Error("the processor does not answer")
}

export async function processor(): Promise<Group> {
  need(["ori/src/container.ori", "build/build.ts"])
  await runToEnd(process.execPath, ["build/build.ts"], { env: { RELEASE: "1", ORI_WASM_CC: "clang-19" } })
  const { port, folder, url } = await newPlace()
  mkdirSync(folder, { recursive: true })
  const child = spawn(join(ROOT, "out/processor"), [], {
    stdio: "ignore", cwd: folder, env: { PATH: "", HOST: "127.0.0.1", PORT: String(port) },
  })
  try {
    await health(url)
    return await measure(url, folder)
  } finally {
    child.kill("SIGTERM")
    await once(child, "exit")
  }
}
