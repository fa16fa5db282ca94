// The code behind function values: stubs that unpack the captures and call the function, and, since
// values own their arguments, drop those that the function only borrows; and the static value of a
// function without captures.

import type { Fn, Fun } from "../ir/nodes.ts"
import type { T } from "../ir/types.ts"
import { typeNode } from "../ir/layout.ts"
import { useFun } from "./call.ts"
import { dropText } from "./count.ts"
import { cType, declare, present, resultType } from "./type.ts"
import type { Unit } from "./unit.ts"
import { funOf, need } from "./unit.ts"
import { isByRef } from "./place.ts"
import { varType } from "./writer.ts"

/** The static value of a function without captures. */
export function staticClosure(unit: Unit, f: Fn, type: T): string {
  const name = `k_${f}`
  const stub = stubFor(unit, f, type)
  need(
    unit,
    "data",
    name,
    () => `static ori_fn ${name} = { { ORI_STATIC, 0 }, (void (*)(void))${stub}, NULL };`,
  )
  return `(&${name})`
}

export function captureTypes(fun: Fun): T[] {
  return fun.params.slice(0, fun.captures).map((param) => varType(fun, param.v))
}

export function closureStruct(unit: Unit, fun: Fun): string {
  const name = `struct k_${fun.name}`
  return need(unit, "types", name, () => {
    const fields = captureTypes(fun).flatMap((type, index) =>
      present(type) ? [`${declare(cType(unit, type), `c${index}`)};`] : [],
    )
    return `${name} { ori_fn fn; ${fields.join(" ")} };`
  })
}

export function closureDestroy(unit: Unit, fun: Fun): string {
  const name = `destroy_k_${fun.name}`
  need(unit, "protos", `proto ${name}`, () => `static void ${name}(void *cell);`)
  return need(unit, "helpers", name, () => {
    const struct = closureStruct(unit, fun)
    const drops = captureTypes(fun).map((type, index) => dropText(unit, type, `c->c${index}`))
    const lines = drops
      .filter((text) => text !== "")
      .reverse()
      .map((text) => `  ${text}\n`)
    return (
      `static void ${name}(void *cell) {\n  ${struct} *c = cell;\n${lines.join("")}` +
      `  ori_free(c, sizeof(${struct}));\n}`
    )
  })
}

/** The code of a function value. */
export function stubFor(unit: Unit, f: Fn, type: T): string {
  const fun = funOf(unit, f)
  const node = typeNode(unit.program.types, type)
  if (node.k !== "fn") throw new Error("a function value of no function type")
  const name = `stub_${f}`
  const head = stubHead(unit, name, node.params, node.results)
  need(unit, "protos", `proto ${name}`, () => `${head};`)
  return need(unit, "bodies", name, () => {
    const captures = fun.params.slice(0, fun.captures).flatMap((param, index) => {
      if (!present(varType(fun, param.v))) return []
      return [`${isByRef(unit, fun, index) ? "&" : ""}c->c${index}`]
    })
    const unpack =
      captures.length === 0 ? "  (void)env;\n" : `  ${closureStruct(unit, fun)} *c = (void *)env;\n`
    return `${head} {\n${unpack}${forward(unit, fun, fun.captures, captures, node.results)}}\n`
  })
}

function stubHead(unit: Unit, name: string, params: T[], results: T[]): string {
  const list = params.flatMap((type, index) =>
    present(type) ? [declare(cType(unit, type), `a${index}`)] : [],
  )
  const all = ["ori_fn *env", ...list].join(", ")
  return `static ${declare(resultType(unit, results), name)}(${all})`
}

/**
 * Calls `fun` with the arguments `a0, a1, …` after its first `skip` parameters, and drops what it
 * only borrowed.
 */
function forward(unit: Unit, fun: Fun, skip: number, before: string[], results: T[]): string {
  const rest = fun.params.slice(skip)
  const args = rest.flatMap((param, index) => {
    if (!present(varType(fun, param.v))) return []
    return [`${isByRef(unit, fun, index + skip) ? "&" : ""}a${index}`]
  })
  const drops = rest
    .map((param, index) =>
      param.own === "own" ? "" : dropText(unit, varType(fun, param.v), `a${index}`),
    )
    .filter((text) => text !== "")
  const call = `${useFun(unit, fun.name)}(${[...before, ...args].join(", ")})`
  const result = resultType(unit, results)
  if (result === "void") return `  ${call};\n${drops.map((text) => `  ${text}\n`).join("")}`
  if (drops.length === 0) return `  return ${call};\n`
  const dropLines = drops.map((text) => `  ${text}\n`).join("")
  return `  ${declare(result, "r")} = ${call};\n${dropLines}  return r;\n`
}
