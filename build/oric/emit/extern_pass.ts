// What C is given by address: copies of structs, and functions that it may call while it is called.
//
// A panic of such a function, under a `catch`, waits until C has come back: until then C is given
// zeros, and nothing of the program runs.

import { data, typeNode } from "../ir/layout.ts"
import type { Atom, ExternParam, Site } from "../ir/nodes.ts"
import { atomType } from "../ir/rhs.ts"
import type { T } from "../ir/types.ts"
import { RANGES, callbackHead, scalarC } from "./extern_c.ts"
import { fieldExpr } from "./field.ts"
import { siteExpr } from "./site.ts"
import { stubFor } from "./stub.ts"
import { cType, declare } from "./type.ts"
import { funOf, need } from "./unit.ts"
import type { Unit } from "./unit.ts"
import { atomExpr } from "./value.ts"
import type { Writer } from "./writer.ts"
import { line } from "./writer.ts"

/** Declares the copy of a struct; the argument is its address. */
export function passStruct(w: Writer, atom: Atom, { align }: ExternParam, index: number): string {
  const type = atomType(w.fun, atom)
  const aligned = align === 0 ? "" : `_Alignas(${align}) `
  const value = initial(w.unit, type, atomExpr(w.scope, atom))
  line(w, `${aligned}${structC(w.unit, type)} v${index} = ${value};`)
  return `&v${index}`
}

function isStruct(unit: Unit, type: T): boolean {
  return typeNode(unit.program.types, type).k === "data"
}

function structC(unit: Unit, type: T): string {
  const { fields } = data(unit.program.types, type).variants[0]!
  const parts = fields.map((field, index) => {
    const inner = isStruct(unit, field.type) ? structC(unit, field.type) : cType(unit, field.type)
    return `${declare(inner, `f${index}`)};`
  })
  return `struct { ${parts.join(" ")} }`
}

function initial(unit: Unit, type: T, value: string): string {
  const { fields } = data(unit.program.types, type).variants[0]!
  const parts = fields.map((field, index) => {
    const part = fieldExpr(unit, type, value, 0, index)
    return isStruct(unit, field.type) ? initial(unit, field.type, part) : part
  })
  return `{ ${parts.join(", ")} }`
}

/** A C function that calls the function of a value. */
export function passFunction(
  unit: Unit, atom: Atom, param: ExternParam, name: string, site: Site,
): string {
  if (atom.k !== "fn") throw new Error("C is given a function that is not known")
  const { signature } = param
  const own = `${name}_${atom.f}`
  const stub = stubFor(unit, atom.f, atom.type)
  const head = `static ${callbackHead(own, signature, (index) => `a${index}`)}`
  need(unit, "protos", `proto ${own}`, () => `${head};`)
  return need(unit, "bodies", own, () => {
    const args = ["NULL", ...signature.slice(0, -1).map((_, index) => `a${index}`)]
    const leave = signature.at(-1) === "void" ? "return;" : "return 0;"
    const early = funOf(unit, atom.f).unwinds ? `  if (ori_panicking) ${leave}\n` : ""
    const body = answer(unit, atom.f, `${stub}(${args.join(", ")})`, signature, site)
    return `${head} {\n${early}${body}}\n`
  })
}

/** Gives C the result; an integer that is narrower there is checked. */
function answer(
  unit: Unit, f: string, call: string, signature: ExternParam["signature"], site: Site,
): string {
  const type = signature.at(-1) ?? "void"
  if (type === "void") return `  ${call};\n`
  const range = RANGES[type]
  if (range === undefined) return `  return (${scalarC(type)})${call};\n`
  const args = [call, ...range, siteExpr(unit, site)].join(", ")
  if (!funOf(unit, f).unwinds) {
    return `  return (${scalarC(type)})ori_foreign_narrow(${args});\n`
  }
  return `  int64_t n;\n  if (ori_foreign_narrow_u(${args}, &n)) return 0;\n` +
    `  return (${scalarC(type)})n;\n`
}
