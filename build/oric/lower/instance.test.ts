// Instances: only what is reached, under names that depend on nothing else.

import assert from "node:assert/strict"
import { test } from "node:test"
import { lowered, prints, tryLower } from "./fixture.test.ts"

const names = (source: string): string[] =>
  [...lowered(source).funs.keys()].filter((name) => name.includes("main_"))

test("names follow from what they name, not from what else there is", () => {
  const box = "@id<T> (value: T) -> T = value;"
  const main = "@main () -> void = { let n = id(value: 1); let s = id(value: \"x\"); }"
  const alone = names(`${box}\n${main}`)
  const beside = names(`type Other = { a: int }\n@other (n: int) -> int = n;\n${box}\n${main}`)
  assert.deepEqual(beside, alone)
  assert.equal(alone.length, 3)
})

test("what nothing calls is not lowered", () => {
  assert.deepEqual(names("@unused () -> int = 1;\n@main () -> void = {}"), ["o_script_main_main"])
})

test("endlessly many instances are refused", () => {
  const { messages } = tryLower(`
    type Box<T> = { value: T }
    trait Grow { @grow (self, n: int) -> int; }
    impl int: Grow { @grow (self, n: int) -> int = n; }
    impl<T: Grow> Box<T>: Grow {
        @grow (self, n: int) -> int = if n == 0 then 0 else again(n: n - 1, x: Box { value: self });
    }
    @again<G: Grow> (n: int, x: G) -> int = x.grow(n:);
    @main () -> void = { let n = again(n: 3, x: Box { value: 1 }); }`)
  assert.match(messages[0] ?? "", /^E2008/)
})

test("types that projections make ever larger are refused", () => {
  const { messages } = tryLower(`
    trait Step { type Next: Step; }
    impl int: Step { type Next = [int]; }
    impl<T: Step> [T]: Step { type Next = [[T]]; }
    type Chain<S: Step> = { value: S, next: Option<Chain<S.Next>> }
    @main () -> void = { let chain: Chain<int> = Chain { value: 1, next: None }; }`)
  assert.match(messages[0] ?? "", /^E2008.*\`Chain\`/)
})

test("impls of one trait for one type at different arguments are different functions", () => {
  prints(`
    type V = { x: int }
    impl V: Mul<int> { type Output = V; @multiply (self, rhs: int) -> V = V { x: self.x * rhs }; }
    impl V: Mul { type Output = int; @multiply (self, rhs: V) -> int = self.x * rhs.x; }
    @main () -> void = print(msg: \`{(V { x: 2 } * 3).x} {V { x: 2 } * V { x: 5 }}\`);
  `, ["6 10"])
})

test("objects dispatch through tables, defaults included", () => {
  prints(`
    trait Animal { @speak (self) -> str; @legs (self) -> int = 4; }
    type Dog = { name: str }
    type Bird = { size: int }
    impl Dog: Animal { @speak (self) -> str = self.name; }
    impl Bird: Animal { @speak (self) -> str = "tweet"; @legs (self) -> int = 2; }
    @main () -> void = {
        let zoo: [Animal] = [Dog { name: "rex" }, Bird { size: 1 }];
        for a in zoo do print(msg: \`{a.speak()} {a.legs()}\`);
    }`, ["rex 4", "tweet 2"])
})

test("constants are literals or computed once, in order", () => {
  prints(`
    let $BASE = 20 + 1;
    let $LIST: [int] = [$BASE, $double];
    let $double = twice(n: $BASE);
    @twice (n: int) -> int = n * 2;
    @main () -> void = print(msg: \`{$BASE} {$LIST} {$double}\`);
  `, ["21 [21, 42] 42"])
})
