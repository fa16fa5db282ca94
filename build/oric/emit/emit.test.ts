// Emission, from IR written by hand to programs that run: every form of the IR, on both targets,
// freed to the last object; the same bytes for the same IR; imports and exports of a module through
// a host of twenty lines.

import assert from "node:assert/strict"
import { mkdtempSync, readFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, it } from "node:test"
import { WASI } from "node:wasi"
import { link } from "../../link/link.ts"
import { run } from "../../link/run.ts"
import { arc } from "../arc/arc.ts"
import type { Program } from "../ir/nodes.ts"
import { readProgram } from "../ir/read.ts"
import type { EmitOptions } from "./emit.ts"
import { emit } from "./emit.ts"
import { cBytes, cFloat, cInt, digest, utf8 } from "./name.ts"

/** What the test needs of the engine; the project's library types do not have it. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object
  Instance: new (module: object, imports: object) => { exports: Record<string, unknown> }
}

const folder = mkdtempSync(join(tmpdir(), "ori-emit-"))

function counted(name: string): Program {
  const program = readProgram(readFileSync(new URL(`testing/${name}.ir`, import.meta.url), "utf8"))
  arc(program, { without: new Set() })
  return program
}

const FORMS = [
  "two",
  "7",
  "125",
  "f=42",
  "b=1",
  "b=11",
  "index out of bounds: index 3, length 0",
  "round",
  "21",
  "drop 0",
  "drop 1",
  "drop 2",
  "",
].join("\n")

describe("emit", () => {
  const shapes: [EmitOptions, boolean][] = [
    [{ kind: "program", target: "native", whole: true }, true],
    [{ kind: "program", target: "native", whole: false }, true],
    [{ kind: "program", target: "native", whole: false }, false],
    [{ kind: "program", target: "wasm", whole: false }, false],
  ]
  for (const [index, [options, sanitize]] of shapes.entries()) {
    const shape = `${options.target}, ${options.whole ? "one file" : "files"}, ${sanitize}`
    it(`runs every form: ${shape}`, async () => {
      const { files, libs } = emit(counted("forms"), options)
      const out = join(folder, `forms${index}`)
      const base = { files, target: options.target, release: false, out, libs, shims: [] }
      const { stderr: complaints } = await link({ ...base, kind: "program", sanitize })
      assert.equal(complaints, "")
      process.env.ORI_REPORT_LIVE = "1"
      const { code, stdout, stderr } = await run(out, options.target, [], true)
      assert.equal(stdout, FORMS)
      assert.equal(stderr, "live objects: 0\n")
      assert.equal(code, 42)
    })
  }

  it("gives the same bytes for the same program", () => {
    const text = (): string =>
      JSON.stringify(emit(counted("forms"), { kind: "program", target: "native", whole: false }))
    assert.equal(text(), text())
  })

  it("imports from and exports to a host", async () => {
    const { files, libs, abiTs } = emit(counted("foreign"), {
      kind: "module",
      target: "wasm",
      whole: false,
    })
    assert.match(abiTs, /"read"\(key: string\): Uint8Array/)
    assert.match(abiTs, /"now"\(\): Promise<number>/)
    assert.match(abiTs, /\* Reads a key\.\n {3}\*\/\n {2}look\(key: string\): string/)
    const out = join(folder, "foreign.wasm")
    const base = { files, release: false, out, libs, shims: [] }
    const { stderr } = await link({ ...base, target: "wasm", kind: "module" })
    assert.equal(stderr, "")
    const host = start(readFileSync(out))
    assert.equal(host.text("look", "a"), "value of a@1.5")
    assert.equal(host.text("look", "gone"), "failed: no such key")
    assert.equal(host.sum([1, 2, 250], true), 506n)
    assert.equal(host.text("greeting"), "hello 7")
  })
})

type Host = {
  text(name: string, argument?: string): string
  sum(bytes: number[], twice: boolean): bigint
}

/** As small as a host can be: what it hands over waits in `held` until the module takes it. */
function start(bytes: Uint8Array): Host {
  const wasi = new WASI({ version: "preview1", returnOnExit: true })
  let held: Uint8Array = new Uint8Array()
  let memory: { buffer: ArrayBuffer }
  const view = (at: number, length: number): Uint8Array => new Uint8Array(memory.buffer, at, length)
  const store = {
    read(at: number, length: number): number {
      const key = Buffer.from(view(at, length)).toString()
      held = utf8(key === "gone" ? "no such key" : `value of ${key}`)
      return key === "gone" ? -1 - held.length : held.length
    },
  }
  const ori = { now: () => 1.5, take: (at: number) => view(at, held.length).set(held) }
  const module = new WebAssembly.Module(bytes)
  const instance = new WebAssembly.Instance(module, { ...wasi.getImportObject(), store, ori })
  const exports = instance.exports as Record<string, (...values: unknown[]) => unknown>
  memory = instance.exports.memory as { buffer: ArrayBuffer }
  wasi.initialize(instance)
  const pass = (data: Uint8Array): [number, number] => {
    const at = Number(exports.ori_alloc?.(data.length))
    view(at, data.length).set(data)
    return [at, data.length]
  }
  return {
    text(name, argument) {
      const length = Number(
        exports[name]?.(...(argument === undefined ? [] : pass(utf8(argument)))),
      )
      return Buffer.from(view(Number(exports.ori_result?.()), length)).toString()
    },
    sum: (data, twice) => exports.sum?.(...pass(Uint8Array.from(data)), twice ? 1 : 0) as bigint,
  }
}

describe("names and literals", () => {
  it("writes ints, floats and bytes that C reads back", () => {
    assert.equal(cInt(5n), "INT64_C(5)")
    assert.equal(cInt(-5n), "(-INT64_C(5))")
    assert.equal(cInt(-(2n ** 63n)), "INT64_MIN")
    assert.equal(cFloat(0.1), "0x1.999999999999ap-4")
    assert.equal(cFloat(5e-324), "0x0.0000000000001p-1022")
    assert.equal(cFloat(-0), "(-0x0p0)")
    assert.equal(cFloat(1.5), "0x1.8p0")
    assert.equal(cBytes(utf8('a"b\\?\n1é')), '"a\\"b\\\\\\077\\0121\\303\\251"')
  })

  it("digests texts to ten letters and digits, differently", () => {
    const seen = new Set(Array.from({ length: 20_000 }, (_, i) => digest(`type ${i}`)))
    assert.equal(seen.size, 20_000)
    assert.ok([...seen].every((text) => /^[0-9a-z]{10}$/.test(text)))
  })
})
