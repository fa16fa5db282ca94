// Templates: each value is turned into text by `to_str`, or by `format` where a spec follows it
// (LANGUAGE 7.5, 22).

import type { Span } from "../../source/diagnostic.ts"
import type { Expr, Template } from "../../syntax/ast.ts"
import type { Callee, Value } from "../typed.ts"
import type { TypeId } from "../types.ts"
import { zonk } from "../unify.ts"
import { printable } from "./convert.ts"
import { fail, headOf, isBroken, itemIdOf, show } from "./cx.ts"
import type { Cx } from "./cx.ts"
import { parseSpec, partsValue, specValue, unsuited } from "./format_spec.ts"
import type { FormatSpec, SpecFamily } from "./format_spec.ts"
import { known, require } from "./obligation.ts"
import { opened } from "./record.ts"
import { knownTrait, solvedCall } from "./trait_call.ts"

type Part = { value: Expr; spec: string | null; specAt: number }
type Slot = { callees: Callee[]; specs: (Value | null)[]; index: number }

/** The type of a template is `str`; its parts are recorded in order of the values. */
export function inferTemplate(cx: Cx, node: Template): TypeId {
  const callees: Callee[] = []
  const specs: (Value | null)[] = []
  for (const part of node.parts) {
    if (!("value" in part)) continue
    const slot: Slot = { callees, specs, index: specs.length }
    callees.push({ k: "value" })
    specs.push(null)
    inferPart(cx, part, slot)
  }
  cx.typed.parts[node.id] = callees
  cx.typed.spec[node.id] = specs
  return cx.prim.str
}

function inferPart(cx: Cx, part: Part, slot: Slot): void {
  const type = known(cx, cx.infer(cx, part.value, null))
  if (headOf(cx, type).k === "never") return
  if (part.spec === null || part.spec === "") {
    printable(cx, part.value, type, (callee) => { slot.callees[slot.index] = opened(cx, callee) })
    return
  }
  const at = { at: part.specAt, end: part.specAt + part.spec.length }
  const spec = parseSpec(part.spec)
  if (typeof spec === "number") {
    fail(cx, "E0970", at, `malformed format spec \`${part.spec}\``,
      "Order: fill, `<` `>` `^`, sign, `#`, `0`, width, `.` precision, type `b o x X e E f %`.")
    return
  }
  formatted(cx, part, type, spec, at, slot)
}

/** The value's `format`; waits for the type if it is not known. */
function formatted(
  cx: Cx, part: Part, type: TypeId, spec: FormatSpec, at: Span, slot: Slot,
): void {
  const trait = knownTrait(cx, "Formattable")
  require(cx, { trait, args: [] }, type, part.value, {
    code: "E0972",
    done(solution) {
      if (solution.k !== "impl" && solution.k !== "bound" && solution.k !== "object") return
      const self = zonk(cx.vars, type)
      const family = familyOf(cx, self)
      const blanket = solution.k === "impl" &&
        headOf(cx, cx.items.impls[solution.impl]!.self).k === "param"
      if (family !== null || blanket) return builtin(cx, at, self, spec, family ?? "printable",
        slot)
      slot.callees[slot.index] = opened(cx, solvedCall(cx, trait, self, [], solution, at).callee)
      slot.specs[slot.index] = specValue(cx.items, spec)
    },
  })
}

function builtin(
  cx: Cx, at: Span, type: TypeId, spec: FormatSpec, family: SpecFamily, slot: Slot,
): void {
  const why = unsuited(spec, family)
  if (why !== null) {
    if (!isBroken(cx, type)) {
      fail(cx, "E0971", at, `\`${show(cx, type)}\` has ${why}`,
        family === "printable"
          ? "Convert the value first, for instance with `.to_int()`."
            : "Leave that part of the spec away.")
    }
    return
  }
  const name = family === "printable" ? "str" : family
  slot.callees[slot.index] = { k: "direct", fn: cx.items.known.fns.get(`format_${name}`)!,
    types: [] }
  const parts = cx.check.prelude.types.get("FormatParts")?.entry
  if (parts?.k === "type") slot.specs[slot.index] = partsValue(cx.items, parts.item, spec)
}

function familyOf(cx: Cx, type: TypeId): SpecFamily | null {
  const { known: k } = cx.items
  switch (itemIdOf(cx, type)) {
    case k.int: return "int"
    case k.float: return "float"
    case k.str: return "str"
    case k.bool: return "bool"
    case k.char: return "char"
    default: return null
  }
}
