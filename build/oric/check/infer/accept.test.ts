// Programs that are right: the whole language of bodies, section by section, without a single
// error.

import { test } from "node:test"
import { verify } from "./fixture.test.ts"

test("arguments: names, punning, defaults, variadics, clauses, lambdas by position (4)", () =>
  verify(`
trait Show { @show (self) -> str; }

type A = { x: int }

type B = { y: int }

impl A: Show { @show (self) -> str = "a"; }

impl B: Show { @show (self) -> str = "b"; }

@area (width: int, height: int = 1) -> int = width * height;

@all (sep: str, parts: ...str) -> str = parts.join(separator: sep);

@shows (things: ...Show) -> [str] = things.map(t -> t.show());

@apply (f: (int) -> int) -> int = f(3);

@pick<T> (flag: bool, yes: T, no: T) -> T = if flag then yes else no;

@gcd (a: int, 0: int) -> int = a;

@gcd (a, b) -> int = gcd(a: b, b: a % b);

@zero (0: int) -> bool = true;

@zero (_: int) -> bool = false;

@main () -> void = {
    let width = 2;
    let a = area(height: 3, width:) + area(width:) + @area(width: 1);
    let s = all(sep: "-", "x", ...["y", "z"]) + all(sep: "");
    let t = shows(A { x: 1 }, B { y: 2 });
    let n = apply(x -> x + 1) + apply(f: x -> x * 2) + gcd(a: 4, b: 2);
    let z = zero(n) && zero(0);
    let p = pick(flag: z, yes: None, no: Some(1));
    let q = pick<Option<int>>(flag: true, yes: None, no: None);
    let r = pick<_>(flag: true, yes: 1, no: 2);
    let f = area;
    let g: (str, [str]) -> str = all;
    let h = f(1, 2) + g("", ["a"]).len();
    print(msg: \`{a}{s}{t}{n}{p.debug()}{q.debug()}{r}{h}\`);
}
`))

test("types: structs, sums, newtypes, generics, Never (5)", () => verify(`
#derive(Eq, Debug, Clone)
type Pair<A, B> = { left: A, right: B }

type Tree<T> = Leaf | Node(left: Tree<T>, value: T, right: Tree<T>);

#derive(Eq, Debug)
type Id = int;

type Wrap<T> = [T];

impl<A, B> Pair<A, B> {
    @of (left: A, right: B) -> Self = Pair { left, right };

    @swap (self) -> Pair<B, A> = Pair { left: self.right, right: self.left };
}

@insert<T: Comparable> (tree: Tree<T>, value: T) -> Tree<T> = match tree {
    Leaf -> Node(left: Leaf, value:, right: Leaf),
    Node(left:, value: own, right:) ->
        if value < own then Node(left: insert(tree: left, value:), value: own, right:)
        else Node(left:, value: own, right: insert(tree: right, value:)),
}

@fail (why: str) -> Never = panic(msg: why);

@choose (n: int) -> int = if n > 0 then n else fail(why: "negative");

@none () -> Result<int, Never> = Ok(1);

@main () -> void = {
    let p = Pair.of(left: 1, right: "x").swap();
    let q = Pair<int, str>.of(left: 2, right: "y");
    let r = Pair { ...q, left: 3 };
    let s = { ...r, right: "z" };
    let t = insert(tree: insert(tree: Leaf, value: 2), value: 1);
    let id = Id(5);
    let w = Wrap([1, 2]);
    let ids = [1, 2].map(transform: Id);
    let n = id.inner + w.inner.len() + choose(n: 1) + s.left;
    let empty = Tree<int>.Leaf;
    let both = [t, empty, Tree.Leaf];
    print(msg: \`{n}{p.left}{ids.debug()}{both.len()}{none().is_ok()}\`);
}
`))

test("literals: lists, maps, updates, bytes, unit braces (5.1, 7.5)", () => verify(`
type Config = { name: str, tags: {str: int}, sizes: [byte] }

@done () -> void = {}

@bytes () -> [byte] = [1, 2, 255, b'a', ...[7]];

@over (base: Config) -> Config = { ...base, name: "x" };

@merge (a: {str: int}, b: {str: int}) -> {str: int} = { ...a, ...b, c: 1, ["d"]: 2 };

@main () -> void = {
    let c = Config { name: "a", tags: {}, sizes: [1] };
    let m = {1: "one", 2: "two"};
    let e: {str: [int]} = {};
    let xs = [];
    xs = xs.push(value: 1.5);
    let one: byte = 1;
    let b = one + 1;
    let less = 10 < b && b != 0;
    let shifted = b << 3;
    if less then {}
    let nothing = if less then () else done();
    while false do {}
    let opt: Option<byte> = Some(7);
    let back = opt ?? 0;
    print(msg: \`{c.tags}{m}{e}{xs}{shifted}{over(base: c).name}{merge(a: {}, b: {})}{bytes()}\`);
    print(msg: \`{back}\`);
    nothing
}
`))

test("operators, conversions, access, pipe (7)", () => verify(`
type Money = { cents: int }

impl Money: Add { @add (self, rhs: Money) -> Money = Money { cents: self.cents + rhs.cents }; }

impl Money: Mul<int> {
    type Output = Money;

    @multiply (self, rhs: int) -> Money = Money { cents: self.cents * rhs };
}

impl Money: Neg { @negate (self) -> Money = Money { cents: -self.cents }; }

impl int: Mul<Money> {
    type Output = Money;

    @multiply (self, rhs: Money) -> Money = rhs * self;
}

impl Money: As<int> { @as (self) -> int = self.cents; }

impl Money: TryAs<str> { @try_as (self) -> Option<str> = None; }

type Grid = { cells: [int], width: int }

impl Grid: Index<(int, int), int> {
    @index (self, key: (int, int)) -> int = self.cells[key.0 * self.width + key.1];
}

impl Grid: Index<str, bool> {
    @index (self, key: str) -> bool = key == "";
}

@add<T: Add> (a: T, b: T) -> T.Output = a + b;

@double (n: int) -> int = n * 2;

@scale (n: int, by: int, plus: int = 0) -> int = n * by + plus;

@main () -> void = {
    let m = Money { cents: 1 } + -Money { cents: 2 };
    let n = 3 * m * 2;
    let f = 2 ** 3 + 7 div 2;
    let g = 2.0 ** 2 * 1.5;
    let d = 5s * 2 + 1h / 30 - 2 * 1s;
    let ratio = 1h / 1m;
    let size = 2kb * 2 + 1kb - 500b;
    let cents = n as int + (n as? str).unwrap_or(default: "").len();
    let text = str(1.5) + str(m.cents) + ('a' as str);
    let parsed = "7" as? int ?? 0;
    let x = int("5") + int(2.5) + int(true) + int(b'a');
    let y = float(3) + float("1.5");
    let z = byte(300) + byte("a");
    let grid = Grid { cells: [1], width: 1 };
    let cell = grid[(0, 0)];
    let flag = grid["x"];
    let last = [1, 2, 3][# - 1];
    let nested = [[1], [2]][0][# - 1];
    let found = {"a": 1}["a"] ?? 0;
    let deep = None ?? Some(3) ?? 4;
    let res: Result<int, str> = Err("x");
    let or = res ?? 5;
    let p = 20 |> double() |> scale(by: 2) |> (n -> n + 1) |> .to_str();
    let q = [1, 2] |> .map(n -> n * 2) |> .len();
    let h: (int) -> int = n -> n + 1;
    let v = 1 |> h |> double;
    let c = 'a' < 'b' && "a" < "b" && (1, "a") < (2, "b") && Less == Equal;
    let i = int.max + int.min + float.nan.truncate();
    let sum = add(a: 1, b: 2) + add(a: 1.5, b: 2.5).round();
    print(msg: \`{f}{g}{d}{ratio}{size}{cents}{text}{parsed}{x}{y}{z}{cell}{flag}{last}{nested}\`);
    print(msg: \`{found}{deep}{or}\`);
    print(msg: \`{p}{q}{v}{c}{i}{sum}{[1] + [2]}{"a" + "b"}{!c}{~1}{-1.5}{-(5s)}{6 & 3 | 1 ^ 2}\`);
    print(msg: \`{1 << 2 >> 1}\`);
}
`))

test("patterns (8)", () => verify(`
type Source = Registry | Path(dir: str) | Git(url: str, rev: str);

type Name = str;

type Point = { x: int, y: (int, str) }

let $LOW = 1;

@f (s: Source) -> str = match s {
    Registry -> "r",
    Path(dir: "a" | "b") -> "ab",
    Source.Path(dir:) -> dir,
    Git(u, "main") | Git(url: u, rev: "master") -> u,
    whole @ Git(_, _) -> g(s: whole),
}

@g (s: Source) -> str = "";

@h (p: Point) -> int = match p {
    Point { x: 1, .. } -> 1,
    { x, y: (2, _) } -> x,
    { y: (n, _), .. } if n > 3 -> n,
    _ -> 0,
}

@list (xs: [int]) -> int = match xs {
    [] -> 0,
    [1..=5, $LOW..9] -> 1,
    [x, ..rest] -> x + rest.len(),
}

@bytes (b: byte) -> bool = match b { 0 -> true, b'a'..=b'z' -> false, 65..=70 -> true, _ -> false };

@many (o: Option<Result<(int, char), Name>>) -> int = match o {
    Some(Ok((1 | 2, 'a'))) -> 1,
    Some(Ok((n, _))) -> n,
    Some(Err(Name(text))) -> text.len(),
    None -> 0,
}

@main () -> void = {
    let { x, y: (a, $b) } = Point { x: 1, y: (2, "c") };
    let Name(inner) = Name("n");
    let [..all] = [x, a];
    let (c, _) = (b, inner);
    for (k, v) in {"a": 1} do print(msg: \`{k}{v}{c}\`);
    for { x: px, .. } in [Point { x: 1, y: (2, "c") }] do print(msg: px.to_str());
    let n = all.match([] -> 0, _ -> 1);
    print(msg: \`{f(s: Registry)}{h(p: Point { x: 1, y: (2, "") })}{list(xs: all)}{bytes(b: 1)}\`);
    print(msg: \`{many(o: None)}{n}\`);
}
`))

test("control flow (9)", () => verify(`
@find (target: int) -> (int, int) = block:found {
    for a in 1..=20 do
        for b in a..=20 do
            if a * b == target then break:found (a, b);
    (0, 0)
}

@classify (n: int) -> str = block:done {
    if n < 0 then break:done "negative";
    if n == 0 then break:done "zero";

    "positive"
}

@first () -> Option<int> = {
    let? [a, $b, ..] = [1, 2, 3];
    let? Some(c): Option<int> = Some(a + b);
    let d = Some(c)?;

    Some(d)
}

@tried (text: str) -> Result<int, str> = try {
    let n = (text as? int).ok_or(err: "bad")?;
    if n > 5 then Err("big")?;

    n
}

@wrapped () -> Result<int, str> = try { Ok(tried(text: "1")?) };

@into (text: str) -> Result<int, Error> = {
    let n = (text as? int).ok_or(err: "bad").map_err(e -> e.into())?;
    let m = tried(text:).context(msg: "more")?;

    Ok(n + m)
}

@ends (n: int) -> int = {
    loop {
        if n > 3 then break n;
        if n < 0 then panic(msg: "no");
    }
}

@forever () -> Never = loop {};

@main () -> void = {
    let table: {str: int} = for w in ["a"] yield (w, w.len());
    let set: Set<int> = for x in [1, 1] yield x;
    let grid = for r in 1..=2 for c in 1..=3 if c != r yield r * 10 + c;
    let nested = for r in 1..3 yield for c in 1..3 yield r * c;
    let odd = for x in 0.. yield {
        if x > 9 then break;
        if x == 3 then continue 33;
        if x % 2 == 0 then continue;
        x
    };
    let labelled = for:out x in [1] yield {
        for y in [2] do if y == x then continue:out 5;
        x
    };
    let i = 0;
    while:w i < 3 do {
        i += 1;
        if i == 2 then continue:w;
    }
    let v = loop { break if i > 2 then 1 else 2 };
    let caught = catch(expr: ends(n: v));
    let r = with(acquire: 1, action: g -> g + 1, release: _ -> ());
    let late = unsafe { i + 1 };
    let skip = match caught { Ok(n) -> n, Err(_) -> -1 };
    let chars = for c in "abc" yield c.to_int();
    let some = for x in Some(1) yield x;
    print(msg: \`{table}{set}{grid}{nested}{odd}{labelled}{v}{r}{late}{skip}{chars}{some}\`);
    print(msg: \`{first().debug()}\`);
    if i == 99 then forever();
    print(msg: \`{find(target: 1)}{classify(n: 1)}{wrapped().debug()}{into(text: "").is_ok()}\`);
}
`))

test("places and mutation (10)", () => verify(`
type Item = { n: int, tags: [str] }

type Cart = { items: [Item], by: {str: [int]} }

impl Cart {
    @bump (self, at: int) -> void = {
        self.items[at].n += 1;
        self.items[# - 1].tags[0] = "x"
    }

    @set (self) -> Self = {
        self.by["a"] = [1];
        self
    }
}

@main () -> void = {
    let c = Cart { items: [], by: {} };
    c.bump(at: 0);
    c = c.set();
    c.items = c.items.push(value: Item { n: 1, tags: [] });
    let xs = [1, 2];
    xs[0] = 3;
    xs[xs[0] - 1] *= 2;
    let ok = true;
    ok &&= xs.len() > 1;
    let text = "a";
    text += "b";
    let grid = [[1], [2]];
    grid[0][0] -= 1;
    let bytes: [byte] = [1];
    bytes[0] = 7;
    bytes[0] += 1;
}
`))
