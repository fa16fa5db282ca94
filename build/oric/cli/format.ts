// `ori fmt`: formats files in place, or says which would change.

import type { Flags } from "./build.ts"
import type { Io } from "./io.ts"
import { EXIT } from "./io.ts"

/** The formatter is loaded only here: no other command needs it. */
export async function format(io: Io, operands: string[], flags: Flags): Promise<number> {
  const { formatFile } = await import("../format/format.ts")
  let changed = 0
  let broken = 0
  for (const operand of operands) {
    if (io.readable(operand)) continue
    broken++
    io.error(`there is no file or folder ${operand}\n`)
  }
  for (const path of operands.flatMap((operand) => io.sources(operand))) {
    const bytes = io.disk.load(path)
    if (bytes === null) continue
    const text = formatFile({ path, base: 0, bytes })
    if (text === null) {
      broken++
      io.error(`${path} has syntax errors; \`ori check\` names them\n`)
    } else if (text !== io.readText(path)) {
      changed++
      if (flags.has("check")) io.print(`${path}\n`)
      else io.write(path, text)
    }
  }
  if (broken > 0) return EXIT.diagnostics
  return flags.has("check") && changed > 0 ? EXIT.failed : EXIT.fine
}
