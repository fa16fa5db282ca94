// More programs that are wrong: forms with rules of their own. A cascade of errors fails.

import { test } from "node:test"
import { verify } from "./fixture.test.ts"

test("conversions, index, embed, pipe (7.6–7.9)", () => verify(`
type P = { x: int }

@two (a: int, b: int) -> int = a;

@zero () -> int = 1;

@main () -> void = {
    let p = P { x: 1 };
    // E2001
    let a = 1 as str;
    // E2001
    let b = "a" as int;
    // E2001
    let c = int(p);
    // E2038
    let d = str(p);
    // E2038
    let e = \`{p}\`;
    // E2025
    let f = p[0];
    // E2026
    let g = [1]["a"];
    // E2026
    let h = {"a": 1}[2];
    // E2025
    let i = Some(1)[0];
    // E2025
    let j = {1: 1}[#];
    // E2005
    let k = embed("x");
    // E2001
    let l: int = embed("x");
    // E2043
    let m = 1 |> zero();
    // E2043
    let n = 1 |> two();
    // E2001
    let o = "a" |> two(a: 1);
    // E2001
    let q = 1 |> 2;
    // E2001
    let r = 1 |> ((x: str) -> x);
    // E2036
    let s: int = "a".into();
    // E2027
    let u = G { x: 1 }[None];
    // E0970
    let v = \`{1:zz}\`;
    // E0971
    let w = \`{1:.2}\`;
    // E0971
    let x = \`{"a":x}\`;
    // E0972
    let y = \`{p:5}\`;
    // E0971
    let z = \`{b'a':02x}\`;
}

@unknown () -> void = {
    // E2037
    let t = U { x: 1 }.into();
}

type U = { x: int }

impl U: Into<int> { @into (self) -> int = 1; }

impl U: Into<str> { @into (self) -> str = ""; }

type G = { x: int }

impl G: Index<Option<int>, int> { @index (self, key: Option<int>) -> int = 1; }

impl G: Index<Option<str>, int> { @index (self, key: Option<str>) -> int = 1; }
`))

test("patterns (8)", () => verify(`
type S = One | Two(int) | Three(a: int, b: int);

type P = { x: int }

type N = str;

let $TEXT = "a";

@main (args: [str]) -> void = {
    let s = One;
    match s {
        // E3005
        Two -> 1,
        // E2004
        Two(1, 2) -> 2,
        // E2040
        Three(c: 1, b: 2) -> 3,
        // E2003
        Four(1) -> 4,
        // E2001
        Two("x") -> 5,
        // E2006
        Three(x, x) -> 6,
        // E2001
        (a, b) -> 7,
        // E2001
        Three(q, 1) | Two(1) -> q,
        // E2001
        1..5 -> 8,
        _ -> 0,
    };
    match 5 {
        // E2001
        "a"  -> 1,
        // E2001
        Some(1) -> 2,
        // E2001
        [1] -> 3,
        // E2001
        $TEXT..9 -> 4,
        // E2003
        $NOPE..9 -> 5,
        _ -> 0,
    };
    // E2040
    let { z } = P { x: 1 };
    // E2001
    let (a, b, c) = (1, 2);
    // E2001
    let { y } = 3;
    match b'a' {
        // E2001
        300 -> 1,
        _ -> 2,
    };
    match 1 {
        1 -> 1,
        // E2001
        2 -> "x",
        // E2001
        n if n -> 3,
        _ -> 4,
    };
}
`))

test("control flow and labels (9)", () => verify(`
@a () -> int = {
    // E2001
    if 1 then 2 else 3
}

@b () -> void = {
    // E2001
    if true then 5;
    // E2001
    let x = if true then 1 else "a";
    // E2009
    for i in 5 do {}
    // E2001
    while "x" do {}
}

@c () -> void = {
    // E0862
    break;
    // E0862
    for i in [1].map(x -> { continue }) do {}
    // E0860
    while true do break 1;
    // E0860
    for x in [1] do break x;
    // E0861
    for x in [1] do continue x;
    // E0870
    loop { break:nope };
    // E0860
    let v = loop { if true then break 1; break "a" };
    // E0860
    let w = loop { if true then break 1; break };
    // E0872
    let u = block:l { if true then break:l 1; break:l "a" };
    // E0871
    for:o x in [1] do for:o y in [1] do {}
    // E0873
    for:p x in [1] do for y in [1] do continue:p x;
    // E0874
    block:q { continue:q };
    // E0872
    let z = block:r { if true then break:r 1; "a" };
    // E2001
    let t = for x in [1] yield { if x > 1 then continue "a"; x };
}

@d () -> int = {
    // E2042
    let x = Some(1)?;
    let y = f()?;
    // E2042
    let z = 5?;
    x
}

@e () -> Result<int, str> = {
    // E2001
    let x = f()?;
    // E2042
    let y = Some(1)?;
    // E2042
    let? Some(z) = Some(1);
    // E2042
    let w = try { Some(1)? };
    Ok(x)
}

@f () -> Result<int, int> = Ok(1);

// E2042
@g () -> Result<int, str> = try { let? Some(x) = Some(1); x };

@h () -> void = {
    // E0994
    with(acquire: 1, action: x -> x, release: x -> x);
    // E2001
    let c: Result<int, int> = catch(expr: 1);
}
`))

test("assignments (10.3)", () => verify(`
type P = { x: int, m: {str: int} }

@main () -> void = {
    let p = P { x: 1, m: {} };
    // E2001
    p.x = "a";
    // E2040
    p.y = 1;
    // E2001
    p.m["a"] += 1;
    // E2026
    p.m[1] = 1;
    let xs = [1];
    // E2001
    xs[0] = "a";
    // E2020
    xs[0] += "a";
    // E2025
    p[0] = 1;
    let n = 1;
    // E2020
    n &&= true;
    // E2001
    n = None;
    // E2020
    n += 1.0;
    let s = "a";
    // E2025
    s[0] = "b";
}
`))

test("capabilities and handlers (14)", () => verify(`
trait Store {
    @get (key: str) -> int;

    @put (key: str) -> void;
}

type P = { x: int }

@use_it () -> int uses Store = {
    // E2040
    Store.nope(key: "");
    // E2001
    Store.put(key: 1);
    // E2011
    Store.put("x");
    Store.get(key: "")
}

@main () -> void = {
    // E1202
    let a = with Store = P { x: 1 } in use_it();
    // E1204
    let b = with Store = handler(state: 1) { get: (s, key) -> (s, 1) } in use_it();
    let c = with Store = handler(state: 1) {
        // E1205
        get: (s) -> (s, 1),
        // E1207
        nope: (s) -> (s, 1),
        put: (s, key) -> (s, ()),
    } in use_it();
    let d = with Store = handler(state: 1) {
        // E1205
        get: (s, key) -> (s, "x"),
        // E1206
        put: (s, key) -> ("x", ()),
    } in use_it();
    // E2012
    let e = with Nope = P { x: 1 } in 3;
}
`))

test("opaque results, contracts, defaults, constants, later (5.6, 4.5, 16, 2)", () => verify(`
@a (flag: bool) -> impl Iterator where Item == int = {
    if flag then (0..3).iter()
    // E0811
    else [1].iter()
}

// E0812
@b () -> impl Iterator where Item == str = (0..3).iter();

// E0812
@c () -> impl Iterator where Item == int = 5;

@d (x: int) -> int
    // E2001
    pre(x)
    // E2001
    post(r -> r)
    // E2001
    post((p, q) -> true)
    // E2001
    post((_: str) -> true)
= x;

// E2001
@e (x: int = "a") -> int = x;

// E2003
@f (x: int, y: int = x) -> int = x;

let $A = $B;

// E2050
let $B = $A;

// E2001
let $C: int = "x";

@main () -> void = {
    // E0900
    parallel(tasks: []);
}
`))

test("objects and byte literals in place (5.1, 5.5)", () => verify(`
trait Shape { @area (self) -> float; }

type P = { x: int }

impl P: Shape { @area (self) -> float = 1.0; }

@show (shape: Shape) -> float = shape.area();

@main () -> void = {
    let p = P { x: 1 };
    let all: [Shape] = [p];
    let ps = [p];
    // E2001
    let bad: [Shape] = ps;
    // E2001
    show(shape: 5);
    let b: byte = 5;
    let n = 5;
    // E2020
    let c = b + n;
    // E2001
    let d: byte = n;
    // E2040
    all[0].nope();
}
`))
