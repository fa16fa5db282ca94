// The verifier refuses each kind of ill-formed IR, and names it.

import assert from "node:assert/strict"
import { test } from "node:test"
import { readProgram } from "./read.ts"
import { verify } from "./verify.ts"

const TYPES = `
data Opt { none; some(s: str) }
data File { file(s: str) } drop close
object Show { show(int) -> (str) }
table show: Show for int { show_int }
site "{\\"fn\\":\\"f\\",\\"file\\":\\"a.ori\\",\\"line\\":1,\\"column\\":1}"
fn close(%f: File) -> () { return }
fn show_int(%n: int, %m: int) -> (str) { return "" }
fn captures(%a: str, %n: int) -> (int) captures 1 value { return %n }
`

const REFUSED: [string, string][] = [
  ["%a: int = int.add(1, 2) return", "can panic and has no site"],
  ["%a: int = int.add(1, \"x\") @0 return", "operands of int.add: (int, str)"],
  ["%a: str = int.or(1, 2) return", "results of int.or: (str)"],
  ["%a: int = int.or(1, 2, 3) return", "operands of int.or: (int, int, int)"],
  ["return 1", "operands of return: (int), but wanted ()"],
  ["jump j1()", "jump to j0, which is not visible"],
  ["join j0(%a: int) { return } jump j0()", "operands of jump j0: (), but wanted (int)"],
  ["join j0(%a: int) { jump j0(%a) } jump j0(1)", "which is not visible"],
  ["switch 3 { case 3 return }", "switch is not total"],
  ["switch true { case true return case true return }", "switch has a case twice"],
  ["switch tag Opt none { case none return }", "switch is not total"],
  ["switch \"\" { case 1 return else return }", "switch on str"],
  ["%o: Opt = make some(1) return", "operands of make: (int)"],
  [
    "%o: Opt = make none() %f: fn(int) -> (int) = closure heap captures() return",
    "closure of captures has 0",
  ],
  [
    "%f: fn(str) -> (int) = closure heap captures(\"\") return",
    "parameters of captures as a value",
  ],
  ["%o: Show = object show(\"\") return", "operands of object: (str)"],
  ["%f: File = make file(\"\") pin %f return", "return with pinned %f"],
  ["%f: File = make file(\"\") unpin %f return", "%f is unpinned, but was not pinned"],
  [
    `%f: File = make file("") pin %f
     switch true { case true unpin %f @0 return case false return }`,
    "return with pinned",
  ],
  [
    "%f: File = make file(\"\") %s: str = open file of %f return",
    "open of a value with a Drop impl",
  ],
  ["%x: int = call nobody() return", "no function nobody"],
  [
    `switch true {
       case true %a: int = int.or(1, 2) return case false %b: int = int.or(%a, 1) return
     }`,
    "%a is not in scope",
  ],
]

for (const [body, problem] of REFUSED) {
  test(`refused: ${body}`, () => {
    const problems = verify(readProgram(`${TYPES} fn f() -> () { ${body} }`))
    assert.ok(
      problems.some((one) => one.includes(problem)), `${problem}\nnot in\n${problems.join("\n")}`,
    )
  })
}

test("a sound function passes", () => {
  const body = `
    %f: File = make file("")
    pin %f
    join j0(%r: str) { unpin %f @0 return }
    loop j1(%i: int = 3) {
      switch %i { case 0 jump j0("") else %k: int = int.sub_wrap(%i, 1) jump j1(%k) }
    }`
  assert.deepEqual(verify(readProgram(`${TYPES} fn f() -> () { ${body} }`)), [])
})
