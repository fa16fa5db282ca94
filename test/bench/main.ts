// `npm run bench [-- GROUP…]`: measures against the alternatives, both sides in one run, prints the
// ratios and writes out/bench.json. `GROUP:NAME,NAME` narrows a group to some of its parts. Groups
// that are not run keep what the file has of them.
//
// Ends with 1 if something could not be measured or outputs differ; missed goals are only printed,
// but with --gates those of a release count as well.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { cpus } from "node:os"
import { join } from "node:path"
import { api } from "./api.ts"
import { front } from "./front.ts"
import { lang } from "./lang.ts"
import { log } from "./log.ts"
import { module } from "./module.ts"
import { ROOT } from "./process.ts"
import { processor } from "./processor.ts"
import { publish } from "./publish.ts"
import { Missing } from "./servers.ts"
import { meets, render, type Group } from "./table.ts"

const GROUPS: Record<string, (wanted: string[]) => Promise<Group>> = {
  front, lang, module, api, publish, processor, log,
}

type Report = { date: string; node: string; processor: string; groups: Group[] }

function save(measured: Group[]): void {
  const path = join(ROOT, "out/bench.json")
  const known = existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Report).groups : []
  const fresh = new Set(measured.map((group) => group.name))
  const report: Report = {
    date: new Date().toISOString(), node: process.version,
    processor: `${cpus().length} × ${cpus()[0]?.model.trim() ?? "unknown"}`,
    groups: [...known.filter((group) => !fresh.has(group.name)), ...measured],
  }
  mkdirSync(join(ROOT, "out"), { recursive: true })
  writeFileSync(path, `${JSON.stringify(report, null, 2)}\n`)
}

async function main(args: string[]): Promise<boolean> {
  const gates = args.includes("--gates")
  const asked = args.filter((arg) => !arg.startsWith("-"))
  const measured: Group[] = []
  let good = true
  for (const one of asked.length === 0 ? Object.keys(GROUPS) : asked) {
    const [name = "", parts = ""] = one.split(":")
    const group = GROUPS[name]
    if (group === undefined) {
      console.error(`there is no group ${name}: ${Object.keys(GROUPS).join(", ")}`)
      return false
    }
    try {
      const result = await group(parts.split(",").filter((part) => part !== ""))
      console.log(render(result))
      measured.push(result)
      if (gates && result.rows.some((row) => row.gate && !meets(row))) good = false
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error)
      console.error(`== ${name}: ${error instanceof Missing ? "skipped" : "failed"}\n${text}\n`)
      if (!(error instanceof Missing)) good = false
    }
  }
  save(measured)
  return good
}

process.exitCode = await main(process.argv.slice(2)) ? 0 : 1
