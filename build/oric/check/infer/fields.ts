// Which fields of a struct a module may mention.

import type { Cx } from "./cx.ts"

/** Names of the fields that this module may mention. */
export function visibleFields(cx: Cx, item: number): string[] {
  return cx.items.typeItems[item]!.variants[0]!.fields.flatMap(({ name }) =>
    name === null || hiddenField(cx, item, name) ? [] : [name])
}

/** Built-in types show only the fields that the language gives them. */
export function hiddenField(cx: Cx, id: number, name: string): boolean {
  const item = cx.items.typeItems[id]!
  if (cx.module.isPrelude || !cx.items.modules[item.module]!.isPrelude) return false
  const { known } = cx.items
  if (id === known.error) return name === "frames"
  return id !== known.traceEntry && id !== known.panicInfo && id !== known.formatSpec
}
