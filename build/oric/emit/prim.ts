// Primitives: calls of the runtime. One that panics comes in two forms: outside of `catch` it does
// not come back, in a function that unwinds it stores its results through pointers and tells
// whether it failed.

import type { Rhs, Step, V } from "../ir/nodes.ts"
import { UNIT } from "../ir/types.ts"
import { listType } from "../ir/layout.ts"
import { primOf } from "../ir/rhs.ts"
import { unwindLabel } from "./unwind.ts"
import { listInstance } from "./count.ts"
import { siteExpr } from "./site.ts"
import { atomExpr } from "./value.ts"
import type { Writer } from "./writer.ts"
import { assign, line, target, varType } from "./writer.ts"

type Call = Extract<Rhs, { k: "prim" }>
type Let = Extract<Step, { k: "let" }>

export function emitPrim(w: Writer, step: Let, rhs: Call): void {
  const prim = primOf(rhs.op)
  const args = rhs.args.map((arg) => atomExpr(w.scope, arg))
  const direct = directText(rhs.op, args)
  if (direct !== null) return assign(w, step.to[0], direct)
  const name = primName(w, rhs)
  if (prim.panics && w.fun.unwinds) {
    const results = step.to.map((v) => address(w, v))
    const all = [...args, siteExpr(w.unit, step.site), ...results].join(", ")
    return line(w, `if (ORI_UNLIKELY(${name}_u(${all}))) goto ${unwindLabel(w, step.unwind)};`)
  }
  const site = prim.panics ? [siteExpr(w.unit, step.site)] : []
  const [first, ...others] = step.to
  const text = `${name}(${[...args, ...site, ...others.map((v) => address(w, v))].join(", ")})`
  if (first === undefined) return line(w, `${text};`)
  assign(w, first, text)
}

/** Primitives that are a C expression or a variable of the runtime. */
function directText(op: string, args: string[]): string | null {
  switch (op) {
    case "int.identity":
      return args[0] ?? "0"
    case "tag.eq":
      return `(${args.join(" == ")})`
    case "print.provider":
      return "(ori_print_provider != NULL)"
    default:
      return null
  }
}

/** Primitives on lists that do the same whatever is in them. */
const OF_ANY_LIST = new Set(["list.len", "list.unique", "list.shortest"])

function primName(w: Writer, rhs: Call): string {
  const [head, what] = rhs.op.split(".")
  const same = head !== "list" || OF_ANY_LIST.has(rhs.op)
  if (same) return `ori_${rhs.op.replace(".", "_")}`
  return `${listInstance(w.unit, listType(w.unit.program.types, rhs.types[0] ?? UNIT))}_${what}`
}

/** Where a result goes: the address of its variable, or of a place that nobody reads. */
function address(w: Writer, v: V): string {
  if (varType(w.fun, v) !== UNIT) {
    return `&${target(w, v)}`
  }
  const ignored = "uint8_t ignored;"
  if (!w.extra.includes(ignored)) w.extra.push(ignored)
  return "&ignored"
}
