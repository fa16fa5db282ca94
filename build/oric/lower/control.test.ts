// Loops, jumps, matches and early leaves.

import { test } from "node:test"
import { mainPrints, prints } from "./fixture.test.ts"

test("loops carry what they assign", () => {
  mainPrints(`
    let i = 0;
    let sum = 0;
    while i < 5 do { i += 1; if i == 2 then continue; sum += i }
    let found = loop { i += 1; if i % 4 == 0 then break i };
    print(msg: \`{sum} {i} {found}\`);`, ["13 8 8"])
})

test("for over lists, ranges, maps, text and iterators", () => {
  mainPrints(`
    let out = "";
    for x in [1, 2] do out += \`{x} \`;
    for x in 0..2 do out += \`{x} \`;
    for x in 3..=3 do out += \`{x} \`;
    for x in 10..0 by -5 do out += \`{x} \`;
    for (k, v) in {a: 1} do out += \`{k}{v} \`;
    for c in "hi" do out += \`{c} \`;
    for x in [1, 2, 3].iter().filter(x -> x != 2) do out += \`{x} \`;
    print(msg: out);`, ["1 2 0 1 3 10 5 a1 h i 1 3 "])
})

test("yield collects, skips, adds and stops", () => {
  mainPrints(`
    let a = for x in 1..=6 yield { if x == 3 then continue; if x == 5 then break 50; x };
    let b = for x in [1, 2] for y in [10, 20] if y > 10 || x > 1 yield x * y;
    let c: Set<int> = for x in [1, 2, 1] yield x;
    let d: {str: int} = for x in ["a", "b"] yield (x, 1);
    print(msg: \`{a} {b} {c} {d}\`);`, ["[1, 2, 4, 50] [20, 20, 40] Set {1, 2} {a: 1, b: 1}"])
})

test("labels leave and continue the loop they name", () => {
  mainPrints(`
    let out = "";
    for:outer a in 0..3 do for b in 0..3 do {
        if b == 1 then continue:outer;
        if a == 2 then break:outer;
        out += \`{a}{b} \`
    }
    let word = block:done { if out.len() > 3 then break:done "long"; "short" };
    print(msg: out + word);`, ["00 10 long"])
})

test("match tests literals, ranges, lists, guards and shared arms", () => {
  prints(`
    @size (n: int) -> str = match n {
        0 -> "zero", 1..10 -> "few", _ if n > 99 -> "many", _ -> "some",
    };
    @shape (xs: [int]) -> str = match xs {
        [] -> "none", [a] | [a, _] -> \`{a} first\`, [_, ..rest] -> \`{rest.len()} more\`,
    };
    @word (s: str, flag: bool) -> int = match (s, flag) {
        ("a", true) | ("b", _) -> 1, ("a", false) -> 2, _ -> 3,
    };
    @main () -> void = {
        print(msg: \`{size(n: 0)} {size(n: 9)} {size(n: 50)} {size(n: 100)}\`);
        let shapes = for xs in [[], [4], [5, 6], [7, 8, 9]] yield shape(xs:);
        print(msg: shapes.join(separator: ", "));
        let sum = word(s: "a", flag: true) + word(s: "a", flag: false) + word(s: "b", flag: false);
        print(msg: \`{sum} {word(s: "c", flag: true)}\`);
    }`, ["zero few some many", "none, 4 first, 5 first, 2 more", "4 3"])
})

test("? and let? leave the function, try is left by the ? inside", () => {
  prints(`
    @num (s: str) -> Result<int, str> = (s as? int).ok_or(err: \`no {s}\`);
    @add (a: str, b: str) -> Result<int, str> = { let x = num(s: a)?; Ok(x + num(s: b)?) }
    @half (n: int) -> Option<int> = if n % 2 == 0 then Some(n / 2) else None;
    @quarter (n: int) -> Option<int> = { let? Some(h) = half(n:); half(n: h) }
    @head (xs: [int]) -> Option<int> = { let? [h, ..] = xs; Some(h) }
    @main () -> void = {
        let t = try { let x = num(s: "3")?; x + 1 };
        print(msg: \`{add(a: "1", b: "2")} {add(a: "1", b: "z")} {t}\`);
        print(msg: \`{quarter(n: 12)} {quarter(n: 6)} {head(xs: [])} {None ?? 5}\`);
    }`, ["Ok(3) Err(no z) Ok(4)", "Some(3) None None 5"])
})

test("a self tail call runs in constant stack", () => {
  prints(`
    @down (n: int, acc: int) -> int = if n == 0 then acc else down(n: n - 1, acc: acc + n);
    @gcd (a: int, 0: int) -> int = a;
    @gcd (a, b) -> int = gcd(a: b, b: a % b);
    @main () -> void = print(msg: \`{down(n: 30000, acc: 0)} {gcd(a: 48, b: 18)}\`);
  `, ["450015000 6"])
})

test("contracts are checked before and after", () => {
  prints(`
    @f (n: int) -> (int, int) pre(n > 0 | "positive") post((a, b) -> a < b) = (n, 10);
    @main () -> void = {
        for n in [1, 0, 20] do match catch(expr: f(n:)) {
            Ok((a, _)) -> print(msg: \`{a}\`),
            Err(e) -> print(msg: e),
        }
    }`, ["1", "pre-condition failed: positive", "post-condition failed: a < b"])
})
