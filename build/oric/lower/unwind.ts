// `catch(expr: e)` and `with(acquire…)`: what may go on after a panic (LANGUAGE 7.9, 12.5).

import { UNIT_ATOM, addParam, varAtom } from "../ir/build.ts"
import { typeNode } from "../ir/layout.ts"
import type { Atom, Fn, Site } from "../ir/nodes.ts"
import type { T } from "../ir/types.ts"
import { BOOL, STR, UNIT } from "../ir/types.ts"
import type { Expr } from "../syntax/ast.ts"
import {
  atomType, branchOn, emit, endWith, enterJoin, fieldTypes, jumpTo, leaveScope, openJoin, panicWith,
  siteAt,
} from "./build.ts"
import { bindCaptures, capturesOf } from "./capture.ts"
import { argOf } from "./closure.ts"
import { innerCx, madeCx } from "./context.ts"
import { callArg } from "./known.ts"
import type { Arg } from "./known.ts"
import { declare, keep, readLocal } from "./locals.ts"
import { derivedSymbol } from "./names.ts"
import { emitPrim } from "./prim.ts"
import { restorePrint, savePrint } from "./print.ts"
import { closeRegion, endRegion, regionFor, resumeFrom } from "./region.ts"
import { expr, syntheticLocal } from "./state.ts"
import type { Cx, Region } from "./state.ts"
import { OK, err, good } from "./sums.ts"
import { concrete, fieldType, irIn, irOf, resultsOf } from "./types.ts"

type CatchNode = Expr & { kind: "catch" }

/**
 * `catch(expr: e)`: `e` runs as a function over what it mentions; locals that it assigns live in
 * cells.
 */
export function lowerCatch(cx: Cx, node: CatchNode): Atom {
  const captures = capturesOf(cx, [node.value], true)
  // what `Ok` holds: the value's own type is that before its coercion
  const type = fieldType(cx.lo, concrete(cx, cx.typed.type[node.id]!), OK, 0)
  cx.root.lambdas++
  const symbol = derivedSymbol(cx.lo, cx.root.symbol, `c${cx.root.lambdas}`)
  const inner = innerCx(cx, symbol, cx.root.display, cx.result)
  inner.region = regionFor(cx.lo, cx.typed, node.value, symbol)
  const args = bindCaptures(inner, cx, captures)
  inner.fun.captures = 0
  const value = irOf(cx.lo, type)
  inner.fun.results = inner.region !== null ? [inner.region.type] : resultsOf(cx.lo, type)
  lowerRegion(inner, node.value)
  if (inner.region !== null) closeRegion(cx.lo, inner.region, value)
  const run = { f: symbol, args, results: inner.fun.results, region: inner.region }
  return resultOf(cx, irIn(cx, cx.typed.type[node.id]!), run, siteAt(cx, node.at))
}

/** The body of a region's function. */
function lowerRegion(inner: Cx, node: Expr): void {
  const atom = expr(inner, node)
  if (inner.region !== null) return endRegion(inner, inner.region, atom)
  const kept = keep(inner, atom, 0)
  leaveScope(inner, 0)
  endWith(inner, { k: "return", args: inner.fun.results.length === 0 ? [] : [kept] })
}

type Run = { f: Fn; args: Atom[]; results: T[]; region: Region | null }

/** Runs the function in a `catch` and makes a `Result` of what comes back. */
function resultOf(cx: Cx, result: T, { f, args, results, region }: Run, site: number): Atom {
  const printing = savePrint(cx)
  const [ok, message, value] = emit(cx, { k: "catch", f, args }, [BOOL, STR, ...results], "c", site)
  const join = openJoin(cx, result, [])
  const normal = ([atom]: Atom[]): void => {
    // Without a value the code never ends normally, or its value is unit.
    const isUnit = fieldTypes(cx.lo, result, OK)[0] === UNIT
    if (atom === undefined && !isUnit) return endWith(cx, { k: "never" })
    jumpTo(cx, join, good(cx, result, atom ?? UNIT_ATOM))
  }
  branchOn(cx, ok!,
    () => {
      if (region !== null) resumeFrom(cx, region, value!, normal)
      else normal(value === undefined ? [] : [value])
    },
    () => {
      restorePrint(cx, printing)
      jumpTo(cx, join, err(cx, result, message!))
    })
  return enterJoin(cx, join)
}

/**
 * `with(acquire: e, action: …, release: …)`: `release` runs after `action`, also while unwinding to
 * a `catch`.
 */
export function lowerWithResource(cx: Cx, node: Expr & { kind: "withResource" }): Atom {
  const depth = cx.cleanups.length
  const local = syntheticLocal(cx)
  const acquired = expr(cx, node.acquire)
  if (cx.dead) return UNIT_ATOM
  declare(cx, local, acquired)
  const result = keep(cx, useResource(cx, node, readLocal(cx, local)), depth)
  leaveScope(cx, depth)
  return result
}

function useResource(cx: Cx, node: Expr & { kind: "withResource" }, resource: Atom): Atom {
  const action = argOf(cx, node.action)
  const release = argOf(cx, node.release)
  if (cx.dead) return UNIT_ATOM
  const site = siteAt(cx, node.at)
  if (!cx.lo.catches) {
    const result = callArg(cx, action, [resource], site)
    if (!cx.dead) callArg(cx, release, [resource], site)
    return result
  }
  return releasing(cx, node, resource, action, release, site)
}

function releasing(
  cx: Cx, node: Expr, resource: Atom, action: Arg, release: Arg, site: number,
): Atom {
  const { f, args, results } = runnable(cx, action, resource)
  const [ok, message, value] = emit(cx, { k: "catch", f, args }, [BOOL, STR, ...results], "c", site)
  const join = openJoin(cx, irIn(cx, cx.typed.type[node.id]!), [])
  branchOn(cx, ok!, () => {
    callArg(cx, release, [resource], site)
    jumpTo(cx, join, value ?? UNIT_ATOM)
  }, () => {
    releaseUnwinding(cx, release, resource, site)
    panicWith(cx, message!, site)
  })
  return enterJoin(cx, join)
}

/** A panic of a release while another one unwinds is caught by nobody: it ends the program. */
function releaseUnwinding(cx: Cx, release: Arg, resource: Atom, site: Site): void {
  const [before] = emitPrim(cx, "panic.hold", [], [], site)
  callArg(cx, release, [resource], site)
  if (!cx.dead) emitPrim(cx, "panic.unhold", [], [before!], site)
}

/** A function of the program that runs the action, and its arguments. */
function runnable(cx: Cx, action: Arg, resource: Atom): { f: Fn; args: Atom[]; results: T[] } {
  if (action.k === "known") {
    const { f, captures } = action.known
    return { f, args: [...captures, resource], results: cx.lo.program.funs.get(f)!.results }
  }
  const type = atomType(cx, action.atom)
  const node = typeNode(cx.lo.program.types, type)
  if (node.k !== "fn") throw new Error("an action is no function")
  cx.root.lambdas++
  const symbol = derivedSymbol(cx.lo, cx.root.symbol, `c${cx.root.lambdas}`)
  const inner = madeCx(cx.lo, symbol, cx.root.display, cx.module)
  const head: Arg = { k: "atom", atom: varAtom(addParam(inner.fun, type, "f")) }
  const param = varAtom(addParam(inner.fun, node.params[0]!, "r"))
  inner.fun.results = node.results
  const value = callArg(inner, head, [param], -1)
  endWith(inner, { k: "return", args: node.results.length === 0 ? [] : [value] })
  return { f: symbol, args: [action.atom, resource], results: node.results }
}

