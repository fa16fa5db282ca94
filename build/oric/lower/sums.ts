// `Option`, `Result`, `Ordering` as the prelude declares them: the tags that control flow tests and
// builds.

import type { Atom } from "../ir/nodes.ts"
import type { T } from "../ir/types.ts"
import { branch, construct, endWith, fieldOf } from "./build.ts"
import type { Cx } from "./state.ts"

const SOME = 0
export const NONE = 1
export const OK = 0
const ERR = 1

export const LESS = 0
export const GREATER = 2

/** Ends the block by a test of an option's or result's two variants. */
export function branchTag(cx: Cx, on: Atom, good: () => void, bad: () => void): void {
  const cases = [
    { test: { k: "tag" as const, tag: SOME }, body: branch(cx, good) },
    { test: { k: "tag" as const, tag: NONE }, body: branch(cx, bad) },
  ]
  endWith(cx, { k: "switch", on, cases, other: null })
}

/** The payload of `Some` or `Ok`. */
export function goodOf(cx: Cx, of: Atom): Atom {
  return fieldOf(cx, of, SOME, 0)
}

/** `Err` of another result type with the same error. */
export function errOf(cx: Cx, of: Atom): Atom {
  return fieldOf(cx, of, ERR, 0)
}

export function good(cx: Cx, type: T, atom: Atom): Atom {
  return construct(cx, type, SOME, [atom])
}

export function none(cx: Cx, type: T): Atom {
  return construct(cx, type, NONE, [])
}

export function err(cx: Cx, type: T, atom: Atom): Atom {
  return construct(cx, type, ERR, [atom])
}
