// Test coverage of packages and scripts.

import assert from "node:assert/strict"
import { test } from "node:test"
import { collector } from "../../source/sink.ts"
import { declareFiles } from "../fixture.test.ts"
import type { Outcome } from "../fixture.test.ts"
import { coverage } from "./coverage.ts"

function uncovered({ check }: Outcome): string[] {
  const sink = collector()
  coverage({ ...check, report: sink.add })
  return sink.all.map((one) => `${one.code} ${one.message}`)
}

test("module-level functions of the package need attached tests", () => {
  const files = {
    "app/ori.toml": '[project]\nname = "app"\n',
    "app/src/lib.ori": "pub @a () -> void = ();\n@b () -> void = ();\n@c () -> void = ();\n"
      + "type T = { x: int }\nimpl T { @m (self) -> void = (); }\n"
      + "@panic (info: PanicInfo) -> void = ();\n",
    "app/src/_test/lib.test.ori": 'use "../lib" { a, ::b, ::c };\n@helper () -> void = ();\n'
      + '@test_a tests @a () -> void = ();\n#skip("later")\n'
      + '@test_b tests @b tests @a () -> void = ();\n@floats tests _ () -> void = c();\n',
  }
  const outcome = declareFiles(files, { root: "app" })
  assert.deepEqual(outcome.codes, [])
  assert.deepEqual(uncovered(outcome), ["E0500 @c has no test"])
})

test("scripts are warned", () => {
  assert.deepEqual(uncovered(declareFiles("@main () -> void = ();\n@f () -> void = ();\n")),
    ["W0010 @f has no test"])
})

test("unknown targets and misplaced tests", () => {
  const files =
    { "_test/a.test.ori": "@f () -> void = ();\n@t tests @f () -> void = ();\n"
      + "@u tests @g () -> void = ();\n" }
  assert.deepEqual(declareFiles(files).codes, ["E2003 _test/a.test.ori:3:11"])
})

test("a function whose test misspells it is covered by that", () => {
  const files = {
    "app/ori.toml": '[project]\nname = "app"\n',
    "app/src/lib.ori": "pub @total () -> void = ();\n",
    "app/src/_test/lib.test.ori":
      'use "../lib" { total };\n@t tests @totl () -> void = total();\n',
  }
  const outcome = declareFiles(files, { root: "app" })
  assert.deepEqual(outcome.codes, ["E2003 app:src/_test/lib.test.ori:2:11"])
  assert.deepEqual(uncovered(outcome), [])
})
