// Which fields of its first parameter a function gives back as they were, in its last result: what
// a method does not change of `self`.
//
// A greatest fixpoint: at first every field counts as kept, then what some way to a return changes,
// or takes from a call that changes it, is taken out until nothing more is.

import type { Atom, Block, End, Fn, Fun, J, Program, Rhs, V } from "../ir/nodes.ts"
import { data, holdsDrop, typeNode } from "../ir/layout.ts"
import { varType } from "../ir/rhs.ts"

type Fields = ReadonlySet<number>
/** By function; those that give nothing back are not in it. */
export type Kept = ReadonlyMap<Fn, Fields>
/** What a variable is of the parameter: a version of it that has kept fields, or one field. */
type Part = { k: "version"; kept: Fields } | { k: "field"; index: number } | { k: "other" }
type Walk = {
  kept: Kept
  type: number
  parts: Map<V, Part>
  targets: Map<J, V[]>
  given: Fields | null
  changed: boolean
}

export function keptFields(program: Program): Kept {
  const kept = new Map<Fn, Fields>()
  for (const fun of program.funs.values()) {
    const all = givenBack(program, fun)
    if (all !== null) kept.set(fun.name, all)
  }
  for (let changed = true; changed;) {
    changed = false
    for (const [name, before] of kept) {
      const fun = program.funs.get(name)
      if (fun === undefined || before.size === 0) continue
      const now = keptBy(kept, fun, before)
      if (now.size < before.size) changed = true
      kept.set(name, now)
    }
  }
  return kept
}

/** All fields, if a function gives back a value of the type of its first parameter. */
function givenBack(program: Program, fun: Fun): Fields | null {
  const [self] = fun.params
  if (self === undefined || fun.results.length === 0) return null
  const type = varType(fun, self.v)
  const node = typeNode(program.types, type)
  if (type !== fun.results.at(-1) || node.k !== "data" || node.variants.length !== 1) return null
  if (holdsDrop(program.types, type)) return null
  return new Set(data(program.types, type).variants[0]?.fields.keys())
}

// ------------------------------------------------------------------ one function

function keptBy(kept: Kept, fun: Fun, all: Fields): Fields {
  const self = fun.params[0]?.v ?? -1
  const walk: Walk = {
    kept, type: varType(fun, self), parts: new Map([[self, { k: "version", kept: all }]]),
    targets: new Map(), given: null, changed: true,
  }
  // What comes round a loop may say less than what entered it.
  while (walk.changed) {
    walk.changed = false
    walkBlock(walk, fun.body)
  }
  return walk.given ?? all
}

/** The bodies of joins come last: then it is known what their parameters are. */
function walkBlock(walk: Walk, block: Block): void {
  for (const step of block.steps) {
    if (step.k === "join") walk.targets.set(step.j, step.params)
    if (step.k === "let") walkLet(walk, step.to, step.rhs)
  }
  walkEnd(walk, block.end)
  for (const step of block.steps.toReversed()) if (step.k === "join") walkBlock(walk, step.body)
}

function walkEnd(walk: Walk, end: End): void {
  switch (end.k) {
    case "return": return giveBack(walk, partOf(walk, end.args.at(-1)))
    case "jump": return pass(walk, end.args, walk.targets.get(end.j) ?? [])
    case "loop":
      walk.targets.set(end.j, end.params)
      pass(walk, end.init, end.params)
      return walkBlock(walk, end.body)
    case "switch":
      for (const { body } of end.cases) walkBlock(walk, body)
      if (end.other !== null) walkBlock(walk, end.other)
  }
}

function giveBack(walk: Walk, part: Part): void {
  const kept: Fields = part.k === "version" ? part.kept : new Set()
  walk.given = walk.given === null ? kept : both(walk.given, kept)
}

function pass(walk: Walk, args: Atom[], params: V[]): void {
  params.forEach((v, i) => {
    const before = walk.parts.get(v)
    const after = meet(before, partOf(walk, args[i]))
    walk.parts.set(v, after)
    walk.changed ||= before !== after
  })
}

/** What holds of both; the same object if that is what was known. */
function meet(before: Part | undefined, part: Part): Part {
  if (before === undefined) return part
  if (before.k === "version" && part.k === "version") {
    const kept = both(before.kept, part.kept)
    return kept.size === before.kept.size ? before : { k: "version", kept }
  }
  if (before.k === "field" && part.k === "field" && before.index === part.index) return before
  return before.k === "other" ? before : { k: "other" }
}

// ------------------------------------------------------------------ steps

function walkLet(walk: Walk, to: V[], rhs: Rhs): void {
  switch (rhs.k) {
    case "get": return set(walk, to[0], fieldOf(partOf(walk, rhs.of), rhs.index))
    case "open": {
      const of = walk.parts.get(rhs.of)
      return to.forEach((v, index) => set(walk, v, fieldOf(of, index)))
    }
    case "make": return rhs.type === walk.type ? set(walk, to[0], made(walk, rhs.args)) : undefined
    case "copy": return set(walk, to[0], partOf(walk, rhs.of))
    case "call": return set(walk, to.at(-1), afterCall(walk, rhs.f, partOf(walk, rhs.args[0])))
  }
}

function set(walk: Walk, v: V | undefined, part: Part): void {
  if (v !== undefined) walk.parts.set(v, part)
}

function partOf(walk: Walk, atom: Atom | undefined): Part {
  return (atom?.k === "var" ? walk.parts.get(atom.v) : undefined) ?? { k: "other" }
}

function fieldOf(of: Part | undefined, index: number): Part {
  return of?.k === "version" && of.kept.has(index) ? { k: "field", index } : { k: "other" }
}

function made(walk: Walk, args: Atom[]): Part {
  const kept = new Set<number>()
  args.forEach((arg, index) => {
    const part = partOf(walk, arg)
    if (part.k === "field" && part.index === index) kept.add(index)
  })
  return { k: "version", kept }
}

function afterCall(walk: Walk, f: Fn, self: Part): Part {
  const kept = walk.kept.get(f)
  if (kept === undefined || self.k !== "version") return { k: "other" }
  return { k: "version", kept: both(self.kept, kept) }
}

function both(a: Fields, b: Fields): Fields {
  return new Set([...a].filter((index) => b.has(index)))
}
