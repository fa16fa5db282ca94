// Programs that are right: what bodies need from closures, traits, capabilities, constants.

import { test } from "node:test"
import { verify } from "./fixture.test.ts"

test("closures (11)", () => verify(`
type Button = { click: (int) -> str, label: str }

@compose<A, B, C> (f: (A) -> B, g: (B) -> C) -> (A) -> C = x -> g(f(x));

@make (start: int) -> (int) -> int = step -> start + step;

@call (f: () -> void) -> void = f();

@main () -> void = {
    let add = (n: int) -> n + 1;
    let typed = (n: int) -> str = n.to_str();
    let b = Button { click: n -> typed(n), label: "x" };
    let later = [];
    later = later.push(value: x -> add(x) + 1);
    let squares: [() -> int] = for i in 0..3 yield () -> i * i;
    let pairs = [("a", 1)].map((k, v) -> \`{k}{v}\`);
    let folded = [1, 2].fold(op: (acc, x) -> acc + x, initial: 0);
    let safe = [1, 2].map(x -> {
        let y = Some(x)?;
        Some(y + 1)
    });
    call(() -> print(msg: b.click(3)));
    call(() -> {});
    print(msg: \`{compose(f: add, g: typed)(4)}{make(start: 5)(7)}{later[0](2)}\`);
    print(msg: \`{squares.map(f -> f())}\`);
    print(msg: \`{pairs}{folded}{safe.debug()}{[3, 1].sort_by((x, y) -> y.compare(other: x))}\`);
}
`))

test("traits: bounds, objects, defaults, associated types, qualified calls (6)", () => verify(`
trait Shape {
    type Unit: Printable;

    @area (self) -> float;

    @unit (self) -> Self.Unit;

    @label (self) -> str = \`{self.area():.1f}{self.unit()}\`;
}

trait Named { @name (self) -> str; }

trait Zero { @zero () -> Self; }

#derive(Default)
type Square = { side: float }

impl Square: Shape {
    type Unit = str;

    @area (self) -> float = self.side * self.side;

    @unit (self) -> str = "m";

    @label (self) -> str = "square " + Shape.label(self);
}

impl Square: Named { @name (self) -> str = "sq"; }

impl<T: Named> [T]: Named { @name (self) -> str = self.map(x -> x.name()).join(separator: ","); }

impl int: Zero { @zero () -> int = 0; }

@total<S: Shape> (shapes: [S]) -> float where S.Unit: Debug =
    shapes.fold(initial: 0.0, op: (sum, s) -> sum + s.area());

@units<S: Shape> (shape: S) -> str where S.Unit == str = shape.unit() + "!";

@zeros<T: Zero> (n: int) -> [T] = for _ in 0..n yield T.zero();

@names (things: [Named]) -> [str] = things.map(t -> t.name());

@both (thing: Named + Printable) -> str = thing.name() + thing.to_str();

@evens () -> impl Iterator where Item == int = (0..10).iter().filter(n -> n % 2 == 0);

@keys<K: Eq + Hashable + Comparable, V> (map: {K: V}) -> [K] = map.keys().sort();

impl Square: Printable { @to_str (self) -> str = "Square"; }

@main () -> void = {
    let s = Square { side: 2.0 };
    let d = Square.default();
    let objects: [Named] = [s, [s, d]];
    let z: [int] = zeros(n: 3);
    let y = zeros<int>(n: 2);
    let all = evens().map(n -> n * 2).collect();
    let set: Set<int> = evens().collect();
    let (a, b) = evens().partition(n -> n > 4);
    let e = evens().enumerate().map((i, n) -> i + n).fold(initial: 0, op: (x, y) -> x + y);
    let zipped = [1, 2].iter().zip(other: ["a", "b"]).collect();
    print(msg: \`{total(shapes: [s])}{units(shape: s)}{names(things: objects)}{both(thing: s)}\`);
    print(msg: \`{z}{y}{all}{set}{a}{b}{e}\`);
    print(msg: \`{zipped}{keys(map: {"a": 1})}{Named.name(s)}{Printable.to_str(1)}\`);
    print(msg: \`{str.from_utf8(bytes: []).is_ok()}\`);
}
`))

test("extensions (3.4) and errors (12)", () => verify(`
extend [T] where T: Clone {
    @doubled (self) -> [T] = [...self, ...self.clone()];
}

extend Iterator {
    @second (self) -> Option<Self.Item> = self.skip(count: 1).next().0;
}

extend str { @shout (self) -> str = self.to_uppercase() + "!"; }

type Trouble = Missing(name: str) | Broken(Error);

impl Trouble: Into<Error> {
    @into (self) -> Error = match self {
        Missing(name:) -> Error { message: name },
        Broken(e) -> e,
    };
}

@load (name: str) -> Result<str, Trouble> =
    if name == "" then Err(Missing(name:)) else Err(Broken(Error { message: "x", source: None }));

@use_it () -> Result<str, Error> = {
    let text = load(name: "a").context(msg: "loading")?;
    let again = load(name: "b").map_err(e -> e.into())?;
    let made: Error = "text".into();

    if made.message == "" then Err(made) else Ok(text + again + made.to_str())
}

@main () -> void = {
    let xs = [1, 2].doubled();
    let s = xs.iter().second();
    print(msg: \`{xs}{s.debug()}{"a".shout()}{use_it().debug()}\`);
}
`))

test("capabilities and handlers (14)", () => verify(`
trait Store {
    @get (key: str) -> Option<str>;

    @put (key: str, value: str) -> void;

    @has (key: str) -> bool = Store.get(key:).is_some();
}

def impl Store {
    @get (key: str) -> Option<str> = None;

    @put (key: str, value: str) -> void = ();

    @has (key: str) -> bool = false;
}

type Fixed = { answer: str }

impl Fixed: Store {
    @get (self, key: str) -> Option<str> = Some(self.answer);

    @put (self, key: str, value: str) -> void = {}
}

@remember (key: str) -> str uses Store = {
    Store.put(key:, value: key);
    if Store.has(key:) then Store.get(key:) ?? "nothing" else ""
}

@main () -> void = {
    let a = with Store = Fixed { answer: "42" } in remember(key: "b");
    let b = with Store = handler(state: {"seed": "1"}) {
        get: (s, key) -> (s, s[key]),
        put: (s, key, value) -> ({ ...s, [key]: value }, ()),
    } in {
        let first = remember(key: "c");
        first + (Store.get(key: "seed") ?? "?")
    };
    let c = with Store = handler {
        get: (_, key) -> ((), Some(key)),
        put: (_, _, _) -> ((), ()),
    } in remember(key: "d");
    print(msg: a + b + c);
}
`))

test("contracts, constants, compile-time if, formats, embed (4.5, 16, 17, 22)", () => verify(`
let $LIMIT = 3;

let $NAMES: [str] = ["a", "b"];

let $SIZES = [$LIMIT, $LIMIT * 2];

let $TEXT: str = embed("main.ori");

let $HAS = has_embed("x");

type Temp = float;

impl Temp: Formattable {
    @format (self, spec: FormatSpec) -> str = spec.width.unwrap_or(default: 0).to_str();
}

impl Temp: Printable { @to_str (self) -> str = "t"; }

@percent (part: int, whole: int) -> int
    pre(whole > 0 | "positive")
    post(r -> r >= 0)
= part * 100 / whole;

@split (n: int) -> (int, int)
    post((a, b) -> a + b == n)
= (n / 2, n - n / 2);

@spec () -> FormatSpec = FormatSpec {
    fill: None, align: Some(Left), sign: Some(Plus), width: None, precision: None,
    format_type: Some(Hex),
};

@main () -> void = {
    let os = if $target_os == "linux" then "l" else nowhere(x: 1);
    if $debug then print(msg: "d") else undefined();
    let t = Temp(1.5);
    print(msg: \`{1:>5}{"a":*^5}{255:#x}{3.14:.2}{0.5:+.1%}{true:<6}{'c':3}{[1]:>9}{t:5}{t}\`);
    print(msg: \`{$LIMIT:02}\`);
    print(msg: \`{os}{$NAMES.len()}{SIZES}{$TEXT.len()}{$HAS}{percent(part: 1, whole: 2)}\`);
    print(msg: \`{split(n: 3)}\`);
    print(msg: t.format(spec: spec()));
}
`))
