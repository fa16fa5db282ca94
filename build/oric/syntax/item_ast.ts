// The syntax tree of a file: imports, and the items with their signatures.

import type { Pos, Span } from "../source/diagnostic.ts"
import type { Cap, Expr, LambdaParam, Pattern, Type, TypeRef } from "./ast.ts"
import type { Name, Node } from "./node.ts"

export type File = Node<"file"> & {
  attrs: Attr[]
  uses: (Use | ExtensionUse)[]
  items: Item[]
  /** The statements in which something is wrong: what they would have said is not known. */
  broken: Span[]
  /** Number of node ids handed out; `derive` continues from here. */
  nodes: { count: number }
}

export type Attr = Node<"attr"> & { name: Name; args: AttrArg[]; inner: boolean }
/** `label: value`, a bare value, or a bracketed list (a `list` node). */
export type AttrArg = { label: Name | null; value: Expr }

/** `string` paths are `{ text: "./a/b" }`; dotted ones `{ names: [std, json] }`. */
export type UsePath = { text: string | null; names: Name[]; at: Pos; end: Pos }
export type Use = Node<"use"> & {
  attrs: Attr[]
  pub: boolean
  path: UsePath
  /** null: the module itself is bound, under `as` or its last segment. */
  items: UseItem[] | null
  as: Name | null
}
export type UseItem = {
  private: boolean
  constant: boolean
  name: Name
  withoutDef: boolean
  as: Name | null
}
export type ExtensionUse = Node<"extensionUse"> & {
  attrs: Attr[]
  pub: boolean
  path: UsePath
  methods: { type: Name; method: Name }[]
}

export type Item =
  | Func
  | Const
  | TypeDef
  | TraitDef
  | Impl
  | DefImpl
  | Extend
  | Test
  | Extern
  | Capset
  | LaterItem
  | LostItem

type ItemBase = { attrs: Attr[]; pub: boolean }

/** One clause of a function; `declare` groups consecutive clauses of one name and arity. */
export type Func = Node<"func"> &
  ItemBase & {
    name: Name
    generics: GenericParam[]
    params: Param[]
    /** `self` is always the first parameter; true when it is there (methods only). */
    hasSelf: boolean
    result: Type
    uses: Cap[]
    where: Constraint[]
    guard: Expr | null
    contracts: Contract[]
    /** null only for a required trait method. */
    body: Expr | null
  }
export type Param = Node<"param"> & {
  /** A plain identifier is a `bindPattern`. */
  pattern: Pattern
  type: Type | null
  default: Expr | null
  variadic: boolean
}
export type GenericParam = Node<"genericParam"> & {
  name: Name
  bounds: TypeRef[]
  default: Type | null
  /** The type of `$N: int`, else null. [later] */
  constant: Type | null
}
export type Constraint = Node<"constraint"> & {
  /** `T`, `T.Item`, `Self.Item`, `C::Trait::Item`. */
  path: Name[]
  bounds: TypeRef[]
  equals: Type | null
}
export type Contract = Node<"contract"> & {
  pre: boolean
  /** For `post`: the result, or the parts of a tuple result. */
  params: LambdaParam[]
  condition: Expr
  message: string | null
}

export type Const = Node<"const"> &
  ItemBase & { name: Name; type: Type | null; value: Expr; immutable: boolean }

export type TypeDef = Node<"typeDef"> &
  ItemBase & {
    name: Name
    generics: GenericParam[]
    derives: TypeRef[]
    where: Constraint[]
    body: TypeBody
  }
export type TypeBody =
  | (Node<"structBody"> & { fields: Field[] })
  | (Node<"sumBody"> & { variants: Variant[]; leadingBar: boolean })
  /**
   * `type N = T;`: a newtype, or a sum with one unit variant when T is an unknown bare name (5.3).
   */
  | (Node<"aliasBody"> & { type: Type })
export type Field = Node<"field"> & { name: Name; type: Type }
/** Payload names are null for positional payloads. */
export type Variant = Node<"variant"> & {
  name: Name
  fields: { name: Name | null; type: Type }[]
}

export type TraitDef = Node<"traitDef"> &
  ItemBase & {
    name: Name
    generics: GenericParam[]
    supers: TypeRef[]
    where: Constraint[]
    types: AssocType[]
    methods: Func[]
  }
/** In a trait: bounds and default; in an impl: `type` only. */
export type AssocType = Node<"assocType"> & { name: Name; bounds: TypeRef[]; type: Type | null }

export type Impl = Node<"impl"> &
  ItemBase & {
    generics: GenericParam[]
    target: Type
    trait: TypeRef | null
    where: Constraint[]
    types: AssocType[]
    methods: Func[]
  }
export type DefImpl = Node<"defImpl"> & ItemBase & { trait: Name; methods: Func[] }
export type Extend = Node<"extend"> &
  ItemBase & {
    generics: GenericParam[]
    target: Type
    where: Constraint[]
    methods: Func[]
  }
export type Test = Node<"test"> &
  ItemBase & {
    name: Name
    /** Empty for `tests _`. */
    targets: Name[]
    result: Type
    /** Markers only: a root suspends by declaring it (14.7), and nobody hands a test a provider. */
    uses: Cap[]
    body: Expr
  }
export type Extern = Node<"extern"> &
  ItemBase & { language: string; from: string | null; items: ExternItem[] }
export type ExternItem = Node<"externItem"> & {
  attrs: Attr[]
  name: Name
  params: {
    name: Name
    type: Type
    mode: "in" | "out" | "mut"
    own: Ownership
    at: Pos
    end: Pos
  }[]
  variadic: boolean
  result: Type
  resultOwn: Ownership
  as: string | null
}
export type Ownership = "owned" | "borrowed" | null
export type Capset = Node<"capset"> & ItemBase & { name: Name; members: Name[] }
/**
 * What could not be parsed, with the names that it would have declared; `.name` is a method, and
 * `:name` a type that it may be an impl of.
 */
export type LostItem = Node<"lostItem"> & { names: string[] }
/** A [later] item, parsed whole: const functions, trait constants. */
export type LaterItem = Node<"laterItem"> & ItemBase & { what: string; name: Name }
