// All that the command `ori` needs, as one module: the commands, and the toolchain that they use.
// It is what `bundle.ts` makes one script of.

import type { Toolchain } from "./oric/cli/io.ts"

export { main } from "./oric/main.ts"

/** Loaded when asked: a check links and runs nothing. */
export const toolchain: Toolchain = {
  link: async (job) => (await import("./link/link.ts")).link(job),
  run: async (...program) => (await import("./link/run.ts")).run(...program),
}
