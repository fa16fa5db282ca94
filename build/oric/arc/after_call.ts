// Reads of fields that go behind a call which leaves them as they are.
//
// `self.parts = self.parts.push(value: self.next())` reads the field first, so that while `next`
// runs two hold the list, and the push must copy it. If `next` gives the field back as it was, it
// is the same read from what comes back, and then `take.ts` can move it out.

import type { Block, Fun, Program, Rhs, Step, V } from "../ir/nodes.ts"
import { NO_SITE, get, newVar, varAtom } from "../ir/build.ts"
import { isCounted } from "../ir/layout.ts"
import { atomsOf, eachBlock, varType } from "../ir/rhs.ts"
import { keptFields } from "./kept.ts"
import type { Kept } from "./kept.ts"
import { blockMentions, rename } from "../ir/mention.ts"

type Let = Extract<Step, { k: "let" }>
type Pass = {
  program: Program
  fun: Fun
  kept: Kept
  /** The steps that make a value or read it: they know its fields by other names. */
  knowing: Map<V, Let[]>
  uses: Map<V, number>
  /** Reads of which there is another behind a call now. */
  moved: Set<Step>
}

/** Before modes are inferred: what a read looks into decides about them. */
export function readAfterCalls(program: Program): void {
  const kept = keptFields(program)
  for (const fun of program.funs.values()) {
    const pass: Pass = {
      program, fun, kept, knowing: new Map(), uses: usesIn(fun), moved: new Set(),
    }
    eachBlock(fun.body, ({ steps }) => {
      for (const step of steps) if (step.k === "let") learn(pass, step)
    })
    eachBlock(fun.body, (block) => walkBlock(pass, block))
    if (pass.moved.size > 0) removeUnused(pass)
  }
}

function usesIn(fun: Fun): Map<V, number> {
  const uses = new Map<V, number>()
  eachBlock(fun.body, (block) => {
    for (const atom of atomsOf(block)) {
      if (atom.k === "var") uses.set(atom.v, (uses.get(atom.v) ?? 0) + 1)
    }
  })
  return uses
}

function removeUnused({ fun, moved }: Pass): void {
  const uses = usesIn(fun)
  eachBlock(fun.body, (block) => {
    block.steps = block.steps.filter((step) =>
      step.k !== "let" || !moved.has(step) || step.to.some((v) => uses.has(v)))
  })
}

function learn({ knowing }: Pass, step: Let): void {
  const { to, rhs } = step
  const of = rhs.k === "make" ? to[0] : rhs.k === "get" && rhs.of.k === "var" ? rhs.of.v : undefined
  if (of === undefined) return
  const known = knowing.get(of)
  if (known === undefined) knowing.set(of, [step])
  else known.push(step)
}

function walkBlock(pass: Pass, block: Block): void {
  for (let at = 0; at < block.steps.length; at++) {
    const call = block.steps[at]
    if (call?.k !== "let" || call.rhs.k !== "call") continue
    const [fields, self, back] = [pass.kept.get(call.rhs.f), call.rhs.args[0], call.to.at(-1)]
    if (fields === undefined || self?.k !== "var" || back === undefined) continue
    for (const step of pass.knowing.get(self.v) ?? []) {
      for (const index of fields) readBehind(pass, block, at, get(varAtom(back), 0, index), step)
    }
  }
}

/** What follows a call reads a field of what comes back, if it is one that a step before knows. */
function readBehind(pass: Pass, block: Block, at: number, read: Rhs, known: Let): void {
  const before = fieldIn(known, read)
  if (before === null || !isCounted(pass.program.types, varType(pass.fun, before))) return
  const others = (pass.uses.get(before) ?? 0) - (known.rhs.k === "make" ? 1 : 0)
  const rest: Block = { steps: block.steps.slice(at + 1), end: block.end }
  if (others === 0 || !blockMentions(rest, before)) return
  const after = newVar(pass.fun, varType(pass.fun, before), pass.fun.vars[before]?.name ?? "")
  rename(rest, before, after)
  const step: Let = { k: "let", to: [after], rhs: read, site: NO_SITE, unwind: [] }
  block.steps.splice(at + 1, 0, step)
  block.end = rest.end
  learn(pass, step)
  pass.uses.set(after, others)
  if (known.rhs.k === "get") pass.moved.add(known)
}

/** Another name of a field, where a step knows one. */
function fieldIn({ to, rhs }: Let, read: Rhs): V | null {
  if (read.k !== "get") return null
  if (rhs.k === "get") return rhs.index === read.index ? to[0] ?? null : null
  const arg = rhs.k === "make" ? rhs.args[read.index] : undefined
  return arg?.k === "var" ? arg.v : null
}
