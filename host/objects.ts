// The classes of the registry's objects, over the one `object.wasm` of the isolate.

import { EXPORTS, IMPORTS } from "../out/object/abi.ts"
import module from "../out/object/object.wasm"
import { decider } from "./decider.ts"
import { deciding, type Worker } from "./object.ts"
import { POOL } from "./requests.ts"
import { work } from "./serve.ts"

const DECIDER = decider({ module, imports: IMPORTS.ori, exports: EXPORTS })

/** What some have the requests' module do. */
const WORKER: Worker = (where, request, world) => work(POOL, where, request, world)

export class Package extends deciding("package", DECIDER) {}
export class User extends deciding("user", DECIDER) {}
export class Scope extends deciding("scope", DECIDER) {}
export class Log extends deciding("log", DECIDER) {}
export class Rebuild extends deciding("rebuild", DECIDER, WORKER) {}
export class Limiter extends deciding("limiter", DECIDER) {}
export class Job extends deciding("job", DECIDER, WORKER) {}
