// Measures what is consumed before it is consumed.
//
// `{ ...self, nodes: self.nodes.push(value: x), next: self.nodes.len() }` asks for the length after
// the push, which for that would have to copy the list. A length, and a field that is a mere
// number, can be read as soon as there is a value: so where some are read after a use that consumes
// it, they are read at its definition. Nothing else is: what may panic keeps its place.

import { isOwnable, typeNode } from "../ir/layout.ts"
import type { Block, Fun, Program, Rhs, Step, V } from "../ir/nodes.ts"
import { renameAll } from "../ir/mention.ts"
import {
  caughtResults, eachBlock, endAtoms, endBlocks, operands, rhsAtoms, varType,
} from "../ir/rhs.ts"

type Let = Extract<Step, { k: "let" }>
/** Two reads of the same of a value have the same key. */
type Measure = { key: string; step: Let; at: number }
/** Uses are numbered in the order in which ways come to them. */
type Uses = { measures: Measure[]; consumed: number; other: number }
type Change = { early: Map<V, Let[]>; gone: Set<Step>; names: Map<V, V> }
type Search = { program: Program; fun: Fun; uses: Map<V, Uses>; clock: number }

/** Before counts are inserted; fields have been merged. */
export function measureFirst(program: Program, fun: Fun): void {
  const search: Search = { program, fun, uses: new Map(), clock: 0 }
  walk(search, fun.body)
  const absent = new Set([...caughtResults(fun).values()].flat())
  const change: Change = { early: new Map(), gone: new Set(), names: new Map() }
  for (const [v, uses] of search.uses) {
    if (!absent.has(v)) for (const all of lateIn(uses)) putFirst(change, v, all)
  }
  if (change.early.size > 0) move(fun, change)
}

/** All reads of what is read after the last other use, if there is one that consumes. */
function lateIn({ measures, consumed, other }: Uses): Let[][] {
  const late = measures.filter(({ at }) => at > consumed && at > other)
  return [...new Set(late.map(({ key }) => key))].map((key) =>
    measures.filter((one) => one.key === key).map(({ step }) => step))
}

function putFirst({ early, gone, names }: Change, v: V, [first, ...more]: Let[]): void {
  if (first === undefined) return
  early.set(v, [...early.get(v) ?? [], first])
  gone.add(first)
  for (const step of more) {
    gone.add(step)
    names.set(step.to[0]!, first.to[0]!)
  }
}

function walk(search: Search, block: Block): void {
  for (const step of block.steps) {
    if (step.k === "let") survey(search, step)
    else if (step.k !== "join") usesOf(search, step.v).other = search.clock++
  }
  for (const atom of endAtoms(block.end)) {
    if (atom.k === "var") usesOf(search, atom.v).other = search.clock++
  }
  for (const body of endBlocks(block.end)) walk(search, body)
  for (const step of block.steps.toReversed()) if (step.k === "join") walk(search, step.body)
}

function survey(search: Search, step: Let): void {
  const { program, fun } = search
  const at = search.clock++
  const measured = measureOf(search, step.rhs)
  if (measured !== null) {
    usesOf(search, measured.v).measures.push({ key: measured.key, step, at })
    return
  }
  for (const { atom, own } of operands(program, fun, step.rhs)) {
    if (atom.k !== "var") continue
    const uses = usesOf(search, atom.v)
    if (own) uses.consumed = Math.min(uses.consumed, at)
    uses.other = at
  }
}

function usesOf({ uses }: Search, v: V): Uses {
  const known = uses.get(v) ?? { measures: [], consumed: Infinity, other: -1 }
  uses.set(v, known)
  return known
}

/** What a step measures, if that can be asked of a value at any time. */
function measureOf({ program: { types }, fun }: Search, rhs: Rhs): { v: V; key: string } | null {
  const [of] = rhsAtoms(rhs)
  if (of?.k !== "var") return null
  if (rhs.k === "prim") {
    return rhs.op === "list.len" || rhs.op === "str.len" ? { v: of.v, key: rhs.op } : null
  }
  if (rhs.k !== "get") return null
  const node = typeNode(types, varType(fun, of.v))
  if (node.k !== "data" || node.variants.length !== 1) return null
  const field = node.variants[0]!.fields[rhs.index]
  return field === undefined || isOwnable(types, field.type)
    ? null
    : { v: of.v, key: String(rhs.index) }
}

/** Puts steps behind the definitions of what they measure. */
function move(fun: Fun, { early, gone, names }: Change): void {
  const of = (defined: V[]): Step[] => defined.flatMap((v) => early.get(v) ?? [])
  const place = (block: Block, params: V[]): void => {
    block.steps = [
      ...of(params),
      ...block.steps.flatMap((step) => [
        ...gone.has(step) ? [] : [step], ...step.k === "let" ? of(step.to) : [],
      ]),
    ]
  }
  const heads = new Map<Block, V[]>([[fun.body, fun.params.map(({ v }) => v)]])
  eachBlock(fun.body, ({ steps, end }) => {
    for (const step of steps) if (step.k === "join") heads.set(step.body, step.params)
    if (end.k === "loop") heads.set(end.body, end.params)
  })
  eachBlock(fun.body, (block) => place(block, heads.get(block) ?? []))
  renameAll(fun.body, names)
}
