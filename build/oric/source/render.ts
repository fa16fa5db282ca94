// Diagnostics as text for people, or as one JSON record a line for programs.
//
// The first two lines have the shape that editors and the tests parse: `error[E2003]: …` and ` -->
// FILE:LINE:COLUMN`.

import type { Diagnostic, Span } from "./diagnostic.ts"
import { excerpt } from "./excerpt.ts"
import type { Paint } from "./excerpt.ts"
import type { Sources } from "./position.ts"

const STYLES = { error: "31;1", warning: "33;1", bold: "1", dim: "2", blue: "34;1" }

const plain: Paint = (_style, text) => text
const coloured: Paint = (style, text) => `\u001b[${STYLES[style]}m${text}\u001b[0m`

/** One diagnostic as users see it, with a final newline. */
export function render(diagnostic: Diagnostic, sources: Sources, colour = false): string {
  const paint = colour ? coloured : plain
  const { code, level, message, at, labels, notes, help } = diagnostic
  const { file, line, column } = sources.place(at.at)
  const lines = [
    `${paint(level, `${level}[${code}]`)}${paint("bold", `: ${message}`)}`,
    ` ${paint("blue", "-->")} ${file.path}:${line}:${column}`,
  ]
  const marks = [{ ...at, text: "", main: true }, ...labels.map((l) => ({ ...l, main: false }))]
  lines.push(...excerpt(marks, level, sources, paint))
  for (const note of notes) lines.push(`note: ${note}`)
  if (help !== "") lines.push(`${paint("bold", "help:")} ${help}`)
  return `${lines.join("\n")}\n`
}

/** All diagnostics, a blank line between them. */
export function renderAll(all: readonly Diagnostic[], sources: Sources, colour = false): string {
  return all.map((diagnostic) => render(diagnostic, sources, colour)).join("\n")
}

/** One record a line: the fields of the diagnostic, with each span as path, line and column too. */
export function toJson(diagnostic: Diagnostic, sources: Sources): string {
  const { code, level, message, help, notes } = diagnostic
  return JSON.stringify({
    code,
    level,
    message,
    at: spanJson(diagnostic.at, sources),
    help,
    labels: diagnostic.labels.map((l) => ({ at: spanJson(l, sources), text: l.text })),
    notes,
    fix: diagnostic.fix?.map((f) => ({ at: spanJson(f, sources), insert: f.insert })) ?? null,
  })
}

function spanJson(span: Span, sources: Sources): Record<string, string | number> {
  const from = sources.place(span.at)
  const to = sources.place(span.end)
  const { line, column, file } = from
  return { path: file.path, line, column, endLine: to.line, endColumn: to.column }
}
