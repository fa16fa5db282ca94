// Capabilities: every use and call finds its provider, or the function must say that it needs one
// (LANGUAGE 14).
//
// One walk a body, with the `with`s around, the lambdas around and what the function may do. The
// order is 14.2: the innermost `with`, what the function received, and at roots (D-37) the default
// implementations. `Suspend`, `Unsafe` and `FFI` are bits in the same walk, never bound. No lambda
// suspends, whatever its function may do (D-113).

import type { Expr, ForExpr, ForHead, WithIn } from "../../syntax/ast.ts"
import type { Func } from "../../syntax/item_ast.ts"
import type { NodeId } from "../../syntax/node.ts"
import type { Check } from "../context.ts"
import type { Fn } from "../items.ts"
import type { Callee, Provider, ProviderSource, Typed } from "../typed.ts"
import type { TraitId } from "../types.ts"
import type { Body } from "./body.ts"
import { bareContext, contextOf, withUnknown } from "./capability_context.ts"
import type { Context } from "./capability_context.ts"
import { boundTrait, needsOf } from "./capability_needs.ts"
import type { Needs } from "./capability_needs.ts"
import { reportGeneric, reportMissing } from "./capability_report.ts"
import { eachChild, eachOfProvider } from "./walk.ts"

/**
 * A capability bound by a `with`; the innermost first. `depth` counts the bindings around it,
 * itself included.
 */
type Bindings = null
  | { trait: TraitId; site: NodeId; index: number; depth: number; next: Bindings }

/** A lambda around: bindings up to `depth` are outside of it, so it captures their providers. */
type Frame = { node: NodeId; depth: number; around: Frame | null }

type Walk = {
  check: Check
  typed: Typed
  context: Context
  bindings: Bindings
  lambda: Frame | null
  unsafe: boolean
  /** False in lambdas and where a function becomes a value: whoever calls those cannot know. */
  suspends: boolean
  /** The nodes that call something which needs anything; most do not. */
  concerned: Set<NodeId>
  /** Goes on into a child. */
  see: (child: Expr) => void
}

/** The walk with something changed, for what lies inside of a node. */
function inside(walk: Walk, change: Partial<Walk>): Walk {
  const inner: Walk = { ...walk, ...change, see: (child) => visit(inner, child) }
  return inner
}

/** Judges the capabilities of a body and fills `Typed.providers`. */
export function capabilityRule(check: Check, body: Body): void {
  const { typed } = body
  const concerned = concernedNodes(check, body)
  const walk: Walk = {
    check, typed, context: contextOf(check, body), bindings: null, lambda: null, unsafe: false,
    suspends: true, concerned, see: (child) => visit(walk, child),
  }
  if (concerned.size > 0) {
    for (const clause of body.clauses) visitClause(walk, clause)
    if (body.clauses.length === 0) body.expressions.forEach(walk.see)
  }
  if (body.fn !== null && body.fn.kind === "free") entryProviders(walk, body.fn, body.clauses[0]!)
}

/** The nodes that bind a capability, or call something that needs one. */
function concernedNodes(check: Check, { typed, nodes }: Body): Set<NodeId> {
  const concerned = new Set<NodeId>()
  let at: NodeId = 0
  const ask = (callee: Callee): void => {
    if (needsOf(check, callee) !== null) concerned.add(at)
  }
  nodes.forEach((node) => {
    at = node.id
    if (node.kind === "with") concerned.add(at)
    if (node.kind === "for") eachOfHeads(typed, node, (_, callee) => ask(callee))
    eachCallee(typed, node, ask)
  })
  return concerned
}

/** Defaults of parameters are evaluated for the caller, who passes nothing for them. */
function visitClause(walk: Walk, clause: Func): void {
  const bare = bareContext(walk.context.module, "a parameter's default value")
  const outside = inside(walk, { context: bare })
  for (const param of clause.params) if (param.default !== null) outside.see(param.default)
  if (clause.guard !== null) walk.see(clause.guard)
  for (const contract of clause.contracts) walk.see(contract.condition)
  if (clause.body !== null) walk.see(clause.body)
}

/**
 * What the host cannot pass to an entry point that declares `uses` comes from the defaults, noted
 * at its clause.
 */
function entryProviders(walk: Walk, fn: Fn, clause: Func): void {
  if (!walk.context.entry) return
  const sources = fn.uses.traits.map((trait): [TraitId, ProviderSource | null] =>
    [trait, defaultFor(walk, trait)])
  for (const [trait, from] of sources) if (from !== null) record(walk, clause.id, { trait, from })
  const missing = sources.filter(([, from]) => from === null).map(([trait]) => trait)
  // A host module that is checked for another target than its host's may lack that host's defaults.
  const { exports, target } = walk.check.items
  if (missing.length === 0 || (exports.includes(fn.id) && target.name !== "wasm")) return
  const lacking = { traits: missing, what: `\`${fn.display}\`` }
  reportMissing(walk.check, walk.context, "E1201", lacking, clause.name)
}

function visit(walk: Walk, node: Expr): void {
  const { typed } = walk
  switch (node.kind) {
    case "lambda": {
      const depth = walk.bindings?.depth ?? 0
      const lambda = { node: node.id, depth, around: walk.lambda }
      return inside(walk, { lambda, suspends: false }).see(node.body)
    }
    case "unsafe": return inside(walk, { unsafe: true }).see(node.body)
    case "with": return visitWith(walk, node)
    case "call": {
      judgeNode(walk, node)
      const head = typed.callee[node.id]
      if (head === undefined || head.k === "value") walk.see(node.fn)
      return node.args.forEach((arg) => walk.see(arg.value))
    }
    case "for":
      if (!walk.concerned.has(node.id)) break
      eachOfHeads(typed, node, (head, callee) => judge(walk, head.id, head.source, callee))
      break
    default:
  }
  judgeNode(walk, node)
  eachChild(typed, node, walk.see)
}

/** Providers are evaluated outside of what they bind. */
function visitWith(walk: Walk, node: WithIn): void {
  let { bindings, context } = walk
  node.bindings.forEach((binding, index) => {
    eachOfProvider(binding.provider, walk.see)
    const trait = boundTrait(walk.check, walk.typed, binding.cap)
    // Reported: it may have been any capability.
    if (trait === null) return void (context = withUnknown(context))
    const { name, marker } = walk.check.items.traits[trait]!
    if (marker) {
      return walk.check.report("E1203", binding.cap,
        `\`${name}\` is a marker, which nothing provides`,
        `Declare \`uses ${name}\` on the function instead.`)
    }
    bindings = { trait, site: node.id, index, depth: (bindings?.depth ?? 0) + 1, next: bindings }
  })
  inside(walk, { bindings, context }).see(node.body)
}

/** What the heads of a loop call. */
function eachOfHeads(
  typed: Typed, node: ForExpr, see: (head: ForHead, callee: Callee) => void,
): void {
  for (const head of node.heads) {
    const iterate = typed.iterate[head.id]
    if (iterate === undefined) continue
    if (iterate.iter !== null) see(head, iterate.iter)
    see(head, iterate.next)
  }
}

/**
 * All else that a node calls: written calls, operators, conversions, template parts, what `yield`
 * collects with; and the function that it is a value of.
 */
function eachCallee(
  typed: Typed, node: Expr, see: (callee: Callee, isValue: boolean) => void,
): void {
  const { id } = node
  const callee = typed.callee[id]
  if (callee !== undefined) see(callee, false)
  if (node.kind === "template") typed.parts[id]?.forEach((part) => see(part, false))
  const further = furtherCallee(typed, node)
  if (further) see(further, false)
  const ref = callee === undefined ? typed.ref[id] : undefined
  if (ref?.k === "assoc") see(ref.callee, true)
  if (ref?.k === "fn") see({ k: "direct", fn: ref.fn, types: ref.types }, true)
}

/** What a form calls besides the callee that every node may have. */
function furtherCallee(typed: Typed, node: Expr): Callee | null | undefined {
  switch (node.kind) {
    case "for": return typed.collect[node.id]?.fromIter
    case "propagate": case "let": return typed.leave[node.id]?.trace
    case "index": return typed.update[node.id]
    default: return null
  }
}

function judgeNode(walk: Walk, node: Expr): void {
  if (!walk.concerned.has(node.id)) return
  eachCallee(walk.typed, node, (callee, isValue) => {
    if (isValue) judgeValue(walk, node, callee)
    else judge(walk, node.id, node, callee)
  })
}

/** A function as a value keeps the providers of its place; its type cannot say that it suspends. */
function judgeValue(walk: Walk, node: Expr, callee: Callee): void {
  judge({ ...walk, suspends: false }, node.id, node, callee)
}

function judge(walk: Walk, id: NodeId, at: { at: number; end: number }, callee: Callee): void {
  const needs = needsOf(walk.check, callee)
  if (needs === null) return
  const missing: TraitId[] = []
  for (const trait of needs.traits) {
    const from = sourceOf(walk, trait)
    if (from === null) missing.push(trait)
    else record(walk, id, { trait, from })
  }
  if (walk.context.uses.broken) return
  const span = { at: at.at, end: at.end }
  // What a function does not declare is one mistake; a provider is missing wherever it is missing.
  const { root, told } = walk.context
  const news = root ? missing : missing.filter((trait) => !told.has(trait))
  for (const trait of news) told.add(trait)
  if (news.length > 0) {
    const code = root ? "E1201" : needs.direct ? "E0600" : "E1200"
    reportMissing(walk.check, walk.context, code, { traits: news, what: needs.what }, span)
  }
  if (callee.k === "virtual") reportGeneric(walk.check, needs, span)
  judgeMarkers(walk, needs, span)
}

function judgeMarkers(walk: Walk, needs: Needs, span: { at: number; end: number }): void {
  const { check, context } = walk
  if (needs.suspend && !(walk.suspends && context.uses.suspend)) {
    check.report("E1200", span, `${needs.what} may suspend, but is used in ${placeName(walk)}`,
      !walk.suspends ? "Call it outside of lambdas: with a `for` loop, for example."
        : context.suspendHelp
          ?? `Declare \`uses Suspend\` on ${context.name}, if its callers may wait.`)
  }
  if (needs.unsafe && !walk.unsafe && !context.uses.unsafe) {
    check.report("E1200", span, `${needs.what} needs \`Unsafe\``,
      "Put the call into `unsafe { … }`, or declare `uses Unsafe`.")
  }
  if (needs.ffi && !context.uses.ffi && !context.foreign) {
    check.report(needs.direct ? "E0600" : "E1200", span, `${needs.what} needs \`FFI\``,
      `Declare \`uses FFI\` on ${context.name}.`)
  }
}

function placeName(walk: Walk): string {
  if (walk.suspends) return walk.context.name
  return walk.lambda === null ? "a function value, whose type cannot say so"
    : "a lambda, which never suspends"
}

/** Where the provider of a capability comes from here, by 14.2; null when there is none. */
function sourceOf(walk: Walk, trait: TraitId): ProviderSource | null {
  for (let bound = walk.bindings; bound !== null; bound = bound.next) {
    if (bound.trait === trait) return { k: "with", site: bound.site, index: bound.index }
  }
  const { context } = walk
  if (context.selfTrait === trait) return { k: "self" }
  if (context.uses.traits.includes(trait)) return { k: "received" }
  return context.root ? defaultFor(walk, trait) : null
}

/** An imported `def impl`, else this module's. */
function defaultFor(walk: Walk, trait: TraitId): ProviderSource | null {
  const own = walk.context.module.scope.defImpls.get(trait)
  const [found] = own ?? walk.check.prelude.defImpls.get(trait) ?? []
  return found === undefined ? null : { k: "default", impl: found.impl }
}

/** Notes a provider at its use, and at each lambda that has to capture it. */
function record(walk: Walk, node: NodeId, provider: Provider): void {
  add(walk.typed, node, provider)
  if (provider.from.k === "default") return
  const depth = depthOf(walk, provider)
  for (let frame = walk.lambda; frame !== null && depth <= frame.depth; frame = frame.around) {
    add(walk.typed, frame.node, provider)
  }
}

function add(typed: Typed, node: NodeId, provider: Provider): void {
  const list = typed.providers[node] ?? []
  typed.providers[node] = list
  if (list.some((other) => sameProvider(other, provider))) return
  list.push(provider)
}

function sameProvider(a: Provider, b: Provider): boolean {
  if (a.trait !== b.trait || a.from.k !== b.from.k) return false
  if (a.from.k !== "with" || b.from.k !== "with") return true
  return a.from.site === b.from.site && a.from.index === b.from.index
}

/** How many bindings stand around the one meant; what a function received lies outside of all. */
function depthOf(walk: Walk, provider: Provider): number {
  if (provider.from.k !== "with") return 0
  const { site, index } = provider.from
  for (let bound = walk.bindings; bound !== null; bound = bound.next) {
    if (bound.site === site && bound.index === index) return bound.depth
  }
  return 0
}
