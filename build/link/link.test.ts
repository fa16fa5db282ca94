// Linking: equal inputs are built once and give equal bytes, mistakes are told with the file they
// are in, and a wasm module asks its host for nothing but WASI and what it declares.

import assert from "node:assert/strict"
import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { copyFileSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, before, test } from "node:test"
import type { LinkJob } from "./link.ts"
import { link } from "./link.ts"

declare const WebAssembly: {
  Module: (new (bytes: Uint8Array) => object) & {
    imports(module: object): { module: string; name: string }[]
    exports(module: object): { name: string }[]
  }
}

const folder = mkdtempSync(join(tmpdir(), "ori-link-"))
before(() => { process.env.ORI_CACHE = join(folder, "cache") })
after(() => rmSync(folder, { recursive: true }))

const PROGRAM = `#include "ori.h"
ORI_TEXT(text, 5, "hello");
int main(int argc, char **argv) {
  ori_start(argc, argv);
  ori_print_line(&text);
  return ori_finish(7);
}
`

const MODULE = `#include "ori.h"
__attribute__((constructor)) static void start(void) { ori_start(0, NULL); }
__attribute__((import_module("ori"), import_name("Date.now"))) double x_now(void);
__attribute__((export_name("shout"))) int32_t e_shout(uint8_t *p, uint32_t n) {
  ori_str *s = ori_foreign_arg_str(p, n);
  ori_str *loud = ori_str_to_uppercase(s);
  ori_str_drop(s);
  return x_now() > 0 ? ori_foreign_return_str(loud) : 0;
}
`

function job(text: string, more: Partial<LinkJob>): LinkJob {
  return {
    files: [{ path: "src/a.c", text }], target: "native", kind: "program", release: false,
    out: join(folder, "out"), libs: [], shims: [], ...more,
  }
}

test("builds once", async () => {
  assert.deepEqual(await link(job(PROGRAM, {})), { ok: true, stderr: "", read: [] })
  const ran = spawnSync(join(folder, "out"), { encoding: "utf8" })
  assert.deepEqual([ran.status, ran.stdout], [7, "hello\n"])
  const entries = readdirSync(join(folder, "cache")).length
  const start = performance.now()
  await link(job(PROGRAM, { out: join(folder, "again") }))
  assert.ok(performance.now() - start < 500)
  assert.equal(readdirSync(join(folder, "cache")).length, entries)
  await link(job(`${PROGRAM}// changed`, {}))
  assert.equal(readdirSync(join(folder, "cache")).length, entries + 2)
})

test("takes the place of a program that runs", async () => {
  const out = join(folder, "running")
  copyFileSync("/bin/sleep", out)
  const running = spawn(out, ["60"])
  await once(running, "spawn")
  assert.deepEqual(await link(job(PROGRAM, { out })), { ok: true, stderr: "", read: [] })
  assert.equal(spawnSync(out, { encoding: "utf8" }).status, 7)
  running.kill()
})

test("names the file of a mistake", async () => {
  const done = await link(job("int main(void) { return nothing; }", {}))
  assert.equal(done.ok, false)
  assert.match(done.stderr, /^src\/a\.c:\n[^]*nothing/)
})

test("says that a library is missing", async () => {
  const done = await link(job(PROGRAM, { libs: ["no_such_library"] }))
  assert.equal(done.ok, false)
  assert.match(done.stderr, /no_such_library/)
})

for (const release of [false, true]) {
  test(`module for a host${release ? ", release" : ""}`, async () => {
    const out = join(folder, "module.wasm")
    const wanted = job(MODULE, { target: "wasm", kind: "module", release, out })
    assert.deepEqual(await link(wanted), { ok: true, stderr: "", read: [] })
    const bytes = readFileSync(out)
    const module = new WebAssembly.Module(bytes)
    const exports = WebAssembly.Module.exports(module).map(({ name }) => name).sort()
    const own = ["ori_alloc", "ori_live", "ori_result"]
    assert.deepEqual(exports, ["_initialize", "memory", ...own, "shout"])
    const imports = WebAssembly.Module.imports(module).map((one) => `${one.module}.${one.name}`)
    const others = imports.filter((name) => !name.startsWith("wasi_snapshot_preview1."))
    assert.deepEqual(others, ["ori.Date.now"])
    // The compiler of releases is fixed by version and slow to start: once is enough.
    if (release) return
    process.env.ORI_CACHE = join(folder, "other cache")
    await link(wanted)
    process.env.ORI_CACHE = join(folder, "cache")
    assert.ok(readFileSync(out).equals(bytes))
  })
}
