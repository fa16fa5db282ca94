// Assignment targets, mutating methods, `drop_early`.

import assert from "node:assert/strict"
import { test } from "node:test"
import { expectCodes, judgeText } from "./testing/judge.test.ts"

test("only mutable locals and `self` are assigned", () => {
  expectCodes([
    ["@f () -> int = { let x = 1; x = 2; x }", ""],
    ["@f () -> int = { let $x = 1; x = 2; x }", "E2045"],
    ["@f (x: int) -> int = { x = 2; x }", "E2045"],
    ["@f (xs: [int]) -> void = for x in xs do { x = 2; }", "E2045"],
    ["@f (o: Option<int>) -> void = match o { Some(x) -> { x = 2; }, None -> () };", "E2045"],
    ["let $C = 1;\n@f () -> void = { $C = 2; }", "E2045"],
    ["@f () -> int = { let (a, $b) = (1, 2); a = 3; b = 4; a + b }", "E2045"],
    ["@f () -> int = { let t = (1, 2); t.0 = 3; t.0 }", "E2045"],
    ["@f (xs: [int]) -> [int] = { let ys = xs; ys[0] = 1; ys }", ""],
    ["type P = { x: int }\n@f (p: P) -> P = { let q = p; q.x = 1; q }", ""],
    ["@f (o: Option<(int, int)>) -> Option<int> = { let? Some((a, 0)) = o; a = 2; Some(a) }", ""],
  ])
})

test("a lambda cannot assign what it captured", () => {
  expectCodes([
    ["@f () -> int = { let x = 1; let g = () -> { x = 2; x }; g() }", "E2047"],
    ["@f () -> int = { let x = 1; let g = () -> { let x = x; x = 2; x }; g() }", ""],
    ["type C = { n: int }\nimpl C { @m (self) -> int = { let g = () -> { self.n = 2; 1 "
      + "}; g() } }", "E2047"],
  ])
})

const CURSOR = `type Cursor = { at: int }
impl Cursor {
    @next (self) -> int = { self.at += 1; self.at }

    @twice (self) -> int = self.next() + self.next();

    @moved (self) -> Self = { self.at += 1; self }

    @peek (self) -> int = self.at;
}
`

test("methods that assign self write back, also through others", () => {
  const text = "@f () -> int = { let c = Cursor { at: 0 }; c.twice() + c.moved().at }"
  const { check, typed } = judgeText(CURSOR + text)
  const mutating = check.items.fns.filter((fn) => fn.mutates).map((fn) => fn.name)
  assert.deepEqual(mutating, ["next", "twice", "moved"])
  assert.deepEqual(typed.map((table) => table.writeBack.size).filter((size) => size > 0), [3])
})

test("a mutating call needs a mutable place", () => {
  expectCodes([
    [CURSOR + "@f (c: Cursor) -> int = c.next();", "E2046"],
    [CURSOR + "@f (c: Cursor) -> int = c.peek();", ""],
    [CURSOR + "@f (c: Cursor) -> int = c.moved().at;", ""],
    [CURSOR + "@f () -> int = { let $c = Cursor { at: 0 }; c.next() }", "E2046"],
    [CURSOR + "@f () -> int = Cursor { at: 0 }.next();", ""],
    [CURSOR + "@f () -> int = { let c = Cursor { at: 0 }; let g = () -> c.next(); g() }", "E2046"],
    [CURSOR + "@f () -> int = { let cs = [Cursor { at: 0 }]; cs[0].next() }", ""],
    [CURSOR + "@f () -> int = { let t = (Cursor { at: 0 }, 1); (t.0).next() }", "E2046"],
  ])
})

test("through a bound a method mutates if any implementation does", () => {
  const trait = "trait Step { @step (self) -> int; }\n"
  const mutating = "type A = { n: int }\n"
    + "impl A: Step { @step (self) -> int = { self.n += 1; self.n } }\n"
  const pure = "type B = { n: int }\nimpl B: Step { @step (self) -> int = self.n; }\n"
  expectCodes([
    [trait + mutating + pure + "@f<T: Step> (x: T) -> int = x.step();", "E2046"],
    [trait + mutating + pure + "@f<T: Step> (x: T) -> int = { let y = x; y.step() }", ""],
    [trait + mutating + pure + "@f (x: Step) -> int = x.step();", "E2046"],
    [trait + mutating + pure + "@f (b: B) -> int = b.step();", ""],
    [trait + pure + "@f<T: Step> (x: T) -> int = x.step();", ""],
  ])
})

test("what was dropped early is not used again", () => {
  expectCodes([
    ["@f (s: str) -> void = { let x = s; drop_early(value: x); }", ""],
    ["@f (s: str) -> int = { let x = s; drop_early(value: x); x.len() }", "E2048"],
    ["@f (s: str) -> int = { let $x = s; if s.is_empty() then drop_early(value: x); "
      + "x.len() }", "E2048"],
    ["@f (s: str) -> void = { let x = s; while s.is_empty() do drop_early(value: x); }", "E2048"],
    ["@f (s: str) -> void = { while s.is_empty() do { let x = s; drop_early(value: x); } }", ""],
    ["@f (s: str) -> void = { let x = s; loop { drop_early(value: x); break; } }", ""],
    ["@f (s: str) -> void = { let x = s; let g = () -> drop_early(value: x); g() }", "E2048"],
    ["@f (s: str) -> int = { let x = s; if s.is_empty() then { drop_early(value: x); 0 } else "
      + "x.len() }", ""],
  ])
})

test("what the head of a `for` binds is new each round, but not in the heads after it", () => {
  const drop = " in xs do drop_early(value: x); }"
  expectCodes([
    ["@f (xs: [str]) -> void = { for x" + drop, ""],
    ["@f (xs: [str]) -> void = { for x in xs if x.is_empty() for y in [x] do { "
      + "drop_early(value: y); print(msg: x) } }", ""],
    ["@f (xs: [str]) -> [int] = for x in xs yield { drop_early(value: x); 1 };", ""],
    ["@f (xs: [(str, str)]) -> void = { for (x, _)" + drop, ""],
    ["@f (xs: [str]) -> void = { for x in xs for _" + drop, "E2048"],
    ["@f (xs: [str]) -> void = { for x in xs do { drop_early(value: x); x.len() } }", "E2048"],
    ["@f (xs: [str]) -> void = { let x = \"\"; for _" + drop, "E2048"],
    ["@f (xs: [str]) -> void = { let z = \"\"; for _ in xs for _ in xs do { "
      + "drop_early(value: z); break } }", ""],
  ])
})
