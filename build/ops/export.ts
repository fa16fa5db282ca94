// `npm run export -- DIR [--remote]`: writes all that an installation cannot make again, and what
// it serves, into a new folder: both buckets whole, the states of the objects among them, and when
// tokens were last used. `npm run import` makes an installation of it.
//
// Nothing may be written to the registry meanwhile: what is told by the log and by an object would
// not be of one moment. Whether that was so is looked at in the end. A promised publish that has
// not ended does not go on in an import: its client publishes again. The deployment's secrets are
// in no bucket, and so not in an export.

import { parseArgs } from "node:util"
import { newFolder, store, writeManifest, type Line } from "./archive.ts"
import {
  BUCKETS, each, listAll, listKeys, open, read, type Installation,
} from "./installation.ts"

const USED_PREFIX = "used/"

export async function exportTo(folder: string, from: Installation): Promise<number> {
  newFolder(folder)
  const before = await moment(from)
  const lines: Line[] = []
  for (const name of BUCKETS) {
    lines.push(...await each(await listAll(from.buckets[name]), async ({ key }) =>
      store(folder, name, key, await read(from.buckets[name], key))))
  }
  lines.push(...await each(await listKeys(from.kv, USED_PREFIX), async (key) =>
    store(folder, "KV", key, Buffer.from(await from.kv.get(key) ?? ""))))
  if (await moment(from) !== before) {
    throw new Error("something was written to the registry meanwhile; export again")
  }
  writeManifest(folder, lines)
  return lines.length
}

/** The log as it is, and the newest entry of the audit, whose keys count down. */
async function moment({ buckets }: Installation): Promise<string> {
  const checkpoint = await buckets.PUBLIC.head("log/checkpoint")
  const newest = await buckets.STATE.list({ prefix: "audit/", limit: 1 })
  return `${checkpoint?.etag ?? ""} ${newest.objects[0]?.key ?? ""}`
}

async function main(): Promise<void> {
  const { values, positionals: [folder] } = parseArgs({
    allowPositionals: true, options: { remote: { type: "boolean", default: false } },
  })
  if (folder === undefined) throw new Error("name a folder: npm run export -- DIR")
  const installation = await open(values.remote)
  try {
    console.log(`${await exportTo(folder, installation)} objects of ${installation.name}`)
  } finally {
    await installation.close()
  }
}

if (import.meta.main) await main()
