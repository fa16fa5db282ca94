// The syntax tree of types, expressions and patterns: unions on a string `kind`, no classes, no
// parents, nothing optional. `item_ast.ts` has what stands around them.
//
// It is abstract, not lossless: comments and literal spelling are found again through positions
// by the formatter. Facts about nodes live in side tables indexed by `id` (dense in a file), owned
// by the stage that makes them; nothing writes to a tree after parsing, except that `derive`
// appends new items with fresh ids.

import type { Pos } from "../source/diagnostic.ts"
import type { Broken, Name, Node, NodeId } from "./node.ts"

// ── types ────────────────────────────────────────────────────────────────────────────────────

/** `Ident((. | ::) Ident)* TypeArgs?`; `path` has one name or more. */
export type TypeRef = Node<"typeRef"> & { path: Name[]; args: Type[] }
/** `Store`, `std.Store`, or `FFI("lib")`. */
export type Cap = Node<"cap"> & { path: Name[]; library: string | null }
export type Type =
  | TypeRef
  | Node<"selfType">
  | Node<"voidType">
  | Node<"neverType">
  | Node<"inferType">
  | (Node<"listType"> & { of: Type; max: Expr | null })
  | (Node<"mapType"> & { key: Type; value: Type })
  | (Node<"tupleType"> & { items: Type[] })
  | (Node<"fnType"> & { params: Type[]; result: Type; uses: Cap[] })
  | (Node<"implType"> & { bounds: TypeRef[]; equals: { name: Name; type: Type }[] })
  | (Node<"sumType"> & { bounds: Type[] })
  | (Node<"constType"> & { value: Expr })
  | Broken

// ── expressions ──────────────────────────────────────────────────────────────────────────────

export type BinaryOp =
  | "+"
  | "-"
  | "*"
  | "/"
  | "%"
  | "div"
  | "**"
  | "@"
  | "<<"
  | ">>"
  | "&"
  | "^"
  | "|"
  | "=="
  | "!="
  | "<"
  | "<="
  | ">"
  | ">="
  | "&&"
  | "||"
  | "??"
export type UnaryOp = "-" | "!" | "~"
export type ConvertTo = "int" | "float" | "str" | "byte"

export type Expr =
  // literals
  | (Node<"int"> & { value: bigint })
  | (Node<"float"> & { value: number })
  | (Node<"duration"> & { value: bigint })
  | (Node<"size"> & { value: bigint })
  | (Node<"bool"> & { value: boolean })
  | (Node<"str"> & { value: string })
  | (Node<"char"> & { value: number })
  | (Node<"byte"> & { value: number })
  | Template
  // names
  | NameExpr
  | Node<"self">
  | Node<"length"> // `#` inside an index
  | (Node<"typeExpr"> & { type: Type }) // a type as the head of `.name`, or `Self`
  // structure
  | (Node<"paren"> & { inner: Expr })
  | Node<"unit">
  | (Node<"tuple"> & { items: Expr[] })
  | (Node<"list"> & { items: { spread: boolean; value: Expr }[] })
  | MapExpr
  | StructExpr
  | (Node<"block"> & { label: Name | null; statements: Statement[]; result: Expr | null })
  // access and calls
  | Call
  | MethodCall
  | (Node<"field"> & { on: Expr; dollar: boolean; name: Name }) // also `Type.Variant`, `module.$C`
  | (Node<"tupleField"> & { on: Expr; index: number })
  | (Node<"index"> & { on: Expr; key: Expr })
  | (Node<"propagate"> & { on: Expr }) // `e?`
  | (Node<"cast"> & { on: Expr; type: Type; optional: boolean }) // `as`, `as?`
  | (Node<"convert"> & { to: ConvertTo; value: Expr }) // `int(x)`
  // operators
  | (Node<"unary"> & { op: UnaryOp; operand: Expr })
  | (Node<"binary"> & { op: BinaryOp; left: Expr; right: Expr; opAt: Pos })
  | (Node<"range"> & { from: Expr; to: Expr | null; inclusive: boolean; step: Expr | null })
  | (Node<"pipe"> & { left: Expr; step: PipeStep })
  // control
  | Lambda
  | (Node<"if"> & { condition: Expr; then: Expr; else: Expr | null })
  | ForExpr
  | (Node<"while"> & { label: Name | null; condition: Expr; body: Expr })
  | (Node<"loop"> & { label: Name | null; body: Expr })
  | MatchExpr
  | (Node<"jump"> & { what: "break" | "continue"; label: Name | null; value: Expr | null })
  | (Node<"try"> & { body: Expr })
  | (Node<"unsafe"> & { body: Expr })
  | (Node<"catch"> & { value: Expr })
  | (Node<"withResource"> & { acquire: Expr; action: Expr; release: Expr })
  | (Node<"embed"> & { has: boolean; path: Expr })
  | WithIn
  // statements that may stand as a body
  | Assign
  | Let
  // what later versions bring, and what could not be parsed
  | (Node<"later"> & { what: string; parts: Expr[] })
  | Broken

/** `$` before a use is optional (D-31), `@` before a call is decoration. */
export type NameExpr = Node<"name"> & { name: string; dollar: boolean; function: boolean }
export type Template = Node<"template"> & { parts: TemplatePart[] }
export type TemplatePart = { text: string } | { value: Expr; spec: string | null; specAt: Pos }
/**
 * A map literal, or an update `{ ...base, f: v }`, which the checker tells apart by the first
 * spread's type (D-26).
 */
export type MapExpr = Node<"map"> & { entries: MapEntry[] }
export type MapEntry =
  | { spread: true; value: Expr }
  /**
   * `word` is the bare word of the key, if it was one (then `key` is a `str` node); `pun`: `{
   * ...base, a }`.
   */
  | { spread: false; word: Name | null; key: Expr; value: Expr; pun: boolean }
/** `type` is a `typeRef`, or a `selfType`. */
export type StructExpr = Node<"struct"> & { type: Type; entries: StructEntry[] }
export type StructEntry =
  { spread: true; value: Expr } | { spread: false; name: Name; value: Expr; pun: boolean }

export type Arg = { name: Name | null; value: Expr; pun: boolean; spread: boolean }
export type Call = Node<"call"> & { fn: Expr; types: Type[]; args: Arg[] }
/**
 * `on.name<types>(args)`; may turn out to be an associated call, a module's function or a variant.
 */
export type MethodCall = Node<"method"> & { on: Expr; name: Name; types: Type[]; args: Arg[] }

/**
 * A step is `.m(args)` with further postfix operators around `pipeInput`, a call, a value, or a
 * lambda.
 */
export type PipeStep =
  /** `.m(…)…`: `call` is an expression in which the piped value stands as the node `input`. */
  | { kind: "method"; call: Expr; input: PipeInput }
  /**
   * `f(…)…`: `call.fn(args)` lacks the piped argument; `outer` is the whole postfix expression that
   * holds it.
   */
  | { kind: "call"; call: Call | MethodCall; outer: Expr }
  | { kind: "value"; value: Expr }
/**
 * Placeholder for the piped value; appears only inside `PipeStep.call` of kind "method". Not part
 * of `Expr` elsewhere.
 */
type PipeInput = NameExpr

export type Lambda = Node<"lambda"> & {
  params: LambdaParam[]
  result: Type | null
  body: Expr
}
export type LambdaParam = { name: Name; type: Type | null; ignored: boolean; id: NodeId }
export type ForExpr = Node<"for"> & {
  label: Name | null
  heads: ForHead[]
  yields: boolean
  body: Expr
}
export type ForHead = Node<"forHead"> & { pattern: Pattern; source: Expr; guard: Expr | null }
/** `method`: written `on.match(…)`. */
export type MatchExpr = Node<"match"> & { on: Expr; arms: Arm[]; method: boolean }
export type Arm = Node<"arm"> & { pattern: Pattern; guard: Expr | null; body: Expr }
export type WithIn = Node<"with"> & {
  bindings: { cap: Cap; provider: Expr | Handler }[]
  body: Expr
}
export type Handler = Node<"handler"> & { state: Expr | null; ops: { name: Name; value: Expr }[] }
/** `op` is null for `=`, else the binary operator of a compound assignment. */
export type Assign = Node<"assign"> & {
  target: Expr
  op: BinaryOp | null
  value: Expr
  opAt: Pos
}
export type Let = Node<"let"> & {
  pattern: Pattern
  type: Type | null
  value: Expr
  orReturn: boolean
} // `let?`

/** An expression as a statement drops its value. */
export type Statement = Expr

// ── patterns ─────────────────────────────────────────────────────────────────────────────────

export type Pattern =
  | Node<"wildcard">
  /** In `let`, mutable unless `immutable`. May turn out to be a unit variant in `match` (8.2). */
  | BindPattern
  | (Node<"atPattern"> & { name: Name; immutable: boolean; pattern: Pattern })
  | (Node<"literalPattern"> & { value: LiteralValue })
  | (Node<"rangePattern"> & { from: Endpoint; to: Endpoint; inclusive: boolean })
  /**
   * `Some(p)`, `Path(dir: p)`, `Source.Registry`: a variant or newtype; `args` null when no
   * parentheses.
   */
  | (Node<"variantPattern"> & { type: TypeRef; args: PatternArg[] | null })
  | (Node<"structPattern"> & { type: TypeRef | null; fields: FieldPattern[]; rest: boolean })
  | (Node<"tuplePattern"> & { items: Pattern[] })
  /** `rest` null: exact length; `rest.name` null: `..` without a name. */
  | (Node<"listPattern"> & {
      items: Pattern[]
      rest: { name: Name | null; immutable: boolean; id: NodeId } | null
    })
  | (Node<"orPattern"> & { alternatives: Pattern[] })
  | Broken
export type BindPattern = Node<"bindPattern"> & { name: Name; immutable: boolean }
/** `dir: p`, `dir:` (binds `dir`), or a positional pattern. */
export type PatternArg = { name: Name | null; pattern: Pattern }
/** `x`, `$x`, or `x: p`; without a pattern the field's name is bound by the given `bindPattern`. */
export type FieldPattern = { name: Name; pattern: Pattern }
export type LiteralValue =
  | { kind: "int"; value: bigint }
  | { kind: "str"; value: string }
  | { kind: "char"; value: number }
  | { kind: "byte"; value: number }
  | { kind: "bool"; value: boolean }
export type Endpoint =
  { kind: "int" | "char" | "byte"; value: bigint } | { kind: "const"; name: Name; id: NodeId }
