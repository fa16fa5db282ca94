// Sites: where a step can fail, one static record each, in the order in which a file uses them.

import type { Fun, Site } from "../ir/nodes.ts"
import type { Unit } from "./unit.ts"
import { need } from "./unit.ts"
import { cText, digest } from "./name.ts"

/** Address of a site's record. */
export function siteExpr(unit: Unit, site: Site): string {
  const info = unit.program.sites[site]
  if (info === undefined)
    return `&${need(
      unit,
      "data",
      "p_unknown",
      () => 'static const ori_site p_unknown = { "?", "?", 0, 0 };',
    )}`
  return siteRecord(unit, info.fn, info.file, info.line, info.column)
}

/** A site for what a function does as a whole. */
export function funSite(unit: Unit, fun: Fun): string {
  return siteRecord(unit, fun.display, fun.module, 0, 0)
}

function siteRecord(unit: Unit, fn: string, file: string, line: number, column: number): string {
  const name = `p_${digest(`${fn} ${file} ${line} ${column}`)}`
  need(
    unit,
    "data",
    name,
    () => `static const ori_site ${name} = { ${cText(fn)}, ${cText(file)}, ${line}, ${column} };`,
  )
  return `&${name}`
}
