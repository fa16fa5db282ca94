// What each IR type is in C. Names are digests of a type's structure, so they stay when other types
// come and go.
//
// A boxed value, text, list, function value, object and provider cell are one pointer to a counted
// cell; an inline value is a struct, tagged when it has several variants; unit takes no room and
// stands nowhere but in lists.

import type { DataType, IrType, T, TypeTable } from "../ir/types.ts"
import { UNIT } from "../ir/types.ts"
import { data, decideRepr, holdsDrop, isCounted, sizeWords, typeNode } from "../ir/layout.ts"
import { onCycles } from "../source/cycle.ts"
import type { TypeNames, Unit } from "./unit.ts"
import { need } from "./unit.ts"
import { digest, ident } from "./name.ts"

/** Four rounds of hashing tell types apart that users could take for each other. */
const ROUNDS = 4

export function nameTypes(table: TypeTable): TypeNames {
  let keys = table.nodes.map((node) => digest(ownText(node)))
  for (let round = 0; round < ROUNDS; round++) {
    keys = table.nodes.map((node, at) =>
      digest([keys[at], ...parts(node).map((part) => keys[part])].join(" ")),
    )
  }
  const recursive = recursiveTypes(table)
  const exact = new Set([...recursive].filter((type) => holdsDrop(table, type)))
  const alone = new Set([...recursive].filter((type) => isAlone(table, recursive, type)))
  return { table, keys: distinct(keys), recursive, alone, exact }
}

/** Every recursive type in its fields is itself, or an `Option` of itself that is a pointer. */
function isAlone(table: TypeTable, recursive: Set<T>, type: T): boolean {
  const node = typeNode(table, type)
  if (node.k !== "data" || decideRepr(table, type).k !== "boxed") return false
  return parts(node).every((part) =>
    part === type || insideNullable(table, part) === type || !reaches(table, part, recursive))
}

/** Is a recursive type inside, at any depth? */
function reaches(table: TypeTable, type: T, recursive: Set<T>, seen = new Set<T>()): boolean {
  if (recursive.has(type)) return true
  if (seen.has(type)) return false
  seen.add(type)
  const node = typeNode(table, type)
  if (node.k === "fn" || node.k === "object") return false
  return parts(node).some((part) => reaches(table, part, recursive, seen))
}

/** The payload of an `Option` that is a pointer, null where there is none. */
export function insideNullable(table: TypeTable, type: T): T | null {
  const node = typeNode(table, type)
  const repr = node.k === "data" ? decideRepr(table, type) : null
  if (node.k !== "data" || repr?.k !== "nullable") return null
  return fieldType(node, repr.full, 0)
}

function distinct(keys: string[]): string[] {
  const seen = new Map<string, number>()
  return keys.map((key) => {
    const count = (seen.get(key) ?? 0) + 1
    seen.set(key, count)
    return count === 1 ? key : `${key}_${count}`
  })
}

/** Function values and objects break cycles: the runtime ends them through its own work list. */
function recursiveTypes(table: TypeTable): Set<T> {
  const next = (type: T): T[] => {
    const node = typeNode(table, type)
    return node.k === "fn" || node.k === "object" ? [] : parts(node)
  }
  return onCycles(
    table.nodes.map((_, type) => type),
    next,
  )
}

function ownText(node: IrType): string {
  if (node.k === "object")
    return `object ${node.name} ${node.slots.map((slot) => slot.name).join(" ")}`
  if (node.k === "fn") return `fn ${node.params.length} ${node.results.length}`
  if (node.k !== "data") return node.k
  const variants = node.variants.map(
    (variant) => `${variant.name}(${variant.fields.map((field) => field.name).join(" ")})`,
  )
  return `data ${node.name} ${node.drop ?? ""} ${variants.join("|")}`
}

function parts(node: IrType): T[] {
  switch (node.k) {
    case "list":
    case "cell":
      return [node.of]
    case "fn":
      return [...node.params, ...node.results]
    case "object":
      return node.slots.flatMap((slot) => [...slot.params, ...slot.results])
    case "data":
      return node.variants.flatMap((variant) => variant.fields.map((field) => field.type))
    default:
      return []
  }
}

export function typeKey(unit: Unit, type: T): string {
  const key = unit.names.keys[type]
  if (key === undefined) throw new Error(`no type ${type}`)
  return key
}

/** Name of a helper or struct that belongs to a type: `prefix_Option_int_k3j…`. */
export function typeName(unit: Unit, prefix: string, type: T): string {
  const node = typeNode(unit.program.types, type)
  const readable = node.k === "data" || node.k === "object" ? ident(node.name) : node.k
  return `${prefix}_${readable}_${typeKey(unit, type)}`
}

/** Unit values take no room: no variable, parameter, result or field stands for them. */
export function present(type: T): boolean {
  return type !== UNIT
}

/** The C type of a value, with its definition in the file. */
export function cType(unit: Unit, type: T): string {
  const node = typeNode(unit.program.types, type)
  switch (node.k) {
    case "int":
      return "int64_t"
    case "float":
      return "double"
    case "bool":
      return "bool"
    case "byte":
    case "unit":
      return "uint8_t"
    case "char":
    case "tag":
      return "uint32_t"
    case "str":
      return "ori_str *"
    case "token":
      return "void *"
    case "handle":
      return "ori_handle *"
    case "pointer":
      return "void *"
    case "list":
      return "ori_list *"
    case "fn":
      return "ori_fn *"
    case "object":
      return "ori_object *"
    case "cell":
      return "ori_cell *"
    case "data":
      return dataType(unit, type, node)
  }
}

function dataType(unit: Unit, type: T, node: DataType): string {
  const repr = decideRepr(unit.program.types, type)
  switch (repr.k) {
    case "enum":
      return node.variants.length > 256 ? "uint32_t" : "uint8_t"
    case "boxed":
      return "ori_cell *"
    case "nullable":
      return cType(unit, fieldType(node, repr.full, 0))
    case "inline":
      return inlineStruct(unit, type, node)
    case "pending":
      throw new Error(`type ${node.name} has no layout`)
  }
}

export function fieldType(node: DataType, tag: number, index: number): T {
  const field = node.variants[tag]?.fields[index]
  if (field === undefined) throw new Error(`no field ${tag}.${index} in ${node.name}`)
  return field.type
}

/** Large ones first, so that nothing is lost to alignment on either target. */
function fieldOrder(unit: Unit, node: DataType, tag: number): number[] {
  const fields = node.variants[tag]?.fields ?? []
  return fields
    .map((_, index) => index)
    .filter((index) => present(fieldType(node, tag, index)))
    .sort(
      (a, b) =>
        weight(unit, fieldType(node, tag, b)) - weight(unit, fieldType(node, tag, a)) || a - b,
    )
}

function weight(unit: Unit, type: T): number {
  const node = typeNode(unit.program.types, type)
  if (node.k === "int" || node.k === "float") return 8
  if (node.k === "char" || node.k === "tag") return 3
  if (node.k === "bool" || node.k === "byte") return 1
  if (node.k !== "data") return 5
  const repr = decideRepr(unit.program.types, type)
  if (repr.k === "enum") return node.variants.length > 256 ? 3 : 1
  return repr.k === "inline" ? 8 : 5
}

/** Declarations of the fields of a variant, in memory order. */
export function fieldList(unit: Unit, node: DataType, tag: number): string {
  return fieldOrder(unit, node, tag)
    .map((index) => declare(cType(unit, fieldType(node, tag, index)), `f${index}`) + ";")
    .join(" ")
}

export function declare(type: string, name: string): string {
  return type.endsWith("*") ? `${type}${name}` : `${type} ${name}`
}

function inlineStruct(unit: Unit, type: T, node: DataType): string {
  const name = typeName(unit, "t", type)
  return need(unit, "types", name, () => {
    if (node.variants.length === 1) {
      const fields = fieldList(unit, node, 0)
      return `typedef struct { ${fields === "" ? "uint8_t none;" : fields} } ${name};`
    }
    const lines = node.variants
      .map((_, tag) => [tag, fieldList(unit, node, tag)] as const)
      .filter(([, fields]) => fields !== "")
      .map(([tag, fields]) => `    struct { ${fields} } v${tag};`)
    const tagType = node.variants.length > 256 ? "uint32_t" : "uint8_t"
    const union = lines.length === 0 ? "" : `  union {\n${lines.join("\n")}\n  };\n`
    return `typedef struct {\n${union}  ${tagType} tag;\n} ${name};`
  })
}

/** The struct of a boxed variant: the cell's header, then its fields. */
export function boxStruct(unit: Unit, type: T, tag: number): string {
  const name = `${typeName(unit, "struct b", type)}_${tag}`
  return need(
    unit,
    "types",
    name,
    () => `${name} { ori_cell cell; ${fieldList(unit, data(unit.program.types, type), tag)} };`,
  )
}

/** The struct of a provider cell. */
export function cellStruct(unit: Unit, of: T): string {
  const name = typeName(unit, "struct c", of)
  return need(
    unit,
    "types",
    name,
    () => `${name} { ori_cell cell; ${declare(cType(unit, of), "value")}; };`,
  )
}

/** The C result type of a function: `void`, the one value, or a struct of several. */
export function resultType(unit: Unit, results: T[]): string {
  const some = results.filter(present)
  if (some.length === 0) return "void"
  if (some.length === 1 && some[0] !== undefined) return cType(unit, some[0])
  const name = `r_${digest(some.map((type) => typeKey(unit, type)).join(" "))}`
  return need(unit, "types", name, () => {
    const fields = some
      .map((type, index) => declare(cType(unit, type), `r${index}`) + ";")
      .join(" ")
    return `typedef struct { ${fields} } ${name};`
  })
}

/** Passed by `const` pointer when borrowed: inline and above two words. */
export function isLarge(unit: Unit, type: T): boolean {
  const node = typeNode(unit.program.types, type)
  if (node.k !== "data" || decideRepr(unit.program.types, type).k !== "inline") return false
  return sizeWords(unit.program.types, type) > 2
}

export function counted(unit: Unit, type: T): boolean {
  return isCounted(unit.program.types, type)
}
