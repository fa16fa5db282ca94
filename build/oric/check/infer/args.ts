// How a call's arguments meet the parameters (LANGUAGE 4.2, 4.3): by name, and by position only
// where that is allowed.

import { counted } from "../../source/counted.ts"
import type { Fix, Label, Span } from "../../source/diagnostic.ts"
import { suggest } from "../../source/suggest.ts"
import type { Arg, Expr } from "../../syntax/ast.ts"
import type { FnParam, ModuleId } from "../items.ts"
import { declaredHere } from "../locality.ts"
import type { PlanEntry } from "../typed.ts"
import { fail } from "./cx.ts"
import type { Cx } from "./cx.ts"
import { quoted } from "./quote.ts"

type Formal = {
  /** `@name`, `Type.name`, for messages. */
  display: string
  params: FnParam[]
  /** Further labels → parameter names. */
  labels: ReadonlyMap<string, string>
  /** The module that declares the parameters; null where they are parts of a value. */
  module: ModuleId | null
}

/** A call on the way to its plan. */
type Call = {
  cx: Cx
  formal: Formal
  args: Arg[]
  /** Arguments before this one are receivers. */
  first: number
  plan: (PlanEntry | null)[]
  /** Arguments that lack the name which they need. */
  nameless: Arg[]
}

/**
 * A plan, or null after a report. `first`: arguments before it are receivers; `piped`: one
 * parameter is filled by `|>`.
 */
export function planArgs(
  cx: Cx, at: Span, formal: Formal, args: Arg[], first: number, piped: boolean,
): PlanEntry[] | null {
  const call: Call = { cx, formal, args, first, plan: formal.params.map(() => null), nameless: [] }
  if (refuseSurplus(call)) return null
  let sound = true
  for (let index = first; index < args.length; index++) {
    sound = placeArg(call, args[index]!, index) && sound
  }
  if (call.nameless.length > 0) reportNameless(call)
  if (piped && sound && !placePiped(cx, at, formal, call.plan)) return null
  return sound ? complete(cx, at, formal, call.plan) : null
}

/** More arguments than parameters, some of them without a name: which one is too many is open. */
function refuseSurplus({ cx, formal, args, first }: Call): boolean {
  const { params, display } = formal
  if (args.length - first <= params.length) return false
  const given = args.slice(first)
  const extra = given[params.length]
  if (extra === undefined || params.some((param) => param.variadic)) return false
  if (given.some((arg) => arg.spread) || given.every((arg) => arg.name !== null)) return false
  const names = params.map((param) => param.name === null ? "`…`" : `\`${param.name}:\``)
  fail(cx, "E2004", { at: spanOf(extra).at, end: given.at(-1)!.value.end },
    `\`${display}\` takes ${counted(params.length, "argument")}, not ${given.length}`,
    params.length === 0 ? "Leave them away."
      : `Leave the surplus ones away: it takes ${names.join(", ")}.`)
  return true
}

function placeArg(call: Call, arg: Arg, index: number): boolean {
  const { cx, formal, args, plan } = call
  const param = arg.name === null ? positional(call, arg) : namedParam(cx, formal, arg)
  if (param < 0) return false
  if (formal.params[param]!.variadic) return placeVariadic(cx, formal, arg, index, param, plan)
  const old = plan[param]
  if (old !== null && old !== undefined) {
    const name = formal.params[param]!.name ?? `${param + 1}`
    const before = old.k === "arg" ? args[old.index] : undefined
    const labels = before === undefined ? [] : [{ ...startOf(before), text: "first here" }]
    fail(cx, "E2004", spanOf(arg), `argument \`${name}\` of \`${formal.display}\` is given twice`,
      "Leave one of them away.", { labels })
    return false
  }
  plan[param] = { k: "arg", index }
  return true
}

function startOf(arg: Arg): Span {
  const { at, end } = spanOf(arg)
  return { at, end }
}

function placeVariadic(
  cx: Cx, formal: Formal, arg: Arg, index: number, param: number, plan: (PlanEntry | null)[],
): boolean {
  if (arg.name !== null) {
    fail(cx, "E2011", arg.name,
      `the elements of \`${formal.params[param]!.name}\` are given without a name`,
      "Write the elements one after the other, or splice a list: `...list`.")
    return false
  }
  const entry = plan[param]
  if (entry?.k === "variadic") entry.args.push({ index, spread: arg.spread })
  else plan[param] = { k: "variadic", args: [{ index, spread: arg.spread }] }
  return true
}

/** The parameter that a label names, or -1 after a report. */
function namedParam(cx: Cx, formal: Formal, arg: Arg): number {
  const name = arg.name!.name
  const meaning = formal.labels.get(name)
  const index = formal.params.findIndex((param) => param.name === name || param.name === meaning)
  if (index >= 0) return index
  const names = formal.params.flatMap((param) => param.name ?? [])
  const near = suggest(name, names)
  const fix: Fix[] | null = near === null
    ? null : [{ at: arg.name!.at, end: arg.name!.end, insert: near }]
  const list = names.map((one) => `\`${one}:\``).join(", ")
  // In `f(x:)` the value has the label's name.
  cx.missing.add(name)
  fail(cx, "E2011", arg.name!, `\`${formal.display}\` has no parameter \`${name}\``,
    near !== null ? `Did you mean \`${near}:\`?`
      : names.length === 0 ? "It takes no named arguments." : `Its parameters: ${list}.`,
    fix === null ? {} : { fix })
  return -1
}

/** The parameter for an argument without a name, or -1 after a report. */
function positional(call: Call, arg: Arg): number {
  const { cx, formal, args, first, plan } = call
  const { params, display } = formal
  const variadic = params.findIndex((param) => param.variadic)
  if (arg.spread && variadic < 0) {
    fail(cx, "E2004", spanOf(arg), `\`${display}\` takes no spread argument`,
      "`...` is for lists, maps, structs and variadic parameters.")
    return -1
  }
  const unnamed = arg.spread ? -1
    : params.findIndex((param, at) => param.name === null && !param.variadic && plan[at] === null)
  if (unnamed >= 0) return unnamed
  if (variadic >= 0) return variadic
  if (params.length === 1 && args.length - first === 1 && isLambda(arg.value)) return 0
  call.nameless.push(arg)
  return -1
}

/** All of a call at once, in the order of the parameters that are left. */
function reportNameless({ cx, formal, args, plan, nameless }: Call): void {
  const free = formal.params.filter((param, at) => param.name !== null && plan[at] === null &&
    !args.some((other) => other.name?.name === param.name))
  const named = nameless.flatMap((arg, index) => {
    const name = free[Math.min(index, free.length - 1)]?.name ?? null
    return name === null ? [] : [{ arg, name }]
  })
  const [start] = named
  if (start === undefined) return
  const several = named.length > 1
  const texts = named.map(({ arg, name }) => `${name}: ${quoted(cx, arg.value)}`)
  fail(cx, "E2011", spanOf(start.arg), several
    ? `the arguments of \`${formal.display}\` need their names`
    : `the argument of \`${formal.display}\` needs its name`, `Write \`${texts.join(", ")}\`.`, {
    fix: named.map(({ arg, name }) =>
      ({ at: arg.value.at, end: arg.value.at, insert: `${name}: ` })),
  })
}

function complete(
  cx: Cx, at: Span, formal: Formal, plan: (PlanEntry | null)[],
): PlanEntry[] | null {
  const missing: string[] = []
  const labels: Label[] = []
  const full = plan.map((entry, index): PlanEntry => {
    const param = formal.params[index]!
    if (entry !== null) return entry
    if (param.variadic) return { k: "variadic", args: [] }
    if (param.default === null) {
      missing.push(param.name === null ? `${index + 1}` : `\`${param.name}\``)
      if (formal.module !== null) {
        labels.push(...declaredHere(cx.items, cx.module.id, formal.module, param.at))
      }
    }
    return { k: "default" }
  })
  if (missing.length === 0) return full
  const plural = missing.length > 1 ? "s" : ""
  fail(cx, "E2004", at, `argument${plural} ${missing.join(", ")} of \`${formal.display}\` missing`,
    missing.every((name) => name.startsWith("`"))
      ? `Write ${missing.map((name) => name.replace(/`$/, ": …`")).join(", ")}.`
      : "Give all of them.", { labels })
  return null
}

/** `|>` fills the one parameter that is neither given nor defaulted. */
function placePiped(cx: Cx, at: Span, formal: Formal, plan: (PlanEntry | null)[]): boolean {
  const open = formal.params.flatMap((param, index) =>
    plan[index] === null && param.default === null && !param.variadic ? [index] : [])
  if (open.length === 1) {
    plan[open[0]!] = { k: "piped" }
    return true
  }
  if (open.length === 0) {
    fail(cx, "E2043", at,
      `nothing for pipe to fill: every parameter of \`${formal.display}\` is given`,
      "Leave out the argument that the piped value should become.")
  } else {
    const names = open.map((index) => `\`${formal.params[index]!.name ?? index + 1}\``).join(", ")
    fail(cx, "E2043", at, `ambiguous pipe target: ${names} of \`${formal.display}\` are all open`,
      "Give all but one of them, or use a lambda: `|> (x -> …)`.")
  }
  return false
}

/** A lambda literal, maybe in parentheses. */
export function isLambda(node: Expr): boolean {
  return node.kind === "lambda" || (node.kind === "paren" && isLambda(node.inner))
}

/** From the label to the end of the value. */
export function spanOf(arg: Arg): Span {
  const { name, value } = arg
  return name === null ? value : { at: name.at, end: Math.max(value.end, name.end) }
}
