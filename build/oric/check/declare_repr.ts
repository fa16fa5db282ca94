// `#repr(…)` (LANGUAGE 18.4): which layouts there are, and for what. Layout is ours to choose
// otherwise, so this only refuses what no foreign function could rely on.

import type { Span } from "../source/diagnostic.ts"
import type { Attr, TypeDef } from "../syntax/item_ast.ts"
import type { Check } from "./context.ts"

/** Judges the `#repr` attributes of a type (E1016). */
export function checkRepr(check: Check, node: TypeDef): void {
  const all = node.attrs.filter((attr) => attr.name.name === "repr")
  if (node.body.kind === "sumBody" && all.length > 0) {
    return refuse(check, all[0]!, "`#repr` is for structs", "Leave it away.")
  }
  for (const attr of all) checkLayout(check, attr, node)
  const kinds = all.map(kindOf)
  const other = all.find((_, index) => !["c", "aligned"].includes(kinds[index] ?? ""))
  if (all.length > 1 && other !== undefined && kinds.every((kind) => kind !== null)) {
    refuse(check, other, "these layouts do not combine", 'Only "aligned" joins "c".')
  }
}

function kindOf(attr: Attr): string | null {
  const value = attr.args[0]?.value
  return value?.kind === "str" ? value.value : null
}

function checkLayout(check: Check, attr: Attr, node: TypeDef): void {
  const kind = kindOf(attr)
  const fields = node.body.kind === "structBody" ? node.body.fields.length : 1
  if (kind === "aligned") return checkAlignment(check, attr)
  if (kind === null || !["c", "packed", "transparent"].includes(kind) || attr.args.length > 1) {
    return refuse(check, attr.args[0]?.value ?? attr, "this is no layout",
      'There are "c", "packed", "transparent" and "aligned", N.')
  }
  if (kind === "transparent" && fields !== 1) {
    refuse(check, attr, '"transparent" needs exactly one field', 'Use "c".')
  }
}

function checkAlignment(check: Check, attr: Attr): void {
  const bytes = attr.args[1]?.value
  const value = bytes?.kind === "int" ? bytes.value : 0n
  if (attr.args.length === 2 && value > 0n && (value & (value - 1n)) === 0n) return
  refuse(check, bytes ?? attr, "an alignment is a power of two", 'Write `#repr("aligned", 16)`.')
}

function refuse(check: Check, at: Span, message: string, help: string): void {
  check.report("E1016", at, message, help)
}
