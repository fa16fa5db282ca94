// Packages, imports and visibility: trees of files → codes with their places.

import assert from "node:assert/strict"
import { test } from "node:test"
import { declareFiles, WASM } from "./fixture.test.ts"
import type { Options } from "./fixture.test.ts"
import { normalize } from "./package.ts"

const TOML = '[project]\nname = "app"\nversion = "0.1.0"\n'

function codes(files: Record<string, string>, options: Options = {}): string[] {
  return declareFiles(files, options).codes.filter((one) => !/^(W0010|E0500)/.test(one))
}

test("paths are resolved", () => {
  assert.equal(normalize("a/./b/../c.ori"), "a/c.ori")
  assert.equal(normalize("../x//y"), "../x/y")
  assert.equal(normalize("/a/../b"), "/b")
  assert.equal(normalize("std:json/../xml"), "std:xml")
})

test("relative imports, mod.ori, the own library, re-exports", () => {
  const files = {
    "app/ori.toml": TOML,
    "app/src/main.ori": 'use "app" { area, Shape, Circle };\n'
      + 'use "./store" { get as fetch, $LIMIT };\nuse "./store" as s;\n'
      + "@main () -> void = ();\n@f (a: Shape) -> s.Key = fetch();\n",
    "app/src/lib.ori": 'pub use "./shape" { Shape, Circle, area };\n',
    "app/src/shape.ori": "pub type Shape = Circle | Square;\npub @area (s: Shape) -> int = 1;\n",
    "app/src/store/mod.ori": 'pub use "./key" { Key };\npub let $LIMIT = 5;\n'
      + 'pub @get () -> Key = Key("x");\n',
    "app/src/store/key.ori": "pub type Key = str;\n",
  }
  const { check, codes: found } = declareFiles(files, { root: "app" })
  assert.deepEqual(found.filter((one) => !one.startsWith("E0500")), [])
  const { modules, order } = check.items
  const paths = order.map((id) => modules[id]!.path).filter((path) => !path.startsWith("std:"))
  assert.deepEqual(paths,
    ["app:src/shape.ori", "app:src/lib.ori", "app:src/store/key.ori", "app:src/store/mod.ori",
    "app:src/main.ori"])
  assert.deepEqual(modules.filter((one) => one.package === "app").map((one) => one.name),
    ["main", "", "shape", "store.key", "store"])
  assert.equal(modules.find((one) => one.isRoot)!.path, "app:src/main.ori")
})

test("the manifest says how long a test may take", () => {
  const slow = (value: string): [number | undefined, string[]] => {
    const toml = `${TOML}[testing]\nslow_test_threshold = ${value}\n`
    const { check, codes: found } =
      declareFiles({ "app/ori.toml": toml, "app/src/lib.ori": "" }, { root: "app" })
    return [check.package?.slowTest, found]
  }
  assert.deepEqual(slow("250"), [250, []])
  assert.deepEqual(slow('"2s"'), [2000, []])
  assert.deepEqual(slow('"20ms"'), [20, []])
  assert.deepEqual(slow('"soon"'), [100, ["E1001 app/ori.toml:5:1"]])
})

test("a file inside a package is its root", () => {
  const files =
    { "app/ori.toml": TOML, "app/src/worker.ori": "pub @go () -> void = ();\n",
      "app/src/x.ori": "" }
  const { check } = declareFiles(files, { root: "app/src/worker.ori", command: "build" })
  assert.equal(check.package?.name, "app")
  assert.deepEqual(check.items.modules.filter((one) => !one.isPrelude).map((one) => one.path),
    ["app:src/worker.ori"])
  const whole = declareFiles(files, { root: "app/src/worker.ori", command: "check" })
  assert.equal(whole.check.items.modules.filter((one) => !one.isPrelude).length, 2)
})

test("packages through [paths]", () => {
  const files = {
    "app/ori.toml": `${TOML}[dependencies]\nsemver = "1.0"\ntar = "1.0"\n[paths]\n`
      + `semver = "../lib/semver"\n`,
    "app/src/main.ori": 'use "semver" { precedes };\nuse tar { read };\nuse "other" { x };\n'
      + 'use "semver" { ::hidden };\n@main () -> void = ();\n',
    "lib/semver/ori.toml": '[package]\nname = "semver"\n',
    "lib/semver/src/lib.ori": "pub @precedes () -> int = hidden();\n@hidden () -> int = 1;\n",
  }
  assert.deepEqual(codes(files, { root: "app" }), [
    "E1101 app:src/main.ori:2:5", "E1101 app:src/main.ori:3:5", "E1103 app:src/main.ori:4:18",
  ])
})

test("cycles are reported once, with their ring", () => {
  const files = {
    "a.ori": 'use "./b" { b };\npub @a () -> void = b();\n',
    "b.ori": 'use "./c" { c };\npub @b () -> void = c();\n',
    "c.ori": 'use "./a" { a };\npub @c () -> void = a();\n',
  }
  const { diagnostics } = declareFiles(files)
  const found = diagnostics.filter((one) => one.code === "E1100")
  assert.equal(found.length, 1)
  assert.match(found[0]!.message, /script:a\.ori → script:b\.ori → script:c\.ori → script:a\.ori/)
  assert.equal(found[0]!.labels.length, 2)
  assert.deepEqual(diagnostics.filter((one) => one.code.startsWith("E11") && one.code !== "E1100"),
    [])
})

test("every import of a cycle is part of a ring that is reported", () => {
  const files = {
    "a.ori": 'use "./b" { b };\npub @a () -> void = b();\n',
    "b.ori": 'use "./a" { a };\nuse "./c" { c };\npub @b () -> void = { a(); c() };\n',
    "c.ori": 'use "./b" { b };\nuse "./c" as me;\npub @c () -> void = b();\n',
  }
  const { diagnostics } = declareFiles(files)
  const found = diagnostics.filter((one) => one.code === "E1100")
  assert.deepEqual(found.map((one) => one.message.replaceAll("script:", "").split(": ")[1]), [
    "a.ori → b.ori → a.ori", "b.ori → c.ori → b.ori", "c.ori → c.ori",
  ])
})

test("what cannot be imported", () => {
  const other = "pub @open () -> void = ();\n@shut () -> void = ();\npub let $LIMIT = 1;\n"
  const refuse = (use: string): string[] =>
    codes({ "main.ori": `${use}\n@main () -> void = ();\n`, "o.ori": other })
  assert.deepEqual(refuse('use "./o" { shut };'), ["E1102 1:13"])
  assert.deepEqual(refuse('use "./o" { ::shut };'), [])
  assert.deepEqual(refuse('use "./o" { * };'), ["E1004 1:13"])
  assert.deepEqual(refuse('use "./o" { opne };'), ["E1102 1:13"])
  assert.deepEqual(refuse('use "./o" { LIMIT };'), ["E1102 1:13"])
  assert.deepEqual(refuse('use "./o" { $LIMIT };'), [])
  assert.deepEqual(refuse('use "./o" { open, open as shut };\nuse "./o" { open };'), [])
  assert.deepEqual(refuse('use "./o" { open as x, ::shut as x };'), ["E2006 1:34"])
  assert.deepEqual(refuse('pub use "./o" { ::shut };'), ["E1102 1:19"])
  assert.deepEqual(refuse('use "./o.ori" { open };'), ["E1101 1:5"])
})

test("names of a file that the target leaves out", () => {
  const use = "use std.process { run };\n@main () -> void = ();\n"
  const { diagnostics } = declareFiles(use, { target: WASM })
  assert.deepEqual(diagnostics.map((one) => [one.code, one.message]),
    [["E1102", "`std:process/mod.ori` does not exist on this target"]])
  assert.deepEqual(codes({ "main.ori": use }), [])
})

test("a failed import is one error", () => {
  const source = 'use "./nope" { Thing, make };\n@f (a: Thing) -> Thing = make();\n'
  assert.deepEqual(codes({ "main.ori": source }), ["E1101 1:5"])
})

test("a misspelt module is told the nearest one", () => {
  const files = {
    "app/ori.toml": `${TOML}[paths]\nsemver = "../semver"\n`,
    "app/src/main.ori": "", "app/src/lib/helper.ori": "", "app/src/lib/deep/mod.ori": "",
    "app/src/lib/_test/helpen.test.ori": "",
    "semver/ori.toml": '[package]\nname = "semver"\n', "semver/src/range/parse.ori": "",
  }
  const help = (line: string): string => {
    const all = { ...files, "app/src/lib/user.ori": `${line};\n` }
    const { diagnostics } = declareFiles(all, { root: "app" })
    const found = diagnostics.filter((one) => one.code === "E1101")
    assert.equal(found.length, 1, line)
    return found[0]!.help
  }
  const near = {
    "std.jsom { x }": "`std.json`", "std.jsom": "`std.json`",
    "std.encodng.hexx": "`std.encoding.hex`",
    "std.net.htp { x }": "`std.net.http`", "std.ecoding.hex": "`std.encoding.hex`",
    "std.http { x }": "`std.net.http`", "std.rand": "`std.math.rand`",
    '"./hlper" { x }': '"./helper"', '"./depe"': '"./deep"', '"../lb/helper"': '"../lib/helper"',
    '"../lib/helpre"': '"../lib/helper"', "sdt.json": "`std`", "smver": "`semver`",
    "semver.range.prase": "`semver.range.parse`", "semver.rnge.parse": "`semver.range.parse`",
  }
  for (const [use, name] of Object.entries(near)) {
    assert.equal(help(`use ${use}`), `Did you mean ${name}?`)
  }
  const far = ["std.elephant { x }", "std.elephant", '"./elephant"', '"./_test/helpex"',
    "elephant", "std.encoding", "semver.elephant", "std.json.elephant"]
  for (const use of far) assert.doesNotMatch(help(`use ${use}`), /Did you mean/)
  assert.equal(help("extension std.jsom { int.x }"), "Did you mean `std.json`?")
  const script = declareFiles({ "main.ori": 'use "./hlper";\n', "helper.ori": "" })
  assert.equal(script.diagnostics[0]!.help, 'Did you mean "./helper"?')
})

test("both p.ori and p/mod.ori", () => {
  const files =
    { "main.ori": 'use "./p" { x };\n', "p.ori": "pub @x () -> void = ();\n", "p/mod.ori": "" }
  assert.deepEqual(codes(files), ["E1101 1:5"])
})

test("default implementations travel with their trait", () => {
  const trait = "pub trait C { @c () -> int; }\npub def impl C { @c () -> int = 1; }\n"
  const files = {
    "main.ori": 'use "./c" { C };\n@main () -> void = ();\n', "c.ori": trait,
    "d.ori": 'use "./c" { C without def };\npub def impl C { @c () -> int = 2; }\n',
  }
  const { check } = declareFiles(files)
  const scope = check.items.modules.find((one) => one.isRoot)!.scope
  const trait0 = check.items.traits.find((one) => one.name === "C")!
  assert.deepEqual(scope.defImpls.get(trait0.id)!.map((one) => one.imported), [true])
  const clash = { ...files, "main.ori": 'use "./c" { C };\nuse "./e" { C };\n',
    "e.ori": 'pub use "./c" { C without def };\npub def impl C { @c () -> int = 2; }\n' }
  assert.deepEqual(codes(clash), ["E1210 2:13"])
  const without = { ...files, "main.ori": 'use "./c" { C without def };\n' }
  const bare = declareFiles(without)
  assert.equal(bare.check.items.modules.find((one) => one.isRoot)!.scope.defImpls.has(trait0.id),
    false)
})

test("extension methods are imported one by one", () => {
  const ext =
    "pub extend [T] where T: Clone { @twice (self) -> [T] = self; @thrice (self) -> [T] = self; }\n"
    + "extend int { @own (self) -> int = self; }\n"
  const files =
    { "main.ori": 'extension "./e" { List.twice };\n@main () -> void = ();\n', "e.ori": ext }
  const { check, codes: found } = declareFiles(files)
  assert.deepEqual(found, [])
  assert.deepEqual([...check.items.modules.find((one) => one.isRoot)!.scope.extensions.keys()],
    ["twice"])
  assert.deepEqual(codes({ ...files, "main.ori": 'extension "./e" { int.own, List.nope };\n' }),
    ["E1102 1:23", "E1102 1:33"])
})

test("ori.toml is read, and its broken lines are reported", () => {
  const files =
    { "app/ori.toml": `# x\n${TOML}[oops\nname = yes maybe\n`,
      "app/src/main.ori": "@main () -> void = ();\n" }
  assert.deepEqual(codes(files, { root: "app" }),
    ["E1001 app/ori.toml:5:1", "E1001 app/ori.toml:6:1"])
})

test("names of ori.toml that are nearly ours are doubted, and others left alone", () => {
  const toml = `name = "a"
[projct]
name = "a"
[ package ]
nmae = "a"
version = "1.0.0"
licence = "MIT"
[dependancies.b]
name = "c"
[testing]
slow_test_treshold = 1
[features]
naem = []
[tool]
nmae = 1
`
  const { diagnostics, codes: found } = declareFiles(
    { "app/ori.toml": toml, "app/src/main.ori": "@main () -> void = ();\n" }, { root: "app" })
  assert.deepEqual(found.sort(),
    ["11:1", "1:1", "2:2", "5:1", "8:2"].map((at) => `W0012 app/ori.toml:${at}`))
  assert.deepEqual(diagnostics.map(({ help }) => help), [
    "Put it below `[project]`.", "Did you mean `[project]`?", "Did you mean `name`?",
    "Did you mean `[dependencies]`?", "Did you mean `slow_test_threshold`?",
  ])
})

test("what ori.toml says is found at its key, not in comments or other tables", () => {
  const toml = `[dependencies]
name = "1.0.0"
# slow_test_threshold
[project] # name
name = "std"
testing.x = 1
[testing]
slow_test_threshold = "soon"
`
  const { codes: found } = declareFiles(
    { "app/ori.toml": toml, "app/src/main.ori": "@main () -> void = ();\n" }, { root: "app" })
  assert.deepEqual(found.sort(), ["E1001 app/ori.toml:5:1", "E1001 app/ori.toml:8:1"])
})

test("a package is not called as the library is", () => {
  const toml = '[project]\nname = "std"\n'
  const { diagnostics } = declareFiles(
    { "app/ori.toml": toml, "app/src/main.ori": "@main () -> void = ();\n" }, { root: "app" })
  assert.deepEqual(diagnostics.map((one) => one.message), ["a package cannot be called `std`"])
})

test("no such root", () => {
  const { diagnostics } = declareFiles({ "main.ori": "" }, { root: "other.ori" })
  assert.ok(diagnostics.some((one) => one.code === "E1101"))
})

test("conditions prune imports, items and methods", () => {
  const source = `#target(os: "windows")
use "./nope" { x };
#cfg(release)
@f () -> Missing = 1;
#cfg(debug, feature: "fast")
@g () -> int = 1;
type A = { x: int }
impl A {
    #target(not_family: "unix")
    @m (self) -> Missing = 1;
    #target(any_arch: ["x86_64", "aarch64"])
    @n (self) -> int = 1;
}
#target(os: "plan10")
@h () -> void = ();
#cfg(feature: "a-b")
@i () -> void = ();
#target(planet: "earth")
@j () -> void = ();
`
  assert.deepEqual(codes({ "main.ori": source }), ["E0930 14:13", "E0932 16:15", "E1016 18:17"])
  assert.deepEqual(codes({ "main.ori": '#!target(arch: "wasm32")\nuse "./nope" { x };\n'
    + '@f () -> Missing = 1;\n' }), [])
})
