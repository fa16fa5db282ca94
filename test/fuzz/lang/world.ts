// What the cases of one program share: random types, and the helpers and traits that they all use.

import type { Ctx, Ranked } from "./context.ts"
import { inherentImpls, randomGenericDecl } from "./generics.ts"
import { holder, randomImpls } from "./impls.ts"
import type { Node } from "./node.ts"
import type { Random } from "./random.ts"
import { randomRanked } from "./ranked.ts"
import type { Trait } from "./solve.ts"
import { randomTrait, traitText } from "./traits.ts"
import type { Decl, Field, Ty, Variant } from "./types.ts"
import { RES, listOf, optionOf, plain, randomKey, randomTy, selfOf, show, tyVar } from "./types.ts"

/** Structs, sums and newtypes, each over earlier ones, some of them recursive or generic. */
export function randomDecls(r: Random): Decl[] {
  const decls: Decl[] = [RES]
  const count = 5 + r.below(4)
  for (let i = 0; i < count; i++) decls.push(randomDecl(r, decls, i))
  for (let i = 0; i < 2 + r.below(2); i++) decls.push(randomGenericDecl(r, decls, i))
  return decls
}

/** Traits over the declared types, each over earlier traits, with their impls. */
export function randomTraits(c: Ctx): { traits: Trait[]; ranked: Ranked[]; nodes: Node[] } {
  const nodes = c.decls.flatMap((decl) => inherentImpls(c, decl))
  const traits: Trait[] = []
  for (let i = 0; i < 3 + c.r.below(3); i++) {
    const here = { ...c, traits: [...traits] }
    const trait = randomTrait(here, i)
    nodes.push(...traitText(here, trait), ...randomImpls(here, trait))
    const held = c.r.chance(70) ? holder(here, trait, i) : null
    traits.push(trait)
    if (held === null) continue
    nodes.push(held.node)
    c.decls.push(held.decl)
  }
  const chosen = Array.from({ length: 2 }, (_, i) => randomRanked({ ...c, traits }, i))
  nodes.push(...chosen.map((one) => one.node))
  return { traits, ranked: chosen.map((one) => one.ranked), nodes }
}

function randomDecl(r: Random, earlier: Decl[], i: number): Decl {
  const kind = r.chance(45) ? "struct" : r.chance(85) ? "sum" : "newtype"
  const generic = kind !== "newtype" && r.chance(25)
  const key = !generic && r.chance(30)
  const decl: Decl = {
    name: `T${i}`, kind, params: generic ? ["T"] : [], key, plain: true, variants: [], methods: [],
    inherent: [],
  }
  const self = selfOf(decl)
  const t = tyVar("T", true)
  const field = (at: number): Field => ({
    name: `f${at}`,
    ty: generic && r.chance(50)
      ? r.pick<Ty>([t, listOf(t), optionOf(t)])
      : key
      ? randomKey(r, earlier)
      : kind !== "newtype" && r.chance(25)
      ? (kind === "sum" && r.chance(60) ? self : r.pick([optionOf(self), listOf(self)]))
      : randomTy(r, earlier.filter((one) => one.params.length === 0), 2),
  })
  const fields = (most: number): Field[] =>
    Array.from({ length: 1 + r.below(most) }, (_, at) => field(at))
  if (kind === "sum") {
    decl.variants.push({ name: `V${i}x0`, fields: [], labelled: false })
    for (let v = 1; v <= 1 + r.below(3); v++) {
      decl.variants.push({ name: `V${i}x${v}`, fields: fields(3), labelled: r.chance(50) })
    }
  } else {
    const only = kind === "newtype" ? [{ ...field(0), name: "inner" }] : fields(4)
    decl.variants.push({ name: decl.name, fields: only, labelled: kind === "struct" })
  }
  decl.plain = decl.variants.every((v) => v.fields.every((f) => plain(f.ty)))
  return decl
}

export function declText(decl: Decl): string {
  // Some are declared with what implements a trait by them.
  if (decl === RES || decl.name.startsWith("O")) return ""
  const derived = decl.key ? "Eq, Hashable, Comparable, Debug, Clone" : "Eq, Debug, Clone"
  const head = `${decl.plain ? `#derive(${derived})\n` : ""}type ${decl.name}`
  const body = decl.kind === "struct"
    ? `{ ${fieldsText(decl.variants[0]?.fields ?? [], true)} }`
    : decl.kind === "newtype"
    ? `${show(decl.variants[0]?.fields[0]?.ty ?? { k: "int" })};`
    : `${decl.variants.map(variantText).join(" | ")};`
  return `${head}${decl.params.length > 0 ? `<${decl.params.join(", ")}>` : ""} = ${body}\n`
}

function variantText(variant: Variant): string {
  const fields = fieldsText(variant.fields, variant.labelled)
  return fields === "" ? variant.name : `${variant.name}(${fields})`
}

function fieldsText(fields: Field[], labelled: boolean): string {
  return fields.map((f) => `${labelled ? `${f.name}: ` : ""}${show(f.ty)}`).join(", ")
}

/** Long texts are summed up, so that doubling in a loop cannot fill a disk. */
export const SHARED = `
#derive(Eq, Debug, Clone)
type Res = { name: str }

impl Res: Drop {
    @drop (self) -> void = print(msg: \`drop {short(text: self.name.debug())}\`);
}

@short (text: str) -> str = {
    if text.len() < 160 then text
    else {
        let sum = 7;
        for b in text.as_bytes() do sum = (sum * 31 + b.to_int()) % 1_000_000_007;

        \`{text.substring(start: 0, end: 60)}.. {text.len()} {sum}\`
    }
}

@clip (text: str) -> str = if text.len() < 60 then text else text.substring(start: 0, end: 30);

@say<T: Debug> (tag: int, value: T) -> void =
    print(msg: \`{tag}: {short(text: value.debug())}\`);

// What the generator knows too.
@hold (got: str, want: str) -> void =
    if got != want then print(msg: \`WRONG: {got}, not {want}\`);

@noted<T: Debug> (tag: int, value: T) -> T = {
    say(tag:, value:);
    value
}

@choose<T> (first: bool, left: T, right: T) -> T = if first then left else right;

@again<T> (count: int, value: T, step: (T) -> T) -> T = {
    let at = value;
    for _ in 0..count do at = step(at);

    at
}

// Along a list by what is left of it.
@behind_last<T> (xs: [T], test: (T) -> bool, found: [T]) -> [T] = match xs {
    [h, ..t] if test(h) -> behind_last(xs: t, test:, found: t),
    [_, ..t] -> behind_last(xs: t, test:, found:),
    [] -> found,
};

@from_first<T> (xs: [T], test: (T) -> bool) -> [T] = match xs {
    [h, ..t] if !test(h) -> from_first(xs: t, test:),
    _ -> xs,
};

@merged<T> (xs: [T], ys: [T], first: (T, T) -> bool, done: [T]) -> [T] = match (xs, ys) {
    ([x, ..t], [y, ..]) if first(x, y) -> merged(xs: t, ys:, first:, done: done.push(value: x)),
    ([_, ..], [y, ..t]) -> merged(xs:, ys: t, first:, done: done.push(value: y)),
    ([], _) -> done.append(other: ys),
    (_, []) -> done.append(other: xs),
};

@in_pairs<T> (xs: [T], done: [T]) -> [T] = match xs {
    [a, b, ..t] -> in_pairs(xs: t, done: done.push(value: b).push(value: a)),
    _ -> done.append(other: xs),
};

@swapped<A, B> (pair: (A, B)) -> (B, A) = (pair.1, pair.0);

@compose<A, B, C> (f: (A) -> B, g: (B) -> C) -> (A) -> C = x -> g(f(x));

type Upto = { at: int, end: int }

impl Upto: Iterator {
    type Item = int;

    @next (self) -> (Option<int>, Self) = {
        if self.at >= self.end then (None, self)
        else (Some(self.at), Upto { ...self, at: self.at + 1 })
    }
}

trait Tally {
    @next () -> int;

    @note (text: str) -> void;

    @notes () -> [str];
}

type Table = { n: int, seen: [str] }

impl Table: Tally {
    @next (self) -> int = {
        self.n += 1;
        self.n
    }

    @note (self, text: str) -> void = self.seen = self.seen.push(value: clip(text:));

    @notes (self) -> [str] = self.seen;
}

trait Figure {
    @area (self) -> int;

    @grow (self, by: int) -> int;

    @describe (self) -> str = \`figure {self.area()}\`;
}

#derive(Clone)
type Dot = { n: int }

impl Dot: Figure {
    @area (self) -> int = self.n;

    @grow (self, by: int) -> int = {
        self.n = (self.n + by) % 1000;
        self.n
    }

    @describe (self) -> str = \`dot {self.n}\`;
}

type Group = { parts: [Figure], res: Res }

impl Group: Figure {
    @area (self) -> int =
        self.parts.fold(initial: 0, op: (sum, part) -> (sum + part.area()) % 1000);

    @grow (self, by: int) -> int = {
        let sum = 0;
        for i in 0..self.parts.len() do {
            let part = self.parts[i];
            sum += part.grow(by:);
            self.parts[i] = part
        }

        sum
    }
}
`
