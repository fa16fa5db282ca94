// Layout of control flow: blocks, `if`, loops, `match`, lambdas, `with`, bindings.

import type { Arm, Expr, Handler, LambdaParam, Let, Statement, WithIn } from "../syntax/ast.ts"
import type { Format } from "./context.ts"
import { apart, element, list, listed, slice, tokenAt, trailing } from "./context.ts"
import type { Doc } from "./doc.ts"
import { blankLine, concat, group, hard, indent, isForced, join, line, tail } from "./doc.ts"
import * as T from "../syntax/tokens.ts"
import { capability } from "./type.ts"

const CONTROL = new Set([
  "block", "if", "for", "while", "loop", "match", "jump", "try", "unsafe", "catch", "withResource",
  "with", "assign", "let", "lambda",
])

export const isControl = (e: Expr): boolean => CONTROL.has(e.kind)

/** A form with a body. */
export function control(f: Format, e: Expr): Doc {
  const { expression } = f.layouts
  switch (e.kind) {
    case "block":
      return e.label === null ? block(f, e) : concat(`block:${e.label.name} `, block(f, e))
    case "if":
      return ifThen(f, e)
    case "for":
      return forLoop(f, e)
    case "while":
      return concat("while", label(e), " ", expression(f, e.condition), " do", loopBody(f, e.body))
    case "loop":
      return concat("loop", label(e), " ", block(f, e.body))
    case "match":
      return match(f, e)
    case "jump":
      return concat(e.what, label(e), e.value === null ? "" : concat(" ", expression(f, e.value)))
    case "try": case "unsafe":
      return concat(e.kind, " ", block(f, e.body))
    case "catch":
      return call(f, "catch", [["expr", e.value]], e.end)
    case "withResource":
      return call(f, "with",
        [["acquire", e.acquire], ["action", e.action], ["release", e.release]], e.end)
    case "with":
      return withIn(f, e)
    case "assign":
      return concat(expression(f, e.target), ` ${e.op ?? ""}=`, value(f, e.value))
    case "let":
      return binding(f, e)
    case "lambda":
      return lambda(f, e)
    default:
      return slice(f, e)
  }
}

function label(e: { label: { name: string } | null }): string {
  return e.label === null ? "" : `:${e.label.name}`
}

function call(f: Format, name: string, parts: [string, Expr][], end: number): Doc {
  const elements = parts
    .map(([word, of]) => ({
      at: of.at, end: of.end, layout: () => concat(`${word}: `, f.layouts.expression(f, of)),
    }))
    .sort((a, b) => a.at - b.at)
  return concat(name, list(f, "(", elements, ")", end))
}

// ── tails ─────────────────────────────────────────────────────────────────────────────────────

/** Whether an expression's last line is a closing brace that belongs to its own structure. */
export function endsBraced(e: Expr, calls = false): boolean {
  switch (e.kind) {
    case "block": case "map": case "try": case "unsafe": case "loop":
      return true
    case "match":
      return !e.method
    case "struct":
      return calls
    case "if":
      return endsBraced(e.else ?? e.then)
    case "for": case "while": case "with":
      return endsBraced(e.body)
    case "lambda":
      return calls && endsBraced(e.body, true)
    default:
      return false
  }
}

const SPREADING = new Set(["binary", "pipe", "if", "range", "unary"])

/** What follows `=`, `->`, `then` or `do`: on the line, else on the next, else broken in place. */
export function value(f: Format, e: Expr): Doc {
  const doc = f.layouts.expression(f, e)
  return tail(doc, hugs(e, doc) || !SPREADING.has(e.kind))
}

/** Whether the first line of a broken expression says where it goes on: it ends with a bracket. */
function hugs(e: Expr, doc: Doc): boolean {
  if (e.kind === "if") return endsBraced(e.then)
  return endsBraced(e, true) || (isForced(doc) && !SPREADING.has(e.kind))
}

// ── blocks ────────────────────────────────────────────────────────────────────────────────────

/** `{ … }` with one statement a line. */
export function block(f: Format, e: Expr): Doc {
  if (e.kind !== "block") return f.layouts.expression(f, e)
  const statements = [...e.statements]
  if (e.result !== null) statements.push(e.result)
  const docs: Doc[] = []
  for (const [i, part] of statements.entries()) docs.push(...statement(f, e, part, i))
  const rest = trailing(f, e.end)
  if (docs.length === 0 && rest.length === 0) return "{}"
  const inner = docs.length === 0 ? rest.slice(1) : [...docs, ...rest]
  return concat("{", indent(hard, ...inner), hard, "}")
}

function statement(
  f: Format, e: Extract<Expr, { kind: "block" }>, part: Statement, i: number,
): Doc[] {
  const isResult = part === e.result
  const isLast = isResult || (e.result === null && i === e.statements.length - 1)
  const { doc, blank } = element(f, part, () => {
    return concat(f.layouts.expression(f, part), isResult ? "" : semicolon(f, part, isLast))
  })
  if (i === 0) return [doc]
  const apart = blank || (isResult && e.statements.length > 1 && hasValue(part))
  return [apart ? blankLine : hard, doc]
}

/** Whether a block's last expression is there for its value. */
function hasValue(e: Expr): boolean {
  if (e.kind === "if") return e.else !== null
  return e.kind !== "while" && !(e.kind === "for" && !e.yields)
}

/** A `;` that a closing brace makes needless is left out, unless it decides the block's value. */
function semicolon(f: Format, part: Statement, isLast: boolean): string {
  const binds = part.kind === "let" || part.kind === "assign"
  if (!isLast) return !binds && endsBraced(part) ? "" : ";"
  // Behind a last assignment it means nothing, and stays as it is written.
  const written = f.tokens.kind[tokenAt(f, part.end)] === T.SEMI
  return binds ? (written ? ";" : "") : ";"
}

// ── forms ─────────────────────────────────────────────────────────────────────────────────────

type If = Extract<Expr, { kind: "if" }>

/** A chain of `else if` breaks as one, before every `else`. */
function ifThen(f: Format, e: If): Doc {
  const parts: Doc[] = []
  let at: Expr | null = e
  let before: Doc = ""
  while (at !== null) {
    if (at.kind !== "if") {
      parts.push(before, "else", value(f, at))
      break
    }
    const condition = f.layouts.expression(f, at.condition)
    const then = value(f, at.then)
    const word: string = at === e ? "if " : "else if "
    parts.push(before, word, condition, " then", then)
    before = endsBraced(at.then) && isForced(then) ? " " : line
    at = at.else
  }
  return group(...parts)
}

function forLoop(f: Format, e: Extract<Expr, { kind: "for" }>): Doc {
  const { expression, pattern } = f.layouts
  const heads = e.heads.map((head) => {
    const guard = head.guard === null ? "" : concat(" if ", expression(f, head.guard))
    return concat("for", head === e.heads[0] ? label(e) : "", " ",
      pattern(f, head.pattern), " in ", expression(f, head.source), guard)
  })
  const start = join(line, heads)
  if (!e.yields) return concat(group(start), " do", loopBody(f, e.body))
  const doc = expression(f, e.body)
  if (isForced(doc) && endsBraced(e.body)) return concat(group(start), " yield ", doc)
  return group(start, indent(line, "yield ", doc))
}

const NESTED = new Set(["for", "while", "if"])

/** A loop or `if` inside a loop has a line of its own. */
function loopBody(f: Format, e: Expr): Doc {
  return NESTED.has(e.kind) ? indent(hard, f.layouts.expression(f, e)) : value(f, e)
}

function match(f: Format, e: Extract<Expr, { kind: "match" }>): Doc {
  const arms = e.arms.map((arm) => ({ at: arm.at, end: arm.end, layout: () => armDoc(f, arm) }))
  if (e.method) {
    const on = f.layouts.expression(f, e.on)
    return concat(on, ".match", list(f, "(", arms, ")", e.end))
  }
  const on = f.layouts.expression(f, e.on)
  const docs: Doc[] = []
  for (const [i, arm] of arms.entries()) {
    const { doc, blank } = element(f, arm, arm.layout)
    if (i > 0) docs.push(blank ? blankLine : hard)
    docs.push(doc, ",")
  }
  const rest = trailing(f, e.end)
  if (docs.length === 0 && rest.length === 0) return concat("match ", on, " {}")
  const inner = docs.length === 0 ? rest.slice(1) : [...docs, ...rest]
  return concat("match ", on, " {", indent(hard, ...inner), hard, "}")
}

function armDoc(f: Format, arm: Arm): Doc {
  const guard = arm.guard === null ? "" : concat(" if ", f.layouts.expression(f, arm.guard))
  return concat(f.layouts.pattern(f, arm.pattern), guard, " ->", value(f, arm.body))
}

function lambda(f: Format, e: Extract<Expr, { kind: "lambda" }>): Doc {
  const bare = f.tokens.kind[tokenAt(f, e.at)] !== T.PAREN
  const head = lambdaParams(f, e.params, bare, e.result?.at ?? e.body.at)
  if (e.result === null) return concat(head, " ->", value(f, e.body))
  return concat(head, " -> ", f.layouts.type(f, e.result), " =", value(f, e.body))
}

/** `bare`: one name without brackets; `close`: where what follows them begins. */
export function lambdaParams(
  f: Format, of: readonly LambdaParam[], bare: boolean, close: number,
): Doc {
  const params = of.map(({ name, type }) => ({
    at: name.at, end: type?.end ?? name.end,
    layout: () =>
      type === null ? name.name : concat(name.name, ": ", f.layouts.type(f, type)),
  }))
  return bare ? (params[0]?.layout() ?? "") : list(f, "(", params, ")", close)
}

function binding(f: Format, e: Let): Doc {
  const annotation = e.type === null ? "" : concat(": ", f.layouts.type(f, e.type))
  const word = e.orReturn ? "let? " : "let "
  return concat(word, f.layouts.pattern(f, e.pattern), annotation, " =", value(f, e.value))
}

// ── capabilities ──────────────────────────────────────────────────────────────────────────────

function withIn(f: Format, e: WithIn): Doc {
  const bindings = e.bindings.map(({ cap, provider }) => ({
    at: cap.at, end: provider.end,
    layout: () => concat(capability(f, cap), " = ",
      provider.kind === "handler" ? handler(f, provider) : f.layouts.expression(f, provider)),
  }))
  const parts = bindings.map((b) => apart(f, b))
  const inner = f.layouts.expression(f, e.body)
  const [first] = parts
  if (first !== undefined && parts.length === 1 && first.lines.length === 0) {
    const only = first.inner
    const next = isForced(only) || endsBraced(e.body) ? " " : line
    return isForced(only) ? concat("with ", only, next, "in ", inner)
      : group("with ", only, next, "in ", inner)
  }
  const docs = parts.map(({ lines, inner: of }) => concat(...lines, of))
  return group("with", indent(line, join(concat(",", line), docs)), line, "in ", inner)
}

/** A handler with state is always broken. */
function handler(f: Format, h: Handler): Doc {
  const head = h.state === null ? "handler "
    : concat("handler(state: ", f.layouts.expression(f, h.state), ") ")
  const ops = h.ops.map(({ name, value: of }) => ({
    at: name.at, end: of.end, layout: () => concat(name.name, ": ", f.layouts.expression(f, of)),
  }))
  if (h.state === null || ops.length === 0) {
    return concat(head, list(f, "{", ops, "}", h.end, ops.length === 0 ? "" : line))
  }
  const docs = ops.map((op) => listed(f, op))
  const rest = trailing(f, h.end)
  return concat(head, "{", indent(hard, join(concat(",", hard), docs), ",", ...rest), hard, "}")
}
