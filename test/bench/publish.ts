// Publishing archives of 100 KB: 200 at once against Verdaccio, and one alone on an idle registry.

import {
  makePackage, newPublishers, publishNpm, publishOurs, type Package, type Publisher,
} from "./packages.ts"
import { pause } from "./process.ts"
import { startOurs, startVerdaccio, startWrites, type Server } from "./servers.ts"
import { atLeast, atMost, median, row, type Group } from "./table.ts"

const ROUNDS = 3
const AT_ONCE = 200
const ALONE = 10
/** A key of the buckets takes one put a second. */
const REST_MS = 1_500
const BYTES = 100_000
const ALONE_SECONDS = 0.5

/** One package for each, so that nobody waits for a document of somebody else. */
function packages(publishers: Publisher[], name: string): Package[] {
  return publishers.map(({ scope }) => makePackage(`@${scope}/${name}`, "1.0.0", BYTES))
}

/** Packages a second, from the first request to the last answer. */
async function rate<One>(
  all: One[], publish: (one: One, index: number) => Promise<unknown>, count = all.length,
): Promise<number> {
  const begin = performance.now()
  await Promise.all(all.map((one, index) => publish(one, index)))
  return count / ((performance.now() - begin) / 1000)
}

async function seconds(publish: () => Promise<unknown>): Promise<number> {
  const begin = performance.now()
  await publish()
  return (performance.now() - begin) / 1000
}

/** Each a new package, with all documents and the log at rest before. */
async function alone(publisher: Publisher): Promise<number> {
  const times: number[] = []
  for (let i = 0; i < ALONE; i++) {
    const one = makePackage(`@${publisher.scope}/alone-${i}`, "1.0.0", BYTES)
    await pause(REST_MS)
    times.push(await seconds(() => publishOurs(publisher, one)))
  }
  return median(times)
}

/** No more than the registry lets in at once: the Worker has no line of its own. */
const WRITES_AT_ONCE = 16

async function writeOnly({ url }: Server, all: Package[]): Promise<number> {
  const rest = [...all]
  return rate(Array.from({ length: WRITES_AT_ONCE }), async () => {
    for (let one = rest.pop(); one !== undefined; one = rest.pop()) {
      const body = new Uint8Array(one.archive)
      const response = await fetch(url, { method: "POST", body })
      if (response.status !== 201) throw new Error(`${url}: ${response.status}`)
    }
  }, all.length)
}

async function measure(ours: Server, verdaccio: Server, writes: Server): Promise<Group> {
  const publishers = await newPublishers(ours, AT_ONCE)
  const [first] = publishers
  if (first === undefined) throw new Error("nobody publishes")
  const idle = await alone(first)
  const rates = { ours: [] as number[], verdaccio: [] as number[], writes: [] as number[] }
  let again = 0
  for (let round = 0; round < ROUNDS; round++) {
    const all = packages(publishers, `round-${round}`)
    await pause(REST_MS)
    rates.ours.push(await rate(all, async (one, index) => {
      again += await publishOurs(publishers[index] ?? first, one)
    }))
    await pause(REST_MS)
    rates.verdaccio.push(await rate(all, (one) => publishNpm(verdaccio, one)))
    rates.writes.push(await writeOnly(writes, all))
  }
  const share = (again / (AT_ONCE * ROUNDS)).toFixed(1)
  return {
    name: "publish",
    rows: [
      row(
        `${AT_ONCE} at once`, "Verdaccio", median(rates.ours), median(rates.verdaccio), "a second",
        atLeast(1), true,
      ),
      row(
        "the same", "a bare Worker's writes", median(rates.ours), median(rates.writes),
        "a second", null,
      ),
      row("one alone", `${ALONE_SECONDS} s`, idle, ALONE_SECONDS, "s", atMost(1), true),
    ],
    notes: [
      `200 scopes of 20 users; asked again ${share} times a package, when the registry was busy`,
    ],
  }
}

export async function publish(): Promise<Group> {
  const ours = await startOurs()
  try {
    const verdaccio = await startVerdaccio()
    const writes = await startWrites()
    try {
      return await measure(ours, verdaccio, writes)
    } finally {
      await verdaccio.stop()
      await writes.stop()
    }
  } finally {
    await ours.stop()
  }
}
