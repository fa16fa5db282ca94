// From IR with counts to C: one file a module and one for the instances of its generics, each with
// what it uses and nothing else, so that an unchanged file keeps its object; or, for release, the
// whole program as one file, so that the C compiler sees through calls.

import type { Fun, Program } from "../ir/nodes.ts"
import { eachBlock } from "../ir/rhs.ts"
import { abiH, abiTs } from "./abi.ts"
import { useFun } from "./call.ts"
import { onCycles } from "../source/cycle.ts"
import { entryName, funText } from "./function.ts"
import { cText, ident } from "./name.ts"
import { emitProgram } from "./program.ts"
import { nameTypes } from "./type.ts"
import type { Unit, UnitFacts } from "./unit.ts"
import { fileText, need, newUnit } from "./unit.ts"

export type EmitOptions = {
  kind: "program" | "tests" | "module"
  target: "native" | "wasm"
  /** One file for everything, with static functions. */
  whole: boolean
}

export type Emitted = {
  files: { path: string; text: string }[]
  abiTs: string
  abiH: string
  /** Symbol of each function and its name for people, for the traces of wasm. */
  names: Record<string, string>
  /** Libraries that foreign C functions name. */
  libs: string[]
}

/** Functions of at most this many steps are repeated in each file that calls them. */
const SMALL = 30

/** All C of a program; the same program gives the same bytes. */
export function emit(program: Program, options: EmitOptions): Emitted {
  const funs = [...program.funs.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
  const cyclic = onCycles(
    funs.map((fun) => fun.name),
    (name) => calleesOf(program, name),
  )
  const crowded = crowdedBy(funs)
  const small = new Set(funs.filter((fun) => isSmall(fun, cyclic) && !crowded.has(fun.name))
    .map((fun) => fun.name))
  const apart = new Set(funs.filter((fun) => isApart(fun, options.target)).map((fun) => fun.name))
  const facts: UnitFacts = {
    program,
    names: nameTypes(program.types),
    whole: options.whole,
    small,
    cyclic,
    apart,
    crowded,
    funText,
  }
  const files = options.whole ? [wholeFile(facts, funs, options)] : splitFiles(facts, funs, options)
  return {
    files,
    abiTs: abiTs(program),
    abiH: abiH(program),
    libs: libsOf(program),
    names: Object.fromEntries(funs.map((fun) => [fun.name, fun.display])),
  }
}

function wholeFile(
  facts: UnitFacts,
  funs: Fun[],
  options: EmitOptions,
): { path: string; text: string } {
  const unit = newUnit(facts)
  emitProgram(unit, options.kind, false)
  emitFuns(unit, funs)
  return { path: "program.c", text: fileText(unit) }
}

function splitFiles(
  facts: UnitFacts,
  funs: Fun[],
  options: EmitOptions,
): { path: string; text: string }[] {
  const homes = new Map<string, Fun[]>()
  for (const fun of funs) {
    if (facts.small.has(fun.name)) continue
    const path = homeOf(fun)
    homes.set(path, [...(homes.get(path) ?? []), fun])
  }
  const files = [...homes]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, inside]) => {
      const unit = newUnit(facts)
      emitFuns(unit, inside)
      return { path, text: fileText(unit) }
    })
  const traced = options.target === "native"
  const start = newUnit(facts)
  emitProgram(start, options.kind, traced)
  const names = traced
    ? [{ path: "names.c", text: traceTable(funs.filter((fun) => !facts.small.has(fun.name)),
      facts.cyclic) }]
    : []
  return [...files, ...names, { path: "program.c", text: fileText(start) }]
}

function emitFuns(unit: Unit, funs: Fun[]): void {
  for (const fun of funs) {
    useFun(unit, fun.name)
    need(unit, "bodies", `body ${fun.name}`, () => funText(unit, fun))
  }
}

/**
 * `inst_…` holds what generics were made into, so that a new instance leaves the module's own file
 * as it is.
 */
function homeOf(fun: Fun): string {
  const module = ident(fun.module.replace(/\.ori$/, "")) || "module"
  return /__[0-9a-z]{10}/.test(fun.name) ? `inst_${module}.c` : `${module}.c`
}

function isSmall(fun: Fun, cyclic: Set<string>): boolean {
  if (fun.inline === "always") return true
  if (fun.inline === "never" || cyclic.has(fun.name) || fun.exported || hasLoop(fun)) return false
  let steps = 0
  eachBlock(fun.body, (block) => void (steps += block.steps.length + 1))
  return steps <= SMALL
}

/**
 * V8 replaces no wasm function while it runs: a loop reaches optimised code only in a function that
 * is called often, so it must not vanish into one that runs once.
 */
function isApart(fun: Fun, target: EmitOptions["target"]): boolean {
  return fun.inline === "never" || (target === "wasm" && fun.inline !== "always" && hasLoop(fun))
}

/** More calls of one function than this in another are the work of a table, such as a literal. */
const CROWD = 200

/**
 * Functions that another one calls very often: inlined there they would make one function so large
 * that the C compiler takes minutes over it.
 */
function crowdedBy(funs: Fun[]): Set<string> {
  const crowded = new Set<string>()
  for (const fun of funs) {
    const calls = new Map<string, number>()
    eachBlock(fun.body, ({ steps }) => {
      for (const step of steps) {
        if (step.k !== "let" || step.rhs.k !== "call") continue
        calls.set(step.rhs.f, (calls.get(step.rhs.f) ?? 0) + 1)
      }
    })
    for (const [name, count] of calls) if (count > CROWD) crowded.add(name)
  }
  return crowded
}

function hasLoop(fun: Fun): boolean {
  let found = false
  eachBlock(fun.body, (block) => void (found ||= block.end.k === "loop"))
  return found
}

/** What a function may run: what it calls, and what it makes values and objects of. */
function calleesOf(program: Program, name: string): Set<string> {
  const callees = new Set<string>()
  const fun = program.funs.get(name)
  if (fun === undefined) return callees
  const atoms = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return
    if ("k" in value && value.k === "fn" && "f" in value && typeof value.f === "string")
      callees.add(value.f)
  }
  eachBlock(fun.body, (block) => {
    for (const step of block.steps) {
      if (step.k !== "let") continue
      const { rhs } = step
      if (rhs.k === "call" || rhs.k === "catch" || rhs.k === "closure") callees.add(rhs.f)
      if (rhs.k === "object")
        for (const method of program.tables.get(rhs.table)?.methods ?? []) callees.add(method)
      if ("args" in rhs) rhs.args.forEach(atoms)
      if ("captures" in rhs) rhs.captures.forEach(atoms)
    }
    if (block.end.k === "jump" || block.end.k === "return") block.end.args.forEach(atoms)
    if (block.end.k === "loop") block.end.init.forEach(atoms)
  })
  return callees
}

/**
 * Addresses and names of functions, which the runtime's native traces look up. Of those that may
 * run out of stack also the place, by its variable, so that the table stays when lines move.
 */
function traceTable(funs: Fun[], cyclic: Set<string>): string {
  const entries = funs.filter((fun) => cyclic.has(fun.name))
    .map((fun) => `extern const ori_site *const ${entryName(fun)};`)
  const protos = [...funs.map((fun) => `extern void ${fun.name}(void);`), ...entries]
  const rows = funs.map((fun) => `  { ${fun.name}, ${cText(fun.display)}, ` +
    `${cyclic.has(fun.name) ? `&${entryName(fun)}` : "NULL"} },`)
  return (
    `#include "ori.h"\n\n${protos.join("\n")}\n\nvoid ori_trace_table(void);\n\n` +
    `static const ori_function functions[] = {\n${rows.join("\n")}\n` +
    "  { NULL, NULL, NULL },\n};\n\n" +
    `void ori_trace_table(void) { ori_trace_names(functions, ${funs.length}); }\n`
  )
}

function libsOf(program: Program): string[] {
  const libs = [...program.externs.values()].flatMap((extern) =>
    extern.language === "c" && extern.from !== null && extern.from !== "libc" ? [extern.from] : [],
  )
  return [...new Set(libs)].sort()
}
