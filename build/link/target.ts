// What native and wasm builds have in common: a compiler and its flags.

import type { Compiler } from "./compiler.ts"

/** `sanitize`: unoptimised, with address and undefined-behaviour checks, and the C library's allocator. */
export type Mode = "dev" | "release" | "sanitize"

/** Natively a program; on wasm a command with `main`, or a reactor whose exports a host calls. */
export type Kind = "program" | "module"

export type Target = {
  compiler: Compiler
  compileFlags: string[]
  linkFlags(libs: string[]): string[]
}
