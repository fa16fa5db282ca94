// Programs that grow: what is long, wide or deep takes a time in proportion, and makes C that any
// compiler reads.
//
// Each of these once took minutes, or made C too deep. Processor time is measured, so that a busy
// machine changes nothing, and the bound is ten times what is needed.

import assert from "node:assert/strict"
import { readFileSync, readdirSync } from "node:fs"
import { describe, it } from "node:test"
import { compile } from "./compile.ts"
import type { Output } from "./compile.ts"

const STD = new URL("../std/", import.meta.url)
const SECONDS = 10
/** Brackets that C compilers surely nest: the standard asks for 127. */
const NESTING = 127

function lines(count: number, line: (i: number) => string): string {
  return Array.from({ length: count }, (_, i) => line(i)).join("\n")
}

function compiled(source: string): Output {
  const bytes = new TextEncoder().encode(source)
  const inStd = (path: string): URL | null =>
    path.startsWith("std:") ? new URL(path.slice(4), STD) : null
  const load = (path: string): Uint8Array | null => {
    if (path === "grown.ori") return bytes
    try {
      return readFileSync(inStd(path) ?? "")
    } catch {
      return null
    }
  }
  const list = (path: string): string[] | null => {
    const url = inStd(path)
    return url === null ? null : readdirSync(url).sort()
  }
  return compile({
    root: "grown.ori", disk: { load, list }, mode: "build", target: "native", release: false,
    features: [], without: new Set(), verify: false, stop: null,
  })
}

/** Deepest nesting of braces. */
function nesting(text: string): number {
  let [depth, deepest] = [0, 0]
  for (const char of text) {
    if (char === "{") deepest = Math.max(deepest, ++depth)
    if (char === "}") depth--
  }
  return deepest
}

function grows(name: string, source: string): void {
  it(name, () => {
    const before = process.cpuUsage()
    const output = compiled(source)
    const { user, system } = process.cpuUsage(before)
    assert.deepEqual(output.diagnostics.map((one) => one.message), [])
    assert.ok((user + system) / 1e6 < SECONDS, `${(user + system) / 1e6} s`)
    for (const file of output.emitted?.files ?? []) {
      assert.ok(nesting(file.text) <= NESTING, `${file.path} nests ${nesting(file.text)} deep`)
    }
  })
}

/** Loops in each other around a large value that changes and a local that is given up. */
function nestedLoops(depth: number): string {
  const heads = lines(depth, (i) => `for i${i} in 0..n do {\nif i${i} > n then continue;`)
  return `type Wide = { a: int, b: int, c: int, d: int };
@spin (n: int, from: Wide) -> Wide = {
    let wide = from;
    let shared = [n];
    ${heads}
    wide = { ...wide, a: wide.a + n };
    let own = shared.push(value: n);
    drop_early(value: own);
    ${"}".repeat(depth)}
    wide
}
@main () -> void = print(msg: \`{spin(n: 1, from: Wide { a: 0, b: 0, c: 0, d: 0 }).a}\`);
`
}

describe("programs that grow", () => {
  grows("loops in loops", nestedLoops(26))

  grows("early exits in a row", `@all (texts: [str]) -> Option<str> = {
    ${lines(300, (i) => `let t${i} = texts.get(index: ${i})?;`)}
    Some(t0 + t299)
}
@main () -> void = print(msg: \`{all(texts: [])}\`);
`)

  grows("constants from constants", `let $C0 = 1;
${lines(6_000, (i) => `let $C${i + 1} = $C${i} + 1;`)}
@main () -> void = print(msg: \`{$C6000}\`);
`)

  grows("a long list of wide values", `type Row = { id: int, name: str, tags: [int] };
@rows (n: int) -> [Row] = [
    ${lines(6_000, (i) => `Row { id: n + ${i}, name: "row", tags: [n] },`)}
];
@main () -> void = print(msg: \`{rows(n: 1).len()}\`);
`)

  grows("a wide value changed field by field", `#derive(Default)
type Wide = { ${lines(200, (i) => `f${i}: int,`)} };
@later (wide: Wide, n: int) -> Wide = if n > 3 then { ...wide, f1: n } else wide;
@main (args: [str]) -> void = {
    let wide = Wide.default();
    let n = args.len();
    ${lines(200, (i) => `wide = later(wide:, n: ${i});\nwide.f${i} = n;`)}
    print(msg: \`{wide.f0}\`);
}
`)
})
