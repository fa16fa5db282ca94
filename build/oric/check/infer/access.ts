// Fields, tuple elements, indexing, `#`, and places that are assigned to.

import type { Span } from "../../source/diagnostic.ts"
import type { Expr } from "../../syntax/ast.ts"
import type { NodeId } from "../../syntax/node.ts"
import { methodNear } from "../elsewhere.ts"
import { findMethod } from "../method.ts"
import type { Found } from "../method.ts"
import { solve } from "../solve.ts"
import type { Solution } from "../solve.ts"
import type { Callee } from "../typed.ts"
import { ERROR, NEVER } from "../types.ts"
import type { TypeId } from "../types.ts"
import { unify, zonk } from "../unify.ts"
import { check } from "./coerce.ts"
import { unknownField } from "./construct.ts"
import { fail, fresh, headOf, isBroken, itemIdOf, notKnown, show } from "./cx.ts"
import type { Cx } from "./cx.ts"
import { hiddenField } from "./fields.ts"
import { fieldType, onlyConstant } from "./name.ts"
import { known } from "./obligation.ts"
import { operand } from "./quote.ts"
import { opened, setCallee, setType } from "./record.ts"
import { solvedCall } from "./trait_call.ts"
import { isContainer, unwrapHelp } from "./unwrap.ts"

type Index = Expr & { kind: "index" }

/** `on.name` on a value of this type. */
export function fieldOf(cx: Cx, node: Expr & { kind: "field" }, on: TypeId): TypeId {
  const type = zonk(cx.vars, known(cx, on))
  const shape = cx.table.nodes[type]!
  const { name } = node
  if (shape.k === "error" || shape.k === "never") return shape.k === "never" ? NEVER : ERROR
  if (shape.k === "var") {
    notKnown(cx, type, node.on, `the type whose field \`${name.name}\` is read is not known here`)
    return ERROR
  }
  const item = shape.k === "named" ? cx.items.typeItems[shape.item]! : null
  if (item !== null && shape.k === "named") {
    if (item.kind === "newtype" && name.name === "inner") return foundField(cx, node, type, 0)
    const index = item.kind !== "struct" ? -1
      : item.variants[0]!.fields.findIndex((field) => field.name === name.name)
    if (index >= 0 && !hiddenField(cx, shape.item, name.name)) return foundField(cx, node, type,
      index)
  }
  noField(cx, node, type)
  return ERROR
}

function foundField(cx: Cx, node: Expr & { kind: "field" }, type: TypeId, index: number): TypeId {
  onlyConstant(cx, node, node.name.name, null)
  cx.typed.field[node.id] = index
  return fieldType(cx, type, 0, index, node.name)
}

function noField(cx: Cx, node: Expr & { kind: "field" }, type: TypeId): void {
  const { name } = node
  if (isBroken(cx, type)) return
  const method = findMethod(cx.check, cx.module, cx.env, type, name.name, [], true)
  if (method !== null) {
    fail(cx, "E2041", name, `\`${name.name}\` is a method of \`${show(cx, type)}\`, not a value`,
      `Call it: \`.${name.name}(${
        takesNothing(cx, method) ? "" : "…"})\`; as a value wrap it in a lambda.`)
    return
  }
  const shape = headOf(cx, type)
  const item = shape.k === "named" ? cx.items.typeItems[shape.item]! : null
  const here = methodNear(cx.check, cx.module, cx.env, type, name.name)
  const isMap = item?.id === cx.items.known.map
  if (item?.kind === "struct" && (!isMap || here === null)) {
    return unknownField(cx, type, name, show(cx, type))
  }
  fail(cx, "E2040", name, `\`${show(cx, type)}\` has no field \`${name.name}\``,
    here !== null ? callHelp(cx, type, here)
      : isContainer(cx, type) ? unwrapHelp(cx, node.on, type, true)
      : item?.kind === "sum" ? "Fields of variants are read with `match`."
      : item?.kind === "newtype"
        ? "A newtype has the one field `.inner`." : "Only structs have fields.")
}

function callHelp(cx: Cx, type: TypeId, method: string): string {
  const found = findMethod(cx.check, cx.module, cx.env, type, method, [], true)
  return `Call the method \`.${method}(${takesNothing(cx, found) ? "" : "…"})\`.`
}

function takesNothing(cx: Cx, found: Found | null): boolean {
  return found !== null && found.k !== "ambiguous"
    && cx.items.fns[found.k === "impl" ? found.fn : found.method]!.params.length === 0
}

/** `t.0`. */
export function tupleField(cx: Cx, node: Expr & { kind: "tupleField" }): TypeId {
  const type = zonk(cx.vars, known(cx, cx.infer(cx, node.on, null)))
  const shape = cx.table.nodes[type]!
  if (shape.k === "error" || shape.k === "never") return type
  if (shape.k !== "tuple" && isBroken(cx, type)) return ERROR
  if (shape.k === "var") {
    notKnown(cx, type, node.on, "the type of this tuple is not known here")
    return ERROR
  }
  if (shape.k !== "tuple" || node.index >= shape.args.length) {
    fail(cx, "E2040", node, `\`${show(cx, type)}\` has no element \`.${node.index}\``,
      shape.k === "tuple" ? `Its elements are \`.0\` to \`.${shape.args.length - 1}\`.`
        : "Only tuples have numbered elements.")
    return ERROR
  }
  cx.typed.field[node.id] = node.index
  return shape.args[node.index]!
}

/** `on[key]` as a value. */
export function indexOf(cx: Cx, node: Index): TypeId {
  const type = indexed(cx, node, cx.infer(cx, node.on, null))
  if (type === null) return ERROR
  return withKey(cx, node, type, () => readIndex(cx, node, type, true))
}

/** The resolved type that is indexed; null when there is nothing to look up. */
function indexed(cx: Cx, node: Index, on: TypeId): TypeId | null {
  const type = zonk(cx.vars, known(cx, on))
  const kind = cx.table.nodes[type]!.k
  if (kind === "var") {
    notKnown(cx, type, node.on, "the type that is indexed is not known here")
  }
  if (kind !== "var" && kind !== "error" && kind !== "never") return type
  withKey(cx, node, ERROR, () => cx.infer(cx, node.key, null))
  return null
}

function withKey(cx: Cx, node: Index, type: TypeId, run: () => TypeId): TypeId {
  cx.indexed.push({ node: node.id, type })
  const result = run()
  cx.indexed.pop()
  return result
}

/** `x[k]` is `x.index(key: k)`; the key is inferred unless a store did so already. */
function readIndex(cx: Cx, node: Index, type: TypeId, inferKey: boolean): TypeId {
  const found = indexTrait(cx, node, type, "Index", inferKey)
  if (found === null) return ERROR
  setCallee(cx, node.id, found.callee)
  return found.value
}

type Access = { callee: Callee; value: TypeId }

function indexTrait(
  cx: Cx, node: Index, type: TypeId, trait: "Index" | "IndexSet", inferKey: boolean,
): Access | null {
  const id = cx.items.known.traits.get(trait)!
  const key = fresh(cx, node.key, "the type of this key")
  const value = fresh(cx, node, "the type of this element")
  const ref = { trait: id, args: [key, value] }
  let solution = solve(cx.items, ref, type, cx.env)
  let keyDone = !inferKey
  if (solution.k === "stuck") {
    const actual = inferKey ? cx.infer(cx, node.key, null) : cx.typed.type[node.key.id]!
    keyDone = true
    if (isBroken(cx, actual)) return null
    unify(cx.vars, key, actual)
    solution = solve(cx.items, { trait: id, args: [zonk(cx.vars, key), value] }, type, cx.env)
  }
  if (solution.k !== "impl" && solution.k !== "bound" && solution.k !== "object") {
    noIndex(cx, node, type, trait, solution, keyDone)
    // In brackets behind a function may stand what were type arguments elsewhere.
    if (!keyDone && cx.table.nodes[type]!.k !== "fn") cx.infer(cx, node.key, null)
    return null
  }
  const call = solvedCall(cx, id, type, ref.args, solution, node)
  const part = node.key.kind === "range" && itemIdOf(cx, key) === cx.items.known.int
  if (!keyDone && part) noPart(cx, node, type)
  else if (!keyDone) check(cx, node.key, key, "as key", "E2026")
  return { callee: call.callee, value }
}

/** `xs[1..3]`. */
function noPart(cx: Cx, node: Index, type: TypeId): void {
  const text = itemIdOf(cx, type) === cx.items.known.str
  fail(cx, "E2026", node.key, `\`${show(cx, type)}\` has no elements by a range`,
    `A part of it is \`.${text ? "substring" : "slice"}(start: …, end: …)\`.`)
}

function noIndex(
  cx: Cx, node: Index, type: TypeId, trait: string, solution: Solution, keyKnown: boolean,
): void {
  if (isBroken(cx, type)) return void (cx.failed = true)
  if (solution.k === "stuck") {
    fail(cx, "E2027", node.key, `several keys fit \`${show(cx, type)}\` here`, "Annotate the key.")
    return
  }
  if (trait === "IndexSet" && !keyKnown && itemIdOf(cx, type) === cx.items.known.str) {
    fail(cx, "E2025", node, "a `str` cannot be changed by index",
      "Build a new text with `substring` and `+`.")
    return
  }
  if (keyKnown) {
    const key = show(cx, cx.typed.type[node.key.id]!)
    fail(cx, "E2026", node.key, `\`${show(cx, type)}\` has no elements by \`${key}\``,
      "Use a key of another type.")
    return
  }
  fail(cx, "E2025", node, trait === "Index"
    ? `\`${show(cx, type)}\` cannot be indexed`
      : `elements of \`${show(cx, type)}\` cannot be assigned`, indexHelp(cx, node, type, trait))
}

function indexHelp(cx: Cx, node: Index, type: TypeId, trait: string): string {
  if (isContainer(cx, type)) return unwrapHelp(cx, node.on, type, true)
  if (headOf(cx, type).k === "tuple" && node.key.kind === "int") {
    return trait === "Index" ? `Read the element: \`${operand(cx, node.on)}.${node.key.value}\`.`
      : "Build the tuple anew: its elements are not assigned one by one."
  }
  if (headOf(cx, type).k === "fn") {
    return "A function is called: `name(…)`, with type arguments `name<T>(…)`."
  }
  return `Lists, maps and text are indexed; a type of your own with an impl of \`${trait}\`.`
}

/** `#`: the length of the value whose index this stands in. */
export function lengthOf(cx: Cx, node: Span & { id: NodeId }): TypeId {
  const inner = cx.indexed.at(-1)
  const result = setType(cx, node.id, cx.prim.int)
  if (inner === undefined) {
    fail(cx, "E2025", node, "`#` stands inside `[ ]` only", "Call `.len()`.")
    return result
  }
  cx.typed.lengthOf[node.id] = inner.node
  const item = itemIdOf(cx, inner.type)
  if (item !== cx.items.known.list && item !== cx.items.known.str && !isBroken(cx, inner.type)) {
    fail(cx, "E2025", node, `\`#\` is not available for \`${show(cx, inner.type)}\``,
      "It is the length of a list or text that is indexed.")
  }
  return result
}

/** How a place is used: stored into, read and stored into, or part of the way to such a place. */
export type Use = "store" | "update" | "path"

/** The type of an assignment target; index steps get the call that stores into them. */
export function placeType(cx: Cx, node: Expr, use: Use): TypeId {
  switch (node.kind) {
    case "field": {
      const type = fieldOf(cx, node, placeType(cx, node.on, "path"))
      return setType(cx, node.id, type)
    }
    case "index": return setType(cx, node.id, indexPlace(cx, node, use))
    default: return cx.infer(cx, node, null)
  }
}

function indexPlace(cx: Cx, node: Index, use: Use): TypeId {
  const type = indexed(cx, node, placeType(cx, node.on, "path"))
  if (type === null) return ERROR
  return withKey(cx, node, type, () => {
    const stored = indexTrait(cx, node, type, "IndexSet", true)
    if (stored === null) return ERROR
    cx.typed.update[node.id] = opened(cx, stored.callee)
    if (use === "store") return stored.value
    const read = readIndex(cx, node, type, false)
    if (read === ERROR || unify(cx.vars, read, stored.value)) return stored.value
    fail(cx, "E2001", node,
      `reading gives \`${show(cx, read)}\`, storing needs \`${show(cx, stored.value)}\``,
      "Compute the new value first: `m[k] = (m[k] ?? start) + 1`.")
    return ERROR
  })
}
