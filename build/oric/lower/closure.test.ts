// Lambdas: captures, known lambdas as parts of instances, function values, and that they do not
// explode.

import assert from "node:assert/strict"
import { test } from "node:test"
import type { Program } from "../ir/nodes.ts"
import { eachBlock, rhsOf } from "../ir/rhs.ts"
import { lowered, mainPrints, prints } from "./fixture.test.ts"

function kinds(program: Program): Set<string> {
  const found = new Set<string>()
  for (const fun of program.funs.values()) {
    eachBlock(fun.body, (block) => rhsOf(block).forEach((rhs) => found.add(rhs.k)))
  }
  return found
}

test("a lambda captures values when it is made", () => {
  mainPrints(`
    let n = 1;
    let f = (x: int) -> x + n;
    n = 100;
    let fs: [(int) -> int] = [];
    for i in 1..=3 do fs = fs.push(value: x -> x * i);
    print(msg: \`{f(1)} {fs[0](2)} {fs[2](2)}\`);`, ["2 2 6"])
})

test("functions, variants and lambdas are values", () => {
  prints(`
    type Op = { run: (int) -> int }
    @double (x: int) -> int = x * 2;
    @compose (f: (int) -> int, g: (int) -> int) -> (int) -> int = x -> g(f(x));
    @main () -> void = {
        let op = Op { run: double };
        let pick = if op.run(1) == 2 then double else x -> x;
        let both = compose(f: double, g: x -> x + 1)(5);
        let some = [1, 2].map(transform: Some);
        print(msg: \`{pick(4)} {both} {some} {[(1, 2), (3, 4)].map((a, b) -> a * b)}\`);
    }`, ["8 11 [Some(1), Some(2)] [2, 12]"])
})

test("a lambda argument is called directly, without a closure", () => {
  const found = kinds(lowered(`
    @apply (f: (int) -> int, n: int) -> int = f(n);
    @main () -> void = {
        let k = 3;
        print(msg: \`{apply(f: x -> x + k, n: 1)} {[1, 2].fold(initial: 0, op: (a, b) -> a + b)}\`);
    }`))
  assert.equal(found.has("closure") || found.has("callValue"), false)
})

test("a function that wraps its argument again and again has few instances", () => {
  const source = `
    @wrap (n: int, f: (int) -> int) -> int =
        if n == 0 then f(0) else wrap(n: n - 1, f: x -> f(x) + 1);
    @main () -> void = print(msg: \`{wrap(n: 9, f: x -> x)}\`);`
  prints(source, ["9"])
  const names = [...lowered(source).funs.keys()].filter((name) => name.includes("wrap"))
  assert.ok(names.length < 20, names.join(" "))
})
