// A reader beside the clients of a run, as a mirror or a proxy is one: as long as they are at it he
// asks every isolate for the versions of a package, now and then, for longer than copies last. Not
// for ever: clients who wait for nothing must stand still alone.

import { ask, type Run } from "./client.ts"

const PAUSE_MS = 15_000
const LOOKS = 40

export async function reader(run: Run, ends: () => boolean): Promise<void> {
  const { random, clock, history, registry } = run
  for (let look = 0; look < LOOKS; look++) {
    await clock.sleep(random.below(PAUSE_MS))
    if (ends()) return
    const names = [...new Set([...history.published.values()].map(({ name }) => name))]
    if (names.length === 0) continue
    const path = `/v1/packages/${random.pick(names)}/versions`
    for (const isolate of registry.isolates) {
      const answer = await ask(run, isolate, path)
      if (answer !== null && ![200, 503].includes(answer.status)) {
        history.violated(`${path}: ${answer.status} after a publish`)
      }
    }
  }
}
