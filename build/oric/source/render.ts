// Diagnostics as text for people, or as one JSON record a line for programs.
//
// The first two lines have the shape that editors and the tests parse: `error[E2003]: …` and ` -->
// FILE:LINE:COLUMN`.

import type { Diagnostic, Label, Span } from "./diagnostic.ts"
import type { Sources } from "./position.ts"
import { decode } from "./position.ts"

type Paint = (style: "error" | "warning" | "bold" | "dim" | "blue", text: string) => string

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
  lines.push(...snippet(marks, level, sources, paint))
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

type Mark = Label & { main: boolean }

/** The marked lines, each once, with carets below each mark; other files are named. */
function snippet(
  marks: Mark[],
  level: "error" | "warning",
  sources: Sources,
  paint: Paint,
): string[] {
  const home = sources.fileOf(marks[0]?.at ?? 0)
  const placed = marks.map((mark) => ({ mark, ...sources.place(mark.at) }))
  const here = placed.filter((p) => p.file === home)
  const numbers = [...new Set(here.map((p) => p.line))].sort((a, b) => a - b)
  const width = String(numbers.at(-1) ?? 1).length
  const gutter = (text: string): string => paint("blue", `${text.padStart(width)} |`)
  const lines = [gutter("")]
  for (const number of numbers) {
    const text = sources.line(home, number)
    lines.push(`${gutter(String(number))} ${text}`.trimEnd())
    for (const { mark, column } of here.filter((p) => p.line === number)) {
      const drawn = carets(text, mark, column, number === sources.place(mark.end).line)
      const shown = mark.text === "" ? drawn.line : `${drawn.line} ${mark.text}`
      lines.push(`${gutter("")} ${drawn.pad}${paint(mark.main ? level : "blue", shown)}`)
    }
  }
  for (const { mark, file, line, column } of placed.filter((p) => p.file !== home)) {
    lines.push(` ${paint("blue", ":::")} ${file.path}:${line}:${column}: ${mark.text}`)
  }
  return lines
}

/** Columns count bytes, carets count characters; tabs stay tabs so that both lines agree. */
function carets(
  text: string, mark: Mark, column: number, oneLine: boolean,
): { pad: string; line: string } {
  const bytes = new TextEncoder().encode(text)
  const chars = (from: number, to: number): string => decode(bytes.subarray(from, to))
  const pad = chars(0, column - 1).replace(/[^\t]/gu, " ")
  const end = oneLine ? column - 1 + (mark.end - mark.at) : bytes.length
  const length = Math.max(1, [...chars(column - 1, end)].length)
  return { pad, line: (mark.main ? "^" : "-").repeat(length) }
}
