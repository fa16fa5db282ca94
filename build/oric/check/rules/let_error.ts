// `let?` must not lose an error: which patterns could, when they fail, drop a live `Err` (LANGUAGE
// 9.7).

import type { Pattern } from "../../syntax/ast.ts"
import type { Items } from "../items.ts"
import type { Typed } from "../typed.ts"
import type { TypeId } from "../types.ts"
import { partsOf } from "./walk.ts"

/**
 * An `Ok(…)` head, an `Err` head that looks further, or any look into a `Result` that lies deeper.
 * `Err(e)` at the head is fine: what fails to match is an `Ok`.
 */
export function dropsError(items: Items, typed: Typed, pattern: Pattern, type: TypeId): boolean {
  const head = stripped(pattern)
  if (head.kind === "orPattern") {
    return head.alternatives.some((part) => dropsError(items, typed, part, type))
  }
  if (!looksIntoResult(items, typed, head)) return deeper(items, typed, head)
  const isErr = variantName(items, typed, head) === "Err"
  return !isErr || partsOf(head).some((part) => mayFail(items, typed, part))
}

function deeper(items: Items, typed: Typed, pattern: Pattern): boolean {
  return partsOf(pattern).some((part) =>
    looksIntoResult(items, typed, part) || deeper(items, typed, part))
}

/** `name @ p` and single alternatives say the same as `p`. */
function stripped(pattern: Pattern): Pattern {
  return pattern.kind === "atPattern" ? stripped(pattern.pattern) : pattern
}

function looksIntoResult(items: Items, typed: Typed, pattern: Pattern): boolean {
  return typed.variant[pattern.id]?.item === items.known.result
}

function variantName(items: Items, typed: Typed, pattern: Pattern): string | null {
  const meant = typed.variant[pattern.id]
  return meant === undefined ? null : items.typeItems[meant.item]!.variants[meant.variant]!.name
}

/** A pattern that tests anything at all; a sum with one variant is not worth the precision here. */
function mayFail(items: Items, typed: Typed, pattern: Pattern): boolean {
  switch (pattern.kind) {
    case "wildcard": return false
    case "bindPattern": return typed.variant[pattern.id] !== undefined
    case "variantPattern": {
      const meant = typed.variant[pattern.id]
      const one = meant !== undefined && items.typeItems[meant.item]!.variants.length === 1
      return !one || partsOf(pattern).some((part) => mayFail(items, typed, part))
    }
    case "atPattern": case "structPattern": case "tuplePattern":
      return partsOf(pattern).some((part) => mayFail(items, typed, part))
    case "listPattern": return pattern.rest === null || pattern.items.length > 0
    default: return true
  }
}
