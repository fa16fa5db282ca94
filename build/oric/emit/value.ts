// Atoms as C expressions: variables, literals, static text, tags, and functions as values.

import type { Atom } from "../ir/nodes.ts"
import { UNIT } from "../ir/types.ts"
import { tagValue } from "./field.ts"
import { cBytes, cFloat, cInt, digest, ident, utf8 } from "./name.ts"
import { staticClosure } from "./stub.ts"
import type { Scope, Unit } from "./unit.ts"
import { need } from "./unit.ts"

export function atomExpr(scope: Scope, atom: Atom): string {
  switch (atom.k) {
    case "var":
      return scope.typeOf(atom.v) === UNIT ? "0" : scope.name(atom.v)
    case "int":
      return cInt(atom.value)
    case "float":
      return cFloat(atom.value)
    case "bool":
      return atom.value ? "true" : "false"
    case "byte":
    case "char":
      return String(atom.value)
    case "str":
      return textLiteral(scope.unit, atom.value)
    case "unit":
      return "0"
    case "tag":
      return tagValue(scope.unit, atom.type, atom.tag)
    case "fn":
      return staticClosure(scope.unit, atom.f, atom.type)
  }
}

/** Address of a static immortal text, one a file for equal texts. */
export function textLiteral(unit: Unit, text: string): string {
  const bytes = utf8(text)
  const name = `s_${ident(text).slice(0, 12)}_${digest(text)}`
  need(unit, "data", name, () => `ORI_TEXT(${name}, ${bytes.length}, ${cBytes(bytes)});`)
  return `ORI_TEXT_OF(${name})`
}
