// Collects what the stages report, and decides what users see of it.
//
// One mistake may be met twice (a clause checked for two instances), so equal code at an equal
// position counts once.

import { CODES } from "./codes.ts"
import type { Diagnostic, Report, Sink } from "./diagnostic.ts"

/** Most errors shown in one run; the rest is announced by E9002. */
export const SHOWN = 100

/** A sink that keeps what it is given. */
export type Collector = Sink & {
  /** Short form of `report` for the stages. */
  add: Report
  /** Everything reported so far, in order of arrival. */
  readonly all: readonly Diagnostic[]
  hasErrors(): boolean
}

/** Makes an empty collector. */
export function collector(): Collector {
  const all: Diagnostic[] = []
  let errors = 0
  const report = (diagnostic: Diagnostic): void => {
    all.push(diagnostic)
    if (diagnostic.level === "error") errors++
  }
  return { all, report, add: reporter({ report }), hasErrors: () => errors > 0 }
}

/** The short form of reporting into `sink`: the level comes from the code's table entry. */
function reporter(sink: Sink): Report {
  return (code, at, message, help, more) =>
    sink.report({
      code,
      level: CODES[code].level,
      at: { at: at.at, end: at.end },
      message,
      help,
      labels: more?.labels ?? [],
      notes: more?.notes ?? [],
      fix: more?.fix ?? null,
    })
}

/** A report that goes nowhere, for attempts that may fail. */
export const silent: Report = () => {}

/** Sorted by position (so by path) and code, each once, at most `SHOWN` errors and then E9002. */
export function presented(all: readonly Diagnostic[]): Diagnostic[] {
  const sorted = [...all].sort(order)
  const kept: Diagnostic[] = []
  let errors = 0
  let hidden = 0
  let last: Diagnostic | null = null
  for (const diagnostic of sorted) {
    if (last !== null && order(last, diagnostic) === 0) continue
    last = diagnostic
    if (diagnostic.level === "error" && ++errors > SHOWN) hidden++
    else kept.push(diagnostic)
  }
  if (hidden > 0 && last !== null) kept.push(tooMany(last, hidden))
  return kept
}

function order(a: Diagnostic, b: Diagnostic): number {
  return a.at.at - b.at.at || (a.code < b.code ? -1 : a.code > b.code ? 1 : 0)
}

function tooMany(last: Diagnostic, hidden: number): Diagnostic {
  return {
    code: "E9002",
    level: "error",
    at: last.at,
    message: `${hidden} more ${hidden === 1 ? "error is" : "errors are"} not shown`,
    help: "correct the errors above and compile again",
    labels: [],
    notes: [],
    fix: null,
  }
}
