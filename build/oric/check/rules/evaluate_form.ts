// Evaluation at compile time, continued: the forms that build and take apart values. See
// `evaluate.ts`.

import type { Expr, MatchExpr, StructExpr, Template } from "../../syntax/ast.ts"
import type { PlaceStep, Tree, TreeNode, Value } from "../typed.ts"
import { embeddedFlag } from "./embed_path.ts"
import type { Evaluation, Where } from "./evaluation.ts"
import { itemOf } from "./shape.ts"

/**
 * The value of a tuple, list, struct, variant, template, field, match, block or literal of a unit.
 */
export function evaluateForm(run: Evaluation, place: Where, node: Expr): Value | null {
  switch (node.kind) {
    case "tuple": {
      const items = all(run, place, node.items)
      return items === null ? null : { k: "tuple", items }
    }
    case "list": return list(run, place, node)
    case "map": return entries(run, place, node)
    case "block": {
      const plain = node.statements.length === 0 && node.result !== null
      return plain ? run.evaluate(place, node.result!) : null
    }
    case "template": return template(run, place, node)
    case "embed": {
      const known = place.typed?.constant[node.id] ?? null
      if (known !== null || !node.has) return known
      return embeddedFlag(run.check, place.module, run.evaluate(place, node.path))
    }
    default: return place.typed === null ? null : typedForm(run, place, node)
  }
}

function typedForm(run: Evaluation, place: Where, node: Expr): Value | null {
  switch (node.kind) {
    case "duration": case "size": return { k: "int", value: node.value }
    case "struct": return struct(run, place, node)
    case "call": case "method": return made(run, place, node)
    case "field": return field(run, place, node)
    case "tupleField": {
      const value = run.evaluate(place, node.on)
      return value !== null && value.k === "tuple" ? value.items[node.index] ?? null : null
    }
    case "match": return match(run, place, node)
    default: return null
  }
}

function all(run: Evaluation, place: Where, nodes: Expr[]): Value[] | null {
  const values: Value[] = []
  for (const node of nodes) {
    const value = run.evaluate(place, node)
    if (value === null) return null
    values.push(value)
  }
  return values
}

function list(run: Evaluation, place: Where, node: Expr & { kind: "list" }): Value | null {
  const items: Value[] = []
  for (const { spread, value: part } of node.items) {
    const value = run.evaluate(place, part)
    if (value === null) return null
    if (!spread) items.push(value)
    else if (value.k === "list") items.push(...value.items)
    else return null
  }
  return { k: "list", items }
}

/** Nothing: maps are made at run time. But what panics in a literal is found. */
function entries(run: Evaluation, place: Where, node: Expr & { kind: "map" }): null {
  for (const entry of node.entries) {
    if (!entry.spread && run.evaluate(place, entry.key) === null) break
    if (run.evaluate(place, entry.value) === null) break
  }
  return null
}

/** A template of text and of values that print the same everywhere. */
function template(run: Evaluation, place: Where, node: Template): Value | null {
  let text = ""
  for (const part of node.parts) {
    if ("text" in part) {
      text += part.text
      continue
    }
    const value = part.spec === null ? run.evaluate(place, part.value) : null
    if (value === null) return null
    if (value.k === "str") text += value.value
    else if (value.k === "bool" || value.k === "byte" || isInt(run, place, part.value, value)) {
      text += String("value" in value ? value.value : "")
    } else return null
  }
  return { k: "str", value: text }
}

function isInt(run: Evaluation, place: Where, node: Expr, value: Value): boolean {
  if (value.k !== "int" || place.typed === null) return value.k === "int"
  return itemOf(run.check.items, place.typed.type[node.id]!)?.id === run.check.items.known.int
}

/** All fields written out; an update takes the rest from its base. */
function struct(run: Evaluation, place: Where, node: StructExpr): Value | null {
  const type = place.typed!.type[node.id] ?? -1
  const item = type < 0 ? null : itemOf(run.check.items, type)
  if (item === null || item.kind !== "struct") return null
  const { fields } = item.variants[0]!
  const values: (Value | undefined)[] = fields.map(() => undefined)
  for (const entry of node.entries) {
    const value = run.evaluate(place, entry.value)
    if (value === null) return null
    if (!entry.spread) values[fields.findIndex((part) => part.name === entry.name.name)] = value
    else if (value.k === "variant") value.fields.forEach((part, index) => { values[index] = part })
    else return null
  }
  const whole = values.filter((value) => value !== undefined)
  if (whole.length < fields.length) return null
  return { k: "variant", item: item.id, variant: 0, fields: whole }
}

/** A variant or newtype applied to its payload. */
function made(
  run: Evaluation, place: Where, node: Expr & { kind: "call" | "method" },
): Value | null {
  const callee = place.typed!.callee[node.id]
  const plan = place.typed!.plan[node.id]
  if (callee?.k !== "make" || plan === undefined) return null
  const args = all(run, place, node.args.map((arg) => arg.value))
  if (args === null) return null
  const fields = plan.params.map((entry) => entry.k === "arg" ? args[entry.index] : undefined)
  if (fields.some((value) => value === undefined)) return null
  return { k: "variant", item: callee.item, variant: callee.variant, fields: fields as Value[] }
}

function field(run: Evaluation, place: Where, node: Expr & { kind: "field" }): Value | null {
  const typed = place.typed!
  if (typed.ref[node.id] !== undefined) return null
  const value = run.evaluate(place, node.on)
  const index = typed.field[node.id] ?? -1
  return value !== null && value.k === "variant" ? value.fields[index] ?? null : null
}

// ── match ────────────────────────────────────────────────────────────────────────────────────────

/** Follows the decision tree, binding what the arm binds. */
function match(run: Evaluation, place: Where, node: MatchExpr): Value | null {
  const tree = place.typed!.tree[node.id]
  const on = tree === undefined ? null : run.evaluate(place, node.on)
  if (tree === undefined || on === null) return null
  let at: TreeNode | null = tree.root
  while (at !== null && at.k !== "fail") {
    if (at.k !== "leaf" && at.k !== "guard") {
      at = next(tree, on, at)
      continue
    }
    const locals = new Map(place.locals)
    for (const { local, place: from } of at.binds) {
      const value = found(tree, on, from)
      if (value === null) return null
      locals.set(local, value)
    }
    const inside = { ...place, locals }
    const arm = node.arms[at.arm]!
    if (at.k === "leaf" || arm.guard === null) return run.evaluate(inside, arm.body)
    const guard = run.evaluate(inside, arm.guard)
    if (guard === null || guard.k !== "bool") return null
    if (guard.value) return run.evaluate(inside, arm.body)
    at = at.other
  }
  return null
}

type Test = Exclude<TreeNode, { k: "leaf" | "guard" | "fail" }>

function next(tree: Tree, on: Value, test: Test): TreeNode | null {
  const value = found(tree, on, test.place)
  if (value === null) return null
  switch (test.k) {
    case "variants": {
      if (value.k !== "variant") return null
      return test.cases.find((part) => part.variant === value.variant)?.then ?? test.other
    }
    case "lengths": {
      if (value.k !== "list") return null
      const { length } = value.items
      const exact = test.cases.find((part) => part.length === length)?.then
      const more = test.atLeast !== null && length >= test.atLeast.length ? test.atLeast.then : null
      return exact ?? more ?? test.other
    }
    case "literals": return test.cases.find((part) => same(part.value, value))?.then ?? test.other
    case "range": {
      const number = value.k === "int" ? value.value
        : value.k === "char" || value.k === "byte" ? BigInt(value.value) : null
      if (number === null) return null
      return test.low <= number && number <= test.high ? test.then : test.other
    }
    case "bool": return value.k !== "bool" ? null : value.value ? test.yes : test.no
  }
}

function same(a: Value, b: Value): boolean {
  return a.k === b.k && "value" in a && "value" in b && a.value === b.value
}

/** The value at a place of the tree. */
function found(tree: Tree, on: Value, place: number): Value | null {
  const step: PlaceStep = tree.places[place]!.from
  if (step.k === "root") return on
  const value = found(tree, on, step.of)
  switch (step.k) {
    case "payload": return value?.k === "variant" ? value.fields[step.field] ?? null : null
    case "tuple": return value?.k === "tuple" ? value.items[step.index] ?? null : null
    case "item": return value?.k === "list" ? value.items[step.index] ?? null : null
    case "rest":
      return value?.k === "list" ? { k: "list", items: value.items.slice(step.from) } : null
  }
}
