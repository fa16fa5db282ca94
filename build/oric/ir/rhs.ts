// What every right-hand side does with its operands and what it yields: the one table that
// printing, verifying, counting and interpreting share.

import type { Atom, Block, End, Fun, Program, Rhs, Test, V } from "./nodes.ts"
import type { Prim, PrimType } from "./prims.ts"
import type { Slot, T, TypeTable } from "./types.ts"
import { BOOL, BYTE, CHAR, FLOAT, HANDLE, INT, POINTER, STR, TAG, TOKEN, UNIT } from "./types.ts"
import { data, listType, typeNode } from "./layout.ts"
import { PRIMS } from "./prims.ts"

/** `own`: the step consumes the operand. */
export type Operand = { atom: Atom; own: boolean }

/** The operands in order of evaluation; a reused token is the last one. */
export function operands(program: Program, fun: Fun, rhs: Rhs): Operand[] {
  switch (rhs.k) {
    case "prim": return primOperands(primOf(rhs.op), rhs.args)
    case "call": case "catch": {
      const params = funOf(program, rhs.f).params
      return rhs.args.map((atom, i) => ({ atom, own: params[i]?.own === "own" }))
    }
    case "callValue": return [borrowed(rhs.f), ...rhs.args.map(owned)]
    case "callVirtual": {
      const on = { atom: rhs.on, own: slotOf(program.types, fun, rhs)?.writesBack === true }
      return [on, ...rhs.args.map(owned)]
    }
    case "extern": return rhs.args.map(borrowed)
    case "make": {
      const args = rhs.args.map(owned)
      return rhs.token === null ? args : [...args, owned({ k: "var", v: rhs.token })]
    }
    case "get": case "tagOf": case "cellGet": case "cellTake": return [borrowed(rhs.of)]
    case "open": case "reset": return [owned({ k: "var", v: rhs.of })]
    case "closure": return rhs.captures.map(owned)
    case "object": case "cell": return [owned(rhs.value)]
    case "cellSet": return [borrowed(rhs.of), owned(rhs.value)]
    case "copy": return [owned(rhs.of)]
    case "global": return []
  }
}

/** The operands of an end: what a jump consumes depends on the parameter of its target. */
export function endOperands(fun: Fun, end: End, paramsOf: (j: number) => V[]): Operand[] {
  const passed = (args: Atom[], params: V[]): Operand[] =>
    args.map((atom, i) => ({ atom, own: fun.vars[params[i] ?? -1]?.own === true }))
  switch (end.k) {
    case "return": return end.args.map(owned)
    case "jump": return passed(end.args, paramsOf(end.j))
    case "loop": return passed(end.init, end.params)
    case "switch": return [borrowed(end.on)]
    case "panic": return [borrowed(end.message)]
    case "reraise": case "never": return []
  }
}

/**
 * Is the result a view, and of what? A global and the content of a provider cell have no base that
 * moves.
 */
export type View =
  | { k: "none" } | { k: "of"; base: Atom } | { k: "global" } | { k: "cell"; cell: Atom }

export function viewOf(rhs: Rhs): View {
  switch (rhs.k) {
    case "get": return { k: "of", base: rhs.of }
    case "global": return { k: "global" }
    case "cellGet": return { k: "cell", cell: rhs.of }
    case "prim": {
      const base = rhs.args[0]
      const view = primOf(rhs.op).results[0]?.view === true
      return view && base !== undefined ? { k: "of", base } : { k: "none" }
    }
    default: return { k: "none" }
  }
}

/** Can the step panic? A call can, unless somebody proves that it does not. */
export function mayPanic(rhs: Rhs): boolean {
  switch (rhs.k) {
    case "prim": return primOf(rhs.op).panics
    case "call": case "callValue": case "callVirtual": case "extern": return true
    default: return false
  }
}

/** May the step run code that writes a provider cell or frees what one holds? */
export function writesCells(rhs: Rhs): boolean {
  switch (rhs.k) {
    case "call": case "callValue": case "callVirtual": case "catch": case "extern":
    case "cellTake": case "cellSet":
      return true
    default: return false
  }
}

/**
 * Types of the results; null where only the declared variables say it (an extern's, checked by
 * `emit`).
 */
export function resultTypes(program: Program, fun: Fun, rhs: Rhs): T[] | null {
  const types = program.types
  switch (rhs.k) {
    case "prim": return primOf(rhs.op).results.map(
      (result) => primType(types, result.type, rhs.types)
    )
    case "call": return funOf(program, rhs.f).results
    case "catch": return [BOOL, STR, ...funOf(program, rhs.f).results]
    case "callValue": {
      const node = typeNode(types, atomType(fun, rhs.f))
      return node.k === "fn" ? node.results : null
    }
    case "callVirtual": return slotOf(types, fun, rhs)?.results ?? null
    case "extern": return null
    case "make": case "closure": case "object": case "cell": return [rhs.type]
    case "get": return [fieldType(types, atomType(fun, rhs.of), rhs.tag, rhs.index)]
    case "tagOf": return [TAG]
    case "open": {
      const fields = data(types, varType(fun, rhs.of)).variants[rhs.tag]?.fields ?? []
      return [...fields.map((field) => field.type), ...(rhs.token ? [TOKEN] : [])]
    }
    case "global": {
      const global = program.globals.find((known) => known.name === rhs.name)
      return global === undefined ? null : [global.type]
    }
    case "cellGet": case "cellTake": {
      const node = typeNode(types, atomType(fun, rhs.of))
      return node.k === "cell" ? [node.of] : null
    }
    case "cellSet": return []
    case "reset": return [TOKEN]
    case "copy": return [atomType(fun, rhs.of)]
  }
}

/** The method that a virtual call means; undefined if its object has none there. */
export function slotOf(
  types: TypeTable, fun: Fun, rhs: Extract<Rhs, { k: "callVirtual" }>,
): Slot | undefined {
  const node = typeNode(types, atomType(fun, rhs.on))
  return node.k === "object" ? node.slots[rhs.slot] : undefined
}

export function atomType(fun: Fun, atom: Atom): T {
  switch (atom.k) {
    case "var": return varType(fun, atom.v)
    case "int": return INT
    case "float": return FLOAT
    case "bool": return BOOL
    case "byte": return BYTE
    case "char": return CHAR
    case "str": return STR
    case "unit": return UNIT
    case "tag": case "fn": return atom.type
  }
}

export function varType(fun: Fun, v: V): T {
  const known = fun.vars[v]
  if (known === undefined) throw new Error(`${fun.name} has no variable ${v}`)
  return known.type
}

export function funOf(program: Program, name: string): Fun {
  const fun = program.funs.get(name)
  if (fun === undefined) throw new Error(`no function ${name}`)
  return fun
}

export function primOf(op: string): Prim {
  const known = PRIMS.get(op)
  if (known === undefined) throw new Error(`no primitive ${op}`)
  return known
}

export function primType(types: TypeTable, type: PrimType, args: T[]): T {
  switch (type) {
    case "int": return INT
    case "float": return FLOAT
    case "bool": return BOOL
    case "byte": return BYTE
    case "char": return CHAR
    case "unit": return UNIT
    case "str": return STR
    case "handle": return HANDLE
    case "pointer": return POINTER
    case "T": case "object": return args[0] ?? UNIT
    case "[T]": return listType(types, args[0] ?? UNIT)
    case "[byte]": return listType(types, BYTE)
    case "[str]": return listType(types, STR)
    case "[char]": return listType(types, CHAR)
  }
}

export function fieldType(types: TypeTable, type: T, tag: number, index: number): T {
  const field = data(types, type).variants[tag]?.fields[index]
  if (field === undefined) throw new Error(`type ${type} has no field ${tag}.${index}`)
  return field.type
}

/** The blocks directly inside a block, in text order. */
export function innerBlocks(block: Block): Block[] {
  const joins = block.steps.flatMap((step) => step.k === "join" ? [step.body] : [])
  return [...joins, ...endBlocks(block.end)]
}

/** The blocks that a block ends with: not the bodies of its joins. */
export function endBlocks(end: End): Block[] {
  if (end.k === "loop") return [end.body]
  if (end.k !== "switch") return []
  return [...end.cases.map((one) => one.body), ...(end.other === null ? [] : [end.other])]
}

/** Every block of a function, outer ones first. */
export function eachBlock(block: Block, visit: (block: Block) => void): void {
  visit(block)
  for (const inner of innerBlocks(block)) eachBlock(inner, visit)
}

/** The right-hand sides of the steps of a block, without inner blocks. */
export function rhsOf(block: Block): Rhs[] {
  return block.steps.flatMap((step) => step.k === "let" ? [step.rhs] : [])
}

/** The operands of the steps and of the end of a block, without inner blocks. */
export function atomsOf(block: Block): Atom[] {
  return [...rhsOf(block).flatMap(rhsAtoms), ...endAtoms(block.end)]
}

export function endAtoms(end: End): Atom[] {
  switch (end.k) {
    case "loop": return end.init
    case "jump": case "return": return end.args
    case "switch": return [end.on]
    case "panic": return [end.message]
    case "reraise": case "never": return []
  }
}

export function rhsAtoms(rhs: Rhs): Atom[] {
  switch (rhs.k) {
    case "prim": case "call": case "extern": case "catch": return rhs.args
    case "make": return rhs.token === null ? rhs.args : [...rhs.args, { k: "var", v: rhs.token }]
    case "callValue": return [rhs.f, ...rhs.args]
    case "callVirtual": return [rhs.on, ...rhs.args]
    case "closure": return rhs.captures
    case "object": case "cell": return [rhs.value]
    case "cellSet": return [rhs.of, rhs.value]
    case "get": case "tagOf": case "cellGet": case "cellTake": case "copy": return [rhs.of]
    case "open": case "reset": return [{ k: "var", v: rhs.of }]
    case "global": return []
  }
}

/** The results of each `catch` but the first two, by the variable of its first. */
export function caughtResults(fun: Fun): Map<V, V[]> {
  const results = new Map<V, V[]>()
  eachBlock(fun.body, (block) => {
    for (const step of block.steps) {
      const ok = step.k === "let" && step.rhs.k === "catch" ? step.to[0] : undefined
      if (step.k === "let" && ok !== undefined) results.set(ok, step.to.slice(2))
    }
  })
  return results
}

/**
 * The results that a `catch` did not give, in the branch of a switch on its first result where that
 * is false: they are zeros there, and nobody counts them.
 */
export function absent(caught: Map<V, V[]>, on: Atom, test: Test): V[] {
  if (on.k !== "var" || test.k !== "bool" || test.value) return []
  return caught.get(on.v) ?? []
}

function primOperands(prim: Prim, args: Atom[]): Operand[] {
  return args.map((atom, i) => {
    const param = prim.params[i] ?? (prim.variadic ? prim.params.at(-1) : undefined)
    return { atom, own: param?.own === true }
  })
}

function owned(atom: Atom): Operand {
  return { atom, own: true }
}

function borrowed(atom: Atom): Operand {
  return { atom, own: false }
}
