// The solver by itself: impls, specificity, where-clauses, projections, opaque results, what
// lowering asks.

import { equal } from "node:assert/strict"
import { test } from "node:test"
import type { Check } from "./context.ts"
import { inferFiles } from "./infer/fixture.test.ts"
import { showType } from "./show.ts"
import { CONCRETE, envOf, normalize, resolveMethod, solve } from "./solve.ts"
import { intern, NEVER } from "./types.ts"
import type { TypeId } from "./types.ts"

const SOURCE = `
trait Show { type Out; @show (self) -> str; @twice (self) -> str = self.show() + self.show(); }

trait Convert<T> { @convert (self) -> T; }

type P = { x: int }

impl int: Show { type Out = str; @show (self) -> str = "int"; }

impl<T: Show> [T]: Show { type Out = T.Out; @show (self) -> str = "list"; }

impl [int]: Convert<str> { @convert (self) -> str = ""; }

impl<T> [T]: Convert<int> { @convert (self) -> int = 1; }

impl<T: Printable> T: Convert<bool> { @convert (self) -> bool = true; }

impl float: Convert<bool> { @convert (self) -> bool = false; }

@evens () -> impl Iterator where Item == int = (0..4).iter();

@use_it<T: Show> (x: T) -> void = ();
`

type World = { check: Check; of: (item: string, ...args: TypeId[]) =>
  TypeId; trait: (name: string) => number }

function world(): World {
  const { check, errors, messages } = inferFiles(SOURCE)
  equal(errors.length, 0, messages.join("\n"))
  const { items } = check
  return {
    check,
    of: (name, ...args) => intern(items.types, {
      k: "named", item: items.typeItems.find((one) => one.name === name)!.id, args,
    }),
    trait: (name) => items.traits.findLast((one) => one.name === name)!.id,
  }
}

const { check, of, trait } = world()
const { items } = check

function ask(name: string, self: TypeId, ...args: TypeId[]): string {
  const solution = solve(items, { trait: trait(name), args }, self, CONCRETE)
  if (solution.k !== "impl") return solution.k
  const impl = items.impls[solution.impl]!
  const types = solution.types.map((type) => showType(items, type))
  return `${showType(items, impl.self)} [${types.join()}]`
}

test("an impl by head, its parameters, its where-clauses", () => {
  equal(ask("Show", of("int")), "int []")
  equal(ask("Show", of("List", of("List", of("int")))), "[T] [[int]]")
  equal(ask("Show", of("List", of("P"))), "none")
  equal(ask("Show", NEVER), "never")
})

test("what failed inside is named", () => {
  const solution = solve(items, { trait: trait("Show"), args: [] }, of("List", of("P")), CONCRETE)
  equal(solution.k === "none" && showType(items, solution.missing!.self), "P")
})

test("arguments of the trait select, and the most specific impl wins", () => {
  const ints = of("List", of("int"))
  equal(ask("Convert", ints, of("str")), "[int] []")
  equal(ask("Convert", ints, of("int")), "[T] [int]")
  equal(ask("Convert", of("float"), of("bool")), "float []")
  equal(ask("Convert", of("int"), of("bool")), "T [int]")
  equal(ask("Convert", of("P"), of("bool")), "none")
})

test("variables make it stuck, or leave one impl open", () => {
  const variable = intern(items.types, { k: "var", index: 0 })
  equal(ask("Show", variable), "stuck")
  equal(ask("Convert", of("List", of("int")), variable), "stuck")
  const solution = solve(items, { trait: trait("Show"), args: [] }, of("List", variable), CONCRETE)
  equal(solution.k === "impl" && solution.open, true)
})

test("bounds in force answer for parameters", () => {
  const fn = items.fns.find((one) => one.name === "use_it")!
  const param = intern(items.types, { k: "param", param: fn.generics[0]! })
  equal(solve(items, { trait: trait("Show"), args: [] }, param, envOf(items, fn.predicates)).k,
    "bound")
  equal(solve(items, { trait: trait("Show"), args: [] }, param, CONCRETE).k, "none")
})

test("projections are computed through impls", () => {
  const proj = intern(items.types, {
    k: "proj", ref: { trait: trait("Show"), args: [] }, name: "Out", self: of("List", of("int")),
  })
  equal(showType(items, normalize(items, proj, CONCRETE)), "str")
})

test("methods for lowering: own, default, opaque looked through", () => {
  const show = items.traits[trait("Show")]!
  const named = (name: string): number => show.methods.find((id) => items.fns[id]!.name === name)!
  const ref = { trait: show.id, args: [] }
  const own = resolveMethod(items, ref, named("show"), of("List", of("int")), [])
  equal(own.k === "fn" && items.fns[own.fn]!.kind, "trait-impl")
  const preset = resolveMethod(items, ref, named("twice"), of("int"), [])
  equal(preset.k === "fn" &&
    `${items.fns[preset.fn]!.display} ${showType(items, preset.types[0]!)}`,
    "Show.twice int")
  equal(resolveMethod(items, ref, named("show"), NEVER, []).k, "unreachable")
  const evens = items.fns.find((one) => one.name === "evens")!
  const opaque = intern(items.types, { k: "opaque", fn: evens.id, args: [] })
  equal(showType(items, normalize(items, opaque, CONCRETE)), "RangeIterator")
})

test("an associated type of an opaque result is what its bounds say, or its hidden type has",
  () => {
  const evens = items.fns.find((one) => one.name === "evens")!
  const self = intern(items.types, { k: "opaque", fn: evens.id, args: [] })
  const ref = { trait: items.known.traits.get("Iterator")!, args: [] }
  const proj = intern(items.types, { k: "proj", ref, name: "Item", self })
  equal(showType(items, normalize(items, proj, envOf(items, []))), "int")
  equal(showType(items, normalize(items, proj, CONCRETE)), "int")
})
