// `make build`: the registry's Ori, compiled for both targets into `out/`.
//
// Two modules for the Worker, each with the `abi.ts` that the host is checked against, and the
// processor as a native program. A target is left alone while nothing that went into it has
// changed. RELEASE=1: optimised, reproducible bytes. ORI names another compiler with the same
// commands.

import { spawn } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const ROOT = fileURLToPath(new URL("..", import.meta.url))

export type Unit = {
  name: string
  /** The root source; `out` is what is made, stamped when it is made. */
  source: string
  out: string
  target: "wasm" | "native"
  /** Further arguments of `ori build`. */
  more: string[]
  /** Folders and files that go into it. */
  inputs: string[]
}

/** What every unit is made by. */
const COMPILER = ["build/oric", "build/link", "build/runtime", "build/std"]

const UNITS: readonly Unit[] = [wasmModule("worker"), wasmModule("object"), processor()]

function wasmModule(name: string): Unit {
  return {
    name, source: `ori/src/${name}.ori`, out: `out/${name}/${name}.wasm`, target: "wasm",
    more: ["--abi", `out/${name}`], inputs: ["ori"],
  }
}

/** Its C is named by the capabilities themselves, and the libraries by its C. */
function processor(): Unit {
  return {
    name: "processor", source: "ori/src/container.ori", out: "out/processor", target: "native",
    more: [], inputs: ["ori", "container"],
  }
}

/** Makes one unit if it is not there as it should be; the errors of its source on failure. */
export async function make(unit: Unit, release: boolean): Promise<string | null> {
  const stamp = join(ROOT, `${unit.out}.stamp`)
  const wanted = digest(unit, release)
  if (existsSync(join(ROOT, unit.out)) && textOf(stamp) === wanted) return null
  mkdirSync(join(ROOT, unit.out, ".."), { recursive: true })
  const args = ["build", "--target", unit.target, unit.source, "-o", unit.out, ...unit.more]
  const done = await ori([...args, ...(release ? ["--release"] : [])])
  if (done.code !== 0) return done.output
  writeFileSync(stamp, wanted)
  return null
}

function ori(args: string[]): Promise<{ code: number; output: string }> {
  const other = process.env["ORI"]
  const [command, first] = other === undefined
    ? [process.execPath, ["build/ori.mjs"]]
    : [other, []]
  return new Promise((resolve) => {
    const stdio = ["ignore", "pipe", "pipe"] as const
    const child = spawn(command, [...first, ...args], { cwd: ROOT, stdio: [...stdio] })
    const chunks: Buffer[] = []
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk))
    child.stderr.on("data", (chunk: Buffer) => chunks.push(chunk))
    child.on("error", (error) => resolve({ code: 1, output: `${command}: ${error.message}\n` }))
    child.on("close", (code) => {
      resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString() })
    })
  })
}

/** Of everything that can change what is made. */
function digest(unit: Unit, release: boolean): string {
  const hash = createHash("sha256")
  const settings = [release, process.env["ORI"], process.env["ORI_WASM_CC"], unit]
  hash.update(JSON.stringify(settings))
  for (const path of [...COMPILER, ...unit.inputs].flatMap(filesIn)) {
    hash.update(`\0${path}\0`).update(readFileSync(join(ROOT, path)))
  }
  return hash.digest("hex")
}

function filesIn(path: string): string[] {
  const stat = statSync(join(ROOT, path), { throwIfNoEntry: false })
  if (stat?.isDirectory() !== true) return stat === undefined ? [] : [path]
  const entries = readdirSync(join(ROOT, path), { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length))
    .filter((found) => !found.includes("/_test/"))
    .sort()
}

function textOf(path: string): string {
  return existsSync(path) ? readFileSync(path, "utf8") : ""
}

/** All units, at the same time; `say` hears what is going on. False when one has errors. */
export async function build(release: boolean, say: (line: string) => void): Promise<boolean> {
  const fine = await Promise.all(UNITS.map(async (unit) => {
    const start = performance.now()
    const errors = await make(unit, release)
    const seconds = ((performance.now() - start) / 1000).toFixed(1)
    const built = errors === null
    say(built ? `built ${unit.out} (${seconds} s)` : `not built: ${unit.source}\n${errors}`)
    return built
  }))
  return fine.every(Boolean)
}

if (import.meta.main) {
  const fine = await build(process.env["RELEASE"] === "1", (line) => console.log(line))
  process.exitCode = fine ? 0 : 1
}
