// Right-hand sides as C: one function a kind, each assigning the results of its step.

import type { Atom, Fun, Rhs, Step, V } from "../ir/nodes.ts"
import { UNIT } from "../ir/types.ts"
import { data, decideRepr, typeNode } from "../ir/layout.ts"
import { atomType } from "../ir/rhs.ts"
import { emitCallVirtual, emitObject } from "./object.ts"
import { emitClosure } from "./closure.ts"
import { emitExtern } from "./extern.ts"
import { emitPrim } from "./prim.ts"
import { codeType, useFun } from "./call.ts"
import { copyInto } from "./copy.ts"
import { dropText, dupText, fieldsFn, freeFn } from "./count.ts"
import { globalExpr } from "./global.ts"
import { blankOf, fieldExpr, tagExpr } from "./field.ts"
import { makeInto } from "./make.ts"
import { inPlaceParam, isByRef } from "./place.ts"
import { boxStruct, cellStruct, counted, cType, declare, present } from "./type.ts"
import { funOf } from "./unit.ts"
import { atomExpr } from "./value.ts"
import type { Writer } from "./writer.ts"
import { assign, assignCall, line, move, target, varType } from "./writer.ts"

type Let = Extract<Step, { k: "let" }>

export function emitRhs(w: Writer, step: Let): void {
  const { to, rhs } = step
  switch (rhs.k) {
    case "prim":
      return emitPrim(w, step, rhs)
    case "call":
      return emitCall(w, to, funOf(w.unit, rhs.f), rhs.args)
    case "callValue":
      return emitCallValue(w, to, rhs)
    case "callVirtual":
      return emitCallVirtual(w, to, rhs)
    case "extern":
      return emitExtern(w, step, rhs)
    case "make":
      return emitMake(w, to[0], rhs)
    case "get":
      return emitGet(w, to[0], rhs)
    case "tagOf":
      return assign(w, to[0], tagExpr(w.unit, atomType(w.fun, rhs.of), atomExpr(w.scope, rhs.of)))
    case "open":
      return emitOpen(w, to, rhs)
    case "closure":
      return emitClosure(w, to[0], rhs)
    case "object":
      return emitObject(w, to[0], rhs)
    case "global":
      return assign(w, to[0], globalExpr(w.scope, rhs.name))
    case "cell":
      return emitCell(w, to[0], rhs)
    case "cellGet":
      return move(w, to[0], cellValue(w, rhs.of))
    case "cellTake":
      return emitCellTake(w, to[0], rhs.of)
    case "cellSet":
      return emitCellSet(w, rhs)
    case "catch":
      return emitCatch(w, to, rhs)
    case "reset":
      return emitReset(w, to[0], rhs.of)
    case "copy":
      return move(w, to[0], atomExpr(w.scope, rhs.of))
  }
}

/** A direct call. What it changes in place is moved to where the result is wanted. */
function emitCall(w: Writer, to: V[], fun: Fun, args: Atom[]): void {
  const place = inPlaceParam(w.unit, fun)
  const result = to.at(-1)
  if (place === null || result === undefined) return assignCall(w, to, callText(w, fun, args, ""))
  const name = target(w, result)
  const texts = args.map((arg) => atomExpr(w.scope, arg))
  const value = texts[place] ?? ""
  const others = to.slice(0, -1)
  if (!texts.some((text, index) => index !== place && text === name)) {
    if (value !== name) line(w, copyInto(w.unit, name, varType(w.fun, result), value))
    return assignCall(w, others, callText(w, fun, args, name))
  }
  line(w, `{ ${declare(cType(w.unit, varType(w.fun, result)), "in_place")} = ${value};`)
  assignCall(w, others, callText(w, fun, args, "in_place"))
  line(w, `${name} = in_place; }`)
}

/** Large borrowed arguments by address; `changed` is what the call changes in place. */
function callText(w: Writer, fun: Fun, args: Atom[], changed: string): string {
  const place = inPlaceParam(w.unit, fun)
  const texts = args.flatMap((arg, index) => {
    const param = fun.params[index]
    if (param === undefined || !present(varType(fun, param.v))) return []
    if (index === place) return [`&${changed}`]
    const text = atomExpr(w.scope, arg)
    return [isByRef(w.unit, fun, index) ? `&${text}` : text]
  })
  return `${useFun(w.unit, fun.name)}(${texts.join(", ")})`
}

function emitCallValue(w: Writer, to: V[], rhs: Extract<Rhs, { k: "callValue" }>): void {
  const node = typeNode(w.unit.program.types, atomType(w.fun, rhs.f))
  if (node.k !== "fn") throw new Error("a call of what is no function")
  const f = atomExpr(w.scope, rhs.f)
  const args = rhs.args.filter((_, index) => present(node.params[index] ?? UNIT))
  const texts = [f, ...args.map((arg) => atomExpr(w.scope, arg))]
  const code = `((${codeType(w.unit, "ori_fn *", node.params, node.results)})${f}->code)`
  assignCall(w, to, `${code}(${texts.join(", ")})`)
}

function emitCatch(w: Writer, to: V[], rhs: Extract<Rhs, { k: "catch" }>): void {
  const [ok, message, ...results] = to
  line(w, "ori_catch_enter();")
  emitCall(w, results, funOf(w.unit, rhs.f), rhs.args)
  if (message === undefined) throw new Error("a catch without a message")
  const left = `ori_catch_leave(&${target(w, message)})`
  if (ok === undefined) throw new Error("a catch without a result")
  assign(w, ok, left)
  const blanks = results
    .filter((v) => counted(w.unit, varType(w.fun, v)))
    .map((v) => `${target(w, v)} = ${blankOf(w.unit, varType(w.fun, v))};`)
  if (blanks.length > 0) line(w, `if (!${w.scope.name(ok)}) { ${blanks.join(" ")} }`)
}

// ------------------------------------------------------------------ data

function emitMake(w: Writer, to: V | undefined, rhs: Extract<Rhs, { k: "make" }>): void {
  if (to === undefined) throw new Error("a make without a result")
  const fields = {
    values: rhs.args.map((arg) => atomExpr(w.scope, arg)),
    types: rhs.args.map((arg) => atomType(w.fun, arg)),
  }
  const token = rhs.token === null ? null : w.scope.name(rhs.token)
  for (const text of makeInto(w.unit, target(w, to), rhs.type, rhs.tag, fields, token))
    line(w, text)
}

function emitGet(w: Writer, to: V | undefined, rhs: Extract<Rhs, { k: "get" }>): void {
  const type = atomType(w.fun, rhs.of)
  if (to === undefined || !present(varType(w.fun, to))) return
  if (decideRepr(w.unit.program.types, type).k === "boxed") boxStruct(w.unit, type, rhs.tag)
  move(w, to, fieldExpr(w.unit, type, atomExpr(w.scope, rhs.of), rhs.tag, rhs.index))
}

/**
 * Takes a consumed value apart: a unique cell gives its fields and its memory, a shared one copies
 * of them.
 */
function emitOpen(w: Writer, to: V[], rhs: Extract<Rhs, { k: "open" }>): void {
  const type = varType(w.fun, rhs.of)
  const value = w.scope.name(rhs.of)
  const fields = data(w.unit.program.types, type).variants[rhs.tag]?.fields ?? []
  const boxed = decideRepr(w.unit.program.types, type).k === "boxed"
  if (boxed) boxStruct(w.unit, type, rhs.tag)
  fields.forEach((field, index) => {
    if (present(field.type)) move(w, to[index], fieldExpr(w.unit, type, value, rhs.tag, index))
  })
  const token = rhs.token ? to[fields.length] : undefined
  if (!boxed) {
    if (token !== undefined) assign(w, token, "NULL")
    return
  }
  if (token !== undefined) w.tokens.set(token, { type, tag: rhs.tag })
  const dups = fields
    .flatMap((field, index) => {
      const v = to[index]
      return v === undefined ? [] : [dupText(w.unit, field.type, w.scope.name(v))]
    })
    .filter((text) => text !== "")
    .join(" ")
  const memory = `ori_free(${value}, sizeof(${boxStruct(w.unit, type, rhs.tag)}));`
  const unique = token === undefined ? memory : `${keep(w, token)} = ${value};`
  // The drop of a shared cell only counts down: the test has just said that somebody else holds it.
  const none = token === undefined ? "" : ` ${keep(w, token)} = NULL;`
  line(w, `if (ori_unique(${value})) { ${unique} }`)
  line(w, `else { ${dups} (void)ori_last(${value});${none} }`)
}

function emitReset(w: Writer, to: V | undefined, of: V): void {
  const type = varType(w.fun, of)
  const value = w.scope.name(of)
  if (to === undefined) throw new Error("a reset without a token")
  w.tokens.set(to, { type, tag: null })
  const token = keep(w, to)
  freeFn(w.unit, type)
  line(w, `if (ori_unique(${value})) { ${fieldsFn(w.unit, type)}(${value}); ${token} = ${value}; }`)
  line(w, `else { (void)ori_last(${value}); ${token} = NULL; }`)
}

function keep(w: Writer, v: V): string {
  return target(w, v)
}

// ------------------------------------------------------------------ provider cells

function emitCell(w: Writer, to: V | undefined, rhs: Extract<Rhs, { k: "cell" }>): void {
  const of = atomType(w.fun, rhs.value)
  const struct = cellStruct(w.unit, of)
  line(w, `{ ${struct} *c = (void *)ori_box(sizeof(${struct}), 0);`)
  line(w, `  c->value = ${atomExpr(w.scope, rhs.value)};`)
  assign(w, to, "(ori_cell *)c")
  line(w, "}")
}

/** What is taken leaves a blank, so that setting and dropping need not know. */
function emitCellTake(w: Writer, to: V | undefined, of: Atom): void {
  const value = cellValue(w, of)
  assign(w, to, value)
  if (to !== undefined && counted(w.unit, varType(w.fun, to))) {
    line(w, `${value} = ${blankOf(w.unit, varType(w.fun, to))};`)
  }
}

function emitCellSet(w: Writer, rhs: Extract<Rhs, { k: "cellSet" }>): void {
  const type = atomType(w.fun, rhs.value)
  const value = cellValue(w, rhs.of)
  if (!counted(w.unit, type)) return line(w, `${value} = ${atomExpr(w.scope, rhs.value)};`)
  line(w, `{ ${declare(cType(w.unit, type), "old")} = ${value};`)
  line(w, `  ${value} = ${atomExpr(w.scope, rhs.value)};`)
  line(w, `  ${dropText(w.unit, type, "old")}`)
  line(w, "}")
}

function cellValue(w: Writer, cell: Atom): string {
  const node = typeNode(w.unit.program.types, atomType(w.fun, cell))
  if (node.k !== "cell") throw new Error("a cell step on what is no cell")
  return `((${cellStruct(w.unit, node.of)} *)${atomExpr(w.scope, cell)})->value`
}
