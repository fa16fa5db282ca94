// Runs a wasm command as a process of its own: `node wasi.ts MODULE ARGS…`.

import { readFileSync } from "node:fs"
import { WASI } from "node:wasi"

declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object
  Instance: new (module: object, imports: object) => object
}

const [path = "", ...args] = process.argv.slice(2)
const wasi = new WASI({ version: "preview1", args: [path, ...args], env: {}, returnOnExit: false })
const module = new WebAssembly.Module(readFileSync(path))
const ori = { release: () => undefined }
wasi.start(new WebAssembly.Instance(module, { ...wasi.getImportObject(), ori }))
