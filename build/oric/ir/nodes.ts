// The intermediate representation: monomorphic, A-normal, control by join points. These are all
// the nodes there are.
//
// Blocks are arrays and never nested lets, so that passes recurse by branch and not by
// statement. `lower` makes it without counts; `arc` inserts dup, drop, reset, free and the
// unwind lists, and nothing after it adds or removes one.
//
// Conventions that every producer and reader keeps:
// - A function whose Ori result is `void` or `Never` has no result; one that writes `self` back
//   has the final self as its last result. `to` of a step has one variable a result (a result that
//   nobody wants still gets its variable).
// - Values of type unit exist (fields, type arguments); they are the atom `unit`.
// - Every variable is assigned once: by a step, a parameter of the function, of a join or of a
//   loop.
// - Jumps go forward to a join, or to the head of a loop that encloses them.

import type { T } from "./types.ts"

export type V = number
/**
 * The final C symbol of a function, a function of its key only: `o_<module>_<item>` and, if
 * generic, `__<hash>`.
 */
export type Fn = string
export type J = number
/** Index in `Program.sites`; -1 where nothing can fail. */
export type Site = number

export type Atom =
  | { k: "var"; v: V }
  | { k: "int"; value: bigint } // also Duration and Size
  | { k: "float"; value: number }
  | { k: "bool"; value: boolean }
  | { k: "byte"; value: number }
  | { k: "char"; value: number }
  | { k: "str"; value: string } // an immortal static object
  | { k: "unit" }
  /** A variant without payload of an "enum" or other data type. */
  | { k: "tag"; type: T; tag: number }
  /** A function as a value: a static closure without captures. */
  | { k: "fn"; f: Fn; type: T }

export type Block = { steps: Step[]; end: End }

export type Step =
  /**
   * `unwind`, set by arc in functions that unwind: what to drop, in order, when the step fails.
   * What the step consumes it has consumed even then. A token among them is freed.
   */
  | { k: "let"; to: V[]; rhs: Rhs; site: Site; unwind: V[] }
  /** Declares a join point for the rest of this block, `End` included. */
  | { k: "join"; j: J; params: V[]; body: Block }
  /**
   * Scope of a value whose type holds a Drop impl: it lives exactly from `pin` to `unpin` (D-35).
   */
  | { k: "pin"; v: V }
  | { k: "unpin"; v: V; site: Site; unwind: V[] }
  // by arc
  | { k: "dup"; v: V }
  /** `unwind`, by arc where a `Drop` impl may panic. */
  | { k: "drop"; v: V; unwind?: V[] }
  /** Gives the memory of an unused token back. */
  | { k: "free"; v: V }

export type End =
  /**
   * `init` enters the loop; `jump` to `j` goes round; it is left by a jump outward, a return or a
   * panic.
   */
  | { k: "loop"; j: J; params: V[]; init: Atom[]; body: Block }
  | { k: "jump"; j: J; args: Atom[] }
  | { k: "return"; args: Atom[] }
  | { k: "panic"; message: Atom; site: Site; unwind: V[] }
  /** After dropping, goes on unwinding (by arc and `catch` only). */
  | { k: "reraise" }
  /** Cannot be reached (after a call that never returns). */
  | { k: "never" }
  | { k: "switch"; on: Atom; cases: { test: Test; body: Block }[]; other: Block | null }

/**
 * Tags are for data types; literals for int, byte, char, bool. A switch without `other` is total.
 */
export type Test =
  { k: "tag"; tag: number } | { k: "int"; value: bigint } | { k: "bool"; value: boolean }

export type Rhs =
  /** A primitive of `prims.ts`; `types` instantiate its schema. */
  | { k: "prim"; op: string; types: T[]; args: Atom[] }
  | { k: "call"; f: Fn; args: Atom[] }
  | { k: "callValue"; f: Atom; args: Atom[] }
  | { k: "extern"; x: string; args: Atom[] }
  /** Method `slot` of the trait object `on`, which it consumes if it writes back. */
  | { k: "callVirtual"; on: Atom; slot: number; args: Atom[] }
  /** Builds a value of a data type; `token`, by arc, is memory to reuse. */
  | { k: "make"; type: T; tag: number; args: Atom[]; token: V | null }
  /** A view of field `index` of variant `tag`. */
  | { k: "get"; of: Atom; tag: number; index: number }
  /** The tag of a data value, as a scalar that `switch` and `int` primitives read. */
  | { k: "tagOf"; of: Atom }
  /**
   * All fields of a value that is consumed; `to` has one variable a field, and with `token` one
   * more at the end.
   */
  | { k: "open"; of: V; tag: number; token: boolean }
  /**
   * A function value over captures; the function's first parameters are the captures, always
   * borrowed.
   */
  | { k: "closure"; type: T; f: Fn; captures: Atom[]; heap: boolean }
  /** Boxes a value as a trait object. */
  | { k: "object"; type: T; table: string; value: Atom }
  /** A view of a constant. */
  | { k: "global"; name: string }
  /** Provider cells: the only shared mutable memory. */
  | { k: "cell"; type: T; value: Atom; heap: boolean }
  | { k: "cellGet"; of: Atom } // a view
  | { k: "cellTake"; of: Atom } // moves the value out; a cellSet follows before anyone looks
  | { k: "cellSet"; of: Atom; value: Atom }
  /**
   * Runs `f(args)`; results: ok (bool), the message (str, "" if ok), then f's results (zero if not
   * ok).
   */
  | { k: "catch"; f: Fn; args: Atom[] }
  /**
   * By arc: drops the fields of a cell if it is unique and keeps its memory as a token, else drops
   * it (null token).
   */
  | { k: "reset"; of: V }
  /** The same value under another name (lowering only; `simplify` removes it). */
  | { k: "copy"; of: Atom }

export type Own = "own" | "borrow"
export type Param = { v: V; own: Own }
/**
 * `own` is set by arc: the variable holds a count of its own. A scalar, a borrowed parameter and a
 * view hold none.
 */
export type Var = { type: T; name: string; own: boolean }

export type Fun = {
  name: Fn
  /** For sites and traces: `@name`, `Type.method`, `λ in @name`. */
  display: string
  module: string
  params: Param[]
  results: T[]
  body: Block
  vars: Var[]
  joins: number
  /** Number of leading parameters that are captures of a closure. */
  captures: number
  /**
   * Used as a function value or in a table: parameters own (captures borrow, and so does a receiver
   * that is not written back).
   * Set by arc, which adds a stub `…__value` or `…__table` where it is called directly too.
   */
  asValue: boolean
  exported: boolean
  /** Never returns. */
  never: boolean
  /** Reachable from a `catch`: a panic in it is passed on through flag tests. Set by `arc`. */
  unwinds: boolean
  inline: "always" | "never" | "auto"
}

/** How a value crosses to a foreign function: LANGUAGE 18.1 and 18.2. */
export type AbiType =
  | "int"
  | "float"
  | "bool"
  | "byte"
  | "char"
  | "void"
  | "str"
  | "bytes"
  | "c_char"
  | "c_short"
  | "c_int"
  | "c_long"
  | "c_longlong"
  | "c_float"
  | "c_double"
  | "c_size"
  | "ptr"
  | "optPtr"
  /** A struct with C layout: a pointer to a copy. */
  | "struct"
  /** A pointer to a function without captures, which C may call while it is called itself. */
  | "fn"
  | "jsValue"

export type ExternParam = {
  name: string
  type: AbiType
  mut: boolean
  /** Of a function: its parameters, then its result. */
  signature: AbiType[]
  /** Of a struct: what its address is a multiple of; 0: what C gives it. */
  align: number
}

export type ExternFn = {
  /** Key in `Program.externs`, and the C name of its wrapper: `x_<module>_<name>`. */
  id: string
  language: "c" | "js"
  /** Library or JavaScript module; null: the embedder. */
  from: string | null
  /** The foreign name. */
  name: string
  params: ExternParam[]
  result: AbiType
  /** `owned str`: the callee's buffer is freed after the copy. */
  resultOwned: boolean
  /**
   * JavaScript: a throw becomes `Err(message)`; the IR results are then ok (bool), message (str),
   * value.
   */
  throws: boolean
  suspends: boolean
  variadic: boolean
  /** What C leaves in `errno` is one more result, an int. */
  errno: boolean
}

export type Export = {
  name: string
  f: Fn
  params: { name: string; type: AbiType }[]
  result: AbiType
  suspends: boolean
  /** Documentation comment lines of the function, for `abi.ts`. */
  doc: string[]
}

export type SiteInfo = { fn: string; file: string; line: number; column: number }

/** Table of a trait for a type: slot i calls `methods[i]`, whose first parameter is the value. */
export type VTable = { name: string; type: T; self: T; methods: Fn[] }

/** `init` computes the constant, once, before `@main`; `value` is a literal that needs no code. */
export type Global = { name: string; type: T; init: Fn | null; value: Atom | null }

export type Program = {
  types: import("./types.ts").TypeTable
  funs: Map<Fn, Fun>
  externs: Map<string, ExternFn>
  exports: Export[]
  tables: Map<string, VTable>
  /** In order of initialisation. */
  globals: Global[]
  sites: SiteInfo[]
  /**
   * `@main`: its function, whether it takes arguments, and what its result says about the exit
   * code.
   */
  main: { f: Fn; args: boolean; result: "void" | "int" | "never" } | null
  /** `@panic`, which gets the runtime's panic info as a `PanicInfo`. */
  panic: Fn | null
  /** The tests of a test program, in order. */
  tests: { name: string; f: Fn; fail: string | null; module: string }[]
}
