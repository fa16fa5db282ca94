// Lists from elements and spreads.

import { intAtom, prim, strAtom } from "../ir/build.ts"
import type { Atom } from "../ir/nodes.ts"
import type { T } from "../ir/types.ts"
import { INT, STR } from "../ir/types.ts"
import { elementType, primitive, value } from "./build.ts"
import { NO_PROVIDERS, callFunction, given } from "./callee.ts"
import type { Cx } from "./state.ts"

export type ListItem = { spread: boolean; atom: Atom }

/** The list of these elements; a first spread is where it starts, the others are concatenated. */
export function listOf(cx: Cx, list: T, items: ListItem[]): Atom {
  const element = elementType(cx, list)
  const long = longList(cx, element, items)
  if (long !== null) return long
  const [first] = items
  const start = first?.spread === true ? first.atom : emptyList(cx, list, intAtom(items.length))
  const rest = first?.spread === true ? items.slice(1) : items
  return rest.reduce((xs, item) => value(cx,
    prim(item.spread ? "list.concat" : "list.push", [element], [xs, item.atom]), list, "xs"), start)
}

/** From this length on, a list of constants is one text that is read at run time. */
export const LONG = 256

/** A long list of constant numbers or texts: C compilers take minutes for its steps. */
function longList(cx: Cx, element: T, items: ListItem[]): Atom | null {
  if (items.length < LONG || items.some((item) => item.spread)) return null
  if (element === INT) {
    const numbers = items.flatMap(({ atom }) => atom.k === "int" ? [String(atom.value)] : [])
    if (numbers.length === items.length) return read(cx, "list_of_ints", [numbers.join(" ")])
  }
  if (element === STR) {
    const texts = items.flatMap(({ atom }) => atom.k === "str" ? [atom.value] : [])
    if (texts.length !== items.length) return null
    const sizes = texts.map((text) => new TextEncoder().encode(text).length)
    return read(cx, "list_of_texts", [texts.join(""), sizes.join(" ")])
  }
  return null
}

function read(cx: Cx, reader: string, texts: string[]): Atom {
  const args = texts.map((text) => ({ k: "atom" as const, atom: strAtom(text) }))
  const fn = cx.lo.check.items.known.fns.get(reader)!
  return callFunction(cx, fn, [], given(null, args, NO_PROVIDERS, -1)).value
}

/** An empty list with room for some elements. */
export function emptyList(cx: Cx, list: T, room: Atom): Atom {
  return value(cx, prim("list.new", [elementType(cx, list)], [room]), list, "xs")
}

/** One more element at the end. */
export function pushTo(cx: Cx, list: Atom, type: T, item: Atom): Atom {
  return value(cx, prim("list.push", [elementType(cx, type)], [list, item]), type, "xs")
}

export function lengthOf(cx: Cx, list: Atom, element: T): Atom {
  return primitive(cx, "list.len", [list], INT, [element])
}
