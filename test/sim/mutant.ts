// One planted bug, in a process of its own: `node test/sim/mutant.ts NAME SEED,SEED… [MODULE]`.
// Runs the seeds until one fails and says which, as JSON. Without a name nothing is planted.
//
// A bug of Ori's comes as a module that was built with it. One of the host or of the simulated
// platform is planted by the loader of this process: it gets the mutated text in place of the file,
// and strips its types as of any other; so nothing that it is about may be imported before.

import { registerHooks } from "node:module"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { newSeed, newToken } from "../../build/dev/state.ts"
import { MUTANTS, ROOT, mutated, type Found, type Mutant } from "../mutants/table.ts"

function plantInHost(mutant: Mutant): void {
  const url = pathToFileURL(join(ROOT, mutant.file)).href
  const source = mutated(mutant)
  registerHooks({
    load: (asked, context, next) => asked === url
      ? { format: "module-typescript", source, shortCircuit: true }
      : next(asked, context),
  })
}

async function firstFailure(
  name: string, seeds: readonly number[], path: string | undefined,
): Promise<Found> {
  const mutant = MUTANTS.find((one) => one.name === name)
  if (mutant === undefined && name !== "") throw new Error(`no mutant ${name}`)
  if (mutant?.module === "host") plantInHost(mutant)
  const { modules } = await import("./modules.ts")
  const { simulate } = await import("./run.ts")
  const made = modules(mutant?.module === "worker" ? path : undefined,
    mutant?.module === "object" ? path : undefined)
  const secrets = { admin: newToken(), logKey: newSeed() }
  for (const [at, seed] of seeds.entries()) {
    const { violations } = await simulate(made, seed, secrets)
    if (violations.length > 0) return { seed, count: at + 1, violations }
  }
  return null
}

const [name = "", seeds = "1", path] = process.argv.slice(2)
console.log(JSON.stringify(await firstFailure(name, seeds.split(",").map(Number), path)))
