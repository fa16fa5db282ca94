// One-way matching of an impl's types against the types of a query.
//
// Parameters of the impl take what they meet. A variable of the query that meets structure makes
// the match "stuck" in strict mode; in lenient mode (arguments of the trait, which the caller
// unifies afterwards) it may be anything.

import { HAS_PARAM, HAS_VAR } from "./types.ts"
import type { GenericId, TypeId, TypeNode, TypeTable } from "./types.ts"

export const NO_MATCH = 0
export const STUCK = 1
export const MATCH = 2

/**
 * Matches position by position; `types[i]` is the argument of `generics[i]`, -1 while unknown. The
 * worst result wins.
 */
export function matchAll(
  table: TypeTable, generics: GenericId[], types: TypeId[], patterns: TypeId[], targets: TypeId[],
  lenient: boolean,
): number {
  if (patterns.length !== targets.length) return NO_MATCH
  let result = MATCH
  for (let index = 0; index < patterns.length; index++) {
    const one = match(table, generics, types, patterns[index]!, targets[index]!, lenient)
    if (one === NO_MATCH) return NO_MATCH
    if (one < result) result = one
  }
  return result
}

function match(
  table: TypeTable, generics: GenericId[], types: TypeId[], pattern: TypeId, target: TypeId,
  lenient: boolean,
): number {
  if (pattern === target && (table.flags[pattern]! & HAS_PARAM) === 0) return MATCH
  const shape = table.nodes[pattern]!
  if (shape.k === "param") {
    const slot = generics.indexOf(shape.param)
    if (slot >= 0) return assign(table, types, slot, target, lenient)
  }
  const node = table.nodes[target]!
  if (node.k === "var" || shape.k === "var") return lenient ? MATCH : STUCK
  if (pattern === target && shape.k === "param") return MATCH
  return matchNodes(table, generics, types, shape, node, lenient)
}

function assign(
  table: TypeTable, types: TypeId[], slot: number, target: TypeId, lenient: boolean,
): number {
  const known = types[slot]!
  if (known === -1) {
    types[slot] = target
    return MATCH
  }
  if (known === target) return MATCH
  const flags = table.flags[known]! | table.flags[target]!
  if ((flags & HAS_VAR) === 0) return NO_MATCH
  const merged = match(table, [], [], known, target, true)
  if (merged === NO_MATCH) return NO_MATCH
  return lenient ? MATCH : STUCK
}

function matchNodes(
  table: TypeTable, generics: GenericId[], types: TypeId[], pattern: TypeNode, target: TypeNode,
  lenient: boolean,
): number {
  const all = (patterns: TypeId[], targets: TypeId[]): number =>
    matchAll(table, generics, types, patterns, targets, lenient)
  switch (pattern.k) {
    case "named":
      if (target.k !== "named" || target.item !== pattern.item) return NO_MATCH
      return all(pattern.args, target.args)
    case "tuple":
      return target.k === "tuple" ? all(pattern.args, target.args) : NO_MATCH
    case "fn":
      if (target.k !== "fn") return NO_MATCH
      return all([...pattern.args, pattern.result], [...target.args, target.result])
    case "opaque":
      if (target.k !== "opaque" || target.fn !== pattern.fn) return NO_MATCH
      return all(pattern.args, target.args)
    case "object": {
      if (target.k !== "object" || target.bounds.length !== pattern.bounds.length) return NO_MATCH
      const same = pattern.bounds.every((ref, i) => ref.trait === target.bounds[i]!.trait)
      if (!same) return NO_MATCH
      return all(pattern.bounds.flatMap((ref) => ref.args),
        target.bounds.flatMap((ref) => ref.args))
    }
    case "proj":
      if (target.k !== "proj" || target.name !== pattern.name) return NO_MATCH
      if (target.ref.trait !== pattern.ref.trait) return NO_MATCH
      return all([pattern.self, ...pattern.ref.args], [target.self, ...target.ref.args])
    case "error": return MATCH
    default: return target.k === "error" ? MATCH : NO_MATCH
  }
}
