// Publishing archives of 100 KB: 200 at once against Verdaccio, and one alone on an idle registry.

import { claimScope, makePackage, publishNpm, publishOurs, type Package } from "./packages.ts"
import { startOurs, startVerdaccio, type Server } from "./servers.ts"
import { atLeast, atMost, median, row, type Group } from "./table.ts"

const ROUNDS = 3
const AT_ONCE = 200
const ALONE = 10
const BYTES = 100_000
const ALONE_SECONDS = 0.5

function packages(round: string, count: number): Package[] {
  return Array.from({ length: count }, (_, i) =>
    makePackage(`@bench/p-${round}-${i}`, "1.0.0", BYTES))
}

/** Packages a second, from the first request to the last answer. */
async function rate(all: Package[], publish: (one: Package) => Promise<unknown>): Promise<number> {
  const begin = performance.now()
  await Promise.all(all.map((one) => publish(one)))
  return all.length / ((performance.now() - begin) / 1000)
}

async function seconds(publish: () => Promise<unknown>): Promise<number> {
  const begin = performance.now()
  await publish()
  return (performance.now() - begin) / 1000
}

async function measure(ours: Server, verdaccio: Server): Promise<Group> {
  await claimScope(ours, "bench")
  const alone: number[] = []
  for (const one of packages("alone", ALONE)) {
    alone.push(await seconds(() => publishOurs(ours, one)))
  }
  const rates = { ours: [] as number[], verdaccio: [] as number[] }
  let again = 0
  for (let round = 0; round < ROUNDS; round++) {
    const all = packages(String(round), AT_ONCE)
    rates.ours.push(await rate(all, async (one) => {
      again += await publishOurs(ours, one)
    }))
    rates.verdaccio.push(await rate(all, (one) => publishNpm(verdaccio, one)))
  }
  const share = (again / (AT_ONCE * ROUNDS)).toFixed(1)
  return {
    name: "publish",
    rows: [
      row(
        `${AT_ONCE} at once`, "Verdaccio", median(rates.ours), median(rates.verdaccio), "a second",
        atLeast(1), true,
      ),
      row("one alone", `${ALONE_SECONDS} s`, median(alone), ALONE_SECONDS, "s", atMost(1), true),
    ],
    notes: [`asked again ${share} times a package, when the registry was busy`],
  }
}

export async function publish(): Promise<Group> {
  const ours = await startOurs()
  try {
    const verdaccio = await startVerdaccio()
    try {
      return await measure(ours, verdaccio)
    } finally {
      await verdaccio.stop()
    }
  } finally {
    await ours.stop()
  }
}
