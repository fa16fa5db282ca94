// The verifier of counts finds each single mistake: every dup, drop, free and unwinding entry of
// the goldens is needed.

import assert from "node:assert/strict"
import { readFileSync, readdirSync } from "node:fs"
import { test } from "node:test"
import type { Program, Step } from "../ir/nodes.ts"
import { readProgram } from "../ir/read.ts"
import { eachBlock } from "../ir/rhs.ts"
import { arc } from "./arc.ts"
import { verifyCounts } from "./verify.ts"

const FOLDER = new URL("../../../test/golden/arc/", import.meta.url)

type Change = { name: string; apply: () => void }

for (const file of readdirSync(FOLDER).filter((name) => name.endsWith(".md")).sort()) {
  test(`each count is needed: ${file}`, () => {
    const golden = readFileSync(new URL(file, FOLDER), "utf8")
    const source = golden.split("## IR")[1]?.split("```")[1] ?? ""
    const total = changes(counted(source)).length
    for (let i = 0; i < total; i++) {
      const program = counted(source)
      const change = changes(program)[i]
      change?.apply()
      assert.notDeepEqual(verifyCounts(program), [], change?.name ?? "")
    }
  })
}

function counted(source: string): Program {
  const program = readProgram(source)
  arc(program, { without: new Set() })
  assert.deepEqual(verifyCounts(program), [])
  return program
}

function changes(program: Program): Change[] {
  const all: Change[] = []
  for (const fun of program.funs.values()) {
    eachBlock(fun.body, (block) => {
      block.steps.forEach((step, i) => {
        if (isCount(step)) {
          const name = `${step.k} ${fun.vars[step.v]?.name} in ${fun.name}`
          all.push({ name: `no ${name}`, apply: () => block.steps.splice(i, 1) })
          all.push({ name: `twice ${name}`, apply: () => block.steps.splice(i, 0, step) })
        }
        if (step.k === "let" && step.unwind.length > 0) {
          all.push({ name: `no unwind in ${fun.name}`, apply: () => step.unwind.pop() })
        }
      })
    })
  }
  return all
}

function isCount(step: Step): step is Extract<Step, { k: "dup" | "drop" | "free" | "unpin" }> {
  return step.k === "dup" || step.k === "drop" || step.k === "free" || step.k === "unpin"
}
