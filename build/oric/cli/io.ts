// What the commands need of the machine. `main.ts` is the only file that knows node; the commands
// are functions of this.

import type { Disk } from "../check/package.ts"

export type Target = "native" | "wasm"

export type LinkJob = {
  files: { path: string; text: string }[]
  target: Target
  /** A program is a command with an exit code, a module is a reactor for a host. */
  kind: "program" | "module"
  release: boolean
  out: string
  /** What a wasm program asks of JavaScript. */
  abiTs?: string
  libs: string[]
  shims: string[]
}

export type RunResult = { code: number; stdout: string; stderr: string }

export type Toolchain = {
  /** `read`: further files that went into it. */
  link(job: LinkJob): Promise<{ ok: boolean; stderr: string; read: string[] }>
  /** Runs what was built; with `capture` its output is returned instead of passed on. */
  run(path: string, target: Target, args: string[], capture: boolean): Promise<RunResult>
}

export type Io = {
  disk: Disk
  toolchain: Toolchain
  /** Standard output and error of `ori` itself. */
  print(text: string): void
  error(text: string): void
  write(path: string, text: string): void
  /** The same for what other commands may be about to read. */
  writeWhole(path: string, text: string): void
  readText(path: string): string | null
  /** All `.ori` files at or below a path. */
  sources(path: string): string[]
  /** A source as seen from the package that the working folder lies in, if it is one of its own. */
  fromPackage(path: string): string
  /** Where a built file of this name goes. */
  outPath(name: string): string
  /** Where what is known of a finished command is kept. */
  cachePath(key: string): string
  readable(path: string): boolean
  copy(from: string, to: string): void
  hash(bytes: Uint8Array): string
  /** Digest of everything that turns sources into programs: compiler, prelude, runtime. */
  compilerDigest(): string
  /** The page that explains an error code. */
  page(code: string): string | null
  colour: boolean
  /** This thread has the usual stack: a command that needs more may be run again. */
  mayRestart(): boolean
}

/** Thrown before anything is shown, where the same command may succeed with more stack. */
export class StackExhausted extends Error {}

export const EXIT = { fine: 0, failed: 1, usage: 2, diagnostics: 3 } as const
