// The same check by a program that shares nothing with this project: `tlogcheck`, in Go, from the
// folder of tools beside the project. Where it or Go is absent, nothing is checked, which is said.

import { execFile, spawnSync } from "node:child_process"
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"

const BESIDE = fileURLToPath(new URL("../../../shared/tools/tlogcheck", import.meta.url))

export type Tlogcheck = {
  /** What it prints. Throws when it finds a fault. */
  log(url: string, key: string): Promise<string>
  proof(text: string, leaf: Uint8Array, key: string): Promise<string>
  close(): void
}

/** Builds it; null, with the reason printed, when that is not possible here. */
export function tlogcheck(): Tlogcheck | null {
  const source = process.env["TLOGCHECK"] ?? BESIDE
  if (!existsSync(join(source, "main.go"))) return skipped(`no tlogcheck in ${source}`)
  const folder = mkdtempSync(join(tmpdir(), "tlogcheck-"))
  const program = join(folder, "tlogcheck")
  const built = spawnSync("go", ["build", "-o", program, "."], {
    cwd: source, encoding: "utf8",
    env: {
      ...process.env, GO111MODULE: "off", GOPATH: "/usr/share/gocode", GOFLAGS: "",
      GOCACHE: join(tmpdir(), "gocache-tlogcheck"),
    },
  })
  if (built.status !== 0) return skipped(built.stderr || String(built.error))
  async function run(args: string[]): Promise<string> {
    const { stdout } = await promisify(execFile)(program, args)
    return stdout
  }
  return {
    log: (url, key) => run(["-url", url, "-vkey", key, "-strict"]),
    proof(text, leaf, key) {
      const [proofFile, leafFile] = [join(folder, "proof"), join(folder, "leaf")]
      writeFileSync(proofFile, text)
      writeFileSync(leafFile, leaf)
      return run(["-proof", proofFile, "-leafdata", leafFile, "-vkey", key])
    },
    close: () => rmSync(folder, { recursive: true }),
  }
}

function skipped(reason: string): null {
  console.log(`skip tlogcheck: ${reason.trim()}`)
  return null
}
