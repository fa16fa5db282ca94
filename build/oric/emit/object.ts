// Trait objects: a cell with a table and the value. A table's code unpacks the value, which the
// method borrows; one that writes back yields a new object around the changed value.

import type { Fun, Rhs, V, VTable } from "../ir/nodes.ts"
import type { T } from "../ir/types.ts"
import { UNIT } from "../ir/types.ts"
import { typeNode } from "../ir/layout.ts"
import { atomType } from "../ir/rhs.ts"
import { codeType, useFun } from "./call.ts"
import { dropText, dupText } from "./count.ts"
import { cType, declare, present, resultType, typeName } from "./type.ts"
import type { Unit } from "./unit.ts"
import { funOf, need } from "./unit.ts"
import { atomExpr } from "./value.ts"
import type { Writer } from "./writer.ts"
import { isByRef } from "./place.ts"
import { assign, assignCall, line, varType } from "./writer.ts"

export function emitCallVirtual(w: Writer, to: V[], rhs: Extract<Rhs, { k: "callVirtual" }>): void {
  const slot = slotsOf(w.unit, atomType(w.fun, rhs.on))[rhs.slot]
  if (slot === undefined) throw new Error(`no slot ${rhs.slot}`)
  const on = atomExpr(w.scope, rhs.on)
  const args = rhs.args.filter((_, index) => present(slot.params[index] ?? UNIT))
  const texts = [on, ...args.map((arg) => atomExpr(w.scope, arg))]
  const type = codeType(w.unit, "ori_object *", slot.params, slot.results)
  const code = `((${type})${on}->table->slots[${rhs.slot}])`
  assignCall(w, to, `${code}(${texts.join(", ")})`)
}

export function emitObject(w: Writer, to: V | undefined, rhs: Extract<Rhs, { k: "object" }>): void {
  const table = tableOf(w.unit, rhs.table)
  const struct = objectStruct(w.unit, table.self)
  line(w, `{ ${struct} *c = (void *)ori_box(sizeof(${struct}), 0);`)
  const value = present(table.self) ? ` c->value = ${atomExpr(w.scope, rhs.value)};` : ""
  line(w, `  c->object.table = ${tableAddress(w.unit, table)};${value}`)
  assign(w, to, "(ori_object *)c")
  line(w, "}")
}

function slotsOf(unit: Unit, type: T): { params: T[]; results: T[]; writesBack: boolean }[] {
  const node = typeNode(unit.program.types, type)
  if (node.k !== "object") throw new Error("a virtual call on no object")
  return node.slots
}

function tableOf(unit: Unit, name: string): VTable {
  const table = unit.program.tables.get(name)
  if (table === undefined) throw new Error(`no table ${name}`)
  return table
}

function objectStruct(unit: Unit, self: T): string {
  const name = typeName(unit, "struct o", self)
  return need(unit, "types", name, () => {
    const value = present(self) ? ` ${declare(cType(unit, self), "value")};` : ""
    return `${name} { ori_object object;${value} };`
  })
}

/** Address of the static table; its thunks and its destroyer are in the same file. */
function tableAddress(unit: Unit, table: VTable): string {
  const name = `table_${table.name}`
  const slots = Math.max(1, table.methods.length)
  const shape = `const struct { void (*destroy)(void *); void (*slots[${slots}])(void); }`
  if (!unit.seen.has(name)) {
    // Declared first: a thunk that writes back makes objects of the same table.
    need(
      unit,
      "data",
      name,
      () => `static ${shape.replace("struct {", `struct ${name} {`)} ${name};`,
    )
    const destroy = objectDestroy(unit, table.self)
    const thunks = table.methods.map((_, index) => `(void (*)(void))${thunk(unit, table, index)}`)
    need(
      unit,
      "helpers",
      `${name} =`,
      () =>
        `static const struct ${name} ${name} = { ${destroy}, { ${thunks.join(", ") || "0"} } };`,
    )
  }
  return `(const ori_table *)&${name}`
}

function objectDestroy(unit: Unit, self: T): string {
  const name = typeName(unit, "destroy_o", self)
  need(unit, "protos", `proto ${name}`, () => `static void ${name}(void *cell);`)
  return need(unit, "helpers", name, () => {
    const struct = objectStruct(unit, self)
    const drop = dropText(unit, self, "c->value")
    return (
      `static void ${name}(void *cell) {\n` +
      `  ${struct} *c = cell;\n${drop === "" ? "" : `  ${drop}\n`}` +
      `  ori_free(c, sizeof(${struct}));\n}`
    )
  })
}

/** The code of a slot. */
function thunk(unit: Unit, table: VTable, index: number): string {
  const slot = slotsOf(unit, table.type)[index]
  const fun = funOf(unit, table.methods[index] ?? "")
  if (slot === undefined) throw new Error(`table ${table.name} has no slot ${index}`)
  const name = `thunk_${table.name}_${index}`
  const list = slot.params.flatMap((type, at) =>
    present(type) ? [declare(cType(unit, type), `a${at}`)] : [],
  )
  const params = ["ori_object *object", ...list].join(", ")
  const head = `static ${declare(resultType(unit, slot.results), name)}(${params})`
  need(unit, "protos", `proto ${name}`, () => `${head};`)
  return need(unit, "bodies", name, () => `${head} {\n${thunkBody(unit, table, fun, slot)}}\n`)
}

function thunkBody(
  unit: Unit,
  table: VTable,
  fun: Fun,
  slot: { params: T[]; results: T[]; writesBack: boolean },
): string {
  const self = `((${objectStruct(unit, table.self)} *)object)->value`
  const receiver = fun.params[0]
  const owned = receiver?.own === "own"
  const dup = owned && present(table.self) ? dupText(unit, table.self, self) : ""
  const args = fun.params.flatMap((param, index) => {
    if (!present(varType(fun, param.v))) return []
    return [`${isByRef(unit, fun, index) ? "&" : ""}${index === 0 ? self : `a${index - 1}`}`]
  })
  const drops = fun.params
    .slice(1)
    .map((param, index) =>
      param.own === "own" ? "" : dropText(unit, varType(fun, param.v), `a${index}`),
    )
    .filter((text) => text !== "")
  const call = `${useFun(unit, fun.name)}(${args.join(", ")})`
  const lines = [dup, ...resultLines(unit, table, fun, slot, call, drops)]
  return lines
    .filter((text) => text !== "")
    .map((text) => `  ${text}\n`)
    .join("")
}

function resultLines(
  unit: Unit,
  table: VTable,
  fun: Fun,
  slot: { results: T[]; writesBack: boolean },
  call: string,
  drops: string[],
): string[] {
  const inner = resultType(unit, fun.results)
  // A method that was lowered for the table may box its result itself.
  if (!slot.writesBack || fun.results.at(-1) === slot.results.at(-1)) {
    if (inner === "void") return [`${call};`, ...drops]
    return drops.length === 0
      ? [`return ${call};`]
      : [`${declare(inner, "r")} = ${call};`, ...drops, "return r;"]
  }
  const values = fun.results.filter(present)
  const struct = objectStruct(unit, table.self)
  const last = values.length === 1 ? "r" : `r.r${values.length - 1}`
  const outer = resultType(unit, slot.results)
  const before = values.slice(0, -1).map((_, index) => `r.r${index}`)
  const boxed = [
    `${struct} *c = (void *)ori_box(sizeof(${struct}), 0);`,
    `c->object.table = ((ori_object *)object)->table;` +
      (present(table.self) ? ` c->value = ${last};` : ""),
  ]
  const result =
    before.length === 0
      ? "(ori_object *)c"
      : `(${outer}){ ${[...before, "(ori_object *)c"].join(", ")} }`
  const failed = fun.unwinds ? [`if (ORI_UNLIKELY(ori_panicking)) return (${outer}){ 0 };`] : []
  return [`${declare(inner, "r")} = ${call};`, ...drops, ...failed, ...boxed, `return ${result};`]
}
