// Parts of values: a field that is read twice is read once, and what was made only to be opened
// again is not made. Works on IR without counts.

import { NO_SITE, letStep } from "./build.ts"
import { holdsDrop } from "./layout.ts"
import { blockMentions, renameAll } from "./mention.ts"
import type { Block, Fun, Rhs, Step, V } from "./nodes.ts"
import { eachBlock, endBlocks } from "./rhs.ts"
import type { TypeTable } from "./types.ts"

export type Get = { to: V; of: V; tag: number; index: number }

/** The read of a field, if a step is one. */
export function asGet(step: Step): Get | null {
  if (step.k !== "let" || step.rhs.k !== "get" || step.rhs.of.k !== "var") return null
  const to = step.to[0]
  return to === undefined
    ? null
    : { to, of: step.rhs.of.v, tag: step.rhs.tag, index: step.rhs.index }
}

/** A field that was read on every way to where it is read again is read once. */
export function mergeGets(fun: Fun): void {
  const names = new Map<V, V>()
  mergeIn(fun.body, new Map(), names)
  if (names.size > 0) renameAll(fun.body, names)
}

/** `seen` are the fields that have been read before the block, and is the same again behind it. */
function mergeIn(block: Block, seen: Map<string, V>, names: Map<V, V>): void {
  const own: string[] = []
  block.steps = block.steps.filter((step) => {
    if (step.k === "join") mergeIn(step.body, seen, names)
    const get = asGet(step)
    if (get === null) return true
    const key = `${names.get(get.of) ?? get.of} ${get.tag} ${get.index}`
    const first = seen.get(key)
    if (first !== undefined) names.set(get.to, first)
    else own.push(key)
    if (first === undefined) seen.set(key, get.to)
    return first === undefined
  })
  for (const body of endBlocks(block.end)) mergeIn(body, seen, names)
  for (const key of own) seen.delete(key)
}

/** What is opened after it was made is what it was made of, and need not be made for that. */
export function openMade(types: TypeTable, fun: Fun): void {
  const makes = makesIn(types, fun)
  const names = new Map<V, V>()
  const opened = new Set<V>()
  const open = (step: Step): Step[] => {
    if (step.k !== "let" || step.rhs.k !== "open") return [step]
    const made = makes.get(step.rhs.of)
    if (made?.tag !== step.rhs.tag) return [step]
    opened.add(step.rhs.of)
    return step.to.flatMap((to, index): Step[] => {
      const of = made.args[index]!
      if (of.k !== "var") return [letStep([to], { k: "copy", of }, NO_SITE)]
      names.set(to, of.v)
      return []
    })
  }
  eachBlock(fun.body, (block) => { block.steps = block.steps.flatMap(open) })
  if (opened.size === 0) return
  renameAll(fun.body, resolved(names))
  removeUnused(fun, opened)
}

/** What is made here, by variable; what holds a Drop impl has its own place to end. */
function makesIn(types: TypeTable, fun: Fun): Map<V, Extract<Rhs, { k: "make" }>> {
  const makes = new Map<V, Extract<Rhs, { k: "make" }>>()
  eachBlock(fun.body, (block) => {
    for (const step of block.steps) {
      if (step.k !== "let" || step.rhs.k !== "make" || holdsDrop(types, step.rhs.type)) continue
      makes.set(step.to[0]!, step.rhs)
    }
  })
  return makes
}

/** A name may stand for one that stands for another. */
function resolved(names: Map<V, V>): Map<V, V> {
  const last = (v: V): V => {
    const next = names.get(v)
    return next === undefined ? v : last(next)
  }
  return new Map([...names.keys()].map((v) => [v, last(v)]))
}

function removeUnused(fun: Fun, made: ReadonlySet<V>): void {
  const unused = new Set([...made].filter((v) => !blockMentions(fun.body, v)))
  eachBlock(fun.body, (block) => {
    block.steps = block.steps.filter((step) => step.k !== "let" || !unused.has(step.to[0]!))
  })
}
