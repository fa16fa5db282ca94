// Inference: the types of all bodies, what names mean and whom calls call (LANGUAGE 5.7). One `Typed` a module.
//
// Bodies are independent of each other but for two things: constants without an annotation are typed when first asked
// for, and the body of an `impl Trait` function fixes its hidden type, which nobody looks at before lowering.

import type { Report } from "../source/diagnostic.ts"
import type { Check } from "./context.ts"
import type { Session } from "./infer/cx.ts"
import { inferConstant, inferFunction } from "./infer/body.ts"
import type { Module } from "./items.ts"
import type { Typed } from "./typed.ts"
import type { FnId } from "./types.ts"

/** Types every active body. Tests that must not compile are left to `inferFn`. */
export function infer(check: Check): Typed[] {
  const { items } = check
  const typed = items.modules.map(newTyped)
  const session: Session = { check, typed, busy: new Set(), done: new Set() }
  for (const item of items.consts) inferConstant(session, item, check.report)
  for (const fn of items.fns) {
    const compileFail = fn.test !== null && fn.test.compileFail !== null
    if (!compileFail) inferFunction(session, fn, check.report)
  }
  return typed
}

/** Types one function into its module's tables, with a report of its own: the body of a `#compile_fail` test. */
export function inferFn(check: Check, typed: Typed[], fn: FnId, report: Report): void {
  const session: Session = { check, typed, busy: new Set(), done: new Set(check.items.consts.map((item) => item.id)) }
  inferFunction(session, check.items.fns[fn]!, report)
}

function newTyped(module: Module): Typed {
  const { count } = module.file.nodes
  const table = <T>(): (T | undefined)[] => new Array<T | undefined>(count)
  return {
    module: module.id,
    type: new Int32Array(count).fill(-1),
    ref: table(), callee: table(), plan: table(), coerce: table(), variant: table(), iterate: table(),
    collect: table(), parts: table(), spec: table(), update: table(), leave: table(), spread: new Set(),
    jump: table(), brace: table(), field: new Int32Array(count).fill(-1), lengthOf: table(),
    writeBack: new Set(), providers: table(), tree: table(), constant: table(),
  }
}
