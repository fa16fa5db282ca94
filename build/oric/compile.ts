// The door of the compiler: a root and access to files in; diagnostics, C files and the plan of its
// tests out.
//
// The stages are one array, in the order in which they run, each with the reason why it stands
// there. Nothing else knows the order. What a stage throws is a bug of ours and becomes E9001 with
// the stage's name; nothing else catches.

import type { Optional } from "./arc/arc.ts"
import { arc } from "./arc/arc.ts"
import { verifyCounts } from "./arc/verify.ts"
import type { Check } from "./check/context.ts"
import { declare } from "./check/declare.ts"
import { infer, inferFn } from "./check/infer.ts"
import { neededBodies } from "./check/needed.ts"
import type { Needed } from "./check/needed.ts"
import type { Fn, Target } from "./check/items.ts"
import type { Disk } from "./check/package.ts"
import { rules, rulesOfFn } from "./check/rules.ts"
import { coverage } from "./check/rules/coverage.ts"
import type { Typed } from "./check/typed.ts"
import type { Emitted } from "./emit/emit.ts"
import { emit } from "./emit/emit.ts"
import type { Program } from "./ir/nodes.ts"
import { verify } from "./ir/verify.ts"
import { lower } from "./lower/lower.ts"
import { simplify } from "./simplify/simplify.ts"
import type { Diagnostic, SourceFile } from "./source/diagnostic.ts"
import type { Sources } from "./source/position.ts"
import { sourcesOf } from "./source/position.ts"
import { render } from "./source/render.ts"
import type { Collector } from "./source/sink.ts"
import { collector, presented, withoutEchoes } from "./source/sink.ts"

export type Mode = "check" | "build" | "test"

export type Input = {
  /** A file, or the folder of a package. */
  root: string
  disk: Disk
  mode: Mode
  target: "native" | "wasm"
  release: boolean
  features: string[]
  /** Optional passes to leave out: the program must do the same without them. */
  without: Set<string>
  /** Check the IR after every pass that makes or changes it. */
  verify: boolean
  /** Ends after the stage of this name; null runs all. */
  stop: string | null
}

/** What the driver knows of a test: how to judge what running it shows. */
export type TestPlan = {
  name: string
  /** Its number in the test program; null if it is not run. */
  index: number | null
  module: string
  attached: boolean
  skip: string | null
  fail: string | null
  /** For a body that must not compile: did it fail as it should, and what was reported. */
  compileFail: { text: string; passed: boolean; reported: string } | null
}

export type Output = {
  diagnostics: Diagnostic[]
  sources: Sources
  ok: boolean
  /** A stage needs more stack than this thread has: the same again may succeed elsewhere. */
  exhausted: boolean
  check: Check | null
  typed: Typed[]
  program: Program | null
  kind: "program" | "tests" | "module"
  emitted: Emitted | null
  tests: TestPlan[]
}

type State = {
  input: Input
  sink: Collector
  files: SourceFile[]
  check: Check | null
  needed: Needed | null
  typed: Typed[]
  program: Program | null
  emitted: Emitted | null
  tests: TestPlan[]
  /**
   * Syntax errors in bodies that must not compile: what their tests are about, and no errors of the
   * program.
   */
  claimed: Set<Diagnostic>
  exhausted: boolean
}

/** `sound`: runs only if nothing so far is an error. */
type Stage = { name: string; run: (state: State) => void; why: string; sound: boolean }

const STAGES: Stage[] = [
  {
    name: "declare",
    sound: false,
    run: runDeclare,
    why: "loads, lexes, parses and resolves signatures: bodies are checked against all of them",
  },
  {
    name: "coverage",
    sound: false,
    run: (state) => coverage(checkOf(state)),
    why: "asks only what is declared",
  },
  {
    name: "infer",
    sound: false,
    run: (state) => void (state.typed = infer(checkOf(state), neededOf(state))),
    why: "each body by itself, against the signatures",
  },
  {
    name: "rules",
    sound: false,
    run: (state) => rules(checkOf(state), state.typed, neededOf(state)),
    why: "hang on which method a call means, and change no type",
  },
  {
    name: "refused",
    sound: false,
    run: runRefused,
    why: "bodies that must not compile have sinks of their own, and need all that the others found",
  },
  {
    name: "lower",
    sound: true,
    run: runLower,
    why: "makes instances while it walks: counting needs layouts, so no generic IR exists",
  },
  {
    name: "simplify",
    sound: true,
    run: (state) => {
      if (!skips(state, "simplify")) simplify(programOf(state))
    },
    why: "before counting: inlining shows last uses, counts hide patterns",
  },
  {
    name: "arc",
    sound: true,
    run: runArc,
    why: "last on the IR: nothing after it may add or remove a use",
  },
  { name: "emit", sound: true, run: runEmit, why: "text only: it decides nothing" },
]

/** Stage names, for the command line. */
export const STAGE_NAMES: readonly string[] = STAGES.map((stage) => stage.name)

/** Compiles; never throws for what a source can hold. */
export function compile(input: Input): Output {
  const state: State = {
    input,
    sink: collector(),
    files: [],
    check: null,
    needed: null,
    typed: [],
    program: null,
    emitted: null,
    tests: [],
    claimed: new Set(),
    exhausted: false,
  }
  for (const stage of STAGES) {
    if (stage.sound && (failed(state) || input.mode === "check")) break
    if (!runStage(state, stage) || stage.name === input.stop) break
  }
  return {
    diagnostics: presented(withoutEchoes(
      state.sink.all.filter((one) => !state.claimed.has(one)),
      state.check?.items.fns.flatMap((fn) => fn.clauses) ?? [],
    )),
    sources: sourcesOf(state.files),
    ok: !failed(state),
    exhausted: state.exhausted,
    check: state.check,
    typed: state.typed,
    program: state.program,
    kind: kindOf(state),
    emitted: state.emitted,
    tests: state.tests,
  }
}

function failed(state: State): boolean {
  return state.sink.all.some((one) => one.level === "error" && !state.claimed.has(one))
}

function runStage(state: State, stage: Stage): boolean {
  try {
    stage.run(state)
    if (state.input.verify && state.program !== null) check(state, stage.name)
    return true
  } catch (error) {
    state.exhausted = isStackOverflow(error)
    const text = state.exhausted ? "its functions are too long or nest too deeply"
      : error instanceof Error ? (error.stack ?? error.message) : String(error)
    state.sink.add(
      "E9001",
      { at: 0, end: 0 },
      `the compiler failed in stage ${stage.name}: ${text}`,
      "This is a bug of the compiler, not of your program; please report it with the program.",
    )
    return false
  }
}

/** What node throws when functions call each other too deeply. */
export function isStackOverflow(error: unknown): boolean {
  return error instanceof RangeError && error.message.includes("call stack")
}

function check(state: State, stage: string): void {
  const program = programOf(state)
  const problems = [
    ...verify(program),
    ...(stage === "arc" || stage === "emit" ? verifyCounts(program) : []),
  ]
  if (problems.length > 0)
    throw new Error(`bad IR after ${stage}:\n${problems.slice(0, 20).join("\n")}`)
}

// ------------------------------------------------------------------ stages

function runDeclare(state: State): void {
  const { input } = state
  const declared = declare({
    root: input.root,
    std: "std:",
    command: input.mode,
    target: targetOf(input),
    disk: input.disk,
    report: state.sink.add,
  })
  state.files = declared.sources
  state.check = declared.check
}

function targetOf(input: Input): Target {
  const wasm = input.target === "wasm"
  return {
    name: input.target,
    os: wasm ? "wasi" : "linux",
    arch: wasm ? "wasm32" : "x86_64",
    family: wasm ? "wasm" : "unix",
    debug: !input.release,
    features: new Set(input.features),
  }
}

/** Plans the tests, and judges those whose bodies must not compile. */
function runRefused(state: State): void {
  const items = checkOf(state).items
  for (const id of items.tests) {
    const fn = items.fns[id]
    if (fn === undefined || fn.test === null) continue
    const { targets, skip, fail, compileFail } = fn.test
    state.tests.push({
      name: fn.name,
      index: null,
      module: items.modules[fn.module]?.path ?? "",
      attached: targets.length > 0,
      skip,
      fail,
      compileFail: compileFail === null || skip !== null ? null : refuse(state, fn, compileFail),
    })
  }
}

function refuse(state: State, fn: Fn, text: string): TestPlan["compileFail"] {
  const own = collector()
  const { at, end } = fn.test?.node ?? fn.at
  for (const one of state.sink.all.filter((known) => known.at.at >= at && known.at.at <= end)) {
    state.claimed.add(one)
    own.report(one)
  }
  const checked = { ...checkOf(state), report: own.add }
  inferFn(checked, state.typed, fn.id, own.add)
  if (!own.hasErrors()) rulesOfFn(checked, state.typed, fn)
  const sources = sourcesOf(state.files)
  const reported = own.all.map((one) => render(one, sources)).join("\n")
  return { text, passed: own.hasErrors() && reported.includes(text), reported }
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

/** Which bodies are typed and judged: asked twice, answered once. */
function neededOf(state: State): Needed {
  state.needed ??= neededBodies(checkOf(state))
  return state.needed
}

function skips(state: State, name: string): boolean {
  return state.input.without.has(name)
}

function checkOf(state: State): Check {
  if (state.check === null) throw new Error("nothing was declared")
  return state.check
}

function programOf(state: State): Program {
  if (state.program === null) throw new Error("nothing was lowered")
  return state.program
}
