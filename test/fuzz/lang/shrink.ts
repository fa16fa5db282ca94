// Makes a failing case small: cuts are tried as long as the failure stays of its kind.

import { cuts, print } from "./node.ts"
import type { Failure } from "./judge.ts"
import { judge } from "./judge.ts"
import { PLAIN } from "./oracle.ts"
import type { Program } from "./program.ts"
import { programText } from "./program.ts"

/** The smallest program found within the time that still fails in the same way. */
export async function shrink(
  program: Program, failure: Failure, milliseconds: number,
): Promise<string> {
  const end = Date.now() + milliseconds
  const only: Program = failure.id === null
    ? program
    : { ...program, cases: program.cases.filter((one) => one.id === failure.id) }
  const ways = failure.way === PLAIN || failure.kind !== "output"
    ? [failure.way] : [PLAIN, failure.way]
  const still = async (): Promise<boolean> => {
    const found = await judge(only, ways, "shrink")
    return found.some((one) => one.kind === failure.kind && (failure.kind !== "build" ||
      head(one.detail) === head(failure.detail)))
  }
  const roots = [...only.cases.map((one) => one.node), only.world.methods]
  let better = await still()
  while (better && Date.now() < end) {
    better = false
    for (const root of roots) {
      const size = (): number => print(root).length
      const tried = cuts(root)
      for (const cut of tried) {
        if (Date.now() > end) break
        const before = size()
        const undo = cut()
        if (size() < before && await still()) better = true
        else undo()
      }
    }
  }
  return programText(only)
}

function head(detail: string): string {
  return detail.split("\n").slice(0, 1).join("").replace(/\d+/g, "")
}
