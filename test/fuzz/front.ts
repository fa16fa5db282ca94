// Mutated programs through the whole front end: whatever the text, diagnostics within a second of
// work, and never a failure of the compiler itself.
//
//   npm run fuzz:front -- --seed S --seeds N --time SECONDS

import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { compile } from "../../build/oric/compile.ts"
import { newIo } from "../../build/oric/main.ts"
import { findCases } from "../harness/cases.ts"
import { link } from "../../build/link/link.ts"
import { run } from "../../build/link/run.ts"
import type { Random } from "./lang/random.ts"
import { randomOf } from "./lang/random.ts"

const MILLISECONDS = 1000
const SOURCE = "/fuzz/main.ori"
const io = newIo({ link, run })

const { values } = parseArgs({
  options: {
    seed: { type: "string" }, seeds: { type: "string" }, time: { type: "string" },
    print: { type: "boolean" },
  },
})

const TROUBLE = ["(", ")", "{", "}", "[", "]", "`", "\"", ";", ",", "@", "let", "if", "->", "=",
  "<", ">", "|", "..", "#", "$", "match", "0x", "\\", "//", "\n", "\u0000", "é", "`{", "self",
  "Self", "int", "str", "None", "Some(", "catch(expr:", "for", "yield", "?", "??", "impl", "trait"]

/** Milliseconds of work: what other programs on the machine take does not count. */
function cpuSince(began: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(began)
  return (user + system) / MILLISECONDS
}

function corpus(): string[] {
  return findCases(fileURLToPath(new URL("../lang", import.meta.url)))
    .filter((one) => one.root.endsWith(".ori"))
    .map((one) => readFileSync(one.root, "utf8"))
}

function tokens(text: string): string[] {
  return text.match(/\w+|\s+|->|\.\.=?|[=!<>+*/%&|^-]=|\S/g) ?? []
}

function mutated(texts: string[], r: Random): string {
  const words = tokens(r.pick(texts))
  for (let n = 1 + r.below(4); n > 0; n--) mutateOnce(words, texts, r)
  return words.join("")
}

function mutateOnce(words: string[], texts: string[], r: Random): void {
  const at = r.below(words.length)
  const word = words[at] ?? ""
  const other = r.below(words.length)
  switch (r.below(8)) {
    case 0:
      words.splice(at, 1 + r.below(4))
      break
    case 1:
      words.splice(at, 0, ...words.slice(at, at + r.below(30)))
      break
    case 2:
      words[at] = words[other] ?? ""
      words[other] = word
      break
    case 3: {
      const from = tokens(r.pick(texts))
      const start = r.below(from.length)
      words.splice(at, r.below(10), ...from.slice(start, start + r.below(40)))
      break
    }
    case 4:
      words[at] = String.fromCharCode(r.below(256)) + word
      break
    case 5:
      words.splice(at, 0, r.pick(TROUBLE).repeat(r.below(300)))
      break
    default:
      words[at] = r.chance(50) ? r.pick(words) : r.pick(TROUBLE)
  }
}

/** What is wrong with how the front end takes a text; null if nothing is. */
function fault(text: string): string | null {
  const bytes = new TextEncoder().encode(text)
  const load = (path: string): Uint8Array | null => path === SOURCE ? bytes : io.disk.load(path)
  const began = process.cpuUsage()
  const output = compile({
    root: SOURCE, disk: { load, list: io.disk.list }, mode: "check", target: "native",
    release: false, features: [], without: new Set(), verify: false, stop: null,
  })
  const spent = cpuSince(began)
  const bug = output.diagnostics.find((one) => one.code === "E9001")
  if (bug !== undefined) return bug.message.slice(0, 900)
  return spent > MILLISECONDS ? `took ${Math.round(spent)} ms` : null
}

function main(): number {
  const texts = corpus()
  fault(texts[0] ?? "")
  const first = Number(values.seed ?? 1)
  const most = Number(values.seeds ?? Infinity)
  const seconds = values.seeds === undefined ? Number(values.time ?? 30) : Infinity
  const end = performance.now() + seconds * 1000
  let [passed, failed] = [0, 0]
  for (let seed = first; seed < first + most && performance.now() < end; seed++) {
    const text = mutated(texts, randomOf(seed))
    if (values.print === true) console.log(text)
    const found = fault(text)
    if (found === null) passed++
    else {
      failed++
      console.log(`seed ${seed}: ${found}\nagain: npm run fuzz:front -- --seed ${seed} --seeds 1`)
    }
  }
  console.log(`${passed} passed, ${failed} failed`)
  return failed === 0 ? 0 : 1
}

process.exitCode = main()
