// `npm run probe:r2 [-- --local]`: measures on a real bucket what the registry relies on, and says
// what it found; ends with 1 when something differs. Everything happens under one prefix of the
// bucket PUBLIC, and is deleted again.
//
// The real bucket is reached by wrangler's login. Where there is no account, `--local` runs the
// same against Miniflare's, in a folder of its own: that shows that the probe works, not what
// Cloudflare does; Miniflare refuses no second put of a key, for one.

import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import type { R2Bucket } from "@cloudflare/workers-types"
import { open } from "./installation.ts"
import { PROBES, type Found } from "./probes.ts"

async function probe(bucket: R2Bucket, say: (line: string) => void): Promise<boolean> {
  const prefix = `probe-r2/${Date.now()}-${process.pid}/`
  let fine = true
  try {
    for (const { name, run } of PROBES) {
      const found = await run(bucket, `${prefix}${name.replaceAll(" ", "-")}/`)
      fine &&= found.holds !== false
      say(`${wordOf(found)} ${name}: ${found.what}`)
    }
  } finally {
    await clear(bucket, prefix)
  }
  return fine
}

function wordOf({ holds }: Found): string {
  if (holds === null) return "measured"
  return holds ? "holds   " : "DIFFERS "
}

async function clear(bucket: R2Bucket, prefix: string): Promise<void> {
  for (let more = true; more;) {
    const page = await bucket.list({ prefix })
    if (page.objects.length > 0) await bucket.delete(page.objects.map((one) => one.key))
    more = page.truncated
  }
}

async function main(): Promise<boolean> {
  const { values: { local } } = parseArgs({
    options: { local: { type: "boolean", default: false } },
  })
  const folder = mkdtempSync(join(tmpdir(), "ori-probe-"))
  const installation = await open(!local, folder)
  try {
    console.log(local ? "Miniflare's R2, not Cloudflare's" : installation.name)
    return await probe(installation.buckets.PUBLIC, (line) => console.log(line))
  } finally {
    await installation.close()
    rmSync(folder, { recursive: true })
  }
}

process.exitCode = await main() ? 0 : 1
