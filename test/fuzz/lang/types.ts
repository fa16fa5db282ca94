// Types of a random program: scalars, containers, functions, trait objects, and its own structs,
// sums and newtypes, some generic, some recursive, one with a `Drop` that prints.

import type { Random } from "./random.ts"

export type Ty =
  | { k: "int" | "bool" | "str" | "byte" | "char" | "float" | "figure" }
  | { k: "list"; of: Ty }
  | { k: "set"; of: Ty }
  | { k: "option"; of: Ty }
  | { k: "result"; of: Ty }
  | { k: "map"; key: Ty; of: Ty }
  | { k: "tuple"; items: Ty[] }
  | { k: "fn"; params: Ty[]; result: Ty }
  | { k: "named"; decl: Decl; args: Ty[] }
  | { k: "var" }

export type Field = { name: string; ty: Ty }
export type Variant = { name: string; fields: Field[]; labelled: boolean }
export type Method = { name: string; param: Ty; result: Ty }
export type Decl = {
  name: string
  kind: "struct" | "sum" | "newtype"
  generic: boolean
  /** May be a key of a map. */
  key: boolean
  /** May be printed and compared. */
  plain: boolean
  /** A struct or newtype has one. */
  variants: Variant[]
  methods: Method[]
}

export const INT: Ty = { k: "int" }
export const BOOL: Ty = { k: "bool" }
export const STR: Ty = { k: "str" }
export const BYTE: Ty = { k: "byte" }
export const FIGURE: Ty = { k: "figure" }
export const listOf = (of: Ty): Ty => ({ k: "list", of })
export const optionOf = (of: Ty): Ty => ({ k: "option", of })
export const resultOf = (of: Ty): Ty => ({ k: "result", of })

export const RES: Decl = {
  name: "Res", kind: "struct", generic: false, key: false, plain: true,
  variants: [{ name: "Res", fields: [{ name: "name", ty: STR }], labelled: true }], methods: [],
}

export function show(ty: Ty): string {
  switch (ty.k) {
    case "list":
      return `[${show(ty.of)}]`
    case "set":
      return `Set<${show(ty.of)}>`
    case "option":
      return `Option<${show(ty.of)}>`
    case "result":
      return `Result<${show(ty.of)}, str>`
    case "map":
      return `{${show(ty.key)}: ${show(ty.of)}}`
    case "tuple":
      return `(${ty.items.map(show).join(", ")})`
    case "fn":
      return `(${ty.params.map(show).join(", ")}) -> ${show(ty.result)}`
    case "named":
      return ty.decl.name + (ty.args.length > 0 ? `<${ty.args.map(show).join(", ")}>` : "")
    case "var":
      return "T"
    case "figure":
      return "Figure"
    default:
      return ty.k
  }
}

export function same(a: Ty, b: Ty): boolean {
  return a === b || show(a) === show(b)
}

/** The type with the argument of a generic declaration put in. */
export function subst(ty: Ty, args: Ty[]): Ty {
  const [arg] = args
  if (arg === undefined) return ty
  switch (ty.k) {
    case "var":
      return arg
    case "list":
    case "set":
    case "option":
    case "result":
      return { k: ty.k, of: subst(ty.of, args) }
    case "map":
      return { k: "map", key: subst(ty.key, args), of: subst(ty.of, args) }
    case "tuple":
      return { k: "tuple", items: ty.items.map((item) => subst(item, args)) }
    case "fn":
      return {
        k: "fn", params: ty.params.map((p) => subst(p, args)), result: subst(ty.result, args),
      }
    case "named":
      return { k: "named", decl: ty.decl, args: ty.args.map((one) => subst(one, args)) }
    default:
      return ty
  }
}

export function fieldsOf(ty: Ty & { k: "named" }, variant: Variant): Field[] {
  return variant.fields.map((field) => ({ name: field.name, ty: subst(field.ty, ty.args) }))
}

/** May be printed by `debug` and compared. */
export function plain(ty: Ty): boolean {
  switch (ty.k) {
    case "fn":
    case "figure":
      return false
    case "list":
    case "set":
    case "option":
    case "result":
      return plain(ty.of)
    case "map":
      return plain(ty.key) && plain(ty.of)
    case "tuple":
      return ty.items.every(plain)
    case "named":
      return ty.decl.plain && ty.args.every(plain)
    default:
      return true
  }
}

/** The shortest literal of a type. */
export function leaf(ty: Ty): string {
  switch (ty.k) {
    case "list":
      return "[]"
    case "set":
      return "Set.new()"
    case "map":
      return "({})"
    case "option":
      return "None"
    case "result":
      return 'Err("")'
    case "tuple":
      return `(${ty.items.map(leaf).join(", ")})`
    case "fn":
      return `((${ty.params.map((p, i) => `p${i}: ${show(p)}`).join(", ")}) -> ${leaf(ty.result)})`
    case "named":
      return construct(ty, ty.decl.variants[0], leaf)
    case "figure":
      return "Dot { n: 1 }"
    default:
      return SCALARS[ty.k] ?? "0"
  }
}

const SCALARS: Record<string, string> = {
  bool: "false", str: '""', byte: "b'0'", char: "'c'", float: "0.5",
}

/** A value of a declared type, as text of its fields' values. */
export function construct(
  ty: Ty & { k: "named" }, variant: Variant | undefined, value: (ty: Ty) => string,
): string {
  if (variant === undefined) throw new Error("a type without variants")
  const fields = fieldsOf(ty, variant)
  if (ty.decl.kind === "struct") {
    return `${ty.decl.name} { ${fields.map((f) => `${f.name}: ${value(f.ty)}`).join(", ")} }`
  }
  const texts = fields.map((f) => (variant.labelled ? `${f.name}: ` : "") + value(f.ty))
  return variant.name + (texts.length > 0 ? `(${texts.join(", ")})` : "")
}

export function randomKey(r: Random, decls: Decl[]): Ty {
  const keys = decls.filter((decl) => decl.key && !decl.generic)
  if (keys.length > 0 && r.chance(25)) return { k: "named", decl: r.pick(keys), args: [] }
  if (r.chance(10)) return { k: "tuple", items: [INT, STR] }
  return r.pick<Ty>([INT, INT, STR, STR, STR, { k: "char" }, BYTE, optionOf(INT)])
}

/** A type over what is declared. */
export function randomTy(r: Random, decls: Decl[], depth: number): Ty {
  const flat: Ty[] = [INT, INT, INT, STR, STR, BOOL, BYTE, { k: "char" }, { k: "float" }]
  if (depth <= 0 || r.chance(25)) return r.pick(flat)
  if (decls.length > 0 && r.chance(40)) {
    const decl = r.pick(decls)
    return { k: "named", decl, args: decl.generic ? [randomTy(r, decls, depth - 2)] : [] }
  }
  const inner = (): Ty => randomTy(r, decls, depth - 1)
  const kind = r.below(16)
  if (kind < 5) return listOf(inner())
  if (kind < 8) return optionOf(inner())
  if (kind < 10) return { k: "map", key: randomKey(r, decls), of: inner() }
  if (kind < 11) return { k: "set", of: randomKey(r, decls) }
  if (kind < 12) return resultOf(inner())
  if (kind < 14) return { k: "tuple", items: [inner(), inner()] }
  if (kind < 15) return { k: "fn", params: [inner()], result: inner() }
  return FIGURE
}
