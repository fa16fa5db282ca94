// The modules that ship, for a process that is no Worker.

import { readFileSync } from "node:fs"
import { join } from "node:path"
import { decider } from "../../host/decider.ts"
import { handlers } from "../../host/serve.ts"
import * as objectAbi from "../../out/object/abi.ts"
import * as workerAbi from "../../out/worker/abi.ts"
import type { Modules } from "./registry.ts"

const ROOT = join(import.meta.dirname, "../..")

/** Workers may not compile modules, and their types know that: this is no Worker. */
const Module = WebAssembly.Module as unknown as new (bytes: Uint8Array) => WebAssembly.Module

function moduleOf(path: string): WebAssembly.Module {
  return new Module(readFileSync(join(ROOT, path)))
}

/** Other modules may stand in for them, with the same imports and exports. */
export function modules(
  worker = "out/worker/worker.wasm", object = "out/object/object.wasm",
): Modules {
  return {
    pool: handlers({
      module: moduleOf(worker), imports: workerAbi.IMPORTS.ori, exports: workerAbi.EXPORTS,
    }),
    decider: decider({
      module: moduleOf(object), imports: objectAbi.IMPORTS.ori, exports: objectAbi.EXPORTS,
    }),
  }
}
