// Calls `f(…)` of names and values, and methods on values.

import type { Call, Expr, MethodCall, NameExpr } from "../../syntax/ast.ts"
import type { Items, ValueEntry } from "../items.ts"
import { headKey } from "../context.ts"
import { insteadOf, methodNear } from "../elsewhere.ts"
import {
  findExtension, findMethod, hasTrait, hiddenTrait, methodIndex,
} from "../method.ts"
import type { Found, Labels } from "../method.ts"
import { isMarked, lookupType, lookupValue } from "../scope.ts"
import { instantiate } from "../solve.ts"
import { DERIVABLE, methodTraitHelp } from "../trait_help.ts"
import { ERROR, HAS_ERROR, NEVER } from "../types.ts"
import type { TraitId, TypeId } from "../types.ts"
import { unify, zonk } from "../unify.ts"
import { callTarget, callValue, directTarget, inferLoose, traitTarget } from "./call.ts"
import type { Site, Target } from "./call.ts"
import { construct, constructItem } from "./construct.ts"
import {
  askingIn, fail, freshArg, headOf, isBroken, isExcused, itemIdOf, notKnown, show,
} from "./cx.ts"
import type { Cx } from "./cx.ts"
import { hiddenField } from "./fields.ts"
import { kindOf } from "./kind.ts"
import { fieldType, formatVariant, headOfPath, onlyConstant } from "./name.ts"
import { expand, known } from "./obligation.ts"
import { setCallee, setType } from "./record.ts"
import { unknownName } from "./unknown.ts"
import { isContainer, unwrapHelp } from "./unwrap.ts"

type Piped = Site["piped"]

/** The type of a call `f(…)`. */
export function inferCall(cx: Cx, node: Call, expected: TypeId | null, piped: Piped): TypeId {
  const site: Site = { node, at: node.fn, types: node.types, args: node.args, first: 0, piped }
  const { fn } = node
  if (fn.kind === "name") return callName(cx, site, fn, expected)
  if (fn.kind === "typeExpr") {
    const path = headOfPath(cx, fn)
    if (path?.k === "type") return callConstructor(cx, site, path.type, expected)
    if (path?.k === "broken") return broken(cx, site)
  }
  const type = cx.infer(cx, fn, null)
  const result = callValue(cx, site, type, "this value")
  setCallee(cx, node.id, { k: "value" })
  return result
}

/** `compile_error("…")` (17): code that conditions leave out never comes here. */
function compileError(cx: Cx, site: Site): TypeId {
  const [given] = site.args
  const text = given?.value?.kind === "str" ? given.value.value : null
  if (text === null || site.args.length !== 1) {
    fail(cx, "E2001", site.node, "`compile_error` takes one constant text",
      'Write it as `compile_error("why this must not be built")`.')
  } else {
    fail(cx, "E0934", site.node, text,
      "The source asks for this error where its conditions hold: build it differently.")
  }
  return broken(cx, site)
}

function callName(
  cx: Cx, site: Site, fn: Expr & { kind: "name" }, expected: TypeId | null,
): TypeId {
  const resolved = cx.check.resolvedNames.get(cx.module.id, fn.id)
  if (resolved !== undefined) return callResolved(cx, site, resolved, expected)
  const known = builtin(cx, fn.name)
  const local = fn.function || known !== null ? undefined : cx.locals.byName.get(fn.name)
  if (local !== undefined) {
    setType(cx, fn.id, cx.infer(cx, fn, null))
    setCallee(cx, site.node.id, { k: "value" })
    return callValue(cx, site, local.type, `\`${fn.name}\``)
  }
  const found = known ?? formatVariant(cx, fn.name, expected)
    ?? lookupValue(cx.check, cx.module, fn.name)
  if (found === "broken") return broken(cx, site)
  if (found === null) {
    if (headOfPath(cx, fn)?.k === "broken") return broken(cx, site)
    if (fn.name === "compile_error") return compileError(cx, site)
    unknownName(cx, fn)
    return broken(cx, site)
  }
  onlyConstant(cx, fn, fn.name, found)
  return callEntry(cx, site, found, expected, `\`${fn.name}\``)
}

/** The names of 20.3 mean the built-in function before `(`, whatever else has the name. */
function builtin(cx: Cx, name: string): ValueEntry | null {
  const found = cx.module.isPrelude ? undefined : cx.check.prelude.values.get(name)
  return found?.pub === true && found.entry.k === "fn" ? found.entry : null
}

function isType(cx: Cx, { name }: NameExpr): boolean {
  return !cx.locals.byName.has(name) && lookupValue(cx.check, cx.module, name) === null &&
    lookupType(cx.check, cx.module, name) !== null
}

/** A call of something that failed: looks only for mistakes in its arguments. */
export function broken(cx: Cx, site: Site): TypeId {
  cx.failed = true
  // What it would have been may take a type, as `sizeof(int)` does elsewhere.
  inferLoose(cx, site.args.filter(({ value }) => !(value.kind === "name" && isType(cx, value))))
  return ERROR
}

/** Names that derived code uses mean what `resolvedNames` says. */
function callResolved(
  cx: Cx, site: Site, ref: NonNullable<ReturnType<Cx["check"]["resolvedNames"]["get"]>>,
  expected: TypeId | null,
): TypeId {
  if (ref.k === "fn") {
    return callTarget(cx, site, directTarget(cx, cx.items.fns[ref.fn]!, [], site), expected, -1)
  }
  if (ref.k === "variant" || ref.k === "newtype") {
    const variant = ref.k === "variant" ? ref.variant : 0
    return constructItem(cx, site, ref.item, variant, expected)
  }
  if (ref.k !== "assoc" || ref.callee.k !== "bound") return broken(cx, site)
  const { callee } = ref
  const method = cx.items.fns[callee.method]!
  const target = traitTarget(cx, callee.ref.trait, callee.ref.args, method, callee.self, site,
    expected)
  if (!method.hasSelf) return callTarget(cx, site, target, expected, -1)
  cx.infer(cx, site.args[0]!.value, callee.self)
  return callTarget(cx, { ...site, first: 1 }, target, expected, 0)
}

/** Calls an item by its entry in a scope. */
export function callEntry(
  cx: Cx, site: Site, entry: ValueEntry, expected: TypeId | null, what: string,
): TypeId {
  switch (entry.k) {
    case "fn":
      return callTarget(cx, site, directTarget(cx, cx.items.fns[entry.fn]!, [], site), expected, -1)
    case "variant":
      return constructItem(cx, site, entry.item, entry.variant, expected)
    case "newtype":
      return constructItem(cx, site, entry.item, 0, expected)
    case "const": {
      const head = "fn" in site.node ? (site.node as Call).fn : null
      const type = cx.constType(cx, entry.const, site.at)
      if (head !== null) {
        cx.typed.ref[head.id] = { k: "const", const: entry.const }
        setType(cx, head.id, type)
        setCallee(cx, site.node.id, { k: "value" })
      } else fail(cx, "E2001", site.at, `${what} is a constant`,
        "Put parentheses around it to call its value.")
      return callValue(cx, site, type, what)
    }
  }
}

function callConstructor(cx: Cx, site: Site, type: TypeId, expected: TypeId | null): TypeId {
  const node = headOf(cx, type)
  const item = node.k === "named" ? cx.items.typeItems[node.item]! : null
  if (item?.kind === "newtype") return construct(cx, site, type, 0, expected)
  fail(cx, "E2001", site.at, `\`${show(cx, type)}\` cannot be called`,
    item?.kind === "struct"
      ? `Build it with \`${item.name} { … }\`.` : "Only newtypes and variants are called.")
  return broken(cx, site)
}

/** Labels of a call's arguments after `skip`. */
export function labelsOf(site: Site, skip: number): Labels {
  const labels: Labels = site.args.slice(skip).map((arg) => arg.name?.name ?? null)
  return labels
}

/** A method on a value of this type. */
export function callOn(
  cx: Cx, site: Site, node: MethodCall, receiver: TypeId, expected: TypeId | null,
): TypeId {
  const { name } = node.name
  const type = zonk(cx.vars, known(cx, receiver))
  const shape = cx.table.nodes[type]!
  if (shape.k === "error" || shape.k === "never") {
    inferLoose(cx, site.args)
    return shape.k === "never" ? NEVER : ERROR
  }
  if (shape.k === "var") {
    notKnown(cx, type, site.at, `the type on which \`${name}\` is called is not known here`)
    return broken(cx, site)
  }
  const found = findMethod(cx.check, cx.module, cx.env, type, name, labelsOf(site, 0), true)
  if (found === null) return callField(cx, site, node, type)
  return callFound(cx, site, found, type, expected, -1)
}

/** Calls what lookup found, or reports that it is ambiguous. */
export function callFound(
  cx: Cx, site: Site, found: Found, type: TypeId, expected: TypeId | null, receiver: number,
): TypeId {
  if (found.k === "ambiguous") {
    ambiguous(cx, site, found.candidates)
    return broken(cx, site)
  }
  return callTarget(cx, site, foundTarget(cx, found, type, site, expected), expected, receiver)
}

/** The function that lookup found, with its types. */
export function foundTarget(
  cx: Cx, found: Found & { k: "impl" | "trait" }, type: TypeId, site: Site, expected: TypeId | null,
): Target {
  if (found.k === "trait") {
    return traitTarget(cx, found.trait, found.args, cx.items.fns[found.method]!, type, site,
      expected)
  }
  const impl = cx.items.impls[found.impl]!
  const owner = found.types.map((arg, index) => arg !== -1 ? arg
    : freshArg(cx, site.at, impl.generics[index]!, "", isBroken(cx, impl.self)))
  const self = expand(cx, instantiate(cx.table, impl.self, impl.generics, owner), site.at)
  unify(cx.vars, self, type)
  return directTarget(cx, cx.items.fns[found.fn]!, owner, site)
}

function ambiguous(cx: Cx, site: Site, candidates: number[]): void {
  const fns = candidates.map((id) => cx.items.fns[id]!)
  const unread = fns.some(({ impl }) => impl !== null && cx.items.impls[impl]!.self === ERROR)
  // Methods of the type itself that have one name were reported where they are.
  const repeated = fns.every(({ kind }) => kind === "inherent")
  if (unread || repeated) return void (cx.failed = true)
  const extended = fns.every((fn) => fn.kind === "extend" && fn.trait === null)
  const apart = new Set(fns.map((fn) => fn.module)).size === fns.length
  const alike = new Set(fns.map((fn) => fn.display)).size < fns.length
  const names = fns.map((fn) => extended || alike
    ? `\`${cx.items.modules[fn.module]!.name}.${fn.display}\`` : `\`${fn.display}\``)
  fail(cx, "E2023", site.at, `ambiguous: ${names.join(" and ")} both fit`,
    extended && apart ? `Name the module: ${names[0]}, with the value as first argument.`
      : extended ? "Rename one of them: a module's extensions of a type have methods of their own."
      : "Name the trait, with the value first: `Trait.method(value, …)`.")
}

/** `x.f(…)` where `f` is a field of function type (D-87); else E2040. */
function callField(cx: Cx, site: Site, call: MethodCall, type: TypeId): TypeId {
  const { name } = call
  const node = cx.table.nodes[type]!
  const item = node.k === "named" ? cx.items.typeItems[node.item]! : null
  const index = item === null || (item.kind !== "struct" && item.kind !== "newtype") ? -1
    : item.variants[0]!.fields.findIndex((field) => fieldNamed(item.kind, field.name, name.name))
  if (index >= 0 && node.k === "named" && !hiddenField(cx, node.item, name.name)) {
    const field = fieldType(cx, type, 0, index, site.at)
    if (headOf(cx, field).k === "fn") {
      setCallee(cx, site.node.id, { k: "field", index })
      return callValue(cx, site, field, `the field \`${name.name}\``)
    }
    fail(cx, "E2040", name, `\`${show(cx, type)}\` has no method \`${name.name}\`; it is a field`,
      `Read it without parentheses: \`.${name.name}\`.`)
    return broken(cx, site)
  }
  noMethod(cx, call, type)
  return broken(cx, site)
}

function fieldNamed(kind: string, field: string | null, name: string): boolean {
  return kind === "newtype" ? name === "inner" : field === name
}

/** E2040 with the nearest method, field or trait. */
function noMethod(cx: Cx, { name, on }: MethodCall, type: TypeId): void {
  if ((cx.table.flags[type]! & HAS_ERROR) !== 0 || isLostMethod(cx, type, name.name)) return
  const derivable = methodTraitHelp(askingIn(cx), zonk(cx.vars, type), name.name)
  if (derivable !== null) {
    fail(cx, "E2040", name, `\`${show(cx, type)}\` has no method \`${name.name}\``, derivable)
    return
  }
  const instead = insteadOf(receiverKind(cx, type), name.name)
  const near = instead === null ? methodNear(cx.check, cx.module, cx.env, type, name.name) : null
  const hidden = near === null ? hiddenTrait(cx.items, cx.env, type, name.name) : null
  // Its trait was imported in vain.
  if (hidden !== null && isMarked(cx.check, cx.module.id, cx.items.traits[hidden]!.name)) return
  const help = instead ?? (near !== null ? `Did you mean \`${near}\`?`
    : hidden !== null ? traitHelp(cx.items, hidden, name.name)
    : extensionHelp(cx, type, name.name)
      ?? associated(cx, type, name.name) ?? partHelp(cx, name.name, type)
        ?? advice(cx, type, on, name.name))
  fail(cx, "E2040", name, `\`${show(cx, type)}\` has no method \`${name.name}\``, help,
    near === null ? {} : { fix: [{ at: name.at, end: name.end, insert: near }] })
}

/** The built-in kind of a type, as `INSTEAD` names it. */
function receiverKind(cx: Cx, type: TypeId): string | null {
  const { list, map } = cx.items.known
  const item = itemIdOf(cx, type)
  return item === list ? "list" : item === map ? "map" : kindOf(cx, type)
}

/** What to do about a method of an extension that this file does not import. */
function extensionHelp(cx: Cx, type: TypeId, name: string): string | null {
  for (const module of cx.items.modules) {
    const found = findExtension(cx.check, [module.scope.shared], cx.env, type, name, [])
    if (found?.k !== "impl") continue
    const { display } = cx.items.fns[found.fn]!
    return `Import it from \`${module.path}\`: \`extension … { ${display} };\`.`
  }
  return null
}

/** Whether the declaration of a method failed, here or beside its type, or an impl did. */
export function isLostMethod(cx: Cx, type: TypeId, method: string): boolean {
  if (isExcused(cx, type)) return true
  const node = headOf(cx, type)
  const home = node.k === "named" ? cx.items.typeItems[node.item]!.module : cx.module.id
  return [cx.module.id, home].some((module) => isMarked(cx.check, module, `.${method}`))
}

/** What to do where the type has a function of this name without `self`. */
function associated(cx: Cx, type: TypeId, name: string): string | null {
  const impls = cx.items.inherentByHead.get(headKey(cx.table, type)) ?? []
  const fns = impls.flatMap((id) => cx.items.impls[id]!.methods).map((id) => cx.items.fns[id]!)
  const found = fns.find((fn) => fn.name === name && !fn.hasSelf)
  return found === undefined ? null
    : `\`${found.display}\` takes no \`self\`: call it as \`${found.display}(…)\`.`
}

/** Where a trait has the method for such types, but not with these parts: what to derive. */
function partHelp(cx: Cx, method: string, type: TypeId): string | null {
  const node = headOf(cx, type)
  if (node.k !== "named" && node.k !== "tuple") return null
  const key = headKey(cx.table, type)
  for (const [trait, names] of methodIndex(cx.items).traits) {
    const impls = cx.items.implsByTrait.get(trait) ?? []
    const fits = names.has(method)
      && impls.some((impl) => headKey(cx.table, cx.items.impls[impl]!.self) === key)
    const lacking = fits
      ? node.args.filter((arg) => !hasTrait(cx.items, cx.env, zonk(cx.vars, arg), trait)) : []
    if (lacking.length === 0) continue
    const parts = lacking.map((arg) => `\`${show(cx, arg)}\``).join(", ")
    const { name } = cx.items.traits[trait]!
    const way = DERIVABLE.includes(name) ? "derive" : "implement"
    return `It comes with \`${name}\`, which the parts need too: ${way} it for ${parts}.`
  }
  return null
}

/** What to do about a method that some trait of the type has, but that no `x.m()` reaches. */
function traitHelp(items: Items, id: TraitId, method: string): string {
  const trait = items.traits[id]!
  const found = trait.methods.map((fn) => items.fns[fn]!).find((fn) => fn.name === method)
  if (found === undefined || found.hasSelf) {
    return `Import the trait \`${trait.name}\`, which has it.`
  }
  return `\`${found.display}\` takes no \`self\`: call it as \`${trait.name}.${method}(…)\` where `
    + `\`with ${trait.name} = …\` provides it.`
}

function advice(cx: Cx, type: TypeId, on: Expr, method: string): string {
  const node = headOf(cx, type)
  if (node.k === "param") {
    return `Only the methods of its bounds are available: add one to \`${show(cx, type)}\`.`
  }
  if (isContainer(cx, type)) return unwrapHelp(cx, on, type, true)
  const known = cx.items.known.traits
  const [iterable, iterator] = [known.get("Iterable"), known.get("Iterator")]
  const has = iterator !== undefined && iterable !== undefined &&
    cx.items.traits[iterator]!.methods.some((fn) => cx.items.fns[fn]!.name === method) &&
    hasTrait(cx.items, cx.env, zonk(cx.vars, type), iterable)
  return has ? `Iterators have it: \`.iter().${method}(…)\`.`
    : "Check the name, or write the method in an `impl` or `extend`."
}
