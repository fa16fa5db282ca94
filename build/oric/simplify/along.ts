// Loops that go along a list by its rest, as `[head, ..rest]` in a function that calls itself last:
// what is left of the list is a place in it, and nothing is copied.
//
// That holds where the loop asks what is left only for its length, for elements, and for a rest of
// its own, and hands on one or the other; on the way out it may be wanted as a list, once. A rest
// is cut only where so many elements are known to be there, so that no place lies behind the end.
// The list then ends with the loop, as a whole: lists whose elements do something at their end stay
// as they are.

import { intAtom, letStep, newVar, NO_SITE, prim, varAtom } from "../ir/build.ts"
import { endsUser } from "../ir/ends.ts"
import { typeNode } from "../ir/layout.ts"
import { mentions, rename } from "../ir/mention.ts"
import type { Atom, Block, End, Fun, Program, Rhs, Step, V } from "../ir/nodes.ts"
import { eachBlock, endAtoms, rhsAtoms } from "../ir/rhs.ts"
import type { T } from "../ir/types.ts"
import { INT } from "../ir/types.ts"

type Let = Extract<Step, { k: "let" }>
type Loop = Extract<End, { k: "loop" }>
type Prim = Extract<Rhs, { k: "prim" }>

type Search = {
  loop: Loop
  index: number
  /** The variables that hold what is left, at the head of the loop and after each cut. */
  lefts: Set<V>
  /** Lengths of what is left. */
  lengths: Map<V, V>
  /** Steps and jumps for which a place does as well. */
  known: Set<Step | End>
}

/** At least so many elements of what is left are there. */
type Least = ReadonlyMap<V, number>

/** Rewrites the loops of a function. */
export function goAlong(program: Program, fun: Fun): void {
  eachBlock(fun.body, ({ end }) => {
    if (end.k !== "loop") return
    end.params.forEach((param, index) => {
      const { type } = fun.vars[param]!
      const node = typeNode(program.types, type)
      if (node.k !== "list" || endsUser(program.types, type)) return
      const search = placesIn(end, index)
      if (search !== null) takePlaces(fun, search, node.of)
    })
  })
}

// ── search ────────────────────────────────────────────────────────────────────────────────────

/** What is left of the list at a parameter, wherever in the loop; null if it has to be a list. */
function placesIn(loop: Loop, index: number): Search | null {
  const lefts = new Set([loop.params[index]!])
  const search: Search = { loop, index, lefts, lengths: new Map(), known: new Set() }
  if (loop.init[index]?.k !== "var") return null
  look(search, loop.body, new Map())
  if (lefts.size === 1) return null
  let isSound = true
  eachBlock(loop.body, (block) => {
    isSound &&= block.end.k === "return" || strays(search, block).size === 0
  })
  return isSound ? search : null
}

function look(search: Search, block: Block, least: Least): void {
  for (const step of block.steps) {
    if (step.k === "join") look(search, step.body, least)
    else if (step.k === "let" && step.rhs.k === "prim") ask(search, step, step.rhs, least)
  }
  const { end } = block
  if (end.k === "loop") look(search, end.body, least)
  else if (end.k === "switch") branch(search, end, least)
  else if (end.k === "jump" && end.j === search.loop.j && handsOn(search, end.args)) {
    search.known.add(end)
  }
}

function ask(search: Search, step: Let, { op, args }: Prim, least: Least): void {
  const { lefts, lengths, known } = search
  const [on, from, end] = args
  if (on?.k !== "var" || !lefts.has(on.v)) return
  if (op === "list.len") lengths.set(step.to[0]!, on.v)
  else if (op === "list.slice") {
    const isRest = end?.k === "var" && lengths.get(end.v) === on.v
    const isThere = from?.k === "int" && from.value >= 0n && from.value <= (least.get(on.v) ?? 0)
    if (!isRest || !isThere) return
    lefts.add(step.to[0]!)
  } else if (op !== "list.at_unchecked") return
  known.add(step)
}

/** In the branches of a switch on a length it is known. */
function branch(search: Search, end: Extract<End, { k: "switch" }>, least: Least): void {
  const of = end.on.k === "var" ? search.lengths.get(end.on.v) : undefined
  let other = 0
  for (const { test, body } of end.cases) {
    const isLength = of !== undefined && test.k === "int"
    if (isLength && test.value === BigInt(other)) other++
    look(search, body, isLength ? new Map(least).set(of, Number(test.value)) : least)
  }
  if (end.other === null) return
  look(search, end.other, of === undefined ? least : new Map(least).set(of, other))
}

/** Goes what is left to its own parameter, and to no other? */
function handsOn({ lefts, index }: Search, args: Atom[]): boolean {
  return args.every((arg, i) => (arg.k === "var" && lefts.has(arg.v)) === (i === index))
}

/** What of it a block wants as a list. */
function strays({ lefts, known }: Search, { steps, end }: Block): Set<V> {
  const atoms = [
    ...known.has(end) ? [] : endAtoms(end),
    ...steps.flatMap((step) => known.has(step) ? [] : stepAtoms(step)),
  ]
  return new Set(atoms.flatMap((atom) => atom.k === "var" && lefts.has(atom.v) ? atom.v : []))
}

function stepAtoms(step: Step): Atom[] {
  return step.k === "let" ? rhsAtoms(step.rhs) : step.k === "join" ? [] : [varAtom(step.v)]
}

// ── change ────────────────────────────────────────────────────────────────────────────────────

type Change = { fun: Fun; search: Search; list: Atom; element: T; places: ReadonlyMap<V, V> }

/** Puts the place of what is left in the list for all that is left of it. */
function takePlaces(fun: Fun, search: Search, element: T): void {
  const { loop, index, lefts } = search
  const places = new Map([...lefts].map((left): [V, V] => [left, newVar(fun, INT, "place")]))
  const change: Change = { fun, search, list: loop.init[index]!, element, places }
  eachBlock(loop.body, (block) => changeBlock(change, block))
  loop.params[index] = places.get(loop.params[index]!)!
  loop.init[index] = intAtom(0)
}

function changeBlock(change: Change, block: Block): void {
  const { known, index } = change.search
  const wanted = strays(change.search, block)
  block.steps = block.steps.flatMap((step) =>
    known.has(step) ? stepAt(change, step as Let & { rhs: Prim }) : step)
  const { end } = block
  if (end.k === "jump" && known.has(end)) {
    end.args = end.args.with(index, placeOf(change, end.args[index]))
  }
  for (const left of wanted) makeList(change, block, left)
}

/** What is left as a list of its own, from where the block first wants it. */
function makeList({ fun, list, element, places }: Change, block: Block, left: V): void {
  const { type, name } = fun.vars[left]!
  const [length, made] = [newVar(fun, INT, "t"), newVar(fun, type, name)]
  const first = block.steps.findIndex((step) => mentions(step, left))
  block.steps.splice(first < 0 ? block.steps.length : first, 0,
    letStep([length], prim("list.len", [element], [list]), NO_SITE),
    letStep([made], prim("list.slice", [element],
      [list, varAtom(places.get(left)!), varAtom(length)]), NO_SITE))
  rename(block, left, made)
}

function placeOf({ places }: Change, left: Atom | undefined): Atom {
  return left?.k === "var" ? varAtom(places.get(left.v)!) : intAtom(0)
}

function stepAt(change: Change, { to, rhs, site }: Let & { rhs: Prim }): Step[] {
  const { fun, list, places } = change
  const { op, types, args } = rhs
  const place = placeOf(change, args[0])
  const made = newVar(fun, INT, "t")
  const ahead = prim("int.add_wrap", [], [place, args[1] ?? intAtom(0)])
  switch (op) {
    case "list.len": return [
      letStep([made], prim(op, types, [list]), site),
      letStep(to, prim("int.sub_wrap", [], [varAtom(made), place]), site),
    ]
    case "list.at_unchecked": return [
      letStep([made], ahead, site),
      letStep(to, prim(op, types, [list, varAtom(made)]), site),
    ]
    default: return [letStep([places.get(to[0]!)!], ahead, site)]
  }
}
