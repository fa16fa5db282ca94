// Writing IR in the order of evaluation: steps into the current block, branches, joins with the
// locals they carry.
//
// Locals are SSA by structure: `env` maps each to its present value, and a join or loop has a
// parameter for each local that its branches assign.

import type { Atom, Block, End, Fn, Rhs, Site, Step } from "../ir/nodes.ts"
import type { T } from "../ir/types.ts"
import { UNIT } from "../ir/types.ts"
import {
  NO_SITE, UNIT_ATOM, addSite, boolAtom, call, get, jump, letStep, make, newJoin, newVar, prim,
  tagAtom, varAtom,
} from "../ir/build.ts"
import { data, typeNode } from "../ir/layout.ts"
import { atomType as typeOfAtom } from "../ir/rhs.ts"
import type { LocalId } from "../check/typed.ts"
import type { Pos } from "../source/diagnostic.ts"
import type { Cx, JoinPoint, Lower } from "./state.ts"
import type { Module } from "../check/items.ts"

/** Appends a step with one variable a result. */
export function emit(cx: Cx, rhs: Rhs, types: T[], name: string, site: Site): Atom[] {
  const to = types.map((type) => newVar(cx.fun, type, name))
  cx.block.steps.push(letStep(to, rhs, site))
  return to.map(varAtom)
}

/** Appends a step with one result. */
export function value(cx: Cx, rhs: Rhs, type: T, name = "t", site: Site = NO_SITE): Atom {
  return emit(cx, rhs, [type], name, site)[0]!
}

/** A primitive with one result; `T` is its only type argument, if it has one. */
export function primitive(
  cx: Cx, op: string, args: Atom[], type: T, types: T[] = [], site: Site = NO_SITE,
): Atom {
  return value(cx, prim(op, types, args), type, "t", site)
}

/** Builds a value; a variant without payload is an atom. */
export function construct(cx: Cx, type: T, tag: number, args: Atom[], name = "t"): Atom {
  if (args.length === 0 && data(cx.lo.program.types, type).drop === null) return tagAtom(type, tag)
  return value(cx, make(type, tag, args), type, name)
}

/** A view of one field. */
export function fieldOf(cx: Cx, of: Atom, tag: number, index: number, name = "t"): Atom {
  const field = data(cx.lo.program.types, atomType(cx, of)).variants[tag]!.fields[index]!
  if (field.type === UNIT) return UNIT_ATOM
  return value(cx, get(of, tag, index), field.type, variableName(field.name, name))
}

/** A field's name for a variable; those of tuples are numbers. */
function variableName(field: string, otherwise: string): string {
  return /^[a-z_]/i.test(field) ? field : otherwise
}

/** Views of all fields of a variant. */
export function fieldsOf(cx: Cx, of: Atom, tag: number): Atom[] {
  const { fields } = data(cx.lo.program.types, atomType(cx, of)).variants[tag]!
  return fields.map((_, index) => fieldOf(cx, of, tag, index))
}

/** All fields of a value that is given up; where it is unique they are moved out. */
export function openFields(cx: Cx, of: Atom, tag: number): Atom[] {
  const { drop, variants } = data(cx.lo.program.types, atomType(cx, of))
  const { fields } = variants[tag]!
  if (of.k !== "var" || fields.length === 0 || drop !== null) return fieldsOf(cx, of, tag)
  const to = fields.map((field) => newVar(cx.fun, field.type, variableName(field.name, "t")))
  cx.block.steps.push(letStep(to, { k: "open", of: of.v, tag, token: false }, NO_SITE))
  return to.map(varAtom)
}

/** Calls a function of the program; the results, without unit. */
export function callFn(cx: Cx, f: Fn, args: Atom[], results: T[], site: Site): Atom[] {
  return emit(cx, call(f, args), results, "r", site)
}

export function atomType(cx: Cx, atom: Atom): T {
  return typeOfAtom(cx.fun, atom)
}

/** Element type of a list, value type of a cell. */
export function elementType(cx: Cx, type: T): T {
  const node = typeNode(cx.lo.program.types, type)
  if (node.k !== "list" && node.k !== "cell") {
    throw new Error(`type ${type} (${node.k}) has no elements`)
  }
  return node.of
}

/** Types of the fields of a variant. */
export function fieldTypes(lo: Lower, type: T, tag: number): T[] {
  return data(lo.program.types, type).variants[tag]!.fields.map((field) => field.type)
}

// ── control ──────────────────────────────────────────────────────────────────────────────────────

/**
 * Ends the current block; what follows goes to a block that nobody holds, until some join is
 * entered.
 */
export function endWith(cx: Cx, end: End): void {
  if (cx.dead) return
  cx.block.end = end
  cx.block = { steps: [], end: { k: "never" } }
  cx.dead = true
}

/**
 * Lowers `body` into a block of its own, from the present state; the state afterwards is the
 * present one again.
 */
export function branch(cx: Cx, body: () => void): Block {
  const { block, env, dead } = cx
  const own: Block = { steps: [], end: { k: "never" } }
  cx.block = own
  cx.env = new Map(env)
  cx.dead = false
  body()
  if (!cx.dead) throw new Error(`a branch of ${cx.fun.name} has no end`)
  cx.block = block
  cx.env = env
  cx.dead = dead
  return own
}

/** Ends the current block by a switch over a bool. */
export function branchOn(cx: Cx, on: Atom, yes: () => void, no: () => void): void {
  const cases = [
    { test: { k: "bool" as const, value: true }, body: branch(cx, yes) },
    { test: { k: "bool" as const, value: false }, body: branch(cx, no) },
  ]
  endWith(cx, { k: "switch", on, cases, other: null })
}

/**
 * Declares a join for the rest of the current block; `locals` that are values are carried by it,
 * and so are `fresh` ones, which only the jumps know.
 */
export function openJoin(
  cx: Cx, type: T, locals: Iterable<LocalId>, fresh: { local: LocalId; type: T }[] = [],
): JoinPoint {
  const carried = carriedOf(cx, locals).filter((local) => !fresh.some((one) => one.local === local))
  const params = type === UNIT ? [] : [newVar(cx.fun, type, "v")]
  for (const local of carried) params.push(newVar(cx.fun, atomType(cx, current(cx, local)), "x"))
  for (const one of fresh) params.push(newVar(cx.fun, one.type, "x"))
  carried.push(...fresh.map((one) => one.local))
  const body: Block = { steps: [], end: { k: "never" } }
  const j = newJoin(cx.fun)
  const step: Step = { k: "join", j, params, body }
  cx.block.steps.push(step)
  return {
    j, params, body, type, carried, home: cx.block, step, used: false, depth: cx.cleanups.length,
  }
}

/** Leaves the scopes up to the join's and goes there. */
export function jumpTo(cx: Cx, join: JoinPoint, atom: Atom): void {
  if (cx.dead) return
  join.used = true
  cleanUp(cx, join.depth)
  if (cx.dead) return
  const args = join.type === UNIT ? [] : [atom]
  for (const local of join.carried) args.push(current(cx, local))
  endWith(cx, jump(join.j, args))
}

/** Goes on at the join; its value. */
export function enterJoin(cx: Cx, join: JoinPoint): Atom {
  if (!join.used) {
    join.home.steps.splice(join.home.steps.indexOf(join.step), 1)
    cx.dead = true
    return UNIT_ATOM
  }
  cx.block = join.body
  cx.dead = false
  const params = join.params.map(varAtom)
  const result = join.type === UNIT ? UNIT_ATOM : params.shift()!
  join.carried.forEach((local, index) => cx.env.set(local, { k: "value", atom: params[index]! }))
  return result
}

/** Of these locals the ones that live here as plain values, once each. */
function carriedOf(cx: Cx, locals: Iterable<LocalId>): LocalId[] {
  return [...new Set(locals)].filter((local) => cx.env.get(local)?.k === "value")
}

/** The present value of a local that is a plain value. */
export function current(cx: Cx, local: LocalId): Atom {
  const storage = cx.env.get(local)
  if (storage?.k !== "value") throw new Error(`local ${local} of ${cx.fun.name} is no plain value`)
  return storage.atom
}

/**
 * Ends the current block by a loop; `body` runs in it with the carried locals as its parameters.
 */
export function loopOver(cx: Cx, locals: LocalId[], body: (round: () => void) => void): void {
  if (cx.dead) return
  const carried = carriedOf(cx, locals)
  const j = newJoin(cx.fun)
  const init = carried.map((local) => current(cx, local))
  const params = init.map((atom) => newVar(cx.fun, atomType(cx, atom), "x"))
  const depth = cx.cleanups.length
  const block = branch(cx, () => {
    carried.forEach((local, index) => {
      cx.env.set(local, { k: "value", atom: varAtom(params[index]!) })
    })
    body(() => {
      cleanUp(cx, depth)
      endWith(cx, jump(j, carried.map((local) => current(cx, local))))
    })
  })
  endWith(cx, { k: "loop", j, params, init, body: block })
}

/**
 * Runs what the scopes above `depth` must do when they are left, innermost first; they stay in
 * force.
 */
export function cleanUp(cx: Cx, depth: number): void {
  const all = cx.cleanups
  for (let index = all.length - 1; index >= depth && !cx.dead; index--) {
    cx.cleanups = all.slice(0, index)
    all[index]!(cx)
  }
  cx.cleanups = all
}

/**
 * The end of a scope that began with `depth` cleanups: they run, if anything gets here, and are
 * gone.
 */
export function leaveScope(cx: Cx, depth: number): void {
  if (!cx.dead) cleanUp(cx, depth)
  cx.cleanups.length = depth
}

// ── values of common shape ───────────────────────────────────────────────────────────────────────

/** Panics with a text that is known. */
export function panicWith(cx: Cx, message: Atom, site: Site): void {
  endWith(cx, { k: "panic", message, site, unwind: [] })
}

export const TRUE = boolAtom(true)
export const FALSE = boolAtom(false)

// ── sites ────────────────────────────────────────────────────────────────────────────────────────

/** The site of a position in the function that is being lowered. */
export function siteAt(cx: Cx, at: Pos): Site {
  const { line, column } = place(cx.lo, cx.module, at)
  return addSite(cx.lo.program, { fn: cx.root.display, file: shownFile(cx.module), line, column })
}

/** What a running program calls a file: a script stands in no package that could name it. */
export function shownFile(module: Module): string {
  return module.path.replace(/^script:/, "")
}

/** Line and column of a position, from 1, columns in bytes. */
export function place(lo: Lower, module: Module, at: Pos): { line: number; column: number } {
  const offset = at - module.source.base
  const starts = linesOf(lo, module)
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (starts[middle]! <= offset) low = middle
    else high = middle - 1
  }
  return { line: low + 1, column: offset - starts[low]! + 1 }
}

function linesOf(lo: Lower, module: Module): number[] {
  const known = lo.lines.get(module.id)
  if (known !== undefined) return known
  const starts = [0]
  module.source.bytes.forEach((byte, index) => { if (byte === 10) starts.push(index + 1) })
  lo.lines.set(module.id, starts)
  return starts
}
