// The call of a user's `Drop.drop`: between a pause and a resume of unwinding, so that it runs also
// during one.

import type { T } from "../ir/types.ts"
import { data } from "../ir/layout.ts"
import type { Unit } from "./unit.ts"
import { funOf } from "./unit.ts"
import { useFun } from "./call.ts"

/** Statements that call the type's `Drop.drop` on a dead cell; empty if it has none. */
export function callUserDrop(unit: Unit, type: T, cell: string): string {
  const drop = data(unit.program.types, type).drop
  if (drop === null) return ""
  // An immortal cell: what the callee does with its reference must not end the value a second time.
  const revive = `  ${cell}->rc = ORI_STATIC;\n`
  const name = useFun(unit, drop)
  const results = funOf(unit, drop).results.length > 0 ? "(void)" : ""
  const call = `  ${results}${name}(${cell});\n`
  return `${revive}  ori_pause p = ori_pause_panic();\n${call}  ori_resume_panic(p);\n`
}
