// The standard library over this platform: the same as natively, byte for byte.

import { expect, inject, it } from "vitest"
import { STD_IMPORTS } from "../../build/std/imports.ts"
import { instantiate } from "../../host/instance.ts"
import module from "../../out/test/api/std/std.wasm"
import { EXPORTS, IMPORTS, type Exports, type Imports } from "../../out/test/api/std/wasm/abi.ts"

declare module "vitest" {
  interface ProvidedContext {
    nativeVectors: string
  }
}

it("gives the same digests, signatures, verdicts and bytes as natively", () => {
  const abi = { module, imports: IMPORTS.ori, exports: EXPORTS }
  const instance = instantiate<Imports["ori"], Exports>(abi, STD_IMPORTS)
  const lines = (instance.call("vectors") as string).split("\n")
  expect(lines.length).toBeGreaterThan(200)
  expect(lines).toEqual(inject("nativeVectors").trimEnd().split("\n"))
})
