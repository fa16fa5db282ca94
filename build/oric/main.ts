// `ori`: the only file of the compiler that knows node. It gives the commands files, processes and
// the toolchain, which the launcher passes in, and turns what they return into an exit code.

import type { Hash } from "node:crypto"
import {
  chmodSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs"
import { dirname, isAbsolute, join, relative, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs, usage } from "./cli/args.ts"
import { build, run } from "./cli/build.ts"
import { COMMANDS, OVERVIEW } from "./cli/commands.ts"
import { explain } from "./cli/explain.ts"
import { format } from "./cli/format.ts"
import type { Io, Toolchain } from "./cli/io.ts"
import { EXIT, StackExhausted } from "./cli/io.ts"
import { isStackOverflow } from "./front.ts"
import { check, test } from "./cli/test.ts"

type Run = (
  io: Io,
  operands: string[],
  flags: Map<string, string>,
  rest: string[],
) => Promise<number> | number

const RUNS: Record<string, Run> = {
  check,
  build,
  run,
  test,
  emit: async (io, operands, flags) =>
    (await import("./cli/emit.ts")).emitStage(io, operands, flags),
  fmt: format,
  explain,
}

/** The project's folder: two folders up, from this file and from its bundle. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url))
const STD = join(ROOT, "build/std")
const PAGES = join(ROOT, "build/oric/source/pages")

/** Runs a command line; yields the exit code. */
export async function main(args: string[], toolchain: Toolchain): Promise<number> {
  const [name = "", ...rest] = args
  const command = COMMANDS.find((known) => known.name === name)
  const runCommand = RUNS[name]
  if (command === undefined || runCommand === undefined) {
    const help = name === "--help" || name === "-h" || name === "help"
    write(
      help ? 1 : 2,
      name === "" || help ? OVERVIEW : `ori: unknown command ${name}\n\n${OVERVIEW}`,
    )
    return help ? EXIT.fine : EXIT.usage
  }
  const parsed = parseArgs(command, rest)
  if (parsed.k === "help") {
    write(1, usage(command))
    return EXIT.fine
  }
  if (parsed.k === "wrong") {
    write(2, `ori ${name}: ${parsed.message}\n\n${usage(command)}`)
    return EXIT.usage
  }
  try {
    return await runCommand(newIo(toolchain), parsed.operands, parsed.flags, parsed.rest)
  } catch (error) {
    const exhausted = error instanceof StackExhausted || isStackOverflow(error)
    if (!exhausted || !threads().isMainThread) throw error
    return again(args)
  }
}

/** Stages recurse along the branches of a function, so its length asks for stack. */
const DEEP_STACK_MB = 900

/** The whole command once more, in a thread with a stack for programs of any length. */
function again(args: string[]): Promise<number> {
  const limits = { stackSizeMb: DEEP_STACK_MB, maxOldGenerationSizeMb: 4096 }
  const { Worker } = threads()
  const worker = new Worker(join(ROOT, "build/ori.mjs"), { argv: args, resourceLimits: limits })
  return new Promise((resolve, reject) => worker.on("exit", resolve).on("error", reject))
}

/** Loaded when asked, which hardly any command does. */
function threads(): typeof import("node:worker_threads") {
  return process.getBuiltinModule("node:worker_threads")
}

/** The machine as the commands see it. */
export function newIo(toolchain: Toolchain): Io {
  return {
    toolchain,
    disk: { load: (path) => loadBytes(diskPath(path)), list: (path) => listNames(diskPath(path)) },
    print: (text) => write(1, text),
    error: (text) => write(2, text),
    write: writeText,
    writeWhole: (path, text) => replace(path, (draft) => writeText(draft, text)),
    readText: (path) => (loadBytes(path) === null ? null : readFileSync(path, "utf8")),
    sources: (path) => sourcesBelow(path),
    fromPackage,
    outPath: (name) => join(freshFolder(join(ROOT, "out/run")), name),
    cachePath: commandPath,
    readable: (path) => existsSync(path),
    copy: copyBuilt,
    hash: (bytes) => newHash().update(bytes).digest("hex").slice(0, 32),
    compilerDigest: () => compilerDigest(),
    page: (code) => {
      const path = join(PAGES, `${code}.md`)
      return /^[EW]\d{4}$/.test(code) && existsSync(path) ? readFileSync(path, "utf8") : null
    },
    mayRestart: () => threads().isMainThread,
    colour: process.stderr.isTTY === true && (process.env.NO_COLOR ?? "") === "",
  }
}

function write(descriptor: 1 | 2, text: string): void {
  for (let rest = Buffer.from(text); rest.length > 0;)
    rest = rest.subarray(writeSome(descriptor, rest))
}

/** A pipe may be full for a moment; one whose reader has gone takes what nobody will see. */
function writeSome(descriptor: 1 | 2, bytes: Buffer): number {
  try {
    return writeSync(descriptor, bytes)
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : null
    if (code === "EAGAIN") return 0
    if (code === "EPIPE") return bytes.length
    throw error
  }
}

function diskPath(path: string): string {
  return path.startsWith("std:") ? join(STD, path.slice(4)) : path
}

/** What cannot be read, or has no name that the system takes, is not there. */
function loadBytes(path: string): Uint8Array | null {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() === true ? readFileSync(path) : null
  } catch {
    return null
  }
}

/**
 * A source of the package that the working folder lies in, as seen from the package: the compiler
 * looks for packages along the path that it is given.
 */
function fromPackage(operand: string): string {
  if (!operand.endsWith(".ori") || isAbsolute(operand)) return operand
  const here = process.cwd()
  let folder = here
  while (!existsSync(join(folder, "ori.toml"))) {
    if (dirname(folder) === folder) return operand
    folder = dirname(folder)
  }
  const inside = relative(folder, resolve(operand))
  return inside.startsWith("src/") ? join(relative(here, folder), inside) : operand
}

function listNames(path: string): string[] | null {
  return existsSync(path) && statSync(path).isDirectory() ? readdirSync(path).sort() : null
}

function writeText(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

/** Where a command given in this folder is remembered: its paths may be relative. */
function commandPath(key: string): string {
  const name = newHash().update(`${key} ${process.cwd()}`).digest("hex")
  return join(ROOT, "out/commands", `${name}.json`)
}

/** Built programs that nobody asked for a while make room. */
const KEPT = 300

function freshFolder(folder: string): string {
  mkdirSync(folder, { recursive: true })
  const names = readdirSync(folder)
  if (names.length > KEPT) {
    const time = (name: string): number =>
      statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0
    const dated = names.map((name) => ({ name, time: time(name) })).sort((a, b) => a.time - b.time)
    for (const { name } of dated.slice(0, KEPT / 2)) rmSync(join(folder, name), { force: true })
  }
  return folder
}

/** A program that runs cannot be written, but another can take its place. */
export function copyBuilt(from: string, to: string): void {
  const copy = (path: string): void => {
    copyFileSync(from, path)
    chmodSync(path, 0o755)
  }
  mkdirSync(dirname(resolve(to)), { recursive: true })
  const there = lstatSync(to, { throwIfNoEntry: false })
  if (there === undefined || there.isFile()) replace(to, copy)
  else copy(to)
}

/** Makes a file whole before it has its name: another process may be about to read or run it. */
function replace(path: string, make: (draft: string) => void): void {
  const draft = `${path}.${process.pid}`
  make(draft)
  renameSync(draft, path)
}

/** Node's module is loaded when first asked: a check hashes nothing. */
function newHash(): Hash {
  return process.getBuiltinModule("node:crypto").createHash("sha256")
}

/** Everything under these folders decides what a program becomes. */
const COMPILER = ["build/oric", "build/std", "build/runtime", "build/link"]

function compilerDigest(): string {
  const hash = newHash().update(process.versions.node)
  for (const path of COMPILER.flatMap((folder) => filesBelow(join(ROOT, folder)))) {
    hash.update(path.slice(ROOT.length)).update(readFileSync(path))
  }
  return hash.digest("hex")
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) =>
      entry.isDirectory() ? filesBelow(join(folder, entry.name)) : [join(folder, entry.name)],
    )
}

function sourcesBelow(path: string): string[] {
  const names = listNames(path)
  if (names === null) return path.endsWith(".ori") ? [path] : []
  return names
    .filter((name) => !name.startsWith(".") && name !== "node_modules" && name !== "out")
    .flatMap((name) => sourcesBelow(join(path, name)))
}
