// Constants: their values where they have one at compile time, cycles, and the order in which the
// others are computed before the program starts (LANGUAGE 16, 19.2).

import type { Expr } from "../../syntax/ast.ts"
import type { NodeId } from "../../syntax/node.ts"
import type { Check } from "../context.ts"
import type { ConstId, ConstItem } from "../items.ts"
import type { Callee, Typed } from "../typed.ts"
import { onCycles } from "../../source/cycle.ts"
import { HAS_ERROR } from "../types.ts"
import type { FnId } from "../types.ts"
import { bodyOf, constBodyOf } from "./body.ts"
import type { Body, Tables } from "./body.ts"
import { constantValue, newEvaluation } from "./evaluate.ts"

/**
 * Evaluates all constants with whole bodies, fills `Typed.constant` by their nodes, and reports
 * cycles.
 */
export function constantRule(check: Check, tables: Tables, bodies: Body[]): void {
  const cyclic = reportCycles(check, tables)
  const run = newEvaluation(check, tables)
  for (const { const: item, typed } of bodies) {
    if (item === null || item.node === null || cyclic.has(item.id)) continue
    run.steps = 0
    run.depth = 0
    run.failure = null
    const value = constantValue(run, item.id)
    if (run.failure !== null) {
      const { code, at, message, help } = run.failure
      check.report(code, at, message, help)
    }
    if (value === null) continue
    typed.constant[item.node.id] = value
    typed.constant[item.node.value.id] = value
  }
}

/**
 * All constants such that each stands after those that computing it needs, also through functions
 * it calls; else in the order of modules and of the text.
 */
export function constantOrder(check: Check, typed: Typed[]): ConstId[] {
  const graph = newGraph(check, new Map(typed.map((table) => [table.module, table])))
  const order: ConstId[] = []
  const seen = new Set<GraphNode>()
  const visit = (node: GraphNode): void => {
    if (seen.has(node)) return
    seen.add(node)
    for (const next of graph.next(node)) visit(next)
    if (node.k === "const") order.push(node.id)
  }
  const rank = new Map(check.items.order.map((module, index) => [module, index]))
  const sorted = [...check.items.consts].sort((a, b) =>
    (rank.get(a.module) ?? -1) - (rank.get(b.module) ?? -1) || a.id - b.id)
  for (const item of sorted) visit(graph.node("const", item.id))
  return order
}

// ── who needs whom ───────────────────────────────────────────────────────────────────────────────

/** One object for each constant and function. */
type GraphNode = { k: "const"; id: ConstId } | { k: "fn"; id: FnId }
type Graph = {
  node: (k: GraphNode["k"], id: number) => GraphNode
  next: (node: GraphNode) => GraphNode[]
}

/** What constants and functions mention, found when asked. */
function newGraph(check: Check, tables: Tables): Graph {
  const nodes = new Map<string, GraphNode>()
  const known = new Map<GraphNode, GraphNode[]>()
  const node = (k: GraphNode["k"], id: number): GraphNode => {
    const found = nodes.get(`${k} ${id}`) ?? { k, id }
    nodes.set(`${k} ${id}`, found)
    return found
  }
  const next = (from: GraphNode): GraphNode[] => {
    const found = known.get(from)
      ?? mentioned(check, tables, from).map(({ k, id }) => node(k, id))
    known.set(from, found)
    return found
  }
  return { node, next }
}

function mentioned(check: Check, tables: Tables, node: GraphNode): GraphNode[] {
  const body = codeOf(check, tables, node)
  if (body === null) return []
  const { typed } = body
  const found: GraphNode[] = []
  const addCallee = (callee: Callee | null | undefined): void => {
    if (callee?.k === "direct") found.push({ k: "fn", id: callee.fn })
  }
  const see = (part: Expr): void => {
    const ref = typed.ref[part.id]
    if (ref?.k === "const") found.push({ k: "const", id: ref.const })
    if (ref?.k === "fn") found.push({ k: "fn", id: ref.fn })
    if (ref?.k === "assoc") addCallee(ref.callee)
    addCallee(typed.callee[part.id])
    typed.parts[part.id]?.forEach(addCallee)
    if (part.kind === "for") for (const head of part.heads) addIterate(head.id)
  }
  const addIterate = (head: NodeId): void => {
    addCallee(typed.iterate[head]?.iter)
    addCallee(typed.iterate[head]?.next)
  }
  body.nodes.forEach(see)
  return found
}

function codeOf(check: Check, tables: Tables, node: GraphNode): Body | null {
  return node.k === "fn" ? bodyOf(check, tables, check.items.fns[node.id]!)
    : constBodyOf(check, tables, check.items.consts[node.id]!)
}

// ── cycles ───────────────────────────────────────────────────────────────────────────────────────

/** Reports each cycle of constants once, at its first; the answer holds all that lie on one. */
function reportCycles(check: Check, tables: Tables): Set<ConstId> {
  const graph = newGraph(check, tables)
  const cyclic = new Set<ConstId>()
  const items = check.items.consts.filter((item) => item.node !== null && isTyped(check, item))
  const turning = onCycles(items.map(({ id }) => graph.node("const", id)), graph.next)
  for (const item of items) {
    if (cyclic.has(item.id) || !turning.has(graph.node("const", item.id))) continue
    const ring = ringThrough(graph, item.id)
    ring.forEach((id) => cyclic.add(id))
    reportCycle(check, item, ring)
  }
  return cyclic
}

/** False when inference has met the cycle: a type that depends on itself. */
function isTyped(check: Check, item: ConstItem): boolean {
  return item.type !== null && (check.items.types.flags[item.type]! & HAS_ERROR) === 0
}

/** The constants on a way from one that lies on a cycle back to itself. */
function ringThrough(graph: Graph, start: ConstId): ConstId[] {
  const seen = new Set<GraphNode>()
  const path = [start]
  const returns = (node: GraphNode): boolean => graph.next(node).some((next) => {
    if (next.k === "const" && next.id === start) return true
    if (seen.has(next)) return false
    seen.add(next)
    if (next.k === "const") path.push(next.id)
    if (returns(next)) return true
    if (next.k === "const") path.pop()
    return false
  })
  returns(graph.node("const", start))
  return path
}

function reportCycle(check: Check, item: ConstItem, ring: ConstId[]): void {
  const name = (id: ConstId): string => `$${check.items.consts[id]!.name.replace(/^\$/, "")}`
  const round = [...ring, item.id].map((id) => `\`${name(id)}\``).join(" needs ")
  const labels = ring.slice(1).map((id) =>
    ({ ...check.items.consts[id]!.at, text: `\`${name(id)}\` is on the way` }))
  check.report("E2050", item.at, `the value of a constant cannot need itself: ${round}`,
    "Give one of them a value that does not depend on the others.", { labels })
}
