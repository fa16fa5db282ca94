// Dead code: steps whose results nobody uses and that have no effect, joins that nobody jumps to,
// functions that nothing reaches.

import type { Atom, Block, Fn, Fun, J, Program, Rhs, Step, V } from "../ir/nodes.ts"
import { PRIMS } from "../ir/prims.ts"
import { atomsOf, eachBlock, rhsAtoms, rhsOf } from "../ir/rhs.ts"
import { holdsDrop } from "../ir/layout.ts"

type Walk = { program: Program; fun: Fun; uses: number[]; jumps: Map<J, number> }

export function removeDead(program: Program, fun: Fun): void {
  const walk: Walk = { program, fun, uses: fun.vars.map(() => 0), jumps: new Map() }
  eachBlock(fun.body, (block) => {
    for (const atom of atomsOf(block)) count(walk, atom, 1)
    for (const step of block.steps) if (step.k === "pin" || step.k === "unpin") walk.uses[step.v]!++
    if (block.end.k === "jump") walk.jumps.set(block.end.j, (walk.jumps.get(block.end.j) ?? 0) + 1)
  })
  walkBlock(walk, fun.body)
}

function count(walk: Walk, atom: Atom, by: number): void {
  if (atom.k === "var") walk.uses[atom.v] = (walk.uses[atom.v] ?? 0) + by
}

/** Backward, so that what only dead steps used is dead too. */
function walkBlock(walk: Walk, block: Block): void {
  const { end } = block
  if (end.k === "loop") walkBlock(walk, end.body)
  if (end.k === "switch") {
    for (const { body } of end.cases) walkBlock(walk, body)
    if (end.other !== null) walkBlock(walk, end.other)
  }
  const kept: Step[] = []
  for (const step of block.steps.toReversed()) {
    if (step.k === "join") {
      if ((walk.jumps.get(step.j) ?? 0) === 0) {
        forget(walk, step.body)
        continue
      }
      walkBlock(walk, step.body)
    }
    if (step.k === "let" && isDead(walk, step)) {
      for (const atom of rhsAtoms(step.rhs)) count(walk, atom, -1)
      continue
    }
    kept.push(step)
  }
  block.steps = kept.reverse()
}

/** A removed block uses nothing and jumps nowhere. */
function forget(walk: Walk, block: Block): void {
  eachBlock(block, (one) => {
    for (const atom of atomsOf(one)) count(walk, atom, -1)
    if (one.end.k === "jump") walk.jumps.set(one.end.j, (walk.jumps.get(one.end.j) ?? 1) - 1)
  })
}

function isDead(walk: Walk, step: Extract<Step, { k: "let" }>): boolean {
  return step.to.every((v) => (walk.uses[v] ?? 0) === 0) && isPure(step.rhs) &&
    !step.to.some((v) => endMatters(walk, v))
}

/** The end of a value with a Drop impl inside is an effect. */
function endMatters(walk: Walk, v: V): boolean {
  return holdsDrop(walk.program.types, walk.fun.vars[v]!.type)
}

function isPure(rhs: Rhs): boolean {
  switch (rhs.k) {
    case "prim": return PRIMS.get(rhs.op)!.pure
    case "make": case "get": case "tagOf": case "closure": case "object": case "global":
    case "cellGet": case "copy":
    case "open": case "cell":
      return true
    default: return false
  }
}

// ── functions ────────────────────────────────────────────────────────────────────────────────────

/** Removes the functions and tables that no root reaches. */
export function sweep(program: Program): void {
  const reached = new Set<Fn>()
  const queue: Fn[] = rootsOf(program)
  const tables = new Set<string>()
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    const fun = program.funs.get(name)
    if (fun === undefined || reached.has(name)) continue
    reached.add(name)
    eachBlock(fun.body, (block) => {
      for (const atom of atomsOf(block)) if (atom.k === "fn") queue.push(atom.f)
      for (const rhs of rhsOf(block)) {
        if (rhs.k === "call" || rhs.k === "catch" || rhs.k === "closure") queue.push(rhs.f)
        if (rhs.k === "object" && !tables.has(rhs.table)) {
          tables.add(rhs.table)
          queue.push(...program.tables.get(rhs.table)?.methods ?? [])
        }
      }
    })
  }
  for (const name of [...program.funs.keys()]) if (!reached.has(name)) program.funs.delete(name)
  for (const name of [...program.tables.keys()]) if (!tables.has(name)) program.tables.delete(name)
}

function rootsOf(program: Program): Fn[] {
  const drops = program.types.nodes.flatMap((type) =>
    type.k === "data" && type.drop !== null ? [type.drop] : [])
  return [
    ...program.exports.map((one) => one.f), ...program.tests.map((one) => one.f), ...drops,
    ...program.globals.flatMap((one) => one.init === null ? [] : [one.init]),
    ...(program.main === null ? [] : [program.main.f]),
    ...(program.panic === null ? [] : [program.panic]),
  ]
}
