// Values built from their parts: variants and newtypes by call, structs by literal, updates of
// structs.

import type { Span } from "../../source/diagnostic.ts"
import { suggest } from "../../source/suggest.ts"
import type { Arg, Expr, StructEntry } from "../../syntax/ast.ts"
import type { NodeId } from "../../syntax/node.ts"
import type { PlanEntry } from "../typed.ts"
import { ERROR } from "../types.ts"
import type { TypeId, TypeItemId } from "../types.ts"
import { planArgs, spanOf } from "./args.ts"
import { check, coerceTo } from "./coerce.ts"
import { hint, inferLoose, writtenTypes } from "./call.ts"
import type { Site } from "./call.ts"
import { fail, headOf, named, show } from "./cx.ts"
import type { Cx } from "./cx.ts"
import { hiddenField, visibleFields } from "./fields.ts"
import { fieldType, fieldTypes, requireItem } from "./name.ts"
import { settle } from "./obligation.ts"
import { setCallee } from "./record.ts"

/** A constructor called by its own name, which takes the type's arguments. */
export function constructItem(
  cx: Cx, site: Site, id: TypeItemId, variant: number, expected: TypeId | null,
): TypeId {
  const item = cx.items.typeItems[id]!
  const { name } = item.variants[variant]!
  const type = named(cx, id, writtenTypes(cx, item.generics, name, site))
  return construct(cx, { ...site, types: [] }, type, variant, expected)
}

/** `Variant(…)` or `Newtype(…)`: all arguments positional or all named (4.2 d). */
export function construct(
  cx: Cx, site: Site, type: TypeId, variant: number, expected: TypeId | null,
): TypeId {
  const node = headOf(cx, type)
  if (node.k !== "named") return ERROR
  const item = cx.items.typeItems[node.item]!
  const { name, fields } = item.variants[variant]!
  hint(cx, type, expected)
  setCallee(cx, site.node.id, { k: "make", item: node.item, variant })
  if (site.types.length > 0) {
    fail(cx, "E2015", site.types[0]!, `\`${name}\` takes no type arguments here`,
      `Write them on the type: \`${item.name}<…>.${name}(…)\`.`)
  }
  const plan = planFields(cx, site, name, fields)
  if (plan === null) {
    inferLoose(cx, site.args)
    return type
  }
  cx.typed.plan[site.node.id] = { params: plan, receiver: -1 }
  checkFields(cx, site, plan, fieldTypes(cx, type, variant, site.node), name)
  settle(cx)
  requireItem(cx, type, site.at)
  return type
}

function planFields(
  cx: Cx, site: Site, name: string, fields: { name: string | null; type: TypeId }[],
): PlanEntry[] | null {
  const { args, piped } = site
  if (fields.length === 0) {
    fail(cx, "E2004", site.node, `\`${name}\` has no payload`, `Write \`${name}\` alone.`)
    return null
  }
  if (args.every((arg) => arg.name === null && !arg.spread) && piped === null) {
    return planPositional(cx, site, name, args, fields)
  }
  const mixed = args.find((arg) => arg.name === null)
  if (mixed !== undefined && args.some((arg) => arg.name !== null)) {
    fail(cx, "E2011", spanOf(mixed), `the payload of \`${name}\` is given partly by name`,
      "Name all of it, or none.")
    return null
  }
  const params = fields.map((field) => (
    { name: field.name, type: field.type, default: null, variadic: false, at: site.at }))
  const formal = { display: name, params, labels: new Map(), module: null }
  return planArgs(cx, site.at, formal, args, 0, piped !== null)
}

function planPositional(
  cx: Cx, site: Site, name: string, args: Arg[], fields: { name: string | null }[],
): PlanEntry[] | null {
  const count = fields.length
  if (args.length === count) return args.map((_, index) => ({ k: "arg", index }))
  const values = count === 1 ? "one value" : `${count} values`
  fail(cx, "E2004", site.node, `\`${name}\` takes ${values}, not ${args.length}`,
    count > 1 && args.length === 1 && args[0]!.value.kind === "tuple"
      ? "Give each part its own argument." : `Write \`${name}(${payloadForm(fields)})\`.`)
  return null
}

/** How the payload of a variant is given. */
function payloadForm(fields: { name: string | null }[]): string {
  return fields.map(({ name }) => name === null ? "…" : `${name}: …`).join(", ")
}

function checkFields(cx: Cx, site: Site, plan: PlanEntry[], types: TypeId[], name: string): void {
  const byArg: TypeId[] = []
  plan.forEach((entry, index) => {
    if (entry.k === "arg") byArg[entry.index] = types[index]!
    else if (entry.k === "piped" && site.piped !== null) {
      coerceTo(cx, site.piped.node, site.piped.type, types[index]!, `in \`${name}\``)
    }
  })
  site.args.forEach((arg, index) => check(cx, arg.value, byArg[index]!, `in \`${name}\``))
}

/** Entries against the fields of the struct; `based`: a spread before them gave the others. */
export function structEntries(
  cx: Cx, node: Span & { id: NodeId }, type: TypeId, entries: StructEntry[], based: boolean,
): void {
  const struct = headOf(cx, type)
  if (struct.k !== "named") return entries.forEach((entry) => void cx.infer(cx, entry.value, null))
  const item = cx.items.typeItems[struct.item]!
  const { fields } = item.variants[0]!
  const given = new Map<string, Span>()
  let spread = based
  let unknown = 0
  for (const entry of entries) {
    if (entry.spread) {
      spread = true
      check(cx, entry.value, type, `after \`...\` in \`${item.name}\``)
      continue
    }
    const index = fields.findIndex((field) => field.name === entry.name.name)
    if (index < 0 || hiddenField(cx, struct.item, entry.name.name)) {
      unknownField(cx, type, entry.name, item.name)
      cx.missing.add(entry.name.name)
      cx.infer(cx, entry.value, null)
      unknown++
      continue
    }
    const old = given.get(entry.name.name)
    if (old !== undefined) {
      fail(cx, "E2004", entry.name, `field \`${entry.name.name}\` is given twice`,
        "Leave one of them away.", { labels: [{ at: old.at, end: old.end, text: "first here" }] })
    }
    given.set(entry.name.name, entry.name)
    // Fields are computed one by one: an earlier entry may determine what a later one is a
    // projection of.
    const want = fieldType(cx, type, 0, index, entry.name)
    check(cx, entry.value, want, `for field \`${entry.name.name}\``)
    settle(cx)
  }
  if (!spread) missingFields(cx, node, type, struct.item, given, unknown)
}

function missingFields(
  cx: Cx, at: Span, type: TypeId, id: number, given: Map<string, Span>, unknown: number,
): void {
  const item = cx.items.typeItems[id]!
  const lenient = id === cx.items.known.error
  const missing = item.variants[0]!.fields.flatMap(({ name }) => {
    if (name === null || given.has(name)) return []
    return lenient && name !== "message" ? [] : [`\`${name}\``]
  })
  // A field under a wrong name was told as that.
  if (missing.length <= unknown) return
  const plural = missing.length > 1 ? "s" : ""
  fail(cx, "E2004", at, `field${plural} ${missing.join(", ")} of \`${show(cx, type)}\` missing`,
    "Give every field once, or start from a value: `{ ...base, … }`.")
}

/** Reports a name that the struct has no field of. */
export function unknownField(cx: Cx, type: TypeId, name: Span & { name: string },
  owner: string): void {
  const node = headOf(cx, type)
  if (node.k !== "named" || name.name === "") return
  const names = visibleFields(cx, node.item)
  const near = suggest(name.name, names)
  if (near !== null) cx.missing.add(near)
  fail(cx, "E2040", name, `\`${owner}\` has no field \`${name.name}\``,
    near !== null ? `Did you mean \`${near}\`?`
      : node.item === cx.items.known.map
        ? `Read an entry by its key: \`m[key]\`, which gives an \`Option\`.`
      : names.length === 0
        ? "It has no fields." : `Its fields: ${names.map((one) => `\`${one}\``).join(", ")}.`,
    near === null ? {} : { fix: [{ at: name.at, end: name.end, insert: near }] })
}

/** Whether a named type is a struct, which `{ … }` builds. */
export function isStruct(cx: Cx, type: TypeId): boolean {
  const node = headOf(cx, type)
  return node.k === "named" && cx.items.typeItems[node.item]!.kind === "struct"
}

/** `T { … }`. */
export function inferStruct(
  cx: Cx, node: Expr & { kind: "struct" }, type: TypeId, expected: TypeId | null,
): TypeId {
  if (type === ERROR) {
    node.entries.forEach((entry) => void cx.infer(cx, entry.value, null))
    return ERROR
  }
  if (!isStruct(cx, type)) {
    fail(cx, "E2001", node.type, `\`${show(cx, type)}\` is no struct`,
      "Only structs are built with `{ … }`; variants and newtypes are called.")
    node.entries.forEach((entry) => void cx.infer(cx, entry.value, null))
    return ERROR
  }
  hint(cx, type, expected)
  structEntries(cx, node, type, node.entries, false)
  requireItem(cx, type, node.type)
  return type
}
