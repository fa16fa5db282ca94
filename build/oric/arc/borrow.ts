// Decides which parameters of functions are owned: the least solution that starts from "all
// borrowed".
//
// A parameter becomes owned when a function stores or returns it, passes it on as owned, or updates
// it in place: an updating primitive consumes it, one of its fields is updated, it is opened where
// a cell of its type is made, or a field of it is consumed that is all it holds or may go into a
// value of its type. That is reachability in one graph over the variables of all functions, so
// recursion needs no iteration.
//
// Fixed: function values and table methods own their parameters (an accumulator must stay unique)
// but borrow captures, and the receiver unless they write it back; what C calls (exports, `@main`,
// `@panic`, Drop impls) borrows. A function that is used both ways gets a stub for its use as a
// value.

import type { Atom, Block, Fn, Fun, J, Program, Rhs, Step, V } from "../ir/nodes.ts"
import type { Slot, T } from "../ir/types.ts"
import { NO_SITE, addFun, call, letStep, newFun, newVar, varAtom } from "../ir/build.ts"
import { data, decideRepr, holdsDrop, isOwnable, typeNode } from "../ir/layout.ts"
import { atomsOf, eachBlock, innerBlocks, primOf, rhsOf, slotOf } from "../ir/rhs.ts"

/**
 * The two reasons to own: `consumed` itself, or `updated`, itself or a field. Nodes of the graph.
 */
type Reason = "consumed" | "updated"
type Graph = {
  program: Program
  base: Map<Fn, number>
  edges: number[][]
  seeds: number[]
  joins: Map<J, V[]>
  /** Types of which the function makes values. */
  made: Set<T>
  free: (f: Fn, i: number) => boolean
}

/** Sets `Param.own` of every function. Without inference every parameter that may own does. */
export function borrow(program: Program, infer: boolean): void {
  const free = fixModes(program)
  if (!infer) return setModes(program, free, () => true)
  const graph: Graph = {
    program, base: new Map(), edges: [], seeds: [], joins: new Map(), made: new Set(), free,
  }
  let size = 0
  for (const fun of program.funs.values()) {
    graph.base.set(fun.name, size)
    size += fun.vars.length * 2
  }
  graph.edges = Array.from({ length: size }, () => [])
  for (const fun of program.funs.values()) addFunction(graph, fun)
  const reached = reach(graph)
  setModes(program, free, (fun, v) => reached[node(graph, fun, v, "consumed")] === true
    || reached[node(graph, fun, v, "updated")] === true)
}

function setModes(program: Program, free: Graph["free"], owns: (fun: Fun, v: V) => boolean): void {
  for (const fun of program.funs.values()) {
    fun.params.forEach((param, i) => {
      if (free(fun.name, i)) param.own = owns(fun, param.v) ? "own" : "borrow"
    })
  }
}

// ------------------------------------------------------------------ fixed modes

/** Sets the modes that are fixed, and says which parameters are free to be inferred. */
function fixModes(program: Program): Graph["free"] {
  const foreign = new Set(calledFromC(program))
  addStubs(program, foreign)
  const receivers = methodsOf(program)
  const looking = methodsOf(program, (slot) => !slot.writesBack)
  const values = usedAsValues(program)
  for (const fun of program.funs.values()) {
    fun.asValue = values.has(fun.name) || receivers.has(fun.name)
    fun.params.forEach((param, i) => {
      const borrows = i < fun.captures || (i === 0 && looking.has(fun.name))
      const owns = fun.asValue && !borrows && isOwnable(program.types, typeOf(fun, param.v))
      param.own = owns ? "own" : "borrow"
    })
  }
  return (f, i) => {
    const fun = program.funs.get(f)
    const param = fun?.params[i]
    if (fun === undefined || param === undefined) return false
    if (fun.asValue || foreign.has(f) || i < fun.captures) return false
    return isOwnable(program.types, typeOf(fun, param.v))
  }
}

/** The functions that tables hold in slots of some kind. */
function methodsOf(program: Program, of = (_: Slot): boolean => true): Set<Fn> {
  return new Set([...program.tables.values()].flatMap((table) => {
    const node = typeNode(program.types, table.type)
    const slots = node.k === "object" ? node.slots : []
    return table.methods.filter((_, index) => of(slots[index]!))
  }))
}

/**
 * One stub for the uses as a value and one for those in tables, where a function is also called
 * otherwise.
 */
function addStubs(program: Program, foreign: Set<Fn>): void {
  const called = new Set([...foreign, ...calledDirectly(program)])
  const receivers = methodsOf(program)
  for (const f of usedAsValues(program)) {
    if (!called.has(f) && !receivers.has(f)) continue
    const stub = addStub(program, f, "__value")
    for (const user of program.funs.values()) if (user.name !== stub) renameValue(user, f, stub)
    for (const global of program.globals) {
      if (global.value?.k === "fn" && global.value.f === f) global.value.f = stub
    }
  }
  for (const f of receivers) {
    if (!called.has(f)) continue
    const stub = addStub(program, f, "__table")
    for (const table of program.tables.values()) {
      table.methods = table.methods.map((method) => method === f ? stub : method)
    }
  }
}

/** A function with the modes that its users expect, which calls the one with inferred modes. */
function addStub(program: Program, f: Fn, suffix: string): Fn {
  const name = f + suffix
  const fun = program.funs.get(f)
  if (fun === undefined || program.funs.has(name)) return name
  const stub = addFun(program, newFun(name, fun.display, fun.module))
  stub.params = fun.params.map((param) => {
    return { v: newVar(stub, typeOf(fun, param.v), fun.vars[param.v]?.name ?? ""), own: "borrow" }
  })
  stub.results = fun.results
  stub.captures = fun.captures
  stub.never = fun.never
  const to = fun.results.map((type) => newVar(stub, type, "r"))
  const args = stub.params.map((param) => varAtom(param.v))
  const end: Block["end"] = fun.never ? { k: "never" } : { k: "return", args: to.map(varAtom) }
  stub.body = { steps: [letStep(to, call(f, args), NO_SITE)], end }
  return name
}

function renameValue(fun: Fun, f: Fn, stub: Fn): void {
  eachBlock(fun.body, (block) => {
    for (const atom of atomsOf(block)) if (atom.k === "fn" && atom.f === f) atom.f = stub
    for (const rhs of rhsOf(block)) if (rhs.k === "closure" && rhs.f === f) rhs.f = stub
  })
}

function calledFromC(program: Program): Fn[] {
  const drops = program.types.nodes.flatMap(
    (type) => type.k === "data" && type.drop !== null ? [type.drop] : []
  )
  const tests = program.tests.flatMap((test) => [test.f])
  const inits = program.globals.flatMap((global) => global.init === null ? [] : [global.init])
  return [
    ...program.exports.map((one) => one.f), ...drops, ...tests, ...inits,
    ...(program.main === null ? [] : [program.main.f]),
    ...(program.panic === null ? [] : [program.panic]),
  ]
}

function calledDirectly(program: Program): Fn[] {
  return [...program.funs.values()].flatMap((fun) => {
    const all: Fn[] = []
    eachBlock(fun.body, (block) => {
      for (const rhs of rhsOf(block)) if (rhs.k === "call" || rhs.k === "catch") all.push(rhs.f)
    })
    return all
  })
}

function usedAsValues(program: Program): Set<Fn> {
  const all = new Set<Fn>()
  for (const fun of program.funs.values()) {
    eachBlock(fun.body, (block) => {
      for (const atom of atomsOf(block)) if (atom.k === "fn") all.add(atom.f)
      for (const rhs of rhsOf(block)) if (rhs.k === "closure") all.add(rhs.f)
    })
  }
  for (const global of program.globals) if (global.value?.k === "fn") all.add(global.value.f)
  return all
}

// ------------------------------------------------------------------ the graph

function addFunction(graph: Graph, fun: Fun): void {
  graph.joins = new Map()
  graph.made = new Set()
  eachBlock(fun.body, (block) => {
    for (const step of block.steps) if (step.k === "join") graph.joins.set(step.j, step.params)
    if (block.end.k === "loop") graph.joins.set(block.end.j, block.end.params)
    for (const rhs of rhsOf(block)) if (rhs.k === "make") graph.made.add(rhs.type)
  })
  eachBlock(fun.body, (block) => {
    block.steps.forEach((step, i) => {
      if (step.k === "let") addRhs(graph, fun, step.rhs, step.to, block, i)
      if (step.k === "pin") seed(graph, fun, { k: "var", v: step.v }, "consumed")
    })
    addEnd(graph, fun, block)
  })
}

function addEnd(graph: Graph, fun: Fun, block: Block): void {
  const end = block.end
  if (end.k === "return") for (const arg of end.args) seed(graph, fun, arg, "consumed")
  const pass = (args: Atom[], params: V[]): void =>
    args.forEach((arg, i) => same(graph, fun, params[i], arg))
  if (end.k === "jump") pass(end.args, graph.joins.get(end.j) ?? [])
  if (end.k === "loop") pass(end.init, end.params)
}

function addRhs(graph: Graph, fun: Fun, rhs: Rhs, to: V[], block: Block, at: number): void {
  const both = (arg: Atom): void => {
    seed(graph, fun, arg, "consumed")
    seed(graph, fun, arg, "updated")
  }
  switch (rhs.k) {
    case "call": case "catch": return rhs.args.forEach(
      (arg, i) => addArgument(graph, fun, rhs.f, i, arg)
    )
    case "callValue": return rhs.args.forEach(both)
    case "callVirtual": {
      if (slotOf(graph.program.types, fun, rhs)?.writesBack === true) both(rhs.on)
      return rhs.args.forEach(both)
    }
    case "prim": {
      const params = primOf(rhs.op).params
      return rhs.args.forEach((arg, i) => {
        if (params[i]?.asks === true) both(arg)
        else if (params[i]?.own === true) seed(graph, fun, arg, "consumed")
      })
    }
    case "make": return rhs.args.forEach((arg) => seed(graph, fun, arg, "consumed"))
    case "closure": return rhs.captures.forEach((arg) => seed(graph, fun, arg, "consumed"))
    case "object": case "cell": case "cellSet": return seed(graph, fun, rhs.value, "consumed")
    case "copy": return same(graph, fun, to[0], rhs.of)
    case "get":
      edge(graph, fun, to[0], "updated", rhs.of, "updated")
      if (remade(graph, fun, rhs.of, block, at)) seed(graph, fun, rhs.of, "updated")
      if (givesUp(graph, fun, rhs)) edge(graph, fun, to[0], "consumed", rhs.of, "updated")
      return
    case "open": {
      const of: Atom = { k: "var", v: rhs.of }
      for (const v of to) {
        edge(graph, fun, v, "updated", of, "updated")
        edge(graph, fun, v, "consumed", of, "updated")
      }
      if (remade(graph, fun, of, block, at)) seed(graph, fun, of, "updated")
      return
    }
    default: return
  }
}

/** The callee's parameter decides; if its mode is fixed, it has. */
function addArgument(graph: Graph, fun: Fun, f: Fn, i: number, arg: Atom): void {
  const callee = graph.program.funs.get(f)
  const param = callee?.params[i]
  if (callee === undefined || param === undefined || arg.k !== "var") return
  for (const reason of ["consumed", "updated"] as const) {
    if (!graph.free(f, i)) {
      if (param.own === "own") seed(graph, fun, arg, reason)
      continue
    }
    for (const from of ["consumed", "updated"] as const) {
      graph.edges[node(graph, callee, param.v, from)]?.push(node(graph, fun, arg.v, reason))
    }
  }
}

/** Is a boxed value of the same type made after this step, so that the memory could be reused? */
function remade(graph: Graph, fun: Fun, of: Atom, block: Block, at: number): boolean {
  if (of.k !== "var") return false
  const types = graph.program.types
  const type = typeOf(fun, of.v)
  if (typeNode(types, type).k !== "data" || decideRepr(types, type).k !== "boxed") return false
  if (holdsDrop(types, type)) return false
  const makes = (step: Step): boolean => step.k === "let" && step.rhs.k === "make"
    && step.rhs.type === type
  const inside = (inner: Block): boolean => inner.steps.some(makes)
    || innerBlocks(inner).some(inside)
  const rest: Block = { steps: block.steps.slice(at + 1), end: block.end }
  return inside(rest)
}

/**
 * Does who has the value lose nothing by giving it up for one of its fields? It holds nothing else;
 * or the function makes values of its type, and so this one probably goes into one of them.
 */
function givesUp(graph: Graph, fun: Fun, { of, tag }: Extract<Rhs, { k: "get" }>): boolean {
  if (of.k !== "var") return false
  const types = graph.program.types
  const type = typeOf(fun, of.v)
  if (holdsDrop(types, type)) return false
  return graph.made.has(type) || data(types, type).variants[tag]?.fields.length === 1
}

function same(graph: Graph, fun: Fun, from: V | undefined, to: Atom): void {
  edge(graph, fun, from, "consumed", to, "consumed")
  edge(graph, fun, from, "updated", to, "updated")
}

function edge(
  graph: Graph, fun: Fun, from: V | undefined, why: Reason, to: Atom, then: Reason,
): void {
  if (from === undefined || to.k !== "var") return
  graph.edges[node(graph, fun, from, why)]?.push(node(graph, fun, to.v, then))
}

function seed(graph: Graph, fun: Fun, arg: Atom, reason: Reason): void {
  if (arg.k === "var") graph.seeds.push(node(graph, fun, arg.v, reason))
}

function node(graph: Graph, fun: Fun, v: V, reason: Reason): number {
  return (graph.base.get(fun.name) ?? 0) + v * 2 + (reason === "updated" ? 1 : 0)
}

function reach(graph: Graph): boolean[] {
  const reached: boolean[] = new Array<boolean>(graph.edges.length).fill(false)
  const work = [...graph.seeds]
  for (let at = work.pop(); at !== undefined; at = work.pop()) {
    if (reached[at] === true) continue
    reached[at] = true
    work.push(...(graph.edges[at] ?? []))
  }
  return reached
}

function typeOf(fun: Fun, v: V): number {
  return fun.vars[v]?.type ?? 0
}
