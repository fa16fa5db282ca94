// Copies of blocks with fresh variables and joins: what inlining puts in place of a call, and the
// second version of a loop. Joins and variables of the outside stay what they are.

import type { Atom, Block, End, Fun, J, Rhs, Site, Step, V } from "./nodes.ts"
import { newJoin, newVar, varAtom } from "./build.ts"

/** How the parts of one function appear in another. */
export type Renaming = {
  from: Fun
  to: Fun
  atoms: Map<V, Atom>
  joins: Map<J, J>
  /** The site that stands for all others, or null to keep them. */
  site: Site | null
  /** What a return becomes. */
  leave(args: Atom[]): End
}

export function copyBlock(renaming: Renaming, block: Block): Block {
  const steps = block.steps.map((step) => copyStep(renaming, step))
  return { steps, end: copyEnd(renaming, block.end) }
}

function copyStep(renaming: Renaming, step: Step): Step {
  switch (step.k) {
    case "let": {
      const rhs = copyRhs(renaming, step.rhs)
      const to = step.to.map((v) => fresh(renaming, v))
      return { k: "let", to, rhs, site: siteOf(renaming, step.site), unwind: [] }
    }
    case "join": {
      const j = freshJoin(renaming, step.j)
      const params = step.params.map((v) => fresh(renaming, v))
      return { k: "join", j, params, body: copyBlock(renaming, step.body) }
    }
    case "pin": return { k: "pin", v: variable(renaming, step.v) }
    case "unpin": return {
      k: "unpin", v: variable(renaming, step.v), site: siteOf(renaming, step.site), unwind: [],
    }
    case "dup": case "drop": case "free": return { k: step.k, v: variable(renaming, step.v) }
  }
}

export function copyEnd(renaming: Renaming, end: End): End {
  const atoms = (args: Atom[]): Atom[] => args.map((arg) => copyAtom(renaming, arg))
  switch (end.k) {
    case "loop": {
      const init = atoms(end.init)
      const j = freshJoin(renaming, end.j)
      const params = end.params.map((v) => fresh(renaming, v))
      return { k: "loop", j, params, init, body: copyBlock(renaming, end.body) }
    }
    case "jump": return { k: "jump", j: renaming.joins.get(end.j) ?? end.j, args: atoms(end.args) }
    case "return": return renaming.leave(atoms(end.args))
    case "panic":
      return {
        k: "panic", message: copyAtom(renaming, end.message), site: siteOf(renaming, end.site),
        unwind: [],
      }
    case "switch": return {
      k: "switch", on: copyAtom(renaming, end.on),
      other: end.other === null ? null : copyBlock(renaming, end.other),
      cases: end.cases.map(({ test, body }) => ({ test, body: copyBlock(renaming, body) })),
    }
    case "reraise": case "never": return end
  }
}

function siteOf(renaming: Renaming, site: Site): Site {
  return site >= 0 && renaming.site !== null ? renaming.site : site
}

function fresh(renaming: Renaming, v: V): V {
  const { type, name, own } = renaming.from.vars[v]!
  const made = newVar(renaming.to, type, name)
  renaming.to.vars[made]!.own = own
  renaming.atoms.set(v, varAtom(made))
  return made
}

function freshJoin(renaming: Renaming, j: J): J {
  const made = newJoin(renaming.to)
  renaming.joins.set(j, made)
  return made
}

export function copyAtom(renaming: Renaming, atom: Atom): Atom {
  return atom.k === "var" ? renaming.atoms.get(atom.v) ?? atom : atom
}

function variable(renaming: Renaming, v: V): V {
  const atom = renaming.atoms.get(v) ?? varAtom(v)
  if (atom.k !== "var") throw new Error("a pinned variable is no variable any more")
  return atom.v
}

function copyRhs(renaming: Renaming, rhs: Rhs): Rhs {
  return mapRhs(rhs, (atom) => copyAtom(renaming, atom))
}

/** The same right-hand side over other operands. An opened variable must stay one. */
export function mapRhs(rhs: Rhs, f: (atom: Atom) => Atom): Rhs {
  switch (rhs.k) {
    case "prim": case "call": case "extern": case "catch": return { ...rhs, args: rhs.args.map(f) }
    case "callValue": return { ...rhs, f: f(rhs.f), args: rhs.args.map(f) }
    case "callVirtual": return { ...rhs, on: f(rhs.on), args: rhs.args.map(f) }
    case "make": {
      const token = rhs.token === null ? null : f(varAtom(rhs.token))
      return { ...rhs, args: rhs.args.map(f), token: token?.k === "var" ? token.v : null }
    }
    case "get": case "tagOf": case "cellGet": case "cellTake": case "copy":
      return { ...rhs, of: f(rhs.of) }
    case "open": case "reset": {
      const of = f({ k: "var", v: rhs.of })
      if (of.k !== "var") throw new Error("a value that is opened is no variable any more")
      return { ...rhs, of: of.v }
    }
    case "closure": return { ...rhs, captures: rhs.captures.map(f) }
    case "object": case "cell": return { ...rhs, value: f(rhs.value) }
    case "cellSet": return { ...rhs, of: f(rhs.of), value: f(rhs.value) }
    case "global": return rhs
  }
}
