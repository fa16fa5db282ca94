// Tar byte by byte, for the archives that no honest tool makes.

import { gzipSync } from "node:zlib"

export type Entry = {
  path: string
  data?: Buffer | string
  /** The type flag; "0" is a file. */
  flag?: string
  mode?: number
  /** What the header says of the size, where that is not the data's. */
  size?: number
  /** Bytes of the header to change before its checksum is made. */
  change?(header: Buffer): void
}

const BLOCK = 512

export function bytes(data: Buffer | string | undefined): Buffer {
  return typeof data === "string" ? Buffer.from(data) : data ?? Buffer.alloc(0)
}

function octal(value: number, width: number): string {
  return value.toString(8).padStart(width, "0")
}

function header(entry: Entry): Buffer {
  const block = Buffer.alloc(BLOCK)
  block.write(entry.path, 0, 100, "utf8")
  block.write(octal(entry.mode ?? 0o644, 7), 100)
  block.write("0000000\0" + "0000000\0", 108)
  block.write(octal(entry.size ?? bytes(entry.data).length, 11), 124)
  block.write("00000000000\0", 136)
  block.write(entry.flag ?? "0", 156)
  block.write("ustar\0" + "00", 257)
  entry.change?.(block)
  block.write("        ", 148)
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${octal(sum, 6)}\0 `, 148)
  return block
}

function padding(length: number): Buffer {
  return Buffer.alloc((BLOCK - length % BLOCK) % BLOCK)
}

export const END = Buffer.alloc(2 * BLOCK)

export function tarOf(entries: Entry[], end: Buffer = END): Buffer {
  return Buffer.concat([
    ...entries.flatMap((entry) => {
      const data = bytes(entry.data)
      return [header(entry), data, padding(data.length)]
    }),
    end,
  ])
}

/** An extended header before `entry`. */
export function withPax(records: Record<string, string>, entry: Entry, flag = "x"): Entry[] {
  const data = Object.entries(records).map(([key, value]) => paxRecord(key, value)).join("")
  return [{ path: "PaxHeaders/0", flag, data }, entry]
}

function paxRecord(key: string, value: string): string {
  const rest = Buffer.byteLength(` ${key}=${value}\n`)
  let length = rest + 1
  while (rest + String(length).length !== length) length++
  return `${length} ${key}=${value}\n`
}

export function packed(entries: Entry[]): Buffer {
  return gzipSync(tarOf(entries))
}

export const MANIFEST = `[project]
name = "@acme/tool"
version = "1.2.3"
description = "A tool"
license = "MIT"
ori = "2026.1.0"

[project.entry]
lib = "src/lib.ori"
`

/** A package without faults, then what is added to it. */
export function packageWith(...more: Entry[]): Buffer {
  return packed([...PACKAGE, ...more])
}

export const PACKAGE: readonly Entry[] = [
  { path: "oripk.toml", data: MANIFEST },
  { path: "src/lib.ori", data: "// A tool.\n" },
]

/** A package with another manifest. */
export function manifestOf(text: string): Buffer {
  return packed([{ path: "oripk.toml", data: text }, PACKAGE[1]!])
}
