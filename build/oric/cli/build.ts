// `ori build` and `ori run`: compile, link, and for `run` also start what came out.

import { SLOW_TEST } from "../check/package.ts"
import type { Output } from "../compile.ts"
import type { Input, Mode } from "../front.ts"
import type { Product } from "./cache.ts"
import { recall, recording, remember } from "./cache.ts"
import { show } from "./diagnostics.ts"
import type { Io, Target } from "./io.ts"
import { EXIT } from "./io.ts"

export type Flags = Map<string, string>

export function targetOf(flags: Flags): Target | null {
  const target = flags.get("target") ?? "native"
  return target === "native" || target === "wasm" ? target : null
}

export function inputOf(io: Io, root: string, mode: Mode, flags: Flags): Input {
  return {
    root: io.fromPackage(root),
    disk: io.disk,
    mode,
    target: targetOf(flags) ?? "native",
    release: flags.has("release"),
    features: words(flags.get("features")),
    without: new Set(words(flags.get("without"))),
    verify: flags.has("verify"),
    stop: null,
  }
}

export function words(text: string | undefined): string[] {
  return (text ?? "")
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "")
}

/**
 * Compiles and links, or finds that nothing has changed; null after showing what was wrong. What
 * makes code is loaded only when there is something to make.
 */
export async function produce(
  io: Io,
  root: string,
  mode: Mode,
  flags: Flags,
): Promise<Product | null> {
  const options = [...flags].filter(([flag]) => flag !== "output" && flag !== "abi").sort()
  const key = io.hash(
    new TextEncoder().encode(JSON.stringify([io.compilerDigest(), root, mode, options])),
  )
  const known = recall(io, key)
  if (known !== null) {
    if (known.shown !== "") io.error(known.shown)
    return known.product
  }
  const { compile } = await import("../compile.ts")
  const { disk, seen } = recording(io.disk)
  const output = compile({ ...inputOf(io, root, mode, flags), disk })
  const shown = show(io, output, flags.has("json"))
  const product = await linkOutput(io, output, flags, key, seen)
  if (product !== null) remember(io, key, seen, shown, product)
  return product
}

async function linkOutput(
  io: Io,
  output: Output,
  flags: Flags,
  key: string,
  seen: Set<string>,
): Promise<Product | null> {
  const emitted = output.emitted
  if (!output.ok || emitted === null) return null
  const target = targetOf(flags) ?? "native"
  if (output.kind === "module" && target === "native") {
    io.error("without @main there is no program; a module for a host is built with --target wasm\n")
    return null
  }
  // Named after its content: what runs meanwhile may come from the same command.
  const made = io.hash(new TextEncoder().encode(JSON.stringify([key, emitted.files])))
  const path = io.outPath(`${made}${target === "wasm" ? ".wasm" : ""}`)
  const linked = await io.toolchain.link({
    files: emitted.files,
    target,
    kind: output.kind === "module" ? "module" : "program",
    release: flags.has("release"),
    out: path,
    ...(target === "wasm" ? { abiTs: emitted.abiTs } : {}),
    libs: [...emitted.libs, ...words(flags.get("libs"))],
    shims: words(flags.get("shims")),
  })
  if (linked.stderr !== "") io.error(linked.stderr)
  for (const path of linked.read) seen.add(path)
  const { abiTs, abiH, names } = emitted
  const slow = output.check?.package?.slowTest ?? SLOW_TEST
  if (!linked.ok) return null
  return { path, kind: output.kind, tests: output.tests, slow, abiTs, abiH, names }
}

export async function build(io: Io, operands: string[], flags: Flags): Promise<number> {
  const out = flags.get("output")
  if (out === undefined) {
    io.error("usage: ori build FILE -o OUT\n")
    return EXIT.usage
  }
  const built = await produce(io, operands[0] ?? "", "build", flags)
  if (built === null) return EXIT.diagnostics
  const abi = flags.get("abi")
  return written(io, out, () => io.copy(built.path, out)) && (abi === undefined ||
    written(io, abi, () => writeAbi(io, abi, built))) ? EXIT.fine : EXIT.failed
}

function writeAbi(io: Io, folder: string, { abiTs, abiH, names }: Product): void {
  io.write(`${folder}/abi.ts`, abiTs)
  io.write(`${folder}/abi.h`, abiH)
  io.write(`${folder}/names.json`, `${JSON.stringify(names, null, 1)}\n`)
}

/** Whether it could be; says why not. */
function written(io: Io, path: string, work: () => void): boolean {
  try {
    work()
    return true
  } catch (error) {
    const [reason] = (error instanceof Error ? error.message : String(error)).split(", ")
    io.error(`cannot write ${path}: ${reason}\n`)
    return false
  }
}

export async function run(
  io: Io,
  operands: string[],
  flags: Flags,
  rest: string[],
): Promise<number> {
  const built = await produce(io, operands[0] ?? "", "build", flags)
  if (built === null) return EXIT.diagnostics
  if (built.kind === "module") {
    io.error(`${operands[0]} has no @main, so there is nothing to run\n`)
    return EXIT.diagnostics
  }
  return (await io.toolchain.run(built.path, targetOf(flags) ?? "native", rest, false)).code
}
