// The one pool of instances of `worker.wasm` in an isolate, for requests and for the work of
// objects.

import { EXPORTS, IMPORTS } from "../out/worker/abi.ts"
import module from "../out/worker/worker.wasm"
import { handlers } from "./serve.ts"

export const POOL = handlers({ module, imports: IMPORTS.ori, exports: EXPORTS })
