// Why a type is expected: what completes "expected `int` …" in a message.

import type { Span } from "../../source/diagnostic.ts"
import type { Fn } from "../items.ts"
import type { TypeId } from "../types.ts"

/** Why an `if` must be `void`. */
export const NO_ELSE = "in an `if` without `else`"

/** What a pattern is for. */
export const BY_MATCH = "by the matched value"

/**
 * Arguments say whose they are, and places which type they gave; they become words when these are
 * needed.
 */
export type Why = string | { fn: Fn; param: number } | Place

/** Where a type comes from: one that was written there (`is` null), or that of a value. */
export type Place = { text: string; at: Span; is: TypeId | null }

/** Completes "expected `int`"; may be empty. */
export function contextOf(why: Why): string {
  if (typeof why === "string") return why === "" ? "" : ` ${why}`
  if ("text" in why) return why.text === "" ? "" : ` ${why.text}`
  const { display, params } = why.fn
  const name = params[why.param]?.name ?? null
  return name === null ? ` as argument of \`${display}\`` : ` as \`${name}\` of \`${display}\``
}
