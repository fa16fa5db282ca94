// Counting in C: dup and drop of each type that a file counts, and the memory of reused cells.
//
// A dead cell of a recursive type goes through the runtime's work list, so that freeing a chain of
// a million needs no stack (D-108). Order inside a value is that of LANGUAGE 13: `Drop.drop` first,
// then the fields, last one first.

import type { DataType, T } from "../ir/types.ts"
import { data, decideRepr, typeNode } from "../ir/layout.ts"
import type { Unit } from "./unit.ts"
import { need } from "./unit.ts"
import type { TokenOrigin } from "./writer.ts"
import {
  boxStruct, cType, cellStruct, counted, declare, insideNullable, typeKey, typeName,
} from "./type.ts"
import { fieldExpr } from "./field.ts"
import { callUserDrop } from "./user_drop.ts"

/** A statement that adds a reference; empty where there is nothing to count. */
export function dupText(unit: Unit, type: T, value: string): string {
  return counted(unit, type) ? `${dupFn(unit, type)}(${value});` : ""
}

/** A statement that gives a reference up. */
export function dropText(unit: Unit, type: T, value: string): string {
  return counted(unit, type) ? `${dropFn(unit, type)}(${value});` : ""
}

/** The function that adds a reference to a value of a counted type. */
export function dupFn(unit: Unit, type: T): string {
  const node = typeNode(unit.program.types, type)
  if (node.k !== "data") return "ori_dup"
  const repr = decideRepr(unit.program.types, type)
  if (repr.k === "boxed") return "ori_dup"
  if (repr.k === "nullable") {
    return need(
      unit,
      "helpers",
      "dup_nullable",
      () => "static inline void dup_nullable(void *cell) { if (cell) ori_dup(cell); }",
    )
  }
  return helper(unit, typeName(unit, "dup", type), declare(cType(unit, type), "v"), () =>
    fieldsText(unit, type, node, "v", (field, text) => dupText(unit, field, text)),
  )
}

/** The function that drops a value of a counted type. */
export function dropFn(unit: Unit, type: T): string {
  const node = typeNode(unit.program.types, type)
  switch (node.k) {
    case "str":
      return "ori_str_drop"
    case "handle":
      return "ori_handle_drop"
    case "fn":
      return "ori_fn_drop"
    case "object":
      return "ori_object_drop"
    case "list":
      return `${listInstance(unit, type)}_drop`
    case "cell":
      return cellDrop(unit, type, node.of)
    case "data":
      return dataDrop(unit, type, node)
    default:
      throw new Error(`${node.k} is not counted`)
  }
}

function dataDrop(unit: Unit, type: T, node: DataType): string {
  const repr = decideRepr(unit.program.types, type)
  const name = typeName(unit, "drop", type)
  if (repr.k === "nullable") {
    const field = node.variants[repr.full]?.fields[0]?.type ?? type
    return helper(
      unit,
      name,
      declare(cType(unit, type), "v"),
      () => `  if (v) ${dropText(unit, field, "v")}\n`,
    )
  }
  if (repr.k === "inline") {
    return helper(unit, name, declare(cType(unit, type), "v"), () =>
      fieldsText(unit, type, node, "v", (field, text) => dropText(unit, field, text)),
    )
  }
  if (unit.names.exact.has(type)) return exactDrop(unit, type)
  return helper(unit, name, "ori_cell *v", () => {
    const destroy = destroyFn(unit, type)
    const { recursive, alone } = unit.names
    if (!recursive.has(type) || alone.has(type)) return `  if (ori_last(v)) ${destroy}(v);\n`
    const reaper = typeName(unit, "reaper", type)
    need(unit, "data", reaper, () => `ORI_REAPER(${reaper}, ${destroy});`)
    return `  if (ori_last(v)) ori_bury(v, &${reaper});\n`
  })
}

/** Ends a dead cell: `Drop.drop`, the fields, the memory. */
export function destroyFn(unit: Unit, type: T): string {
  const name = typeName(unit, "destroy", type)
  need(unit, "protos", `proto ${name}`, () => `static void ${name}(void *cell);`)
  return need(unit, "helpers", name, () => {
    const user = callUserDrop(unit, type, "v")
    if (unit.names.recursive.has(type) && user === "") return destroyAll(unit, type, name)
    const fields = `  ${fieldsFn(unit, type)}(v);\n`
    return (
      `static void ${name}(void *cell) {\n  ori_cell *v = cell;\n${user}${fields}` +
      `  ${freeFn(unit, type)}(v);\n}`
    )
  })
}

/**
 * Ends a dead cell and all of its own type that die with it, in a loop: the last child goes on at
 * once, the others wait in a list through their headers.
 */
function destroyAll(unit: Unit, type: T, name: string): string {
  const node = data(unit.program.types, type)
  const cases = node.variants.map((variant, tag) => {
    if (!hasCell(node, tag)) return ""
    const struct = boxStruct(unit, type, tag)
    const own = variant.fields.findIndex((field) => childTest(unit, type, field.type) !== null)
    const texts = variant.fields.map((field, index) => {
      const value = fieldExpr(unit, type, "v", tag, index)
      const test = childTest(unit, type, field.type)
      if (test === null) return dropText(unit, field.type, value)
      const wait = "{ ori_link(child, dead); dead = child; }"
      return `child = ${value}; if (${test}) ${index === own ? "next = child;" : wait}`
    })
    return [...texts.filter((text) => text !== "").reverse(), `ori_free(v, sizeof(${struct}));`]
      .join(" ")
  })
  return `static void ${name}(void *cell) {
  ori_cell *v = cell, *dead = NULL, *child;
  for (;;) {
    ori_cell *next = NULL;
${variantSwitch(unit, type, "v", cases)}    if (next == NULL) {
      if (dead == NULL) return;
      next = dead;
      dead = ori_unlink(dead);
    }
    v = next;
  }
}`
}

/** Whether a field's cell is of the type itself and dies: null for a field of another type. */
function childTest(unit: Unit, type: T, field: T): string | null {
  if (field === type) return "ori_last(child)"
  const inner = insideNullable(unit.program.types, field)
  return inner === type ? "child != NULL && ori_last(child)" : null
}

/** Drops the fields of a boxed value, and leaves the cell. */
export function fieldsFn(unit: Unit, type: T): string {
  return helper(unit, typeName(unit, "fields", type), "ori_cell *v", () =>
    fieldsText(unit, type, data(unit.program.types, type), "v", (field, text) =>
      dropText(unit, field, text),
    ),
  )
}

/** Gives back the memory of a boxed value whose fields are gone. */
export function freeFn(unit: Unit, type: T): string {
  const node = data(unit.program.types, type)
  return helper(unit, typeName(unit, "free", type), "ori_cell *v", () =>
    variantSwitch(
      unit,
      type,
      "v",
      node.variants.map((_, tag) =>
        hasCell(node, tag) ? `ori_free(v, sizeof(${boxStruct(unit, type, tag)}));` : "",
      ),
    ),
  )
}

/**
 * A variant without payload is an immortal cell; a value with a `Drop` impl has a cell of its own
 * without fields.
 */
function hasCell(node: DataType, tag: number): boolean {
  return node.drop !== null || (node.variants[tag]?.fields.length ?? 0) > 0
}

/** A statement that frees the memory of an unused token. */
export function freeToken(unit: Unit, value: string, origin: TokenOrigin | undefined): string {
  if (origin === undefined) throw new Error(`token ${value} of nowhere`)
  if (origin.tag === null) return `if (${value}) ${freeFn(unit, origin.type)}(${value});`
  return `ori_free_token(${value}, sizeof(${boxStruct(unit, origin.type, origin.tag)}));`
}

/** One statement a counted field of the variant that a value is, last field first. */
function fieldsText(
  unit: Unit,
  type: T,
  node: DataType,
  value: string,
  each: (type: T, text: string) => string,
): string {
  const variants = node.variants.map((variant, tag) =>
    variant.fields
      .map((field, index) => {
        if (!counted(unit, field.type)) return ""
        if (decideRepr(unit.program.types, type).k === "boxed") boxStruct(unit, type, tag)
        return each(field.type, fieldExpr(unit, type, value, tag, index))
      })
      .filter((text) => text !== "")
      .reverse()
      .join(" "),
  )
  return variantSwitch(unit, type, value, variants)
}

function variantSwitch(unit: Unit, type: T, value: string, variants: string[]): string {
  if (variants.length === 1) return variants[0] === "" ? "" : `  ${variants[0]}\n`
  const tag =
    decideRepr(unit.program.types, type).k === "boxed" ? `ori_tag(${value})` : `${value}.tag`
  const cases = variants.flatMap((text, index) =>
    text === "" ? [] : [`    case ${index}: ${text} break;`],
  )
  if (cases.length === 0) return ""
  return `  switch (${tag}) {\n${cases.join("\n")}\n    default: break;\n  }\n`
}

function cellDrop(unit: Unit, type: T, of: T): string {
  return helper(unit, typeName(unit, "drop", type), "ori_cell *v", () => {
    const struct = cellStruct(unit, of)
    return (
      `  if (!ori_last(v)) return;\n  ${dropText(unit, of, `((${struct} *)v)->value`)}\n` +
      `  ori_free(v, sizeof(${struct}));\n`
    )
  })
}

/** A static inline helper with its prototype, so that helpers may use each other in any order. */
export function helper(unit: Unit, name: string, params: string, body: () => string): string {
  need(unit, "protos", `proto ${name}`, () => `static inline void ${name}(${params});`)
  return need(unit, "helpers", name, () => `static inline void ${name}(${params}) {\n${body()}}`)
}

// ------------------------------------------------------------------ lists

/** Prefix of the functions for a list type. */
export function listInstance(unit: Unit, type: T): string {
  const node = typeNode(unit.program.types, type)
  if (node.k !== "list") throw new Error(`type ${type} is no list`)
  const of = node.of
  const name = `list_${typeKey(unit, of)}`
  if (unit.names.recursive.has(type)) {
    need(unit, "protos", `proto ${name}`, () => `static void ${name}_drop(ori_list *list);`)
  }
  return need(unit, "helpers", name, () => {
    const element = cType(unit, of)
    if (!counted(unit, of)) return `ORI_LIST_PLAIN(${name}, ${element})`
    const macro = unit.names.recursive.has(type) ? "ORI_LIST_RECURSIVE" : "ORI_LIST"
    return `${macro}(${name}, ${element}, ${dupFn(unit, of)}, ${dropFn(unit, of)})`
  })
}

// ------------------------------------------------------------------ exact order
//
// Recursive types that hold a `Drop` impl: the order must be exact and the stack flat, so
// references wait on the runtime's stack in declaration order and are given up from its top.

/** The drop function of a boxed type whose values end in exact order. */
function exactDrop(unit: Unit, type: T): string {
  return helper(
    unit,
    typeName(unit, "drop", type),
    "ori_cell *v",
    () => `  ori_drop_exact(v, ${dropNow(unit, type)});\n`,
  )
}

function dropNow(unit: Unit, type: T): string {
  const name = typeName(unit, "drop_now", type)
  need(unit, "protos", `proto ${name}`, () => `static void ${name}(void *cell);`)
  return need(unit, "helpers", name, () => {
    const user = callUserDrop(unit, type, "v")
    return (
      `static void ${name}(void *cell) {\n` +
      `  ori_cell *v = cell;\n  if (!ori_last(v)) return;\n${user}` +
      `${laterFields(unit, type)}  ${freeFn(unit, type)}(v);\n}`
    )
  })
}

function laterFields(unit: Unit, type: T): string {
  const node = data(unit.program.types, type)
  const cases = node.variants.map((_, tag) => {
    boxStruct(unit, type, tag)
    return laterVariant(unit, type, "v", tag)
  })
  if (cases.length === 1) return `  ${cases[0]}\n`
  const lines = cases.map((text, tag) => `    case ${tag}: ${text} break;`)
  return `  switch (ori_tag(v)) {\n${lines.join("\n")}\n    default: break;\n  }\n`
}

function laterVariant(unit: Unit, type: T, value: string, tag: number): string {
  const fields = data(unit.program.types, type).variants[tag]?.fields ?? []
  return fields
    .map((field, index) => later(unit, field.type, fieldExpr(unit, type, value, tag, index)))
    .join(" ")
}

/** Puts the references of a value on the stack; those of inline values one by one. */
function later(unit: Unit, type: T, value: string): string {
  if (!counted(unit, type)) return ""
  const node = typeNode(unit.program.types, type)
  const repr = node.k === "data" ? decideRepr(unit.program.types, type) : null
  if (repr?.k === "nullable" && node.k === "data") {
    const inner = node.variants[repr.full]?.fields[0]?.type ?? type
    return `if (${value}) { ${later(unit, inner, value)} }`
  }
  if (repr?.k === "inline" && node.k === "data") {
    if (node.variants.length === 1) return laterVariant(unit, type, value, 0)
    const cases = node.variants.map(
      (_, tag) => `case ${tag}: ${laterVariant(unit, type, value, tag)} break;`,
    )
    return `switch (${value}.tag) { ${cases.join(" ")} default: break; }`
  }
  const now =
    unit.names.exact.has(type) && node.k === "data" ? dropNow(unit, type) : dropLate(unit, type)
  return `ori_later(${value}, ${now});`
}

/** A drop function as the runtime calls it. */
function dropLate(unit: Unit, type: T): string {
  const name = typeName(unit, "drop_late", type)
  need(unit, "protos", `proto ${name}`, () => `static void ${name}(void *cell);`)
  return need(unit, "helpers", name, () => {
    const drop = dropFn(unit, type)
    return `static void ${name}(void *cell) { ${drop}(cell); }`
  })
}
