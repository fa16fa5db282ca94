// Where programs begin: `@main`, `@panic`, and the functions that a host module exports (19.1).

import type { Span } from "../source/diagnostic.ts"
import type { Draft } from "./declare_draft.ts"
import { mayCross } from "./declare_extern.ts"
import type { Fn, Module } from "./items.ts"
import { NEVER, VOID, intern } from "./types.ts"
import type { TypeId } from "./types.ts"

/** Finds the entry points and judges their signatures. */
export function declareEntry(draft: Draft): void {
  const { items } = draft
  const root = items.modules.find((module) => module.isRoot)
  if (items.panic !== null) checkPanic(draft, items.fns[items.panic]!)
  if (root === undefined) return
  const main = root.scope.values.get("main")
  if (main !== undefined && main.own && main.entry.k === "fn") {
    items.main = main.entry.fn
    checkMain(draft, items.fns[items.main]!)
    refuseOthers(draft, root, main.at)
  } else if (!exportRoot(draft, root) && draft.check.command === "build") {
    draft.check.report("E2003", { at: root.source.base, end: root.source.base },
      "the program has no `@main`",
      "Declare `@main () -> void = { … }` in its root module, or build it with `--target wasm`.")
  }
}

/**
 * A program has one `@main`, in its root module. Files of the package that it does not import may
 * be the roots of others.
 */
function refuseOthers({ check, items }: Draft, root: Module, first: Span): void {
  const program = new Set([root.id])
  for (const id of program) for (const next of items.modules[id]!.imports) program.add(next)
  for (const id of program) {
    const { package: home, scope } = items.modules[id]!
    const other = scope.values.get("main")
    if (id === root.id || home !== root.package || other?.own !== true) continue
    check.report("E2006", other.at, "the program has a `@main` in its root module",
      "Give this function another name.",
      { labels: [{ at: first.at, end: first.end, text: "the program begins here" }] })
  }
}

function checkMain(draft: Draft, fn: Fn): void {
  const { known } = draft.items
  const [param] = fn.params
  const text = named(draft, known.str)
  const list = named(draft, known.list, [text])
  const takes = fn.params.length === 0
    || (fn.params.length === 1 && param!.type === list && !param!.variadic)
  const gives = fn.result === VOID || fn.result === NEVER || fn.result === named(draft, known.int)
  if (fn.generics.length === 0 && takes && gives) return
  draft.check.report("E2001", fn.at, "`@main` has one of a few signatures",
    "It takes nothing or `(args: [str])`, and results in `void`, `int` or `Never`.")
}

function checkPanic(draft: Draft, fn: Fn): void {
  const [param] = fn.params
  const takes = fn.params.length === 1 && param!.type === named(draft, draft.items.known.panicInfo)
  if (takes && fn.result === VOID && fn.generics.length === 0) return
  draft.check.report("E2001", fn.at, "the panic handler has one signature",
    "Write `@panic (info: PanicInfo) -> void`.")
}

function named(draft: Draft, item: number, args: TypeId[] = []): TypeId {
  return intern(draft.items.types, { k: "named", item, args })
}

/**
 * Exports the `pub` functions of a root without `@main`: a host module. A package's library is one
 * only when it is built for WASM, and a script only there; other roots of packages may be checked
 * natively, but not built.
 */
function exportRoot(draft: Draft, root: Module): boolean {
  const { items, check } = draft
  const wasm = items.target.name === "wasm"
  const library = root.name === "" || root.isTest
  const building = check.command === "build"
  const host = library ? wasm && building : wasm || (check.package !== null && !building)
  if (!host) return library && !building
  const free = items.fns.filter((fn) => fn.module === root.id && fn.kind === "free" && fn.pub)
  items.exports = free.map((fn) => fn.id)
  if (wasm) for (const fn of free) checkExport(draft, fn)
  return true
}

function checkExport(draft: Draft, fn: Fn): void {
  const { items, check } = draft
  const help =
    "Numbers, bool, str and [byte] cross, as a result also Result<T, str>; encode the rest."
  if (fn.generics.length > 0) {
    check.report("E2001", fn.at, `the exported \`${fn.display}\` is generic`,
      "An export has one fixed signature.")
  }
  for (const param of fn.params) {
    if (!mayCross(items, param.type, "js", "in")) {
      check.report("E2001", param.at,
        `this parameter of the exported \`${fn.display}\` cannot cross to the host`, help)
    }
  }
  if (mayCross(items, fn.result, "js", "out") || fn.result === NEVER) return
  check.report("E2001", fn.clauses[0]!.result,
    `the result of the exported \`${fn.display}\` cannot cross to the host`, help)
}
