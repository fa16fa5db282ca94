// Whether two atoms are equal for certain: the same, or computed alike from the same.

import type { Atom, Block, Fun, Rhs, V } from "./nodes.ts"
import { PRIMS } from "./prims.ts"
import { eachBlock } from "./rhs.ts"

/** As deep as people write an index or a key twice: each depth may double the work. */
const DEPTH = 4

/** How variables are computed. */
export type Made = Map<V, Rhs>

export function madeIn(fun: Fun): Made {
  const made: Made = new Map()
  eachBlock(fun.body, ({ steps }: Block) => {
    for (const step of steps) {
      if (step.k === "let" && step.to.length === 1) made.set(step.to[0]!, step.rhs)
    }
  })
  return made
}

export function alike(made: Made, a: Atom, b: Atom, depth = DEPTH): boolean {
  if (a.k !== "var" || b.k !== "var") return isEqual(a, b)
  if (a.v === b.v) return true
  const [x, y] = [made.get(a.v), made.get(b.v)]
  if (x === undefined || y === undefined || depth === 0) return false
  const all = (left: Atom[], right: Atom[]): boolean => left.length === right.length &&
    left.every((one, index) => alike(made, one, right[index]!, depth - 1))
  if (x.k === "get" && y.k === "get") {
    return x.tag === y.tag && x.index === y.index && all([x.of], [y.of])
  }
  if (x.k === "make" && y.k === "make") {
    return x.type === y.type && x.tag === y.tag && all(x.args, y.args)
  }
  if (x.k !== "prim" || y.k !== "prim" || x.op !== y.op) return false
  return isFunction(x.op) && all(x.args, y.args)
}

/** Does a primitive depend on its operands alone? */
function isFunction(op: string): boolean {
  const prim = PRIMS.get(op)
  return prim !== undefined && (prim.pure || prim.panics) && prim.params.length > 0
}

function isEqual(a: Atom, b: Atom): boolean {
  switch (a.k) {
    case "int": return b.k === "int" && a.value === b.value
    case "str": return b.k === "str" && a.value === b.value
    case "bool": case "char": case "byte": return b.k === a.k && a.value === b.value
    case "tag": return b.k === "tag" && a.type === b.type && a.tag === b.tag
    case "unit": return b.k === "unit"
    case "float": case "fn": case "var": return false
  }
}
