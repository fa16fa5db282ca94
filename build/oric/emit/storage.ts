// Which variables share their memory: inline values above two words that follow each other, such as
// a `self` that is changed step by step, are one C variable, so that changing one field moves
// nothing but that field.
//
// Two variables may share if neither is alive where the other is assigned (a backward walk with
// live sets finds that), and they do if one becomes the other: by a call that changes it in place,
// by a jump, by taking it apart and putting it together again.

import type { Atom, Block, Fun, J, Rhs, Step, V } from "../ir/nodes.ts"
import { decideRepr } from "../ir/layout.ts"
import { endAtoms, rhsAtoms } from "../ir/rhs.ts"
import { isLarge } from "./type.ts"
import type { Unit } from "./unit.ts"
import { funOf } from "./unit.ts"
import { inPlaceParam } from "./place.ts"

type Let = Extract<Step, { k: "let" }>
type Walk = {
  unit: Unit
  fun: Fun
  large: Set<V>
  /** Live variables at the start of a join or loop, without its parameters. */
  targets: Map<J, Set<V>>
  /** Asks only what is live at the start: one round through each loop tells. */
  quiet: boolean
  params: Map<J, V[]>
  clash: Map<V, Set<V>>
  /** Pairs that should share, in text order. */
  wishes: [V, V][]
  /** Where the fields of a value came from: what was taken apart. */
  parts: Map<V, V>
}

/** The variable whose memory each of the large ones has, for those that share. */
export function sharedStorage(unit: Unit, fun: Fun, borrowed: Set<V>): Map<V, V> {
  const large = new Set(fun.vars.flatMap(({ type }, v) =>
    isLarge(unit, type) && !borrowed.has(v) ? [v] : []))
  if (large.size < 2) return new Map()
  const wishes = wishesOf(unit, fun).filter(([a, b]) => mayShare(unit, fun, large, a, b))
  if (wishes.length === 0) return new Map()
  // Who wishes for nothing clashes with nobody: a literal may have thousands of such variables.
  const walk = newWalk(unit, fun, new Set(wishes.flat()))
  const params = fun.params.map((param) => param.v)
  define(walk, params, walkBlock(walk, fun.body))
  return merge(walk, wishes, new Set(params))
}

function newWalk(unit: Unit, fun: Fun, large: Set<V>): Walk {
  return {
    unit, fun, large, targets: new Map(), quiet: false, params: new Map(), clash: new Map(),
    wishes: [], parts: new Map(),
  }
}

/** A walk in which nothing is large finds only the wishes. */
function wishesOf(unit: Unit, fun: Fun): [V, V][] {
  const walk = newWalk(unit, fun, new Set())
  walkBlock(walk, fun.body)
  wishMakes(walk)
  return walk.wishes
}

// ------------------------------------------------------------------ who clashes

/** Live large variables at the start of a block. */
function walkBlock(walk: Walk, block: Block): Set<V> {
  for (const step of block.steps) {
    if (step.k !== "join") continue
    walk.params.set(step.j, step.params)
    walk.targets.set(step.j, define(walk, step.params, walkBlock(walk, step.body)))
  }
  const live = walkEnd(walk, block)
  for (const step of block.steps.toReversed()) walkStep(walk, step, live)
  return live
}

function walkEnd(walk: Walk, { end }: Block): Set<V> {
  const live = new Set<V>()
  switch (end.k) {
    case "jump":
      for (const v of walk.targets.get(end.j) ?? []) live.add(v)
      wishAll(walk, end.args, walk.params.get(end.j) ?? [])
      break
    case "loop":
      for (const v of walkLoop(walk, end)) live.add(v)
      wishAll(walk, end.init, end.params)
      break
    case "switch":
      for (const { body } of end.cases) for (const v of walkBlock(walk, body)) live.add(v)
      if (end.other !== null) for (const v of walkBlock(walk, end.other)) live.add(v)
      break
    case "panic": for (const v of end.unwind) use(walk, live, v)
  }
  for (const atom of endAtoms(end)) if (atom.k === "var") use(walk, live, atom.v)
  return live
}

/**
 * What a round uses from outside is alive all the way round: a walk asks for it first. That walk
 * goes once through the loops inside, or each depth would double the work.
 */
function walkLoop(walk: Walk, end: Extract<Block["end"], { k: "loop" }>): Set<V> {
  walk.params.set(end.j, end.params)
  const round = (by: Walk): Set<V> => define(by, end.params, walkBlock(by, end.body))
  walk.targets.set(end.j, new Set())
  const live = round({ ...walk, quiet: true, wishes: [] })
  if (walk.quiet) return live
  walk.targets.set(end.j, live)
  return round(walk)
}

function walkStep(walk: Walk, step: Step, live: Set<V>): void {
  switch (step.k) {
    case "let":
      // What is dropped when the step fails lives past its assignment.
      for (const v of step.unwind) use(walk, live, v)
      define(walk, step.to, live)
      for (const v of step.to) live.delete(v)
      for (const atom of rhsAtoms(step.rhs)) if (atom.k === "var") use(walk, live, atom.v)
      return wish(walk, step)
    case "drop": case "unpin": for (const v of step.unwind ?? []) use(walk, live, v)
    // falls through
    case "dup": case "free": case "pin": return use(walk, live, step.v)
  }
}

function use(walk: Walk, live: Set<V>, v: V): void {
  if (walk.large.has(v)) live.add(v)
}

/** Assigns variables where others are alive; yields what is alive without them. */
function define(walk: Walk, vars: V[], live: Set<V>): Set<V> {
  const own = vars.filter((v) => walk.large.has(v))
  for (const v of own) for (const other of [...live, ...own]) if (other !== v) clash(walk, v, other)
  return new Set([...live].filter((v) => !own.includes(v)))
}

function clash(walk: Walk, a: V, b: V): void {
  for (const [x, y] of [[a, b], [b, a]] as const) {
    const known = walk.clash.get(x)
    if (known === undefined) walk.clash.set(x, new Set([y]))
    else known.add(y)
  }
}

// ------------------------------------------------------------------ who should share

function wishAll(walk: Walk, args: Atom[], params: V[]): void {
  params.forEach((v, i) => {
    const arg = args[i]
    if (arg?.k === "var") walk.wishes.push([arg.v, v])
  })
}

function wish(walk: Walk, step: Let): void {
  const from = sourceOf(walk, step.rhs)
  const to = step.rhs.k === "call" ? step.to.at(-1) : step.to[0]
  if (from !== null && to !== undefined) walk.wishes.push([from, to])
}

/** The variable that a step changes into its result. */
function sourceOf(walk: Walk, rhs: Rhs): V | null {
  if (rhs.k === "copy") return rhs.of.k === "var" ? rhs.of.v : null
  if (rhs.k !== "call") return null
  const place = inPlaceParam(walk.unit, funOf(walk.unit, rhs.f))
  const arg = place === null ? undefined : rhs.args[place]
  return arg?.k === "var" ? arg.v : null
}

/** A make over fields of one value of its type wishes for that value's memory. */
function wishMakes(walk: Walk): void {
  const visit = (block: Block): void => {
    for (const step of block.steps) {
      if (step.k === "join") visit(step.body)
      if (step.k !== "let") continue
      const { rhs } = step
      if (rhs.k === "open") for (const v of step.to) walk.parts.set(v, rhs.of)
      if (rhs.k === "get" && rhs.of.k === "var") walk.parts.set(step.to[0]!, rhs.of.v)
      if (rhs.k === "make") wishMake(walk, step.to[0]!, rhs.args)
    }
    const { end } = block
    if (end.k === "loop") visit(end.body)
    if (end.k !== "switch") return
    for (const { body } of end.cases) visit(body)
    if (end.other !== null) visit(end.other)
  }
  visit(walk.fun.body)
}

function wishMake(walk: Walk, to: V, args: Atom[]): void {
  const type = walk.fun.vars[to]?.type
  for (const arg of args) {
    const from = arg.k === "var" ? walk.parts.get(arg.v) : undefined
    if (from !== undefined && walk.fun.vars[from]?.type === type) walk.wishes.push([from, to])
  }
}

// ------------------------------------------------------------------ classes

function merge(walk: Walk, wishes: [V, V][], params: Set<V>): Map<V, V> {
  const classes = new Map<V, V[]>()
  const of = (v: V): V[] => classes.get(v) ?? [v]
  for (const [a, b] of wishes) {
    const [x, y] = [of(a), of(b)]
    if (x === y || x.includes(b)) continue
    if (x.some((v) => y.some((other) => walk.clash.get(v)?.has(other) === true))) continue
    const all = [...x, ...y]
    for (const v of all) classes.set(v, all)
  }
  return new Map([...classes].map(([v, all]) =>
    [v, all.find((one) => params.has(one)) ?? Math.min(...all)]))
}

function mayShare(unit: Unit, fun: Fun, large: Set<V>, a: V, b: V): boolean {
  const type = fun.vars[a]?.type
  return large.has(a) && large.has(b) && type !== undefined && type === fun.vars[b]?.type
    && decideRepr(unit.program.types, type).k === "inline"
}
