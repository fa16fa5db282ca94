// Judges small programs for the tests of the rules: sources in memory, the real prelude, codes out.

import assert from "node:assert/strict"
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs"
import { test } from "node:test"
import { fileURLToPath } from "node:url"
import type { Diagnostic } from "../../../source/diagnostic.ts"
import { collector } from "../../../source/sink.ts"
import type { Check, Command } from "../../context.ts"
import { declare } from "../../declare.ts"
import { infer } from "../../infer.ts"
import type { Disk } from "../../package.ts"
import { rules } from "../../rules.ts"
import type { Typed } from "../../typed.ts"

const STD = fileURLToPath(new URL("../../../../std/", import.meta.url))

export type Judged = { check: Check; typed: Typed[]; found: readonly Diagnostic[] }

/** A disk with the given files, and the standard library under `std:`. */
function diskOf(files: Record<string, string | Uint8Array>): Disk {
  const encoder = new TextEncoder()
  return {
    load(path) {
      const file = files[path]
      if (file !== undefined) return typeof file === "string" ? encoder.encode(file) : file
      const real = STD + path.slice("std:".length)
      const there = path.startsWith("std:") && existsSync(real) && statSync(real).isFile()
      return there ? new Uint8Array(readFileSync(real)) : null
    },
    list(path) {
      if (path.startsWith("std:")) return readdirSync(STD + path.slice("std:".length))
      const prefix = path === "" ? "" : `${path}/`
      const inside = Object.keys(files).filter((name) => name.startsWith(prefix))
      return inside.length === 0 ? null
        : [...new Set(inside.map((name) => name.slice(prefix.length).split("/")[0]!))]
    },
  }
}

/** Runs the front end over `root` and what it imports. */
export function judgeFiles(
  files: Record<string, string | Uint8Array>, root: string, command: Command = "test",
): Judged {
  const sink = collector()
  const target = {
    name: "native" as const, os: "linux", arch: "x86_64", family: "unix", debug: true,
    features: new Set<string>(),
  }
  const { check } = declare({
    root, std: "std:", command, target, disk: diskOf(files), report: sink.add,
  })
  const typed = infer(check)
  rules(check, typed)
  return { check, typed, found: sink.all }
}

/** Judges one file. */
export function judgeText(text: string): Judged {
  return judgeFiles({ "a.ori": text }, "a.ori")
}

/** The codes found in one file, sorted, each as often as it was found; coverage left out. */
export function codesOf(text: string): string {
  const { found } = judgeText(text)
  return found.map((one) => one.code).filter((code) => code !== "W0010").sort().join(" ")
}

/** A table of programs and the codes that they must give; "" for none. */
export function expectCodes(cases: [text: string, codes: string][]): void {
  for (const [text, codes] of cases) {
    const { found } = judgeText(text)
    const kept = found.filter((one) => one.code !== "W0010")
    const got = kept.map((one) => one.code).sort().join(" ")
    const list = kept.map((one) => `${one.code}: ${one.message}`).join("\n")
    assert.equal(got, codes, `${text}\n${list}`)
  }
}

test("the prelude itself breaks no rule", () => {
  assert.deepEqual(judgeText("@main () -> void = ();").found.map((one) => one.message), [])
})
