// `on.name(args)` where `on` names a type, a trait or a module; and `on.name` taken as a value.

import { suggest } from "../../source/suggest.ts"
import type { Expr, MethodCall } from "../../syntax/ast.ts"
import type { Name } from "../../syntax/node.ts"
import type { Fn, ModuleId } from "../items.ts"
import { findExtension, findMethod, methodIndex, methodNames } from "../method.ts"
import type { Found } from "../method.ts"
import { lookupValue } from "../scope.ts"
import { fnParams, paramType } from "../solve.ts"
import type { Callee } from "../typed.ts"
import { methodTraitHelp } from "../trait_help.ts"
import { ERROR, HAS_ERROR, NEVER, VOID, substitute } from "../types.ts"
import type { TraitId, TypeId } from "../types.ts"
import { unify, zonk } from "../unify.ts"
import { isLambda } from "./args.ts"
import { callTarget, directTarget, inferLoose, traitTarget } from "./call.ts"
import type { Site, Target } from "./call.ts"
import { construct } from "./construct.ts"
import { askingIn, fail, headOf, notKnown, show } from "./cx.ts"
import type { Cx } from "./cx.ts"
import {
  broken, callEntry, callFound, callOn, foundTarget, isLostMethod, labelsOf,
} from "./method_call.ts"
import {
  constructorType, functionType, headOfPath, moduleValue, onlyConstant, valueType,
} from "./name.ts"
import type { Head } from "./name.ts"
import { known } from "./obligation.ts"

/** The type of `on.name(…)`. */
export function inferMethod(cx: Cx, node: MethodCall, expected: TypeId | null,
  piped: Site["piped"]): TypeId {
  const site: Site = { node, at: node.name, types: node.types, args: node.args, first: 0, piped }
  const path = headOfPath(cx, node.on)
  if (path === null) {
    const type = cx.infer(cx, node.on, null)
    return callOn(cx, site, node, type, expected)
  }
  return callPath(cx, site, node, path, expected)
}

function callPath(
  cx: Cx, site: Site, node: MethodCall, path: Head, expected: TypeId | null,
): TypeId {
  switch (path.k) {
    case "broken": return broken(cx, site)
    case "trait": return callTrait(cx, site, node.name, path.trait, expected)
    case "type": return callType(cx, site, node, path.type, expected)
    case "module": {
      const entry = moduleValue(cx, path.module, node.name)
      if (entry === null) return broken(cx, site)
      return callEntry(cx, site, entry, expected, `\`${node.name.name}\``)
    }
  }
}

/**
 * `Type.name(…)`: a variant, a function of the type, or one of its methods with the receiver first.
 */
function callType(
  cx: Cx, site: Site, node: MethodCall, type: TypeId, expected: TypeId | null,
): TypeId {
  const name = node.name.name
  const self = zonk(cx.vars, type)
  const kind = cx.table.nodes[self]!
  const item = kind.k === "named" ? cx.items.typeItems[kind.item]! : null
  const variant = item?.kind === "sum" ? item.variants.findIndex((one) => one.name === name) : -1
  if (variant >= 0) return construct(cx, site, self, variant, expected)
  const found = findMethod(cx.check, cx.module, cx.env, self, name, labelsOf(site, 0), false)
  if (found !== null) return callFound(cx, site, found, self, expected, -1)
  const method = qualified(cx, site, node, self)
  if (method !== null) {
    checkReceiver(cx, site, self)
    return callFound(cx, { ...site, first: 1 }, method, self, expected, 0)
  }
  if (isValueToo(cx, node.on)) {
    return callOn(cx, site, node, cx.infer(cx, node.on, null), expected)
  }
  noAssociated(cx, node, self)
  return broken(cx, site)
}

/** Types and values are namespaces apart (3.5): a type's name may be that of its unit variant. */
function isValueToo(cx: Cx, node: Expr): boolean {
  return node.kind === "name" && lookupValue(cx.check, cx.module, node.name) !== null
}

/**
 * A method named with its type, the receiver being the first argument: `module.Type.method(value)`.
 */
function qualified(cx: Cx, site: Site, node: MethodCall, type: TypeId): Found | null {
  if (site.args[0] === undefined || site.args[0].name !== null) return null
  const labels = labelsOf(site, 1)
  const module = node.on.kind === "field" ? headOfPath(cx, node.on.on) : null
  const scope = module?.k === "module" ? cx.items.modules[module.module]!.scope.shared : null
  const extended = scope === null ? null
    : findExtension(cx.check, [scope], cx.env, type, node.name.name, labels)
  return extended ?? findMethod(cx.check, cx.module, cx.env, type, node.name.name, labels, true)
}

function checkReceiver(cx: Cx, site: Site, type: TypeId): void {
  const { value } = site.args[0]!
  const actual = cx.infer(cx, value, type)
  if (actual === NEVER || unify(cx.vars, actual, type)) return
  fail(cx, "E2001", value,
    `expected \`${show(cx, type)}\` as receiver, found \`${show(cx, actual)}\``,
    "The first argument of a qualified call is the value that the method is called on.")
}

function noAssociated(cx: Cx, node: MethodCall, type: TypeId): void {
  const { name } = node.name
  if ((cx.table.flags[type]! & HAS_ERROR) !== 0 || isLostMethod(cx, type, name)) return
  const method = findMethod(cx.check, cx.module, cx.env, type, name, [], true)
  const near = suggest(name, associatedNames(cx, type))
  fail(cx, "E2040", node.name, `\`${show(cx, type)}\` has no function \`${name}\``,
    method !== null ? `It is a method: call it on a value, \`value.${name}(…)\`.`
      : methodTraitHelp(askingIn(cx), zonk(cx.vars, type), name) ??
        (near !== null ? `Did you mean \`${near}\`?` : "Check the name, or write it in an `impl`."))
}

function associatedNames(cx: Cx, type: TypeId): string[] {
  const node = headOf(cx, type)
  const names = methodNames(cx.check, cx.module, cx.env, type)
  if (node.k === "named") names.push(...cx.items.typeItems[node.item]!.variants.map((one) =>
    one.name))
  return names
}

/** `Trait.method(x, …)` calls the trait's version on `x`; `Cap.method(…)` asks the provider. */
function callTrait(
  cx: Cx, site: Site, name: Name, trait: TraitId, expected: TypeId | null,
): TypeId {
  const item = cx.items.traits[trait]!
  const id = methodIndex(cx.items).traits.get(trait)?.get(name.name)
  if (id === undefined) {
    const near = suggest(name.name, methodIndex(cx.items).traits.get(trait)!.keys())
    fail(cx, "E2040", name, `the trait \`${item.name}\` has no method \`${name.name}\``,
      near !== null ? `Did you mean \`${near}\`?` : "Check the name.")
    return broken(cx, site)
  }
  const method = cx.items.fns[id]!
  if (method.hasSelf && hasReceiver(site, method)) {
    return callQualified(cx, site, trait, method, expected)
  }
  if (substitute(cx.table, method.result, (of) => of === item.self ? VOID : null)
    !== method.result) {
    fail(cx, "E2040", name, `\`${method.display}\` results in \`Self\`, which no provider is`,
      `Call it on a type that implements \`${item.name}\`: \`Type.${method.name}(…)\`.`)
    return broken(cx, site)
  }
  const target = capabilityTarget(cx, trait, method, site)
  return callTarget(cx, site, target, expected, -1)
}

function hasReceiver(site: Site, method: Fn): boolean {
  const [first] = site.args
  if (first === undefined || first.name !== null || first.spread) return false
  return !(isLambda(first.value) && site.args.length === 1 && method.params.length === 1)
}

function callQualified(
  cx: Cx, site: Site, trait: TraitId, method: Fn, expected: TypeId | null,
): TypeId {
  const receiver = site.args[0]!.value
  const type = zonk(cx.vars, known(cx, cx.infer(cx, receiver, null)))
  const kind = cx.table.nodes[type]!.k
  if (kind === "error" || kind === "never" || kind === "var") {
    if (kind === "var") {
      notKnown(cx, type, receiver, "the type of the receiver is not known here")
    }
    inferLoose(cx, site.args.slice(1))
    return ERROR
  }
  const rest = { ...site, first: 1 }
  const open = cx.items.traits[trait]!.generics.slice(1).map(() => -1)
  const own = ownDefault(cx, trait, method, type)
  const target = own !== null ? directTarget(cx, method, own, rest)
    : traitTarget(cx, trait, open, method, type, rest, expected)
  return callTarget(cx, rest, { ...target, owner: false }, expected, 0)
}

/**
 * Inside an impl of the trait, or the trait itself, a qualified call on `Self` is the trait's
 * default (6.2).
 */
function ownDefault(cx: Cx, trait: TraitId, method: Fn, type: TypeId): TypeId[] | null {
  if (method.kind !== "default" || cx.fn === null || type !== cx.scope.self) return null
  if (cx.fn.trait === trait) {
    const params = fnParams(cx.items, cx.fn.id)
    return params.slice(0, cx.items.traits[trait]!.generics.length).map((param) =>
      paramType(cx.table, param))
  }
  const ref = cx.fn.impl === null ? null : cx.items.impls[cx.fn.impl]!.trait
  return ref?.trait === trait ? [type, ...ref.args] : null
}

/** A trait with parameters is none; that is said where it is named as one, or not provided. */
function capabilityTarget(cx: Cx, trait: TraitId, method: Fn, site: Site): Target {
  const item = cx.items.traits[trait]!
  const owner = item.generics.map((generic, index) =>
    index === 0 ? paramType(cx.table, generic) : ERROR)
  const target = directTarget(cx, method, owner, site)
  const own = target.types.slice(owner.length)
  const callee: Callee = { k: "capability", trait, method: method.id, types: own }
  return { ...target, callee, owner: false }
}

/** `Type.name`, `module.name` or `Trait.name` without a call. */
export function inferMember(
  cx: Cx, node: Expr & { kind: "field" }, path: Head, expected: TypeId | null,
): TypeId {
  switch (path.k) {
    case "broken": return ERROR
    case "module": return moduleMember(cx, node, path.module)
    case "trait":
      fail(cx, "E2041", node, "a trait's method is no value",
        "Wrap it in a lambda: `x -> x.method()`.")
      return ERROR
    case "type":
      onlyConstant(cx, node, node.name.name, null)
      return typeMember(cx, node, path.type, expected)
  }
}

function moduleMember(cx: Cx, node: Expr & { kind: "field" }, module: ModuleId): TypeId {
  const entry = moduleValue(cx, module, node.name)
  if (entry === null) return ERROR
  onlyConstant(cx, node, node.name.name, entry)
  return valueType(cx, node, entry)
}

const BUILTINS: Record<string, string[]> = {
  int: ["min", "max"], float: ["max", "min", "epsilon", "inf", "neg_inf", "nan"],
}

function typeMember(
  cx: Cx, node: Expr & { kind: "field" }, type: TypeId, expected: TypeId | null,
): TypeId {
  const self = zonk(cx.vars, type)
  const kind = cx.table.nodes[self]!
  const item = kind.k === "named" ? cx.items.typeItems[kind.item]! : null
  const name = node.name.name
  if (item?.kind === "sum") {
    const variant = item.variants.findIndex((one) => one.name === name)
    if (variant >= 0) {
      if (expected !== null && item.generics.length > 0) unify(cx.vars, self, expected)
      cx.typed.ref[node.id] = { k: "variant", item: item.id, variant }
      return constructorType(cx, self, variant, node)
    }
  }
  if (item !== null && BUILTINS[item.name]?.includes(name) === true &&
    cx.items.modules[item.module]!.isPrelude) {
    cx.typed.ref[node.id] = { k: "builtin", name: `${item.name}.${name}` }
    return self
  }
  return associatedValue(cx, node, self)
}

/** An associated function taken as a value: `Point.origin`. */
function associatedValue(cx: Cx, node: Expr & { kind: "field" }, type: TypeId): TypeId {
  const { name } = node
  const site: Site = { node, at: name, types: [], args: [], first: 0, piped: null }
  const found = findMethod(cx.check, cx.module, cx.env, type, name.name, [], false)
  if (found !== null && found.k !== "ambiguous") {
    const target = foundTarget(cx, found, type, site, null)
    cx.typed.ref[node.id] = { k: "assoc", callee: target.callee }
    cx.opened.callees.push(target.callee)
    return functionType(cx, target.fn, target.types, node)
  }
  const method = findMethod(cx.check, cx.module, cx.env, type, name.name, [], true)
  if (method !== null) {
    fail(cx, "E2041", name, `the method \`${name.name}\` is no value`,
      `Wrap it in a lambda: \`x -> x.${name.name}(…)\`.`)
    return ERROR
  }
  noAssociated(cx, { ...node, kind: "method", types: [], args: [] }, type)
  return ERROR
}
