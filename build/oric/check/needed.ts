// Which bodies a check has to look at.
//
// The standard library has been checked with its own tests, so of its bodies only what programs
// ask about is looked at: which methods change `self` (LANGUAGE 10.4). Those that might are found
// by their text. They assign a place in `self`, or call a method on one that has the name of such a
// method, in the library or in the program, whose impls a default method of the library may reach.
//
// Of derives it is judged what they ask of the fields; a check does not even make their bodies.

import type { Expr } from "../syntax/ast.ts"
import type { Check } from "./context.ts"
import type { Fn, Items } from "./items.ts"
import { eachNode, expressionsOf } from "./rules/walk.ts"
import type { FnId } from "./types.ts"

/** All that the text of a method says of its effect on `self`. */
type Effect = { fn: Fn; assigns: boolean; calls: string[] }

/** Asked of each function: is its body to be typed and judged? */
export type Needed = (fn: Fn) => boolean

export const everyBody: Needed = () => true

export function neededBodies(check: Check): Needed {
  if (!onlyWritten(check)) return everyBody
  const { items } = check
  const changing = mayChangeSelf(items)
  return (fn) => !isDerived(items, fn) &&
    (items.modules[fn.module]!.package !== "std" || changing.has(fn.id))
}

/** Does the command look only at what the program itself says? */
export function onlyWritten(check: Check): boolean {
  return check.command === "check" && check.package?.name !== "std"
}

function isDerived(items: Items, fn: Fn): boolean {
  return fn.impl !== null && items.impls[fn.impl]!.node === null
}

/** Methods that may change `self`, and perhaps some that do not. */
function mayChangeSelf(items: Items): Set<FnId> {
  const effects = items.fns.filter((fn) => fn.hasSelf).map(effectOf)
  const names = new Set(effects.filter((one) => one.assigns).map(({ fn }) => fn.name))
  const found = new Set<FnId>()
  for (let before = -1; before !== found.size;) {
    before = found.size
    for (const { fn, assigns, calls } of effects) {
      if (!assigns && !calls.some((name) => names.has(name))) continue
      found.add(fn.id)
      names.add(fn.name)
    }
  }
  return found
}

function effectOf(fn: Fn): Effect {
  const effect: Effect = { fn, assigns: false, calls: [] }
  const see = (node: Expr): void => {
    if (node.kind === "assign") effect.assigns ||= isInSelf(node.target)
    if (node.kind === "method" && isInSelf(node.on)) effect.calls.push(node.name.name)
  }
  for (const clause of fn.clauses) {
    for (const expression of expressionsOf(clause)) eachNode(null, expression, see)
  }
  return effect
}

/** `self`, or a place inside it. */
function isInSelf(node: Expr): boolean {
  switch (node.kind) {
    case "self": return true
    case "paren": return isInSelf(node.inner)
    case "field": case "tupleField": case "index": return isInSelf(node.on)
    default: return false
  }
}
