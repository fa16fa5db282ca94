// A function of the IR as one C function: locals at its top, then its blocks, then the exits of
// unwinding.

import type { Fun, Site } from "../ir/nodes.ts"
import { eachBlock } from "../ir/rhs.ts"
import type { Unit } from "./unit.ts"
import { emitBlock } from "./block.ts"
import { linkage, signature } from "./call.ts"
import { funSite, siteExpr } from "./site.ts"
import { emitUnwinds } from "./unwind.ts"
import { line, localLines, newWriter } from "./writer.ts"

export function funText(unit: Unit, fun: Fun): string {
  const w = newWriter(unit, fun)
  if (unit.cyclic.has(fun.name)) line(w, `ORI_ENTER(${entrySite(unit, fun)});`)
  emitBlock(w, fun.body)
  if (w.unwinds.size > 0) emitUnwinds(w)
  const body = [...localLines(w), ...w.lines].join("\n")
  return `${linkage(unit, fun)}${signature(unit, fun)} {\n${body}\n}\n`
}

/** Where a stack overflow is said to be: the first place in the function that has one. */
function entrySite(unit: Unit, fun: Fun): string {
  let first: Site = -1
  eachBlock(fun.body, (block) => {
    for (const step of block.steps) if (first < 0 && step.k === "let") first = step.site
  })
  return first < 0 ? funSite(unit, fun) : siteExpr(unit, first)
}
