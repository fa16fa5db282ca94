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
  const cyclic = unit.cyclic.has(fun.name)
  const entry = cyclic ? entrySite(unit, fun) : ""
  if (cyclic) line(w, `ORI_ENTER(${entry});`)
  emitBlock(w, fun.body)
  if (w.unwinds.size > 0) emitUnwinds(w)
  const body = [...localLines(w), ...w.lines].join("\n")
  // Natively the place is found by the table of functions, which is in another file.
  const place = cyclic && !unit.whole ? `ORI_ENTRY(${entryName(fun)}, ${entry});\n` : ""
  return `${place}${linkage(unit, fun)}${signature(unit, fun)} {\n${body}\n}\n`
}

/** The variable that holds where a function without an end is said to be. */
export function entryName(fun: Fun): string {
  return `at_${fun.name}`
}

/** Where a stack overflow is said to be: the first place of the function's own, not of others. */
function entrySite(unit: Unit, fun: Fun): string {
  const sites: Site[] = []
  eachBlock(fun.body, (block) => {
    for (const step of block.steps) if (step.k === "let" && step.site >= 0) sites.push(step.site)
  })
  const first = sites.find((site) => unit.program.sites[site]?.fn === fun.display) ?? sites[0]
  return first === undefined ? funSite(unit, fun) : siteExpr(unit, first)
}
