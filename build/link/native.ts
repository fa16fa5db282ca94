// Native programs: static, so that one file runs in any container, and without what a run could
// make differ.

import type { Compiler } from "./compiler.ts"
import { findCommand, installed } from "./compiler.ts"
import { libraryFlag } from "./target.ts"
import type { Mode, Target } from "./target.ts"

const COMMON = [
  "-std=gnu11",
  // Cells are seen through several structs.
  "-fno-strict-aliasing",
  // Floats give the same on every machine.
  "-ffp-contract=off", "-fno-math-errno",
  "-ffunction-sections", "-fdata-sections",
]

const BY_MODE: Record<Mode, string[]> = {
  dev: ["-O1"],
  release: ["-O2"],
  sanitize: [
    "-O0", "-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all",
    "-DORI_LIBC_MALLOC",
  ],
}

/** The native compiler, or what is missing. */
export function nativeTarget(mode: Mode): Target | string {
  const wanted = process.env.ORI_CC
  const found = findCommand(wanted === undefined ? known(mode) : [wanted])
  if (found === null) return "no C compiler found: install gcc or clang-19 (build/apt.sh does)"
  return { compiler: nativeCompiler(found), ...nativeFlags(found.command, mode) }
}

/** By preference: gcc takes three times as long for code with sanitizers. */
function known(mode: Mode): string[] {
  const clangs = ["clang-19", "clang"]
  return mode === "sanitize" ? [...clangs, "gcc", "cc"] : ["gcc", ...clangs, "cc"]
}

function nativeCompiler(found: { command: string; version: string }): Compiler {
  return installed(found.command, found.version)
}

function nativeFlags(command: string, mode: Mode): Pick<Target, "compileFlags" | "linkFlags"> {
  // gcc moves unlikely code to a function of its own, which hides frames from a trace.
  const whole = command.includes("gcc") ? ["-fno-reorder-blocks-and-partition"] : []
  return {
    compileFlags: [...COMMON, ...whole, ...BY_MODE[mode]],
    linkFlags: (libs) => [
      ...(mode === "sanitize" ? ["-fsanitize=address,undefined"] : ["-static"]),
      ...(mode === "release" ? ["-s"] : []),
      "-Wl,--gc-sections",
      "-Wl,--start-group", ...libs.flatMap(libraryFlag), "-lm", "-Wl,--end-group",
    ],
  }
}
