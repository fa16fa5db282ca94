// The compiler in memory, with what the engine learnt of it.
//
// V8 interprets a function until it has run often; most of a command of a second is over by then.
// Its code cache holds bytecode, and if it is taken after the functions ran, also which of them
// were worth more: those are compiled at once. So a command leaves beside the bundle what it
// learnt. A brief one does if there is nothing yet, and a long one once more, since it learnt most.
//
// The names have the engine's version and flags, which a cache hangs on.

import { readFileSync, rmSync } from "node:fs"
import { pathToFileURL } from "node:url"
import v8 from "node:v8"
import { Script, constants } from "node:vm"
import { put } from "./bundle.ts"

type Compiler = typeof import("./command.ts")

/** The compiler, and what to do when its command has ended. */
export type Loaded = { compiler: Compiler; learn: () => void }

/** The work of a long command, in microseconds. */
const LONG = 800_000

/** The bundle at this path, or without one the sources. */
export async function load(root: string, path: string | null, work = LONG): Promise<Loaded> {
  if (path === null) {
    const compiler: Compiler = await import(pathToFileURL(`${root}/build/command.ts`).href)
    return { compiler, learn: () => {} }
  }
  const long = `${path}.${v8.cachedDataVersionTag()}`
  const brief = `${long}.brief`
  const known = firstOf([long, brief])
  const script = scriptOf(path, known?.bytes)
  if (script.cachedDataRejected === true) rmSync(known!.name, { force: true })
  const isKnown = script.cachedDataRejected === false
  const learn = (): void => {
    const name = process.cpuUsage().user < work ? brief : long
    if (!isKnown || (known?.name === brief && name === long)) leave(name, script)
  }
  return { compiler: run(script, path), learn }
}

/** The first file that is there: other commands leave and remove them meanwhile. */
function firstOf(names: string[]): { name: string; bytes: Buffer } | null {
  for (const name of names) {
    try {
      return { name, bytes: readFileSync(name) }
    } catch {
      // There may be the next.
    }
  }
  return null
}

function scriptOf(path: string, cachedData: Buffer | undefined): Script {
  return new Script(readFileSync(path, "utf8"), {
    filename: path,
    ...cachedData !== undefined && { cachedData },
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  })
}

function run(script: Script, path: string): Compiler {
  const module: { exports: unknown } = { exports: {} }
  const { getBuiltinModule } = process
  script.runInThisContext()(module.exports, getBuiltinModule, module, pathToFileURL(path).href)
  return module.exports as Compiler
}

/** The command has done what it was for: where nothing can be written, nothing is lost. */
function leave(name: string, script: Script): void {
  try {
    put(name, script.createCachedData())
  } catch {
    // The next command compiles once more.
  }
}
