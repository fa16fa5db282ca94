// Runs one program in several ways that must not differ: sanitized, optimised, as wasm, and with
// optional passes of the compiler left out. All must print the same and free every object. Where
// the generator knows the impl of a call, it must be that one: `hold` prints WRONG otherwise.

import { mkdirSync, rmSync } from "node:fs"
import { join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { link } from "../../../build/link/link.ts"
import { compile } from "../../../build/oric/compile.ts"
import { newIo } from "../../../build/oric/main.ts"
import { renderAll } from "../../../build/oric/source/render.ts"
import { run } from "../../../build/link/run.ts"

export type Way = {
  name: string
  target: "native" | "wasm"
  release: boolean
  sanitize: boolean
  without: string[]
}

const PASSES = ["simplify", "borrow", "specialise", "reuse", "cancel", "prove"]

function way(name: string, part: Partial<Way>): Way {
  return { name, target: "native", release: false, sanitize: false, without: [], ...part }
}

export const PLAIN: Way = way("sanitized", { sanitize: true })

/** What changes from seed to seed: compiling C takes most of the time. */
const TURNS: readonly Way[] = [
  way("release", { release: true }),
  way("no passes", { without: PASSES }),
  ...PASSES.map((pass) => way(`without ${pass}`, { without: [pass] })),
]

export function waysOf(seed: number): Way[] {
  const turn = TURNS[seed % TURNS.length]
  return [PLAIN, way("wasm", { target: "wasm" }), ...(turn === undefined ? [] : [turn])]
}

/** What a case printed, or how it ended; null stands for a program that was not made. */
export type Seen = { sections: Map<string, string>; fault: string | null; made: boolean }

const OUT = resolve(fileURLToPath(new URL("../../../out/fuzz", import.meta.url)))
const SOURCE = "/fuzz/main.ori"
const io = newIo({ link, run })

/** A cache of its own: what is tried once must not push out what others need. */
export function prepare(): void {
  process.env.ORI_CACHE = join(OUT, "cache")
  process.env.ORI_REPORT_LIVE = "1"
  process.env.ASAN_OPTIONS = "detect_leaks=0"
  mkdirSync(OUT, { recursive: true })
}

function compiled(source: string, one: Way): ReturnType<typeof compile> {
  const bytes = new TextEncoder().encode(source)
  const { disk } = io
  return compile({
    root: SOURCE,
    disk: { load: (path) => (path === SOURCE ? bytes : disk.load(path)), list: disk.list },
    mode: "build",
    target: one.target,
    release: one.release,
    features: [],
    without: new Set(one.without),
    verify: true,
    stop: null,
  })
}

export type Built = { path: string; problem: string | null }

/** Compiles and links; a problem here is one of the generator or of the compiler. */
export async function build(source: string, one: Way, name: string): Promise<Built> {
  const suffix = one.target === "wasm" ? ".wasm" : ""
  const path = join(OUT, `${name}-${one.name.replaceAll(" ", "_")}${suffix}`)
  const output = compiled(source, one)
  if (!output.ok || output.emitted === null) {
    const errors = output.diagnostics.filter((known) => known.level === "error")
    return { path, problem: renderAll(errors.slice(0, 3), output.sources).slice(0, 3000) }
  }
  const linked = await link({
    files: output.emitted.files,
    target: one.target,
    kind: "program",
    release: one.release,
    sanitize: one.sanitize,
    out: path,
    libs: output.emitted.libs,
    shims: [],
  })
  const said = linked.stderr.slice(0, 2000)
  return { path, problem: linked.ok ? null : `the C compiler refuses it:\n${said}` }
}

/** Runs cases of a built program; what it says on the way out belongs to all of them. */
export async function observe(built: Built, one: Way, ids: number[]): Promise<Seen> {
  const got = await run(built.path, one.target, ids.map(String), true)
  const sections = new Map<string, string>()
  for (const text of got.stdout.split(/^== /m).slice(1)) {
    const end = text.indexOf("\n")
    sections.set(text.slice(0, end), text.slice(end + 1))
  }
  const live = /^live objects: (\d+)$/m.exec(got.stderr)?.[1]
  const wrong = /^WRONG.*$/m.exec(got.stdout)
  const fault = wrong !== null
    ? wrong[0]
    : got.code !== 0
    ? `exit code ${got.code}: ${got.stderr.slice(0, 2500)}`
    : live !== "0" ? `live objects: ${live ?? "unknown"} ${got.stderr.slice(0, 500)}` : null
  return { sections, fault, made: true }
}

export function clean(built: Built): void {
  rmSync(built.path, { force: true })
}
