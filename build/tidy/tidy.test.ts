// The repository tests its own laws; a failure names the place and the remedy.

import assert from "node:assert/strict"
import { test } from "node:test"
import { importCycles } from "./cycles.ts"
import { sourceFiles, type TidyFile } from "./files.ts"
import { COLUMNS, FUNCTION_SIZE, HEADER, IMPORTS, LAWS, TESTS } from "./laws.ts"
import { unusedImports } from "./unused.ts"

const files = sourceFiles()

for (const law of LAWS) {
  test(law.name, () => {
    assert.deepEqual(
      files.flatMap((file) => law.check(file)),
      [],
    )
  })
}

test("no import cycle", () => {
  assert.deepEqual(importCycles(files.filter((file) => file.path.endsWith(".ts"))), [])
})

test("an Ori file of the project imports only what it uses", () => {
  const ours = files.filter(({ path }) => /^(ori|build\/std)\//.test(path))
  assert.deepEqual(unusedImports(ours), [])
})

function file(path: string, text: string): TidyFile {
  return { path, text, lines: text.split("\n") }
}

test("the laws catch what they are for", () => {
  const long = file("build/oric/source/x.ts", `export const a = "${"x".repeat(100)}"\n`)
  assert.equal(HEADER.check(long).length, 1)
  assert.equal(COLUMNS.check(long).length, 1)
  const wrong = file("build/oric/arc/x.ts", '// x\nimport { a } from "../check/a.ts"\n')
  assert.equal(IMPORTS.check(wrong).length, 1)
  const impure = file("build/oric/check/x.ts", '// x\nimport { a } from "node:fs"\n')
  assert.equal(IMPORTS.check(impure).length, 1)
  const tall = file("host/x.ts", `// x\nfunction f() {\n${"  g()\n".repeat(70)}}\n`)
  assert.equal(FUNCTION_SIZE.check(tall).length, 1)
  const mute = file("ori/src/_test/a.test.ori", "// a\n@test_a () -> void = ();\n")
  assert.equal(TESTS.check(mute).length, 1)
  const trait = file("ori/a.ori", "// a\npub trait T {}\n")
  const idle = file("ori/b.ori", '// b\nuse "./a" { T, ::f, g as h, $N };\n@x () -> int = f();\n')
  assert.equal(unusedImports([trait, idle]).length, 2)
  const ring = [
    file("host/a.ts", '// a\nimport { b } from "./b.ts"\n'),
    file("host/b.ts", '// b\nimport { a } from "./a.ts"\n'),
  ]
  assert.equal(importCycles(ring).length, 1)
})
