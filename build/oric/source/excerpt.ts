// The marked lines of a source under a diagnostic, as a terminal shows them.
//
// Columns of a message count bytes, carets count what a terminal draws: a tab stays a tab, an
// ideograph is two wide, an accent nothing. What would move the cursor or turn the text around is
// shown as a sign. Of a very long line only the part around the mark is shown.

import type { Label } from "./diagnostic.ts"
import type { Sources } from "./position.ts"
import { decode } from "./position.ts"

export type Paint =
  (style: "error" | "warning" | "bold" | "dim" | "blue", text: string) => string

type Mark = Label & { main: boolean }

/** A mark, and the byte of its line with which it begins, from 1. */
type Placed = { mark: Mark; column: number }

/** Lines of more bytes are cut, to so many, of which some stand before the mark. */
const LONGEST = 240
const SHOWN = 160
const BEFORE = 60

/** The marked lines, each once, with carets below each mark; other places are named. */
export function excerpt(
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
  const elsewhere = placed.filter((p) => p.file !== home)
  for (const number of numbers) {
    const on = here.filter((p) => p.line === number)
    const part = partOf(sources.line(home, number), on.find(({ mark }) => mark.main) ?? on[0]!)
    lines.push(`${gutter(String(number))} ${part.text}`.trimEnd())
    elsewhere.push(...on.filter((one) => !isIn(part, one)))
    for (const one of on.filter((other) => isIn(part, other))) {
      const { mark } = one
      const [pad, line] = carets(part, one, number === sources.place(mark.end).line)
      const shown = mark.text === "" ? line : `${line} ${mark.text}`
      lines.push(`${gutter("")} ${pad}${paint(mark.main ? level : "blue", shown)}`)
    }
  }
  for (const { mark, file, line, column } of elsewhere) {
    lines.push(` ${paint("blue", ":::")} ${file.path}:${line}:${column}: ${mark.text}`)
  }
  return lines
}

/** What is shown of a line: its bytes from `from` to `to`. */
type Part = { bytes: Uint8Array; from: number; to: number; text: string }

/** The whole line, or what stands around the mark. */
function partOf(bytes: Uint8Array, { column }: Placed): Part {
  const whole = bytes.length <= LONGEST
  const from = whole ? 0 : boundary(bytes, Math.max(0, column - 1 - BEFORE))
  const to = whole ? bytes.length : boundary(bytes, Math.min(bytes.length, from + SHOWN))
  const text = visible(decode(bytes.subarray(from, to)))
  return { bytes, from, to, text: `${from > 0 ? "…" : ""}${text}${to < bytes.length ? "…" : ""}` }
}

/** The start of the character that a byte belongs to. */
function boundary(bytes: Uint8Array, at: number): number {
  let start = at
  while (start > 0 && ((bytes[start] ?? 0) & 0xc0) === 0x80) start--
  return start
}

function isIn({ from, to }: Part, { column }: Placed): boolean {
  return column > from && column - 1 <= to
}

/** What stands before the carets of a mark, and they, up to the end of what is shown. */
function carets(
  { bytes, from, to }: Part, { mark, column }: Placed, oneLine: boolean,
): [string, string] {
  const end = oneLine ? column - 1 + (mark.end - mark.at) : bytes.length
  const before = decode(bytes.subarray(from, column - 1))
  const marked = decode(bytes.subarray(column - 1, Math.min(end, to)))
  const pad = [...before].map((char) => char === "\t" ? char : " ".repeat(widthOf(char)))
  const length = [...marked].reduce((sum, char) => sum + widthOf(char), 0)
  return [`${from > 0 ? " " : ""}${pad.join("")}`,
    (mark.main ? "^" : "-").repeat(Math.max(1, length))]
}

/** What a terminal draws across two columns, roughly: ideographs, kana, Hangul and emoji. */
const WIDE = new RegExp("[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff"
  + "\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}"
  + "\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]", "u")

/** What joins the character before it. */
const NARROW = /[\p{Mn}\p{Me}\u200c\u200d]/u

/** Controls, marks of direction, and what cannot be seen. */
const HIDDEN = /[\0-\x08\x0a-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu

function widthOf(char: string): number {
  return NARROW.test(char) ? 0 : WIDE.test(char) ? 2 : 1
}

/** Signs in place of what must not reach a terminal, each one column wide. */
function visible(text: string): string {
  return text.replace(HIDDEN, (char) => {
    const code = char.charCodeAt(0)
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : code === 0x7f ? "\u2421" : "\ufffd"
  })
}
