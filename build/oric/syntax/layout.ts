// What the layout of a file says about its structure: used only to recover from mistakes, since a
// correct program means the same in any layout.

import type { Pos, SourceFile } from "../source/diagnostic.ts"

const isBlank = (byte: number | undefined): boolean => byte === 32 || byte === 9
const isLineEnd = (byte: number | undefined): boolean => byte === 10 || byte === 13

/** Blanks between the start of its line and `at`, or -1 when something else stands there. */
export function indentBefore(source: SourceFile, at: Pos): number {
  const start = at - source.base
  let from = start
  while (from > 0 && isBlank(source.bytes[from - 1])) from--
  return from === 0 || isLineEnd(source.bytes[from - 1]) ? start - from : -1
}

/** The indentation of the line on which `at` stands. */
export function lineIndent(source: SourceFile, at: Pos): number {
  let from = at - source.base
  while (from > 0 && !isLineEnd(source.bytes[from - 1])) from--
  let to = from
  while (isBlank(source.bytes[to])) to++
  return to - from
}

/** Whether no line ends between two places, the first before the second. */
export function onOneLine(source: SourceFile, from: Pos, to: Pos): boolean {
  for (let at = from - source.base; at < to - source.base; at++) {
    if (isLineEnd(source.bytes[at])) return false
  }
  return true
}
