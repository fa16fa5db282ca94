// A module with a planted bug: the project's own build, with one source read otherwise, into a
// folder of its own. Nothing in the tree is touched, and all C files that are as ever come from the
// cache.

import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { link } from "../../build/link/link.ts"
import { produce } from "../../build/oric/cli/build.ts"
import { newIo } from "../../build/oric/main.ts"
import { run } from "../../build/link/run.ts"
import { mutated, type Mutant } from "./table.ts"

/** The path of the module. */
export async function buildMutant(mutant: Mutant): Promise<string> {
  const folder = join("out/mutants", mutant.name.replaceAll(" ", "_"))
  mkdirSync(folder, { recursive: true })
  const source = new TextEncoder().encode(mutated(mutant))
  const io = newIo({ link, run })
  let planted = false
  function load(path: string): Uint8Array | null {
    if (path !== mutant.file) return io.disk.load(path)
    planted = true
    return source
  }
  const out = join(folder, `${mutant.module}.wasm`)
  const built = await produce(
    {
      ...io,
      disk: { ...io.disk, load },
      // What is known of the build of the sources as they are is another's.
      cachePath: (key) => join(folder, `${key}.json`),
      outPath: () => out,
    },
    `ori/src/${mutant.module}.ori`, "build", new Map([["target", "wasm"]]),
  )
  if (built === null || !planted) throw new Error("the mutant does not compile, or is not in it")
  return out
}
