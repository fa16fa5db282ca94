// From positions to files, lines and columns.
//
// Files are laid end to end, sorted by path, one free position after each so that the end of a file
// is a position of its own. Line starts are computed only for files in which something is reported.

import type { Pos, SourceFile, Span } from "./diagnostic.ts"

const UTF8 = new TextDecoder("utf-8", { ignoreBOM: true })

/** Where a position is, as users count: lines and columns from 1, columns in bytes. */
export type Place = { file: SourceFile; line: number; column: number }

/** All files of a program, and the way back from a position. */
export type Sources = {
  readonly files: readonly SourceFile[]
  /** The file that holds `at`; the nearest one for a position outside all. */
  fileOf(at: Pos): SourceFile
  place(at: Pos): Place
  /** The bytes of line `line` (from 1) of `file`, without its line end. */
  line(file: SourceFile, line: number): Uint8Array
  text(span: Span): string
}

const LF = 10
const CR = 13

/** Gives each file its base; the order is by path, whatever order the caller found them in. */
export function layOut(files: readonly { path: string; bytes: Uint8Array }[]): SourceFile[] {
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
  let base = 0
  return sorted.map(({ path, bytes }) => {
    const file: SourceFile = { path, base, bytes }
    base += bytes.length + 1
    return file
  })
}

/** Looks up positions in files as `layOut` made them. */
export function sourcesOf(files: readonly SourceFile[]): Sources {
  const sorted = [...files].sort((a, b) => a.base - b.base)
  const starts = new Map<SourceFile, Uint32Array>()
  const fileOf = (at: Pos): SourceFile => nearest(sorted, at)
  const startsOf = (file: SourceFile): Uint32Array => {
    const known = starts.get(file)
    if (known !== undefined) return known
    const made = lineStarts(file.bytes)
    starts.set(file, made)
    return made
  }
  return {
    files: sorted,
    fileOf,
    place: (at) => placeIn(fileOf(at), at, startsOf),
    line: (file, line) => lineBytes(file, line, startsOf(file)),
    text: (span) => {
      const file = fileOf(span.at)
      return decode(file.bytes.subarray(span.at - file.base, span.end - file.base))
    },
  }
}

/** Bytes as text; what is no UTF-8 shows as U+FFFD. */
export function decode(bytes: Uint8Array): string {
  return UTF8.decode(bytes)
}

function nearest(sorted: readonly SourceFile[], at: Pos): SourceFile {
  let low = 0
  let high = sorted.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((sorted[middle]?.base ?? 0) <= at) low = middle
    else high = middle - 1
  }
  return sorted[low] ?? { path: "?", base: 0, bytes: new Uint8Array(0) }
}

function placeIn(file: SourceFile, at: Pos, startsOf: (f: SourceFile) => Uint32Array): Place {
  const starts = startsOf(file)
  const offset = Math.max(0, Math.min(at - file.base, file.bytes.length))
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((starts[middle] ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return { file, line: low + 1, column: offset - (starts[low] ?? 0) + 1 }
}

/** A line ends with LF, CR LF or a lone CR. */
function lineStarts(bytes: Uint8Array): Uint32Array {
  const starts = [0]
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]
    if (byte === LF || (byte === CR && bytes[i + 1] !== LF)) starts.push(i + 1)
  }
  return Uint32Array.from(starts)
}

function lineBytes(file: SourceFile, line: number, starts: Uint32Array): Uint8Array {
  const from = starts[line - 1] ?? file.bytes.length
  let to = starts[line] ?? file.bytes.length
  while (to > from && (file.bytes[to - 1] === LF || file.bytes[to - 1] === CR)) to--
  return file.bytes.subarray(from, to)
}
