// Evaluation at compile time: constant expressions (LANGUAGE 16.2) to values, with fuel.
//
// Two callers, one evaluator. Before a body is typed, names are looked up in the module's scope:
// enough for conditions of a compile-time `if` and for ends of ranges. After inference the side
// tables say what names mean, and constants get their values. What the evaluator does not know is
// no error: the expression is then evaluated at run time.

import type { Span } from "../../source/diagnostic.ts"
import type { Code } from "../../source/codes.ts"
import type { Endpoint, Expr } from "../../syntax/ast.ts"
import type { Check } from "../context.ts"
import type { ConstId, ConstItem, Module, ModuleId, ValueEntry } from "../items.ts"
import type { Typed, Value } from "../typed.ts"
import { ERROR } from "../types.ts"
import { evaluateForm } from "./evaluate_form.ts"
import type { Evaluation, Where } from "./evaluation.ts"
import { foldBinary, foldCast, foldIndex, foldSize, foldUnary } from "./fold.ts"
import type { Folded } from "./fold.ts"

const MOST_STEPS = 1_000_000
const MOST_DEPTH = 1_000

/** Starts a run: with the side tables of all modules, or with none. */
export function newEvaluation(check: Check, tables: Map<ModuleId, Typed> | null): Evaluation {
  const run: Evaluation = {
    check, tables, values: new Map(), steps: 0, depth: 0, failure: null,
    evaluate: (place, node) => evaluate(run, place, node),
  }
  return run
}

/** The value of a constant, or null when it has none at compile time. */
export function constantValue(run: Evaluation, id: ConstId): Value | null {
  const known = run.values.get(id)
  if (known !== undefined) return known
  run.values.set(id, null)
  const item = run.check.items.consts[id]!
  const value = builtinValue(item) ?? initialValue(run, item)
  run.values.set(id, value)
  return value
}

function builtinValue(item: ConstItem): Value | null {
  if (item.builtin === null) return null
  return typeof item.builtin === "string"
    ? { k: "str", value: item.builtin } : { k: "bool", value: item.builtin }
}

function initialValue(run: Evaluation, item: ConstItem): Value | null {
  if (item.node === null) return null
  const typed = run.tables?.get(item.module) ?? null
  if (run.tables !== null && typed === null) return null
  const module = run.check.items.modules[item.module]!
  return evaluate(run, { module, typed, locals: new Map() }, item.node.value)
}

/**
 * The value of an `if` condition that selects at compile time (LANGUAGE 9.2, D-94), or null for an
 * ordinary one. Asked before the branches are typed; `isLocal` tells names that the body binds.
 */
export function constantCondition(
  check: Check, module: Module, condition: Expr, isLocal: (name: string) => boolean,
): boolean | null {
  if (!builtOfConstants(check, module, condition, isLocal)) return null
  const run = newEvaluation(check, null)
  const value = evaluate(run, { module, typed: null, locals: new Map() }, condition)
  return value !== null && value.k === "bool" ? value.value : null
}

/** True when a constant occurs and every name is one. */
function builtOfConstants(
  check: Check, module: Module, condition: Expr, isLocal: (name: string) => boolean,
): boolean {
  let constants = 0
  const good = (node: Expr): boolean => {
    switch (node.kind) {
      case "paren": return good(node.inner)
      case "unary": return good(node.operand)
      case "binary": return good(node.left) && good(node.right)
      case "name": {
        constants++
        return !isLocal(node.name) && constOf(valueNamed(check, module, node.name)) !== null
      }
      case "field": {
        constants++
        return moduleConst(check, module, node) !== null
      }
      case "embed": {
        constants++
        return node.has && good(node.path)
      }
      case "int": case "bool": case "str": case "char": case "byte": case "float": return true
      default: return false
    }
  }
  return good(condition) && constants > 0
}

/** The value of a range end that is a constant; remembered in `Typed.constant`. */
export function patternConstant(
  check: Check, tables: Map<ModuleId, Typed>, typed: Typed, end: Endpoint & { kind: "const" },
): Value | null {
  const known = typed.constant[end.id]
  if (known !== undefined) return known
  const ref = typed.ref[end.id]
  const module = check.items.modules[typed.module]!
  const id = ref?.k === "const" ? ref.const : constOf(valueNamed(check, module, end.name.name))
  const value = id === null ? null : constantValue(newEvaluation(check, tables), id)
  if (value !== null) typed.constant[end.id] = value
  else if (id !== null && isSoundConst(check, tables, id)) {
    check.report("E0514", end.name,
      `\`$${end.name.name}\` has no value at compile time, which a range end needs`,
      "Give the constant a constant expression, or compare in a guard.")
  }
  return value
}

/** False for a constant about which inference has spoken. */
function isSoundConst(check: Check, tables: Map<ModuleId, Typed>, id: ConstId): boolean {
  const { node, module, type } = check.items.consts[id]!
  const written = node === null ? type : tables.get(module)?.type[node.value.id] ?? null
  return type !== ERROR && written !== ERROR
}

// ── names ────────────────────────────────────────────────────────────────────────────────────────

function valueNamed(check: Check, module: Module, name: string): ValueEntry | null {
  const binding = module.scope.values.get(name) ?? check.prelude.values.get(name)
  return binding?.entry ?? null
}

function constOf(entry: ValueEntry | null): ConstId | null {
  return entry !== null && entry.k === "const" ? entry.const : null
}

/** `module.$NAME` through a bound module. */
function moduleConst(check: Check, module: Module, node: Expr & { kind: "field" }): ConstId | null {
  if (node.on.kind !== "name") return null
  const other = module.scope.modules.get(node.on.name)
  if (other === undefined) return null
  const binding = check.items.modules[other]!.scope.values.get(node.name.name)
  return binding !== undefined && binding.pub ? constOf(binding.entry) : null
}

/** What a name or path stands for: a constant, or a local of a pattern. */
function nameValue(
  run: Evaluation, place: Where, node: Expr & { kind: "name" | "field" },
): Value | null {
  if (place.typed === null) {
    const id = node.kind === "name" ? constOf(valueNamed(run.check, place.module, node.name))
      : moduleConst(run.check, place.module, node)
    return id === null ? null : constantValue(run, id)
  }
  const ref = place.typed.ref[node.id]
  switch (ref?.k) {
    case "const": return constantValue(run, ref.const)
    case "local": return place.locals.get(ref.local) ?? null
    case "variant": {
      const { item, variant } = ref
      const { fields } = run.check.items.typeItems[item]!.variants[variant]!
      return fields.length > 0 ? null : { k: "variant", item, variant, fields: [] }
    }
    case "builtin": return builtinNumber(ref.name)
    default: return null
  }
}

function builtinNumber(name: string): Value | null {
  switch (name) {
    case "int.max": return { k: "int", value: (1n << 63n) - 1n }
    case "int.min": return { k: "int", value: -(1n << 63n) }
    default: return null
  }
}

// ── expressions ──────────────────────────────────────────────────────────────────────────────────

/** The value of an expression, or null: not constant, or failed (then `run.failure` says how). */
function evaluate(run: Evaluation, place: Where, node: Expr): Value | null {
  if (run.failure !== null) return null
  if (++run.steps > MOST_STEPS) {
    return fail(run, "E0510", node, "evaluating this constant takes more than 1,000,000 steps",
      "Compute it in a function that runs when the program does.")
  }
  if (++run.depth > MOST_DEPTH) {
    return fail(run, "E0511", node, "evaluating this constant nests deeper than 1,000 levels",
      "Compute it in a function that runs when the program does.")
  }
  const value = valueOf(run, place, node)
  run.depth--
  return value === null ? null : coerced(place, node, value)
}

/** Makes the evaluation fail. */
export function fail(run: Evaluation, code: Code, at: Span, message: string, help: string): null {
  run.failure ??= { code, at: { at: at.at, end: at.end }, message, help }
  return null
}

/**
 * An int literal that stands for a byte; values that become trait objects exist at run time only.
 */
function coerced(place: Where, node: Expr, value: Value): Value | null {
  const coerce = place.typed?.coerce[node.id]
  if (coerce === undefined) return value
  if (coerce.k === "object") return null
  const isByte = coerce.k === "byte" && value.k === "int"
  return isByte ? { k: "byte", value: Number(value.value) } : value
}

function valueOf(run: Evaluation, place: Where, node: Expr): Value | null {
  switch (node.kind) {
    case "int": case "float": case "bool": case "str": case "char": case "byte":
      return { k: node.kind, value: node.value } as Value
    case "unit": return { k: "unit" }
    case "paren": return evaluate(run, place, node.inner)
    case "name": return nameValue(run, place, node)
    case "unary": return unary(run, place, node)
    case "binary": return binary(run, place, node)
    case "if": return branch(run, place, node)
    case "cast": return cast(run, place, node)
    case "index": return element(run, place, node)
    default: {
      const value = evaluateForm(run, place, node)
      return value !== null || node.kind !== "field" ? value : nameValue(run, place, node)
    }
  }
}

function settled(run: Evaluation, at: Span, folded: Folded): Value | null {
  if (folded === null || folded.k !== "panic") return folded
  return fail(run, "E0514", at, `evaluating this constant panics: ${folded.message}`,
    "Choose operands for which the operation has a result.")
}

function unary(run: Evaluation, place: Where, node: Expr & { kind: "unary" }): Value | null {
  const value = evaluate(run, place, node.operand)
  return value === null ? null : settled(run, node, foldUnary(node.op, value))
}

function binary(run: Evaluation, place: Where, node: Expr & { kind: "binary" }): Value | null {
  const left = evaluate(run, place, node.left)
  if (left === null) return null
  if (node.op === "&&" || node.op === "||") {
    if (left.k !== "bool") return null
    return left.value === (node.op === "||") ? left : evaluate(run, place, node.right)
  }
  if (node.op === "??") return null
  const right = evaluate(run, place, node.right)
  if (right === null) return null
  const fold = isSize(run, place, node.left) || isSize(run, place, node.right)
    ? foldSize : foldBinary
  return settled(run, node, fold(node.op, left, right))
}

/** A `Size` is a number here but has rules of its own. */
function isSize(run: Evaluation, place: Where, node: Expr): boolean {
  const type = run.check.items.types.nodes[place.typed?.type[node.id] ?? -1]
  return type?.k === "named" && type.item === run.check.items.known.size
}

function cast(run: Evaluation, place: Where, node: Expr & { kind: "cast" }): Value | null {
  const callee = place.typed?.callee[node.id]
  if (callee?.k !== "prim") return null
  const value = evaluate(run, place, node.on)
  return value === null ? null : settled(run, node, foldCast(callee.op, value))
}

function element(run: Evaluation, place: Where, node: Expr & { kind: "index" }): Value | null {
  const list = evaluate(run, place, node.on)
  const index = list === null ? null : evaluate(run, place, node.key)
  return index === null ? null : settled(run, node, foldIndex(list!, index))
}

function branch(run: Evaluation, place: Where, node: Expr & { kind: "if" }): Value | null {
  const condition = place.typed?.constant[node.condition.id] ?? evaluate(run, place, node.condition)
  if (condition === null || condition.k !== "bool" || node.else === null) return null
  return evaluate(run, place, condition.value ? node.then : node.else)
}
