// The runtime against JavaScript, natively under sanitizers and as wasm: the unit checks in C,
// random questions to the probe, and the ends of processes.

import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { after, describe, test } from "node:test"
import { fileURLToPath } from "node:url"
import { link } from "../link/link.ts"
import * as expected from "./test/expected.ts"

const here = join(dirname(fileURLToPath(import.meta.url)), "test")
const folder = mkdtempSync(join(tmpdir(), "ori-runtime-"))
after(() => rmSync(folder, { recursive: true }))

type Target = "native" | "wasm"
type Ran = { code: number | null; stdout: string; stderr: string }

async function build(name: string, sources: string[], target: Target): Promise<string> {
  const out = join(folder, `${name}-${target}`)
  const done = await link({
    files: [], target, kind: "program", release: false, out, libs: [],
    shims: sources.map((source) => join(here, source)), sanitize: target === "native",
  })
  assert.equal(done.ok, true, done.stderr)
  return out
}

function run(program: string, target: Target, args: string[], input: string): Ran {
  const inputPath = join(folder, "input")
  writeFileSync(inputPath, input)
  const [command, ...words] = target === "native" ? [program, ...args]
    : [process.execPath, "--no-warnings", join(here, "wasi.ts"), program, ...args]
  const ran = spawnSync(command ?? "", words, {
    input: readFileSync(inputPath), encoding: "utf8", maxBuffer: 1 << 28,
    env: { ...process.env, ASAN_OPTIONS: "detect_stack_use_after_return=0" },
  })
  return { code: ran.status, stdout: ran.stdout, stderr: ran.stderr }
}

for (const target of ["native", "wasm"] as const) {
  describe(target, () => {
    test("unit checks", async () => {
      const sources = ["unit.c", "cells.c", "ints.c", "floats.c", "lists.c", "panics.c", "texts.c"]
      const ran = run(await build("unit", sources, target), target, [], "")
      assert.deepEqual(ran, { code: 0, stdout: "0 failures, 0 live\n", stderr: "" })
    })

    test("random questions", async () => {
      const probe = await build("probe", ["probe.c"], target)
      const asked = expected.questions(4000)
      const ran = run(probe, target, [], asked.map(({ question }) => `${question}\n`).join(""))
      assert.equal(ran.stderr, "")
      const answers = ran.stdout.split("\n")
      let at = 0
      for (const { question, answer } of asked) {
        for (const line of answer) assert.equal(answers[at++], line, question)
      }
      assert.equal(ran.code, 0)
    })

    test("every code point", async () => {
      const ran = run(await build("probe", ["probe.c"], target), target, [], "chars\n")
      const got = ran.stdout.trimEnd().split("\n")
      const wanted = expected.chars()
      wanted.forEach((line, index) => assert.equal(got[index], line))
      assert.equal(got.length, wanted.length)
    })

    test("ends", async () => {
      const end = await build("end", ["end.c"], target)
      const at = "  at app:src/main.ori:12:5\n    @fail\n"
      assert.deepEqual(run(end, target, ["x"], ""), { code: 3, stdout: "before\n", stderr: "" })
      assert.deepEqual(run(end, target, ["a", "ü", "c"], ""),
        { code: 0, stdout: "before\nabeforeübeforec\n", stderr: "" })
      assert.deepEqual(run(end, target, ["p"], ""),
        { code: 1, stdout: "before\n", stderr: `panic: it's over!\n${at}` })
      assert.deepEqual(run(end, target, ["h"], ""),
        { code: 1, stdout: "before\n", stderr: "it's over!in hook\n" })
      const trace = target === "native" ? "    @inner\n    @outer\n" : ""
      assert.deepEqual(run(end, target, ["t"], ""),
        { code: 1, stdout: "before\n", stderr: `panic: division by zero\n${at}${trace}` })
    })
  })
}

test("stack overflow", async () => {
  const wasm = await build("end", ["end.c"], "wasm")
  assert.match(run(wasm, "wasm", ["s"], "").stderr, /^panic: stack overflow\n  at app:src/)
  const out = join(folder, "end-plain")
  const done = await link({
    files: [], target: "native", kind: "program", release: false, out, libs: [],
    shims: [join(here, "end.c")],
  })
  assert.equal(done.ok, true, done.stderr)
  const ran = run(out, "native", ["s"], "")
  assert.deepEqual(ran, { code: 1, stdout: "before\n", stderr: "panic: stack overflow\n" })
})
