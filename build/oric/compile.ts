// The door of the compiler: a root and access to files in; diagnostics, C files and the plan of its
// tests out.
//
// The stages of the front end (`front.ts`), then those that make code, each with the reason why it
// stands there. Nothing else knows the order.

import type { Optional } from "./arc/arc.ts"
import { arc } from "./arc/arc.ts"
import { verifyCounts } from "./arc/verify.ts"
import type { Emitted } from "./emit/emit.ts"
import { emit } from "./emit/emit.ts"
import type { Findings, FrontState, Input, Stage } from "./front.ts"
import { FRONT, checkOf, failed, findings, frontState, runFront, runStage } from "./front.ts"
import type { Program } from "./ir/nodes.ts"
import { verify } from "./ir/verify.ts"
import { lower } from "./lower/lower.ts"
import { simplify } from "./simplify/simplify.ts"

export type Output = Findings & {
  program: Program | null
  kind: "program" | "tests" | "module"
  emitted: Emitted | null
}

type State = FrontState & { program: Program | null; emitted: Emitted | null }

/** Each runs only if nothing so far is an error. */
const BACK: readonly Stage<State>[] = [
  {
    name: "lower",
    run: runLower,
    why: "makes instances while it walks: counting needs layouts, so no generic IR exists",
  },
  {
    name: "simplify",
    run: (state) => {
      if (!skips(state, "simplify")) simplify(programOf(state))
    },
    why: "before counting: inlining shows last uses, counts hide patterns",
  },
  {
    name: "arc",
    run: runArc,
    why: "last on the IR: nothing after it may add or remove a use",
  },
  { name: "emit", run: runEmit, why: "text only: it decides nothing" },
]

/** Stage names, for the command line. */
export const STAGE_NAMES: readonly string[] = [...FRONT, ...BACK].map((stage) => stage.name)

/** Compiles; never throws for what a source can hold. A check ends with the front end. */
export function compile(input: Input): Output {
  const state: State = { ...frontState(input), program: null, emitted: null }
  if (runFront(state) && input.mode !== "check") runBack(state)
  const { program, emitted } = state
  return { ...findings(state), program, kind: kindOf(state), emitted }
}

function runBack(state: State): void {
  for (const stage of BACK) {
    if (failed(state) || !runStage(state, verified(state, stage))) return
    if (stage.name === state.input.stop) return
  }
}

/** The stage, and a look at what it made where the input asks for one. */
function verified(state: State, stage: Stage<State>): Stage<State> {
  if (!state.input.verify) return stage
  const run = (given: State): void => {
    stage.run(given)
    look(given, stage.name)
  }
  return { ...stage, run }
}

function look(state: State, stage: string): void {
  if (failed(state)) return
  const program = programOf(state)
  const problems = [
    ...verify(program),
    ...(stage === "arc" || stage === "emit" ? verifyCounts(program) : []),
  ]
  if (problems.length > 0)
    throw new Error(`bad IR after ${stage}:\n${problems.slice(0, 20).join("\n")}`)
}

function runLower(state: State): void {
  state.program = lower(checkOf(state), state.typed, { tests: state.input.mode === "test" })
}

function runArc(state: State): void {
  const optional: Optional[] = ["borrow", "specialise", "reuse", "cancel", "prove"]
  arc(programOf(state), { without: new Set(optional.filter((name) => skips(state, name))) })
}

function runEmit(state: State): void {
  const program = programOf(state)
  program.tests.forEach((test, index) => {
    const plan = state.tests.find(
      (known) => known.name === test.name && known.module === test.module,
    )
    if (plan !== undefined) plan.index = index
  })
  state.emitted = emit(program, {
    kind: kindOf(state),
    target: state.input.target,
    whole: state.input.release,
  })
}

function kindOf(state: State): Output["kind"] {
  if (state.input.mode === "test") return "tests"
  return state.program === null || state.program.main !== null ? "program" : "module"
}

function skips(state: State, name: string): boolean {
  return state.input.without.has(name)
}

function programOf(state: State): Program {
  if (state.program === null) throw new Error("nothing was lowered")
  return state.program
}
