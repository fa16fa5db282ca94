// Inference: the types of all bodies, what names mean and whom calls call (LANGUAGE 5.7). One
// `Typed` a module.
//
// Bodies are independent of each other but for two things: constants without an annotation are
// typed when first asked for, and the body of an `impl Trait` function fixes its hidden type, which
// nobody looks at before lowering.

import type { Report } from "../source/diagnostic.ts"
import { onCycles } from "../source/cycle.ts"
import type { Check } from "./context.ts"
import type { Prim, Session } from "./infer/cx.ts"
import { inferConstant, inferFunction } from "./infer/body.ts"
import type { Fn, Items, Module } from "./items.ts"
import { everyBody } from "./needed.ts"
import type { Needed } from "./needed.ts"
import type { Typed } from "./typed.ts"
import { intern, mapChildren } from "./types.ts"
import type { FnId, TypeId } from "./types.ts"

/** Types the active bodies that are needed. Tests that must not compile are left to `inferFn`. */
export function infer(check: Check, needed: Needed = everyBody): Typed[] {
  const { items } = check
  const typed = items.modules.map(newTyped)
  const session = newSession(check, typed)
  for (const item of items.consts) inferConstant(session, item, check.report)
  for (const fn of items.fns) {
    const compileFail = fn.test !== null && fn.test.compileFail !== null
    if (!compileFail && needed(fn)) inferFunction(session, fn, check.report)
  }
  refuseEndless(check)
  return typed
}

/** An `impl Trait` result that is made of itself alone, or around itself, is of no type. */
function refuseEndless({ items, report }: Check): void {
  const next = (fn: Fn): Fn[] => {
    const hidden = fn.opaque?.hidden ?? null
    return hidden === null ? [] : opaquesIn(items, hidden)
  }
  const rings = onCycles(items.fns.filter((fn) => next(fn).length > 0), next)
  for (const fn of items.fns) {
    if (!rings.has(fn)) continue
    // One error for all functions of a ring.
    const work = [fn]
    for (let one = work.pop(); one !== undefined; one = work.pop()) {
      if (rings.delete(one)) work.push(...next(one))
    }
    report("E2008", fn.at, `the type of the result of \`${fn.display}\` is made of itself`,
      "Collect the items into a list, and go over that: `….collect()` and `[T]` as the result.")
  }
}

function opaquesIn(items: Items, type: TypeId): Fn[] {
  const node = items.types.nodes[type]!
  const found = node.k === "opaque" ? [items.fns[node.fn]!] : []
  mapChildren(node, (child) => {
    found.push(...opaquesIn(items, child))
    return child
  })
  return found
}

/**
 * Types one function into its module's tables, with a report of its own: the body of a
 * `#compile_fail` test.
 */
export function inferFn(check: Check, typed: Typed[], fn: FnId, report: Report): void {
  const session = newSession(check, typed)
  for (const item of check.items.consts) session.done.add(item.id)
  inferFunction(session, check.items.fns[fn]!, report)
}

function newSession(check: Check, typed: Typed[]): Session {
  const { types, known } = check.items
  const of = (item: number): TypeId => intern(types, { k: "named", item, args: [] })
  const prim: Prim = {
    int: of(known.int), float: of(known.float), bool: of(known.bool), byte: of(known.byte),
    char: of(known.char), str: of(known.str), duration: of(known.duration), size: of(known.size),
  }
  return { check, typed, prim, busy: new Set(), done: new Set() }
}

/** Tables that most nodes are in are allocated whole; the rest stay sparse. */
function newTyped(module: Module): Typed {
  const { count } = module.file.nodes
  return {
    module: module.id,
    type: new Int32Array(count).fill(-1), field: new Int32Array(count).fill(-1),
    ref: new Array(count), callee: new Array(count), plan: new Array(count),
    coerce: [], variant: [], iterate: [], collect: [], parts: [], spec: [], update: [], leave: [],
    spread: new Set(), jump: [], brace: [], lengthOf: [],
    writeBack: new Set(), providers: [], tree: [], constant: [],
  }
}
