// tidy: table
// What the formatter makes of a text, rule by rule.

/** Rules, each as what is written and what it becomes; `same` stays as it is. */
const same = (text: string): [string, string] => [text, text]
export const RULES: [string, string][] = [
  ["@f(a:int,b:int)->int=a+b;", "@f (a: int, b: int) -> int = a + b;\n"],
  ["pub  let $A:int=1 ;", "pub let $A: int = 1;\n"],
  ["type A={x:int,y:[str]};", "type A = { x: int, y: [str] }\n"],
  ["type A = | B | C(int);", "type A = B | C(int);\n"],
  ["type A=|B;", "type A = | B;\n"],
  ["type A={str:int}", "type A = {str: int};\n"],
  ["type A=()->(int);", "type A = () -> (int);\n"],
  ["impl A:B{@f(self)->int=1;@g()->Self=A{x:1}}",
    "impl A: B {\n    @f (self) -> int = 1;\n\n    @g () -> Self = A { x: 1 };\n}\n"],
  ["trait A{@f(self)->int=1;type B;@g()->int;}",
    "trait A {\n    type B;\n\n    @g () -> int;\n\n    @f (self) -> int = 1;\n}\n"],
  ["@f () -> void = {x=1;y+=2;}", "@f () -> void = {\n    x = 1;\n    y += 2;\n}\n"],
  ["@f () -> int = {a();b();c}", "@f () -> int = {\n    a();\n    b();\n\n    c\n}\n"],
  ["@f () -> int = {a();c}", "@f () -> int = {\n    a();\n    c\n}\n"],
  ["@f () -> void = {\n\n\n    a();\n\n\n    b()\n\n}", "@f () -> void = {\n    a();\n\n    b()\n}\n"],
  ["@f () -> void = {if a then {b} else {c};for x in y do {z};d}",
    "@f () -> void = {\n    if a then {\n        b\n    } else {\n        c\n    }\n" +
    "    for x in y do {\n        z\n    }\n\n    d\n}\n"],
  ["@f () -> void = {match a {b->c};}", "@f () -> void = {\n    match a {\n        b -> c,\n    };\n}\n"],
  // The file's own comment stays above constants that move up; that of an item moves with it.
  ["// Why.\n\n// Of f.\n@f () -> int = $X;\nlet $X = 1;",
    "// Why.\n\nlet $X = 1;\n\n// Of f.\n@f () -> int = $X;\n"],
  // Comments between attributes and what they are of document that, not what it begins with.
  ["// a\n#derive(Eq)\n// b\n#cfg(debug)\n// c\ntype A={x:int}",
    "// a\n// b\n// c\n#cfg(debug)\n#derive(Eq)\ntype A = { x: int }\n"],
  ["// a\n\n#cfg(debug)\n// * b: 1\n// * a: 2\n@f(a:int,b:int)->int=1;",
    "// a\n\n// * a: 2\n// * b: 1\n#cfg(debug)\n@f (a: int, b: int) -> int = 1;\n"],
  ["impl A{#cfg(debug)\n// m\n@f(self)->int=1;}",
    "impl A {\n    // m\n    #cfg(debug)\n    @f (self) -> int = 1;\n}\n"],
  ["@f () -> int = x.match( A->1,_->2 , );", "@f () -> int = x.match(A -> 1, _ -> 2);\n"],
  ["@f () -> void = {}", "@f () -> void = {}\n"],
  ["@f () -> int = -a**2+!b*~c;", "@f () -> int = -a ** 2 + !b * ~c;\n"],
  ["@f () -> int = xs [ # - 1 ] . a ( b : c , d : ) ?;", "@f () -> int = xs[# - 1].a(b: c, d:)?;\n"],
  ["@f () -> int = a .. b by 2;", "@f () -> int = a..b by 2;\n"],
  ["@f () -> int = x |>f(a:1)|> .m()|>( y->z );", "@f () -> int = x |> f(a: 1) |> .m() |> (y -> z);\n"],
  ["@f () -> int = m{...a , b}", "(syntax error)"],
  ["@f () -> int = {...a , b:1,[c]:2}", "@f () -> int = { ...a, b: 1, [c]: 2 }\n"],
  ["@f () -> int = {a:1,\"b\":2,[c]:3,1:4}", "@f () -> int = {a: 1, \"b\": 2, [c]: 3, 1: 4}\n"],
  ["@f () -> int = M{...a , b}", "@f () -> int = M { ...a, b };\n"],
  ["@f () -> int = ( a,b , );", "@f () -> int = (a, b);\n"],
  ["@f () -> int = 0X1f+1_000+`a{ x :>3}`;", "@f () -> int = 0X1f + 1_000 + `a{ x :>3}`;\n"],
  ["@f () -> int = @g(x: $y);", "@f () -> int = @g(x: $y);\n"],
  ["@f () -> int = x as int+y as? str ?? z;", "@f () -> int = x as int + y as? str ?? z;\n"],
  ["@f () -> int = match x { (A|B) if c->1,n@(A|B)->2,P{x,y:_,..}->3,[a,..t]->4, 1 .. 5->6 }",
    "@f () -> int = match x {\n    (A | B) if c -> 1,\n    n @ (A | B) -> 2,\n" +
    "    P { x, y: _, .. } -> 3,\n    [a, ..t] -> 4,\n    1..5 -> 6,\n}\n"],
  ["@f(0:int)->int if a where T:B uses C,D post(r->r>0) pre(a|\"m\") =b;",
    "@f (0: int) -> int where T: B uses C, D if a pre(a | \"m\") post(r -> r > 0) = b;\n"],
  ["#fail(\"x\")#cfg(debug)\n@t tests@a tests @b()->void=c;", "#cfg(debug)\n#fail(\"x\")\n" +
    "@t tests @a tests @b () -> void = c;\n"],
  ["extern \"c\" from \"m\" { @f (out a:owned int,...)->borrowed str as \"g\" }",
    "extern \"c\" from \"m\" {\n    @f (out a: owned int, ...) -> borrowed str as \"g\";\n}\n"],
  ["@t tests _ ()->void uses A,B=c;", "@t tests _ () -> void uses A, B = c;\n"],
  ["capset A=B,C;", "capset A = B, C;\n"],
  ["use \"./b\"{z,a as b,::q,$C};use std.x;use json{y};use \"../a\" as a;extension \"./e\"{A.b};use std.a{b}",
    "use std.a { b };\nuse std.x;\n\nuse json { y };\n\nuse \"../a\" as a;\n" +
    "use \"./b\" { $C, ::q, a as b, z };\nextension \"./e\" { A.b };\n"],
  ["@f () -> int = 1;\nlet $B = 2;\nlet $A = 1;", "let $B = 2;\nlet $A = 1;\n\n@f () -> int = 1;\n"],
  ["//a\n//  b\n//\n@f () -> int = 1;", "// a\n//  b\n//\n@f () -> int = 1;\n"],
  ["// ! w\n// * b: x\n// > f() -> 1\n// * a: y\n//   more\n@f (a: int, b: int) -> int = 1;",
    "// * a: y\n//   more\n// * b: x\n// ! w\n// > f() -> 1\n@f (a: int, b: int) -> int = 1;\n"],
  ["@f () -> int = a\n// why\n+ b;", "// why\n@f () -> int = a + b;\n"],
  ["@f () -> void = {\n    // only\n}", "@f () -> void = {\n    // only\n}\n"],
  ["@f () -> void = {\n    g(\n        a: 1,\n        // why\n        b: 2,\n    )\n}",
    "@f () -> void = {\n    g(\n        a: 1,\n        // why\n        b: 2,\n    )\n}\n"],
  ["// head\nuse std.b;\n// on a\nuse std.a;\n", "// head\n// on a\nuse std.a;\nuse std.b;\n"],
  ["@f () -> int = with A = handler(state: 1) { op: (s) -> (s, 1) } in { b }",
    "@f () -> int = with A = handler(state: 1) {\n    op: (s) -> (s, 1),\n} in {\n    b\n}\n"],
  ["@f () -> void =\n    xs.map(\n        x -> y,\n    );\n", "@f () -> void = xs.map(x -> y);\n"],
  same("// a\n\n// b\n"),
]

const W = "a_rather_long_name"

/** What does not fit on a line, broken by kind. */
export const BROKEN: string[] = [
  "trait T<A> {\n    // about f\n    @f (self) -> A;\n}\n",
  "type E<\n    // a parameter\n    T,\n    // the end\n> =\n    // a way\n    | Lit(T)\n    | Add(int);\n",
  `@f () -> int = call(\n    first: ${W},\n    second: ${W},\n    third: ${W},\n    fourth: ${W},\n);\n`,
  `@f () -> int =\n    ${W}\n        + ${W}\n        + ${W}\n        + ${W}\n        + ${W}\n        + ${W};\n`,
  `@f () -> int =\n    ${W}\n        |> ${W}()\n        |> .${W}(x: 1)\n        |> (y -> z)\n        |> ${W}()\n` +
    `        |> ${W}();\n`,
  `@f () -> int = ${W}\n    .${W}(a: 1)\n    .${W}(b: 2)\n    .${W}(c: 3)\n    .field\n    .${W}()?;\n`
    .replace("\n    .field\n", ".field\n"),
  `@f () -> int =\n    if ${W} then ${W} + ${W}\n    else if ${W} then ${W} + ${W}\n    else ${W};\n`,
  `@${W} (first: ${W}, second: ${W}) -> Result<int, str>\n    where T: A\n    uses B\n= {\n    x\n}\n`,
  `@percent (part: int, whole: int) -> int\n    pre(whole > 0 | "whole must be positive")\n` +
    "    post(r -> r >= 0)\n= part * 100 / whole;\n",
  `type ${W} =\n    | ${W}(first: int)\n    | ${W}${W}(second: int)\n    | ${W}${W}(third: int);\n`,
  `type ${W} = {\n    first: ${W},\n    second: ${W},\n    third: ${W},\n    fourth: ${W},\n}\n`,
  `use "./a" {\n    ${W}1,\n    ${W}2,\n    ${W}3,\n    ${W}4,\n    ${W}5,\n};\n`,
  `let $A = [\n    ${[W, W, W, W].join(", ")},\n    ${W}, ${W},\n];\n`,
  `#derive(\n    A${W},\n    B${W},\n    C${W},\n    D${W},\n    E${W},\n)\ntype A = int;\n`,
  `@f () -> int = match ${W} {\n    ${W} ->\n        ${W}(first: ${W}, second: ${W}, n: 1),\n}\n`,
  `@f () -> void = {\n    xs.each(x -> {\n        ${W}();\n        ${W}()\n    });\n}\n`,
  `@f () -> void = {\n    for a in b do\n        for c in d do\n            if c then e();\n}\n`,
]

