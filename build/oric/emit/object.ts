// Trait objects: a cell with a table and the value. A table's code unpacks the value, which the
// method borrows; one that writes back consumes the object and yields one around the changed value.

import type { Fun, Rhs, V, VTable } from "../ir/nodes.ts"
import type { Slot, T } from "../ir/types.ts"
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

function slotsOf(unit: Unit, type: T): Slot[] {
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

function thunkBody(unit: Unit, table: VTable, fun: Fun, slot: Slot): string {
  const lines = slot.writesBack ? changing(unit, table, fun, slot) : looking(unit, table, fun)
  return lines.filter((text) => text !== "").map((text) => `  ${text}\n`).join("")
}

/** The method looks at the value where it is. */
function looking(unit: Unit, table: VTable, fun: Fun): string[] {
  const self = `((${objectStruct(unit, table.self)} *)object)->value`
  const dup = fun.params[0]?.own === "own" ? dupText(unit, table.self, self) : ""
  const call = callText(unit, fun, self)
  return [dup, resultType(unit, fun.results) === "void" ? `${call};` : `return ${call};`]
}

/**
 * The method gets the value of an object that nobody else sees, else a copy, and what it makes of
 * it goes into the same object, else into a new one. An object whose value is out holds nothing: if
 * the method panics, its memory is all that is left.
 */
function changing(unit: Unit, table: VTable, fun: Fun, slot: Slot): string[] {
  const outer = resultType(unit, slot.results)
  const result = resultType(unit, fun.results)
  const call = callText(unit, fun, "self")
  const failed = `{ ori_free_token(c, sizeof *c); return (${outer}){ 0 }; }`
  const { self, others } = resultsOf(fun)
  const object = "(ori_object *)c"
  return [
    `${objectStruct(unit, table.self)} *c = (void *)object;`,
    "const ori_table *table = object->table;",
    self === "" ? "" : `${declare(cType(unit, table.self), "self")} = c->value;`,
    `if (!ori_unique(c)) { ${dupText(unit, table.self, "self")} (void)ori_last(c); c = NULL; }`,
    result === "void" ? `${call};` : `${declare(result, "r")} = ${call};`,
    fun.unwinds ? `if (ORI_UNLIKELY(ori_panicking)) ${failed}` : "",
    "if (c == NULL) { c = (void *)ori_box(sizeof *c, 0); c->object.table = table; }",
    self === "" ? "" : `c->value = ${self};`,
    `return ${others.length === 0 ? object : `(${outer}){ ${[...others, object].join(", ")} }`};`,
  ]
}

/** Where the results of a call are in `r`; `self`, the last, is "" if it is nothing. */
function resultsOf(fun: Fun): { self: string; others: string[] } {
  const some = fun.results.filter(present)
  const places = some.map((_, index) => some.length === 1 ? "r" : `r.r${index}`)
  const self = present(fun.results.at(-1) ?? UNIT) ? places.pop() : undefined
  return { self: self ?? "", others: places }
}

/** A table's method owns its arguments, as who calls it gives them. */
function callText(unit: Unit, fun: Fun, self: string): string {
  const args = fun.params.flatMap((param, index) =>
    present(varType(fun, param.v)) ? [index === 0 ? self : `a${index - 1}`] : [])
  return `${useFun(unit, fun.name)}(${args.join(", ")})`
}
