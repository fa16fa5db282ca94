// Constants: their values where they have one at compile time, cycles, and the order in which the
// others are computed before the program starts (LANGUAGE 16, 19.2).

import type { Expr } from "../../syntax/ast.ts"
import type { NodeId } from "../../syntax/node.ts"
import type { Check } from "../context.ts"
import type { ConstId, ConstItem } from "../items.ts"
import type { Callee, Typed } from "../typed.ts"
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
  const seen = new Set<string>()
  const visit = (node: GraphNode): void => {
    if (seen.has(keyOf(node))) return
    seen.add(keyOf(node))
    for (const next of graph.next(node)) visit(next)
    if (node.k === "const") order.push(node.id)
  }
  const rank = new Map(check.items.order.map((module, index) => [module, index]))
  const sorted = [...check.items.consts].sort((a, b) =>
    (rank.get(a.module) ?? -1) - (rank.get(b.module) ?? -1) || a.id - b.id)
  for (const item of sorted) visit({ k: "const", id: item.id })
  return order
}

// ── who needs whom ───────────────────────────────────────────────────────────────────────────────

type GraphNode = { k: "const"; id: ConstId } | { k: "fn"; id: FnId }
type Graph = { next: (node: GraphNode) => GraphNode[] }

function keyOf(node: GraphNode): string {
  return `${node.k} ${node.id}`
}

/** What constants and functions mention, found when asked. */
function newGraph(check: Check, tables: Tables): Graph {
  const known = new Map<string, GraphNode[]>()
  const next = (node: GraphNode): GraphNode[] => {
    const key = keyOf(node)
    const found = known.get(key) ?? mentioned(check, tables, node)
    known.set(key, found)
    return found
  }
  return { next }
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
  for (const item of check.items.consts) {
    if (item.node === null || cyclic.has(item.id) || !isTyped(check, item)) continue
    const ring = ringThrough(graph, item.id)
    if (ring === null) continue
    ring.forEach((id) => cyclic.add(id))
    reportCycle(check, item, ring)
  }
  return cyclic
}

/** False when inference has met the cycle: a type that depends on itself. */
function isTyped(check: Check, item: ConstItem): boolean {
  return item.type !== null && (check.items.types.flags[item.type]! & HAS_ERROR) === 0
}

/** The constants on a way from a constant back to itself; null when there is none. */
function ringThrough(graph: Graph, start: ConstId): ConstId[] | null {
  const seen = new Set<string>()
  const search = (node: GraphNode, path: ConstId[]): ConstId[] | null => {
    for (const next of graph.next(node)) {
      if (next.k === "const" && next.id === start) return path
      if (seen.has(keyOf(next))) continue
      seen.add(keyOf(next))
      const found = search(next, next.k === "const" ? [...path, next.id] : path)
      if (found !== null) return found
    }
    return null
  }
  return search({ k: "const", id: start }, [start])
}

function reportCycle(check: Check, item: ConstItem, ring: ConstId[]): void {
  const name = (id: ConstId): string => `$${check.items.consts[id]!.name.replace(/^\$/, "")}`
  const round = [...ring, item.id].map((id) => `\`${name(id)}\``).join(" needs ")
  const labels = ring.slice(1).map((id) =>
    ({ ...check.items.consts[id]!.at, text: `\`${name(id)}\` is on the way` }))
  check.report("E2050", item.at, `the value of a constant cannot need itself: ${round}`,
    "Give one of them a value that does not depend on the others.", { labels })
}
