// Partners of brackets.
//
// Found apart from the scan because a file with a bracket too few or too many is paired again, then
// with an eye on its layout: what starts an item at the left margin is not inside anything, a
// closer that starts a line belongs to the opener of a line with the same indentation, and one in
// the middle of a line to an opener on that line. So a forgotten bracket is reported where it was
// forgotten, not at the end of the file. A file that is laid out otherwise has more mistakes when
// it is read so strictly, and one that lacks an opener when each closer is held to have one: of all
// readings the one with the fewest is taken.

import type { Report, SourceFile, Span } from "../source/diagnostic.ts"
import { indentBefore, lineIndent, onOneLine } from "./layout.ts"
import type { Tokens } from "./tokens.ts"
import * as T from "./tokens.ts"

const CLOSER: Record<number, number> = {
  [T.PAREN]: T.PAREN_END, [T.SQUARE]: T.SQUARE_END, [T.BRACE]: T.BRACE_END,
  [T.HOLE]: T.HOLE_END, [T.TEMPLATE_OPEN]: T.TEMPLATE_CLOSE,
}

/** 1 opens, 2 closes. */
const ROLE = roles()

function roles(): Uint8Array {
  const table = new Uint8Array(256)
  for (const [open, close] of Object.entries(CLOSER)) {
    table[Number(open)] = 1
    table[close] = 2
  }
  return table
}

/** Fills `tokens.mate`; reports unclosed brackets (E1003), and drops the stray ones. */
export function pair(tokens: Tokens, source: SourceFile, report: Report): void {
  tokens.mate = new Int32Array(tokens.count).fill(-1)
  if (quick(tokens)) return
  const best = READINGS.map((reading) => careful(tokens, source, reading))
    .reduce((one, other) => mistakes(one) <= mistakes(other) ? one : other)
  for (const { at, message, help } of best.said) report("E1003", at, message, help)
  for (const [i, kind] of best.kinds) tokens.kind[i] = kind
  tokens.mate = best.mate
  tokens.stray = best.stray.map((i) =>
    ({ ...spanOf(tokens, i), kind: tokens.kind[i] ?? 0, answered: false }))
  if (best.stray.length > 0) drop(tokens, best.stray)
}

/** Ways to read a file: with an eye on its layout, or taking closers that do not fit for stray. */
type Reading = { strict: boolean; stray: boolean }
const READINGS: Reading[] = [
  { strict: true, stray: false }, { strict: false, stray: false },
  { strict: true, stray: true }, { strict: false, stray: true },
]

const mistakes = ({ said, stray }: Pairing): number => said.length + stray.length

/** Reports the stray brackets (E1003) for which nobody has an answer. */
export function reportStray(tokens: Tokens, report: Report): void {
  for (const one of tokens.stray.filter(({ answered }) => !answered)) {
    report("E1003", one, `${T.kindName(one.kind)} closes nothing`, "remove it, or open it before")
  }
}

/** The usual case: everything pairs. */
function quick(tokens: Tokens): boolean {
  const { kind, mate, count } = tokens
  const open: number[] = []
  for (let i = 0; i < count; i++) {
    const role = ROLE[kind[i] ?? 0]
    if (role === 1) open.push(i)
    else if (role === 2) {
      const top = open.pop()
      if (top === undefined || CLOSER[kind[top] ?? 0] !== kind[i]) return false
      mate[top] = i
      mate[i] = top
    }
  }
  return open.length === 0
}

type Pairing = {
  tokens: Tokens
  source: SourceFile
  reading: Reading
  mate: Int32Array
  /** Closers of the wrong kind, and the kind that they are taken for. */
  kinds: Map<number, number>
  said: { at: Span; message: string; help: string }[]
  open: number[]
  stray: number[]
}

function careful(tokens: Tokens, source: SourceFile, reading: Reading): Pairing {
  const mate = new Int32Array(tokens.count).fill(-1)
  const p: Pairing = {
    tokens, source, reading, mate, kinds: new Map(), said: [], open: [], stray: [],
  }
  for (let i = 0; i < tokens.count; i++) {
    const kind = tokens.kind[i] ?? 0
    const role = ROLE[kind]
    if (role === 1) p.open.push(i)
    else if (role === 2) close(p, i)
    else if (p.open.length > 0 && startsItem(p, i)) unwind(p, 0)
  }
  unwind(p, 0)
  return p
}

function close(p: Pairing, i: number): void {
  const { kind } = p.tokens
  const level = levelFor(p, i)
  const { stray } = p.reading
  if (level >= 0 && (!stray || level === p.open.length - 1)) {
    unwind(p, level + 1)
    return join(p, p.open.pop() ?? 0, i)
  }
  const top = p.open.at(-1)
  const wanted = top === undefined ? 0 : (CLOSER[kind[top] ?? 0] ?? 0)
  const wrong = !stray && top !== undefined && kind[i + 1] !== wanted && kind[top] !== T.HOLE &&
    kind[top] !== T.TEMPLATE_OPEN && mayClose(p, top, i)
  if (!wrong) {
    p.stray.push(i)
    return
  }
  // The wrong kind of closer is taken for the right one.
  say(p, i, `expected ${T.kindName(wanted)}, found ${T.kindName(kind[i] ?? 0)}`,
    `write ${T.kindName(wanted)}`)
  p.open.pop()
  p.kinds.set(i, wanted)
  join(p, top, i)
}

function join(p: Pairing, opener: number, closer: number): void {
  p.mate[opener] = closer
  p.mate[closer] = opener
}

/** Which open bracket the closer `i` belongs to, or -1. */
function levelFor(p: Pairing, i: number): number {
  const { kind } = p.tokens
  const fits = (level: number): boolean => CLOSER[kind[p.open[level] ?? 0] ?? 0] === kind[i]
  // Nothing inside a hole closes what is outside of it.
  let floor = p.open.length - 1
  while (floor > 0 && kind[p.open[floor] ?? 0] !== T.HOLE) floor--
  const indent = leadingIndent(p, i)
  let nearest = -1
  for (let level = p.open.length - 1; level >= floor; level--) {
    if (!fits(level)) continue
    const opener = p.open[level] ?? 0
    if (nearest < 0 && mayClose(p, opener, i)) nearest = level
    if (indent < 0) break
    if (indent === lineIndent(p.source, p.tokens.at[opener] ?? 0)) return level
  }
  return nearest
}

/** Whether the layout lets a closer belong to an opener: told only when it is read strictly. */
function mayClose(p: Pairing, opener: number, i: number): boolean {
  const { kind, at } = p.tokens
  const inText = kind[i] === T.HOLE_END || kind[i] === T.TEMPLATE_CLOSE
  if (!p.reading.strict || inText || onOneLine(p.source, at[opener] ?? 0, at[i] ?? 0)) return true
  const indent = leadingIndent(p, i)
  return indent >= 0 && indent <= lineIndent(p.source, at[opener] ?? 0)
}

/** The indentation of a closer before which only closers stand on its line; else -1. */
function leadingIndent(p: Pairing, i: number): number {
  const { kind, at } = p.tokens
  let first = i
  while (first > 0 && ROLE[kind[first - 1] ?? 0] === 2 &&
    onOneLine(p.source, at[first - 1] ?? 0, at[i] ?? 0)) first--
  return indentBefore(p.source, at[first] ?? 0)
}

/** Gives up on the brackets from `level` inwards; openers side by side are one mistake. */
function unwind(p: Pairing, level: number): void {
  const given = p.open.splice(level)
  given.forEach((opener, i) => {
    const kind = p.tokens.kind[opener] ?? 0
    // A template without end has been reported by the scan.
    if (kind === T.HOLE || kind === T.TEMPLATE_OPEN || given[i + 1] === opener + 1) return
    if (cutOff(p, opener)) return
    const closer = T.kindName(CLOSER[kind] ?? 0)
    say(p, opener, `unclosed ${T.kindName(kind)}`, `close it with ${closer}`)
  })
}

/** Whether the rest of the opener's line was swallowed by a literal without end. */
function cutOff(p: Pairing, opener: number): boolean {
  const from = p.tokens.at[opener] ?? 0
  const { bytes, base } = p.source
  return p.tokens.unfinished.some((at) =>
    at > from && !bytes.subarray(from - base, at - base).some((b) => b === 10 || b === 13))
}

function say(p: Pairing, i: number, message: string, help: string): void {
  p.said.push({ at: spanOf(p.tokens, i), message, help })
}

function spanOf(tokens: Tokens, i: number): Span {
  const at = tokens.at[i] ?? 0
  return { at, end: Math.max(at, tokens.end[i] ?? 0) }
}

const ITEM_WORDS = new Set([
  T.PUB, T.TYPE, T.TRAIT, T.IMPL, T.DEF, T.EXTEND, T.EXTERN, T.USE, T.AT, T.HASH,
])

function startsItem(p: Pairing, i: number): boolean {
  const { kind, at } = p.tokens
  const k = kind[i] ?? 0
  if (!ITEM_WORDS.has(k) && !(k === T.LET && kind[i + 1] === T.DOLLAR)) return false
  return indentBefore(p.source, at[i] ?? 0) === 0
}

function drop(tokens: Tokens, stray: readonly number[]): void {
  const gone = new Set(stray)
  const moved = new Int32Array(tokens.count).fill(-1)
  let count = 0
  for (let i = 0; i < tokens.count; i++) if (!gone.has(i)) moved[i] = count++
  for (let i = 0; i < tokens.count; i++) {
    const to = moved[i] ?? -1
    if (to < 0) continue
    tokens.kind[to] = tokens.kind[i] ?? 0
    tokens.at[to] = tokens.at[i] ?? 0
    tokens.end[to] = tokens.end[i] ?? 0
    tokens.value[to] = tokens.value[i] ?? 0
    const mate = tokens.mate[i] ?? -1
    tokens.mate[to] = mate < 0 ? -1 : (moved[mate] ?? -1)
  }
  tokens.count = count
}
