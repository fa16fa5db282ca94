// Which cases of a program behave differently from one way of running it to another, and how.

import type { Way } from "./oracle.ts"
import { PLAIN, build, clean, observe } from "./oracle.ts"
import type { Program } from "./program.ts"
import { programText } from "./program.ts"

/** `id` null: the program as a whole. `kind` says what shrinking has to keep. */
export type Failure = { id: number | null; kind: string; way: Way; detail: string }

/** Failures of a program; at most one of each case. */
export async function judge(program: Program, ways: Way[], name: string): Promise<Failure[]> {
  const source = programText(program)
  const ids = program.cases.map((one) => one.id)
  const found: Failure[] = []
  let expected: Map<string, string> | null = null
  for (const way of ways) {
    const built = await build(source, way, name)
    if (built.problem !== null) {
      return [{ id: null, kind: "build", way, detail: built.problem }]
    }
    const seen = await observe(built, way, ids)
    if (seen.fault !== null) found.push(...await faults(built, way, ids, seen.fault))
    else if (expected === null) expected = seen.sections
    else found.push(...differences(expected, seen.sections, way, ids))
    clean(built)
  }
  return found.filter((one, at) => found.findIndex((known) => known.id === one.id) === at)
}

/** Each case by itself, to see whose fault it is. */
async function faults(
  built: { path: string; problem: string | null }, way: Way, ids: number[], whole: string,
): Promise<Failure[]> {
  const found: Failure[] = []
  for (const id of ids) {
    const seen = await observe(built, way, [id])
    if (seen.fault === null) continue
    found.push({ id, kind: kindOf(seen.fault), way, detail: seen.fault })
  }
  return found.length > 0 ? found : [{ id: null, kind: kindOf(whole), way, detail: whole }]
}

/** The same kind is the same bug, most likely. */
function kindOf(fault: string): string {
  const known =
    /WRONG|AddressSanitizer: [\w-]+|runtime error: \w+ \w+|live objects|exit code \d+/.exec(fault)
  return known?.[0] ?? "fault"
}

function differences(
  expected: Map<string, string>, got: Map<string, string>, way: Way, ids: number[],
): Failure[] {
  const found: Failure[] = []
  for (const id of ids) {
    const [a, b] = [expected.get(String(id)) ?? "", got.get(String(id)) ?? ""]
    if (comparable(a, way) === comparable(b, way)) continue
    found.push({ id, kind: "output", way, detail: firstDifference(a, b) })
  }
  return found
}

/**
 * Which of caller and callee ends a temporary is up to the passes, so without one of them only the
 * number of ends is compared, not their place.
 */
function comparable(text: string, way: Way): string {
  if (way.without.length === 0) return text
  const ends = text.split("\n").filter((line) => line.startsWith("drop "))
  const rest = text.split("\n").filter((line) => !line.startsWith("drop "))
  return [...rest, ...ends.sort()].join("\n")
}

function firstDifference(a: string, b: string): string {
  const [left, right] = [a.split("\n"), b.split("\n")]
  const at = left.findIndex((line, i) => line !== right[i])
  const i = at < 0 ? left.length : at
  return `${PLAIN.name}: ${left[i] ?? "(nothing)"}\ndiffers:   ${right[i] ?? "(nothing)"}`
}
