// Leaving a function while it unwinds: labels that drop what is alive, then return a zero for the
// caller to ignore.

import type { V } from "../ir/nodes.ts"
import { typeNode } from "../ir/layout.ts"
import { dropText, freeToken } from "./count.ts"
import { zeroOf } from "./field.ts"
import { returned } from "./place.ts"
import { present, resultType } from "./type.ts"
import type { Writer } from "./writer.ts"
import { line, varType } from "./writer.ts"

export function unwindLabel(w: Writer, unwind: V[]): string {
  const label = unwind.length === 0 ? "U" : `U_${unwind.join("_")}`
  w.unwinds.set(label, unwind)
  return label
}

/** The unwinding exits, longest list first, each ending in the next shorter one. */
export function emitUnwinds(w: Writer): void {
  const done = new Set<string>()
  const queue = [...w.unwinds.values()].sort((a, b) => b.length - a.length)
  for (let rest = queue.shift(); rest !== undefined; rest = queue.shift()) {
    emitUnwind(w, rest, done)
  }
}

function emitUnwind(w: Writer, list: V[], done: Set<string>): void {
  const [first, ...rest] = list
  const label = list.length === 0 ? "U" : `U_${list.join("_")}`
  if (done.has(label)) return
  done.add(label)
  line(w, `${label}:;`)
  if (first === undefined) return emitZeroReturn(w)
  const type = varType(w.fun, first)
  const isToken = typeNode(w.unit.program.types, type).k === "token"
  line(
    w,
    isToken
      ? freeToken(w.unit, w.scope.name(first), w.tokens.get(first))
      : dropText(w.unit, type, w.scope.name(first)),
  )
  const next = rest.length === 0 ? "U" : `U_${rest.join("_")}`
  if (done.has(next)) return line(w, `goto ${next};`)
  emitUnwind(w, rest, done)
}

export function emitZeroReturn(w: Writer): void {
  leave(w)
  const results = returned(w.unit, w.fun).filter(present)
  const only = results[0]
  if (only === undefined) return line(w, "return;")
  if (results.length === 1) return line(w, `return ${zeroOf(w.unit, only)};`)
  line(w, `return (${resultType(w.unit, results)}){ 0 };`)
}

/** Functions of call cycles count their depth. */
export function leave(w: Writer): void {
  if (w.unit.cyclic.has(w.fun.name)) line(w, "ORI_LEAVE();")
}
