// Random patterns over random types: the tree must pick the arm that trying them in order picks,
// and fail only where a missing case was announced.

import assert from "node:assert/strict"
import { test } from "node:test"
import { belowOf } from "../../source/random.ts"
import type { Items, TypeItem, VariantItem } from "../items.ts"
import type { Tree, TreeNode, Value } from "../typed.ts"
import { intern, newTypeTable, typeNode } from "../types.ts"
import type { TypeId } from "../types.ts"
import { buildTree } from "./match_matrix.ts"
import type { SourceRow } from "./match_matrix.ts"
import { anyPat } from "./pattern.ts"
import type { Pat, Shape } from "./pattern.ts"
import { fieldTypes } from "./shape.ts"

const AT = { at: 0, end: 0 }
type Random = (below: number) => number

const PRIMS = ["bool", "byte", "int", "str"] as const

function newItems(): Items {
  const types = newTypeTable()
  const param = intern(types, { k: "param", param: 0 })
  const unit: VariantItem = { name: "None", at: AT, fields: [] }
  const some: VariantItem = { name: "Some", at: AT, fields: [{ name: null, type: param }] }
  const both = { name: null, type: param }
  const two: VariantItem = { name: "Two", at: AT, fields: [both, both] }
  const item = (
    id: number, name: string, kind: TypeItem["kind"], variants: VariantItem[],
  ): TypeItem => ({
    id, name, kind, variants, generics: [0], module: 0, pub: true, node: null, predicates: [],
    derives: [],
  })
  const prims = PRIMS.map((name, id) => item(id, name, "prim", []))
  const sum = item(5, "Sum", "sum", [unit, some, two])
  const typeItems = [...prims, item(4, "List", "prim", []), sum]
  const known = { bool: 0, byte: 1, int: 2, str: 3, list: 4, char: -1 }
  return { types, typeItems, known } as unknown as Items
}

function randomType(items: Items, random: Random, depth: number): TypeId {
  const inner = (): TypeId => randomType(items, random, depth - 1)
  const choice = depth === 0 ? random(4) : random(7)
  if (choice === 4) return intern(items.types, { k: "tuple", args: [inner(), inner()] })
  return intern(items.types, choice < 4
    ? { k: "named", item: choice, args: [] }
    : { k: "named", item: choice === 5 ? 4 : 5, args: [inner()] })
}

function prim(items: Items, type: TypeId): (typeof PRIMS)[number] | null {
  const node = typeNode(items.types, type)
  return node.k === "named" ? PRIMS[node.item] ?? null : null
}

function randomPrim(kind: (typeof PRIMS)[number], random: Random): Value {
  switch (kind) {
    case "bool": return { k: "bool", value: random(2) === 0 }
    case "byte": return { k: "byte", value: random(2) === 0 ? random(6) : 250 + random(6) }
    case "int": return { k: "int", value: BigInt(random(6)) }
    case "str": return { k: "str", value: "abc"[random(3)]! }
  }
}

function randomPat(items: Items, type: TypeId, random: Random, depth: number): Pat {
  const made = (shape: Shape): Pat => ({ binds: [], type, shape })
  if (depth === 0 || random(4) === 0) return anyPat(type)
  const sub = (inner: TypeId): Pat => randomPat(items, inner, random, depth - 1)
  if (random(6) === 0) return made({ k: "or", alternatives: [sub(type), sub(type)] })
  const kind = prim(items, type)
  if (kind === "byte" || kind === "int") {
    const low = BigInt(kind === "byte" && random(2) === 0 ? 248 + random(8) : random(6))
    const high = low + BigInt(random(kind === "byte" ? 260 : 4))
    if (random(2) === 0) return made({ k: "range", low, high, at: AT })
  }
  if (kind !== null) return made({ k: "value", value: randomPrim(kind, random) })
  const node = typeNode(items.types, type)
  if (node.k === "tuple") return made({ k: "tuple", items: node.args.map(sub) })
  if (node.k === "named" && node.item === 4) {
    const parts = Array.from({ length: random(3) }, () => sub(node.args[0]!))
    return made({ k: "list", items: parts, rest: random(2) === 0 ? [] : null })
  }
  const variant = random(3)
  return made({ k: "variant", variant, args: fieldTypes(items, type, variant).map(sub) })
}

function randomValue(items: Items, type: TypeId, random: Random): Value {
  const sub = (inner: TypeId): Value => randomValue(items, inner, random)
  const kind = prim(items, type)
  if (kind !== null) return randomPrim(kind, random)
  const node = typeNode(items.types, type)
  if (node.k === "tuple") return { k: "tuple", items: node.args.map(sub) }
  if (node.k === "named" && node.item === 4) {
    return { k: "list", items: Array.from({ length: random(4) }, () => sub(node.args[0]!)) }
  }
  const variant = random(3)
  return { k: "variant", item: 5, variant, fields: fieldTypes(items, type, variant).map(sub) }
}

const number = (value: Value): bigint => "value" in value ? BigInt(value.value as bigint) : -1n
const same = (a: Value, b: Value): boolean =>
  "value" in a && "value" in b && a.value === b.value

function matches(pat: Pat, value: Value): boolean {
  const { shape } = pat
  const all = (pats: Pat[], values: Value[]): boolean =>
    pats.every((part, index) => matches(part, values[index]!))
  switch (shape.k) {
    case "any": return true
    case "or": return shape.alternatives.some((part) => matches(part, value))
    case "value": return same(shape.value, value)
    case "range": return shape.low <= number(value) && number(value) <= shape.high
    case "tuple": return value.k === "tuple" && all(shape.items, value.items)
    case "variant": {
      const fits = value.k === "variant" && value.variant === shape.variant
      return fits && all(shape.args, value.fields)
    }
    case "list": {
      if (value.k !== "list") return false
      const more = value.items.length - shape.items.length
      const fits = shape.rest === null ? more === 0 : more >= 0
      return fits && all(shape.items, value.items)
    }
  }
}

function follow(tree: Tree, value: Value, holds: (arm: number) => boolean): number | null {
  let node: TreeNode | null = tree.root
  while (node !== null && node.k !== "fail") {
    if (node.k === "leaf" || (node.k === "guard" && holds(node.arm))) return node.arm
    node = node.k === "guard" ? node.other : step(tree, value, node)
  }
  return null
}

type Test = Exclude<TreeNode, { k: "leaf" | "guard" | "fail" }>

function step(tree: Tree, root: Value, node: Test): TreeNode | null {
  const value = at(tree, root, node.place)
  switch (node.k) {
    case "variants": {
      const variant = value.k === "variant" ? value.variant : -1
      return node.cases.find((part) => part.variant === variant)?.then ?? node.other
    }
    case "lengths": {
      const length = value.k === "list" ? value.items.length : -1
      const { atLeast } = node
      return node.cases.find((part) => part.length === length)?.then
        ?? (atLeast !== null && length >= atLeast.length ? atLeast.then : node.other)
    }
    case "literals": return node.cases.find((part) => same(part.value, value))?.then ?? node.other
    case "range":
      return node.low <= number(value) && number(value) <= node.high ? node.then : node.other
    case "bool": return value.k === "bool" && value.value ? node.yes : node.no
  }
}

function at(tree: Tree, root: Value, place: number): Value {
  const { from } = tree.places[place]!
  if (from.k === "root") return root
  const of = at(tree, root, from.of)
  if (from.k === "payload" && of.k === "variant") {
    assert.equal(of.variant, from.variant)
    return of.fields[from.field]!
  }
  if (from.k === "tuple" && of.k === "tuple") return of.items[from.index]!
  if (from.k === "item" && of.k === "list") return of.items[from.index]!
  throw new Error(`place ${place} does not lead into its value`)
}

test("trees decide as trying the arms in order does", () => {
  const items = newItems()
  for (let seed = 1; seed <= 3000; seed++) {
    const random = belowOf(seed * 7919)
    const type = randomType(items, random, 2)
    const rows = Array.from({ length: 1 + random(5) }, (): SourceRow =>
      ({ pats: [randomPat(items, type, random, 3)], guarded: random(4) === 0 }))
    const { tree, builder } = buildTree(items, [type], rows)
    for (let sample = 0; sample < 12; sample++) {
      const value = randomValue(items, type, random)
      const guards = random(1 << rows.length)
      const holds = (arm: number): boolean => ((guards >> arm) & 1) === 1
      const want = rows.findIndex((row, arm) =>
        matches(row.pats[0]!, value) && (!row.guarded || holds(arm)))
      assert.equal(follow(tree, value, holds) ?? -1, want, `seed ${seed}`)
      if (want < 0) assert.ok(builder.missing.length > 0, `seed ${seed}: no missing case announced`)
      else assert.ok(builder.reached.has(want), `seed ${seed}: arm ${want} counts as unreachable`)
    }
  }
})
