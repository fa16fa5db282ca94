// The decision-tree builder on patterns made by hand: what is covered, what is reached, what the
// tree looks like.

import assert from "node:assert/strict"
import { test } from "node:test"
import type { Items, TypeItem, VariantItem } from "../items.ts"
import type { TreeNode, Value } from "../typed.ts"
import { intern, NEVER, newTypeTable } from "../types.ts"
import type { TypeId, TypeTable } from "../types.ts"
import { buildTree } from "./match_matrix.ts"
import type { Builder, Fact } from "./match_rows.ts"
import { showWitness, witness } from "./match_witness.ts"
import { anyPat } from "./pattern.ts"
import type { Pat, Shape } from "./pattern.ts"

const AT = { at: 0, end: 0 }

function shown(builder: Builder, facts: Fact | null): string[] {
  return witness(builder, facts).map((one) => showWitness(one))
}

type World = { items: Items; types: TypeTable; named: (name: string, ...args: TypeId[]) => TypeId }

function variant(name: string, ...fields: TypeId[]): VariantItem {
  return { name, at: AT, fields: fields.map((type) => ({ name: null, type })) }
}

/** Just enough of `Items`: primitives, `Option`, `Result`, a struct. */
function world(): World {
  const types = newTypeTable()
  const typeItems: TypeItem[] = []
  const add = (
    name: string, kind: TypeItem["kind"], generics: number[], variants: VariantItem[],
  ): number => {
    const id = typeItems.length
    typeItems.push({
      id, name, module: 0, pub: true, node: null, generics, predicates: [], kind, variants,
      derives: [],
    })
    return id
  }
  const param = (id: number): TypeId => intern(types, { k: "param", param: id })
  const names = ["int", "byte", "char", "str", "bool"]
  const prims = names.map((name) => [name, add(name, "prim", [], [])])
  const list = add("List", "prim", [0], [])
  add("Option", "sum", [1], [variant("None"), variant("Some", param(1))])
  add("Result", "sum", [2, 3], [variant("Ok", param(2)), variant("Err", param(3))])
  const named = (name: string, ...args: TypeId[]): TypeId => {
    const item = typeItems.findIndex((one) => one.name === name)
    return intern(types, { k: "named", item, args })
  }
  add("Point", "struct", [], [{
    name: "Point", at: AT,
    fields: [{ name: "x", type: named("int") }, { name: "y", type: named("bool") }],
  }])
  const known = { ...Object.fromEntries(prims), list }
  const items = { types, typeItems, known } as unknown as Items
  return { items, types, named }
}

const pat = (shape: Shape): Pat => ({ binds: [], type: -1, shape })
const any = anyPat(-1)
const bind = (local: number): Pat => ({ ...any, binds: [local] })
const value = (v: Value): Pat => pat({ k: "value", value: v })
const int = (n: number): Pat => value({ k: "int", value: BigInt(n) })
const yes = (v: boolean): Pat => value({ k: "bool", value: v })
const range = (low: number, high: number): Pat =>
  pat({ k: "range", low: BigInt(low), high: BigInt(high), at: AT })
const made = (variant: number, ...args: Pat[]): Pat => pat({ k: "variant", variant, args })
const tuple = (...items: Pat[]): Pat => pat({ k: "tuple", items })
const list = (items: Pat[], rest: number[] | null): Pat => pat({ k: "list", items, rest })
const or = (...alternatives: Pat[]): Pat => pat({ k: "or", alternatives })

/** Missing cases, then the arms that are never reached. */
function judge(w: World, type: TypeId, ...pats: (Pat | { guarded: Pat })[]): string {
  const rows = pats.map((one) => "guarded" in one
    ? { pats: [one.guarded], guarded: true } : { pats: [one], guarded: false })
  const { builder } = buildTree(w.items, [type], rows)
  const missing = new Set(builder.missing.map((facts) => shown(builder, facts).join(", ")))
  const dead = pats.map((_, arm) => arm).filter((arm) => !builder.reached.has(arm))
  return [...missing, ...dead.map((arm) => `dead ${arm}`)].join("; ")
}

test("sums: exhaustive, missing, unreachable", () => {
  const w = world()
  const option = w.named("Option", w.named("bool"))
  assert.equal(judge(w, option, made(0), made(1, any)), "")
  assert.equal(judge(w, option, made(1, any)), "None")
  assert.equal(judge(w, option, made(0), made(1, yes(true))), "Some(false)")
  assert.equal(judge(w, option, any, made(0)), "dead 1")
  assert.equal(judge(w, option, made(0), { guarded: made(1, any) }), "Some(_)")
  assert.equal(judge(w, option, or(made(0), made(1, yes(true))), made(1, yes(false))), "")
})

test("payloads of type Never need no arm", () => {
  const w = world()
  const result = w.named("Result", w.named("int"), NEVER)
  assert.equal(judge(w, result, made(0, any)), "")
  assert.equal(judge(w, w.named("Option", result), made(0), made(1, made(0, any))), "")
})

test("tuples and structs are products", () => {
  const w = world()
  const args = [w.named("bool"), w.named("Option", w.named("int"))]
  const pair = intern(w.types, { k: "tuple", args })
  const first = [tuple(yes(true), any), tuple(any, made(0))]
  assert.equal(judge(w, pair, ...first), "(false, Some(_))")
  assert.equal(judge(w, pair, ...first, tuple(yes(false), any)), "")
  assert.equal(judge(w, w.named("Point"), made(0, any, yes(true))), "Point { x: _, y: false }")
  assert.equal(judge(w, w.named("Point"), made(0, int(1), any), made(0, any, any)), "")
})

test("lists are told apart by length", () => {
  const w = world()
  const ints = w.named("List", w.named("int"))
  assert.equal(judge(w, ints, list([], null), list([any], [1])), "")
  assert.equal(judge(w, ints, list([any, any], [])), "[]")
  assert.equal(judge(w, ints, list([], null), list([any, any], [])), "[_]")
  const short = [list([], null), list([any], null), list([any, any], null)]
  assert.equal(judge(w, ints, ...short), "[_, _, _, ..]")
  assert.equal(judge(w, ints, list([], [1])), "")
  assert.equal(judge(w, ints, list([any], []), list([], null), list([any, any], null)), "dead 2")
  assert.equal(judge(w, ints, list([int(1)], []), any), "")
})

test("bytes are covered by ranges, ints and chars never", () => {
  const w = world()
  assert.equal(judge(w, w.named("byte"), range(0, 127), range(128, 255)), "")
  assert.equal(judge(w, w.named("byte"), range(0, 100), range(102, 255)), "101")
  assert.equal(judge(w, w.named("byte"), range(0, 99), range(50, 90), any), "dead 1")
  assert.equal(judge(w, w.named("int"), int(1), range(2, 9)), "_")
  assert.equal(judge(w, w.named("int"), range(0, 9), range(5, 7), int(3), any), "dead 1; dead 2")
  assert.equal(judge(w, w.named("int"), { guarded: range(0, 9) }, range(-5, 100), any), "")
  assert.equal(judge(w, w.named("char"), range(0, 0x10ffff)), "_")
})

test("texts need a catch-all", () => {
  const w = world()
  const a = value({ k: "str", value: "a" })
  assert.equal(judge(w, w.named("str"), a), "_")
  assert.equal(judge(w, w.named("str"), a, a, any), "dead 1")
})

test("overlapping ranges are noted only where nothing else tells the rows apart", () => {
  const w = world()
  const overlaps = (type: TypeId, ...pats: Pat[]): number => {
    const rows = pats.map((one) => ({ pats: [one], guarded: false }))
    return buildTree(w.items, [type], rows).builder.overlaps.length
  }
  assert.equal(overlaps(w.named("int"), range(0, 9), range(5, 20), any), 1)
  assert.equal(overlaps(w.named("int"), range(0, 9), range(10, 20), any), 0)
  const pair = intern(w.types, { k: "tuple", args: [w.named("int"), w.named("bool")] })
  const told = [tuple(range(0, 9), yes(true)), tuple(range(5, 20), yes(false)), any]
  assert.equal(overlaps(pair, ...told), 0)
})

test("leaves bind each name once, wherever its alternative found it", () => {
  const w = world()
  const result = w.named("Result", w.named("int"), w.named("int"))
  const either = or(made(0, bind(7)), made(1, bind(7)))
  const { tree } = buildTree(w.items, [result], [{ pats: [either], guarded: false }])
  assert.equal(tree.root.k, "variants")
  const cases = tree.root.k === "variants" ? tree.root.cases : []
  const places = cases.map((part) => leafPlace(part.then))
  assert.deepEqual(places.map((place) => tree.places[place!]!.from), [
    { k: "payload", of: 0, variant: 0, field: 0 }, { k: "payload", of: 0, variant: 1, field: 0 },
  ])
})

function leafPlace(node: TreeNode): number | undefined {
  return node.k === "leaf" && node.binds[0]?.local === 7 ? node.binds[0].place : undefined
}

test("a rest is a place of its own", () => {
  const w = world()
  const ints = w.named("List", w.named("int"))
  const { tree } = buildTree(w.items, [ints], [
    { pats: [list([bind(1)], [2])], guarded: false }, { pats: [list([], [3])], guarded: false },
  ])
  const root = tree.root
  assert.ok(root.k === "lengths" && root.atLeast !== null && root.atLeast.then.k === "leaf")
  const rest = root.atLeast.then.binds.find((bound) => bound.local === 2)
  assert.deepEqual(tree.places[rest!.place]!.from, { k: "rest", of: 0, from: 1 })
})

test("two roots are decided together", () => {
  const w = world()
  const bool = w.named("bool")
  const rows = [[yes(true), any], [any, yes(false)]].map((pats) => ({ pats, guarded: false }))
  const { builder } = buildTree(w.items, [bool, bool], rows)
  assert.deepEqual(builder.missing.map((facts) => shown(builder, facts)), [["false", "true"]])
})
