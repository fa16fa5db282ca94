// Words of the text form of IR, and a cursor over them.

export type Cursor = { tokens: { text: string; line: number }[]; index: number }

const WORD = [
  String.raw`//[^\n]*`, String.raw`"(?:[^"\\]|\\.)*"`, "->", String.raw`%[\p{L}\p{N}_.?]+`,
  String.raw`[@#]\d+`, String.raw`-?\d+(?:\.\d+)?(?:e[+-]?\d+)?(?![\p{L}_])`, "-inf",
  String.raw`[\p{L}\p{N}_$][\p{L}\p{N}_.$]*`,
  String.raw`[^\s]`,
].join("|")

export function cursor(text: string): Cursor {
  const tokens: Cursor["tokens"] = []
  text.split("\n").forEach((line, i) => {
    for (const [word] of line.matchAll(new RegExp(WORD, "gu"))) {
      if (!word.startsWith("//")) tokens.push({ text: word, line: i + 1 })
    }
  })
  return { tokens, index: 0 }
}

/** The next word, "" at the end. */
export function peek(at: Cursor): string {
  return at.tokens[at.index]?.text ?? ""
}

export function next(at: Cursor): string {
  return at.tokens[at.index++]?.text ?? fail(at, "the text ends too early")
}

export function accept(at: Cursor, word: string): boolean {
  if (peek(at) !== word) return false
  at.index++
  return true
}

export function expect(at: Cursor, word: string): void {
  if (!accept(at, word)) fail(at, `expected ${word}, found ${peek(at)}`)
}

/** A list between brackets, with commas or semicolons. */
export function readMany<X>(at: Cursor, open: string, close: string, read: () => X): X[] {
  expect(at, open)
  const all: X[] = []
  while (peek(at) !== close) {
    all.push(read())
    if (!accept(at, ",") && !accept(at, ";") && peek(at) !== close) fail(at, `expected ${close}`)
  }
  expect(at, close)
  return all
}

export function readNumber(at: Cursor): number {
  return Number(next(at))
}

export function readString(at: Cursor): string {
  const word = next(at)
  return word.startsWith('"')
    ? JSON.parse(word) as string
    : fail(at, `expected a text, found ${word}`)
}

/** A plain word, or a quoted one. */
export function readAnyName(at: Cursor): string {
  return peek(at).startsWith('"') ? readString(at) : next(at)
}

export function fail(at: Cursor, message: string): never {
  const line = at.tokens[Math.min(Math.max(at.index - 1, 0), at.tokens.length - 1)]?.line ?? 0
  throw new Error(`line ${line}: ${message}`)
}
