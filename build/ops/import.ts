// `npm run import -- DIR [--remote --url URL]`: makes an installation of an export. The folder is
// verified and the installation found empty before anything is written; then all objects are put,
// the log's checkpoint last, and the registry restores its own objects from them.
//
// The log goes on only under its own name and key: start with the same LOG_ORIGIN (locally the
// same PORT) and LOG_SIGNING_KEY as before. Locally the registry runs only as long as that takes;
// a real one must be deployed, at `--url`, with ADMIN_TOKEN in the environment here too.

import { parseArgs } from "node:util"
import { contentOf, readManifest, type Line } from "./archive.ts"
import { BUCKETS, create, each, open, type Bucket, type Installation } from "./installation.ts"
import { restoreObjects, withRegistry } from "./restore.ts"

const CHECKPOINT = "log/checkpoint"

/** Puts all that the folder has. */
export async function importFrom(folder: string, to: Installation): Promise<number> {
  const lines = readManifest(folder)
  await requireEmpty(to)
  const last = lines.filter(isCheckpoint)
  await each(lines.filter((line) => !isCheckpoint(line)), (line) => put(folder, line, to))
  await each(last, (line) => put(folder, line, to))
  return lines.length
}

function isCheckpoint({ bucket, key }: Line): boolean {
  return bucket === "PUBLIC" && key === CHECKPOINT
}

async function requireEmpty({ name, buckets, kv }: Installation): Promise<void> {
  const pages = await Promise.all(BUCKETS.map((one) => buckets[one].list({ limit: 1 })))
  const { keys } = await kv.list({ limit: 1 })
  if (keys.length > 0 || pages.some((page) => page.objects.length > 0)) {
    throw new Error(`${name} is not empty; nothing was written`)
  }
}

async function put(folder: string, line: Line, { buckets, kv }: Installation): Promise<void> {
  const bytes = contentOf(folder, line)
  if (line.bucket === "KV") await kv.put(line.key, Uint8Array.from(bytes).buffer)
  else await create(buckets[line.bucket as Bucket], line.key, bytes)
}

async function main(): Promise<void> {
  const { values: { remote, url }, positionals: [folder] } = parseArgs({
    allowPositionals: true,
    options: { remote: { type: "boolean", default: false }, url: { type: "string" } },
  })
  if (folder === undefined) throw new Error("name a folder: npm run import -- DIR")
  const token = process.env["ADMIN_TOKEN"]
  if (remote && (url === undefined || token === undefined)) {
    throw new Error("a real installation needs --url and ADMIN_TOKEN")
  }
  const installation = await open(remote)
  try {
    console.log(`${await importFrom(folder, installation)} objects into ${installation.name}`)
  } finally {
    await installation.close()
  }
  const restored = url !== undefined && token !== undefined
    ? await restoreObjects(url, token)
    : await withRegistry(restoreObjects)
  console.log(`${restored} objects of the registry restored`)
}

if (import.meta.main) await main()
