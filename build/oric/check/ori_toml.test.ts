// The reader of manifests: what TOML is beside the texts that the compiler asks for.

import assert from "node:assert/strict"
import { test } from "node:test"
import { readToml } from "./ori_toml.ts"

const ALL = `# first
  "title" = 'a "b" # c' # d\r
  ints = [1, -2, 0xff, 1_000, 1e6, +inf, nan] # e
  when = 1979-05-27 07:32:00Z
[project] # f
authors = [
  "a, b", # g
  'c]',
  [true, false], { "x y" = 1, z.w = """
two""" },
]
name = "l\\u00e9b \\"x\\"\\tU"
description = '''
a
# b = "c" ''''
a . "b.c" . d = ""
[[bin]]
path = """x \\
   y"""
[project.urls]
home = {}
[features]`

test("every form of TOML is read, and texts by what they mean", () => {
  const { tables, broken } = readToml(new TextEncoder().encode(ALL))
  assert.deepEqual(broken, [])
  assert.deepEqual([...tables.keys()],
    ["", "project", "project.a.b.c", "bin", "project.urls", "features"])
  const value = (table: string, key: string): string | undefined => tables.get(table)?.get(key)
  assert.deepEqual([...tables.get("project")!.keys()], ["authors", "name", "description"])
  assert.equal(value("project", "name"), 'léb "x"\tU')
  assert.equal(value("project", "description"), "a\n# b = \"c\" '")
  assert.equal(value("bin", "path"), "x y")
  assert.equal(value("", "title"), 'a "b" # c')
  assert.equal(value("", "ints"), "[1, -2, 0xff, 1_000, 1e6, +inf, nan]")
  assert.equal(value("project.a.b.c", "d"), "")
})

test("lines that are no TOML are told by their bytes, and no more than those", () => {
  const wrong = ["[oops", "é = 1", 'name = "a', "name = lib", "x = [1", "a = 1 b", "= 2", "[a]]"]
  for (const line of wrong) {
    const { tables, broken } = readToml(new TextEncoder().encode(`# é\n ${line}\n[t]\nb = "c"`))
    const end = 6 + new TextEncoder().encode(line).length
    assert.deepEqual(broken, [{ at: 6, end }], line)
    assert.equal(tables.get("t")?.get("b"), "c", line)
  }
})
