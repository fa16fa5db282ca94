// `ori explain`: the page of an error code.

import type { Io } from "./io.ts"
import { EXIT } from "./io.ts"

export function explain(io: Io, operands: string[]): number {
  const code = (operands[0] ?? "").toUpperCase()
  const page = io.page(code)
  if (page === null) {
    io.error(`there is no error code ${code}\n`)
    return EXIT.usage
  }
  io.print(page)
  return EXIT.fine
}
