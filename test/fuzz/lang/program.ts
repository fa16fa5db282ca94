// Random programs by the dozen in one file, since the C compiler takes most of the time: shared
// types, then a case a seed, each with functions of its own and an entry that prints what they
// make. `@main` runs the cases whose numbers it is given.

import { genericCall, genericFn, instanceOf } from "./bounded.ts"
import type { Ctx, Fn, Shared } from "./context.ts"
import { constant, fresh, variable } from "./context.ts"
import { call, expr } from "./expression.ts"
import type { Node } from "./node.ts"
import { anchored, list, of, print, statement } from "./node.ts"
import type { Random } from "./random.ts"
import { randomOf } from "./random.ts"
import { block } from "./statement.ts"
import { anyTy } from "./shapes.ts"
import type { Trait } from "./solve.ts"
import type { Decl, Ty } from "./types.ts"
import { plain, randomTy, show } from "./types.ts"
import { SHARED, declText, randomDecls, randomTraits } from "./world.ts"

/** `methods`: those of the structs, and traits with all that implements them. */
export type World = { decls: Decl[]; methods: Node }
export type Program = { world: World; cases: { id: number; node: Node }[] }

/** How often the statements of one case may run together, about. */
const COST = 4000

/** How many seeds, one after the other, share types and a file. */
export const CASES = 24

function context(r: Random, decls: Decl[], traits: Trait[], names: string): Ctx {
  const s: Shared = {
    names: Number(names) * 1000, fuel: 0, cost: 0, limit: COST, level: 0, expr, block,
  }
  return {
    r, decls, traits, ranked: [], facts: [], open: [], fns: [], vars: [], labels: [], fail: null,
    tally: false, times: 1, depth: 0, s,
  }
}

/** The cases of some seeds; they must be of one file. */
export function randomProgram(seeds: readonly number[]): Program {
  const r = randomOf(fileOf(seeds[0] ?? 0))
  const decls = randomDecls(r)
  const base = context(r, decls, [], "900")
  const { traits, ranked, nodes } = randomTraits(base)
  const methods = list([...nodes, ...methodsOf({ ...base, traits, ranked })])
  const cases = seeds.map((id) => ({ id, node: randomCase({ ...base, traits, ranked }, id) }))
  return { world: { decls, methods }, cases }
}

/** The number of the file that a seed's case is in. */
export function fileOf(seed: number): number {
  return Math.floor(seed / CASES)
}

export function programText(program: Program): string {
  const { world, cases } = program
  const runs = cases.map(({ id }) => `        if a == "${id}" then case_${id}();\n`).join("")
  return [
    SHARED,
    ...world.decls.map(declText),
    print(world.methods),
    ...cases.map(({ node }) => print(node)),
    "@main (args: [str]) -> void = {\n    for a in args do {\n        print(msg: `== {a}`);",
    `${runs}    }\n}\n`,
  ].join("\n")
}

/** Mutating methods of the structs. */
function methodsOf(base: Ctx): Node[] {
  const { r, decls } = base
  const impls: Node[] = []
  for (const decl of decls) {
    if (decl.kind !== "struct" || decl.params.length > 0) continue
    if (decl.name === "Res" || !r.chance(75)) continue
    const self: Ty = { k: "named", decl, args: [] }
    const method = { name: "mutate", param: randomTy(r, decls, 1), result: randomTy(r, decls, 2) }
    const c = { ...base, vars: [variable("self", self), constant("by", method.param)] }
    c.s.fuel = 25
    c.s.cost = 0
    c.s.limit = COST
    const field = r.pick(decl.variants[0]?.fields ?? [])
    const body = statement`self.${field.name} = ${expr(c, field.ty)}; ${block(c, 3, method.result)}`
    impls.push(statement`impl ${decl.name} { @mutate (self, by: ${show(method.param)}) -> ${
      show(method.result)} = { ${body} } }`)
    decl.methods.push(method)
  }
  return impls
}

/** A case has its own stream, so that it stays the same without the others. */
function randomCase(base: Ctx, id: number): Node {
  const own = context(randomOf(id), base.decls, base.traits, String(id % CASES + 1))
  const c = { ...own, ranked: base.ranked }
  const nodes: Node[] = []
  for (let n = 2 + c.r.below(3); n > 0; n--) {
    nodes.push(c.r.chance(40) ? genericFn(c) : fnOf(c))
  }
  const runs: Node[] = []
  for (const fn of c.fns) {
    for (let round = 0; round < 2; round++) {
      c.s.fuel = 12
      c.s.cost = 0
      runs.push(entry(c, fn))
    }
  }
  nodes.push(statement`@case_${String(id)} () -> void = { ${list(runs)} }`)
  return list(nodes)
}

function entry(c: Ctx, fn: Fn): Node {
  const name = fresh(c, "z")
  const { generic } = fn
  const ty = generic === null ? fn.result : instanceOf(generic, fn.result)
  const result: Ty = { k: "result", of: ty }
  const show_ = plain(result)
    ? `say(tag: 1000, value: ${name});`
    : `say(tag: 1000, value: ${name}.is_ok());`
  const value = anchored((generic === null ? null : genericCall(c, fn, ty)) ?? call(c, fn))
  return statement`{ let ${name}: ${show(result)} = catch(expr: ${value}); ${show_} };`
}

function fnOf(c: Ctx): Node {
  const { r } = c
  const params = Array.from({ length: 1 + r.below(3) }, () =>
    constant(fresh(c, "x"), anyTy(c, 2)))
  const wrapped = r.below(4)
  const inner = anyTy(c, 2)
  const result: Ty = wrapped === 0 ? { k: "option", of: inner }
    : wrapped === 1 ? { k: "result", of: inner } : inner
  const name = fresh(c, "f")
  const at: Ctx = {
    ...c, vars: params, tally: r.chance(25),
    fail: result.k === "option" || result.k === "result" ? result : null,
  }
  c.s.fuel = 28
  c.s.cost = 5
  const body = block(at, 7, result)
  c.fns.push({ name, params, result, tally: at.tally, cost: c.s.cost, generic: null })
  const head = params.map((param) => `${param.name}: ${show(param.ty)}`).join(", ")
  const uses = at.tally ? " uses Tally" : ""
  return of(null)`@${name} (${head}) -> ${show(result)}${uses} = { ${body} }\n`
}
