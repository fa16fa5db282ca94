// Archives that come slowly: how long a client's line takes does not count as the registry's work,
// and what takes too long for an answer is promised.

import assert from "node:assert/strict"
import { checkAll } from "./calm.ts"
import { ask, jsonOf, textOf, type Run } from "./client.ts"
import type { Answer } from "./isolates.ts"
import { modules } from "./modules.ts"
import { archiveOf } from "./registry.ts"

/** Longer than anything waits for the processor. */
const UPLOAD_MS = 90_000

await checkAll(modules(), [
  { name: "a validation of what came slowly", work: validation },
  { name: "a publish of what came slowly", work: publish },
])

async function validation(run: Run): Promise<void> {
  const answer = await send(run, "validate")
  assert.equal(answer.status, 200, textOf(answer))
}

async function publish(run: Run): Promise<void> {
  const answer = await send(run, "publish")
  assert.ok([201, 202].includes(answer.status), textOf(answer))
  await run.clock.sleep(60_000)
  const { versions } = jsonOf(await answered(run, "/v1/packages/@acme/slow/versions"))
  assert.deepEqual((versions as { version: string }[]).map((one) => one.version), ["1.0.0"])
}

function send(run: Run, verb: string): Promise<Answer> {
  const archive = archiveOf("@acme/slow", "1.0.0", 0)
  return answered(run, `/v1/packages/@acme/slow/${verb}`, { archive, uploadMs: UPLOAD_MS })
}

async function answered(run: Run, path: string, call: object = {}): Promise<Answer> {
  const [isolate] = run.registry.isolates
  assert.ok(isolate !== undefined)
  const answer = await ask(run, isolate, path, { ...call, token: run.people[0]?.token ?? "" })
  assert.ok(answer !== null)
  return answer
}
