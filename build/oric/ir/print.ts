// The text form of IR, which `read.ts` reads back: goldens, `emit --stage ir` and hand-written
// tests speak it.
//
// Variables are `%name`, later ones of the same name `%name.1`; every definition carries its type.
// With `marks`, an operand that its step consumes is followed by `!`, so that a reader sees each
// move; the reader ignores the marks.

import type { Atom, Block, End, Fun, Program, Rhs, Step, Test, V } from "./nodes.ts"
import type { DataType, IrType, T, TypeTable } from "./types.ts"
import { TAG } from "./types.ts"
import { isOwnable, typeNode } from "./layout.ts"
import { atomType, operands, endOperands } from "./rhs.ts"

type Options = { marks: boolean }
type Printer = {
  program: Program
  fun: Fun
  names: string[]
  params: Map<number, V[]>
  marks: boolean
  lines: string[]
}

/**
 * The whole program: types, tables, globals and the rest that functions refer to, then functions by
 * name.
 */
export function printProgram(program: Program, options: Options): string {
  const lines = [...printTypes(program.types), ...printTables(program)]
  const funs = [...program.funs.values()].sort((a, b) => a.name < b.name ? -1 : 1)
  return [...lines, ...funs.map((fun) => printFun(program, fun, options))].join("\n") + "\n"
}

export function printFun(program: Program, fun: Fun, options: Options): string {
  const printer: Printer = {
    program, fun, names: varNames(fun), params: new Map(), marks: options.marks, lines: [],
  }
  const params = fun.params.map((param) => {
    const own = param.own === "own" && isOwnable(program.types, typeOf(fun, param.v)) ? "!" : ""
    return `${name(printer, param.v)}${own}: ${printType(program.types, typeOf(fun, param.v))}`
  })
  const results = fun.results.map((type) => printType(program.types, type)).join(", ")
  const flags = funFlags(fun)
  printer.lines.push(`fn ${fun.name}(${params.join(", ")}) -> (${results})${flags} {`)
  printBlock(printer, fun.body, "  ")
  printer.lines.push("}")
  return printer.lines.join("\n")
}

/** Dups, drops, allocations and reuses in the text of a function: the line that goldens defend. */
export function countLine(fun: Fun): string {
  const counts = { dup: 0, drop: 0, alloc: 0, reuse: 0 }
  const visit = (block: Block): void => {
    for (const step of block.steps) {
      if (step.k === "dup") counts.dup++
      if (step.k === "drop" || step.k === "unpin") counts.drop++
      if (step.k === "join") visit(step.body)
      if (step.k !== "let" || step.rhs.k !== "make") continue
      if (step.rhs.token === null) counts.alloc++
      else counts.reuse++
    }
    const end = block.end
    if (end.k === "loop") visit(end.body)
    if (end.k === "switch") {
      for (const body of [...end.cases.map((one) => one.body), end.other]) if (body) visit(body)
    }
  }
  visit(fun.body)
  return `counts: dup ${counts.dup} drop ${counts.drop} alloc ${counts.alloc} reuse ${counts.reuse}`
}

/**
 * A type as the reader reads it; a data or object type by its name, quoted where it is no plain
 * word.
 */
export function printType(types: TypeTable, type: T): string {
  const node = typeNode(types, type)
  switch (node.k) {
    case "list": return `[${printType(types, node.of)}]`
    case "cell": return `cell ${printType(types, node.of)}`
    case "fn": return `fn${signature(types, node.params, node.results)}`
    case "data": case "object": return nominalName(types, type, node)
    default: return node.k
  }
}

/** Variable names of a function, unique in it. */
export function varNames(fun: Fun): string[] {
  const used = new Map<string, number>()
  return fun.vars.map((v) => {
    const base = v.name.replace(/[^\p{L}\p{N}_]/gu, "_") || "v"
    const count = used.get(base) ?? 0
    used.set(base, count + 1)
    return count === 0 ? `%${base}` : `%${base}.${count}`
  })
}

// ------------------------------------------------------------------ program level

function printTypes(types: TypeTable): string[] {
  return types.nodes.flatMap((node, type) => {
    if (node.k === "data") return [printData(types, type, node)]
    if (node.k !== "object") return []
    const slots = node.slots.map((slot) =>
      slot.name + signature(types, slot.params, slot.results) + (slot.writesBack ? " writes" : ""))
    const drops = node.drops ? " drops" : ""
    return [`object ${nominalName(types, type, node)} { ${slots.join("; ")} }${drops}`]
  })
}

function printData(types: TypeTable, type: T, node: DataType): string {
  const variants = node.variants.map((variant) => {
    const fields = variant.fields.map(
      (field) => `${word(field.name)}: ${printType(types, field.type)}`
    )
    return fields.length === 0 ? word(variant.name) : `${word(variant.name)}(${fields.join(", ")})`
  })
  const drop = node.drop === null ? "" : ` drop ${node.drop}`
  return `data ${nominalName(types, type, node)} { ${variants.join("; ")} }${drop}`
}

function printTables(program: Program): string[] {
  const types = program.types
  const tables = [...program.tables.values()].map((table) =>
    `table ${table.name}: ${printType(types, table.type)} for ${printType(types, table.self)}`
    + ` { ${table.methods.join(", ")} }`)
  const globals = program.globals.map((global) => {
    const value = global.value === null ? "" : ` = ${constantAtom(types, global.value)}`
    const init = global.init === null ? "" : ` init ${global.init}`
    return `global ${global.name}: ${printType(types, global.type)}${init}${value}`
  })
  const json = (kind: string, values: object[]): string[] =>
    values.map((value) => `${kind} ${JSON.stringify(JSON.stringify(value))}`)
  return [
    ...tables, ...globals,
    ...json("extern", [...program.externs.values()]), ...json("export", program.exports),
    ...json("site", program.sites), ...json("test", program.tests),
    ...json("main", program.main === null ? [] : [program.main]),
    ...(program.panic === null ? [] : [`onpanic ${program.panic}`]),
  ]
}

/** Flags and the facts that differ from what a plain function has. */
function funFlags(fun: Fun): string {
  const flags = [
    fun.display === fun.name ? "" : `display ${JSON.stringify(fun.display)}`,
    fun.module === "" ? "" : `module ${JSON.stringify(fun.module)}`,
    fun.captures > 0 ? `captures ${fun.captures}` : "",
    fun.asValue ? "value" : "", fun.exported ? "exported" : "", fun.never ? "never" : "",
    fun.unwinds ? "unwinds" : "", fun.inline === "auto" ? "" : `inline ${fun.inline}`,
  ]
  return flags.filter((flag) => flag !== "").map((flag) => ` ${flag}`).join("")
}

function nominalName(types: TypeTable, type: T, node: Extract<IrType, { name: string }>): string {
  const first = types.nodes.findIndex((other) => "name" in other && other.name === node.name)
  return word(first === type ? node.name : `${node.name}#${type}`)
}

function signature(types: TypeTable, params: T[], results: T[]): string {
  const list = (all: T[]): string => `(${all.map((type) => printType(types, type)).join(", ")})`
  return `${list(params)} -> ${list(results)}`
}

function word(name: string): string {
  return /^[\p{L}\p{N}_]+$/u.test(name) ? name : JSON.stringify(name)
}

// ------------------------------------------------------------------ functions

function printBlock(p: Printer, block: Block, indent: string): void {
  for (const step of block.steps) if (step.k === "join") p.params.set(step.j, step.params)
  for (const step of block.steps) printStep(p, step, indent)
  printEnd(p, block.end, indent)
}

function printStep(p: Printer, step: Step, indent: string): void {
  const line = (text: string): void => void p.lines.push(indent + text)
  switch (step.k) {
    case "let": {
      const to = step.to.map(
        (v) => `${name(p, v)}: ${printType(p.program.types, typeOf(p.fun, v))}`
      )
      const head = to.length === 0 ? "" : `${to.join(", ")} = `
      return line(head + printRhs(p, step.rhs) + site(step.site) + unwind(p, step.unwind))
    }
    case "join":
      line(`join j${step.j}(${step.params.map((v) => param(p, v)).join(", ")}) {`)
      printBlock(p, step.body, indent + "  ")
      return line("}")
    case "unpin": return line(`unpin ${name(p, step.v)}${site(step.site)}${unwind(p, step.unwind)}`)
    case "drop": return line(`drop ${name(p, step.v)}${unwind(p, step.unwind ?? [])}`)
    default: return line(`${step.k} ${name(p, step.v)}`)
  }
}

function printEnd(p: Printer, end: End, indent: string): void {
  const line = (text: string): void => void p.lines.push(indent + text)
  if (end.k === "loop") p.params.set(end.j, end.params)
  const args = marked(p, endOperands(p.fun, end, (j) => p.params.get(j) ?? []))
  switch (end.k) {
    case "loop":
      line(
        `loop j${end.j}(${end.params.map((v, i) => `${param(p, v)} = ${args[i]}`).join(", ")}) {`
      )
      printBlock(p, end.body, indent + "  ")
      return line("}")
    case "jump": return line(`jump j${end.j}(${args.join(", ")})`)
    case "return": return line(`return${args.length === 0 ? "" : ` ${args.join(", ")}`}`)
    case "panic": return line(`panic ${args[0]}${site(end.site)}${unwind(p, end.unwind)}`)
    case "reraise": case "never": return line(end.k)
    case "switch":
      line(`switch ${args[0]} {`)
      for (const { test, body } of end.cases) {
        line(`case ${printTest(p, end.on, test)}`)
        printBlock(p, body, indent + "  ")
      }
      if (end.other !== null) {
        line("else")
        printBlock(p, end.other, indent + "  ")
      }
      return line("}")
  }
}

function printTest(p: Printer, on: Atom, test: Test): string {
  if (test.k !== "tag") return String(test.value)
  const type = atomType(p.fun, on)
  return type === TAG ? `#${test.tag}` : variantName(p, type, test.tag)
}

function printRhs(p: Printer, rhs: Rhs): string {
  const types = p.program.types
  const all = marked(p, operands(p.program, p.fun, rhs))
  const list = (from: number): string => `(${all.slice(from).join(", ")})`
  switch (rhs.k) {
    case "prim": {
      const at = rhs.types.length === 0
        ? ""
        : `<${rhs.types.map((type) => printType(types, type)).join(", ")}>`
      return `${rhs.op}${at}${list(0)}`
    }
    case "call": return `call ${rhs.f}${list(0)}`
    case "catch": return `catch ${rhs.f}${list(0)}`
    case "callValue": return `value ${all[0]}${list(1)}`
    case "callVirtual": return `virtual ${all[0]} ${rhs.slot}${list(1)}`
    case "extern": return `extern ${rhs.x}${list(0)}`
    case "make": {
      const args = rhs.token === null ? all : all.slice(0, -1)
      const using = rhs.token === null ? "" : ` using ${all.at(-1)}`
      return `make ${variantName(p, rhs.type, rhs.tag)}(${args.join(", ")})${using}`
    }
    case "get": {
      const field = fieldName(p, atomType(p.fun, rhs.of), rhs.tag, rhs.index)
      return `get ${field} of ${all[0]}`
    }
    case "tagOf": return `tagof ${all[0]}`
    case "open": {
      const variant = variantName(p, typeOf(p.fun, rhs.of), rhs.tag)
      return `open ${variant} of ${all[0]}${rhs.token ? " keep" : ""}`
    }
    case "closure": return `closure ${rhs.heap ? "heap" : "stack"} ${rhs.f}${list(0)}`
    case "object": return `object ${rhs.table}${list(0)}`
    case "global": return `global ${rhs.name}`
    case "cell": return `cell ${rhs.heap ? "heap" : "stack"} ${all[0]}`
    case "cellGet": return `cellget ${all[0]}`
    case "cellTake": return `celltake ${all[0]}`
    case "cellSet": return `cellset ${all[0]} ${all[1]}`
    case "reset": return `reset ${all[0]}`
    case "copy": return `copy ${all[0]}`
  }
}

function marked(p: Printer, all: { atom: Atom; own: boolean }[]): string[] {
  return all.map(({ atom, own }) => {
    const moves = p.marks && own && atom.k === "var"
      && isOwnable(p.program.types, typeOf(p.fun, atom.v))
    return printAtom(p, atom) + (moves ? "!" : "")
  })
}

function printAtom(p: Printer, atom: Atom): string {
  return atom.k === "var" ? name(p, atom.v) : constantAtom(p.program.types, atom)
}

function constantAtom(types: TypeTable, atom: Atom): string {
  switch (atom.k) {
    case "var": throw new Error("a variable is no constant")
    case "int": case "bool": return String(atom.value)
    case "float": return floatText(atom.value)
    case "byte": case "char": return `${atom.k} ${atom.value}`
    case "str": return JSON.stringify(atom.value)
    case "unit": return "unit"
    case "tag": return `tag ${printType(types, atom.type)} ${variantOf(types, atom.type, atom.tag)}`
    case "fn": return `fn ${atom.f}: ${printType(types, atom.type)}`
  }
}

function floatText(value: number): string {
  if (Object.is(value, -0)) return "-0.0"
  if (!Number.isFinite(value)) {
    return `float ${Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf"}`
  }
  const text = String(value)
  return /[.e]/.test(text) ? text : `${text}.0`
}

function variantName(p: Printer, type: T, tag: number): string {
  return variantOf(p.program.types, type, tag)
}

/** By name where it is the only one, else by number. */
function variantOf(types: TypeTable, type: T, tag: number): string {
  const node = typeNode(types, type)
  if (node.k !== "data") return `#${tag}`
  return uniqueName(node.variants, tag)
}

function fieldName(p: Printer, type: T, tag: number, index: number): string {
  const node = typeNode(p.program.types, type)
  const fields = node.k === "data" ? node.variants[tag]?.fields ?? [] : []
  return `${variantName(p, type, tag)} ${uniqueName(fields, index)}`
}

function uniqueName(all: { name: string }[], index: number): string {
  const own = all[index]?.name ?? ""
  const only = all.filter((other) => other.name === own).length === 1
  return only && /^[\p{L}_][\p{L}\p{N}_]*$/u.test(own) ? own : `#${index}`
}

function param(p: Printer, v: V): string {
  const own = p.marks && p.fun.vars[v]?.own === true ? "!" : ""
  return `${name(p, v)}${own}: ${printType(p.program.types, typeOf(p.fun, v))}`
}

function site(at: number): string {
  return at < 0 ? "" : ` @${at}`
}

function unwind(p: Printer, vars: V[]): string {
  return vars.length === 0 ? "" : ` unwind (${vars.map((v) => name(p, v)).join(", ")})`
}

function name(p: Printer, v: V): string {
  return p.names[v] ?? `%?${v}`
}

function typeOf(fun: Fun, v: V): T {
  return fun.vars[v]?.type ?? 0
}
