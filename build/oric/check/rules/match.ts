// Patterns judged: exhaustiveness, reachability, irrefutability; and the decision trees that
// lowering follows. One builder serves `match`, clause functions, `let?` and every place where a
// pattern must not fail, so that what is checked is what runs.

import type { Details, Label, Span } from "../../source/diagnostic.ts"
import type { Let, MatchExpr, Pattern } from "../../syntax/ast.ts"
import type { NodeId } from "../../syntax/node.ts"
import type { Check } from "../context.ts"
import type { Fn } from "../items.ts"
import { declaredHere } from "../locality.ts"
import type { TypeId } from "../types.ts"
import { eachOf, isSound, isWrongPattern } from "./body.ts"
import type { Body } from "./body.ts"
import { patternConstant } from "./evaluate.ts"
import { dropsError } from "./let_error.ts"
import { buildTree } from "./match_matrix.ts"
import type { Builder, Fact } from "./match_rows.ts"
import {
  fewest, hasOthers, isWhole, showWitness, sideBySide, witness,
} from "./match_witness.ts"
import type { Witness } from "./match_witness.ts"
import { patternOf } from "./pattern.ts"
import type { Pat, PatternContext, RangeShape } from "./pattern.ts"

type Scope = { check: Check; body: Body }

/** Judges the patterns of a body and fills `Typed.tree`. */
export function matchRule(check: Check, body: Body): void {
  const scope: Scope = { check, body }
  if (body.fn !== null && body.clauses.length > 0) parameters(scope, body.fn)
  eachOf(body, "match", (node) => matchTree(scope, node))
  eachOf(body, "let", (node) =>
    node.orReturn ? maybeTree(scope, node) : certain(scope, node.pattern, LET))
  eachOf(body, "for", (node) => {
    for (const head of node.heads) certain(scope, head.pattern, FOR)
  })
}

// ── match and clauses ────────────────────────────────────────────────────────────────────────────

/** One alternative of a decision: the patterns for each root, and where to point. */
type Choice = { patterns: Pattern[]; guarded: boolean; at: Span }
type Decision = { node: NodeId; roots: TypeId[]; choices: Choice[]; at: Span; clausesOf: Fn | null }

function matchTree(scope: Scope, node: MatchExpr): void {
  if (!isSound(scope.check, scope.body, node.on)) return
  const roots = [scope.body.typed.type[node.on.id]!]
  const choices = node.arms.map((arm): Choice =>
    ({ patterns: [arm.pattern], guarded: arm.guard !== null, at: arm.pattern }))
  const at = { at: node.at, end: node.on.end }
  decide(scope, { node: node.id, roots, choices, at, clausesOf: null })
}

function parameters(scope: Scope, fn: Fn): void {
  const { clauses } = scope.body
  const [first] = clauses
  // Another declaration of its name may have been meant as a clause.
  const module = scope.check.items.modules[fn.module]!
  if (fn.kind === "free" && module.scope.values.get(fn.name)?.repeated === true) return
  if (clauses.length === 1 && first!.guard === null) {
    for (const param of first!.params) certain(scope, param.pattern, PARAMETER)
    return
  }
  const roots = first!.params.map((param, index) =>
    param.variadic ? scope.body.typed.type[param.pattern.id] ?? -1 : fn.params[index]?.type ?? -1)
  const choices = clauses.map((clause): Choice => ({
    patterns: clause.params.map((param) => param.pattern),
    guarded: clause.guard !== null, at: clause.name,
  }))
  decide(scope, { node: first!.id, roots, choices, at: first!.name, clausesOf: fn })
}

function decide(scope: Scope, decision: Decision): void {
  const read = decision.choices.map((choice) => readPatterns(scope, choice.patterns))
  if (decision.roots.some((type) => type < 0) || read.some((pats) => pats === null)) return
  const rows = read.map((pats, arm) => ({ pats: pats!, guarded: decision.choices[arm]!.guarded }))
  const { tree, builder } = buildTree(scope.check.items, decision.roots, rows)
  if (builder.tooLarge) return tooLarge(scope, decision.at)
  scope.body.typed.tree[decision.node] = tree
  if (builder.missing.length > 0) reportMissing(scope, decision, builder)
  warnArms(scope, decision, builder, read.map((pats) => pats!.flatMap(emptyRanges)))
}

function tooLarge(scope: Scope, at: Span): void {
  scope.check.report("E0900", at, "matching on a pattern set this large is not supported yet",
    "Split the match into several, or test the parts one after the other.")
}

/** Most missing cases that a message names. */
const MOST_SHOWN = 3

function reportMissing(scope: Scope, decision: Decision, builder: Builder): void {
  const all = fewest(builder.missing.map((facts) => wholeWitness(builder, facts)))
  const cases = all.slice(0, MOST_SHOWN)
  const more = all.length > cases.length ? ` and ${all.length - cases.length} more` : ""
  const list = cases.map((one) => `\`${showWitness(one)}\``).join(", ") + more
  const other = cases.find(hasOthers)
  const notes = other === undefined ? []
    : [`nothing matches \`${showWitness(other, true)}\`, for example`]
  const { clausesOf: fn } = decision
  const labels = cases.flatMap((one) => variantLabels(scope, one))
  if (fn !== null) {
    scope.check.report("E3004", decision.at,
      `the clauses of \`${fn.display}\` do not cover ${list}`,
      "Add a clause for what is missing, or a last one whose parameters are plain names.",
      { labels, notes })
    return
  }
  scope.check.report("E3004", decision.at, `this match does not cover ${list}`, armHelp(all),
    { labels, notes })
}

function armHelp(all: Witness[]): string {
  if (isWhole(all[0]!)) return "Add an arm `_ -> …` for all that is left."
  const first = showWitness(all[0]!)
  const arm = all.length > 1 ? `Add an arm for each, such as \`${first} -> …\``
    : `Add an arm \`${first} -> …\``
  return `${arm}, or \`_ -> …\` for all that is left.`
}

/** Where a variant that is missing was declared, if in this package. */
function variantLabels({ check, body }: Scope, one: Witness): Label[] {
  if (one.k !== "made" || one.of === null) return []
  const item = check.items.typeItems[one.of.item]!
  if (item.kind !== "sum") return []
  const { at, name } = item.variants[one.of.variant]!
  return declaredHere(check.items, body.module.id, item.module, at)
    .map((label) => ({ ...label, text: `\`${name}\` is declared here` }))
}

function wholeWitness(builder: Builder, facts: Fact | null): Witness {
  return sideBySide(witness(builder, facts))
}

function warnArms(scope: Scope, decision: Decision, builder: Builder, empty: RangeShape[][]): void {
  const { report } = scope.check
  decision.choices.forEach((choice, arm) => {
    const ranges = empty[arm]!
    for (const range of ranges) {
      report("W0003", range.at, "this range is empty, so the pattern never matches",
        "Write the smaller end first; `..` excludes its upper end, `..=` includes it.")
    }
    if (ranges.length > 0 || builder.reached.has(arm)) return
    const what = decision.clausesOf === null ? "arm" : "clause"
    report("W0002", choice.at, `this ${what} is never reached: those above it cover all its values`,
      `Remove it, or move it above the ${what} that covers it.`)
  })
  for (const { first, second, arm } of builder.overlaps) {
    if (!builder.reached.has(arm)) continue
    const more: Details = { labels: [{ ...first.at, text: "the range above it" }] }
    report("W0004", second.at, "this range shares values with one above it, which wins",
      "Choose ends that do not overlap.", more)
  }
}

function emptyRanges(pat: Pat): RangeShape[] {
  const { shape } = pat
  switch (shape.k) {
    case "range": return shape.low > shape.high ? [shape] : []
    case "variant": return shape.args.flatMap(emptyRanges)
    case "tuple": case "list": return shape.items.flatMap(emptyRanges)
    case "or": return shape.alternatives.flatMap(emptyRanges)
    default: return []
  }
}

// ── patterns that must not fail, and `let?` ──────────────────────────────────────────────────────

type Place = { what: string; help: string }
const LET: Place = {
  what: "`let`",
  help: "Use `let? PATTERN = …;` to leave the function when it does not match, or `match`.",
}
const FOR: Place = {
  what: "`for`",
  help: "Bind a plain name in the head and `match` on it in the body.",
}
const PARAMETER: Place = {
  what: "a single clause",
  help: "Add clauses for the other values, or take a plain name and `match` on it.",
}

/** A pattern without alternative: it must match every value of its type. */
function certain(scope: Scope, pattern: Pattern, place: Place): void {
  if (binds(scope, pattern)) return
  const built = single(scope, pattern, pattern.id, scope.body.typed.type[pattern.id] ?? -1)
  if (built === null || built.missing.length === 0) return
  const text = showWitness(wholeWitness(built, built.missing[0]!), true)
  scope.check.report("E2001", pattern,
    `a pattern in ${place.what} must match every value, but this one does not match \`${text}\``,
    place.help)
}

/** True for patterns that need no tree: they bind the whole value, or nothing. */
function binds(scope: Scope, pattern: Pattern): boolean {
  if (pattern.kind === "bindPattern") return scope.body.typed.variant[pattern.id] === undefined
  return pattern.kind === "wildcard"
}

function single(scope: Scope, pattern: Pattern, node: NodeId, type: TypeId): Builder | null {
  const pats = readPatterns(scope, [pattern])
  if (pats === null || type < 0) return null
  const { tree, builder } = buildTree(scope.check.items, [type], [{ pats, guarded: false }])
  if (builder.tooLarge) tooLarge(scope, pattern)
  else scope.body.typed.tree[node] = tree
  return builder.tooLarge ? null : builder
}

function maybeTree(scope: Scope, node: Let): void {
  const { check, body } = scope
  const type = body.typed.type[node.value.id] ?? -1
  const built = single(scope, node.pattern, node.id, type)
  if (built === null) return
  if (built.missing.length === 0) {
    check.report("W0005", node.pattern, "this pattern matches every value, so `let?` never leaves",
      "Write `let` instead of `let?`.")
    return
  }
  if (dropsError(check.items, body.typed, node.pattern, type)) {
    check.report("E2044", node.pattern,
      "when this pattern does not match, `let?` would drop an `Err` unseen",
      "Handle the error: use `?` or `match`, or turn it into an `Option` on purpose with `.ok()`.")
    return
  }
  if (isSome(scope, node.pattern)) {
    check.report("W0009", node.pattern, "`let? Some(x) = e` says no more than `let x = e?`",
      "Write `let x = e?;`.")
  }
}

/** `Some(x)` with a plain name. */
function isSome(scope: Scope, pattern: Pattern): boolean {
  if (pattern.kind !== "variantPattern" || pattern.args?.length !== 1) return false
  const meant = scope.body.typed.variant[pattern.id]
  const [arg] = pattern.args
  const isOption = meant?.item === scope.check.items.known.option
  return isOption && arg !== undefined && binds(scope, arg.pattern)
}

/** The patterns of one choice; null when a part of them was reported already. */
function readPatterns(scope: Scope, patterns: Pattern[]): Pat[] | null {
  const { check, body } = scope
  if (patterns.some((pattern) => isWrongPattern(check, body.typed, pattern))) return null
  const context: PatternContext = {
    items: check.items, typed: body.typed, names: new Map(), broken: false,
    constant: (end) => patternConstant(check, body.tables, body.typed, end),
  }
  const pats = patterns.map((pattern) => patternOf(context, pattern))
  return context.broken ? null : pats
}
