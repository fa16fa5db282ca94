// Types of the IR: what a value is made of, without anything of the language but its name (for
// messages and C).
//
// `repr` of a data type is decided once, when all its fields are known, by `layout.ts`;
// lowering and counting ask only whether something is counted, and `emit` alone knows what each
// representation is in C.

/** Index in `TypeTable.nodes`. The first ones are fixed. */
export type T = number

export const INT: T = 0
export const FLOAT: T = 1
export const BOOL: T = 2
export const BYTE: T = 3
export const CHAR: T = 4
export const UNIT: T = 5
export const STR: T = 6
export const TOKEN: T = 7
/** What `tagOf` yields. */
export const TAG: T = 8
/** A JavaScript handle: counted, released when the last reference goes. */
export const HANDLE: T = 9
/** `CPtr`: an address, never followed by us. */
export const POINTER: T = 10

export type IrType =
  | {
      k:
        | "int"
        | "float"
        | "bool"
        | "byte"
        | "char"
        | "unit"
        | "str"
        | "token"
        | "tag"
        | "handle"
        | "pointer"
    }
  | { k: "list"; of: T }
  /** Function value: one counted pointer. */
  | { k: "fn"; params: T[]; results: T[] }
  /**
   * Trait object: one counted pointer to table and value. `slots` are the signatures without the
   * receiver; with `drops` the value may hold a `Drop` impl.
   */
  | {
      k: "object"
      name: string
      drops: boolean
      slots: Slot[]
    }
  /** Struct, tuple, sum, Option, Result, newtype-free; a struct has one variant. */
  | DataType
  | { k: "cell"; of: T }

/** A method of a trait object. One that writes back consumes its object, and yields it last. */
export type Slot = { name: string; params: T[]; results: T[]; writesBack: boolean }

export type DataType = {
  k: "data"
  /** The Ori type as users write it: `Option<int>`, `(int, str)`. */
  name: string
  variants: { name: string; fields: { name: string; type: T }[] }[]
  /** C symbol of `Drop.drop` for this type, called before the fields are dropped. */
  drop: string | null
  repr: Repr
}

/**
 * enum: no payload anywhere, the tag alone. inline: a C struct, tagged when there is more than
 * one variant. nullable: one empty variant and one whose only field is a pointer; null is the
 * empty one. boxed: pointer to a counted cell (recursive, or larger than eight words); empty
 * variants are immortal statics. pending: while the type is being built.
 */
export type Repr =
  | { k: "enum" }
  | { k: "inline"; words: number }
  | { k: "nullable"; empty: number; full: number }
  | { k: "boxed" }
  | { k: "pending" }

export type TypeTable = { nodes: IrType[]; index: Map<string, T> }
