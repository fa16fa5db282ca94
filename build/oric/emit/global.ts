// Constants: those with a literal value are that literal; the others are variables that the
// program's start sets.

import type { Global } from "../ir/nodes.ts"
import type { Scope, Unit } from "./unit.ts"
import { need } from "./unit.ts"
import { digest, ident } from "./name.ts"
import { cType, declare } from "./type.ts"
import { atomExpr } from "./value.ts"

export function globalExpr(scope: Scope, name: string): string {
  const global = scope.unit.program.globals.find((known) => known.name === name)
  if (global === undefined) throw new Error(`no constant ${name}`)
  return global.value !== null ? atomExpr(scope, global.value) : globalVariable(scope.unit, global)
}

/** The C variable of a constant, declared in the file. */
export function globalVariable(unit: Unit, global: Global): string {
  const c = globalName(global.name)
  need(unit, "data", c, () => {
    const linkage = unit.whole ? "static" : "extern"
    return `${linkage} ${declare(cType(unit, global.type), c)};`
  })
  return c
}

export function globalName(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? name : `g_${ident(name)}_${digest(name)}`
}
