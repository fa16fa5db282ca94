// The compiler as one script, made anew after each change of its sources.
//
// A command that lives for a second spends a tenth of it finding, reading and linking two hundred
// modules, and every call from one module to another asks whether the other has been initialised.
// In a bundle neither is left. It is a copy of the sources, never a condition: where it can't be
// made, they run as they are.
//
// It is a script, since only of scripts the engine keeps what it learnt (`load.ts`): a function of
// what a module of node's is given, and of the address that it has.
//
// The file is named after its content and `current.json` is put in place last and whole, so that
// commands that start at the same time never see a half of one.

import {
  mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync,
} from "node:fs"
import { basename, join, relative } from "node:path"
import type { OutputFile, Plugin } from "esbuild"

/** A path below the root, and what changes when the file does. */
type Source = [path: string, stamp: string]

/** What `current.json` holds: the name of the file, and what it was made of. */
type Current = { entry: string; inputs: Source[] }

const POINTER = "current.json"

/** What a command that began earlier may still come to import, in milliseconds. */
const IN_USE = 3_600_000

/** The path of the bundle; null where none can be made. */
export async function bundle(root: string): Promise<string | null> {
  // As deep as the sources, which find the project from where they are.
  const folder = join(root, "out/ori")
  return current(root, folder) ?? await bundled(root, folder)
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

function sourceOf(root: string, path: string): Source {
  return [relative(root, path), stampOf(path)]
}

function stampOf(path: string): string {
  const { mtimeMs, size } = statSync(path)
  return `${mtimeMs} ${size}`
}

async function bundled(root: string, folder: string): Promise<string | null> {
  try {
    const { inputs, file } = await build(root)
    const entry = basename(file.path)
    mkdirSync(folder, { recursive: true })
    removeOld(folder)
    put(join(folder, entry), file.contents)
    put(join(folder, POINTER), JSON.stringify({ entry, inputs } satisfies Current))
    return join(folder, entry)
  } catch {
    return null
  }
}

async function build(root: string): Promise<{ inputs: Source[]; file: OutputFile }> {
  const esbuild = await import("esbuild")
  const inputs = [sourceOf(root, import.meta.filename)]
  const { outputFiles } = await esbuild.build({
    absWorkingDir: root,
    entryPoints: ["build/command.ts"],
    bundle: true,
    // A compiler of many megabytes, loaded when a module is linked by it.
    external: ["@yowasp/*"],
    platform: "node",
    format: "cjs",
    banner: { js: "(function (exports, require, module, address) {" },
    footer: { js: "})" },
    define: { "import.meta.url": "address" },
    outdir: "out/ori",
    outExtension: { ".js": ".cjs" },
    entryNames: "[name]-[hash]",
    write: false,
    logLevel: "silent",
    plugins: [stamping(root, inputs)],
  })
  return { inputs, file: outputFiles[0]! }
}

/** Notes each source as it is before it is read: who changes it meanwhile makes the bundle old. */
function stamping(root: string, inputs: Source[]): Plugin {
  return {
    name: "stamping",
    setup: ({ onLoad }) => onLoad({ filter: /./ }, ({ path }) => {
      inputs.push(sourceOf(root, path))
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
export function put(path: string, contents: string | Uint8Array): void {
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, contents)
  renameSync(draft, path)
}
