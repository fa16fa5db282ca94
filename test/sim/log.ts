// The transparency log as an outsider sees it, whenever a checkpoint has landed and at the end of a
// run: every entry and tile, and that it continues all that was seen of it before.

import { verifyLog, verifyProof, type Fetched, type Log } from "../log/outsider.ts"
import type { Isolate } from "./isolates.ts"
import { ask, jsonOf, textOf, type Run } from "./client.ts"

const CHECKPOINT = "log/checkpoint"

/** From now on every checkpoint is read the moment it lands, with all that it speaks for. */
export async function watchLog(run: Run): Promise<void> {
  const { history, registry: { buckets, fresh } } = run
  const key = await ask(run, fresh(), "/v1/log/key")
  if (key?.status !== 200) throw new Error("the log has no key")
  const get = async (path: string): Promise<Fetched> => {
    const found = await buckets.truth.get("PUBLIC", `log/${path}`)
    const headers = new Headers({ "content-type": "application/octet-stream" })
    const bytes = Buffer.from(found?.body ?? [])
    return { status: found === null ? 404 : 200, headers, bytes }
  }
  buckets.watch(async (landed) => {
    if (landed !== CHECKPOINT) return
    try {
      const { checkpoint } = await verifyLog(get, textOf(key), history.checkpoints)
      history.checkpoints.push(checkpoint)
    } catch (error) {
      history.violated(`a checkpoint: ${error instanceof Error ? error.message : String(error)}`)
    }
  })
}

/** The log is whole, has grown only, and has exactly what is listed. */
export async function judgeLog(
  run: Run, isolate: Isolate, listed: ReadonlyMap<string, number | null>,
): Promise<void> {
  const key = await ask(run, isolate, "/v1/log/key")
  if (key?.status !== 200) throw new Error("the log has no key")
  const get = async (path: string): Promise<Fetched> => {
    const answer = await ask(run, isolate, `/v1/log/${path}`)
    if (answer === null) throw new Error(`${path}: gone`)
    return { ...answer, bytes: Buffer.from(answer.body) }
  }
  try {
    const log = await verifyLog(get, textOf(key), run.history.checkpoints)
    judgeLeaves(run, log, listed)
    const [id] = listed.keys()
    if (id !== undefined) await judgeProof(run, isolate, id, textOf(key))
  } catch (error) {
    run.history.violated(`the log: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function judgeLeaves(run: Run, { leaves }: Log, listed: ReadonlyMap<string, number | null>): void {
  const { history } = run
  const seqs = new Map<string, number>()
  const found = new Set<string>()
  leaves.forEach(({ type, package: name = "", version = "", seq }, index) => {
    if (name === "") return
    const id = `${name} ${version}`
    if (seq !== (seqs.get(name) ?? 0) + 1) history.violated(`${id}: seq ${seq} out of order`)
    seqs.set(name, seq ?? 0)
    if (type !== "publish") return
    if (found.has(id)) history.violated(`${id}: twice in the log`)
    found.add(id)
    if (listed.get(id) !== index) {
      history.violated(`${id}: leaf ${index}, listed with ${listed.get(id)}`)
    }
  })
  for (const id of listed.keys()) {
    if (!found.has(id)) history.violated(`${id}: live, and not in the log`)
  }
}

async function judgeProof(run: Run, isolate: Isolate, id: string, key: string): Promise<void> {
  const path = `/v1/packages/${id.replace(" ", "/")}/proof`
  const answer = await ask(run, isolate, path)
  if (answer?.status !== 200) throw new Error(`${path}: ${answer?.status}`)
  const { index, leaf, proof } = jsonOf(answer)
  const shown = verifyProof(String(proof), Buffer.from(String(leaf), "base64"), key)
  if (shown !== index) throw new Error(`${path}: of leaf ${shown}, not ${String(index)}`)
}
