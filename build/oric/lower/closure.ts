// Lambdas and functions as values: each becomes a function of the program whose first parameters
// are its captures.

import type { Callee } from "../check/typed.ts"
import { UNIT_ATOM, addParam, varAtom } from "../ir/build.ts"
import { fnType, typeNode } from "../ir/layout.ts"
import type { Atom, Fun } from "../ir/nodes.ts"
import type { Expr, Lambda } from "../syntax/ast.ts"
import { atomType, callFn, construct, endWith, fieldOf } from "./build.ts"
import { NO_PROVIDERS, callFunction, given, requestFor, targetOf } from "./callee.ts"
import { providersAt } from "./capability.ts"
import { bindCaptures, capturesOf } from "./capture.ts"
import { innerCx, madeCx } from "./context.ts"
import { instanceOf, paramTypes, resultTypes } from "./instance.ts"
import { MAX_KNOWN_DEPTH, materialize } from "./known.ts"
import type { Arg } from "./known.ts"
import { derivedSymbol, fnPath, symbolFor, typeKey } from "./names.ts"
import { expr, tail } from "./state.ts"
import type { Cx, Known } from "./state.ts"
import { concrete, fnParts, irOf, isTransparent, resultsOf } from "./types.ts"

/**
 * Evaluates an argument; a lambda, a function's name or a local that is known to be one stays
 * known.
 */
export function argOf(cx: Cx, node: Expr): Arg {
  const known = cx.typed.coerce[node.id] === undefined ? knownOf(cx, node) : null
  if (known === null) return { k: "atom", atom: expr(cx, node) }
  if (known.depth > MAX_KNOWN_DEPTH) return { k: "atom", atom: materialize(cx, known) }
  return { k: "known", known }
}

/** The function that an expression is known to be, if it is one. */
export function knownOf(cx: Cx, node: Expr): Known | null {
  if (cx.dead) return null
  switch (node.kind) {
    case "paren": return knownOf(cx, node.inner)
    case "lambda": return lambda(cx, node)
    case "name": case "field": {
      const ref = cx.typed.ref[node.id]
      if (ref === undefined) return null
      switch (ref.k) {
        case "local": {
          const storage = cx.env.get(ref.local)
          return storage?.k === "known" ? storage.known : null
        }
        case "fn": return calleeKnown(cx, node, { k: "direct", fn: ref.fn, types: ref.types })
        case "assoc": return isFnType(cx, node) ? calleeKnown(cx, node, ref.callee) : null
        case "variant": return isFnType(cx, node) ? constructorOf(cx, node, ref.variant) : null
        case "newtype": return constructorOf(cx, node, 0)
        default: return null
      }
    }
    default: return null
  }
}

function isFnType(cx: Cx, node: Expr): boolean {
  const type = concrete(cx, cx.typed.type[node.id]!)
  return cx.lo.check.items.types.nodes[type]!.k === "fn"
}

/** A lambda literal: its function is lowered now, over what it captures now. */
export function lambda(cx: Cx, node: Lambda): Known {
  const type = concrete(cx, cx.typed.type[node.id]!)
  const { args, result } = fnParts(cx.lo, type)
  cx.root.lambdas++
  const symbol = derivedSymbol(cx.lo, cx.root.symbol, `l${cx.root.lambdas}`)
  const captures = capturesOf(cx, [node.body], false)
  const inner = innerCx(cx, symbol, `λ in ${cx.root.display}`, result)
  inner.depth = 0
  const atoms = bindCaptures(inner, cx, captures)
  const params = args.map((arg, index) =>
    varAtom(addParam(inner.fun, irOf(cx.lo, arg), node.params[index]?.name.name ?? "p")))
  bindParams(inner, node, params)
  inner.fun.results = resultsOf(cx.lo, result)
  tail(inner, node.body)
  return knownFun(inner.fun, irOf(cx.lo, type), atoms, inner.depth)
}

function bindParams(inner: Cx, node: Lambda, params: Atom[]): void {
  const values = inner.typed.spread.has(node.id)
    ? node.params.map((_, index) => fieldOf(inner, params[0]!, 0, index))
    : params
  node.params.forEach((param, index) => {
    if (!param.ignored) inner.env.set(param.id, { k: "value", atom: values[index]! })
  })
}

function knownFun(fun: Fun, type: number, captures: Atom[], depth: number): Known {
  const types = fun.params.slice(0, captures.length).map((param) => fun.vars[param.v]!.type)
  return { f: fun.name, types, type, depth, captures }
}

/**
 * A function as a value: a stub that has the function type's signature, over the providers that it
 * passes on.
 */
function calleeKnown(cx: Cx, node: Expr, callee: Callee): Known {
  const target = targetOf(cx, callee)
  if (target.k !== "fn") throw new Error("only a function can be a value")
  const item = cx.lo.check.items.fns[target.fn]!
  const params = paramTypes(cx.lo, item, target.types).map((type) => irOf(cx.lo, type))
  const results = resultTypes(cx.lo, item, target.types)
  const type = fnType(cx.lo.program.types, params, results)
  if (item.prim !== null || item.extern !== null) {
    const rest = target.types.map((one) => typeKey(cx.lo, one)).join()
    const symbol = symbolFor(cx.lo, `${fnPath(cx.lo, item.id)}.value`, rest)
    return stub(cx, symbol, type, [], (inner, args) =>
      callFunction(inner, target.fn, target.types,
        given(null, args.map((atom) => ({ k: "atom", atom })), NO_PROVIDERS, -1)).value)
  }
  const { request, hidden } = requestFor(
    cx, item, target.types, given(null, [], providersAt(cx, node.id), -1))
  const instance = instanceOf(cx.lo, request)
  const symbol = derivedSymbol(cx.lo, instance.symbol, "value")
  return stub(cx, symbol, type, hidden, (inner, args, captures) =>
    callFn(inner, instance.symbol, [...args, ...captures], instance.results, -1)[0] ?? UNIT_ATOM)
}

/** A variant or newtype with payload as a function. */
function constructorOf(cx: Cx, node: Expr, variant: number): Known {
  const type = concrete(cx, cx.typed.type[node.id]!)
  const { result } = fnParts(cx.lo, type)
  const symbol = symbolFor(cx.lo, `make.${typeKey(cx.lo, result)}.${variant}`, "")
  return stub(cx, symbol, irOf(cx.lo, type), [], (inner, args) =>
    isTransparent(cx.lo, result) ? args[0]! : construct(inner, irOf(cx.lo, result), variant, args))
}

type StubBody = (inner: Cx, args: Atom[], captures: Atom[]) => Atom

function stub(cx: Cx, symbol: string, type: number, captures: Atom[], body: StubBody): Known {
  const known = cx.lo.program.funs.get(symbol)
  if (known !== undefined) return knownFun(known, type, captures, 0)
  const node = typeNode(cx.lo.program.types, type)
  if (node.k !== "fn") throw new Error(`type ${type} is no function type`)
  const inner = madeCx(cx.lo, symbol, cx.root.display, cx.module)
  const inside = captures.map((atom) => varAtom(addParam(inner.fun, atomType(cx, atom), "c")))
  inner.fun.captures = captures.length
  const args = node.params.map((param) => varAtom(addParam(inner.fun, param, "p")))
  inner.fun.results = node.results
  const value = body(inner, args, inside)
  endWith(inner, { k: "return", args: node.results.length === 0 ? [] : [value] })
  return knownFun(inner.fun, type, captures, 0)
}
