// Traits with several impls for types that look alike: the most specific counts, a concrete one
// before one with bounds before one without (6.2), and heads that differ only inside are apart. The
// generator knows which impl is meant, and the program checks it.

import type { Ctx, Ranked } from "./context.ts"
import type { Node } from "./node.ts"
import { anchored, list, of, statement } from "./node.ts"
import type { Random } from "./random.ts"
import { argument, implementor, sameAll } from "./shapes.ts"
import { boundRefsOf } from "./solve.ts"
import type { Decl, Ty } from "./types.ts"
import { INT, STR, applied, listOf, optionOf, plain, same, show, tyVar } from "./types.ts"

/** A type made of one. */
type Family = (ty: Ty) => Ty

/** A trait of which one impl or another is meant, and what is declared of it. */
export function randomRanked(c: Ctx, i: number): { ranked: Ranked; node: Node } {
  const name = `K${i}`
  const { impls, some } = c.r.chance(50) ? byRank(c) : byInside(c)
  const k = name.toLowerCase()
  const node = list([
    of(null)`trait ${name} { @${k} (self) -> str; }\n`,
    ...impls.map(({ vars, head, id }) =>
      of(null)`impl${vars} ${show(head)}: ${name} { @${k} (self) -> str = "${id}"; }\n`),
    of(null)`@${k}_of<A: ${name}> (x: A) -> str = x.${k}();\n`,
  ])
  return { ranked: { name, some }, node }
}

type Choice = { impls: { vars: string; head: Ty; id: string }[]; some: Ranked["some"] }

function families(r: Random, decls: Decl[]): Family[] {
  const generic = decls.filter((decl) => decl.params.length === 1)
  return [
    listOf, optionOf, (ty) => ({ k: "tuple", items: [ty, INT] }),
    (ty) => ({ k: "map", key: STR, of: ty }),
    ...generic.map((decl): Family => (ty) => ({ k: "named", decl, args: [ty] })),
    ...(r.chance(30) ? [(ty: Ty): Ty => ty] : []),
  ]
}

/** All types of a family implement the trait; some have impls of their own. */
function byRank(c: Ctx): Choice {
  const { r } = c
  const family = r.pick(families(r, c.decls))
  const bound = r.chance(60) ? boundBy(c) ?? PLAIN : PLAIN
  const concrete = [INT, STR, argument(c, false), argument(c, false)].filter((ty, at, all) =>
    all.findIndex((one) => same(one, ty)) === at && r.chance(65)).map(family)
  const open = family(tyVar("A", false))
  const impls = [
    { vars: "<A>", head: open, id: "any" },
    { vars: `<A: ${bound.text}>`, head: open, id: "bound" },
    ...concrete.map((head) => ({ vars: "", head, id: show(head) })),
  ]
  const some: Ranked["some"] = (at) => {
    const inner = part(at)
    const self = concrete.length > 0 && at.r.chance(30) ? at.r.pick(concrete) : family(inner)
    const known = concrete.some((one) => same(one, self))
    return { self, want: known ? show(self) : bound.holds(inner) ? "bound" : "any" }
  }
  return { impls, some }
}

/** Heads that are alike outside: `[(A, int)]` and `[{str: A}]`. */
function byInside(c: Ctx): Choice {
  const { r } = c
  const outer = r.pick(families(r, c.decls))
  const open = tyVar("A", false)
  const inner = families(r, c.decls).filter((one) => one(open) !== open && r.chance(60))
  const impls = inner.map((one, at) => ({
    vars: "<A>", head: outer(one(open)), id: `inside ${at}`,
  }))
  impls.push({ vars: "", head: outer(INT), id: "int" }, { vars: "", head: outer(STR), id: "str" })
  const some: Ranked["some"] = (at) => {
    const which = at.r.below(inner.length + 2) - 2
    const chosen = inner[which]
    if (chosen !== undefined) return { self: outer(chosen(part(at))), want: `inside ${which}` }
    return { self: outer(which === -2 ? INT : STR), want: which === -2 ? "int" : "str" }
  }
  return { impls, some }
}

function part(c: Ctx): Ty {
  const trait = c.traits.length > 0 && c.r.chance(60) ? c.r.pick(c.traits) : null
  return (trait === null ? null : implementor(c, trait, 1)?.ty) ?? argument(c, false)
}

type Test = { text: string; holds: (ty: Ty) => boolean }
const PLAIN: Test = { text: "Eq + Debug", holds: plain }

/** A bound by one of the other traits, all its arguments given. */
function boundBy(c: Ctx): Test | null {
  if (c.traits.length === 0) return null
  const trait = c.r.pick(c.traits)
  const found = implementor(c, trait, 1)
  if (found === null) return null
  const { args } = found.ref
  const holds = (ty: Ty): boolean => boundRefsOf({ traits: c.traits, facts: [] }, ty, trait)
    .some((ref) => sameAll(ref.args, args))
  return { text: applied(trait.name, args), holds }
}

/** Asks a value for the impl that it has. */
export function rankedAsked(c: Ctx): Node | null {
  if (c.ranked.length === 0) return null
  const { name, some } = c.r.pick(c.ranked)
  const { self, want } = some(c)
  const value = anchored(c.s.expr(c, self))
  const k = name.toLowerCase()
  const got = c.r.chance(50) ? of(null)`${value}.${k}()` : of(null)`${k}_of(x: ${value})`
  return statement`hold(got: ${got}, want: "${want}");`
}
