// Reads the text form of `print.ts` back: arc, emit and the interpreter are tested on programs
// written by hand.
//
// Readers of tests make mistakes, so every complaint names the line; it is an exception, as no
// user's text comes here.

import type { Atom, Block, End, Fun, Program, Rhs, Step, Test, V } from "./nodes.ts"
import type { T } from "./types.ts"
import { TAG } from "./types.ts"
import { newFun, newProgram, newVar } from "./build.ts"
import type { Cursor } from "./read_text.ts"
import {
  accept, cursor, expect, fail, readMany, peek, readAnyName, readNumber, readString, next,
} from "./read_text.ts"
import {
  declareTypes, readObject, readData, readType, readSignature, variantIndex, fieldIndex,
} from "./read_type.ts"
import { atomType } from "./rhs.ts"

type Reader = {
  at: Cursor
  program: Program
  fun: Fun
  vars: Map<string, V>
  joins: Map<string, number>
}

/** A program from its text. */
export function readProgram(text: string): Program {
  const program = newProgram()
  const at = cursor(text)
  declareTypes(at, program.types)
  while (peek(at) !== "") readItem(at, program)
  return program
}

function readItem(at: Cursor, program: Program): void {
  const kind = next(at)
  const json = (): never => JSON.parse(readString(at)) as never
  switch (kind) {
    case "data": return readData(at, program.types)
    case "object": return readObject(at, program.types)
    case "table": return readTable(at, program)
    case "global": return readGlobal(at, program)
    case "extern": {
      const extern = json() as Program["externs"] extends Map<string, infer X> ? X : never
      return void program.externs.set(extern.id, extern)
    }
    case "export": return void program.exports.push(json())
    case "site": return void program.sites.push(json())
    case "test": return void program.tests.push(json())
    case "main": return void (program.main = json())
    case "onpanic": return void (program.panic = next(at))
    case "fn": return readFun(at, program)
    default: return fail(
      at, `an item starts with data, object, table, global, fn …, not with ${kind}`,
    )
  }
}

function readTable(at: Cursor, program: Program): void {
  const name = next(at)
  expect(at, ":")
  const type = readType(at, program.types)
  expect(at, "for")
  const self = readType(at, program.types)
  program.tables.set(name, { name, type, self, methods: readMany(at, "{", "}", () => next(at)) })
}

function readGlobal(at: Cursor, program: Program): void {
  const name = next(at)
  expect(at, ":")
  const type = readType(at, program.types)
  const init = accept(at, "init") ? next(at) : null
  const value = accept(at, "=") ? readAtom(reader(at, program, newFun("", "", ""))) : null
  program.globals.push({ name, type, init, value })
}

function reader(at: Cursor, program: Program, fun: Fun): Reader {
  return { at, program, fun, vars: new Map(), joins: new Map() }
}

function readFun(at: Cursor, program: Program): void {
  const name = next(at)
  const fun = newFun(name, name, "")
  const r = reader(at, program, fun)
  readMany(at, "(", ")", () => {
    const v = readDefinition(r)
    fun.params.push({ v, own: fun.vars[v]?.own === true ? "own" : "borrow" })
  })
  expect(at, "->")
  fun.results = readMany(at, "(", ")", () => readType(at, program.types))
  readFlags(at, fun)
  expect(at, "{")
  fun.body = readBlock(r)
  expect(at, "}")
  program.funs.set(name, fun)
}

function readFlags(at: Cursor, fun: Fun): void {
  while (peek(at) !== "{") {
    const flag = next(at)
    switch (flag) {
      case "display": fun.display = readString(at); break
      case "module": fun.module = readString(at); break
      case "captures": fun.captures = readNumber(at); break
      case "value": fun.asValue = true; break
      case "exported": fun.exported = true; break
      case "never": fun.never = true; break
      case "unwinds": fun.unwinds = true; break
      case "inline": fun.inline = next(at) === "always" ? "always" : "never"; break
      default: fail(at, `no flag of a function: ${flag}`)
    }
  }
}

/** `%name: type`, with `!` after the name if the variable owns. */
function readDefinition(r: Reader): V {
  const name = next(r.at)
  if (!name.startsWith("%")) fail(r.at, `a variable starts with %, not ${name}`)
  const own = accept(r.at, "!")
  expect(r.at, ":")
  const v = newVar(r.fun, readType(r.at, r.program.types), name.slice(1).replace(/\.\d+$/, ""))
  const created = r.fun.vars[v]
  if (created !== undefined) created.own = own
  r.vars.set(name, v)
  return v
}

function readVar(r: Reader): V {
  const name = next(r.at)
  accept(r.at, "!")
  return r.vars.get(name) ?? fail(r.at, `unknown variable ${name}`)
}

function readJoin(r: Reader): number {
  const name = next(r.at)
  const known = r.joins.get(name)
  if (known !== undefined) return known
  if (!/^j\d+$/.test(name)) fail(r.at, `a join is j1, j2 …, not ${name}`)
  r.joins.set(name, r.fun.joins)
  return r.fun.joins++
}

// ------------------------------------------------------------------ blocks

const ENDS = new Set(["loop", "jump", "return", "panic", "reraise", "never", "switch"])

function readBlock(r: Reader): Block {
  const steps: Step[] = []
  while (!ENDS.has(peek(r.at))) steps.push(readStep(r))
  return { steps, end: readEnd(r) }
}

function readStep(r: Reader): Step {
  const word = peek(r.at)
  switch (word) {
    case "join": {
      next(r.at)
      const j = readJoin(r)
      const params = readMany(r.at, "(", ")", () => readDefinition(r))
      return { k: "join", j, params, body: readBraces(r) }
    }
    case "pin": case "dup": case "free":
      next(r.at)
      return { k: word, v: readVar(r) }
    case "drop":
      next(r.at)
      return { k: "drop", v: readVar(r), unwind: readUnwind(r) }
    case "unpin":
      next(r.at)
      return { k: "unpin", v: readVar(r), site: readSite(r), unwind: readUnwind(r) }
    default: return readLet(r)
  }
}

function readLet(r: Reader): Step {
  if (!peek(r.at).startsWith("%")) {
    return { k: "let", to: [], rhs: readRhs(r, []), site: readSite(r), unwind: readUnwind(r) }
  }
  const to = [readDefinition(r)]
  while (accept(r.at, ",")) to.push(readDefinition(r))
  expect(r.at, "=")
  return { k: "let", to, rhs: readRhs(r, to), site: readSite(r), unwind: readUnwind(r) }
}

function readBraces(r: Reader): Block {
  expect(r.at, "{")
  const block = readBlock(r)
  expect(r.at, "}")
  return block
}

function readEnd(r: Reader): End {
  switch (next(r.at)) {
    case "loop": {
      const j = readJoin(r)
      const init: Atom[] = []
      const params = readMany(r.at, "(", ")", () => {
        const v = readDefinition(r)
        expect(r.at, "=")
        init.push(readAtom(r))
        return v
      })
      return { k: "loop", j, params, init, body: readBraces(r) }
    }
    case "jump": return { k: "jump", j: readJoin(r), args: readArgs(r) }
    case "return": {
      const args: Atom[] = []
      if (startsAtom(r)) do args.push(readAtom(r)); while (accept(r.at, ","))
      return { k: "return", args }
    }
    case "panic": return {
      k: "panic", message: readAtom(r), site: readSite(r), unwind: readUnwind(r),
    }
    case "reraise": return { k: "reraise" }
    case "never": return { k: "never" }
    default: return readSwitch(r)
  }
}

function readSwitch(r: Reader): End {
  const on = readAtom(r)
  const cases: { test: Test; body: Block }[] = []
  expect(r.at, "{")
  while (accept(r.at, "case")) {
    const test = readTest(r, on)
    cases.push({ test, body: readBlock(r) })
  }
  const other = accept(r.at, "else") ? readBlock(r) : null
  expect(r.at, "}")
  return { k: "switch", on, cases, other }
}

function readTest(r: Reader, on: Atom): Test {
  const type = atomType(r.fun, on)
  if (type === TAG) return { k: "tag", tag: Number(next(r.at).slice(1)) }
  const word = peek(r.at)
  if (/^-?\d+$/.test(word)) return { k: "int", value: BigInt(next(r.at)) }
  if (word === "true" || word === "false") return { k: "bool", value: next(r.at) === "true" }
  return { k: "tag", tag: variantIndex(r.at, r.program.types, type) }
}

// ------------------------------------------------------------------ right-hand sides and atoms

function readRhs(r: Reader, to: V[]): Rhs {
  const type = (): T => r.fun.vars[to[0] ?? -1]?.type ?? fail(r.at, "a result is needed here")
  const word = next(r.at)
  switch (word) {
    case "call": case "catch": return { k: word, f: next(r.at), args: readArgs(r) }
    case "extern": return { k: "extern", x: next(r.at), args: readArgs(r) }
    case "value": return { k: "callValue", f: readAtom(r), args: readArgs(r) }
    case "virtual": return {
      k: "callVirtual", on: readAtom(r), slot: readNumber(r.at), args: readArgs(r),
    }
    case "make": {
      const tag = variantIndex(r.at, r.program.types, type())
      const args = readArgs(r)
      return {
        k: "make", type: type(), tag, args, token: accept(r.at, "using") ? readVar(r) : null,
      }
    }
    case "get": case "open": return readFields(r, word)
    case "tagof": return { k: "tagOf", of: readAtom(r) }
    case "closure": {
      const heap = next(r.at) === "heap"
      return { k: "closure", type: type(), heap, f: next(r.at), captures: readArgs(r) }
    }
    case "object": {
      const table = next(r.at)
      return {
        k: "object", type: type(), table, value: readArgs(r)[0] ?? fail(r.at, "an object of what"),
      }
    }
    case "global": return { k: "global", name: next(r.at) }
    case "cell": return { k: "cell", type: type(), heap: next(r.at) === "heap", value: readAtom(r) }
    case "cellget": return { k: "cellGet", of: readAtom(r) }
    case "celltake": return { k: "cellTake", of: readAtom(r) }
    case "cellset": return { k: "cellSet", of: readAtom(r), value: readAtom(r) }
    case "reset": return { k: "reset", of: readVar(r) }
    case "copy": return { k: "copy", of: readAtom(r) }
    default: {
      const types = peek(r.at) === "<"
        ? readMany(r.at, "<", ">", () => readType(r.at, r.program.types))
        : []
      return { k: "prim", op: word, types, args: readArgs(r) }
    }
  }
}

/**
 * `get variant field of x` and `open variant of x`: the names can be judged only when `x` is known.
 */
function readFields(r: Reader, kind: "get" | "open"): Rhs {
  const names = r.at.index
  while (next(r.at) !== "of") if (peek(r.at) === "") fail(r.at, `${kind} … of what`)
  const of = readAtom(r)
  const end = r.at.index
  r.at.index = names
  const types = r.program.types
  const type = atomType(r.fun, of)
  const tag = variantIndex(r.at, types, type)
  const index = kind === "get" ? fieldIndex(r.at, types, type, tag) : 0
  r.at.index = end
  if (kind === "get") return { k: "get", of, tag, index }
  if (of.k !== "var") return fail(r.at, "only a variable can be opened")
  return { k: "open", of: of.v, tag, token: accept(r.at, "keep") }
}

function readArgs(r: Reader): Atom[] {
  return readMany(r.at, "(", ")", () => readAtom(r))
}

function startsAtom(r: Reader): boolean {
  const word = peek(r.at)
  return /^[%"\d-]/.test(word)
    || ["true", "false", "unit", "byte", "char", "tag", "fn", "float"].includes(word)
    && !(word === "fn" && r.at.tokens[r.at.index + 2]?.text === "(")
}

function readAtom(r: Reader): Atom {
  const word = peek(r.at)
  if (word.startsWith("%")) return { k: "var", v: readVar(r) }
  if (word.startsWith('"')) return { k: "str", value: readString(r.at) }
  next(r.at)
  if (/^-?\d+$/.test(word)) return { k: "int", value: BigInt(word) }
  if (/^-?\d/.test(word)) return { k: "float", value: Number(word) }
  switch (word) {
    case "true": case "false": return { k: "bool", value: word === "true" }
    case "unit": return { k: "unit" }
    case "byte": case "char": return { k: word, value: readNumber(r.at) }
    case "float": {
      const text = next(r.at)
      return { k: "float", value: text === "nan" ? NaN : text === "inf" ? Infinity : -Infinity }
    }
    case "tag": {
      const type = readType(r.at, r.program.types)
      return { k: "tag", type, tag: variantIndex(r.at, r.program.types, type) }
    }
    case "fn": {
      const f = readAnyName(r.at)
      expect(r.at, ":")
      expect(r.at, "fn")
      return { k: "fn", f, type: readSignature(r.at, r.program.types) }
    }
    default: return fail(r.at, `no operand: ${word}`)
  }
}

function readSite(r: Reader): number {
  return peek(r.at).startsWith("@") ? Number(next(r.at).slice(1)) : -1
}

function readUnwind(r: Reader): V[] {
  return accept(r.at, "unwind") ? readMany(r.at, "(", ")", () => readVar(r)) : []
}
