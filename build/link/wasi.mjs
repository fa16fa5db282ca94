// Runs one WASI command: `node wasi.mjs MODULE ARGS…`. A process of its own, since a trap must end
// nothing else. JavaScript that the program imports is bound by the table that lies beside it.

import { existsSync, readFileSync } from "node:fs"
import { pathToFileURL } from "node:url"
import { WASI } from "node:wasi"

const [path = "", ...args] = process.argv.slice(2)
const wasi = new WASI({
  version: "preview1",
  args: [path, ...args],
  env: process.env,
  returnOnExit: true,
})
const module = new WebAssembly.Module(readFileSync(path))
const imports = { ...wasi.getImportObject(), ...(await foreign()) }
const instance = new WebAssembly.Instance(module, imports)
try {
  process.exitCode = wasi.start(instance)
} catch (error) {
  process.stderr.write(`${told(error)}\n`)
  process.exitCode = 1
}

/** Loaded for those only that ask for it, since it takes as long as a small program. */
async function foreign() {
  const asked = WebAssembly.Module.imports(module).filter((one) => !/^wasi_/.test(one.module))
  if (asked.length === 0) return {}
  const { bindImports } = await import("../js_host.ts")
  const table = `${path}.abi.ts`
  const { IMPORTS } = existsSync(table) ? await import(pathToFileURL(table)) : { IMPORTS: {} }
  return bindImports(asked, IMPORTS, () => instance.exports.memory.buffer)
}

/** A trap was told of by the program; what a foreign function throws is a panic of its own. */
function told(error) {
  const isDeep = error instanceof RangeError && /call stack/.test(error.message)
  if (isDeep) return "panic: stack overflow"
  if (error instanceof WebAssembly.RuntimeError) return error.stack
  return `panic: ${error?.message ?? error}`
}
