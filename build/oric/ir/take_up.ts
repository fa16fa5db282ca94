// The openings and takings of take and put that go up to the read before them.

import type { Block, V } from "./nodes.ts"
import { NO_SITE, newVar, prim, varAtom } from "./build.ts"
import { isCounted, typeNode } from "./layout.ts"
import { varType } from "./rhs.ts"
import type { Let, Pass, Prim } from "./take_pass.ts"
import {
  baseOf, changeOf, isElement, isOpen, isSet, isWanted, mayTake, putFor, usesOf,
} from "./take_pass.ts"
import type { Place } from "./ways.ts"
import { firstUses } from "./ways.ts"

/** Moves what writes back the part that a step reads up to the step. */
export function takeUp(pass: Pass, block: Block, at: number, step: Let): void {
  const { rhs } = step
  if (rhs.k === "get" && rhs.of.k === "var") hoistOpen(pass, block, at, rhs.of.v, rhs.tag)
  if (isElement(rhs)) hoistTake(pass, block, at, step, rhs)
}

// ------------------------------------------------------------------ fields

/**
 * If the first use of `of` that is no `get` is an `open` on every way, one takes the place of all,
 * and its results that of the `get`s.
 */
function hoistOpen(pass: Pass, block: Block, at: number, of: V, tag: number): void {
  if (!mayTake(pass, of)) return
  const { first, passed, settled } = usesOf(pass, block, at, of, tag)
  const [open] = first
  if (!settled || open === undefined || !first.every(({ step }) => isOpen(step, of, tag))) return
  const names = new Map<V, V>()
  for (const { step } of [...first.slice(1), ...passed]) {
    step.to.forEach((from, i) => {
      const to = open.step.to[step.rhs.k === "get" ? step.rhs.index : i]
      if (to !== undefined) names.set(from, to)
    })
  }
  for (const place of [...first, ...passed]) remove(place)
  block.steps.splice(at, 0, open.step)
  putFor(pass, block, names)
}

/**
 * What is opened in the body of a join may have been read on the ways to it: then the opening goes
 * before them all.
 */
export function hoistJoined(
  pass: Pass, block: Block, at: number, { params, body }: { params: V[]; body: Block },
): void {
  const own = new Set(params)
  for (const { to, rhs } of body.steps.filter((step) => step.k === "let")) {
    for (const v of to) own.add(v)
    if (rhs.k !== "open" || own.has(rhs.of)) continue
    const node = typeNode(pass.types, varType(pass.fun, rhs.of))
    // Of several variants it might be another before.
    if (node.k === "data" && node.variants.length === 1) {
      hoistOpen(pass, block, at, rhs.of, rhs.tag)
    }
  }
}

function remove({ home, step }: Place): void {
  home.steps.splice(home.steps.indexOf(step), 1)
}

// ------------------------------------------------------------------ elements

/** If the first change of a list is one of this element on every way, it is taken out here. */
function hoistTake(pass: Pass, block: Block, at: number, step: Let, read: Prim): void {
  const [list, index, element] = [baseOf(read), read.args[1], step.to[0]]
  if (list === null || index === undefined || element === undefined) return
  if (!mayTake(pass, list) || !isCounted(pass.types, varType(pass.fun, element))) return
  const isLength = ({ rhs }: Let): boolean => rhs.k === "prim" && rhs.op === "list.len"
  const { first, passed, settled } = firstUses(pass.beyond, block, at + 1, list, isLength)
  const changes = first.map((place) => ({ ...place, rhs: changeOf(pass, place.step, list, index) }))
  if (!settled || changes.length === 0) return
  if (changes.some(({ rhs }) => rhs === null || (isSet(rhs) && !isWanted(pass, element)))) return
  const hole = newVar(pass.fun, varType(pass.fun, list), "hole")
  const op = step.site < 0 ? "list.take_unchecked" : "list.take"
  block.steps[at] = { ...step, to: [element, hole], rhs: prim(op, read.types, read.args) }
  // The list is as long without it.
  for (const { step: length } of passed) length.rhs = prim("list.len", read.types, [varAtom(hole)])
  for (const { home, step: change, rhs } of changes) {
    if (rhs !== null && isSet(rhs)) fill(home, change, rhs, hole)
    else forget(pass, home, change, [element, hole])
  }
}

/** What is set fills the hole. */
function fill(home: Block, step: Let, set: Prim, hole: V): void {
  const put = prim("list.put", set.types, [varAtom(hole), ...set.args.slice(1)])
  home.steps[home.steps.indexOf(step)] = { ...step, rhs: put, site: NO_SITE }
}

/** What is taken has been taken already. */
function forget(pass: Pass, home: Block, step: Let, taken: V[]): void {
  remove({ home, step })
  putFor(pass, home, new Map(step.to.map((v, i) => [v, taken[i] ?? v])))
}
