// A small document algebra: what may stand on one line, and how it breaks when it does not fit.
//
// After Wadler's pretty printer. Two things are ours: a `tail` decides between staying, moving to a
// line of its own and breaking in place, which is how `=` and `->` are laid out; and every document
// knows whether it holds a line break that cannot be undone (`forced`).

/** Width of a line. */
export const WIDTH = 100

/** Blanks of one level. */
const LEVEL = 4

export type Doc = string | Concat | Line | Hard | Group | Indent | IfBroken | Fill | Tail

type Concat = { kind: "concat"; parts: readonly Doc[]; forced: boolean }
/** A blank (or nothing) on one line, a line end when the group around is broken. */
type Line = { kind: "line"; flat: string; forced: false }
/** A line end in any case, followed by an empty line if `blank`. */
type Hard = { kind: "hard"; blank: boolean; forced: true }
type Group = { kind: "group"; of: Doc; forced: boolean }
type Indent = { kind: "indent"; of: Doc; forced: boolean }
type IfBroken = { kind: "ifBroken"; text: string; flat: string; forced: false }
/** Parts separated by blanks, as many on a line as fit. */
type Fill = { kind: "fill"; parts: readonly Doc[]; started: boolean; forced: boolean }
/** What follows `=` or `->`; one that `hugs` may begin on the same line and break inside. */
type Tail = { kind: "tail"; of: Doc; hugs: boolean; forced: boolean }

/** Whether a document holds a line end that cannot be undone. */
export const isForced = (doc: Doc): boolean => typeof doc !== "string" && doc.forced

export const line: Doc = { kind: "line", flat: " ", forced: false }
export const softline: Doc = { kind: "line", flat: "", forced: false }
export const hard: Doc = { kind: "hard", blank: false, forced: true }
export const blankLine: Doc = { kind: "hard", blank: true, forced: true }

export function concat(...parts: Doc[]): Doc {
  return { kind: "concat", parts, forced: parts.some(isForced) }
}

export function group(...parts: Doc[]): Doc {
  const of = concat(...parts)
  return { kind: "group", of, forced: isForced(of) }
}

export function indent(...parts: Doc[]): Doc {
  const of = concat(...parts)
  return { kind: "indent", of, forced: isForced(of) }
}

/** Text that is written only where the group around is broken. */
export function ifBroken(text: string, flat = ""): Doc {
  return { kind: "ifBroken", text, flat, forced: false }
}

export function fill(parts: readonly Doc[]): Doc {
  return { kind: "fill", parts, started: false, forced: parts.some(isForced) }
}

/** A blank and `of`, or `of` on the next line, or `of` broken. */
export function tail(of: Doc, hugs: boolean): Doc {
  return { kind: "tail", of, hugs, forced: isForced(of) }
}

/** Documents with a separator between each two. */
export function join(separator: Doc, docs: readonly Doc[]): Doc {
  return concat(...docs.flatMap((doc, i) => (i === 0 ? [doc] : [separator, doc])))
}

/** The document on one line, whatever its width; itself when it holds a forced line end. */
export function flattened(doc: Doc): Doc {
  if (isForced(doc)) return doc
  const p: Printer = { out: [], column: 0, stack: [{ indent: 0, flat: true, doc }] }
  for (let next = p.stack.pop(); next !== undefined; next = p.stack.pop()) step(p, next)
  return p.out.join("")
}

// ── printing ──────────────────────────────────────────────────────────────────────────────────

type Command = { indent: number; flat: boolean; doc: Doc }
type Printer = { out: string[]; column: number; stack: Command[] }

/** The text of a document, without blanks at line ends. */
export function print(doc: Doc): string {
  const p: Printer = { out: [], column: 0, stack: [{ indent: 0, flat: false, doc }] }
  for (let next = p.stack.pop(); next !== undefined; next = p.stack.pop()) step(p, next)
  return p.out.join("")
}

function step(p: Printer, { indent: at, flat, doc }: Command): void {
  if (typeof doc === "string") return write(p, doc)
  switch (doc.kind) {
    case "concat":
      for (const part of [...doc.parts].reverse()) p.stack.push({ indent: at, flat, doc: part })
      return
    case "indent":
      p.stack.push({ indent: at + LEVEL, flat, doc: doc.of })
      return
    case "group": {
      const inner = { indent: at, flat: true, doc: doc.of }
      const fine = flat || (!doc.forced && fits(p, [inner]))
      p.stack.push(fine ? inner : { ...inner, flat: false })
      return
    }
    case "line":
      if (flat) write(p, doc.flat)
      else newline(p, at, false)
      return
    case "hard":
      newline(p, at, doc.blank)
      return
    case "ifBroken":
      write(p, flat ? doc.flat : doc.text)
      return
    case "fill":
      fillStep(p, at, flat, doc)
      return
    case "tail":
      tailStep(p, at, flat, doc)
  }
}

function write(p: Printer, text: string): void {
  p.out.push(text)
  const end = text.lastIndexOf("\n")
  p.column = end < 0 ? p.column + text.length : text.length - end - 1
}

function newline(p: Printer, at: number, blank: boolean): void {
  const last = p.out.length - 1
  if (last >= 0) p.out[last] = (p.out[last] ?? "").replace(/ +$/, "")
  p.out.push(blank ? "\n\n" : "\n", " ".repeat(at))
  p.column = at
}

/** Part by part, since each decides by where the one before it ended. */
function fillStep(p: Printer, at: number, flat: boolean, { parts, started, forced }: Fill): void {
  const [first, ...rest] = parts
  if (first === undefined) return
  const part = { indent: at, flat, doc: first }
  if (rest.length > 0) {
    const remaining: Fill = { kind: "fill", parts: rest, started: true, forced }
    p.stack.push({ indent: at, flat, doc: remaining })
  }
  p.stack.push(part)
  if (!started) return
  const space = { indent: at, flat: true, doc: " " }
  p.stack.push(flat || fits(p, [space]) ? space : { indent: at, flat: false, doc: hard })
}

function tailStep(p: Printer, at: number, flat: boolean, doc: Tail): void {
  const inner = { indent: at, flat: true, doc: doc.of }
  const space = { indent: at, flat: true, doc: " " }
  if (flat || (!doc.forced && fits(p, [inner, space]))) {
    p.stack.push(inner, space)
    return
  }
  const below: Printer = { out: [], column: at + LEVEL, stack: p.stack }
  const moved = { ...inner, indent: at + LEVEL, flat: !doc.forced }
  const broken = { ...inner, flat: false }
  // On the next line it must fit whole; of one that breaks anyway, the lines up to that break.
  const whole = fits(below, [moved], doc.forced)
  const stays = doc.forced && fits(p, [broken, space], true)
  if (doc.hugs && (stays || (!whole && fits(p, [broken, space], false, true)))) {
    p.stack.push(broken, space)
    return
  }
  const next = { indent: at + LEVEL, flat: false, doc: hard }
  p.stack.push({ ...moved, flat: whole && !doc.forced }, next)
}

/**
 * Whether commands fit on the rest of the line, with what follows up to the next line end. When
 * `strict`, only line ends that are forced count: groups without any are taken on one line. When
 * `hugging`, tails inside must be able to begin on the line.
 */
function fits(p: Printer, commands: Command[], strict = false, hugging = false): boolean {
  let room = WIDTH - p.column
  let rest = p.stack.length
  const stack = [...commands]
  while (room >= 0) {
    let next = stack.pop()
    if (next === undefined) {
      if (rest === 0) return true
      next = p.stack[--rest]
      if (next === undefined) return true
    }
    const { indent: at, flat, doc } = next
    if (typeof doc === "string") {
      const end = doc.indexOf("\n")
      if (end >= 0) return room >= end
      room -= doc.length
    } else if (doc.kind === "concat") {
      for (const part of [...doc.parts].reverse()) stack.push({ indent: at, flat, doc: part })
    } else if (doc.kind === "fill") {
      // A fill that is not flat may end its line before each part but the first.
      if (!flat && doc.started) return true
      for (const part of [...doc.parts].reverse()) stack.push({ indent: at, flat, doc: part })
      room -= Math.max(0, doc.parts.length - 1)
    } else if (doc.kind === "line") {
      if (!flat) return true
      room -= doc.flat.length
    } else if (doc.kind === "hard") return true
    else if (doc.kind === "ifBroken") room -= (flat ? doc.flat : doc.text).length
    else if (doc.kind === "group") {
      stack.push({ indent: at, flat: (strict || flat) && !doc.forced, doc: doc.of })
    } else if (doc.kind === "tail") {
      const follows = doc.hugs && (doc.forced || (hugging && rest === p.stack.length))
      if (!flat && !follows) return true
      room--
      stack.push({ indent: at, flat: flat && !doc.forced, doc: doc.of })
    } else stack.push({ indent: at, flat, doc: doc.of })
  }
  return false
}
