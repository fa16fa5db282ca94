// The registry as its users meet it: started as `make dev` starts it, over HTTP, killed and started
// again.

import assert from "node:assert/strict"
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs"
import { join } from "node:path"
import { changeAccounts, findAccounts } from "./accounts.ts"
import { checks } from "./checks.ts"
import {
  checkLog, checkLogByOthers, checkLogSizes, newWatcher, watchEmptyLog,
} from "./log.ts"
import {
  publishAgain, publishAll, publishUnderKill, readAll, readDetails, type Published,
} from "./publish.ts"
import { refuseAll, refuseWithoutProcessor } from "./refusals.ts"
import {
  client, endRegistry, newPlace, processorPid, startRegistry, type Place, type Running,
} from "./registry.ts"

const list = checks()
const { check } = list

/** Processes that have this place's folder in their environment or on their command line. */
function processesOf(place: Place): string[] {
  if (!existsSync("/proc/self/environ")) return []
  return readdirSync("/proc").filter((name) => /^\d+$/.test(name)).filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/environ`, "latin1").includes(place.folder)
    } catch {
      return false
    }
  })
}

async function refusesConnections(place: Place): Promise<void> {
  await assert.rejects(fetch(`${place.url}/v1/health`))
}

async function secrets({ place, token }: Running): Promise<void> {
  for (const name of ["operator-token", "log-key"]) {
    assert.equal(statSync(join(place.folder, name)).mode & 0o777, 0o600)
  }
  assert.match(token, /^ori_[A-Za-z0-9_-]{43}[0-9A-Za-z]{6}$/)
}

async function main(): Promise<boolean> {
  const place = await newPlace()
  let running = await startRegistry(place)
  try {
    const { token } = running
    const ask = client(place.url, token)
    const published: Published = new Map()
    await check("keeps its secrets to its owner", () => secrets(running))
    await check("is alive and ready", async () => {
      assert.equal((await ask("/v1/health", { token: null })).status, 200)
      assert.equal((await ask("/v1/health/ready", { token: null })).status, 200)
    })
    const watcher = newWatcher()
    await watchEmptyLog(list, ask, watcher)
    const alice = await publishAll(list, ask, published)
    await readAll(list, ask, published, "at once")
    await readDetails(list, ask, published)
    await checkLog(list, ask, published, watcher, "at once")
    await publishAgain(list, ask, alice, published)
    await refuseAll(list, ask, place, alice)
    const bob = await changeAccounts(list, ask, alice)

    await check("ends all that it started on SIGTERM", async () => {
      assert.equal(await endRegistry(running, "SIGTERM"), 0)
      assert.deepEqual(processesOf(place), [])
      await refusesConnections(place)
    })
    running = await startRegistry(place)
    await check("has the same operator after a restart", async () => {
      assert.equal(running.token, token)
    })
    await readAll(list, ask, published, "after a restart")
    await findAccounts(list, ask, bob, "after a restart")

    await check("starts again on the leftovers of a SIGKILL", async () => {
      await endRegistry(running, "SIGKILL")
      running = await startRegistry(place)
      assert.equal((await ask("/v1/health", { token: null })).status, 200)
    })
    await readAll(list, ask, published, "after a kill")
    await findAccounts(list, ask, bob, "after a kill")
    await publishUnderKill(list, ask, alice, async () => {
      await endRegistry(running, "SIGKILL")
      running = await startRegistry(place)
    })

    await checkLog(list, ask, published, watcher, "after kills")
    await checkLogSizes(list, ask, watcher)
    await checkLogByOthers(list, ask, place, published, watcher)

    process.kill(processorPid(place), "SIGKILL")
    await refuseWithoutProcessor(list, ask, alice)
  } finally {
    await endRegistry(running, "SIGTERM")
  }
  const fine = list.close()
  // What has failed may be read there.
  if (fine) rmSync(place.folder, { recursive: true })
  return fine
}

process.exitCode = await main() ? 0 : 1
