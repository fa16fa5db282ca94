// The text of comments, and the order of the lines of a documentation comment.

const MARKS = ["*", "!", ">"]

/** One blank after `//`, none at the end; deeper indentation is the writer's. */
export function tidied(comment: string): string {
  const text = comment.slice(2).trimEnd()
  if (text === "") return "//"
  return /^[ \t]/.test(text) ? `// ${text.slice(1)}` : `// ${text}`
}

/**
 * Description, parameters in the order of `names`, warnings, examples. A line without a mark
 * belongs to the mark above it.
 */
export function docOrder(lines: readonly string[], names: readonly string[]): string[] {
  const groups: { rank: number; place: number; lines: string[] }[] = []
  for (const line of lines) {
    const mark = /^\/\/ ([*!>]) /.exec(line)?.[1]
    const open = groups.at(-1)
    if (mark === undefined && open !== undefined) {
      open.lines.push(line)
      continue
    }
    const name = /^\/\/ \* (\w+):/.exec(line)?.[1] ?? ""
    const known = names.indexOf(name)
    const rank = mark === undefined ? 0 : MARKS.indexOf(mark) + 1
    groups.push({ rank, place: known < 0 ? names.length : known, lines: [line] })
  }
  return groups.sort((a, b) => a.rank - b.rank || a.place - b.place).flatMap((g) => g.lines)
}
