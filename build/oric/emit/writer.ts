// The text of one C function in the making: its lines, its names, and what of its locals must be
// declared.

import type { Fun, J, V } from "../ir/nodes.ts"
import type { T } from "../ir/types.ts"
import type { Scope, Unit } from "./unit.ts"
import { copyInto } from "./copy.ts"
import { inPlaceParam, isByRef } from "./place.ts"
import { sharedStorage } from "./storage.ts"
import { cType, declare, present, resultType } from "./type.ts"
import { ident } from "./name.ts"

/** Which cell a token is the memory of. `tag` is null where only the header tells. */
export type TokenOrigin = { type: T; tag: number | null }

export type Writer = {
  unit: Unit
  fun: Fun
  scope: Scope
  /** Large variables that have the memory of another one. */
  storage: Map<V, V>
  lines: string[]
  depth: number
  /** Ways of switches that are reached by a `goto`. */
  ways: number
  /** Variables that are assigned, to be declared at the top. */
  locals: Set<V>
  joins: Map<J, V[]>
  tokens: Map<V, TokenOrigin>
  /** Stack cells and closures: declarations beside the locals. */
  extra: string[]
  /** Lists of variables to drop when a step fails, by their label. */
  unwinds: Map<string, V[]>
}

export function newWriter(unit: Unit, fun: Fun): Writer {
  const byRef = new Set(
    fun.params.filter((_, index) => isByRef(unit, fun, index)).map((param) => param.v),
  )
  const storage = sharedStorage(unit, fun, byRef)
  const place = fun.params[inPlaceParam(unit, fun) ?? -1]?.v
  const scope: Scope = {
    unit,
    name: (v) => {
      const at = storage.get(v) ?? v
      return byRef.has(at) || at === place ? `(*${plainName(fun, at)})` : plainName(fun, at)
    },
    typeOf: (v) => varType(fun, v),
  }
  return {
    unit,
    fun,
    scope,
    storage,
    lines: [],
    depth: 1,
    ways: 0,
    locals: new Set(),
    joins: new Map(),
    tokens: new Map(),
    extra: [],
    unwinds: new Map(),
  }
}

export function varType(fun: Fun, v: V): T {
  const type = fun.vars[v]?.type
  if (type === undefined) throw new Error(`${fun.name} has no variable ${v}`)
  return type
}

export function plainName(fun: Fun, v: V): string {
  const name = ident(fun.vars[v]?.name ?? "")
  return `${/^[A-Za-z]/.test(name) ? name : `v${name}`}_${v}`
}

export function line(w: Writer, text: string): void {
  w.lines.push("  ".repeat(w.depth) + text)
}

/** Assigns a step's result, if it is a value that takes room. */
export function assign(w: Writer, v: V | undefined, value: string): void {
  if (v === undefined) return line(w, `(void)(${value});`)
  if (!present(varType(w.fun, v))) return line(w, `(void)(${value});`)
  const name = target(w, v)
  if (name !== value) line(w, `${name} = ${value};`)
}

/** Assigns what is at a place, as `copyInto` understands it. */
export function move(w: Writer, v: V | undefined, place: string): void {
  if (v === undefined || !present(varType(w.fun, v))) return
  const name = target(w, v)
  if (name !== place) line(w, copyInto(w.unit, name, varType(w.fun, v), place))
}

/** A variable to be assigned. */
export function target(w: Writer, v: V): string {
  w.locals.add(w.storage.get(v) ?? v)
  return w.scope.name(v)
}

/** Assigns what a call yields: nothing, one value, or a struct of several. */
export function assignCall(w: Writer, to: V[], text: string): void {
  const some = to.filter((v) => present(varType(w.fun, v)))
  if (some.length === 0) return line(w, `${text};`)
  if (some.length === 1) return assign(w, some[0], text)
  const type = resultType(
    w.unit,
    some.map((v) => varType(w.fun, v)),
  )
  line(w, `{ ${type} r = ${text};`)
  some.forEach((v, index) => move(w, v, `r.r${index}`))
  line(w, "}")
}

/** The declarations of all locals, one line a C type. */
export function localLines(w: Writer): string[] {
  const params = new Set(w.fun.params.map((param) => param.v))
  const byType = new Map<string, string[]>()
  for (const v of [...w.locals].sort((a, b) => a - b)) {
    if (params.has(v)) continue
    const type = cType(w.unit, varType(w.fun, v))
    const names = byType.get(type)
    if (names === undefined) byType.set(type, [plainName(w.fun, v)])
    else names.push(plainName(w.fun, v))
  }
  const lines = [...byType].map(([type, names]) =>
    type.endsWith("*")
      ? `  ${type}${names.join(`, ${type.slice(type.indexOf("*"))}`)};`
      : `  ${declare(type, names.join(", "))};`,
  )
  return [...lines, ...w.extra.map((text) => `  ${text}`)]
}
