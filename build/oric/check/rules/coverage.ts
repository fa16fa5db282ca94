// Test coverage (15): every module-level function of the package is the target of an attached test
// (E0500).

import type { Check } from "../context.ts"
import type { Fn } from "../items.ts"

/** Reports functions without a test; outside a package that is a warning (D-40). */
export function coverage(check: Check): void {
  const { items } = check
  if (check.command === "build") return
  const covered = new Set(items.tests.flatMap((id) => items.fns[id]!.test!.targets))
  for (const fn of items.fns) {
    if (covered.has(fn.id) || !needsTest(check, fn)) continue
    check.report(check.package === null ? "W0010" : "E0500", fn.at, `${fn.display} has no test`,
      `Write \`@test_${fn.name} tests ${fn.display} () -> void = …\` in a \`_test\` directory.`)
  }
}

/**
 * Only `@` functions of own modules that are no tests: methods cannot be named by `tests`. Those of
 * the prelude are what its methods rest on; the language's own programs test them.
 */
function needsTest(check: Check, fn: Fn): boolean {
  const { items } = check
  const module = items.modules[fn.module]!
  if (fn.kind !== "free" || module.isTest || module.isPrelude) return false
  if (module.package !== (check.package?.name ?? "script")) return false
  return fn.name !== "main" && fn.id !== items.panic
}
