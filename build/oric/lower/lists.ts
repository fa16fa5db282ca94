// Lists from elements and spreads.

import { intAtom, prim } from "../ir/build.ts"
import type { Atom } from "../ir/nodes.ts"
import type { T } from "../ir/types.ts"
import { INT } from "../ir/types.ts"
import { elementType, primitive, value } from "./build.ts"
import type { Cx } from "./state.ts"

export type ListItem = { spread: boolean; atom: Atom }

/** The list of these elements; a first spread is where it starts, the others are concatenated. */
export function listOf(cx: Cx, list: T, items: ListItem[]): Atom {
  const element = elementType(cx, list)
  const [first] = items
  const start = first?.spread === true ? first.atom : emptyList(cx, list, intAtom(items.length))
  const rest = first?.spread === true ? items.slice(1) : items
  return rest.reduce((xs, item) => value(cx,
    prim(item.spread ? "list.concat" : "list.push", [element], [xs, item.atom]), list, "xs"), start)
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
