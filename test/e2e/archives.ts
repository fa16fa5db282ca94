// Archives for the tests, made with the system's tar and gzip as authors would.

import { execFileSync } from "node:child_process"
import { createHash, randomBytes } from "node:crypto"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { ROOT } from "./registry.ts"

export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex")
}

/** A folder as `tar` and `gzip` pack it. */
export function packFolder(folder: string): Buffer {
  const tar = execFileSync("tar", ["-C", folder, "-cf", "-", "."], { maxBuffer: 200_000_000 })
  return execFileSync("gzip", ["-c"], { input: tar, maxBuffer: 200_000_000 })
}

export function packLibrary(name: string): Buffer {
  return packFolder(join(ROOT, "ori/src/lib", name))
}

export type Files = Record<string, string | Buffer>

export function packFiles(files: Files): Buffer {
  const folder = mkdtempSync(join(tmpdir(), "ori-package-"))
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  const archive = packFolder(folder)
  rmSync(folder, { recursive: true })
  return archive
}

export function manifest(name: string, version: string, more = ""): string {
  return `[project]
name = "${name}"
version = "${version}"
description = "A package of the tests"
license = "Apache-2.0"
ori = "2026.1.0"

[project.entry]
lib = "src/lib.ori"
${more}`
}

export function smallPackage(name: string, version: string, more: Files = {}): Buffer {
  return packFiles({
    "oripk.toml": manifest(name, version),
    "src/lib.ori": `// A package of the tests.\n\npub let $VERSION = "${version}";\n`,
    ...more,
  })
}

const LARGE_FILES = 2_000
const LARGE_FILE_BYTES = 4_780

/** 2,000 files that do not compress: just under the limit of 10 MB. */
export function largePackage(name: string, version: string): Buffer {
  const files: Files = { "oripk.toml": manifest(name, version), "src/lib.ori": "// Large.\n" }
  for (let i = 0; i < LARGE_FILES - 2; i++) {
    files[`data/${Math.floor(i / 100)}/file-${i}.bin`] = randomBytes(LARGE_FILE_BYTES)
  }
  return packFiles(files)
}
