// Copies and known values: a copy is its source, a field of a value that was just built is the
// operand it was built from, a switch on a known variant is its branch, a join with one jump is
// what follows that jump.
//
// Values with a Drop impl inside are left as they are: there a copy is a reference of its own
// (D-35).

import type { Atom, Block, End, Fun, J, Program, Rhs, Step, Test, V } from "../ir/nodes.ts"
import { UNIT_ATOM } from "../ir/build.ts"
import { holdsDrop } from "../ir/layout.ts"
import { PRIMS } from "../ir/prims.ts"
import { UNIT } from "../ir/types.ts"
import { mapRhs } from "../ir/rename.ts"

/** What is known of a variable: the value it was built as, or its variant only. */
type Known = { tag: number; args: Atom[] | null }

type Walk = {
  program: Program
  fun: Fun
  atoms: Map<V, Atom>
  known: Map<V, Known>
  /** Number of jumps to each join, and whether a loop lies between the join and one of them. */
  jumps: Map<J, number>
  beyond: Set<J>
  /** Joins that are to be written where their only jump is. */
  pending: Map<J, { params: V[]; body: Block }>
  exact: Map<number, boolean>
  /** Variables that are opened: they must stay variables. */
  opened: Set<V>
  /** Variables whose lives are exact: they are never renamed. */
  pinned: Set<V>
}

export function propagate(program: Program, fun: Fun): void {
  const walk: Walk = {
    program, fun, atoms: new Map(), known: new Map(), jumps: new Map(), beyond: new Set(),
    pending: new Map(),
    exact: new Map(), opened: new Set(), pinned: new Set(),
  }
  survey(walk, fun.body, new Set())
  fun.body = walkBlock(walk, fun.body)
}

/** Counts jumps; `near` are the joins that can be reached from here without leaving a loop. */
function survey(walk: Walk, block: Block, near: Set<J>): void {
  const own: J[] = []
  for (const step of block.steps) {
    if (step.k === "pin") walk.pinned.add(step.v)
    if (step.k === "let" && step.rhs.k === "open") walk.opened.add(step.rhs.of)
    if (step.k !== "join") continue
    survey(walk, step.body, near)
    near.add(step.j)
    own.push(step.j)
  }
  surveyEnd(walk, block.end, near)
  for (const j of own) near.delete(j)
}

function surveyEnd(walk: Walk, end: End, near: Set<J>): void {
  switch (end.k) {
    case "jump": {
      walk.jumps.set(end.j, (walk.jumps.get(end.j) ?? 0) + 1)
      if (!near.has(end.j)) walk.beyond.add(end.j)
      return
    }
    case "loop": return survey(walk, end.body, new Set())
    case "switch": {
      for (const { body } of end.cases) survey(walk, body, near)
      if (end.other !== null) survey(walk, end.other, near)
    }
  }
}

function walkBlock(walk: Walk, block: Block): Block {
  const steps: Step[] = []
  return finish(walk, block, steps)
}

/** Rewrites a block's steps after those in `steps`, then its end. */
function finish(walk: Walk, block: Block, steps: Step[]): Block {
  const later: Extract<Step, { k: "join" }>[] = []
  for (const step of block.steps) {
    if (step.k === "join") {
      const jumps = walk.jumps.get(step.j) ?? 0
      if (jumps === 0) continue
      if (jumps === 1 && mayMove(walk, step)) {
        walk.pending.set(step.j, { params: step.params, body: step.body })
      } else {
        const kept = { ...step }
        later.push(kept)
        steps.push(kept)
      }
      continue
    }
    if (step.k === "let") walkLet(walk, step, steps)
    else steps.push(step)
  }
  for (const join of later) {
    const outer = new Map(walk.known)
    join.body = walkBlock(walk, join.body)
    walk.known = outer
  }
  const end = walkEnd(walk, block.end, steps)
  return { steps, end }
}

/**
 * What follows a loop stays behind it, so that code does not nest ever deeper; a mere end may move
 * in.
 */
function mayMove(walk: Walk, join: Extract<Step, { k: "join" }>): boolean {
  if (!walk.beyond.has(join.j)) return true
  const { steps, end } = join.body
  return steps.length <= 4 && steps.every((step) => step.k === "let") && end.k === "return"
}

function walkLet(walk: Walk, step: Extract<Step, { k: "let" }>, steps: Step[]): void {
  const rhs = renamed(walk, step.rhs)
  const [to] = step.to
  if (to !== undefined && step.to.length === 1) {
    const value = simpler(walk, rhs, to)
    if (value !== null) {
      walk.atoms.set(to, value)
      return
    }
    if (rhs.k === "make" && !isExact(walk, to)) walk.known.set(to, { tag: rhs.tag, args: rhs.args })
  }
  if (rhs.k === "open" && openKnown(walk, step.to, rhs)) return
  steps.push({ ...step, rhs })
}

/** Opening what was just built gives the operands that it was built from. */
function openKnown(walk: Walk, to: V[], rhs: Rhs & { k: "open" }): boolean {
  const args = walk.known.get(rhs.of)?.args ?? null
  if (args === null || to.some((v) => isExact(walk, v) || walk.pinned.has(v))) return false
  if (to.some((v, index) => walk.opened.has(v) && args[index]!.k !== "var")) return false
  to.forEach((v, index) => walk.atoms.set(v, args[index]!))
  return true
}

function renamed(walk: Walk, rhs: Rhs): Rhs {
  if (rhs.k !== "open") return mapRhs(rhs, (atom) => resolve(walk, atom))
  const of = resolve(walk, { k: "var", v: rhs.of })
  return of.k === "var" ? { ...rhs, of: of.v } : rhs
}

/** The operand that a step's result is, if it needs no step. */
function simpler(walk: Walk, rhs: Rhs, to: V): Atom | null {
  if (walk.pinned.has(to)) return null
  const found = simplerBy(walk, rhs, to)
  return found !== null && found.k !== "var" && walk.opened.has(to) ? null : found
}

function simplerBy(walk: Walk, rhs: Rhs, to: V): Atom | null {
  switch (rhs.k) {
    case "copy": return isExact(walk, to) ? null : rhs.of
    case "get": {
      const known = rhs.of.k === "var" ? walk.known.get(rhs.of.v) : undefined
      if (walk.fun.vars[to]!.type === UNIT) return UNIT_ATOM
      if (known?.args === undefined || known.args === null || isExact(walk, to)) return null
      return known.tag === rhs.tag ? known.args[rhs.index] ?? null : null
    }
    case "tagOf": {
      const tag = tagOf(walk, rhs.of)
      return tag === null ? null : { k: "int", value: BigInt(tag) }
    }
    case "prim": return fold(rhs)
    default: return null
  }
}

function fold(rhs: Rhs & { k: "prim" }): Atom | null {
  const [a, b] = rhs.args
  if (rhs.op === "bool.not" && a?.k === "bool") return { k: "bool", value: !a.value }
  if (a?.k !== "int" || b?.k !== "int" || !PRIMS.get(rhs.op)!.pure) return null
  switch (rhs.op) {
    case "int.eq": return { k: "bool", value: a.value === b.value }
    case "int.ne": return { k: "bool", value: a.value !== b.value }
    case "int.lt": return { k: "bool", value: a.value < b.value }
    case "int.le": return { k: "bool", value: a.value <= b.value }
    case "int.gt": return { k: "bool", value: a.value > b.value }
    case "int.ge": return { k: "bool", value: a.value >= b.value }
    default: return null
  }
}

function tagOf(walk: Walk, atom: Atom): number | null {
  if (atom.k === "tag") return atom.tag
  return atom.k === "var" ? walk.known.get(atom.v)?.tag ?? null : null
}

function resolve(walk: Walk, atom: Atom): Atom {
  let at = atom
  while (at.k === "var") {
    const next = walk.atoms.get(at.v)
    if (next === undefined) return at
    at = next
  }
  return at
}

function isExact(walk: Walk, v: V): boolean {
  const { type } = walk.fun.vars[v]!
  const known = walk.exact.get(type) ?? holdsDrop(walk.program.types, type)
  walk.exact.set(type, known)
  return known
}

// ── ends ─────────────────────────────────────────────────────────────────────────────────────────

function walkEnd(walk: Walk, end: End, steps: Step[]): End {
  const atoms = (args: Atom[]): Atom[] => args.map((arg) => resolve(walk, arg))
  switch (end.k) {
    case "jump": return walkJump(walk, end, atoms(end.args), steps)
    case "loop": return walkLoop(walk, { ...end, init: atoms(end.init) })
    case "return": return { k: "return", args: atoms(end.args) }
    case "panic": return { ...end, message: resolve(walk, end.message) }
    case "switch": return walkSwitch(walk, { ...end, on: resolve(walk, end.on) }, steps)
    case "reraise": case "never": return end
  }
}

/** The only jump to a join is the join's body, if no loop lies between. */
function walkJump(walk: Walk, end: End & { k: "jump" }, args: Atom[], steps: Step[]): End {
  const target = walk.pending.get(end.j)
  if (target === undefined) return { k: "jump", j: end.j, args }
  walk.pending.delete(end.j)
  target.params.forEach((v, index) => {
    const arg = args[index]!
    if (isExact(walk, v) || walk.pinned.has(v) || (walk.opened.has(v) && arg.k !== "var")) {
      steps.push({ k: "let", to: [v], rhs: { k: "copy", of: arg }, site: -1, unwind: [] })
    } else walk.atoms.set(v, arg)
  })
  const rest = finish(walk, target.body, steps)
  return rest.end
}

function walkLoop(walk: Walk, end: End & { k: "loop" }): End {
  const outer = new Map(walk.known)
  const body = walkBlock(walk, end.body)
  walk.known = outer
  return { ...end, body }
}

function walkSwitch(walk: Walk, end: End & { k: "switch" }, steps: Step[]): End {
  const taken = chosen(walk, end)
  if (taken !== null) return finish(walk, taken, steps).end
  const under = (test: Test | null, block: Block): Block => {
    const outer = new Map(walk.known)
    if (test?.k === "tag" && end.on.k === "var" && !walk.known.has(end.on.v)) {
      walk.known.set(end.on.v, { tag: test.tag, args: null })
    }
    const result = walkBlock(walk, block)
    walk.known = outer
    return result
  }
  const cases = end.cases.map(({ test, body }) => ({ test, body: under(test, body) }))
  return {
    k: "switch", on: end.on, cases, other: end.other === null ? null : under(null, end.other),
  }
}

/** The branch of a switch on what is known. */
function chosen(walk: Walk, end: End & { k: "switch" }): Block | null {
  const { on } = end
  const matches = (test: Test): boolean | null => {
    if (test.k === "tag") {
      const tag = tagOf(walk, on)
      return tag === null ? null : tag === test.tag
    }
    if (test.k === "bool") return on.k === "bool" ? on.value === test.value : null
    if (on.k === "int") return on.value === test.value
    return on.k === "char" || on.k === "byte" ? BigInt(on.value) === test.value : null
  }
  for (const { test, body } of end.cases) {
    const match = matches(test)
    if (match === null) return null
    if (match) return body
  }
  return end.other
}
