// The compiler as few files, made anew after each change of its sources.
//
// A command that lives for a second spends a tenth of it finding, reading and linking two hundred
// modules, and every call from one module to another asks whether the other has been initialised.
// In a bundle neither is left. It is a copy of the sources, never a condition: where it can't be
// made, they run as they are.
//
// Files are named after their content and `current.json` is put in place last and whole, so that
// commands that start at the same time never see a half of one.

import {
  mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync,
} from "node:fs"
import { basename, join, relative } from "node:path"
import { pathToFileURL } from "node:url"
import type { OutputFile, Plugin } from "esbuild"

/** A path below the root, and what changes when the file does. */
type Source = [path: string, stamp: string]

/** What `current.json` holds: the file to import, and what it was made of. */
type Current = { entry: string; inputs: Source[] }

const POINTER = "current.json"

/** What a command that began earlier may still come to import, in milliseconds. */
const IN_USE = 3_600_000

/** The address of the module to import for `build/command.ts`. */
export async function compiler(root: string): Promise<string> {
  // Paths below: relative to `root`, as deep as the sources, which find the project from there.
  const folder = join(root, "out/ori")
  const path = current(root, folder) ?? await bundled(root, folder)
  return pathToFileURL(path ?? join(root, "build/command.ts")).href
}

/** The bundle, if all that it was made of is as it was. */
function current(root: string, folder: string): string | null {
  try {
    const { entry, inputs }: Current = JSON.parse(readFileSync(join(folder, POINTER), "utf8"))
    return inputs.every(([path, stamp]) => stampOf(join(root, path)) === stamp)
      ? join(folder, entry)
      : null
  } catch {
    return null
  }
}

function stampOf(path: string): string {
  const { mtimeMs, size } = statSync(path)
  return `${mtimeMs} ${size}`
}

async function bundled(root: string, folder: string): Promise<string | null> {
  try {
    const { inputs, files } = await bundle(root)
    mkdirSync(folder, { recursive: true })
    removeOld(folder)
    for (const { path, contents } of files) put(join(folder, basename(path)), contents)
    const entry = files.map(({ path }) => basename(path)).find((name) => /^command-/.test(name))!
    put(join(folder, POINTER), JSON.stringify({ entry, inputs } satisfies Current))
    return join(folder, entry)
  } catch {
    return null
  }
}

async function bundle(root: string): Promise<{ inputs: Source[]; files: OutputFile[] }> {
  const { build } = await import("esbuild")
  const inputs: Source[] = []
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ["build/command.ts"],
    bundle: true,
    splitting: true,
    // A compiler of many megabytes, loaded when a module is linked by it.
    external: ["@yowasp/*"],
    platform: "node",
    format: "esm",
    outdir: "out/ori",
    outExtension: { ".js": ".mjs" },
    entryNames: "[name]-[hash]",
    chunkNames: "[name]-[hash]",
    write: false,
    logLevel: "silent",
    plugins: [stamping(root, inputs)],
  })
  return { inputs, files: outputFiles }
}

/** Notes each source as it is before it is read: who changes it meanwhile makes the bundle old. */
function stamping(root: string, inputs: Source[]): Plugin {
  return {
    name: "stamping",
    setup: ({ onLoad }) => onLoad({ filter: /./ }, ({ path }) => {
      inputs.push([relative(root, path), stampOf(path)])
      return null
    }),
  }
}

/** Removes what earlier sources left. */
function removeOld(folder: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    if (Date.now() - statSync(path).mtimeMs > IN_USE) rmSync(path, { force: true })
  }
}

/** Writes a file whole or not at all. */
function put(path: string, contents: string | Uint8Array): void {
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, contents)
  renameSync(draft, path)
}
