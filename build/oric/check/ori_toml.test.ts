// The reader of manifests: texts by table and key, and the lines that are no TOML.

import assert from "node:assert/strict"
import { test } from "node:test"
import { readToml } from "./ori_toml.ts"

const ALL = `# first
  "title" = 'a "b" # c' # d\r
  many = 12345678901234567890
  when = 1979-05-27 07:32:00Z
[project] # f
authors = [
  "a, b", # g
  'c]',
]
name = "l\\u00e9b \\"x\\"\\tU"
a . "b.c" . d = ""
[[bin]]
path = "x"
[project.urls]
home = "u"
[testing]
slow_test_threshold = 250`

test("values are texts by table and key", () => {
  const { tables, broken } = readToml(new TextEncoder().encode(ALL))
  assert.deepEqual(broken, [])
  const value = (table: string, key: string): string | undefined => tables.get(table)?.get(key)
  assert.equal(value("", "title"), 'a "b" # c')
  assert.equal(value("project", "name"), 'léb "x"\tU')
  assert.equal(value("project.a.b.c", "d"), "")
  assert.equal(value("project.urls", "home"), "u")
  assert.equal(value("testing", "slow_test_threshold"), "250")
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

test("two lines are told, and of what is no TOML at all the first", () => {
  const places = (text: string): number[] =>
    readToml(new TextEncoder().encode(text)).broken.map(({ at }) => at)
  assert.deepEqual(places("a = \nb = 1\nc =\n"), [0, 11])
  assert.deepEqual(places("no\n".repeat(100)), [0])
})
