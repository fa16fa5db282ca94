// Showing diagnostics on standard error, for people or as JSON, with a line that counts them.

import type { Findings } from "../front.ts"
import { renderAll, toJson } from "../source/render.ts"
import type { Io } from "./io.ts"
import { StackExhausted } from "./io.ts"

/** Prints what there is to say, and yields it. */
export function show(io: Io, output: Findings, json: boolean): string {
  if (output.exhausted && io.mayRestart()) throw new StackExhausted()
  const text = shownText(io, output, json)
  if (text !== "") io.error(text)
  return text
}

function shownText(io: Io, output: Findings, json: boolean): string {
  const { diagnostics, sources } = output
  if (diagnostics.length === 0) return ""
  if (json) return diagnostics.map((one) => `${toJson(one, sources)}\n`).join("")
  const errors = diagnostics.filter((one) => one.level === "error").length
  const warnings = diagnostics.length - errors
  const counts = [count(errors, "error"), count(warnings, "warning")]
    .filter((text) => text !== "")
    .join(", ")
  return `${renderAll(diagnostics, sources, io.colour)}\n${counts}\n`
}

function count(number: number, word: string): string {
  return number === 0 ? "" : `${number} ${word}${number === 1 ? "" : "s"}`
}
