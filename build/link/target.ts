// What native and wasm builds have in common: a compiler and its flags.

import type { Compiler } from "./compiler.ts"

/** `sanitize`: unoptimised, under address and undefined-behaviour checks, with the C allocator. */
export type Mode = "dev" | "release" | "sanitize"

/** Natively a program; on wasm a command with `main`, or a reactor whose exports a host calls. */
export type Kind = "program" | "module"

export type Target = {
  compiler: Compiler
  compileFlags: string[]
  linkFlags(libs: string[]): string[]
}

/** `libc` is always there; a path is itself; anything else is a name for the linker. */
export function libraryFlag(lib: string): string[] {
  if (lib === "libc" || lib === "c") return []
  return lib.includes("/") || /\.[ao]$/.test(lib) ? [lib] : [`-l${lib}`]
}
