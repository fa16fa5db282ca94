// Performing effects: what an object wants done outside of itself.

import type { Kv, ObjectStore, Objects } from "./capability/capabilities.ts"
import type { Effect } from "./decision.ts"
import { within } from "./within.ts"
import { writer } from "./wire.ts"

/** Shorter than the times after which a decision counts an effect as lost. */
const PATIENCE_MS = 9_000
const WORK_PATIENCE_MS = 55_000
/** Of those that are performed together one that hangs must not hide what the others gave. */
const PATIENCE_EACH_MS = 8_500

const NOTHING = new Uint8Array(0)
const ENCODER = new TextEncoder()

export type Outside = {
  objectStore: ObjectStore
  kv: Kv
  objects: Objects
  /** Has the requests' module work on a stored body, as on a request; what it answers. */
  work(bucket: string, key: string, request: Uint8Array): Promise<Uint8Array>
  /**
   * Writes a row of the object, in the turn in which it is called: an instance that the platform
   * has superseded fails there, and its put stays behind the gate that waits for the row.
   */
  fence(): void
}

export function performer(outside: Outside): (effect: Effect) => Promise<Uint8Array> {
  return (effect) =>
    within(effect.kind === "work" ? WORK_PATIENCE_MS : PATIENCE_MS, perform(outside, effect))
}

/** What became of an effect; a failure's result is its message. */
export type Outcome = { ok: boolean; result: Uint8Array }

export async function outcomeOf(work: Promise<Uint8Array>): Promise<Outcome> {
  try {
    return { ok: true, result: await work }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return { ok: false, result: ENCODER.encode(message) }
  }
}

async function together(outside: Outside, effects: Effect[]): Promise<Uint8Array> {
  const outcomes = await Promise.all(effects.map((one) =>
    outcomeOf(within(PATIENCE_EACH_MS, perform(outside, one)))))
  const wire = writer()
  for (const { ok, result } of outcomes) wire.bool(ok).data(result)
  return wire.done()
}

async function perform(outside: Outside, effect: Effect): Promise<Uint8Array> {
  const { objectStore, kv, objects } = outside
  switch (effect.kind) {
    case "put":
      return ENCODER.encode(await put(outside, effect))
    case "kvPut":
      await kv.put(effect.key, effect.value)
      return NOTHING
    case "kvDelete":
      await kv.delete(effect.key)
      return NOTHING
    case "call":
      return objects.call(effect.to, effect.name, effect.request)
    case "delete":
      outside.fence()
      await objectStore.delete(effect.bucket, effect.key)
      return NOTHING
    case "work":
      return outside.work(effect.bucket, effect.key, effect.request)
    case "together":
      return together(outside, effect.effects)
    case "list": {
      const page = await objectStore.list(effect.bucket, effect.prefix, effect.after, effect.limit)
      return writer().texts(page.keys).bool(page.more).done()
    }
    case "get": {
      const found = await objectStore.get(effect.bucket, effect.key)
      if (found === null) return writer().bool(false).done()
      return writer().bool(true).text(found.etag).data(found.body).done()
    }
  }
}

/** The new etag; empty when the condition did not hold. */
async function put(
  { objectStore, fence }: Outside, effect: Effect & { kind: "put" },
): Promise<string> {
  const { bucket, key, body, condition } = effect
  if (condition !== "*") fence()
  try {
    return await objectStore.put(bucket, key, body, condition)
  } catch (error) {
    // Two puts of one key within a second: if the object is there now, it was not absent.
    if (condition === "*" && await objectStore.head(bucket, key) !== null) return ""
    throw error
  }
}
