// Blocks as C statements. Every end of a block leaves it, so branches never fall through: a join is
// a label after the block that declares it, a loop a label that jumps go back to, and parameters
// are assigned before the `goto`.

import type { Atom, Block, End, Step, V } from "../ir/nodes.ts"
import { BOOL, UNIT } from "../ir/types.ts"
import type { T } from "../ir/types.ts"
import { decideRepr, typeNode } from "../ir/layout.ts"
import { endsUser, endsWithin } from "../ir/ends.ts"
import { mayPanic } from "../ir/rhs.ts"
import type { Writer } from "./writer.ts"
import { line, move, varType } from "./writer.ts"
import { copyInto } from "./copy.ts"
import { cInt } from "./name.ts"
import { inPlaceParam, returned } from "./place.ts"
import { cType, declare, present, resultType } from "./type.ts"
import { tagExpr } from "./field.ts"
import { atomExpr } from "./value.ts"
import { emitRhs } from "./rhs.ts"
import { dropText, dupText, freeToken } from "./count.ts"
import { emitZeroReturn, leave, unwindLabel } from "./unwind.ts"
import { siteExpr } from "./site.ts"

export function emitBlock(w: Writer, block: Block): void {
  const joins = block.steps.flatMap((step) => (step.k === "join" ? [step] : []))
  for (const join of joins) w.joins.set(join.j, join.params)
  for (const step of block.steps) emitStep(w, step)
  emitEnd(w, block.end)
  for (const join of joins.reverse()) {
    line(w, `J${join.j}:;`)
    emitBlock(w, join.body)
  }
}

function emitStep(w: Writer, step: Step): void {
  switch (step.k) {
    case "join":
    case "pin":
      return
    case "let":
      emitRhs(w, step)
      if (mayFail(w, step)) failTest(w, [...madeBefore(w, step), ...step.unwind])
      return
    case "unpin":
      line(w, dropText(w.unit, varType(w.fun, step.v), w.scope.name(step.v)))
      if (w.fun.unwinds) failTest(w, step.unwind)
      return
    case "dup":
      return line(w, dupText(w.unit, varType(w.fun, step.v), w.scope.name(step.v)))
    case "drop":
      line(w, dropText(w.unit, varType(w.fun, step.v), w.scope.name(step.v)))
      if (w.fun.unwinds && endsUser(w.unit.program.types, varType(w.fun, step.v))) {
        failTest(w, step.unwind ?? [])
      }
      return
    case "free":
      return line(w, freeToken(w.unit, w.scope.name(step.v), w.tokens.get(step.v)))
  }
}

/**
 * Primitives tell by their result and jump themselves; after calls the flag is read, and after
 * values may have ended.
 */
function mayFail(w: Writer, step: Extract<Step, { k: "let" }>): boolean {
  if (!w.fun.unwinds) return false
  if (endsWithin(w.unit.program, w.fun, step.rhs)) return true
  if (step.rhs.k === "prim") return false
  return mayPanic(step.rhs) || step.unwind.length > 0
}

/** The results of a step within which a value's end panicked: they are there, unlike a call's. */
function madeBefore(w: Writer, step: Extract<Step, { k: "let" }>): V[] {
  return endsWithin(w.unit.program, w.fun, step.rhs)
    ? step.to.filter((v) => w.fun.vars[v]?.own === true) : []
}

/**
 * After a step that may have panicked under a `catch`: leaves through the label that drops what is
 * alive.
 */
function failTest(w: Writer, unwind: V[]): void {
  line(w, `if (ORI_UNLIKELY(ori_panicking)) goto ${unwindLabel(w, unwind)};`)
}

// ------------------------------------------------------------------ ends

function emitEnd(w: Writer, end: End): void {
  switch (end.k) {
    case "loop":
      w.joins.set(end.j, end.params)
      passArgs(w, end.params, end.init)
      line(w, `J${end.j}:;`)
      return emitBlock(w, end.body)
    case "jump":
      passArgs(w, w.joins.get(end.j) ?? [], end.args)
      return line(w, `goto J${end.j};`)
    case "return":
      return emitReturn(w, end.args)
    case "panic":
      line(w, `ori_panic(${atomExpr(w.scope, end.message)}, ${siteExpr(w.unit, end.site)});`)
      if (!w.fun.unwinds) return line(w, "ORI_FAILED();")
      return line(w, `goto ${unwindLabel(w, end.unwind)};`)
    case "reraise":
      return emitZeroReturn(w)
    // Under a catch, a function that never returns comes back unwinding.
    case "never":
      return w.fun.unwinds ? emitZeroReturn(w) : line(w, "ORI_UNREACHABLE();")
    case "switch":
      return emitSwitch(w, end)
  }
}

/**
 * Parallel assignment: through temporaries where an argument reads a parameter that was assigned
 * before it.
 */
function passArgs(w: Writer, params: V[], args: Atom[]): void {
  const moves = params.flatMap((param, index) => {
    const arg = args[index]
    if (arg === undefined || !present(varType(w.fun, param))) return []
    if (arg.k === "var" && w.scope.name(arg.v) === w.scope.name(param)) return []
    return [{ param, arg }]
  })
  for (const { param, arg } of moves) {
    const origin = arg.k === "var" ? w.tokens.get(arg.v) : undefined
    if (origin !== undefined) w.tokens.set(param, origin)
  }
  const clobbered = moves.some(
    ({ arg }, index) =>
      arg.k === "var" && moves.slice(0, index).some(({ param }) =>
        w.scope.name(param) === w.scope.name(arg.v)),
  )
  if (!clobbered) {
    for (const { param, arg } of moves) move(w, param, atomExpr(w.scope, arg))
    return
  }
  const temps = moves.map(
    ({ param, arg }, index) =>
      `${declare(cType(w.unit, varType(w.fun, param)), `n${index}`)} = ${atomExpr(w.scope, arg)};`,
  )
  line(w, `{ ${temps.join(" ")}`)
  moves.forEach(({ param }, index) => move(w, param, `n${index}`))
  line(w, "}")
}

function emitReturn(w: Writer, args: Atom[]): void {
  const results = returned(w.unit, w.fun)
  const values = args.filter((_, index) => present(results[index] ?? UNIT))
  const texts = storeChanged(w, args, values.map((arg) => atomExpr(w.scope, arg)), results)
  leave(w)
  if (texts.length === 0) return line(w, "return;")
  if (texts.length === 1) return line(w, `return ${texts[0]};`)
  line(w, `return (${resultType(w.unit, results)}){ ${texts.join(", ")} };`)
}

/** Puts the last result where the caller has it; the others may have been in its memory. */
function storeChanged(w: Writer, args: Atom[], texts: string[], results: T[]): string[] {
  const last = args.at(-1)
  const param = w.fun.params[inPlaceParam(w.unit, w.fun) ?? -1]
  if (param === undefined || last === undefined) return texts
  const [place, value] = [w.scope.name(param.v), atomExpr(w.scope, last)]
  if (place === value) return texts
  const kept = results.filter(present).map((type, index) => {
    if (texts[index] !== place) return texts[index] ?? "0"
    w.extra.push(`${declare(cType(w.unit, type), "kept")};`)
    line(w, `kept = ${place};`)
    return "kept"
  })
  line(w, copyInto(w.unit, place, varType(w.fun, param.v), value))
  return kept
}

type Switch = Extract<End, { k: "switch" }>

function emitSwitch(w: Writer, end: Switch): void {
  const only =
    end.other === null && end.cases.length === 1
      ? end.cases[0]?.body
      : end.cases.length === 0
        ? end.other
        : null
  if (only !== null && only !== undefined) return emitBlock(w, only)
  const two = twoWay(w, end)
  const later: Way[] = []
  if (two === null) emitCases(w, end, later)
  else {
    line(w, `if (${two.condition}) {`)
    nested(w, two.yes, later)
    line(w, "}")
    emitBlock(w, two.no)
  }
  for (const { label, block } of later) {
    line(w, `${label}:;`)
    emitBlock(w, block)
  }
}

/**
 * A switch with two ways is an `if`, and its second way stands flat after it: no nesting in long
 * chains.
 */
function twoWay(w: Writer, end: Switch): { condition: string; yes: Block; no: Block } | null {
  const [first, second] = end.cases
  const no = end.other ?? second?.body
  if (first === undefined || no === undefined || (end.other !== null && second !== undefined))
    return null
  if (end.cases.length > 2) return null
  return { condition: conditionOf(w, end.on, first.test), yes: first.body, no }
}

function conditionOf(w: Writer, on: Atom, test: Switch["cases"][number]["test"]): string {
  const value = atomExpr(w.scope, on)
  if (test.k === "bool") return test.value ? value : `!${value}`
  if (test.k === "int") return `${value} == ${literal(w, on, test.value)}`
  const type = switchType(w, on)
  const node = typeNode(w.unit.program.types, type)
  const repr = node.k === "data" ? decideRepr(w.unit.program.types, type) : null
  if (repr?.k === "nullable") return test.tag === repr.full ? value : `!${value}`
  return `${tagExpr(w.unit, type, value)} == ${test.tag}`
}

function literal(w: Writer, on: Atom, value: bigint): string {
  const type = on.k === "var" ? varType(w.fun, on.v) : 0
  return typeNode(w.unit.program.types, type).k === "int" ? cInt(value) : String(value)
}

function switchType(w: Writer, on: Atom): number {
  if (on.k === "var") return varType(w.fun, on.v)
  return on.k === "tag" || on.k === "fn" ? on.type : BOOL
}

function emitCases(w: Writer, end: Switch, later: Way[]): void {
  const value = atomExpr(w.scope, end.on)
  const type = switchType(w, end.on)
  line(w, `switch (${tagExpr(w.unit, type, value)}) {`)
  end.cases.forEach((one, index) => {
    const test =
      one.test.k === "bool"
        ? String(one.test.value)
        : one.test.k === "int"
          ? literal(w, end.on, one.test.value)
          : String(one.test.tag)
    // A total switch says so to the C compiler: its last case is the default.
    const last = end.other === null && index === end.cases.length - 1
    line(w, last ? `default: {` : `case ${test}: {`)
    nested(w, one.body, later)
    line(w, "}")
  })
  if (end.other !== null) {
    line(w, "default: {")
    nested(w, end.other, later)
    line(w, "}")
  }
  line(w, "}")
}

/** A way of a switch that stands behind it. */
type Way = { label: string; block: Block }

/**
 * Deepest nesting: C compilers end at some depth, and indentation would grow with the square of the
 * early exits that follow each other. Ways below it stand behind their switch.
 */
const DEEPEST = 24

function nested(w: Writer, block: Block, later: Way[]): void {
  w.depth++
  if (w.depth <= DEEPEST) emitBlock(w, block)
  else {
    const label = `W${w.ways++}`
    line(w, `goto ${label};`)
    later.push({ label, block })
  }
  w.depth--
}
