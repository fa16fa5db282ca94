// How functions are declared and named across files: prototypes where they are used, the small ones
// repeated inline.

import type { Fun } from "../ir/nodes.ts"
import type { T } from "../ir/types.ts"
import type { Unit } from "./unit.ts"
import { funOf, need } from "./unit.ts"
import { cType, declare, present, resultType } from "./type.ts"
import { inPlaceParam, isByRef, returned } from "./place.ts"
import { plainName, varType } from "./writer.ts"

/** The C name of a function, with its prototype, and its body where a file has its own copy. */
export function useFun(unit: Unit, name: string): string {
  const fun = funOf(unit, name)
  need(unit, "protos", `fun ${name}`, () => `${linkage(unit, fun)}${signature(unit, fun)};`)
  if (!unit.whole && unit.small.has(name))
    need(unit, "bodies", `body ${name}`, () => unit.funText(unit, fun))
  return name
}

/**
 * `static` in a file that holds the whole program, `static inline` where each file has its copy.
 */
export function linkage(unit: Unit, fun: Fun): string {
  // What gcc finds out about a callee it weighs again at every call: too much for thousands.
  const apart = unit.crowded.has(fun.name) ? "__attribute__((noinline, noipa)) "
    : unit.apart.has(fun.name) ? "__attribute__((noinline)) " : ""
  if (unit.whole) return `static ${apart}`
  return unit.small.has(fun.name) ? "static inline " : apart
}

export function signature(unit: Unit, fun: Fun): string {
  const params = fun.params.flatMap((param, index) => {
    const type = varType(fun, param.v)
    if (!present(type)) return []
    const c = cType(unit, type)
    const name = plainName(fun, param.v)
    if (inPlaceParam(unit, fun) === index) return [`${c} *${name}`]
    return [isByRef(unit, fun, index) ? `const ${c} *${name}` : declare(c, name)]
  })
  const result = resultType(unit, returned(unit, fun))
  const never = fun.never && !fun.unwinds ? "_Noreturn " : ""
  return `${never}${declare(result, fun.name)}(${params.length === 0 ? "void" : params.join(", ")})`
}

/** The C type of code that a function value or a table slot holds: the receiver first. */
export function codeType(unit: Unit, receiver: string, params: T[], results: T[]): string {
  const list = [receiver, ...params.filter(present).map((type) => cType(unit, type))]
  return `${resultType(unit, results)} (*)(${list.join(", ")})`
}
