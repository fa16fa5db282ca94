// Turns reads of fields into an `open`, where the value dies with them: the fields then move
// instead of being dup'ed, and its memory becomes a token that `reuse` can hand to a later `make`.
//
// Runs before counts are inserted, on `get`s that stand in one block: the last of them is the last
// use of an owned value, and some field is consumed later. What is opened so makes its fields
// owned, which may let theirs be opened: hence the rounds. Opening what turns out to be shared or
// still needed is correct too, `insert` sees to that.

import type { Block, Fun, Program, Step, V } from "../ir/nodes.ts"
import { newVar } from "../ir/build.ts"
import { asGet, mergeGets } from "../ir/parts.ts"
import type { Get as Read } from "../ir/parts.ts"
import { data } from "../ir/layout.ts"
import { mentions } from "../ir/mention.ts"
import { eachBlock } from "../ir/rhs.ts"
import type { Facts } from "./classify.ts"
import { classify, consumedWithin, isOwned, mayOpen } from "./classify.ts"
import { hoistGets } from "./hoist.ts"
import { analyse } from "./insert.ts"
import { measureFirst } from "./measure.ts"
import { sinkGets } from "./sink.ts"

/** Nested destructuring opens one level a round. */
const ROUNDS = 4

type Get = Read & { step: Extract<Step, { k: "let" }> }

export function specialise(program: Program, fun: Fun, borrowLoops: boolean): void {
  mergeGets(fun)
  measureFirst(program, fun)
  if (!hasGets(fun)) return
  for (let round = 0; round < ROUNDS; round++) {
    const facts = classify(program, fun, borrowLoops)
    const wanted = consumedWithin(facts, (v) => facts.ofField[v] === true)
    if (!fun.vars.some((_, v) => wanted.has(v) && opensBase(facts, v))) return
    if (hoistGets(facts, wanted)) continue
    const last = lastUses(facts)
    let changed = sinkGets(facts, wanted)
    eachBlock(fun.body, (block) => {
      for (const group of groups(block)) {
        if (!opens(facts, block, group, last, wanted)) continue
        openGroup(facts, block, group)
        changed = true
      }
    })
    if (!changed) return
  }
}

function hasGets(fun: Fun): boolean {
  let found = false
  eachBlock(fun.body, (block) => {
    found ||= block.steps.some((step) => step.k === "let" && step.rhs.k === "get")
  })
  return found
}

/** Is a field of an owned value, so that opening it may be worth while. */
function opensBase(facts: Facts, field: V): boolean {
  if (facts.ofField[field] !== true) return false
  return (facts.bases[field] ?? []).some((of) => isOwned(facts, of) && !facts.pinned.has(of))
}

/** The gets of one variable and variant in a block, in order. */
function groups(block: Block): Get[][] {
  const all = new Map<V, Get[]>()
  for (const step of block.steps) {
    const get = asGet(step)
    if (get === null || step.k !== "let") continue
    all.set(get.of, [...all.get(get.of) ?? [], { ...get, step }])
  }
  return [...all.values()]
}

/** For each get the live variables after it, if its base is not one of them. */
function lastUses(facts: Facts): Map<Step, Set<V>> {
  const last = new Map<Step, Set<V>>()
  analyse(facts, (step, live) => {
    const get = asGet(step)
    if (get !== null && !live.has(get.of)) last.set(step, new Set(live))
    else last.delete(step)
  })
  return last
}

function opens(
  facts: Facts, block: Block, group: Get[], last: Map<Step, Set<V>>, wanted: Set<V>,
): boolean {
  const first = group[0]
  const end = group.at(-1)
  const live = end === undefined ? undefined : last.get(end.step)
  if (first === undefined || end === undefined || live === undefined) return false
  const of = first.of
  if (!mayOpen(facts, of)) return false
  if (group.some((get) => get.tag !== first.tag || facts.pinned.has(get.to))) return false
  if (new Set(group.map((get) => get.index)).size < group.length) return false
  if (!group.some((get) => wanted.has(get.to))) return false
  const fields = new Set(group.map((get) => get.to))
  if ([...live].some((v) => sees(facts, v, of, fields))) return false
  return !usedBetween(block, first.step, end.step, group)
}

/** Does a view look into `of` otherwise than through these fields? */
function sees(facts: Facts, v: V, of: V, fields: Set<V>, seen = new Set<V>()): boolean {
  if (v === of) return true
  if (fields.has(v) || isOwned(facts, v) || seen.has(v)) return false
  seen.add(v)
  return (facts.bases[v] ?? []).some((base) => sees(facts, base, of, fields, seen))
}

function usedBetween(block: Block, from: Step, to: Step, group: Get[]): boolean {
  const own = new Set<Step>(group.map((get) => get.step))
  const of = group[0]?.of
  const steps = block.steps.slice(block.steps.indexOf(from), block.steps.indexOf(to))
  return steps.some((step) => !own.has(step) && of !== undefined && mentions(step, of))
}

/**
 * One `open` where the first `get` was; fields that nobody reads get variables, which `insert`
 * drops.
 */
function openGroup(facts: Facts, block: Block, group: Get[]): void {
  const first = group[0]
  if (first === undefined) return
  const fun = facts.fun
  const node = data(facts.program.types, fun.vars[first.of]?.type ?? 0)
  const fields = node.variants[first.tag]?.fields ?? []
  const to = fields.map((field, index) =>
    group.find((get) => get.index === index)?.to ?? newVar(fun, field.type, field.name))
  const open: Step = {
    k: "let", to, site: -1, unwind: [],
    rhs: { k: "open", of: first.of, tag: first.tag, token: false },
  }
  const gone = new Set<Step>(group.map((get) => get.step))
  block.steps = block.steps.flatMap(
    (step) => step === first.step ? [open] : gone.has(step) ? [] : [step]
  )
}
