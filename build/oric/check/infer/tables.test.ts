// What inference writes down: types, callees, plans, coercions and the smaller tables, as short
// texts.

import { deepEqual, equal } from "node:assert/strict"
import { test } from "node:test"
import type { Typed } from "../typed.ts"
import { HAS_ERROR, HAS_VAR } from "../types.ts"
import { calleesOf, inferFiles, typesOf } from "./fixture.test.ts"
import type { Inferred } from "./fixture.test.ts"

function root(inferred: Inferred): Typed {
  const module = inferred.check.items.modules.find((one) => one.isRoot)!
  return inferred.typed[module.id]!
}

function sound(source: string): Inferred {
  const inferred = inferFiles(source)
  deepEqual(inferred.errors, [], inferred.messages.join("\n"))
  return inferred
}

test("types of values, closed wherever they were fixed later", () => {
  const inferred = sound(`
@main () -> void = {
    let xs = [];
    let none = None;
    let f = x -> x;
    xs = xs.push(value: none);
    none = Some(f("a"));
    let it = [1].iter().map(n -> n * 2).collect();
}
`)
  deepEqual(typesOf(inferred, (node) => node.kind === "list"), ["[Option<str>]", "[int]"])
  deepEqual(typesOf(inferred, (node) => node.kind === "lambda"), ["(str) -> str", "(int) -> int"])
  deepEqual(typesOf(inferred, (node) => node.kind === "method").at(0), "[Option<str>]")
})

test("callees: primitives, impls, bounds, objects, constructors, values, capabilities", () => {
  const inferred = sound(`
trait Shape { @area (self) -> float; @label (self) -> str = "x"; }

type Circle = { r: float, f: (int) -> int }

impl Circle: Shape { @area (self) -> float = self.r; }

@of<T: Shape> (shape: T, other: Shape, c: Circle) -> void = {
    shape.area();
    other.area();
    c.area();
    c.label();
    c.f(1);
    Some(1);
    Print.output();
    [1].push(value: 2);
    1 < 2;
    "a" < "b";
    [1] == [2];
    4 as float;
    int("3");
}
`)
  deepEqual(calleesOf(inferred).slice(-13), [
    "T: Shape.area", "dyn Shape.area", "Circle.area", "Shape.label<Circle>", "field 1", "make Some",
    "cap Print.output", "List.push<int>", "int.lt", "str.compare", "List.equals<int>",
    "int.to_float",
    "@int_from_str",
  ])
})

test("plans: order, defaults, variadics, receivers, pipes", () => {
  const inferred = sound(`
@f (a: int, b: int = 2, c: ...int) -> int = a;

@main () -> void = {
    f(b: 1, a: 2, 3, ...[4]);
    f(a: 1);
    Printable.to_str(5);
    1 |> f(b: 3);
}
`)
  const plans = root(inferred).plan.filter((plan) => plan !== undefined)
  const short = plans.map(({ params, receiver }) => params.map((entry) => {
    switch (entry.k) {
      case "arg": return `${entry.index}`
      case "variadic":
        return `[${entry.args.map((one) => (one.spread ? "..." : "") + one.index).join()}]`
      default: return entry.k
    }
  }).join(" ") + (receiver < 0 ? "" : ` from ${receiver}`))
  deepEqual(short, ["1 0 [2,...3]", "0 default []", " from 0", "piped 0 []"])
})

test("coercions: Never, object, byte, each at its node", () => {
  const inferred = sound(`
trait S { @s (self) -> int; }

impl int: S { @s (self) -> int = self; }

@f (flag: bool) -> int = if flag then panic(msg: "x") else 1;

@main () -> void = {
    let b: byte = 200;
    let s: [S] = [1, 2];
}
`)
  const kinds = root(inferred).coerce.filter((one) => one !== undefined).map((one) => one.k)
  deepEqual(kinds.sort(), ["byte", "never", "object", "object"])
})

test("loops, jumps, `?`, spreads, braces, fields, lengths", () => {
  const inferred = sound(`
type P = { x: int, y: int }

@f (xs: [int]) -> Result<{str: int}, Error> = {
    let m: {str: int} = for x in xs yield (x.to_str(), x);
    for (k, v) in m do if v > 1 then break;
    let g: Result<int, Error> = Ok(1);
    g?;
    let p = { ...P { x: 1, y: 2 }, y: 3 };
    let pairs = [(1, 2)].map((a, b) -> a + b + xs[# - 1] + p.y);

    Ok({})
}
`)
  const typed = root(inferred)
  const { items } = inferred.check
  const [collect] = typed.collect.filter((one) => one !== undefined)
  equal(collect!.fromIter !== null, true)
  equal(typed.iterate.filter((one) => one !== undefined).length, 2)
  equal(typed.jump.filter((one) => one !== undefined).length, 1)
  const [leave] = typed.leave.filter((one) => one !== undefined)
  equal(leave!.target.k, "function")
  equal(leave!.trace?.k === "direct" && items.fns[leave!.trace.fn]!.name, "with_trace")
  deepEqual(typed.brace.filter((one) => one !== undefined).sort(), ["map", "update"])
  equal(typed.spread.size, 1)
  equal(typed.lengthOf.filter((one) => one !== undefined).length, 1)
  deepEqual([...typed.field].filter((index) => index >= 0), [1])
})

test("format specs are constants", () => {
  const inferred = sound("@main () -> void = print(msg: `{255:*>#8x}{1}`);\n")
  const [specs] = root(inferred).spec.filter((one) => one !== undefined)
  const [first, second] = specs!
  equal(second, null)
  deepEqual(first!.k === "variant" &&
    first!.fields.map((field) => "value" in field && field.value), [
    42n, 62n, 0n, true, false, 8n, -1n, 120n,
  ])
})

test("nothing open is left in the prelude, and every call has a callee", () => {
  const { check, typed } = sound("@main () -> void = ();\n")
  for (const table of typed) {
    for (const type of table.type) {
      if (type >= 0) equal(check.items.types.flags[type]! & (HAS_VAR | HAS_ERROR), 0)
    }
  }
})
