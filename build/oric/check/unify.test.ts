// Variables: binding, occurs check, undoing, following.

import { equal } from "node:assert/strict"
import { test } from "node:test"
import { ERROR, intern, NEVER, newTypeTable, VOID } from "./types.ts"
import { head, newVar, newVars, rollback, unify, zonk } from "./unify.ts"

const AT = { at: 0, end: 0 }

test("variables bind through structure, both ways", () => {
  const table = newTypeTable()
  const vars = newVars(table)
  const [a, b] = [newVar(vars, AT, "a"), newVar(vars, AT, "b")]
  const pair = (x: number, y: number): number => intern(table, { k: "tuple", args: [x, y] })
  equal(unify(vars, pair(a, VOID), pair(b, b)), true)
  equal(zonk(vars, pair(a, b)), pair(VOID, VOID))
  equal(head(vars, a), VOID)
})

test("a failed attempt changes nothing", () => {
  const table = newTypeTable()
  const vars = newVars(table)
  const a = newVar(vars, AT, "a")
  const left = intern(table, { k: "tuple", args: [a, VOID] })
  const right = intern(table, { k: "tuple", args: [VOID, NEVER] })
  equal(unify(vars, left, right), false)
  equal(head(vars, a), a)
})

test("a type that would contain itself is refused", () => {
  const table = newTypeTable()
  const vars = newVars(table)
  const a = newVar(vars, AT, "a")
  equal(unify(vars, a, intern(table, { k: "fn", args: [a], result: VOID })), false)
  equal(vars.infinite, true)
})

test("a broken type fits everything; undoing goes back to a mark", () => {
  const table = newTypeTable()
  const vars = newVars(table)
  const a = newVar(vars, AT, "a")
  equal(unify(vars, intern(table, { k: "fn", args: [], result: VOID }), ERROR), true)
  const mark = vars.trail.length
  equal(unify(vars, a, VOID), true)
  rollback(vars, mark)
  equal(head(vars, a), a)
})
