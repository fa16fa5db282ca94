// Tests: their targets, and what `#skip`, `#fail` and `#compile_fail` say (15).

import type { Attr } from "../syntax/item_ast.ts"
import type { Name } from "../syntax/node.ts"
import type { Draft } from "./declare_draft.ts"
import type { Fn, Module } from "./items.ts"
import { didYouMean, resolveCaps, type TypeScope } from "./resolve.ts"
import { lookupValue, suggestValue } from "./scope.ts"
import type { FnId } from "./types.ts"

/** Completes a test: it has no parameters and results in `void` by grammar. */
export function declareTest(draft: Draft, fn: Fn, scope: TypeScope): void {
  const module = draft.items.modules[fn.module]!
  const test = fn.test!
  fn.uses = resolveCaps(draft.check, scope, test.node.uses)
  if (fn.uses.traits.length > 0) {
    draft.check.report("E1201", test.node.uses[0]!, "nobody gives a test a provider",
      "Bind the capability in the test: `with Cap = … in …`; only `Suspend` is declared.")
  }
  if (test.node.result.kind !== "voidType" && test.node.result.kind !== "broken") {
    draft.check.report("E2001", test.node.result, "a test results in `void`",
      `Write \`@${fn.name} tests … () -> void\`.`)
  }
  if (!module.isTest) {
    draft.check.report("E0501", test.node.name, `test \`@${fn.name}\` stands outside a test file`,
      "Tests live in files `*.test.ori` inside a directory `_test`.")
  }
  for (const target of test.node.targets) {
    const id = findTarget(draft, module, target)
    if (id !== null && !test.targets.includes(id)) test.targets.push(id)
  }
  for (const attr of fn.attrs) {
    if (attr.name.name === "skip") test.skip = textOf(draft, attr)
    else if (attr.name.name === "fail") test.fail = textOf(draft, attr)
    else if (attr.name.name === "compile_fail") test.compileFail = textOf(draft, attr)
  }
}

function findTarget(draft: Draft, module: Module, name: Name): FnId | null {
  const found = lookupValue(draft.check, module, name.name)
  if (found === "broken") return null
  if (found !== null && found.k === "fn") return found.fn
  const near = suggestValue(draft.check, module, name.name)
  draft.check.report("E2003", name, found === null
    ? `unknown function \`@${name.name}\`` : `\`${name.name}\` is not a function`,
    found === null
      ? didYouMean(near, "Import the function under test: `use \"../file\" { name };`.")
      : "A test names functions of modules.")
  // The function that is meant has this test.
  const meant = near === null ? null : lookupValue(draft.check, module, near)
  return meant !== null && meant !== "broken" && meant.k === "fn" ? meant.fn : null
}

function textOf(draft: Draft, attr: Attr): string {
  const value = attr.args[0]?.value
  if (value?.kind === "str" && attr.args.length === 1) return value.value
  draft.check.report("E1016", attr, `\`#${attr.name.name}\` takes one text`,
    `Write \`#${attr.name.name}("…")\`.`)
  return ""
}
