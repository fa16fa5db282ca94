// What the two directions of take and put share: which values may be taken from at all, what is
// worth taking, and when two reads are of the same place.

import { alike, madeIn } from "./alike.ts"
import type { Made } from "./alike.ts"
import type { Atom, Block, Fun, J, Rhs, Step, V } from "./nodes.ts"
import { holdsDrop } from "./layout.ts"
import { eachBlock, varType } from "./rhs.ts"
import { blockMentions, isVar, renameAll } from "./mention.ts"
import type { TypeTable } from "./types.ts"
import type { Beyond, Uses } from "./ways.ts"
import { firstUses } from "./ways.ts"

export type Let = Extract<Step, { k: "let" }>
export type Prim = Extract<Rhs, { k: "prim" }>
export type Pass = {
  types: TypeTable
  fun: Fun
  beyond: Beyond
  /** What is opened, and the lists of which an element is changed. */
  changed: Set<V>
  made: Made
  /** Finds what is consumed, or something in it; asked once at most. */
  findWanted: () => Set<V>
  wanted: Set<V> | null
}

export function newPass(types: TypeTable, fun: Fun, findWanted: () => Set<V>): Pass {
  const pass: Pass = {
    types, fun, beyond: usedBeyond(fun), changed: new Set(), made: madeIn(fun),
    findWanted, wanted: null,
  }
  eachBlock(fun.body, ({ steps }) => {
    for (const step of steps) if (step.k === "let") survey(pass, step)
  })
  return pass
}

/** A join or loop can only use what was defined before it. */
function usedBeyond(fun: Fun): Beyond {
  const heads = new Map<J, { body: Block; at: number }>()
  const defined = new Map<V, number>()
  let now = 0
  const enter = ({ j, params, body }: { j: J; params: V[]; body: Block }): void => {
    heads.set(j, { body, at: now++ })
    for (const v of params) defined.set(v, now)
  }
  eachBlock(fun.body, ({ steps, end }) => {
    for (const step of steps) {
      if (step.k === "join") enter(step)
      if (step.k === "let") for (const v of step.to) defined.set(v, now)
    }
    if (end.k === "loop") enter(end)
  })
  return (j, v) => {
    const head = heads.get(j)
    return head !== undefined && (defined.get(v) ?? 0) <= head.at && blockMentions(head.body, v)
  }
}

function survey(pass: Pass, { rhs }: Let): void {
  if (rhs.k === "open") pass.changed.add(rhs.of)
  if (rhs.k !== "prim" || !isChange(rhs)) return
  if (rhs.args[0]?.k === "var") pass.changed.add(rhs.args[0].v)
}

/** May what is in it move out early? A value with a Drop impl inside ends where it is written. */
export function mayTake(pass: Pass, from: V): boolean {
  return pass.changed.has(from) && !holdsDrop(pass.types, varType(pass.fun, from))
}

/** Is it, or something in it, consumed? Else reading it as a view is best. */
export function isWanted(pass: Pass, v: V): boolean {
  pass.wanted ??= pass.findWanted()
  return pass.wanted.has(v)
}

/** Puts variables for others that are the same; what is known of these holds of them. */
export function putFor(pass: Pass, block: Block, names: ReadonlyMap<V, V>): void {
  renameAll(block, names)
  for (const [from, to] of names) {
    if (pass.changed.has(from)) pass.changed.add(to)
    if (pass.wanted?.has(from) === true) pass.wanted.add(to)
  }
}

// ------------------------------------------------------------------ steps

export function isElement(rhs: Rhs): rhs is Prim {
  return rhs.k === "prim" && (rhs.op === "list.at" || rhs.op === "list.at_unchecked")
}

function isChange(rhs: Prim): boolean {
  return rhs.op === "list.take" || isSet(rhs)
}

export function isSet(rhs: Prim): boolean {
  return rhs.op === "list.set" || rhs.op === "list.set_unchecked"
}

/** The value that a read of a part looks into. */
export function baseOf(rhs: Rhs): V | null {
  const base = rhs.k === "get" ? rhs.of : isElement(rhs) ? rhs.args[0] : undefined
  return base?.k === "var" ? base.v : null
}

/** The first uses of a value but for reads of this variant of it. */
export function usesOf(pass: Pass, block: Block, from: number, of: V, tag: number): Uses {
  return firstUses(pass.beyond, block, from, of, ({ rhs }) =>
    rhs.k === "get" && rhs.tag === tag && isVar(rhs.of, of))
}

export function isOpen({ rhs }: Let, of: V, tag: number): boolean {
  return rhs.k === "open" && rhs.of === of && rhs.tag === tag
}

/** The step, if it takes or sets this element of a list, and to nothing made of the list itself. */
export function changeOf(pass: Pass, { rhs }: Let, list: V, index: Atom): Prim | null {
  if (rhs.k !== "prim" || !isChange(rhs)) return null
  const [target, place, value] = rhs.args
  if (target === undefined || place === undefined || !isVar(target, list)) return null
  return alike(pass.made, place, index) && !(value !== undefined && isVar(value, list)) ? rhs : null
}
