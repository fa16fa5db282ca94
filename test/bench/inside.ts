// Runs one program in this process and says on stderr how long it took: the start of node and the
// compilation of the module do not count, V8's warming up does.
//
//   node inside.ts FILE.ts      calls the file's `main`, which returns what to print
//   node inside.ts FILE.wasm    starts a WASI command

import { readFileSync } from "node:fs"
import { WASI } from "node:wasi"

async function prepare(path: string): Promise<() => string> {
  if (!path.endsWith(".wasm")) {
    const { main } = await import(path) as { main: () => string }
    return main
  }
  const wasi = new WASI({ version: "preview1", args: ["program"], returnOnExit: true })
  const module = new WebAssembly.Module(readFileSync(path))
  const instance = new WebAssembly.Instance(module, wasi.getImportObject() as WebAssembly.Imports)
  return () => {
    process.exitCode = wasi.start(instance)
    return ""
  }
}

const start = await prepare(process.argv[2] ?? "")
const begin = performance.now()
const text = start()
const ms = performance.now() - begin
process.stdout.write(text)
process.stderr.write(`ms ${ms.toFixed(3)}\n`)
