// Is this IR well formed? Scoping, single assignment, types of operands, arity, jumps, total
// switches.
//
// Run after every pass in tests, so that the pass that broke something is the one that is blamed.
// Counts are another matter: `arc/verify.ts` judges them.

import type { Atom, Block, End, Fun, J, Program, Rhs, Step, V } from "./nodes.ts"
import type { T } from "./types.ts"
import { BOOL, BYTE, CHAR, INT, STR, TAG } from "./types.ts"
import { data, typeNode } from "./layout.ts"
import { printType, varNames } from "./print.ts"
import { PRIMS } from "./prims.ts"
import { atomType, fieldType, primOf, primType, resultTypes, slotOf } from "./rhs.ts"
import { verifyPins } from "./verify_pins.ts"

type Check = {
  program: Program
  fun: Fun
  names: string[]
  scope: Set<V>
  /** The same variables in order of definition: leaving a scope cuts it off. */
  stack: V[]
  assigned: Set<V>
  joins: Map<J, V[]>
  problems: string[]
}

/**
 * Everything wrong with a program's shape, as sentences that name the function; empty if it is well
 * formed.
 */
export function verify(program: Program): string[] {
  const problems = [...program.funs.values()].flatMap((fun) => verifyFun(program, fun))
  for (const table of program.tables.values()) {
    for (const method of table.methods) {
      if (!program.funs.has(method)) problems.push(`table ${table.name}: no function ${method}`)
    }
  }
  for (const global of program.globals) {
    if (global.init === null && global.value === null) {
      problems.push(`global ${global.name} has no value`)
    }
    if (global.init !== null && !program.funs.has(global.init)) {
      problems.push(`no function ${global.init}`)
    }
  }
  return problems
}

export function verifyFun(program: Program, fun: Fun): string[] {
  const check: Check = {
    program, fun, names: varNames(fun), scope: new Set(), stack: [], assigned: new Set(),
    joins: new Map(), problems: [],
  }
  try {
    for (const param of fun.params) define(check, param.v)
    verifyBlock(check, fun.body)
    if (check.problems.length === 0) check.problems.push(...verifyPins(fun, check.names))
  } catch (error) {
    check.problems.push(error instanceof Error ? error.message : String(error))
  }
  return check.problems.map((problem) => `${fun.name}: ${problem}`)
}

function verifyBlock(check: Check, block: Block): void {
  const scope = check.stack.length
  const declared: J[] = []
  for (const step of block.steps) {
    verifyStep(check, step)
    if (step.k === "join") declared.push(step.j)
  }
  verifyEnd(check, block.end)
  for (const j of declared) check.joins.delete(j)
  leaveScope(check, scope)
}

function leaveScope(check: Check, size: number): void {
  for (const v of check.stack.splice(size)) check.scope.delete(v)
}

function inScope(check: Check, params: V[], body: Block): void {
  const size = check.stack.length
  for (const v of params) define(check, v)
  verifyBlock(check, body)
  leaveScope(check, size)
}

function verifyStep(check: Check, step: Step): void {
  switch (step.k) {
    case "let":
      verifyRhs(check, step.rhs, step.to)
      if (step.rhs.k === "prim" && PRIMS.get(step.rhs.op)?.panics === true && step.site < 0) {
        check.problems.push(`${step.rhs.op} can panic and has no site`)
      }
      for (const v of step.unwind) use(check, v)
      for (const v of step.to) define(check, v)
      return
    case "join":
      inScope(check, step.params, step.body)
      if (check.joins.has(step.j)) check.problems.push(`j${step.j} is declared twice`)
      check.joins.set(step.j, step.params)
      return
    default: use(check, step.v)
  }
}

function verifyEnd(check: Check, end: End): void {
  switch (end.k) {
    case "loop": {
      atoms(check, "loop", end.init, end.params.map((v) => typeOf(check, v)))
      check.joins.set(end.j, end.params)
      inScope(check, end.params, end.body)
      check.joins.delete(end.j)
      return
    }
    case "jump": {
      const params = check.joins.get(end.j)
      if (params === undefined) {
        return void check.problems.push(`jump to j${end.j}, which is not visible`)
      }
      return atoms(check, `jump j${end.j}`, end.args, params.map((v) => typeOf(check, v)))
    }
    case "return": return atoms(check, "return", end.args, check.fun.results)
    case "panic":
      for (const v of end.unwind) use(check, v)
      return atoms(check, "panic", [end.message], [STR])
    case "switch": return verifySwitch(check, end)
    case "reraise": case "never": return
  }
}

function verifySwitch(check: Check, end: Extract<End, { k: "switch" }>): void {
  atom(check, end.on)
  const type = atomType(check.fun, end.on)
  const node = typeNode(check.program.types, type)
  const tests = end.cases.map(({ test }) => test.k === "tag" ? test.tag : test.value)
  const wanted = type === BOOL ? "bool" : node.k === "data" || type === TAG ? "tag" : "int"
  if (wanted === "int" && type !== INT && type !== CHAR && type !== BYTE) {
    check.problems.push(`switch on ${printType(check.program.types, type)}`)
  }
  for (const { test } of end.cases) {
    if (test.k !== wanted) check.problems.push(`switch tests ${test.k} where it is on ${wanted}`)
    if (test.k === "tag" && node.k === "data" && node.variants[test.tag] === undefined) {
      check.problems.push(`${node.name} has no variant ${test.tag}`)
    }
  }
  if (new Set(tests).size < tests.length) check.problems.push("switch has a case twice")
  const all = wanted === "bool"
    ? 2 : node.k === "data" ? node.variants.length : type === TAG ? 0
    : Infinity
  if (end.other === null && tests.length < all) check.problems.push("switch is not total")
  for (const { body } of end.cases) inScope(check, [], body)
  if (end.other !== null) inScope(check, [], end.other)
}

// ------------------------------------------------------------------ right-hand sides

function verifyRhs(check: Check, rhs: Rhs, to: V[]): void {
  verifyOperands(check, rhs)
  const results = resultTypes(check.program, check.fun, rhs)
  const got = to.map((v) => typeOf(check, v))
  if (results === null) {
    if (rhs.k !== "extern") check.problems.push(`${rhs.k}: its operand has no such results`)
    return
  }
  sameTypes(check, `results of ${label(rhs)}`, got, results)
}

function verifyOperands(check: Check, rhs: Rhs): void {
  const types = check.program.types
  switch (rhs.k) {
    case "prim": return verifyPrim(check, rhs)
    case "call": case "catch": return atoms(check, label(rhs), rhs.args, paramTypes(check, rhs.f))
    case "callValue": {
      atom(check, rhs.f)
      const node = typeNode(types, atomType(check.fun, rhs.f))
      if (node.k !== "fn") return void check.problems.push(`call of a value that is ${node.k}`)
      return atoms(check, "call of a value", rhs.args, node.params)
    }
    case "callVirtual": {
      atom(check, rhs.on)
      const slot = slotOf(types, check.fun, rhs)
      if (slot === undefined) return void check.problems.push(`no slot ${rhs.slot}`)
      return atoms(check, slot.name, rhs.args, slot.params)
    }
    case "extern":
      if (!check.program.externs.has(rhs.x)) check.problems.push(`no extern ${rhs.x}`)
      return rhs.args.forEach((arg) => atom(check, arg))
    case "make": {
      const variant = data(types, rhs.type).variants[rhs.tag]
      if (variant === undefined) {
        return void check.problems.push(`make of variant ${rhs.tag}, which is not there`)
      }
      if (rhs.token !== null) use(check, rhs.token)
      return atoms(check, label(rhs), rhs.args, variant.fields.map((field) => field.type))
    }
    case "get":
      atom(check, rhs.of)
      return void fieldType(types, atomType(check.fun, rhs.of), rhs.tag, rhs.index)
    case "open":
      use(check, rhs.of)
      if (data(types, typeOf(check, rhs.of)).drop !== null) {
        check.problems.push("open of a value with a Drop impl")
      }
      return
    case "closure": return verifyClosure(check, rhs)
    case "object": {
      const table = check.program.tables.get(rhs.table)
      if (table === undefined) return void check.problems.push(`no table ${rhs.table}`)
      return atoms(check, "object", [rhs.value], [table.self])
    }
    case "cell": {
      const node = typeNode(types, rhs.type)
      return atoms(check, "cell", [rhs.value], node.k === "cell" ? [node.of] : [])
    }
    case "cellSet": {
      atom(check, rhs.of)
      const node = typeNode(types, atomType(check.fun, rhs.of))
      return atoms(check, "cellSet", [rhs.value], node.k === "cell" ? [node.of] : [])
    }
    case "tagOf": case "cellGet": case "cellTake": case "copy": return atom(check, rhs.of)
    case "reset": return use(check, rhs.of)
    case "global": return
  }
}

function verifyPrim(check: Check, rhs: Extract<Rhs, { k: "prim" }>): void {
  if (!PRIMS.has(rhs.op)) return void check.problems.push(`no primitive ${rhs.op}`)
  const prim = primOf(rhs.op)
  const last = prim.params.at(-1)
  const params = prim.variadic && last !== undefined
    ? rhs.args.map((_, i) => prim.params[i] ?? last)
    : prim.params
  atoms(
    check, rhs.op, rhs.args,
    params.map((param) => primType(check.program.types, param.type, rhs.types)),
  )
}

function verifyClosure(check: Check, rhs: Extract<Rhs, { k: "closure" }>): void {
  const params = paramTypes(check, rhs.f)
  const fun = check.program.funs.get(rhs.f)
  if (fun !== undefined && fun.captures !== rhs.captures.length) {
    check.problems.push(
      `closure of ${rhs.f} has ${rhs.captures.length} captures, the function ${fun.captures}`
    )
  }
  atoms(check, `captures of ${rhs.f}`, rhs.captures, params.slice(0, rhs.captures.length))
  signature(check, rhs.f, rhs.type, rhs.captures.length)
}

/** Does a function, after its captures, have the signature of this function type? */
function signature(check: Check, f: string, type: T, captures: number): void {
  const node = typeNode(check.program.types, type)
  if (node.k !== "fn") return void check.problems.push(`function value of type ${node.k}`)
  sameTypes(
    check, `parameters of ${f} as a value`, paramTypes(check, f).slice(captures), node.params,
  )
  sameTypes(
    check, `results of ${f} as a value`, check.program.funs.get(f)?.results ?? [], node.results,
  )
}

function paramTypes(check: Check, f: string): T[] {
  const fun = check.program.funs.get(f)
  if (fun === undefined) throw new Error(`no function ${f}`)
  return fun.params.map((param) => fun.vars[param.v]?.type ?? -1)
}

// ------------------------------------------------------------------ operands

function atoms(check: Check, what: string, args: Atom[], types: T[]): void {
  for (const arg of args) atom(check, arg)
  sameTypes(check, `operands of ${what}`, args.map((arg) => atomType(check.fun, arg)), types)
}

function atom(check: Check, arg: Atom): void {
  if (arg.k === "var") return use(check, arg.v)
  if (arg.k === "fn") return signature(check, arg.f, arg.type, 0)
  if (arg.k !== "tag") return
  const node = data(check.program.types, arg.type)
  const fields = node.variants[arg.tag]?.fields.length
  if (fields !== 0) {
    check.problems.push(`tag ${arg.tag} of ${node.name} has a payload or is not there`)
  }
  if (node.drop !== null) {
    check.problems.push(`tag of ${node.name}, whose values are made: it has a Drop impl`)
  }
}

function use(check: Check, v: V): void {
  if (!check.scope.has(v)) check.problems.push(`${check.names[v] ?? v} is not in scope`)
}

function define(check: Check, v: V): void {
  if (check.fun.vars[v] === undefined) throw new Error(`no variable ${v}`)
  if (check.assigned.has(v)) check.problems.push(`${check.names[v]} is assigned twice`)
  check.assigned.add(v)
  check.scope.add(v)
  check.stack.push(v)
}

function typeOf(check: Check, v: V): T {
  return atomType(check.fun, { k: "var", v })
}

/** Tags are small ints: int primitives read them. */
function sameTypes(check: Check, what: string, got: T[], want: T[]): void {
  const same = got.length === want.length
    && got.every((type, i) => type === want[i] || (type === TAG && want[i] === INT))
  if (same) return
  const list = (types: T[]): string =>
    types.map((type) => printType(check.program.types, type)).join(", ")
  check.problems.push(`${what}: (${list(got)}), but wanted (${list(want)})`)
}

function label(rhs: Rhs): string {
  switch (rhs.k) {
    case "prim": return rhs.op
    case "call": case "catch": return `${rhs.k} ${rhs.f}`
    default: return rhs.k
  }
}
