// Programs that are wrong: each comment names the errors of the next line, and there are no others.
// A cascade fails.

import { test } from "node:test"
import { verify } from "./fixture.test.ts"

test("arguments (4.2, 4.3)", () => verify(`
@f (a: int, b: str = "x") -> int = a;

@one (x: int) -> int = x;

@all (sep: str, parts: ...str) -> str = sep;

@gen<T> (x: T) -> T = x;

type V = A(int, str) | B(x: int, y: int) | C;

@main () -> void = {
    // E2011
    f(1);
    // E2004
    f(b: "x");
    // E2011
    f(a: 1, c: 2);
    // E2004
    f(a: 1, a: 2);
    // E2004
    f(a: 1, b: "", 3);
    // E2001
    f(a: "x");
    // E2011
    one(3);
    // E2011
    all(sep: "", parts: "x");
    // E2004
    one(...[1]);
    // E2001
    all(sep: "", 1);
    // E2015
    one<int>(x: 1);
    // E2015
    gen<int, int>(x: 1);
    let g = one;
    // E2011
    g(x: 1);
    // E2004
    g(1, 2);
    // E2001
    g("x");
    // E2004
    let a = A(1);
    // E2011
    let b = B(1, y: 2);
    // E2011
    let c = B(x: 1, z: 2);
    // E2004
    let d = C();
    // E2001
    let e = A("x", "y");
    // E2011
    [1].push(2);
    // E2003 E2003
    nothing(x: undefined);
    // E2001
    (3)(4);
    let n = 3;
    // E2001
    n(1);
}
`))

test("names, members, methods (3.5, 6.3)", () => verify(`
type P = { x: int, f: (int) -> int }

type S = One | Two(int);

type N = str;

trait L { @both (self) -> int; }

trait R { @both (self) -> int; }

impl P: L { @both (self) -> int = 1; }

impl P: R { @both (self) -> int = 2; }

impl P { @make () -> P = P { x: 1, f: n -> n }; @m (self) -> int = 1; }

@free<T> (t: T) -> int = {
    // E2040
    t.m()
}

@main () -> void = {
    let p = P.make();
    // E2003
    let a = undefined;
    // E2003
    let b = P;
    // E2003
    let c = L;
    // E2040
    let d = p.y;
    // E2040
    p.nope();
    // E2040
    p.x();
    // E2041
    let e = p.m;
    // E2023
    p.both();
    // E2040
    P.nope();
    // E2040
    P.m();
    // E2040
    S.Three;
    // E2041
    let g = P.m;
    // E2041
    let h = L.both;
    // E2040
    L.nope(p);
    // E2009
    L.both("x");
    // E2040
    (1, 2).5;
    // E2040
    One.x;
    // E2040
    N("x").outer;
    // E2007
    let rec = n -> rec(n);
    // E2005
    let late = q -> q.x;
    // E2003
    self;
    // E2011
    p.f(n: 1);
    // E2001
    p.f("x");
    // E2040
    [1].puhs(value: 2);
    // E2040
    [1].slots;
    // E2040
    Some(1).len();
}
`))

test("types and inference (5)", () => verify(`
type Box<T: Eq> = { value: T }

type P = { x: int }

@id<T> (x: T) -> T = x;

@eq<T: Eq> (a: T, b: T) -> bool = a == b;

// E2001
@wrong () -> int = "x";

// E2001
@lost () -> int = { 1; }

// E2001
@none () -> Option<int> = 3;

@a () -> void = {
    // E2005
    let x = [];
}

@b () -> void = {
    // E2005
    let x = None;
}

@c () -> void = {
    // E2005
    let x = {};
}

@d () -> void = {
    // E2005
    let f = x -> x;
}

@e () -> void = {
    // E2009
    eq(a: P { x: 1 }, b: P { x: 2 });
    // E2009
    Box { value: (x: int) -> x };
}

@f () -> void = {
    // E2001
    let x: str = 3;
    // E2001
    let y: [int] = [1, "a"];
    // E2001
    let z = [1, "a"];
    // E2001
    let b: byte = 300;
    // E2001
    let c: byte = -1;
    // E2002
    let d: Nope = 1;
    // E2001
    let e: (int, str) = (1, 2);
    // E2001
    let g: P = { "x": 1 };
    // E2001
    let h: (int) -> str = n -> n;
    // E2001
    let i: (int) -> str = (a, b) -> "x";
    // E2031
    let k = { [(n: int) -> n]: 1 };
}

@g () -> void = {
    let xs = [];
    // E2008
    xs = xs.push(value: xs);
}
`))

test("structs (5.3)", () => verify(`
type P = { x: int, y: int }

type N = int;

@main () -> void = {
    // E2004
    let a = P { x: 1 };
    // E2040
    let b = P { x: 1, y: 2, z: 3 };
    // E2004
    let c = P { x: 1, x: 2, y: 3 };
    // E2001
    let d = P { x: "a", y: 1 };
    // E2001
    let e = P { ...3, x: 1 };
    let p = P { x: 1, y: 2 };
    // E2040
    let f = { ...p, z: 1 };
    // E2001
    let g = { ...p, x: "a" };
    // E2001
    let h = { ...p, ["x"]: 1 };
    // E2001
    let i = N { x: 1 };
    // E2002
    let j = Nope { x: 1 };
    // E2003
    let k = P(1, 2);
    let l = Error { message: "x" };
    // E2040
    let m = l.frames;
    // E2004
    let n = Error { source: None };
}
`))

test("operators (7)", () => verify(`
type P = { x: int }

@less<T> (a: T, b: T) -> bool = {
    // E2020
    a < b
}

@main () -> void = {
    let p = P { x: 1 };
    // E2020
    let a = 1 + 1.0;
    // E2020
    let b = "a" + 1;
    // E2020
    let c = p == p;
    // E2020
    let d = p < p;
    // E2020
    let e = 1 == "a";
    // E2020
    let f = -"a";
    // E2020
    let g = !1;
    // E2020
    let h = 1 && true;
    // E2020
    let i = 1 ?? 2;
    // E2001
    let j = Some(1) ?? "a";
    // E2001
    let k = [1] + ["a"];
    // E2020
    let l = p + p;
    // E2020
    let m = b'a' + 1.0;
    // E2005
    let n = x -> x + 1;
    // E2001
    let o = 1..2.0;
    // E2020
    let q = [p] == [p];
    // E2001
    let r = b'a' + 300;
    // E2020
    let s = 7.5 % 2.0;
    // E2020
    let t = true < 1;
}
`))

test("calls of what a broken type is part of (5.7)", () => verify(`
type Box<K> = { k: K }

// E2002
impl<T> Box<Kind>: Printable { @to_str (self) -> str = "box"; }

// E2002
@f<T> (x: Xs) -> Option<T> = None;

// E2002
extend<T> [Item] { @go (self) -> int = 1; }

@main () -> void = {
    f(x: 1);
    print(msg: \`{Box { k: 1 }} {[1].go()}\`)
}
`))
