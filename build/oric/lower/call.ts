// Calls as written: the receiver, then the arguments in the order of the text, then defaults in
// parameter order (LANGUAGE 4.2, 7.4).

import type { CallPlan, Callee, LocalId, PlanEntry } from "../check/typed.ts"
import type { Fn as FnItem } from "../check/items.ts"
import { fnParams } from "../check/solve_bounds.ts"
import { VOID } from "../check/types.ts"
import type { FnId, TraitId, TypeId } from "../check/types.ts"
import { UNIT_ATOM } from "../ir/build.ts"
import type { Atom, Site } from "../ir/nodes.ts"
import type { Arg as ArgNode, Call, Expr, MethodCall } from "../syntax/ast.ts"
import { assignedIn, rootOf } from "./assigned.ts"
import { construct, fieldOf, siteAt } from "./build.ts"
import { callTarget, calleeItem, targetOf } from "./callee.ts"
import type { Given, Outcome, Target } from "./callee.ts"
import { callProvider, providerOf, providersAt } from "./capability.ts"
import { argOf, knownOf } from "./closure.ts"
import { argAtom, callArg } from "./known.ts"
import type { Arg } from "./known.ts"
import { assignLocal, giveUp, readLocal } from "./locals.ts"
import { listOf } from "./lists.ts"
import { pathOf, readPath, storePath } from "./place.ts"
import { emitPrim } from "./prim.ts"
import { expr } from "./state.ts"
import type { Cx } from "./state.ts"
import { concrete, irOf, isTransparent, paramType, slotsOf, writesBack, zip } from "./types.ts"

/** The evaluated arguments by their index in the text, and the piped value. */
type Evaluated = { args: Arg[]; piped: Atom | null }

const NO_PLAN: CallPlan = { params: [], receiver: -1 }

/** A call of a name, a qualified name or a value. */
export function lowerCall(cx: Cx, node: Call): Atom {
  const callee = cx.typed.callee[node.id]
  if (callee === undefined) return uncalled(cx, node.fn)
  if (isDropEarly(cx, callee)) return dropEarly(cx, node)
  if (callee.k === "value") {
    const f = knownOf(cx, node.fn)
    const head: Arg = f !== null ? { k: "known", known: f } : { k: "atom", atom: expr(cx, node.fn) }
    return callHead(cx, node, head)
  }
  return callPlanned(cx, node, callee, null)
}

/** `on.name(args)`: a method, a function of a module, a variant, a capability. */
export function lowerMethod(cx: Cx, node: MethodCall): Atom {
  const callee = cx.typed.callee[node.id]
  if (callee === undefined) return uncalled(cx, node.on)
  if (isDropEarly(cx, callee)) return dropEarly(cx, node)
  if (callee.k === "value") return callHead(cx, node, { k: "atom", atom: expr(cx, node.on) })
  if (callee.k === "field") {
    const on = expr(cx, node.on)
    const type = concrete(cx, cx.typed.type[node.on.id]!)
    const f = isTransparent(cx.lo, type) ? on : fieldOf(cx, on, 0, callee.index)
    return callHead(cx, node, { k: "atom", atom: f })
  }
  if (cx.typed.writeBack.has(node.id)) return callWritingBack(cx, node, callee)
  return callPlanned(cx, node, callee, hasReceiver(cx, node, callee) ? node.on : null)
}

/** Inference finds nothing to call behind a value of type `Never` alone, which is not reached. */
function uncalled(cx: Cx, on: Expr): Atom {
  const atom = expr(cx, on)
  if (!cx.dead) throw new Error(`a call in ${cx.fun.name} has no callee`)
  return atom
}

function hasReceiver(cx: Cx, node: MethodCall, callee: Callee): boolean {
  if (callee.k === "capability" || callee.k === "make") return false
  const plan = cx.typed.plan[node.id]
  if (plan !== undefined && plan.receiver >= 0) return false
  const item = calleeItem(cx.lo, callee)
  return item === null || item.hasSelf
}

/** Calls the value of a head expression with positional arguments. */
function callHead(cx: Cx, node: Call | MethodCall, head: Arg): Atom {
  const { args, piped } = evaluate(cx, node)
  const atoms = args.map((arg) => argAtom(cx, arg))
  if (piped !== null) atoms.unshift(piped)
  if (cx.dead) return UNIT_ATOM
  return callArg(cx, head, atoms, siteAt(cx, node.at))
}

function callPlanned(cx: Cx, node: Call | MethodCall, callee: Callee, on: Expr | null): Atom {
  const self = on === null ? null : expr(cx, on)
  const evaluated = evaluate(cx, node)
  if (cx.dead) return UNIT_ATOM
  const filled = takeFilled(cx, node, evaluated)
  const result = dispatch(cx, node, callee, self, evaluated).value
  for (const { local, list } of filled) assignLocal(cx, local, list)
  return result
}

/**
 * Lists that a foreign function fills: each is made the call's own before, and is the local's value
 * after it (LANGUAGE 18.1).
 */
function takeFilled(
  cx: Cx, node: Call | MethodCall, evaluated: Evaluated,
): { local: LocalId; list: Atom }[] {
  return node.args.flatMap((arg, index) => {
    const local = cx.typed.writeBack.has(arg.value.id) ? rootOf(cx.typed, arg.value) : null
    if (local === null || arg.value.kind !== "name") return []
    const list = emitPrim(cx, "bytes.owned", [], [readLocal(cx, local)], siteAt(cx, node.at))[0]!
    evaluated.args[index] = { k: "atom", atom: list }
    return [{ local, list }]
  })
}

function evaluate(cx: Cx, node: Call | MethodCall): Evaluated {
  const args = node.args.map((arg: ArgNode) => argOf(cx, arg.value))
  return { args, piped: cx.piped.get(node.id) ?? null }
}

function dispatch(
  cx: Cx, node: Call | MethodCall, callee: Callee, self: Atom | null, evaluated: Evaluated,
): Outcome {
  const site = siteAt(cx, node.at)
  switch (callee.k) {
    case "make": return { value: makeVariant(cx, node, callee, evaluated), self: null }
    case "prim": {
      const atoms = evaluated.args.map((arg) => argAtom(cx, arg))
      if (self !== null) atoms.unshift(self)
      const types = callee.types.map((type) => concrete(cx, type))
      return { value: emitPrim(cx, callee.op, types, atoms, site)[0] ?? UNIT_ATOM, self: null }
    }
    case "capability": return {
      value: callCapability(cx, node, callee, evaluated, site), self: null,
    }
    default: {
      const plan = cx.typed.plan[node.id] ?? NO_PLAN
      const args = arrange(cx, calleeItem(cx.lo, callee)!, typesFor(cx, callee), plan, evaluated)
      const asked = askedProvider(cx, node, callee)
      if (asked !== null) {
        const call = { ...asked, args, providers: providersAt(cx, node.id), site }
        return { value: callProvider(cx, cx.selfProvider!, call), self: null }
      }
      const target = targetOf(cx, callee)
      const receiver = plan.receiver >= 0 ? argAtom(cx, evaluated.args[plan.receiver]!) : self
      const given: Given = {
        self: receiver, args, providers: providersAt(cx, node.id), site, tail: node === cx.tailNode,
      }
      return callTarget(cx, target, given)
    }
  }
}

/**
 * In a default method of a capability's trait, what it calls on `self` or `Self` goes to the
 * provider that it was reached by, where it was (LANGUAGE 14.1): a handler and a `def impl` are no
 * value at all, and a handler has no type.
 */
function askedProvider(
  cx: Cx, node: Call | MethodCall, callee: Callee,
): { trait: TraitId; method: FnId; types: TypeId[] } | null {
  if (cx.selfProvider === null || callee.k !== "bound" || node.kind !== "method") return null
  if (callee.ref.args.length > 0) return null
  if (node.on.kind !== "self" && !isOfSelf(cx, node.on, callee)) return null
  const types = callee.types.map((type) => concrete(cx, type))
  return { trait: callee.ref.trait, method: callee.method, types }
}

/** `Self.m(…)` in a method of the trait, where `m` is asked of nobody in particular. */
function isOfSelf(cx: Cx, on: Expr, callee: Callee & { k: "bound" }): boolean {
  const { items } = cx.lo.check
  const self = items.types.nodes[callee.self]!
  return on.kind === "typeExpr" && !items.fns[callee.method]!.hasSelf
    && self.k === "param" && self.param === items.traits[callee.ref.trait]!.generics[0]
}

/**
 * Type arguments of the item that names the parameters: the trait's, for a bound or virtual callee.
 */
function typesFor(cx: Cx, callee: Callee): TypeId[] {
  switch (callee.k) {
    case "direct": return callee.types.map((type) => concrete(cx, type))
    case "bound": {
      const types = [callee.self, ...callee.ref.args, ...callee.types]
      return types.map((type) => concrete(cx, type))
    }
    case "virtual": return [VOID, ...callee.ref.args.map((type) => concrete(cx, type))]
    default: return []
  }
}

// ── arguments ────────────────────────────────────────────────────────────────────────────────────

/** One argument a parameter of `item`. */
function arrange(
  cx: Cx, item: FnItem, types: TypeId[], plan: CallPlan, evaluated: Evaluated,
): Arg[] {
  return plan.params.map((entry, index) => arrangeOne(cx, item, types, index, entry, evaluated))
}

function arrangeOne(
  cx: Cx, item: FnItem, types: TypeId[], index: number, entry: PlanEntry, evaluated: Evaluated,
): Arg {
  switch (entry.k) {
    case "arg": return evaluated.args[entry.index]!
    case "piped": return { k: "atom", atom: evaluated.piped! }
    case "default": return { k: "atom", atom: defaultOf(cx, item, types, index) }
    case "variadic": {
      const list = paramType(
        cx.lo, item.params[index]!, zip(fnParams(cx.lo.check.items, item.id), types)
      )
      const items = entry.args.map((arg) =>
        ({ spread: arg.spread, atom: argAtom(cx, evaluated.args[arg.index]!) }))
      return { k: "atom", atom: listOf(cx, irOf(cx.lo, list), items) }
    }
  }
}

/**
 * The default of a parameter, evaluated in the module that declares it: node ids are others there.
 */
function defaultOf(cx: Cx, item: FnItem, types: TypeId[], index: number): Atom {
  const { module, typed, subst, concrete: memo, env, targets, piped, indexed } = cx
  Object.assign(cx, {
    module: cx.lo.check.items.modules[item.module]!, typed: cx.lo.typed.get(item.module)!,
    subst: zip(fnParams(cx.lo.check.items, item.id), types), concrete: new Map(), env: new Map(),
    targets: new Map(), piped: new Map(), indexed: new Map(),
  })
  const atom = expr(cx, item.params[index]!.default!)
  Object.assign(cx, { module, typed, subst, concrete: memo, env, targets, piped, indexed })
  return atom
}

function makeVariant(
  cx: Cx, node: Call | MethodCall, callee: Callee & { k: "make" }, evaluated: Evaluated,
): Atom {
  const type = concrete(cx, cx.typed.type[node.id]!)
  const plan = cx.typed.plan[node.id]
  const args = plan === undefined
    ? evaluated.args.map((arg) => argAtom(cx, arg))
    : plan.params.map((entry) => argAtom(cx, entry.k === "arg" ? evaluated.args[entry.index]!
      : { k: "atom", atom: evaluated.piped! }))
  if (evaluated.piped !== null && plan === undefined) args.unshift(evaluated.piped)
  if (isTransparent(cx.lo, type)) return args[0]!
  return construct(cx, irOf(cx.lo, type), callee.variant, args)
}

function callCapability(
  cx: Cx, node: Call | MethodCall, callee: Callee & { k: "capability" }, evaluated: Evaluated,
  site: Site,
): Atom {
  const { items } = cx.lo.check
  const item = items.fns[callee.method]!
  const types = callee.types.map((type) => concrete(cx, type))
  const args = arrange(cx, item, [VOID, ...types], cx.typed.plan[node.id] ?? NO_PLAN, evaluated)
  if (callee.trait === items.known.traits.get("Print")) {
    return cx.lo.hooks.print(cx, callee.method, args.map((arg) => argAtom(cx, arg)), site)
  }
  const providers = providersAt(cx, node.id)
  const entry = providers.list.find((provider) => provider.trait === callee.trait)
  if (entry === undefined) throw new Error(`no provider for ${item.display}`)
  const call = { trait: callee.trait, method: callee.method, types, args, providers, site }
  return callProvider(cx, providerOf(cx, entry), call)
}

// ── calls that write back ────────────────────────────────────────────────────────────────────────

/** `place.m(…)` of a mutating method: the final `self` goes into the place (LANGUAGE 10.4). */
function callWritingBack(cx: Cx, node: MethodCall, callee: Callee): Atom {
  const target = targetOf(cx, callee)
  const path = pathOf(cx, node.on)
  if (path === null || !changesSelf(cx, node, target)) return callPlanned(cx, node, callee, node.on)
  const root = rootOf(cx.typed, node.on)!
  const changed = node.args.some((arg) => assignedIn(cx.typed, arg.value).has(root))
  const early = changed ? readPath(cx, path) : null
  const evaluated = evaluate(cx, node)
  if (cx.dead) return UNIT_ATOM
  let result: Atom = UNIT_ATOM
  const call = (self: Atom): Atom => {
    const outcome = dispatch(cx, node, callee, self, evaluated)
    result = outcome.value
    return outcome.self ?? self
  }
  if (early === null) storePath(cx, path, { k: "modify", f: call })
  else storePath(cx, path, { k: "replace", by: call(early) })
  return result
}

/** Does the function that is meant here write `self` back? Other impls of the trait may. */
function changesSelf(cx: Cx, node: MethodCall, target: Target): boolean {
  const { items } = cx.lo.check
  if (target.k === "fn") return writesBack(items.fns[target.fn]!)
  if (target.k === "unreachable") return false
  const slots = slotsOf(cx.lo, concrete(cx, cx.typed.type[node.on.id]!))
  return slots.some((slot) => slot.method === target.method && writesBack(items.fns[slot.method]!))
}

// ── drop_early ───────────────────────────────────────────────────────────────────────────────────

/** Is this the prelude's `drop_early`? */
export function isDropEarly(cx: Cx, callee: Callee): boolean {
  return callee.k === "direct" && cx.lo.check.items.fns[callee.fn]!.prim === "drop_early"
}

function dropEarly(cx: Cx, node: Call | MethodCall): Atom {
  const argument = node.args[0]!.value
  const isLocal = argument.kind === "name" || argument.kind === "self"
  const local = isLocal ? rootOf(cx.typed, argument) : null
  if (local === null) expr(cx, argument)
  else giveUp(cx, local)
  return UNIT_ATOM
}
