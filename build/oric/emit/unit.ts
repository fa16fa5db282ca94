// One C file in the making. What a function's text names (types, prototypes, literals, helpers) is
// asked for with `need`, which writes it once into its section, after all that it names itself: so
// a file holds exactly what it uses, in dependency order, and its bytes depend on nothing else.

import type { Fun, Program, V } from "../ir/nodes.ts"
import type { T, TypeTable } from "../ir/types.ts"

/** Facts about all types of a program, made once by `type.ts`. */
export type TypeNames = {
  table: TypeTable
  keys: string[]
  /** Types that reach themselves through fields, lists and cells. */
  recursive: Set<T>
  /** Those of them that reach themselves through no other cell or list. */
  alone: Set<T>
  /** Recursive data types with a `Drop` impl inside, whose order of dropping must be exact. */
  exact: Set<T>
}

/** In the order in which they stand in the file. */
export type Section = "types" | "protos" | "data" | "helpers" | "bodies"

export type Unit = {
  program: Program
  names: TypeNames
  /**
   * All functions stand in this one file, so they are static and need no prototypes of other files.
   */
  whole: boolean
  /** Functions that each file repeats as `static inline`. */
  small: Set<string>
  /** Functions that can be their own callers, and so count their depth. */
  cyclic: Set<string>
  /** Functions that the C compiler must not inline. */
  apart: Set<string>
  /** Functions that others call so often that it must cost the C compiler nothing. */
  crowded: Set<string>
  /** The text of a function, for those that each file repeats. */
  funText: (unit: Unit, fun: Fun) => string
  seen: Set<string>
  sections: Map<Section, string[]>
}

/** What an expression needs to know of the function around it. */
export type Scope = { unit: Unit; name: (v: V) => string; typeOf: (v: V) => T }

const SECTIONS: Section[] = ["types", "protos", "data", "helpers", "bodies"]

export type UnitFacts = Pick<
  Unit,
  "program" | "names" | "whole" | "small" | "cyclic" | "apart" | "crowded" | "funText"
>

export function newUnit(facts: UnitFacts): Unit {
  return { ...facts, seen: new Set(), sections: new Map(SECTIONS.map((section) => [section, []])) }
}

/** Writes `text()` into the section unless `key` was asked for before; yields the key. */
export function need(unit: Unit, section: Section, key: string, text: () => string): string {
  if (unit.seen.has(key)) return key
  unit.seen.add(key)
  const made = text()
  unit.sections.get(section)?.push(made)
  return key
}

export function fileText(unit: Unit): string {
  const parts = SECTIONS.map((section) => (unit.sections.get(section) ?? []).join("\n"))
  return `#include "ori.h"\n\n${parts.filter((part) => part !== "").join("\n\n")}\n`
}

export function funOf(unit: Unit, name: string): Fun {
  const fun = unit.program.funs.get(name)
  if (fun === undefined) throw new Error(`no function ${name}`)
  return fun
}
