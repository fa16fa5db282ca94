// Which variables hold a count of their own, and what keeps the others alive.
//
// A variable is *owned*, or it is a *view*: it looks into values that others keep. The roots of a
// view are the owned variables that must stay until its last use; a borrowed parameter, a global
// and a static need nobody. Parameters of joins and loops start as views and become owned when
// something consumes them, or when a jump passes what the target cannot keep alive: because it was
// made after the target was declared, or because it is what a `catch` gave, and is nowhere on the
// way on which it gave nothing.

import type { Atom, Block, End, Fun, J, Program, Rhs, V } from "../ir/nodes.ts"
import { decideRepr, isOwnable, typeNode } from "../ir/layout.ts"
import type { Operand } from "../ir/rhs.ts"
import { caughtResults, eachBlock, endOperands, operands, varType, viewOf } from "../ir/rhs.ts"

export type Facts = {
  program: Program
  fun: Fun
  /** Can hold a count at all; false for scalars. */
  ownable: boolean[]
  /** What a view looks into, if it is not owned. */
  bases: V[][]
  /** Looks into a provider cell, directly. */
  ofCell: boolean[]
  /** A field of its base, read by `get`. */
  ofField: boolean[]
  pinned: Set<V>
  caught: Map<V, V[]>
  /** Order of definition in the text, of variables and of joins. */
  order: number[]
  joins: Map<J, { at: number; params: V[]; passed: Atom[][] }>
  roots: V[][]
  /** By root: the variables that it is a root of. */
  rooted: V[][]
  inCell: boolean[]
}

/** Fills `Var.own` of the function, from the modes of its parameters and of those that it calls. */
export function classify(program: Program, fun: Fun, borrowLoops: boolean): Facts {
  const facts = collect(program, fun)
  fun.vars.forEach((_, v) => setOwn(facts, v, false))
  for (const param of fun.params) setOwn(facts, param.v, param.own === "own")
  eachBlock(fun.body, (block) => {
    for (const step of block.steps) {
      if (step.k === "let") for (const v of step.to) setOwn(facts, v, viewOf(step.rhs).k === "none")
    }
  })
  for (const v of facts.pinned) setOwn(facts, v, true)
  if (!borrowLoops) {
    for (const join of facts.joins.values()) for (const v of join.params) setOwn(facts, v, true)
  }
  settle(facts)
  return facts
}

/** Makes a view owned and recomputes what follows from that. */
export function flip(facts: Facts, views: Iterable<V>): void {
  for (const v of views) setOwn(facts, v, true)
  settle(facts)
}

export function isOwned(facts: Facts, v: V): boolean {
  return facts.fun.vars[v]?.own === true
}

/** Can its fields be moved out: an owned value, made of fields, that nothing else has to end. */
export function mayOpen(facts: Facts, v: V): boolean {
  if (!isOwned(facts, v) || facts.pinned.has(v)) return false
  const { types } = facts.program
  const type = varType(facts.fun, v)
  const node = typeNode(types, type)
  return node.k === "data" && node.drop === null && decideRepr(types, type).k !== "enum"
}

/** The operands that hold references, split by what the step does with them. */
export function countedOperands(facts: Facts, all: Operand[]): { owned: V[]; borrowed: V[] } {
  const owned: V[] = []
  const borrowed: V[] = []
  for (const { atom, own } of all) {
    if (atom.k === "var" && facts.ownable[atom.v] === true) (own ? owned : borrowed).push(atom.v)
  }
  return { owned, borrowed }
}

export function paramsOf(facts: Facts): (j: J) => V[] {
  return (j) => facts.joins.get(j)?.params ?? []
}

/** Every operand that is consumed somewhere in the function, with the step or end that does it. */
function eachConsumed(facts: Facts, visit: (v: V, by: Rhs | End) => void): void {
  eachBlock(facts.fun.body, (block) => {
    for (const step of block.steps) {
      if (step.k !== "let") continue
      const all = operands(facts.program, facts.fun, step.rhs)
      for (const v of countedOperands(facts, all).owned) visit(v, step.rhs)
    }
    const all = endOperands(facts.fun, block.end, paramsOf(facts))
    for (const v of countedOperands(facts, all).owned) visit(v, block.end)
  })
}

/** What is consumed somewhere, and the bases of that of it which is a part. */
export function consumedWithin(facts: Facts, isPart: (v: V) => boolean): Set<V> {
  const consumed = new Set<V>()
  const work: V[] = []
  eachConsumed(facts, (v) => work.push(v))
  for (let v = work.pop(); v !== undefined; v = work.pop()) {
    if (consumed.has(v)) continue
    consumed.add(v)
    if (isPart(v)) work.push(...facts.bases[v] ?? [])
  }
  return consumed
}

function setOwn(facts: Facts, v: V, own: boolean): void {
  const known = facts.fun.vars[v]
  if (known !== undefined) known.own = own && facts.ownable[v] === true
}

// ------------------------------------------------------------------ facts that never change

function collect(program: Program, fun: Fun): Facts {
  const facts: Facts = {
    program, fun, ownable: fun.vars.map((v) => isOwnable(program.types, v.type)),
    bases: fun.vars.map(() => []), ofCell: fun.vars.map(() => false),
    ofField: fun.vars.map(() => false), pinned: new Set(), caught: caughtResults(fun),
    order: fun.vars.map(() => 0), joins: new Map(), roots: [], rooted: [], inCell: [],
  }
  const clock = { now: 0 }
  for (const param of fun.params) facts.order[param.v] = clock.now++
  collectBlock(facts, fun.body, clock)
  eachBlock(fun.body, (block) => collectPassed(facts, block.end))
  for (const { params, passed } of facts.joins.values()) {
    params.forEach((v, i) => {
      facts.bases[v] = passed.flatMap((args) => varOf(args[i]))
    })
  }
  return facts
}

function collectBlock(facts: Facts, block: Block, clock: { now: number }): void {
  for (const step of block.steps) {
    if (step.k === "join") {
      enter(facts, step.j, step.params, clock)
      collectBlock(facts, step.body, clock)
    }
    if (step.k === "pin") facts.pinned.add(step.v)
    if (step.k !== "let") continue
    const view = viewOf(step.rhs)
    for (const v of step.to) {
      facts.order[v] = clock.now++
      facts.ofField[v] = step.rhs.k === "get"
      if (view.k === "of") facts.bases[v] = varOf(view.base)
      if (view.k === "cell") facts.bases[v] = varOf(view.cell)
      facts.ofCell[v] = view.k === "cell"
    }
  }
  const end = block.end
  if (end.k === "loop") {
    enter(facts, end.j, end.params, clock)
    collectBlock(facts, end.body, clock)
  }
  if (end.k !== "switch") return
  for (const { body } of end.cases) collectBlock(facts, body, clock)
  if (end.other !== null) collectBlock(facts, end.other, clock)
}

function enter(facts: Facts, j: J, params: V[], clock: { now: number }): void {
  facts.joins.set(j, { at: clock.now++, params, passed: [] })
  for (const v of params) facts.order[v] = clock.now++
}

function collectPassed(facts: Facts, end: End): void {
  if (end.k === "jump") facts.joins.get(end.j)?.passed.push(end.args)
  if (end.k === "loop") facts.joins.get(end.j)?.passed.push(end.init)
}

function varOf(atom: Atom | undefined): V[] {
  return atom?.k === "var" ? [atom.v] : []
}

// ------------------------------------------------------------------ parameters of joins and loops

/**
 * Least solution: more owned parameters until nothing consumes a view and no root is out of a
 * target's reach.
 */
function settle(facts: Facts): void {
  const given = new Set([...facts.caught.values()].flat())
  for (let changed = true; changed;) {
    changed = false
    computeRoots(facts)
    const consumed = new Set<V>()
    eachConsumed(facts, (v) => consumed.add(v))
    for (const { at, params } of facts.joins.values()) {
      for (const v of params) {
        if (isOwned(facts, v) || facts.ownable[v] !== true) continue
        const beyond = rootsOf(facts, v).some((root) =>
          given.has(root) || (facts.order[root] ?? 0) > at)
        if (!beyond && !consumed.has(v)) continue
        setOwn(facts, v, true)
        changed = true
      }
    }
  }
}

function rootsOf(facts: Facts, v: V): V[] {
  return facts.roots[v] ?? []
}

/** The owned variables and cells reachable through bases; views of views share their roots. */
function computeRoots(facts: Facts): void {
  facts.roots = facts.fun.vars.map(() => [])
  facts.rooted = facts.fun.vars.map(() => [])
  facts.inCell = facts.fun.vars.map(() => false)
  facts.fun.vars.forEach((_, v) => {
    if (facts.ownable[v] !== true) return
    const seen = new Set<V>()
    const roots = facts.roots[v] ?? []
    const visit = (at: V): void => {
      if (seen.has(at)) return
      seen.add(at)
      if (isOwned(facts, at)) {
        roots.push(at)
        facts.rooted[at]?.push(v)
        return
      }
      if (facts.ofCell[at] === true) facts.inCell[v] = true
      for (const base of facts.bases[at] ?? []) visit(base)
    }
    visit(v)
  })
}
