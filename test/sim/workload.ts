// What the clients of a run do: a few people, few names and versions, so that they meet.

import { openCheckpoint } from "../log/note.ts"
import {
  anyIsolate, ask, jsonOf, sizeOf, textOf, write, type Person, type Run, type Spare,
} from "./client.ts"
import { noteClaimed, notePublished, noteSent, versionId, type Publish } from "./history.ts"
import { changeVersion, removeVersion, transferPackage } from "./life.ts"
import { readNewest } from "./newest.ts"
import { archiveOf, checksumOf } from "./registry.ts"

/** Two people with a scope each, while all is calm. */
export async function begin(run: Run): Promise<void> {
  for (const [name, scope] of [["alice", "acme"], ["bob", "zed"]] as const) {
    const isolate = anyIsolate(run)
    const user = await ask(run, isolate, "/v1/admin/users", { token: run.admin, json: { name } })
    if (user?.status !== 201) throw new Error(`no user: ${user === null ? "" : textOf(user)}`)
    const token = String(jsonOf(user)["token"])
    run.people.push({ name, scope, token, spare: [] })
    const claimed = await ask(run, isolate, "/v1/scopes", { token, json: { name: scope } })
    if (claimed?.status !== 201) throw new Error("no scope")
    noteClaimed(run.history, scope, name, sizeOf(claimed))
  }
}

const PACKAGES = ["one", "two"]
/** The package of a scope that depends on others. */
const TOP = "top"
const VERSIONS = ["1.0.0", "1.1.0", "2.0.0-a.1"]
const VARIANTS = 2

async function publish(run: Run): Promise<void> {
  const { random } = run
  const person = random.pick(run.people)
  const name = `@${person.scope}/${random.pick(PACKAGES)}`
  const version = random.pick(VERSIONS)
  const wantsPromise = random.below(3) === 0
  // Bytes that nobody else sends show whether what was refused was published nevertheless.
  const alone = wantsPromise && random.below(2) === 0
  const archive = archiveOf(name, version, alone ? run.requests + 10 : random.below(VARIANTS))
  const sent = { name, version, archive, checksum: checksumOf(archive) }
  const spare = random.below(4) === 0 ? person.spare.at(-1) : undefined
  await send(run, { sent, person, spare, wantsPromise, alone })
}

/** A version that depends on one of somebody's, which may be withdrawn by now. */
async function publishDependent(run: Run): Promise<void> {
  const { random, history } = run
  const known = [...history.published.values()].filter((one) => !one.name.endsWith(`/${TOP}`))
  if (known.length === 0) return
  const person = random.pick(run.people)
  const needed = random.pick(known)
  const [name, version] = [`@${person.scope}/${TOP}`, random.pick(VERSIONS)]
  const archive = archiveOf(name, version, 0, { [needed.name]: needed.version })
  const sent = { name, version, archive, checksum: checksumOf(archive) }
  await send(run, { sent, person, depends: true })
}

type Sending = {
  sent: Publish; person: Person; spare?: Spare | undefined; wantsPromise?: boolean; alone?: boolean
  depends?: boolean
}

async function send(
  run: Run, { sent, person, spare, wantsPromise = false, alone = false, depends = false }: Sending,
): Promise<void> {
  const { history } = run
  const { name, archive } = sent
  const token = spare?.token ?? person.token
  const endedMs = history.revoked.get(token)
  const wasRemoved = history.removed.has(versionId(sent))
  noteSent(history, sent)
  const prefer = wantsPromise ? { prefer: "respond-async" } : {}
  const call = { token, archive, ...prefer }
  const path = `/v1/packages/${name}/publish`
  // What was answered 503 may be published too: who repeats it is not alone.
  const answer = alone ? await ask(run, anyIsolate(run), path, call) : await write(run, path, call)
  if (answer === null) return
  if (answer.status === 202) {
    const id = String(jsonOf(answer)["id"])
    history.promised.push({ ...sent, id, user: person.name, token, alone })
    return
  }
  if (answer.status === 201 || answer.status === 200) {
    if (endedMs !== undefined) history.violated(`${versionId(sent)}: published with a dead token`)
    if (wasRemoved) history.violated(`${versionId(sent)}: published after its removal`)
    const said = jsonOf(answer)["checksum"]
    if (said !== sent.checksum) history.violated(`${versionId(sent)}: answered ${String(said)}`)
    notePublished(history, sent, run.clock.nowMs(), sizeOf(answer))
  } else if (answer.status === 403) {
    if (!history.offered.has(name)) history.violated(`publish of ${versionId(sent)}: 403`)
  } else if (answer.status === 409) {
    if (history.withheld.has(versionId(sent))) return
    if (history.sent.get(versionId(sent))?.size === 1) {
      history.violated(`${versionId(sent)}: ${textOf(answer)}, and nobody sent other bytes`)
    }
  } else if (answer.status === 401) {
    if (spare === undefined) history.violated(`a live token is refused: ${textOf(answer)}`)
  } else if (answer.status === 422 && depends) {
    return
  } else if (answer.status !== 503 && jsonOf(answer)["code"] !== "quota_exceeded") {
    history.violated(`publish of ${versionId(sent)}: ${answer.status} ${textOf(answer)}`)
  }
}

/**
 * Several bring the same bytes, of which some arrive late, and what one of them has published is
 * removed at once.
 */
async function removeAtOnce(run: Run): Promise<void> {
  const person = run.random.pick(run.people)
  const [name, version] = [`@${person.scope}/${run.random.pick(PACKAGES)}`, "3.0.0"]
  const archive = archiveOf(name, version, 0)
  const sent = { name, version, archive, checksum: checksumOf(archive) }
  const sending = Array.from({ length: 3 }, () => send(run, { sent, person }))
  await Promise.race(sending)
  await removeVersion(run, versionId(sent))
  await Promise.all(sending)
}

async function issueToken(run: Run): Promise<void> {
  const person = run.random.pick(run.people)
  const json = { name: "spare", scopes: ["publish"] }
  const answer = await write(run, "/v1/tokens", { token: person.token, json })
  if (answer?.status !== 201) return
  const { id, token } = jsonOf(answer) as { id: string; token: string }
  person.spare.push({ id, token })
}

async function revokeToken(run: Run): Promise<void> {
  const person = run.random.pick(run.people)
  const spare = person.spare.at(-1)
  if (spare === undefined) return
  run.history.asked.add(spare.token)
  const call = { method: "DELETE", token: person.token }
  const answer = await write(run, `/v1/tokens/${spare.id}`, call)
  if (answer !== null && answer.status < 300) {
    if (!run.history.revoked.has(spare.token)) {
      run.history.revoked.set(spare.token, run.clock.nowMs())
    }
    await writeAsRevoked(run, spare.token)
  }
}

/** No copy that any isolate may have of the user lets a write through. */
async function writeAsRevoked(run: Run, token: string): Promise<void> {
  for (const isolate of run.registry.isolates) {
    const answer = await ask(run, isolate, "/v1/tokens", { token, json: { name: "dead" } })
    if (answer !== null && ![401, 429, 503].includes(answer.status)) {
      run.history.violated(`a write with a revoked token: ${answer.status} ${textOf(answer)}`)
    }
  }
}

async function claimScope(run: Run): Promise<void> {
  const person = run.random.pick(run.people)
  const call = { token: person.token, json: { name: "shared" } }
  const answer = await write(run, "/v1/scopes", call)
  if (answer?.status === 201 || answer?.status === 200) {
    noteClaimed(run.history, "shared", person.name, sizeOf(answer))
  }
}

/** As old as API 2 lets an answer be, and what a request itself may take. */
const STALE_MS = 60_000

async function read(run: Run): Promise<void> {
  const { random, history, clock } = run
  const beganMs = clock.nowMs()
  const known = [...history.published.values()].filter(({ atMs }) => atMs <= beganMs)
  if (known.length === 0) return
  const one = random.pick(known)
  const base = `/v1/packages/${one.name}`
  const isolate = anyIsolate(run)
  const kind = random.below(3)
  const path = kind === 0 ? `${base}/versions`
    : kind === 1 ? `${base}/${one.version}/metadata` : `${base}/${one.version}/download`
  const answer = await ask(run, isolate, path)
  if (answer === null || answer.status === 503) return
  if (history.withheld.has(versionId(one)) && [410, 451].includes(answer.status)) return
  const removedMs = history.removed.get(versionId(one))?.atMs ?? Infinity
  if (answer.status !== 200) history.violated(`${path}: ${answer.status} after its publish`)
  else if (kind === 0 && beganMs - one.atMs > STALE_MS && !textOf(answer).includes(one.version)) {
    history.violated(`${path}: older than a minute`)
  } else if (kind === 1 && jsonOf(answer)["checksum"] !== one.checksum) {
    history.violated(`${path}: of other bytes`)
  } else if (kind === 2 && checksumOf(answer.body) !== one.checksum) {
    history.violated(`${path}: other bytes`)
  } else if (kind === 2 && beganMs - removedMs > STALE_MS) {
    history.violated(`${path}: a minute after its removal`)
  }
}

async function readAsRevoked(run: Run): Promise<void> {
  const dead = [...run.history.revoked]
    .filter(([, atMs]) => run.clock.nowMs() - atMs > STALE_MS)
  if (dead.length === 0) return
  const [token] = run.random.pick(dead)
  const answer = await ask(run, anyIsolate(run), "/v1/me", { token })
  if (answer?.status === 200) run.history.violated("a revoked token is honoured after a minute")
}

/** A look at the checkpoint: it never goes back behind one that was seen before. */
async function watchLog(run: Run): Promise<void> {
  const { history } = run
  const before = Math.max(0, ...history.checkpoints.map(({ size }) => size))
  const isolate = anyIsolate(run)
  const key = await ask(run, isolate, "/v1/log/key")
  const answer = await ask(run, isolate, "/v1/log/checkpoint")
  if (key?.status !== 200 || answer?.status !== 200) return
  const checkpoint = openCheckpoint(textOf(answer), textOf(key))
  if (checkpoint.size < before) history.violated(`the log shrank: ${before} to ${checkpoint.size}`)
  history.checkpoints.push(checkpoint)
}

/** All copies are lost, or the power goes, or time passes. */
async function disturb({ random, clock, registry }: Run): Promise<void> {
  const kind = random.below(4)
  if (kind === 0) registry.kv.empty()
  else if (kind === 1) registry.objects.killAll()
  else await clock.sleep(random.below(70_000))
}

const DEEDS = [
  publish, publish, publish, publish, publishDependent, read, read, read, readNewest, readNewest,
  issueToken, revokeToken, claimScope, changeVersion, changeVersion, changeVersion, transferPackage,
  transferPackage, readAsRevoked, removeAtOnce, disturb, watchLog,
] as const

/** One client: so many deeds, one after the other, with pauses. */
export async function client(run: Run, deeds: number): Promise<void> {
  for (let i = 0; i < deeds; i++) {
    await run.clock.sleep(run.random.below(run.random.below(5) === 0 ? 3_000 : 100))
    await run.random.pick(DEEDS)(run)
  }
}
