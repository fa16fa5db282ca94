// Runs one WASI command: `node wasi.mjs MODULE ARGS…`. A process of its own, since a trap must end
// nothing else. The standard library's JavaScript is there for programs that import it.

import { readFileSync } from "node:fs"
import { WASI } from "node:wasi"

const [path = "", ...args] = process.argv.slice(2)
const wasi = new WASI({
  version: "preview1",
  args: [path, ...args],
  env: process.env,
  returnOnExit: true,
})
const module = new WebAssembly.Module(readFileSync(path))
const instance = new WebAssembly.Instance(module, { ...wasi.getImportObject(), ...(await std()) })
try {
  process.exitCode = wasi.start(instance)
} catch (error) {
  process.stderr.write(
    `${error instanceof RangeError ? "panic: stack overflow" : (error.stack ?? error)}\n`,
  )
  process.exitCode = 1
}

/** Loaded for those only that ask for it, since it takes as long as a small program. */
async function std() {
  if (!WebAssembly.Module.imports(module).some((one) => one.module === "ori")) return {}
  const { bindStd } = await import("../std_host.ts")
  return { ori: bindStd(() => instance.exports.memory.buffer) }
}
