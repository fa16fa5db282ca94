// Runs one program in this process and says on stderr how long it took: the start of node and the
// compilation of the module do not count, V8's warming up does. Plain JavaScript, since the types
// of node do not know WebAssembly.
//
//   node inside.mjs FILE.ts      calls the file's `main`, which returns what to print
//   node inside.mjs FILE.wasm    starts a WASI command

import { readFileSync } from "node:fs"
import { WASI } from "node:wasi"

async function prepare(path) {
  if (!path.endsWith(".wasm")) return (await import(path)).main
  const wasi = new WASI({ version: "preview1", args: ["program"], returnOnExit: true })
  const module = new WebAssembly.Module(readFileSync(path))
  const instance = new WebAssembly.Instance(module, wasi.getImportObject())
  return () => {
    process.exitCode = wasi.start(instance)
    return ""
  }
}

const start = await prepare(process.argv[2])
const begin = performance.now()
const text = start()
const ms = performance.now() - begin
process.stdout.write(text)
process.stderr.write(`ms ${ms.toFixed(3)}\n`)
