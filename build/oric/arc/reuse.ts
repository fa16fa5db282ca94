// Hands the memory of a dying cell to a `make` of the same shape that follows.
//
// An `open` keeps the cell as a token if it was unique; a `drop` of a cell becomes `reset`, which
// keeps it likewise, unless a call comes before the `make`: it could hold the memory for long. On a
// path that makes nothing the token is freed where the path parts.

import type { Block, End, Fun, J, Program, Step, V } from "../ir/nodes.ts"
import { TOKEN } from "../ir/types.ts"
import { newVar } from "../ir/build.ts"
import { cellShape, data, decideRepr, typeNode } from "../ir/layout.ts"
import { eachBlock, innerBlocks, mayPanic, varType } from "../ir/rhs.ts"

type Let = Extract<Step, { k: "let" }>
type Pass = {
  program: Program
  fun: Fun
  bodies: Map<J, Block>
  /**
   * The variants that variables are known to be, in the branch of a switch that they were told in.
   */
  tags: Map<V, number>
  /** Targets that a jump inside a loop reaches: a token would have to live through the rounds. */
  looped: Set<J>
}
type Choice = { chosen: Set<Step>; needs: Map<J, boolean> }

export function reuse(program: Program, fun: Fun): void {
  const pass: Pass = { program, fun, bodies: new Map(), tags: new Map(), looped: new Set() }
  eachBlock(fun.body, (block) => {
    for (const step of block.steps) if (step.k === "join") pass.bodies.set(step.j, step.body)
    if (block.end.k === "loop") {
      eachBlock(block.end.body, ({ end }) => end.k === "jump" && pass.looped.add(end.j))
    }
  })
  reuseInside(pass, fun.body)
}

function reuseInside(pass: Pass, block: Block): void {
  reuseBlock(pass, block)
  const end = block.end
  for (const step of block.steps) if (step.k === "join") reuseInside(pass, step.body)
  if (end.k === "loop") reuseInside(pass, end.body)
  if (end.k !== "switch") return
  for (const { test, body } of end.cases) {
    if (test.k === "tag" && end.on.k === "var") pass.tags.set(end.on.v, test.tag)
    reuseInside(pass, body)
    if (end.on.k === "var") pass.tags.delete(end.on.v)
  }
  if (end.other !== null) reuseInside(pass, end.other)
}

function reuseBlock(pass: Pass, block: Block): void {
  for (let i = 0; i < block.steps.length; i++) {
    const step = block.steps[i]
    const shape = step === undefined ? null : shapeOf(pass, step)
    if (step === undefined || shape === null) continue
    const chosen = choose(pass, block, i + 1, shape, step.k === "drop")
    if (chosen.size === 0) continue
    const token = newVar(pass.fun, TOKEN, "u")
    const created = pass.fun.vars[token]
    if (created !== undefined) created.own = true
    block.steps[i] = keeping(step, token)
    for (const make of chosen) if (make.k === "let" && make.rhs.k === "make") make.rhs.token = token
    place(pass, block, i + 1, token, { chosen, needs: new Map() })
  }
}

/** The shape of the cell that dies at this step, if one does. */
function shapeOf(pass: Pass, step: Step): string | null {
  if (step.k === "let" && step.rhs.k === "open" && !step.rhs.token) {
    return variantShape(pass, varType(pass.fun, step.rhs.of), step.rhs.tag)
  }
  if (step.k !== "drop") return null
  const type = varType(pass.fun, step.v)
  const tag = pass.tags.get(step.v)
  if (tag !== undefined) return variantShape(pass, type, tag)
  const node = typeNode(pass.program.types, type)
  if (node.k !== "data" || decideRepr(pass.program.types, type).k !== "boxed") return null
  const all = node.variants.map((_, tag) => variantShape(pass, type, tag))
  const shapes = all.filter((shape) => shape !== null)
  return new Set(shapes).size === 1 ? shapes[0] ?? null : null
}

/**
 * Null where there is no cell: other representations, empty variants; and where dying runs a Drop
 * impl.
 */
function variantShape(pass: Pass, type: number, tag: number): string | null {
  const types = pass.program.types
  if (typeNode(types, type).k !== "data" || decideRepr(types, type).k !== "boxed") return null
  const node = data(types, type)
  if (node.drop !== null || node.variants[tag]?.fields.length === 0) return null
  return cellShape(types, type, tag)
}

function keeping(step: Step, token: V): Step {
  if (step.k === "drop") {
    return { k: "let", to: [token], rhs: { k: "reset", of: step.v }, site: -1, unwind: [] }
  }
  if (step.k !== "let" || step.rhs.k !== "open") return step
  return { ...step, to: [...step.to, token], rhs: { ...step.rhs, token: true } }
}

// ------------------------------------------------------------------ which makes

/** At most one `make` a path. */
function choose(pass: Pass, block: Block, from: number, shape: string, quiet: boolean): Set<Step> {
  for (const step of block.steps.slice(from)) {
    if (step.k !== "let") continue
    if (fits(pass, step, shape)) return new Set([step])
    if (quiet && calls(step)) return new Set()
  }
  const chosen = chooseEnd(pass, block.end, shape, quiet)
  if (chosen.size > 0) return chosen
  for (const step of block.steps.slice(from)) {
    if (step.k !== "join" || pass.looped.has(step.j)) continue
    const inside = choose(pass, step.body, 0, shape, quiet)
    if (inside.size > 0) return inside
  }
  return new Set()
}

function chooseEnd(pass: Pass, end: End, shape: string, quiet: boolean): Set<Step> {
  if (end.k !== "switch") return new Set()
  return new Set(branches(end).flatMap((body) => [...choose(pass, body, 0, shape, quiet)]))
}

function fits(pass: Pass, step: Let, shape: string): boolean {
  const rhs = step.rhs
  return rhs.k === "make" && rhs.token === null && variantShape(pass, rhs.type, rhs.tag) === shape
}

function calls(step: Let): boolean {
  return step.rhs.k === "extern" || step.rhs.k === "catch"
    || (step.rhs.k !== "prim" && mayPanic(step.rhs))
}

function branches(end: Extract<End, { k: "switch" }>): Block[] {
  return [...end.cases.map((one) => one.body), ...(end.other === null ? [] : [end.other])]
}

// ------------------------------------------------------------------ where it is freed

/** Frees the token on the paths from here that do not use it. */
function place(pass: Pass, block: Block, from: number, token: V, choice: Choice): void {
  for (const step of block.steps.slice(from)) {
    if (choice.chosen.has(step)) return
    if (step.k === "join" && joinNeeds(pass, step.j, choice)) {
      place(pass, step.body, 0, token, choice)
    }
  }
  const end = block.end
  const free: Step = { k: "free", v: token }
  if (end.k === "panic" || end.k === "never") return
  if (end.k === "switch") {
    for (const body of branches(end)) {
      if (needs(pass, body, 0, choice)) place(pass, body, 0, token, choice)
      else if (!diverges(body)) body.steps.unshift(free)
    }
  } else if (end.k !== "jump" || !joinNeeds(pass, end.j, choice)) block.steps.push(free)
}

function needs(pass: Pass, block: Block, from: number, choice: Choice): boolean {
  if (block.steps.slice(from).some((step) => choice.chosen.has(step))) return true
  if (block.end.k === "switch") {
    return branches(block.end).some((body) => needs(pass, body, 0, choice))
  }
  return block.end.k === "jump" && joinNeeds(pass, block.end.j, choice)
}

function joinNeeds(pass: Pass, j: J, choice: Choice): boolean {
  const known = choice.needs.get(j)
  if (known !== undefined) return known
  // A jump to the head of a loop is no join.
  const body = pass.bodies.get(j)
  const result = body !== undefined && needs(pass, body, 0, choice)
  choice.needs.set(j, result)
  return result
}

/** Only panics: nothing is freed on the way. */
function diverges(block: Block): boolean {
  return innerBlocks(block).length === 0 && (block.end.k === "panic" || block.end.k === "never")
}
