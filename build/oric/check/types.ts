// Types as small integers: one interned table a compilation, in which equality of types is `===`.
//
// Lists, maps, Option and the primitives are ordinary nominal types whose items the prelude
// declares (`List`, `Map`, `int`, …), so that nothing downstream has a case for them: `[T]` is
// `List<T>`, `{K: V}` is `Map<K, V>`; only printing knows the sugar.

export type TypeId = number
export type TypeItemId = number
export type TraitId = number
export type FnId = number
export type GenericId = number

export type TraitRef = { trait: TraitId; args: TypeId[] }

export type TypeNode =
  /** A primitive, struct, sum or newtype with its arguments. */
  | { k: "named"; item: TypeItemId; args: TypeId[] }
  /** Two items or more. */
  | { k: "tuple"; args: TypeId[] }
  | { k: "fn"; args: TypeId[]; result: TypeId }
  /** A type parameter; a trait's `Self` is one too. */
  | { k: "param"; param: GenericId }
  /** `Self.Item` before its self type is known. */
  | { k: "proj"; ref: TraitRef; name: string; self: TypeId }
  /** Trait object; bounds sorted by trait id. */
  | { k: "object"; bounds: TraitRef[] }
  /** Result of a function declared `impl Trait`; `args` are the function's generic arguments. */
  | { k: "opaque"; fn: FnId; args: TypeId[] }
  | { k: "var"; index: number }
  | { k: "void" }
  | { k: "never" }
  | { k: "error" }

/** Interned first, in this order, so that they are constants everywhere. */
export const VOID: TypeId = 0
export const NEVER: TypeId = 1
export const ERROR: TypeId = 2

export const HAS_VAR = 1
export const HAS_PARAM = 2
export const HAS_ERROR = 4
/** Contains a projection or an opaque type, so that normalising may change it. */
export const HAS_PROJ = 8

export type TypeTable = {
  nodes: TypeNode[]
  flags: number[]
  /** Interning index: key text → id. */
  index: Map<string, TypeId>
  /**
   * The same by number, for what is asked for most: variables, parameters, and items without
   * arguments; items with one, by that.
   */
  variables: TypeId[]
  params: TypeId[]
  plain: TypeId[]
  unary: Map<TypeId, TypeId>[]
}

export function newTypeTable(): TypeTable {
  const table: TypeTable = {
    nodes: [], flags: [], index: new Map(), variables: [], params: [], plain: [], unary: [],
  }
  intern(table, { k: "void" })
  intern(table, { k: "never" })
  intern(table, { k: "error" })
  return table
}

export function typeNode(table: TypeTable, type: TypeId): TypeNode {
  return table.nodes[type]!
}

/** The id of a type, the same for the same structure. */
export function intern(table: TypeTable, node: TypeNode): TypeId {
  if (node.k === "var") return table.variables[node.index] ??= add(table, node)
  if (node.k === "param") return table.params[node.param] ??= add(table, node)
  if (node.k === "named" && node.args.length === 0) {
    return table.plain[node.item] ??= add(table, node)
  }
  if (node.k === "named" && node.args.length === 1) {
    return indexed(table, table.unary[node.item] ??= new Map(), node.args[0]!, node)
  }
  return indexed(table, table.index, typeKey(node), node)
}

function indexed<K>(table: TypeTable, index: Map<K, TypeId>, key: K, node: TypeNode): TypeId {
  const known = index.get(key)
  if (known !== undefined) return known
  const id = add(table, node)
  index.set(key, id)
  return id
}

function add(table: TypeTable, node: TypeNode): TypeId {
  table.flags.push(typeFlags(table, node))
  return table.nodes.push(node) - 1
}

/** Replaces parameters; `map` gives the type for a parameter, or null to keep it. */
export function substitute(
  table: TypeTable,
  type: TypeId,
  map: (param: GenericId) => TypeId | null,
): TypeId {
  if ((table.flags[type]! & HAS_PARAM) === 0) return type
  const node = table.nodes[type]!
  if (node.k === "param") return map(node.param) ?? type
  return intern(
    table,
    mapChildren(node, (child) => substitute(table, child, map)),
  )
}

/** The node with each direct component type replaced. */
export function mapChildren(node: TypeNode, f: (type: TypeId) => TypeId): TypeNode {
  switch (node.k) {
    case "named":
      return { k: "named", item: node.item, args: node.args.map(f) }
    case "tuple":
      return { k: "tuple", args: node.args.map(f) }
    case "fn":
      return { k: "fn", args: node.args.map(f), result: f(node.result) }
    case "proj":
      return { k: "proj", ref: mapRef(node.ref, f), name: node.name, self: f(node.self) }
    case "object":
      return objectOf(node.bounds.map((bound) => mapRef(bound, f)))
    case "opaque":
      return { k: "opaque", fn: node.fn, args: node.args.map(f) }
    default:
      return node
  }
}

/** The trait object of these bounds: each once, in an order that is not that of the source. */
export function objectOf(bounds: TraitRef[]): TypeNode & { k: "object" } {
  const distinct = new Map(bounds.map((ref) => [`${ref.trait}<${ref.args.join()}>`, ref]))
  const sorted = [...distinct].sort(([a, { trait }], [b, { trait: other }]) =>
    trait - other || (a < b ? -1 : 1))
  return { k: "object", bounds: sorted.map(([, ref]) => ref) }
}

export function mapRef(ref: TraitRef, f: (type: TypeId) => TypeId): TraitRef {
  return { trait: ref.trait, args: ref.args.map(f) }
}

function typeKey(node: TypeNode): string {
  switch (node.k) {
    case "named":
      return `n${node.item}<${node.args.join()}>`
    case "tuple":
      return `t${node.args.join()}`
    case "fn":
      return `f${node.args.join()}>${node.result}`
    case "proj":
      return `j${refKey(node.ref)}.${node.name}.${node.self}`
    case "object":
      return `o${node.bounds.map(refKey).join("+")}`
    case "opaque":
      return `q${node.fn}<${node.args.join()}>`
    default:
      return node.k
  }
}

function refKey(ref: TraitRef): string {
  return `${ref.trait}<${ref.args.join()}>`
}

function typeFlags(table: TypeTable, node: TypeNode): number {
  switch (node.k) {
    case "var":
      return HAS_VAR
    case "param":
      return HAS_PARAM
    case "error":
      return HAS_ERROR
    case "named":
    case "tuple":
      return union(table, node.args)
    case "fn":
      return union(table, node.args) | table.flags[node.result]!
    case "proj":
      return HAS_PROJ | union(table, node.ref.args) | table.flags[node.self]!
    case "object":
      return node.bounds.reduce((flags, bound) => flags | union(table, bound.args), 0)
    case "opaque":
      return HAS_PROJ | union(table, node.args)
    default:
      return 0
  }
}

function union(table: TypeTable, types: TypeId[]): number {
  return types.reduce((flags, type) => flags | table.flags[type]!, 0)
}
