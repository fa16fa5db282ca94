// Counts of dependents, against what packages say of themselves: how many there are whose latest
// version depends on one.

import { ask, jsonOf, type Run } from "./client.ts"
import type { Isolate } from "./isolates.ts"

type Package = { latest: string | null; counts: { dependents: number } }

/** At the end, when all has come to rest. */
export async function judgeDependents(
  run: Run, isolate: Isolate, names: readonly string[],
): Promise<void> {
  const packages = new Map<string, Package>()
  for (const name of names) {
    const answer = await ask(run, isolate, `/v1/packages/${name}`)
    if (answer?.status === 200) packages.set(name, jsonOf(answer) as Package)
  }
  const expected = new Map<string, number>()
  for (const [name, { latest }] of packages) {
    for (const needed of latest === null ? [] : await dependenciesOf(run, isolate, name, latest)) {
      expected.set(needed, (expected.get(needed) ?? 0) + 1)
    }
  }
  for (const [name, { counts }] of packages) {
    const wanted = expected.get(name) ?? 0
    if (counts.dependents !== wanted) {
      run.history.violated(`${name}: ${counts.dependents} dependents, of ${wanted}`)
    }
  }
}

async function dependenciesOf(
  run: Run, isolate: Isolate, name: string, version: string,
): Promise<string[]> {
  const answer = await ask(run, isolate, `/v1/packages/${name}/${version}/metadata`)
  if (answer?.status !== 200) return []
  return (jsonOf(answer)["dependencies"] as { name: string }[]).map((one) => one.name)
}
