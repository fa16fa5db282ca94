// Where a value of a type parameter comes from when none has a name: out of a container, of a
// function, or by an operation that a bound promises. Without any there is only a panic.

import type { Ctx, Path } from "./context.ts"
import { affordable, paths, pathsOf } from "./context.ts"
import type { Fact, Op } from "./solve.ts"
import { bindingOf } from "./solve.ts"
import type { Ty, TyVar } from "./types.ts"
import { NOTHING, leaf, same, show, subst } from "./types.ts"

/** The shortest value of a type here. */
export function leafIn(c: Ctx, ty: Ty, depth = 2): string {
  return leaf(ty, (one) => sourceOf(c, one, depth) ?? NOTHING)
}

/** May be had without a panic that is sure. */
export function certain(text: string): boolean {
  return !text.includes(NOTHING)
}

function sourceOf(c: Ctx, one: TyVar, depth: number): string | null {
  const named = pathsOf(c, one)
  if (named.length > 0) return c.r.pick(named).text
  if (depth === 0) return null
  const held = paths(c).flatMap((path) => fromPath(c, path, one, depth))
  if (held.length > 0) return c.r.pick(held)
  const asked = c.facts.filter((fact) => affordable(c, fact.trait.cost)).flatMap((fact) =>
    fact.trait.ops.flatMap((op) => fromOp(c, fact, op, one, depth)))
  if (asked.length === 0) return null
  const { text, cost } = c.r.pick(asked)
  c.s.cost += c.times * cost
  return text
}

function fromPath(c: Ctx, { text, ty }: Path, one: TyVar, depth: number): string[] {
  if (ty.k === "list" && same(ty.of, one)) return [`(${text}[0])`]
  if ((ty.k === "option" || ty.k === "result") && same(ty.of, one)) return [`(${text}.unwrap())`]
  if (ty.k !== "fn" || !same(ty.result, one)) return []
  const args = ty.params.map((param) => leafIn(c, param, depth - 1))
  return args.every(certain) ? [`((${text})(${args.join(", ")}))`] : []
}

function fromOp(
  c: Ctx, fact: Fact, op: Op, one: TyVar, depth: number,
): { text: string; cost: number }[] {
  const { of, trait } = fact
  if (fact.part && op.given || op.form === "mutates" || op.own !== null || of.k !== "var") return []
  const by = bindingOf(trait, of, { ...fact, id: null })
  if (!same(subst(op.result, by), one)) return []
  const args = op.params.map((param) =>
    `${param.name}: ${anchoredLeaf(c, subst(param.ty, by), depth - 1)}`)
  const receiver = op.form === "makes" ? of.name : sourceOf(c, of, depth - 1)
  if (receiver === null || !args.every(certain)) return []
  const text = `({ let r: ${show(one)} = ${receiver}.${op.name}(${args.join(", ")}); r })`
  return [{ text, cost: trait.cost }]
}

function anchoredLeaf(c: Ctx, ty: Ty, depth: number): string {
  return `({ let r: ${show(ty)} = ${leafIn(c, ty, depth)}; r })`
}
