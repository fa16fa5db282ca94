// A registry in which everything has happened once: what the operator's tools are tried on.

import assert from "node:assert/strict"
import { manifest, packFiles, smallPackage } from "../e2e/archives.ts"
import { newUser, type Answer, type Client } from "../e2e/registry.ts"

/** Whose tokens must work as long as the registry lives; `ended` must not. */
export type People = { alice: string; bob: string; second: string; ended: string }

type Write = (path: string, token: string | undefined, body?: object) => Promise<Answer>

function writer(ask: Client): Write {
  return async (path, token, body) => {
    const answer = await ask(path, {
      method: "POST", ...(token === undefined ? {} : { token }),
      ...(body === undefined ? {} : { body }),
    })
    assert.ok(answer.status < 300, `${path}: ${answer.status} ${String(answer.bytes)}`)
    return answer
  }
}

/** Publishes a small package; `needs` are its dependencies. */
export async function publish(
  ask: Client, token: string, name: string, version: string, needs: Record<string, string> = {},
): Promise<void> {
  const lines = Object.entries(needs).map(([one, wanted]) => `"${one}" = "${wanted}"`)
  const archive = lines.length === 0 ? smallPackage(name, version) : packFiles({
    "oripk.toml": manifest(name, version, `\n[dependencies]\n${lines.join("\n")}\n`),
    "src/lib.ori": "// Needs others.\n",
  })
  const answer = await ask(`/v1/packages/${name}/publish`, {
    method: "POST", token, body: archive, headers: { "content-type": "application/gzip" },
  })
  assert.equal(answer.status, 201, `${name} ${version}: ${String(answer.bytes)}`)
}

async function people(ask: Client, write: Write): Promise<People> {
  const users = await Promise.all(["alice", "bob", "carol"].map((name) => newUser(ask, name)))
  const [alice, bob, carol] = users as [string, string, string]
  const claims: [string, string?][] = [["alpha", alice], ["beta", bob], ["ori"]]
  await Promise.all(claims.map(([name, token]) => write("/v1/scopes", token, { name })))
  const token = async (name: string) =>
    (await write("/v1/tokens", alice, { name, scopes: ["publish"] })).json
  const [second, ended] = [await token("second"), await token("ended")]
  await ask(`/v1/tokens/${String(ended["id"])}`, { method: "DELETE", token: alice })
  for (const [method, user] of [["PUT", "carol"], ["PUT", "bob"], ["DELETE", "carol"]] as const) {
    const done = await ask(`/v1/scopes/alpha/owners/${user}`, { method, token: alice })
    assert.equal(done.status, 200)
  }
  await ask("/v1/me", { token: carol })
  await ask("/v1/admin/users/carol", { method: "PATCH", body: { disabled: true } })
  return { alice, bob, second: String(second["token"]), ended: String(ended["token"]) }
}

/** Packages side by side, each in order: a key is put once a second at most. */
async function publishes(ask: Client, { alice, bob, second }: People): Promise<void> {
  const small = ["law", "moved", "offered", "withheld"]
  await Promise.all([
    ...["1.0.0", "1.1.0", "2.0.0-rc.1"].map((one) => publish(ask, second, "@alpha/base", one)),
    ...["1.0.0", "1.1.0"].map((version) => publish(ask, alice, "@alpha/gone", version)),
    ...small.map((name) => publish(ask, alice, `@alpha/${name}`, "1.0.0")),
  ])
  await publish(ask, alice, "@alpha/app", "1.0.0", { "@alpha/base": "1.1.0" })
  await publish(ask, bob, "@beta/top", "1.0.0", { "@alpha/app": "1.0.0" })
}

type Act = [path: string, body: object, token?: string]

/** What becomes of each package, in order. */
function lives({ alice, bob }: People): Act[][] {
  const own = (act: string, body: object, token = alice): Act =>
    [`/v1/packages/@alpha/${act}`, body, token]
  const operate = (act: string, body: object): Act => [`/v1/admin/packages/@alpha/${act}`, body]
  const replaced = { message: "see base", replaced_by: "@alpha/base" }
  return [
    [
      own("base/1.0.0/yank", { reason: "too old" }), own("base/2.0.0-rc.1/yank", {}),
      own("base/2.0.0-rc.1/unyank", {}),
    ],
    [
      own("moved/1.0.0/deprecate", replaced), own("moved/transfer", { to: "@beta" }),
      own("moved/transfer", { accept: true }, bob),
    ],
    [
      operate("app/1.0.0/quarantine", { reason: "looked at" }),
      operate("app/1.0.0/release", { reason: "fine" }),
    ],
    [operate("withheld/1.0.0/quarantine", { reason: "looked at" })],
    [operate("gone/1.0.0/remove", { reason: "malware", kind: "security" })],
    [operate("law/1.0.0/remove", { reason: "a court", kind: "legal" })],
    [own("offered/transfer", { to: "@beta" })],
  ]
}

/** All that can become of a package; answers the tokens. */
export async function runScenario(ask: Client): Promise<People> {
  const write = writer(ask)
  const tokens = await people(ask, write)
  await publishes(ask, tokens)
  await Promise.all(lives(tokens).map(async (acts) => {
    for (const [path, body, token] of acts) await write(path, token, body)
  }))
  await publish(ask, tokens.bob, "@alpha/moved", "1.1.0")
  return tokens
}

/** Every read, but for what tells of this process or of the moment. */
export const READS = [
  "/v1", "/v1/scopes?limit=100", "/v1/scopes/alpha", "/v1/scopes/beta", "/v1/scopes/ori",
  "/v1/log/checkpoint", "/v1/log/key", "/v1/admin/users?limit=100", "/v1/openapi.json",
  ...[
    ["@alpha/base", "1.0.0", "1.1.0", "2.0.0-rc.1"], ["@alpha/app", "1.0.0"],
    ["@beta/top", "1.0.0"], ["@alpha/gone", "1.0.0", "1.1.0"], ["@alpha/law", "1.0.0"],
    ["@alpha/moved", "1.0.0", "1.1.0"], ["@alpha/offered", "1.0.0"],
    ["@alpha/withheld", "1.0.0"],
  ].flatMap(([name, ...versions]) => [
    `/v1/packages/${name}`, `/v1/packages/${name}/versions`,
    ...versions.flatMap((version) => ["metadata", "closure", "download", "proof"]
      .map((what) => `/v1/packages/${name}/${version}/${what}`)),
  ]),
]
