// Making function values: a cell with code and captures, or the static value of a function without
// any.

import type { Rhs, V } from "../ir/nodes.ts"
import { captureTypes, closureDestroy, closureStruct, staticClosure, stubFor } from "./stub.ts"
import { present } from "./type.ts"
import { funOf } from "./unit.ts"
import { atomExpr } from "./value.ts"
import type { Writer } from "./writer.ts"
import { assign, line } from "./writer.ts"

export function emitClosure(
  w: Writer,
  to: V | undefined,
  rhs: Extract<Rhs, { k: "closure" }>,
): void {
  const fun = funOf(w.unit, rhs.f)
  const captures = captureTypes(fun)
  if (captures.length === 0) return assign(w, to, staticClosure(w.unit, rhs.f, rhs.type))
  const struct = closureStruct(w.unit, fun)
  const stub = stubFor(w.unit, rhs.f, rhs.type)
  const destroy = closureDestroy(w.unit, fun)
  line(w, `{ ${struct} *c = (void *)ori_box(sizeof(${struct}), 0);`)
  line(w, `  c->fn.code = (void (*)(void))${stub}; c->fn.destroy = ${destroy};`)
  const stores = rhs.captures.flatMap((atom, index) =>
    present(captures[index] ?? 0) ? [`c->c${index} = ${atomExpr(w.scope, atom)};`] : [],
  )
  line(w, `  ${stores.join(" ")}`)
  assign(w, to, "(ori_fn *)c")
  line(w, "}")
}
