// All that the command `ori` needs, as one module: the commands, and the toolchain that they use.
// It is what `bundle.ts` makes few files of.

export { link } from "./link/link.ts"
export { run } from "./link/run.ts"
export { main } from "./oric/main.ts"
