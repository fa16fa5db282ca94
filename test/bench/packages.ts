// Packages to publish, and how: the registry takes the archive, npm's protocol a document that
// holds it.

import { createHash, randomBytes } from "node:crypto"
import { manifest, packFiles } from "../e2e/archives.ts"
import { pause } from "./process.ts"
import type { Server } from "./servers.ts"

export type Package = { name: string; version: string; archive: Buffer }

/** A package of about so many bytes, which do not compress. */
export function makePackage(name: string, version: string, bytes: number): Package {
  const archive = packFiles({
    "oripk.toml": manifest(name, version),
    "README.md": `# ${name}\n\nMeasured.\n`,
    "src/lib.ori": "// Measured.\n\npub @one () -> int = 1;\n",
    "data.bin": randomBytes(bytes),
  })
  return { name, version, archive }
}

/** What a user's publish needs: where, and as whom. */
export type Publisher = { server: Server; token: string; scope: string }

async function post({ url }: Server, token: string, path: string, body: object): Promise<string> {
  const response = await fetch(url + path, {
    method: "POST", body: JSON.stringify(body),
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
  })
  const text = await response.text()
  if (response.status !== 201) throw new Error(`${path}: ${response.status} ${text}`)
  return text
}

/** Scopes of new users, who have ten each at most; together, since each waits for the log. */
export async function newPublishers(server: Server, count: number): Promise<Publisher[]> {
  const tokens = await Promise.all(
    Array.from({ length: Math.ceil(count / SCOPES_A_USER) }, async (_, i) => {
      const made = await post(server, server.token, "/v1/admin/users", { name: `user${i}` })
      return String((JSON.parse(made) as { token: string }).token)
    }))
  return Promise.all(Array.from({ length: count }, async (_, i) => {
    const token = tokens[Math.floor(i / SCOPES_A_USER)] ?? ""
    const scope = scopeName(i)
    await post(server, token, "/v1/scopes", { name: scope })
    return { server, token, scope }
  }))
}

const SCOPES_A_USER = 10

/** Names that the registry does not take for each other. */
export function scopeName(i: number): string {
  const hash = createHash("sha256").update(String(i)).digest("hex").replace(/[^a-f]/g, "")
  return `bench-${hash.slice(0, 16)}`
}

/** Busy is an answer to come back on: soon, and not all at once. */
const AGAIN_MS = 40

/** Publishes to the registry; how often it had to ask again. */
export async function publishOurs({ server, token }: Publisher, one: Package): Promise<number> {
  for (let again = 0; ; again++) {
    const response = await fetch(`${server.url}/v1/packages/${one.name}/publish`, {
      method: "POST", body: new Uint8Array(one.archive),
      headers: { authorization: `Bearer ${token}`, "content-type": "application/gzip" },
    })
    const text = await response.text()
    if (response.status === 201) return again
    if (response.status !== 503 && response.status !== 429) {
      throw new Error(`${one.name}: ${response.status} ${text}`)
    }
    await pause(AGAIN_MS * (1 + Math.random() * Math.min(again + 1, 8)))
  }
}

export async function publishNpm({ url }: Server, one: Package): Promise<void> {
  const response = await fetch(`${url}/${encodeURIComponent(one.name)}`, {
    method: "PUT", body: JSON.stringify(npmDocument(url, one)),
    headers: { "content-type": "application/json" },
  })
  const text = await response.text()
  if (response.status !== 201) throw new Error(`${one.name}: ${response.status} ${text}`)
}

function npmDocument(url: string, { name, version, archive }: Package): object {
  const file = `${name}-${version}.tgz`
  const digest = (kind: string, form: "hex" | "base64"): string =>
    createHash(kind).update(archive).digest(form)
  return {
    _id: name, name, description: "A package of the tests", "dist-tags": { latest: version },
    versions: {
      [version]: {
        name, version, description: "A package of the tests", license: "Apache-2.0",
        _id: `${name}@${version}`,
        dist: {
          shasum: digest("sha1", "hex"), integrity: `sha512-${digest("sha512", "base64")}`,
          tarball: `${url}/${name}/-/${file}`,
        },
      },
    },
    _attachments: {
      [file]: {
        content_type: "application/octet-stream", data: archive.toString("base64"),
        length: archive.length,
      },
    },
  }
}
