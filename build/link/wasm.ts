// WebAssembly modules: small, and equal bytes from equal text.
//
// Releases use the compiler that the project's lock file fixes, so that anyone makes the same
// bytes; development uses an installed clang, which is faster. ORI_WASM_CC names another (`yowasp`
// is the locked one). The link step gets no -O: the driver would run whatever `wasm-opt` is in
// PATH, which changes the bytes and undoes the shape of hot loops.

import type { Compiler } from "./compiler.ts"
import { findCommand, installed } from "./compiler.ts"
import { libraryFlag } from "./target.ts"
import type { Kind, Mode, Target } from "./target.ts"
import { yowasp } from "./yowasp.ts"

const COMMON = [
  "-std=gnu11", "-fno-strict-aliasing", "-ffp-contract=off",
  "-ffunction-sections", "-fdata-sections", "-mbulk-memory", "-mnontrapping-fptoint", "-msign-ext",
]

const BY_MODE: Record<Mode, string[]> = {
  dev: ["-O1"],
  release: ["-O2"],
  sanitize: ["-O0"],
}

/** The first megabyte is the stack, so that its overflow is a fault and not other data. */
const LINK = [
  "-Wl,--strip-all", "-Wl,--stack-first", "-Wl,-z,stack-size=1048576", "-Wl,--gc-sections",
]

/** The wasm compiler, or what is missing. */
export async function wasmTarget(mode: Mode, kind: Kind): Promise<Target | string> {
  const chosen = await chooseCompiler(mode)
  if (chosen === null) {
    return "no wasm compiler found: run `npm install`, or install clang-19, lld-19 and wasi-libc"
  }
  const { compiler, triple } = chosen
  const reactor = kind === "module"
  return {
    compiler,
    compileFlags: [triple, ...COMMON, ...(reactor ? ["-DORI_REACTOR"] : []), ...BY_MODE[mode]],
    linkFlags: (libs) => [
      triple, ...LINK, ...(reactor ? ["-mexec-model=reactor"] : []),
      ...libs.flatMap(libraryFlag),
    ],
  }
}

/** Distributions keep the libraries of wasm under the older name of the target. */
type Chosen = { compiler: Compiler; triple: "--target=wasm32-wasip1" | "--target=wasm32-wasi" }

async function chooseCompiler(mode: Mode): Promise<Chosen | null> {
  const wanted = process.env.ORI_WASM_CC
  if (wanted === "yowasp" || (wanted === undefined && mode === "release")) {
    const locked = await lockedCompiler()
    if (locked !== null || wanted === "yowasp") return locked
  }
  const found = findCommand(wanted === undefined ? ["clang-19", "clang"] : [wanted])
  if (found !== null) {
    const compiler = installed(found.command, found.version)
    return { compiler, triple: "--target=wasm32-wasi" }
  }
  return wanted === undefined ? lockedCompiler() : null
}

async function lockedCompiler(): Promise<Chosen | null> {
  const compiler = await yowasp()
  return compiler === null ? null : { compiler, triple: "--target=wasm32-wasip1" }
}
