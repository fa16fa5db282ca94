// The door: the same program gives the same C wherever it lies and in whatever order its files are
// listed, stages end where they are asked to, and what a stage throws is an error of ours.

import assert from "node:assert/strict"
import { readFileSync, readdirSync } from "node:fs"
import { describe, it } from "node:test"
import type { Disk } from "./check/package.ts"
import { STAGE_NAMES, compile } from "./compile.ts"
import type { Input } from "./front.ts"

const STD = new URL("../std/", import.meta.url)
const SHOP = new URL("../../test/lang/modules/shop/", import.meta.url)

/** Files of the shop below `root`, the standard library below `std:`, lists in either order. */
function shopAt(root: string, reversed: boolean): Disk {
  const place = (path: string): URL | null => {
    if (path.startsWith("std:")) return new URL(path.slice(4), STD)
    return path.startsWith(root) ? new URL(path.slice(root.length + 1), SHOP) : null
  }
  const attempt = <X>(path: string, read: (url: URL) => X): X | null => {
    const url = place(path)
    try {
      return url === null ? null : read(url)
    } catch {
      return null
    }
  }
  return {
    load: (path) => attempt(path, (url) => new Uint8Array(readFileSync(url))),
    list: (path) =>
      attempt(path, (url) => {
        const names = readdirSync(url).sort()
        return reversed ? names.reverse() : names
      }),
  }
}

function input(root: string, disk: Disk): Input {
  return {
    root,
    disk,
    mode: "build",
    target: "native",
    release: false,
    features: [],
    without: new Set(),
    verify: true,
    stop: null,
  }
}

describe("compile", () => {
  it("gives equal bytes from another folder and another order, in every mode", () => {
    for (const mode of ["build", "test"] as const) {
      const here = compile({ ...input("shop", shopAt("shop", false)), mode })
      const there = compile({ ...input("/else/where", shopAt("/else/where", true)), mode })
      assert.equal(here.ok, true)
      assert.ok((here.emitted?.files.length ?? 0) > 3)
      assert.deepEqual(here.emitted, there.emitted)
      assert.deepEqual(here.tests, there.tests)
    }
  })

  it("ends after the stage that it is told", () => {
    for (const stop of STAGE_NAMES) {
      const output = compile({ ...input("shop", shopAt("shop", false)), stop })
      assert.equal(output.ok, true)
      assert.equal(output.emitted !== null, stop === "emit")
      assert.equal(
        output.typed.length > 0,
        STAGE_NAMES.indexOf(stop) >= STAGE_NAMES.indexOf("infer"),
      )
    }
  })

  it("turns what a stage throws into E9001 with its name", () => {
    const disk: Disk = {
      load: () => {
        throw new Error("the disk is gone")
      },
      list: () => [],
    }
    const { ok, diagnostics } = compile(input("shop", disk))
    assert.equal(ok, false)
    assert.equal(diagnostics[0]?.code, "E9001")
    assert.match(diagnostics[0]?.message ?? "", /stage declare: Error: the disk is gone/)
  })
})
