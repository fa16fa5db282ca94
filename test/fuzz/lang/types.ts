// Types of a random program: scalars, containers, functions, trait objects, type parameters, and
// its own structs, sums and newtypes, some generic, some recursive, one with a `Drop` that prints.

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
  /** A trait object; `leaf` is the text of its shortest value for given arguments. */
  | { k: "object"; trait: string; args: Ty[]; leaf: (args: Ty[]) => string }
  | TyVar

/** A type parameter, or what an associated type of one is: `A.Out0`. Plain is what it says. */
export type TyVar = { k: "var"; name: string; plain: boolean }
/** What stands for type parameters, by their names. */
export type Binding = ReadonlyMap<string, Ty>

export type Field = { name: string; ty: Ty }
export type Variant = { name: string; fields: Field[]; labelled: boolean }
export type Method = { name: string; param: Ty; result: Ty }
/** A method of a generic type; `own` is the type parameter that it has of its own. */
export type Inherent = {
  name: string
  form: "reads" | "mutates" | "makes"
  own: TyVar | null
  param: Ty
  result: Ty
  /** The arguments of the type must be plain. */
  plain: boolean
  cost: number
}
export type Decl = {
  name: string
  kind: "struct" | "sum" | "newtype"
  /** Its type parameters. */
  params: string[]
  /** May be a key of a map. */
  key: boolean
  /** May be printed and compared. */
  plain: boolean
  /** A struct or newtype has one. */
  variants: Variant[]
  methods: Method[]
  inherent: Inherent[]
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
  name: "Res", kind: "struct", params: [], key: false, plain: true,
  variants: [{ name: "Res", fields: [{ name: "name", ty: STR }], labelled: true }], methods: [],
  inherent: [],
}

export function tyVar(name: string, isPlain: boolean): TyVar {
  return { k: "var", name, plain: isPlain }
}

export function selfOf(decl: Decl): Ty & { k: "named" } {
  return { k: "named", decl, args: decl.params.map((name) => tyVar(name, true)) }
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
      return applied(ty.decl.name, ty.args)
    case "object":
      return applied(ty.trait, ty.args)
    case "var":
      return ty.name
    case "figure":
      return "Figure"
    default:
      return ty.k
  }
}

/** A name with type arguments, if there are any. */
export function applied(name: string, args: Ty[]): string {
  return name + (args.length > 0 ? `<${args.map(show).join(", ")}>` : "")
}

export function same(a: Ty, b: Ty): boolean {
  return a === b || show(a) === show(b)
}

/** The parts that a type is made of; null for one without. */
export function partsOf(ty: Ty): Ty[] | null {
  switch (ty.k) {
    case "list":
    case "set":
    case "option":
    case "result":
      return [ty.of]
    case "map":
      return [ty.key, ty.of]
    case "tuple":
      return ty.items
    case "fn":
      return [...ty.params, ty.result]
    case "named":
    case "object":
      return ty.args
    default:
      return null
  }
}

/** The same type of other parts. */
function rebuilt(ty: Ty, parts: Ty[]): Ty {
  const [first, second] = parts
  switch (ty.k) {
    case "list":
    case "set":
    case "option":
    case "result":
      return { k: ty.k, of: first ?? ty.of }
    case "map":
      return { k: "map", key: first ?? ty.key, of: second ?? ty.of }
    case "tuple":
      return { k: "tuple", items: parts }
    case "fn":
      return { k: "fn", params: parts.slice(0, -1), result: parts.at(-1) ?? ty.result }
    case "named":
    case "object":
      return { ...ty, args: parts }
    default:
      return ty
  }
}

/** The type with type parameters put in, all at once. */
export function subst(ty: Ty, by: Binding): Ty {
  if (by.size === 0) return ty
  if (ty.k === "var") return by.get(ty.name) ?? ty
  const parts = partsOf(ty)
  return parts === null ? ty : rebuilt(ty, parts.map((part) => subst(part, by)))
}

export function bind(names: string[], args: Ty[]): Binding {
  return new Map(names.flatMap((name, i): [string, Ty][] => {
    const arg = args[i]
    return arg === undefined ? [] : [[name, arg]]
  }))
}

/** The names of type parameters that a type mentions. */
export function mentions(ty: Ty): string[] {
  return ty.k === "var" ? [ty.name] : (partsOf(ty) ?? []).flatMap(mentions)
}

export function fieldsOf(ty: Ty & { k: "named" }, variant: Variant): Field[] {
  const by = bind(ty.decl.params, ty.args)
  return variant.fields.map((field) => ({ name: field.name, ty: subst(field.ty, by) }))
}

/** May be printed by `debug` and compared. */
export function plain(ty: Ty): boolean {
  switch (ty.k) {
    case "fn":
    case "figure":
    case "object":
      return false
    case "var":
      return ty.plain
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

/** The shortest literal of a type; only the place knows one of a type parameter. */
export function leaf(ty: Ty, ofVar: (ty: TyVar) => string = () => NOTHING): string {
  const sub = (inner: Ty): string => leaf(inner, ofVar)
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
      return `(${ty.items.map(sub).join(", ")})`
    case "fn":
      return `((${ty.params.map((p, i) => `p${i}: ${show(p)}`).join(", ")}) -> ${
        show(ty.result)} = ${sub(ty.result)})`
    case "named":
      return construct(ty, ty.decl.variants[0], sub)
    case "object":
      return ty.leaf(ty.args)
    case "var":
      return ofVar(ty)
    case "figure":
      return "Dot { n: 1 }"
    default:
      return SCALARS[ty.k] ?? "0"
  }
}

/** Stands for a value of a type that has none at hand. */
export const NOTHING = 'panic(msg: "nothing")'

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
  const keys = decls.filter((decl) => decl.key && decl.params.length === 0)
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
    return { k: "named", decl, args: decl.params.map(() => randomTy(r, decls, depth - 2)) }
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
