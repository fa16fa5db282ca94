// Random programs behave the same before counts and after them, whichever passes are left out, and
// leak nothing. `SEEDS=5000` runs more of them.

import assert from "node:assert/strict"
import { test } from "node:test"
import { interpret } from "../ir/interpret.ts"
import { printProgram } from "../ir/print.ts"
import { readProgram } from "../ir/read.ts"
import { verify } from "../ir/verify.ts"
import type { Optional } from "./arc.ts"
import { arc } from "./arc.ts"
import { randomProgram } from "./testing/random.ts"
import { verifyCounts } from "./verify.ts"

const SEEDS = Number(process.env["SEEDS"] ?? 120)
const PASSES: Optional[] = ["borrow", "specialise", "reuse", "cancel", "prove"]
const VARIANTS: Optional[][] = [
  [], PASSES, ...PASSES.map((pass) => [pass]), ["borrow", "specialise"], ["reuse", "cancel"],
]

test(`${SEEDS} random programs keep their meaning`, () => {
  for (let seed = 1; seed <= SEEDS; seed++) check(seed)
})

function check(seed: number): void {
  const program = randomProgram(seed)
  assert.deepEqual(verify(program), [], `seed ${seed}`)
  const text = printProgram(program, { marks: false })
  assert.equal(printProgram(readProgram(text), { marks: false }), text, `seed ${seed}: text form`)
  const plain = interpret(program, "main", {})
  let output: string | null = null
  for (const without of VARIANTS) {
    const name = `seed ${seed} without ${without.join(" ")}`
    const counted = readProgram(text)
    arc(counted, { without: new Set(without) })
    assert.deepEqual([...verify(counted), ...verifyCounts(counted)], [], name)
    const run = interpret(counted, "main", { counting: true })
    assert.equal(run.fault, null, name)
    assert.deepEqual(run.leaks, [], name)
    assert.deepEqual([run.results, run.panic], [plain.results, plain.panic], name)
    // Without counts nothing is dropped, so Drop impls do not speak; among the variants even their
    // order agrees.
    assert.equal(withoutDrops(run.output), withoutDrops(plain.output), name)
    output ??= run.output
    assert.equal(run.output, output, name)
  }
}

function withoutDrops(output: string): string {
  return output.replace(/drop .*\n/g, "")
}
