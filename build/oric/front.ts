// The door of the front end: a root and access to files in; diagnostics and the plan of the tests
// out. It is all that `ori check` asks, so that a check never loads what makes code.
//
// The stages are one array, in the order in which they run, each with the reason why it stands
// there; `compile.ts` goes on where this one ends. What a stage throws is a bug of ours and becomes
// E9001 with the stage's name; nothing else catches.

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
import type { Diagnostic, SourceFile, Span } from "./source/diagnostic.ts"
import type { Sources } from "./source/position.ts"
import { withoutEchoes } from "./source/echoes.ts"
import { sourcesOf } from "./source/position.ts"
import { render } from "./source/render.ts"
import type { Collector } from "./source/sink.ts"
import { collector, presented } from "./source/sink.ts"

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

/** What the front end finds. */
export type Findings = {
  diagnostics: Diagnostic[]
  sources: Sources
  ok: boolean
  /** A stage needs more stack than this thread has: the same again may succeed elsewhere. */
  exhausted: boolean
  check: Check | null
  typed: Typed[]
  tests: TestPlan[]
}

/** What the stages fill, each for those after it. */
export type FrontState = {
  input: Input
  sink: Collector
  files: SourceFile[]
  check: Check | null
  needed: Needed | null
  typed: Typed[]
  tests: TestPlan[]
  /**
   * Syntax errors in bodies that must not compile: what their tests are about, and no errors of the
   * program.
   */
  claimed: Set<Diagnostic>
  exhausted: boolean
}

export type Stage<State> = { name: string; run: (state: State) => void; why: string }

export const FRONT: readonly Stage<FrontState>[] = [
  {
    name: "declare",
    run: runDeclare,
    why: "loads, lexes, parses and resolves signatures: bodies are checked against all of them",
  },
  {
    name: "coverage",
    run: (state) => coverage(checkOf(state)),
    why: "asks only what is declared",
  },
  {
    name: "infer",
    run: (state) => void (state.typed = infer(checkOf(state), neededOf(state))),
    why: "each body by itself, against the signatures",
  },
  {
    name: "rules",
    run: (state) =>
      rules(checkOf(state), state.typed, neededOf(state), !state.sink.hasErrors()),
    why: "hang on which method a call means, and change no type",
  },
  {
    name: "refused",
    run: runRefused,
    why: "bodies that must not compile have sinks of their own, and need all that the others found",
  },
]

/** Checks; never throws for what a source can hold. */
export function analyse(input: Input): Findings {
  const state = frontState(input)
  runFront(state)
  return findings(state)
}

/** Runs the stages until one breaks off or is the last that was asked for; false then. */
export function runFront(state: FrontState): boolean {
  return FRONT.every((stage) => runStage(state, stage) && stage.name !== state.input.stop)
}

export function frontState(input: Input): FrontState {
  return {
    input,
    sink: collector(),
    files: [],
    check: null,
    needed: null,
    typed: [],
    tests: [],
    claimed: new Set(),
    exhausted: false,
  }
}

export function findings(state: FrontState): Findings {
  const sources = sourcesOf(state.files)
  return {
    diagnostics: presented(withoutEchoes(
      state.sink.all.filter((one) => !state.claimed.has(one)),
      state.check?.items.fns.flatMap<Span>((fn) => fn.test?.node ?? fn.clauses) ?? [],
      state.check?.items.modules.flatMap(({ file }) => file.broken) ?? [],
      sources,
    )),
    sources,
    ok: !failed(state),
    exhausted: state.exhausted,
    check: state.check,
    typed: state.typed,
    tests: state.tests,
  }
}

export function failed(state: FrontState): boolean {
  return state.sink.all.some((one) => one.level === "error" && !state.claimed.has(one))
}

/** Runs one stage; false when it broke off. */
export function runStage<State extends FrontState>(state: State, stage: Stage<State>): boolean {
  try {
    stage.run(state)
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

// ------------------------------------------------------------------ stages

function runDeclare(state: FrontState): void {
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
function runRefused(state: FrontState): void {
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

function refuse(state: FrontState, fn: Fn, text: string): TestPlan["compileFail"] {
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

/** Which bodies are typed and judged: asked twice, answered once. */
function neededOf(state: FrontState): Needed {
  state.needed ??= neededBodies(checkOf(state))
  return state.needed
}

export function checkOf(state: FrontState): Check {
  if (state.check === null) throw new Error("nothing was declared")
  return state.check
}
