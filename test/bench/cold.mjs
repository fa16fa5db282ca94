// How long a module takes from its bytes to an instance that serves, in a process that has run no
// other, and the memory that the instance then has. Plain JavaScript, since the types of node do
// not know WebAssembly. Every import answers 0: starting asks nothing of the host.

import { readFileSync } from "node:fs"

const bytes = readFileSync(process.argv[2])
const begin = performance.now()
const module = await WebAssembly.compile(bytes)
const imports = {}
for (const { module: from, name } of WebAssembly.Module.imports(module)) {
  imports[from] ??= {}
  imports[from][name] = () => 0
}
const { exports } = await WebAssembly.instantiate(module, imports)
exports._initialize?.()
const ms = performance.now() - begin
process.stdout.write(JSON.stringify({ ms, memory: exports.memory.buffer.byteLength }))
