// Every program under `test/lang`, natively and as wasm: the same output, and no live object at the
// end.
//
// `CASES=text` runs those whose name contains it, `TARGETS=native` only one target.

import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { fileURLToPath } from "node:url"
import { findCases } from "../harness/cases.ts"
import type { Target } from "../harness/lang.ts"
import { runCase } from "../harness/lang.ts"

const filter = process.env.CASES ?? ""
const targets = (process.env.TARGETS ?? "native,wasm").split(",") as Target[]
const cases = findCases(fileURLToPath(new URL(".", import.meta.url))).filter((one) =>
  one.name.includes(filter),
)

describe("programs", { concurrency: 2 }, () => {
  for (const one of cases) {
    for (const target of targets) {
      if (one.target !== null && one.target !== target) continue
      // What is refused is refused before a target matters.
      if (one.errors.length > 0 && target !== targets[0]) continue
      it(`${one.name} (${target})`, async () => {
        assert.equal((await runCase(one, target)).join("\n"), "")
      })
    }
  }
})
