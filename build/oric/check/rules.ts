// The rules: what inference does not decide, judged over its tables, each in its own file under
// `rules/`.
//
// The order matters: trees first, since constants are evaluated along them; mutation before
// write-backs; everything before lowering, which finds decision trees, write-backs, providers and
// constant values in `Typed`.

import type { Check } from "./context.ts"
import type { Fn } from "./items.ts"
import { everyBody } from "./needed.ts"
import type { Needed } from "./needed.ts"
import { allBodies, bodyOf } from "./rules/body.ts"
import type { Body } from "./rules/body.ts"
import { capabilityRule } from "./rules/capability.ts"
import { implUsesRule } from "./rules/capability_report.ts"
import { constantRule } from "./rules/constant.ts"
import { dropEarlyRule } from "./rules/drop_early.ts"
import { dropSelfRule } from "./rules/drop_self.ts"
import { embedRule } from "./rules/embed.ts"
import { growingRule } from "./rules/growing.ts"
import { matchRule } from "./rules/match.ts"
import { foreignRule } from "./rules/foreign.ts"
import { findMutating, writeBackRule } from "./rules/mutation.ts"
import type { Mutation } from "./rules/mutation.ts"
import { placeRule } from "./rules/place.ts"
import { unusedRule } from "./rules/unused.ts"
import type { Typed } from "./typed.ts"

/**
 * Judges the bodies that are needed, and fills the parts of `Typed` that belong to the rules. Of
 * one in which inference reported something, patterns, places and capabilities are judged where
 * they are known; a `sound` program has no such body.
 */
export function rules(
  check: Check, typed: Typed[], needed: Needed = everyBody, sound = false,
): void {
  const tables = new Map(typed.map((table) => [table.module, table]))
  const bodies = allBodies(check, tables, needed, sound)
  for (const body of bodies) judgePlaces(check, body)
  const mutation = findMutating(check, bodies)
  for (const body of bodies) judgeUses(check, body, mutation)
  growingRule(check, bodies.filter((body) => !body.broken))
  implUsesRule(check)
  constantRule(check, tables, bodies.filter((body) => !body.broken))
}

/**
 * Judges one function alone, for tests that must not compile: `check` carries a report of their
 * own.
 */
export function rulesOfFn(check: Check, typed: Typed[], fn: Fn): void {
  const tables = new Map(typed.map((table) => [table.module, table]))
  const body = bodyOf(check, tables, fn)
  if (body === null) return
  judgePlaces(check, body)
  judgeUses(check, body, mutationSoFar(check))
}

function judgePlaces(check: Check, body: Body): void {
  if (!body.broken) embedRule(check, body)
  matchRule(check, body)
  placeRule(check, body)
  if (!body.broken) dropEarlyRule(check, body)
}

function judgeUses(check: Check, body: Body, mutation: Mutation): void {
  writeBackRule(check, body, mutation)
  capabilityRule(check, body)
  if (body.broken) return
  dropSelfRule(check, body)
  foreignRule(check, body)
  unusedRule(check, body)
}

/** What `rules` found for the program, read back from the functions. */
function mutationSoFar(check: Check): Mutation {
  const mutating = check.items.fns.filter((fn) => fn.mutates).map((fn) => fn.id)
  return { own: new Set(mutating), any: new Set(mutating) }
}
