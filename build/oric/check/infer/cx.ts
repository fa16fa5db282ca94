// What the inference of one body carries along: tables, variables, environment, locals, frames.
//
// `infer` and `check` are fields, so that the files of the expression families need not import each
// other in a circle.

import type { Code } from "../../source/codes.ts"
import type { Details, Label, Report, Span } from "../../source/diagnostic.ts"
import type { Expr } from "../../syntax/ast.ts"
import type { NodeId } from "../../syntax/node.ts"
import { isLost } from "../context.ts"
import type { Check } from "../context.ts"
import type { ConstId, Fn, Items, Module } from "../items.ts"
import type { Need, TypeScope } from "../resolve.ts"
import { nameApart, showType } from "../show.ts"
import type { Env, Solution } from "../solve.ts"
import type { Asking } from "../trait_help.ts"
import type { Callee, Coerce, Collect, Iterate, LocalId, Ref, Typed } from "../typed.ts"
import type { GenericId, TraitRef, TypeId, TypeItemId, TypeNode, TypeTable } from "../types.ts"
import { ERROR, HAS_ERROR, intern } from "../types.ts"
import { head, newVar, unify, zonk } from "../unify.ts"
import type { Vars } from "../unify.ts"
import type { Why } from "./why.ts"

/** What all bodies of a run share. */
export type Session = {
  check: Check
  typed: Typed[]
  prim: Prim
  /** Constants whose type is being inferred, to break cycles. */
  busy: Set<ConstId>
  /** Constants whose initialiser was typed. */
  done: Set<ConstId>
}

/** Types without arguments that every body meets. */
export type Prim = {
  int: TypeId; float: TypeId; bool: TypeId; byte: TypeId; char: TypeId; str: TypeId
  duration: TypeId; size: TypeId
}

export type Cx = {
  session: Session
  check: Check
  items: Items
  table: TypeTable
  module: Module
  typed: Typed
  prim: Prim
  report: Report
  /** An error was reported in this body: what stays open afterwards is its consequence. */
  failed: boolean
  /** Errors were reported before the body ended: what stays open is no news. */
  quiet: boolean
  vars: Vars
  env: Env
  scope: TypeScope
  needs: Need[]
  /** The annotation being resolved, where a `_` is born. */
  spot: Span
  fn: Fn | null
  /** Type of `self`, null where there is none. */
  self: TypeId | null
  locals: Locals
  frames: Frame[]
  /** Index expressions whose key is being inferred, for `#`. */
  indexed: { node: NodeId; type: TypeId }[]
  /** Names that enclosing `let`s are about to bind, and in which frame (E2007). */
  pending: { name: string; frames: number }[]
  /** Types of the placeholders of piped values, and calls that lack a piped argument. */
  inputs: Map<NodeId, TypeId>
  pipes: Map<NodeId, { node: Expr; type: TypeId }>
  /** Nodes for which the expected type is a hint, not a demand. */
  hinted: Set<NodeId>
  /** Unknown names that were reported. */
  missing: Set<string>
  /** Values of branches without `else`, whose mistake is that it is missing. */
  alone: Set<Span>
  /** Why a type is expected of blocks and branches, for the parts that give them their value. */
  reasons: Map<NodeId, Why>
  /** Bounds that the body was told to lack; once is enough. */
  lacking: Set<string>
  /** The variable of an opaque result, whose mismatches are E0811. */
  opaque: TypeId | null
  work: Obligations
  /** Questions for the end of the body, when all types are known. */
  traces: (() => void)[]
  opened: Opened
  infer: Infer
  constType: (cx: Cx, id: ConstId, at: Span) => TypeId
}

/** The type of an expression; `expected` is a hint that inner branches are checked against. */
export type Infer = (cx: Cx, node: Expr, expected: TypeId | null) => TypeId

export type Local = { name: string; id: LocalId; type: TypeId; depth: number; at: Span }
export type Locals = {
  byName: Map<string, Local>
  undo: { name: string; old: Local | undefined }[]
}

/** What `?`, `break` and `continue` may leave, inner ones last. */
export type Frame =
  | { k: "fn"; result: TypeId }
  | { k: "lambda"; node: NodeId; result: TypeId }
  | { k: "try"; node: NodeId; error: TypeId }
  | Outside
  | Loop
/** Code that runs in no function of its own, so that nothing can be left: what it is. */
export type Outside = { k: "outside"; what: string }
/** What `?` leaves. */
export type Target = Exclude<Frame, Loop | Outside>
export type Loop = {
  k: "loop"
  node: NodeId
  label: string | null
  what: "loop" | "while" | "for" | "yield" | "block"
  /** Type of `break` values, or of the elements of a `yield`. */
  value: TypeId | null
  /** A `break` without and one with a value were seen. */
  plain: boolean
  valued: boolean
}

/** What must still hold and cannot be decided yet. */
export type Obligation =
  | Bound
  /** `type`, once computable, equals `to`. */
  | { k: "equal"; type: TypeId; to: TypeId; at: Span }
export type Bound = {
  k: "bound"
  ref: TraitRef
  self: TypeId
  at: Span
  code: Code
  /** What asked: completes "needed by …"; empty if the place says it. */
  by: string
  label: Label | null
  /** Called with the answer, when there is one. */
  done: ((solution: Solution) => void) | null
}
export type Obligations = { waiting: Map<number, Obligation[]>; stuck: Set<Obligation> }

/** Entries of `Typed` that may hold variables until the body ends. */
export type Opened = {
  types: NodeId[]
  callees: Callee[]
  refs: (Ref & { k: "fn" | "type" })[]
  coerces: (Coerce & { k: "never" | "object" })[]
  iterates: Iterate[]
  collects: Collect[]
}

/** Reports an error of this body. */
export function fail(
  cx: Cx, code: Code, at: Span, message: string, help: string, more?: Details,
): void {
  cx.failed = true
  cx.report(code, at, message, help, more)
}

/** Whether nothing fails while this runs. */
export function isSound(cx: Cx, run: () => void): boolean {
  const before = cx.failed
  cx.failed = false
  run()
  const sound = !cx.failed
  cx.failed ||= before
  return sound
}

/**
 * Reports that a type is needed here which nothing has determined yet: said once, since what the
 * variable stands for is the same wherever it is used.
 */
export function notKnown(
  cx: Cx, variable: TypeId, at: Span, message: string,
  help = "Annotate the value where it is bound, or the parameter of the lambda.",
): void {
  fail(cx, "E2005", at, message, help)
  unify(cx.vars, variable, ERROR)
}

/** The type as users write it, with all bindings followed. */
export function show(cx: Cx, type: TypeId): string {
  return showType(cx.items, zonk(cx.vars, type), nameApart)
}

/** What is known where this body asks for a trait. */
export function askingIn(cx: Cx): Asking {
  return { items: cx.items, env: cx.env, home: cx.module.package }
}

export function fresh(cx: Cx, at: Span, what: string): TypeId {
  return newVar(cx.vars, { at: at.at, end: at.end }, what)
}

/**
 * A variable for a type argument that is not written. Of a declaration with a broken type it is
 * broken too, since nobody knows whether that would determine it.
 */
export function freshArg(
  cx: Cx, at: Span, generic: GenericId, of: string, isUnreadable: boolean,
): TypeId {
  return isUnreadable ? ERROR
    : fresh(cx, at, `the type argument \`${cx.items.generics[generic]!.name}\`${of}`)
}

/** Whether a type of the signature is broken. */
export function lacksType(cx: Cx, { params, result }: Fn): boolean {
  const hasError = (type: TypeId): boolean => (cx.table.flags[type]! & HAS_ERROR) !== 0
  return hasError(result) || params.some(({ type }) => hasError(type))
}

export function headOf(cx: Cx, type: TypeId): TypeNode {
  return cx.table.nodes[head(cx.vars, type)]!
}

/** Whether any part of the type is broken: then nothing more is said about it. */
export function isBroken(cx: Cx, type: TypeId): boolean {
  return (cx.table.flags[zonk(cx.vars, type)]! & HAS_ERROR) !== 0
}

/** Whether an impl that failed may have given the type what it lacks here: then that is why. */
export function isExcused(cx: Cx, type: TypeId): boolean {
  const excused = isLost(cx.check, zonk(cx.vars, type))
  cx.failed ||= excused
  return excused
}

export function named(cx: Cx, item: TypeItemId, args: TypeId[] = []): TypeId {
  return intern(cx.table, { k: "named", item, args })
}

export function listOf(cx: Cx, of: TypeId): TypeId {
  return named(cx, cx.items.known.list, [of])
}

export function optionOf(cx: Cx, of: TypeId): TypeId {
  return named(cx, cx.items.known.option, [of])
}

export function resultOf(cx: Cx, ok: TypeId, err: TypeId): TypeId {
  return named(cx, cx.items.known.result, [ok, err])
}

export function tupleOf(cx: Cx, args: TypeId[]): TypeId {
  return intern(cx.table, { k: "tuple", args })
}

export function fnOf(cx: Cx, args: TypeId[], result: TypeId): TypeId {
  return intern(cx.table, { k: "fn", args, result })
}

/** Arguments of a named type of that item, or null for any other type. */
export function argsOf(cx: Cx, type: TypeId, item: TypeItemId): TypeId[] | null {
  const node = headOf(cx, type)
  return node.k === "named" && node.item === item ? node.args : null
}

/** The item of a named type, or -1. */
export function itemIdOf(cx: Cx, type: TypeId): TypeItemId {
  const node = headOf(cx, type)
  return node.k === "named" ? node.item : -1
}

export function openScope(cx: Cx): number {
  return cx.locals.undo.length
}

export function closeScope(cx: Cx, mark: number): void {
  const { byName, undo } = cx.locals
  while (undo.length > mark) {
    const { name, old } = undo.pop()!
    if (old === undefined) byName.delete(name)
    else byName.set(name, old)
  }
}

/** Brings a local into scope; `id` is the node that binds it. */
export function declare(cx: Cx, name: string, id: LocalId, type: TypeId, at: Span): void {
  const { byName, undo } = cx.locals
  undo.push({ name, old: byName.get(name) })
  byName.set(name, { name, id, type, depth: undo.length, at })
}

/** The innermost function, lambda or `try` around, or what is in none. */
export function leaveTarget(cx: Cx): Target | Outside {
  for (let index = cx.frames.length - 1; index >= 0; index--) {
    const frame = cx.frames[index]!
    if (frame.k !== "loop") return frame
  }
  throw new Error("a body without a frame")
}

/** Reports `?` or `let?` where nothing can be left. */
export function nothingToLeave(cx: Cx, at: Span, form: string, target: Outside): void {
  fail(cx, "E2042", at, `\`${form}\` has nothing to leave in ${target.what}`,
    "Use `??` or `match`, or call a function that leaves early.")
}
