// Showing diagnostics on standard error, for people or as JSON, with a line that counts them.

import type { Output } from "../compile.ts"
import { renderAll, toJson } from "../source/render.ts"
import type { Io } from "./io.ts"

export function show(io: Io, output: Output, json: boolean): void {
  const { diagnostics, sources } = output
  if (diagnostics.length === 0) return
  if (json) {
    io.error(diagnostics.map((one) => `${toJson(one, sources)}\n`).join(""))
    return
  }
  const errors = diagnostics.filter((one) => one.level === "error").length
  const warnings = diagnostics.length - errors
  const counts = [count(errors, "error"), count(warnings, "warning")].filter((text) => text !== "").join(", ")
  io.error(`${renderAll(diagnostics, sources, io.colour)}\n${counts}\n`)
}

function count(number: number, word: string): string {
  return number === 0 ? "" : `${number} ${word}${number === 1 ? "" : "s"}`
}
