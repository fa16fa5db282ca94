// Positions, spans and diagnostics: the one record in which every stage reports.
//
// A position is one small integer over the whole program: the base of its file (files are laid
// end to end, sorted by path) plus a byte offset. Nodes hold two integers and never an object;
// only rendering turns them into lines.

import type { Code } from "./codes.ts"

/** Byte position in the concatenation of all sources of a program. */
export type Pos = number

/** Half-open byte range `[at, end)`; both ends lie in one file. */
export type Span = { at: Pos; end: Pos }

export type Level = "error" | "warning"

export type Label = Span & { text: string }

/** Text to insert in place of a span; an empty span inserts, an empty text deletes. */
export type Fix = Span & { insert: string }

export type Diagnostic = {
  code: Code
  level: Level
  at: Span
  message: string
  /** What to do about it, as one sentence; never empty for an error. */
  help: string
  labels: Label[]
  notes: string[]
  fix: Fix[] | null
}

/** Where a stage puts what it found; passed in, there is no global one. */
export type Sink = { report(diagnostic: Diagnostic): void }

export type Details = { labels?: Label[]; notes?: string[]; fix?: Fix[] }

/** Reports one diagnostic; the level comes from the code's table entry. */
export type Report = (code: Code, at: Span, message: string, help: string, more?: Details) => void

/** A source file after loading: what a position is relative to. */
export type SourceFile = {
  /** As users name it: `package:src/store/index.ori`, or the path given on the command line. */
  path: string
  base: Pos
  bytes: Uint8Array
}
