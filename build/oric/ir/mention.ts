// Where a variable occurs, and how to put another in its place: for passes that move steps before
// counts exist.

import type { Atom, Block, End, Rhs, Step, V } from "./nodes.ts"
import { endAtoms, endBlocks, innerBlocks, rhsAtoms } from "./rhs.ts"

export function isVar(atom: Atom | undefined, v: V): boolean {
  return atom?.k === "var" && atom.v === v
}

/** Does a step, with the blocks in it, use a variable? */
export function mentions(step: Step, v: V): boolean {
  if (step.k === "join") return blockMentions(step.body, v)
  if (step.k !== "let") return step.v === v
  return rhsAtoms(step.rhs).some((atom) => atom.k === "var" && atom.v === v)
}

export function blockMentions(block: Block, v: V): boolean {
  // The bodies of joins are in the steps: to look there twice would double at every depth.
  return endAtoms(block.end).some((atom) => atom.k === "var" && atom.v === v)
    || block.steps.some((step) => mentions(step, v))
    || endBlocks(block.end).some((inner) => blockMentions(inner, v))
}

/** Puts `to` for every use of `from` in a block and what is inside. */
export function rename(block: Block, from: V, to: V): void {
  renameAll(block, new Map([[from, to]]))
}

/** Puts for every use of a variable another one, at once. */
export function renameAll(block: Block, names: ReadonlyMap<V, V>): void {
  const name = (old: V): V => names.get(old) ?? old
  const atom = (old: Atom): Atom => old.k === "var" && names.has(old.v)
    ? { k: "var", v: name(old.v) } : old
  for (const step of block.steps) {
    if (step.k === "let") step.rhs = renameRhs(step.rhs, atom, name)
    else if (step.k !== "join") step.v = name(step.v)
  }
  block.end = renameEnd(block.end, atom)
  for (const inner of innerBlocks(block)) renameAll(inner, names)
}

function renameEnd(end: End, atom: (old: Atom) => Atom): End {
  switch (end.k) {
    case "loop": return { ...end, init: end.init.map(atom) }
    case "jump": case "return": return { ...end, args: end.args.map(atom) }
    case "switch": return { ...end, on: atom(end.on) }
    case "panic": return { ...end, message: atom(end.message) }
    case "reraise": case "never": return end
  }
}

function renameRhs(rhs: Rhs, atom: (old: Atom) => Atom, v: (old: V) => V): Rhs {
  switch (rhs.k) {
    case "prim": case "call": case "extern": case "catch": case "make":
      return { ...rhs, args: rhs.args.map(atom) }
    case "callValue": return { ...rhs, f: atom(rhs.f), args: rhs.args.map(atom) }
    case "callVirtual": return { ...rhs, on: atom(rhs.on), args: rhs.args.map(atom) }
    case "closure": return { ...rhs, captures: rhs.captures.map(atom) }
    case "object": case "cell": return { ...rhs, value: atom(rhs.value) }
    case "cellSet": return { ...rhs, of: atom(rhs.of), value: atom(rhs.value) }
    case "get": case "tagOf": case "cellGet": case "cellTake": case "copy": return {
      ...rhs, of: atom(rhs.of),
    }
    case "open": case "reset": return { ...rhs, of: v(rhs.of) }
    case "global": return rhs
  }
}
