// The standard library over this platform: the same as natively, byte for byte.

import { expect, inject, it } from "vitest"
import { STD_IMPORTS } from "../../build/std/imports.ts"
import { instantiate, type Instance } from "../../host/instance.ts"
import module from "../../out/test/api/std/std.wasm"
import { EXPORTS, IMPORTS, type Exports, type Imports } from "../../out/test/api/std/wasm/abi.ts"

declare module "vitest" {
  interface ProvidedContext {
    nativeVectors: string
    processorPort: number
  }
}

function make(): Instance {
  const abi = { module, imports: IMPORTS.ori, exports: EXPORTS }
  return instantiate<Imports["ori"], Exports>(abi, STD_IMPORTS)
}

it("gives the same digests, signatures, verdicts and bytes as natively", () => {
  const lines = (make().call("vectors") as string).split("\n")
  expect(lines.length).toBeGreaterThan(200)
  expect(lines).toEqual(inject("nativeVectors").trimEnd().split("\n"))
})

it("asks other servers, and gives up in time", async () => {
  const instance = make()
  const base = `http://127.0.0.1:${inject("processorPort")}`
  expect(await instance.call("asked", `${base}/a?b`, 5_000n)).toBe("200 POST /a?b 4 4")
  expect(await instance.call("asked", "ftp://x/", 5_000n)).toBe('InvalidUrl("ftp://x/")')
})

it("sleeps", async () => {
  expect(Number(await make().call("slept", 20n))).toBeGreaterThanOrEqual(19)
})
