// For tests of lowering: a program in memory over the real prelude, lowered, verified and run by
// the interpreter.

import assert from "node:assert/strict"
import { declareFiles } from "../check/fixture.test.ts"
import { infer } from "../check/infer.ts"
import { rules } from "../check/rules.ts"
import { interpret } from "../ir/interpret.ts"
import type { Program } from "../ir/nodes.ts"
import { verify } from "../ir/verify.ts"
import { collector } from "../source/sink.ts"
import { lower } from "./lower.ts"

/** The program's IR; it must compile, and the IR must be well formed. */
export function lowered(source: string): Program {
  const { program, messages } = tryLower(source)
  assert.deepEqual(messages, [])
  assert.deepEqual(verify(program), [])
  return program
}

/** The IR and all errors, those that lowering reports included. */
export function tryLower(source: string): { program: Program; messages: string[] } {
  const outcome = declareFiles(source, { command: "build" })
  const sink = collector()
  const check = { ...outcome.check, report: sink.add }
  const typed = infer(check)
  rules(check, typed)
  const errors = (): string[] => [...outcome.diagnostics, ...sink.all]
    .filter((one) => one.level === "error").map((one) => `${one.code} ${one.message}`)
  assert.deepEqual(errors(), [])
  return { program: lower(check, typed, { tests: false }), messages: errors() }
}

/** Runs `@main` and compares the lines that it prints. */
export function prints(source: string, expected: string[]): void {
  const program = lowered(source)
  const { output, panic, fault } = interpret(program, program.main!.f, { fuel: 1e6 })
  assert.equal(fault, null)
  assert.equal(panic, null)
  assert.deepEqual(output.split("\n").slice(0, -1), expected)
}

/** The same with the statements of `@main` alone. */
export function mainPrints(body: string, expected: string[]): void {
  prints(`@main () -> void = {\n${body}\n}`, expected)
}
