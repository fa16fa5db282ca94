// From C texts to a program or module: each text compiled once in its life, all processors at work,
// then linked.

import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs"
import { availableParallelism } from "node:os"
import { dirname, join, resolve } from "node:path"
import { ROOT, copyBuilt } from "../oric/main.ts"
import type { Cache, Entry } from "./cache.ts"
import { digestOf, openCache, prune } from "./cache.ts"
import type { Done } from "./compiler.ts"
import { nativeTarget } from "./native.ts"
import type { Kind, Target } from "./target.ts"
import { wasmTarget } from "./wasm.ts"

export type LinkJob = {
  /** `path` is for messages; the text is what counts. */
  files: { path: string; text: string }[]
  target: "native" | "wasm"
  kind: Kind
  release: boolean
  out: string
  /** What the program asks of JavaScript; written beside it for those who run it under node. */
  abiTs?: string
  /** Library names, or paths of archives or of C files, which count as shims. */
  libs: string[]
  /** Paths of C files to compile along; each says by `#pragma comment(lib, "x")` what it needs. */
  shims: string[]
  /** Unoptimised and with sanitizers (natively). */
  sanitize?: boolean
}

const RUNTIME = join(ROOT, "build/runtime")
const STD = join(ROOT, "build/std")

/** The standard library's own C lies beside its sources. */
function inStd(lib: string): string {
  return lib.startsWith("std:") ? join(STD, lib.slice(4)) : lib
}

/** ORI_CACHE moves the cache, for tests and shared machines. */
function cacheFolder(): string {
  return process.env.ORI_CACHE ?? join(ROOT, "out/cache")
}

/** Nothing of the emitter is for people to be warned about; shims are. */
const QUIET = ["-w"]

/** `read`: the shims and what they include. */
export type Linked = Done & { read: string[] }

/** Compiles and links; what the C compiler says is in `stderr`, also where all went well. */
export async function link(asked: LinkJob): Promise<Linked> {
  const job = { ...asked, libs: asked.libs.map(inStd) }
  const paths = [...new Set([...job.shims, ...job.libs.filter(isC)])]
  const missing = paths.find((path) => !existsSync(path))
  if (missing !== undefined) return { ok: false, stderr: `${missing}: no such file\n`, read: [] }
  const shims = paths.map((path) => shim(path))
  return { ...await linkUnits(job, shims), read: shims.flatMap((unit) => unit.read) }
}

async function linkUnits(job: LinkJob, shims: Unit[]): Promise<Done> {
  const mode = job.sanitize === true ? "sanitize" : job.release ? "release" : "dev"
  const target = job.target === "wasm" ? await wasmTarget(mode, job.kind) : nativeTarget(mode)
  if (typeof target === "string") return { ok: false, stderr: `${target}\n` }
  const libs = [...job.libs.filter((lib) => !isC(lib)), ...shims.flatMap((unit) => neededBy(unit))]
  const cache = openCache(cacheFolder())
  const objects = await compileAll(target, cache, [ALL, ...ownUnits(job), ...shims])
  const stderr = objects.map((object) => object.stderr).join("")
  if (objects.some((object) => !object.ok)) return { ok: false, stderr }
  const linked = await linkAll(target, cache, objects, [...new Set(libs)])
  if (linked.ok) copyBuilt(linked.path, job.out)
  if (linked.ok && job.abiTs !== undefined) writeFileSync(`${job.out}.abi.ts`, job.abiTs)
  prune(cacheFolder())
  return { ok: linked.ok, stderr: stderr + (linked.ok ? unexpected(linked.stderr) : linked.stderr) }
}

/** Without what a linker says of static programs with sockets: nothing of ours looks up names. */
function unexpected(stderr: string): string {
  const known = /in function `\w+':$|Using '\w+' in statically linked applications requires/
  return stderr.split("\n").filter((line) => !known.test(line)).join("\n")
}

function linkAll(target: Target, cache: Cache, objects: Entry[], libs: string[]): Promise<Entry> {
  const flags = target.linkFlags(libs)
  const keys = objects.map((object) => object.key)
  const parts = ["link", target.compiler.identity, ...flags, ...libraryStamps(libs), ...keys]
  const paths = objects.map((object) => object.path)
  return cache.entry(parts, (out) => target.compiler.link({ objects: paths, flags, out }))
}

function isC(path: string): boolean {
  return path.endsWith(".c")
}

/** `parts`: what else the object depends on; `read`: the files that it was made of. */
type Unit = { path: string; text: string; flags: string[]; parts: string[]; read: string[] }

const ALL: Unit = {
  path: "runtime", text: `#include "all.c"\n`, flags: QUIET, parts: [], read: [],
}

function ownUnits(job: LinkJob): Unit[] {
  return job.files.map((file) => ({ ...file, flags: QUIET, parts: [], read: [] }))
}

/** Libraries that a shim names. */
function neededBy(unit: Unit): string[] {
  const pattern = /^#pragma comment\(lib, "([\w+-]+)"\)$/gm
  return [...unit.text.matchAll(pattern)].map((match) => match[1] ?? "")
}

async function compileAll(target: Target, cache: Cache, units: Unit[]): Promise<Entry[]> {
  const runtime = runtimeDigest()
  return inParallel(units, weight, async (unit) => {
    const flags = [...target.compileFlags, ...unit.flags]
    const parts = ["compile", target.compiler.identity, runtime, ...flags, unit.text, ...unit.parts]
    const made = await cache.entry(parts,
      (out) => target.compiler.compile({ text: unit.text, include: RUNTIME, flags, out }))
    return made.stderr === "" ? made : { ...made, stderr: `${unit.path}:\n${made.stderr}` }
  })
}

function shim(path: string): Unit {
  const text = readFileSync(path, "utf8")
  const folder = dirname(path)
  const included = new Set<string>()
  const parts = includedFrom(folder, text, included)
  return { path, text, flags: ["-I", resolve(folder)], parts, read: [path, ...included] }
}

/** The texts of files beside a shim that it includes, with theirs. */
function includedFrom(folder: string, text: string, seen: Set<string>): string[] {
  return [...text.matchAll(/^#include "([\w./-]+)"/gm)].flatMap((match) => {
    const path = join(folder, match[1] ?? "")
    if (seen.has(path) || !existsSync(path)) return []
    seen.add(path)
    const inner = readFileSync(path, "utf8")
    return [inner, ...includedFrom(folder, inner, seen)]
  })
}

/** Bytes to compile; the runtime's unit is short but includes the rest of it. */
function weight(unit: Unit): number {
  return unit === ALL ? 100_000 : unit.text.length
}

/** Runs as many at once as there are processors, the heaviest first; results in their order. */
async function inParallel<I, O>(
  items: I[],
  weigh: (item: I) => number,
  run: (item: I) => Promise<O>,
): Promise<O[]> {
  const results = new Map<I, O>()
  const queue = [...items].sort((a, b) => weigh(b) - weigh(a))
  const worker = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
      results.set(item, await run(item))
    }
  }
  await Promise.all(Array.from({ length: availableParallelism() }, worker))
  return items.flatMap((item) => {
    const result = results.get(item)
    return result === undefined ? [] : [result]
  })
}

/** A change of any of its files remakes every object: it changes seldom. */
function runtimeDigest(): string {
  const names = readdirSync(RUNTIME).filter((name) => /\.[hc]$/.test(name)).sort()
  return digestOf(names.flatMap((name) => [name, readFileSync(join(RUNTIME, name), "utf8")]))
}

/** Archives of the project by content; installed libraries count as part of the compiler. */
function libraryStamps(libs: string[]): string[] {
  return libs.map((lib) =>
    lib.includes("/") ? digestOf([readFileSync(lib).toString("latin1")]) : lib)
}
