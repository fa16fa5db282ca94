// Writes `unicode.c`, the Unicode tables of the runtime, from what this Node knows of Unicode:
//
//   node build/runtime/unicode_gen.ts > build/runtime/unicode.c
//
// A range is one word: the first code point above 11 bits for the number of those that follow. A
// case mapping is a range, its step (1 or 2, alternating alphabets) and a distance; what maps to
// several code points stands apart.

const LAST = 0x10ffff
const MOST = 2048

type Mapping = { from: number; to: number[] }
type Run = { start: number; count: number; step: number; delta: number }

function scalars(): number[] {
  const all: number[] = []
  for (let c = 0; c <= LAST; c++) if (c < 0xd800 || c > 0xdfff) all.push(c)
  return all
}

function ranges(pattern: RegExp): number[] {
  const words: number[] = []
  let start = -1
  const close = (end: number): void => {
    for (; start >= 0 && start < end; start += MOST) {
      words.push(start * MOST + Math.min(end - start, MOST) - 1)
    }
    start = -1
  }
  for (const c of scalars()) {
    const is = pattern.test(String.fromCodePoint(c))
    if (is && start < 0) start = c
    if (!is && start >= 0) close(c)
  }
  close(LAST + 1)
  return words
}

function mappings(change: (text: string) => string): Mapping[] {
  return scalars().flatMap((c) => {
    const text = String.fromCodePoint(c)
    const changed = change(text)
    if (changed === text) return []
    return [{ from: c, to: Array.from(changed, (part) => part.codePointAt(0) ?? 0) }]
  })
}

/** Longest runs of one distance, whose steps are all 1 or all 2. */
function runs(list: Mapping[]): Run[] {
  const made: Run[] = []
  for (const { from, to } of list) {
    const delta = (to[0] ?? 0) - from
    const last = made.at(-1)
    const step = last === undefined ? 0 : from - (last.start + (last.count - 1) * last.step)
    const near = last !== undefined && last.delta === delta && (step === 1 || step === 2)
    if (near && last.count < 1024 && (last.count === 1 || last.step === step)) {
      last.step = step
      last.count++
    } else made.push({ start: from, count: 1, step: 1, delta })
  }
  return made
}

function lines(words: string[]): string {
  const made: string[] = []
  let line = " "
  for (const word of words) {
    if (line.length + word.length + 2 > 98) {
      made.push(line)
      line = " "
    }
    line += ` ${word},`
  }
  return [...made, line].join("\n")
}

function rangeTable(name: string, pattern: RegExp): string {
  const words = ranges(pattern).map((word) => `0x${word.toString(16)}`)
  return `const ori_ranges ori_${name} = { ${words.length}, (const uint32_t[]){\n` +
    `${lines(words)}\n} };\n`
}

function caseTable(name: string, change: (text: string) => string): string {
  const all = mappings(change)
  const simple = runs(all.filter((one) => one.to.length === 1))
  const special = all.filter((one) => one.to.length > 1)
  const runWords = simple.map((run) =>
    `{ 0x${(run.start * MOST + (run.count - 1) * 2 + run.step - 1).toString(16)}, ${run.delta} }`)
  const hex = (c: number | undefined): string => `0x${(c ?? 0).toString(16)}`
  const specialWords = special.map(({ from, to }) =>
    `{ ${hex(from)}, { ${hex(to[0])}, ${hex(to[1])}, ${hex(to[2])} } }`)
  return `const ori_case ori_${name} = {\n` +
    `  ${simple.length}, ${special.length},\n` +
    `  (const ori_case_run[]){\n${lines(runWords)}\n  },\n` +
    `  (const ori_case_special[]){\n${lines(specialWords)}\n  },\n};\n`
}

const parts = [
  "// tidy: table",
  `// Unicode ${process.versions.unicode}. Written by unicode_gen.ts, not by hand.\n`,
  `#include "text.h"\n`,
  rangeTable("letters", /^\p{L}$/u),
  rangeTable("decimal_digits", /^\p{Nd}$/u),
  rangeTable("uppercase_letters", /^\p{Lu}$/u),
  rangeTable("lowercase_letters", /^\p{Ll}$/u),
  rangeTable("spaces", /^\p{White_Space}$/u),
  rangeTable("cased", /^\p{Cased}$/u),
  rangeTable("case_ignorable", /^\p{Case_Ignorable}$/u),
  caseTable("to_upper", (text) => text.toUpperCase()),
  caseTable("to_lower", (text) => text.toLowerCase()),
]
process.stdout.write(parts.join("\n"))
