// Assignment: places, compound operators, write-back, and what order they are evaluated in.

import { test } from "node:test"
import { lowered, mainPrints, prints } from "./fixture.test.ts"
import assert from "node:assert/strict"

test("elements, fields and entries are stored from the inside out", () => {
  prints(`
    type P = { x: int, y: int }
    type Q = { p: P, list: [P] }
    @main () -> void = {
        let xs = [1, 2, 3];
        xs[1] = 20;
        let grid = [[1, 2], [3, 4]];
        grid[1][0] = 30;
        let m = {a: 1};
        m["b"] = 2;
        let q = Q { p: P { x: 1, y: 2 }, list: [P { x: 1, y: 1 }] };
        q.p.x = 11;
        q.list[0].y += 20;
        print(msg: \`{xs} {grid} {m} {q.p.x} {q.list[0].y}\`);
    }`, ["[1, 20, 3] [[1, 2], [30, 4]] {a: 1, b: 2} 11 21"])
})

test("two names never see each other's changes", () => {
  mainPrints(`
    let a = [1, 2];
    let b = a;
    b[0] = 9;
    print(msg: \`{a} {b}\`);`, ["[1, 2] [9, 2]"])
})

test("indices, then the right side, then the store", () => {
  mainPrints(`
    let out = "";
    let xs = [0, 0];
    xs[{ out += "index "; 1 }] = { out += "value"; 5 };
    print(msg: \`{out} {xs}\`);`, ["index value [0, 5]"])
})

test("a compound assignment stores into the place as it then is", () => {
  mainPrints(`
    let n = 1;
    n += { n = 10; 5 };
    print(msg: \`{n}\`);`, ["6"])
})

test("a mutating method writes back along its path, left to right", () => {
  prints(`
    type Counter = { n: int }
    impl Counter {
        @bump (self, by: int) -> int = { self.n += by; self.n }
    }
    type Box = { c: Counter, all: [Counter] }
    @main () -> void = {
        let c = Counter { n: 1 };
        let box = Box { c, all: [c, c] };
        let first = box.c.bump(by: 2);
        box.all[1].bump(by: box.c.bump(by: 10));
        c.bump(by: c.bump(by: 1));
        print(msg: \`{first} {box.c.n} {box.all[0].n} {box.all[1].n} {c.n}\`);
    }`, ["3 13 1 14 3"])
})

test("a text that is extended is appended to", () => {
  const program = lowered(`
    @main () -> void = {
        let s = "a";
        s += "b";
        s = s + "c" + "d";
        s = \`{s}e\`;
        print(msg: s);
    }`)
  const steps = program.funs.get(program.main!.f)!.body.steps
  const ops = steps.flatMap((step) =>
    step.k === "let" && step.rhs.k === "prim" ? [step.rhs.op] : [])
  assert.deepEqual(ops, ["str.append", "str.append", "str.append"])
})

test("short-circuit assignment evaluates its right side only when needed", () => {
  mainPrints(`
    let ran = 0;
    let flag = false;
    flag &&= { ran += 1; true };
    let other = true;
    other ||= { ran += 1; false };
    flag ||= { ran += 10; true };
    print(msg: \`{flag} {other} {ran}\`);`, ["true true 10"])
})
