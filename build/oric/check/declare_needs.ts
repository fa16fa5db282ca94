// Bounds that types in signatures must meet: map keys (E2031) and arguments of bounded parameters
// (E2009). They are judged last, when all impls are known.

import type { Span } from "../source/diagnostic.ts"
import { boundKey } from "./context.ts"
import type { Draft } from "./declare_draft.ts"
import type { Items, Predicate } from "./items.ts"
import { boundNeeds } from "./resolve_args.ts"
import type { Need } from "./resolve.ts"
import { showTraitRef, showType } from "./show.ts"
import { envOf, normalize, sameType, solve } from "./solve.ts"
import type { Env } from "./solve.ts"
import { keyTraits, traitHelp } from "./trait_help.ts"
import { HAS_ERROR } from "./types.ts"
import type { TypeId } from "./types.ts"

/** Judges every type written in a declaration; from then on nothing is deferred. */
export function judgeDeferred(draft: Draft): void {
  const { check, items } = draft
  const envs = new Map<Predicate[], Env>()
  for (const { item, args, at, predicates } of check.deferred ?? []) {
    const env = envs.get(predicates) ?? envOf(items, predicates)
    envs.set(predicates, env)
    for (const need of boundNeeds(check, item, args, at)) judgeNeed(draft, need, env)
  }
  check.deferred = null
}

function judgeNeed(draft: Draft, need: Need, env: Env): void {
  const { items, report } = draft.check
  if ((items.types.flags[need.subject]! & HAS_ERROR) !== 0) return
  if (need.k === "equals") return judgeEqual(draft, need, env)
  const solution = solve(items, need.bound, need.subject, env)
  if (solution.k !== "none") return
  if (items.types.nodes[need.subject]!.k === "param" || need.code === "E2031") {
    draft.check.lacking.add(boundKey(need.subject, need.bound))
  }
  const type = showType(items, need.subject)
  const bound = showTraitRef(items, need.bound)
  if (need.code === "E2031") {
    const asking = { items, env, home: packageAt(items, need.at) }
    report("E2031", need.at, `\`${type}\` cannot be a key: it is not \`${bound}\``,
      traitHelp(asking, solution.missing?.self ?? need.subject, keyTraits(items)))
  } else report("E2009", need.at, `\`${type}\` is not \`${bound}\``,
    `Implement \`${bound}\` for it, or bound the parameter.`)
}

/** The package of the file that a place is in. */
function packageAt(items: Items, { at }: Span): string {
  const module = items.modules.find(({ source }) =>
    source.base <= at && at <= source.base + source.bytes.length)
  return module?.package ?? ""
}

function judgeEqual(draft: Draft, need: Need & { k: "equals" }, env: Env): void {
  const { items, report } = draft.check
  if (sameType(items, need.subject, need.type, env)) return
  const show = (type: TypeId): string => showType(items, normalize(items, type, env))
  report("E2018", need.at, `\`${showType(items, need.subject)}\` is \`${show(need.subject)}\`, `
    + `not \`${show(need.type)}\``,
    "Choose an argument that has the associated type which the declaration asks for.")
}
