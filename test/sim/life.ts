// What clients of a run do to versions after their publish, and to who owns a package; and at its
// end: whether documents, objects and the log tell the same story.

import { ask, jsonOf, sizeOf, textOf, write, type Run } from "./client.ts"
import { versionId } from "./history.ts"
import type { Isolate } from "./isolates.ts"

export type State = {
  version: string
  checksum: string
  log_index: number | null
  yanked: boolean
  deprecated: string | null
  quarantined: boolean
  removed: boolean
}

type Leaf = {
  type: string; package?: string; seq: number; version: string; deprecated: boolean; to: string
}

const OWNERS_DO: readonly [string, object][] = [
  ["yank", { reason: "simulated" }], ["yank", {}], ["unyank", {}], ["unyank", {}],
  ["deprecate", { message: "one" }], ["deprecate", { message: "two" }],
  ["deprecate", { message: "" }],
]
const OPERATORS_DO: readonly [string, object][] = [
  ["quarantine", { reason: "simulated" }], ["release", { reason: "simulated" }],
  ["quarantine", { reason: "simulated" }], ["release", { reason: "simulated" }],
  ["remove", { reason: "simulated", kind: "security" }],
  ["remove", { reason: "simulated", kind: "legal" }],
]

/** A change of some version that is published, or is being published, as far as anybody knows. */
export async function changeVersion(run: Run): Promise<void> {
  const { random, history } = run
  const sent = [...history.sent.keys()]
  if (sent.length === 0) return
  const id = random.pick(sent)
  const operator = random.below(3) === 0
  await change(run, id, operator, random.pick(operator ? OPERATORS_DO : OWNERS_DO))
}

export async function removeVersion(run: Run, id: string): Promise<void> {
  await change(run, id, true, ["remove", { reason: "simulated", kind: "security" }])
}

async function change(
  run: Run, id: string, operator: boolean, [verb, json]: readonly [string, object],
): Promise<void> {
  const { random, history } = run
  const [name = "", version = ""] = id.split(" ")
  const isPublished = history.published.has(id)
  if (operator) history.withheld.add(id)
  const base = operator ? "/v1/admin/packages" : "/v1/packages"
  const token = operator ? run.admin : random.pick(run.people).token
  const answer = await write(run, `${base}/${name}/${version}/${verb}`, { token, json })
  if (answer === null || answer.status === 503 || answer.status === 429) return
  if (answer.status === 200) {
    if (verb === "remove" && !history.removed.has(id)) {
      history.removed.set(id, { atMs: run.clock.nowMs(), size: sizeOf(answer) })
    }
  } else if (answer.status === 409) {
    if (!history.withheld.has(id)) history.violated(`${verb} of ${id}: ${textOf(answer)}`)
  } else if (answer.status === 404 ? isPublished : answer.status !== 403 || operator) {
    history.violated(`${verb} of ${id}: ${answer.status} ${textOf(answer)}`)
  }
}

/** A step of a transfer, by somebody to whom it may or may not be allowed. */
export async function transferPackage(run: Run): Promise<void> {
  const { random, history } = run
  const known = [...history.published.values()]
  if (known.length === 0) return
  const { name } = random.pick(known)
  const to = random.pick(run.people)
  const json = random.pick([
    { to: to.scope }, { to: to.scope }, { accept: true }, { accept: true }, { cancel: true },
  ])
  history.offered.add(name)
  const { token } = random.pick(run.people)
  const answer = await write(run, `/v1/packages/${name}/transfer`, { token, json })
  if (answer === null) return
  if (![200, 202, 403, 409, 503].includes(answer.status)) {
    history.violated(`transfer of ${name}: ${answer.status} ${textOf(answer)}`)
  }
}

/** All leaves of the log, in its order. */
async function leavesOf(run: Run, isolate: Isolate): Promise<Leaf[]> {
  const checkpoint = await ask(run, isolate, "/v1/log/checkpoint")
  const size = Number(checkpoint === null ? 0 : textOf(checkpoint).split("\n")[1])
  if (size === 0) return []
  const path = `/v1/log/tile/entries/000${size === 256 ? "" : `.p/${size}`}`
  const answer = await ask(run, isolate, path)
  if (answer?.status !== 200 || size > 256) throw new Error(`no entries of ${size} leaves`)
  const leaves: Leaf[] = []
  const bundle = Buffer.from(answer.body)
  for (let at = 0; at < bundle.length;) {
    const end = at + 2 + bundle.readUInt16BE(at)
    leaves.push(JSON.parse(bundle.subarray(at + 2, end).toString()) as Leaf)
    at = end
  }
  return leaves
}

type Told = { yanked: boolean; deprecated: boolean; quarantined: boolean; removed: boolean }

/** What a mirror would know of a package that reads nothing but the log. */
function replay(leaves: Leaf[], owner: string): { owner: string; versions: Map<string, Told> } {
  const versions = new Map<string, Told>()
  let now = owner
  for (const leaf of leaves) {
    const known = versions.get(leaf.version)
      ?? { yanked: false, deprecated: false, quarantined: false, removed: false }
    if (leaf.type === "transfer") now = leaf.to
    else versions.set(leaf.version, { ...known, ...effectOf(leaf) })
  }
  return { owner: now, versions }
}

function effectOf(leaf: Leaf): Partial<Told> {
  switch (leaf.type) {
    case "yank": return { yanked: true }
    case "unyank": return { yanked: false }
    case "deprecate": return { deprecated: leaf.deprecated }
    case "quarantine": return { quarantined: true }
    case "release": return { quarantined: false }
    case "remove": return { removed: true }
    default: return {}
  }
}

/** The documents say what the log says, no more and no less. */
export async function judgeLife(
  run: Run, isolate: Isolate, name: string, listed: State[],
): Promise<void> {
  const { history } = run
  const leaves = (await leavesOf(run, isolate)).filter((leaf) => leaf.package === name)
  leaves.forEach((leaf, at) => {
    if (leaf.seq !== at + 1) history.violated(`${name}: leaf ${at + 1} has the number ${leaf.seq}`)
  })
  const told = replay(leaves, `@${scopeOf(name)}`)
  for (const state of listed) {
    const { yanked, quarantined, removed } = state
    const shown = { yanked, deprecated: state.deprecated !== null, quarantined, removed }
    const logged = told.versions.get(state.version)
    const id = versionId({ name, version: state.version })
    for (const key of Object.keys(shown) as (keyof Told)[]) {
      if (shown[key] !== logged?.[key]) {
        history.violated(`${id}: ${key} is ${shown[key]}, the log says ${logged?.[key]}`)
      }
    }
    if (history.removed.has(id) && !removed) history.violated(`${id}: its removal is lost`)
  }
  await judgeOwner(run, isolate, name, told.owner)
}

async function judgeOwner(run: Run, isolate: Isolate, name: string, owner: string): Promise<void> {
  const answer = await ask(run, isolate, `/v1/packages/${name}`)
  const said = answer?.status === 200 ? jsonOf(answer)["owner"] : null
  if (said !== owner) run.history.violated(`${name}: of ${String(said)}, the log says ${owner}`)
  for (const { scope } of run.people) {
    const list = await ask(run, isolate, `/v1/scopes/${scope}`)
    const packages = list?.status === 200 ? jsonOf(list)["packages"] as string[] : []
    if (packages.includes(name) !== (owner === `@${scope}`)) {
      run.history.violated(`${name}: of ${owner}, and @${scope} lists ${packages.join(" ")}`)
    }
  }
}

function scopeOf(name: string): string {
  return name.slice(1).split("/")[0] ?? ""
}

/** What a download must answer, by the state of its version. */
export function downloadStatus({ removed, quarantined }: State): number {
  if (removed) return 410
  return quarantined ? 451 : 200
}
