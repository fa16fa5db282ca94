// `drop_early(value: x)` gives `x` up: no path may use it afterwards (LANGUAGE 13).
//
// A forward walk in order of evaluation with the set of locals that some path has given up; `null`
// is the state after a jump or a panic. Branches join by union. A loop's body is walked again when
// a round gives something up, so that the next one sees it. Assigning to a local that was given up
// is a use as well.

import type { Expr, ForHead, Pattern } from "../../syntax/ast.ts"
import type { NodeId } from "../../syntax/node.ts"
import type { Check } from "../context.ts"
import type { LocalId, Typed } from "../typed.ts"
import { NEVER } from "../types.ts"
import { eachOf } from "./body.ts"
import type { Body } from "./body.ts"
import { localsOf } from "./locals.ts"
import type { Locals } from "./locals.ts"
import { eachChild, eachPattern } from "./walk.ts"

type State = ReadonlySet<LocalId> | null

type Flow = {
  check: Check
  typed: Typed
  state: State
  /** By loop or labelled block: what its `break`s, and its `continue`s, have given up. */
  exits: Map<NodeId, State>
  rounds: Map<NodeId, State>
  locals: Locals
  /** The lambda around; what it captures belongs to its closure. */
  lambda: NodeId | null
  reported: Set<NodeId>
}

/** Judges the uses of locals after `drop_early`. */
export function dropEarlyRule(check: Check, body: Body): void {
  let drops = false
  const see = (node: Expr): void => { drops ||= droppedBy(check, body.typed, node) !== null }
  eachOf(body, "call", see)
  eachOf(body, "method", see)
  if (!drops) return
  const locals = localsOf(body)
  for (const expression of body.expressions) {
    const flow: Flow = {
      check, typed: body.typed, state: new Set(), exits: new Map(), rounds: new Map(),
      locals, lambda: null, reported: new Set(),
    }
    walk(flow, expression)
  }
}

/** The argument of a call of `drop_early`. */
function droppedBy(check: Check, typed: Typed, node: Expr): Expr | null {
  if (node.kind !== "call" && node.kind !== "method") return null
  const callee = typed.callee[node.id]
  const known = check.items.known.fns.get("drop_early")
  const drops = callee?.k === "prim" ? callee.op === "drop_early"
    : callee?.k === "direct" && callee.fn === known
  if (!drops) return null
  return node.args[0]?.value ?? null
}

/** A binding is new each time its code runs. */
function bind(flow: Flow, pattern: Pattern): void {
  if (flow.state === null || flow.state.size === 0) return
  const state = new Set(flow.state)
  eachPattern(pattern, (part) => {
    state.delete(part.id)
    if (part.kind === "listPattern" && part.rest !== null) state.delete(part.rest.id)
  })
  flow.state = state
}

function union(a: State, b: State): State {
  if (a === null) return b
  return b === null ? a : new Set([...a, ...b])
}

function walk(flow: Flow, node: Expr): void {
  switch (node.kind) {
    case "name": return use(flow, node)
    case "if": return branches(flow, node)
    case "match": {
      walk(flow, node.on)
      node.arms.forEach((arm) => bind(flow, arm.pattern))
      return alternatives(flow, node.arms.map((arm) => [arm.guard, arm.body]))
    }
    case "binary": return binary(flow, node)
    case "loop": return loop(flow, node.id, [node.body], true)
    case "while": return loop(flow, node.id, [node.condition, node.body], false)
    case "for": return forLoop(flow, node)
    case "let": {
      walk(flow, node.value)
      return bind(flow, node.pattern)
    }
    case "block": return block(flow, node)
    case "jump": return jump(flow, node)
    case "lambda": return lambda(flow, node)
    case "call": case "method": return call(flow, node)
    default: return eachChild(flow.typed, node, (child) => walk(flow, child))
  }
}

function use(flow: Flow, node: Expr & { kind: "name" }): void {
  const ref = flow.typed.ref[node.id]
  if (ref?.k !== "local" || flow.state === null || !flow.state.has(ref.local)) return
  if (flow.reported.has(node.id)) return
  flow.reported.add(node.id)
  flow.check.report("E2048", node,
    `\`${node.name}\` was given up by \`drop_early\` on a way to here`,
    "Use it before it is dropped, or keep a copy with another `let`.")
}

function call(flow: Flow, node: Expr & { kind: "call" | "method" }): void {
  eachChild(flow.typed, node, (child) => walk(flow, child))
  const dropped = droppedBy(flow.check, flow.typed, node)
  if (dropped !== null) giveUp(flow, dropped)
  if (flow.typed.type[node.id] === NEVER) flow.state = null
}

function giveUp(flow: Flow, dropped: Expr): void {
  if (dropped.kind === "paren") return giveUp(flow, dropped.inner)
  const ref = flow.typed.ref[dropped.id]
  if (dropped.kind !== "name" || ref?.k !== "local" || flow.state === null) return
  if (flow.locals.get(ref.local)?.lambda === flow.lambda) {
    flow.state = new Set([...flow.state, ref.local])
    return
  }
  flow.check.report("E2048", dropped,
    `\`${dropped.name}\` is captured: each call of the lambda needs it`,
    "Drop it outside of the lambda, or pass it as a parameter.")
}

function branches(flow: Flow, node: Expr & { kind: "if" }): void {
  const chosen = flow.typed.constant[node.condition.id]
  if (chosen !== undefined) return eachChild(flow.typed, node, (child) => walk(flow, child))
  walk(flow, node.condition)
  alternatives(flow, node.else === null ? [[node.then], []] : [[node.then], [node.else]])
}

/** Each alternative starts with the state before; a path through any of them goes on. */
function alternatives(flow: Flow, parts: (Expr | null)[][]): void {
  const before = flow.state
  let after: State = null
  for (const part of parts) {
    flow.state = before
    for (const node of part) if (node !== null) walk(flow, node)
    after = union(after, flow.state)
  }
  flow.state = after
}

/** `&&`, `||` and `??` may skip their right side. */
function binary(flow: Flow, node: Expr & { kind: "binary" }): void {
  walk(flow, node.left)
  if (node.op !== "&&" && node.op !== "||" && node.op !== "??") return walk(flow, node.right)
  alternatives(flow, [[node.right], []])
}

function loop(flow: Flow, id: NodeId, parts: Expr[], endless: boolean): void {
  flow.exits.set(id, null)
  rounds(flow, id, () => parts.forEach((part) => walk(flow, part)))
  const exit = flow.exits.get(id) ?? null
  flow.state = endless ? exit : union(flow.state, exit)
}

/**
 * Two rounds at most: the second starts with what the first, or a `continue` in it, has given up.
 * Without that it would say nothing new, and nested loops would double at every depth.
 */
function rounds(flow: Flow, id: NodeId, round: () => void): void {
  const before = flow.state
  flow.rounds.set(id, null)
  for (let n = 0; n < 2; n++) {
    const start = flow.state
    round()
    flow.state = union(before, union(flow.state, flow.rounds.get(id) ?? null))
    if (flow.state?.size === start?.size) break
  }
}

function forLoop(flow: Flow, node: Expr & { kind: "for" }): void {
  flow.exits.set(node.id, null)
  heads(flow, node, node.heads)
  flow.state = union(flow.state, flow.exits.get(node.id) ?? null)
}

/** Each head is a loop around the rest; what its pattern binds is new each round. */
function heads(flow: Flow, node: Expr & { kind: "for" }, of: readonly ForHead[]): void {
  const [head, ...inner] = of
  if (head === undefined) return walk(flow, node.body)
  walk(flow, head.source)
  rounds(flow, node.id, () => {
    bind(flow, head.pattern)
    if (head.guard !== null) walk(flow, head.guard)
    heads(flow, node, inner)
  })
}

/** A labelled block is left early with what its `break`s have given up. */
function block(flow: Flow, node: Expr & { kind: "block" }): void {
  flow.exits.set(node.id, null)
  eachChild(flow.typed, node, (child) => walk(flow, child))
  flow.state = union(flow.state, flow.exits.get(node.id) ?? null)
}

function jump(flow: Flow, node: Expr & { kind: "jump" }): void {
  if (node.value !== null) walk(flow, node.value)
  const target = flow.typed.jump[node.id]
  const states = node.what === "break" ? flow.exits : flow.rounds
  if (target !== undefined) states.set(target, union(states.get(target) ?? null, flow.state))
  flow.state = null
}

/** A lambda uses what it captures where it is made; what it drops must be its own. */
function lambda(flow: Flow, node: Expr & { kind: "lambda" }): void {
  const before = flow.state
  const around = flow.lambda
  flow.lambda = node.id
  walk(flow, node.body)
  flow.lambda = around
  flow.state = before
}
