// Runs IR on a simulated heap, before or after counts are inserted: the oracle of arc.
//
// With counts, it updates in place exactly where the emitted C would, so a missing dup shows as a
// wrong result, a missing drop as a leak, and one too many as a fault at once, in microseconds and
// without a C compiler.

import type { Atom, Block, End, Fun, J, Program, Rhs, Step, Test, V } from "./nodes.ts"
import type { T } from "./types.ts"
import { STR, TOKEN } from "./types.ts"
import { fieldsOf, object, open, reset, show, str, tagOf, zero } from "./interpret_data.ts"
import type { Counts, Heap, Obj, Value } from "./interpret_heap.ts"
import {
  allocate, drop, dup, fault, isObject, owned, plain, release, text,
} from "./interpret_heap.ts"
import type { PrimContext } from "./interpret_operands.ts"
import { runPrim } from "./interpret_prims.ts"
import { data, decideRepr } from "./layout.ts"
import { varNames } from "./print.ts"
import { funOf, slotOf, varType } from "./rhs.ts"

export type Outcome = {
  output: string
  results: string[]
  /** The message of a panic that nobody caught. */
  panic: string | null
  /** A fault of the IR: use after free, a variable without value. */
  fault: string | null
  leaks: string[]
  counts: Counts
}

export type RunOptions = {
  counting: boolean
  args: Value[]
  /** Steps at most, so that no test hangs. */
  fuel: number
  externs: Map<string, (args: Value[]) => Value[]>
}

type Frame = { fun: Fun; vars: Value[]; joins: Map<J, { params: V[]; body: Block }>; pending: V[] }
type Panic = { panic: string }
type Machine = PrimContext & {
  program: Program
  options: RunOptions
  globals: Map<string, Value>
  fuel: number
  statics: Map<string, Obj>
}

/** Initialises the globals, runs a function, frees the globals, and says what happened. */
export function interpret(program: Program, f: string, options: Partial<RunOptions>): Outcome {
  const m = machine(
    program, { counting: false, args: [], fuel: 1e6, externs: new Map(), ...options },
  )
  const outcome: Outcome = {
    output: "", results: [], panic: null, fault: null, leaks: [], counts: m.heap.counts,
  }
  try {
    initGlobals(m)
    const results = callFun(m, f, m.options.args)
    outcome.results = results.map((value) => show(value))
    results.forEach((value) => drop(m.heap, value))
    for (const global of program.globals.toReversed()) {
      drop(m.heap, m.globals.get(global.name) ?? null)
    }
    if (m.options.counting) {
      outcome.leaks = [...m.heap.live].map((value) => `${value.kind} ${value.name}`)
    }
  } catch (error) {
    if (isPanic(error)) outcome.panic = error.panic
    else outcome.fault = error instanceof Error ? error.message : String(error)
  }
  m.heap.counts.live = m.heap.live.size
  outcome.output = m.output.join("")
  return outcome
}

function machine(program: Program, options: RunOptions): Machine {
  const counts: Counts = { dup: 0, drop: 0, alloc: 0, reuse: 0, live: 0 }
  const heap: Heap = {
    counting: options.counting, live: new Set(), counts, onDrop: () => undefined,
  }
  const m: Machine = {
    program, options, heap, panic, globals: new Map(), fuel: options.fuel, output: [],
    statics: new Map(),
  }
  heap.onDrop = (value) => {
    const node = data(program.types, value.type)
    if (node.drop !== null) callFun(m, node.drop, [value])
  }
  return m
}

function initGlobals(m: Machine): void {
  for (const global of m.program.globals) {
    const value = global.init === null
      ? constant(m, global.value ?? { k: "unit" })
      : callFun(m, global.init, [])[0]
    m.globals.set(global.name, value ?? null)
  }
}

function panic(message: string): never {
  const raised: Panic = { panic: message }
  throw raised
}

function isPanic(error: unknown): error is Panic {
  return typeof error === "object" && error !== null && "panic" in error
}

// ------------------------------------------------------------------ functions and blocks

function callFun(m: Machine, f: string, args: Value[]): Value[] {
  const fun = funOf(m.program, f)
  const frame: Frame = { fun, vars: [], joins: new Map(), pending: [] }
  if (args.length !== fun.params.length) {
    fault(`${f} takes ${fun.params.length} values, not ${args.length}`)
  }
  fun.params.forEach((param, i) => frame.vars[param.v] = args[i] ?? null)
  try {
    return runBody(m, frame)
  } catch (error) {
    if (isPanic(error) && fun.unwinds) {
      for (const v of frame.pending) dropVar(m, frame, v)
    }
    throw error
  }
}

function runBody(m: Machine, frame: Frame): Value[] {
  let block = frame.fun.body
  for (;;) {
    for (const step of block.steps) runStep(m, frame, step)
    const end = block.end
    if (--m.fuel < 0) fault("out of fuel")
    switch (end.k) {
      case "return": return end.args.map((arg) => read(m, frame, arg))
      case "loop":
        assign(frame, end.params, end.init.map((arg) => pass(m, frame, arg)))
        frame.joins.set(end.j, { params: end.params, body: end.body })
        block = end.body
        break
      case "jump": {
        const target = frame.joins.get(end.j) ?? fault(`jump to j${end.j}, never declared`)
        assign(frame, target.params, end.args.map((arg) => pass(m, frame, arg)))
        block = target.body
        break
      }
      case "switch": block = choose(m, frame, end); break
      case "panic":
        frame.pending = end.unwind
        return panic(str(read(m, frame, end.message)))
      case "reraise":
        frame.pending = []
        return panic("reraised")
      case "never": return fault("reached what cannot be reached")
    }
  }
}

function choose(m: Machine, frame: Frame, end: Extract<End, { k: "switch" }>): Block {
  const on = read(m, frame, end.on)
  const key = typeof on === "object" && on !== null ? tagOf(on) : on
  const matches = (test: Test): boolean =>
    test.k === "int"
      ? BigInt(key as number) === test.value
      : (test.k === "tag" ? test.tag : test.value) === key
  return end.cases.find(({ test }) => matches(test))?.body ?? end.other
    ?? fault(`no case for ${show(on)}`)
}

function runStep(m: Machine, frame: Frame, step: Step): void {
  if (--m.fuel < 0) fault("out of fuel")
  switch (step.k) {
    case "let":
      frame.pending = step.unwind
      return assign(frame, step.to, runRhs(m, frame, step.rhs))
    case "join": return void frame.joins.set(step.j, { params: step.params, body: step.body })
    case "dup": return dup(m.heap, readVar(frame, step.v))
    case "free": return dropVar(m, frame, step.v)
    case "drop":
      frame.pending = step.unwind ?? []
      return dropVar(m, frame, step.v)
    case "unpin":
      frame.pending = step.unwind
      return m.options.counting ? dropVar(m, frame, step.v) : undefined
    case "pin": return
  }
}

function assign(frame: Frame, to: V[], values: Value[]): void {
  if (to.length !== values.length) fault(`${values.length} results for ${to.length} variables`)
  to.forEach((v, i) => frame.vars[v] = values[i] ?? null)
}

function dropVar(m: Machine, frame: Frame, v: V): void {
  const value = readVar(frame, v)
  if (varType(frame.fun, v) !== TOKEN) return drop(m.heap, value)
  if (isObject(value)) release(m.heap, value)
}

function readVar(frame: Frame, v: V): Value {
  const value = frame.vars[v]
  return value === undefined
    ? fault(`${frame.fun.name}: ${varNames(frame.fun)[v]} has no value`)
    : value
}

function read(m: Machine, frame: Frame, atom: Atom): Value {
  if (atom.k !== "var") return constant(m, atom)
  const value = readVar(frame, atom.v)
  if (isObject(value) && value.dead) {
    fault(`${frame.fun.name}: ${varNames(frame.fun)[atom.v]} is freed`)
  }
  return value
}

/** An argument of a jump: a view that the target never looks at may be gone. */
function pass(m: Machine, frame: Frame, atom: Atom): Value {
  return atom.k === "var" ? readVar(frame, atom.v) : constant(m, atom)
}

function constant(m: Machine, atom: Atom): Value {
  switch (atom.k) {
    case "var": return fault("a variable is no constant")
    case "int": case "float": case "bool": case "byte": case "char": return atom.value
    case "unit": return null
    case "str": return fixed(
      m, `str ${atom.value}`, "str", STR, { text: atom.value, name: JSON.stringify(atom.value) },
    )
    case "fn": return fixed(m, `fn ${atom.f}`, "fn", atom.type, { text: atom.f, name: atom.f })
    case "tag":
      if (decideRepr(m.program.types, atom.type).k !== "boxed") return plain(atom.tag, [])
      return fixed(m, `tag ${atom.type} ${atom.tag}`, "data", atom.type, { tag: atom.tag })
  }
}

/** A static object, one a key. */
function fixed(m: Machine, key: string, kind: Obj["kind"], type: T, fields: Partial<Obj>): Obj {
  const known = m.statics.get(key)
  if (known !== undefined) return known
  const made = allocate(m.heap, kind, type, { ...fields, fixed: true })
  m.statics.set(key, made)
  return made
}

// ------------------------------------------------------------------ right-hand sides

function runRhs(m: Machine, frame: Frame, rhs: Rhs): Value[] {
  const value = (atom: Atom): Value => read(m, frame, atom)
  const values = (atoms: Atom[]): Value[] => atoms.map(value)
  switch (rhs.k) {
    case "prim": return runPrim(m, rhs.op, values(rhs.args), rhs.types)
    case "call": return callFun(m, rhs.f, values(rhs.args))
    case "callValue": {
      const f = object(value(rhs.f))
      return callFun(m, f.text, [...f.items, ...values(rhs.args)])
    }
    case "callVirtual": {
      const writesBack = slotOf(m.program.types, frame.fun, rhs)?.writesBack === true
      return callVirtual(m, object(value(rhs.on)), rhs.slot, values(rhs.args), writesBack)
    }
    case "extern": return (
      m.options.externs.get(rhs.x) ?? fault(`no extern ${rhs.x}`)
    )(values(rhs.args))
    case "make": return [make(m, frame, rhs)]
    case "get": {
      const of = value(rhs.of)
      if (tagOf(of) !== rhs.tag) {
        fault(`${frame.fun.name}: field of variant ${rhs.tag} of ${show(of)}`)
      }
      return [fieldsOf(of)[rhs.index] ?? null]
    }
    case "tagOf": return [tagOf(value(rhs.of))]
    case "open": {
      const value = readVar(frame, rhs.of)
      if (tagOf(value) !== rhs.tag) {
        fault(`${frame.fun.name}: open of variant ${rhs.tag} of ${show(value)}`)
      }
      return open(m.heap, value, rhs.token)
    }
    case "closure": return [
      allocate(m.heap, "fn", rhs.type, { text: rhs.f, name: rhs.f, items: values(rhs.captures) }),
    ]
    case "object":
      return [
        allocate(
          m.heap, "object", rhs.type,
          { text: rhs.table, name: rhs.table, items: [value(rhs.value)] },
        ),
      ]
    case "global": return [
      m.globals.get(rhs.name) ?? fault(`global ${rhs.name} is read before it is set`),
    ]
    case "cell": return [allocate(m.heap, "cell", rhs.type, { items: [value(rhs.value)] })]
    case "cellGet": return [object(value(rhs.of)).items[0] ?? null]
    case "cellTake": {
      const cell = object(value(rhs.of))
      return cell.items.splice(0, 1, null)
    }
    case "cellSet": {
      const cell = object(value(rhs.of))
      const old = cell.items.splice(0, 1, value(rhs.value))
      drop(m.heap, old[0] ?? null)
      return []
    }
    case "catch": return runCatch(m, rhs.f, values(rhs.args))
    case "reset": return [reset(m.heap, readVar(frame, rhs.of))]
    case "copy": return [value(rhs.of)]
  }
}

/**
 * A method that writes back consumes its object: the value moves out if nobody else sees it, and
 * what it became is an object of the same table.
 */
function callVirtual(
  m: Machine, on: Obj, slot: number, args: Value[], writesBack: boolean,
): Value[] {
  const { type, text: name } = on
  const method = m.program.tables.get(name)?.methods[slot] ?? fault(`no slot ${slot}`)
  const call = (self: Value | undefined): Value[] => callFun(m, method, [self ?? null, ...args])
  if (!writesBack) return call(on.items[0])
  const own = owned(m.heap, on)
  release(m.heap, own)
  const results = call(own.items[0])
  const self = results.pop() ?? null
  return [...results, allocate(m.heap, "object", type, { text: name, name, items: [self] })]
}

function runCatch(m: Machine, f: string, args: Value[]): Value[] {
  try {
    const results = callFun(m, f, args)
    return [true, text(m.heap, ""), ...results]
  } catch (error) {
    if (!isPanic(error)) throw error
    return [
      false, text(m.heap, error.panic), ...funOf(m.program, f).results.map((type) => zero(type)),
    ]
  }
}

function make(m: Machine, frame: Frame, rhs: Extract<Rhs, { k: "make" }>): Value {
  const fields = rhs.args.map((arg) => read(m, frame, arg))
  if (decideRepr(m.program.types, rhs.type).k !== "boxed") return plain(rhs.tag, fields)
  const token = rhs.token === null ? null : readVar(frame, rhs.token)
  if (isObject(token)) {
    release(m.heap, token)
    m.heap.counts.reuse++
    m.heap.counts.alloc--
  }
  return allocate(m.heap, "data", rhs.type, {
    tag: rhs.tag, items: fields, name: data(m.program.types, rhs.type).name,
  })
}
