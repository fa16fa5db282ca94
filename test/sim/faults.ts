// What may go wrong, and how often; all of it off while a run is brought to its end.

import type { Random } from "../fuzz/lang/random.ts"
import type { Clock } from "./clock.ts"

/** Chances in a thousand, drawn once a run: some runs are calm, some are wild. */
export type Rates = {
  /** An operation fails before it has done anything. */
  fails: number
  /** It is done, and its caller is told that it failed. */
  unknown: number
  /** Its caller is told that it failed, and it is done later. */
  late: number
  /** An object dies where it stands. */
  dies: number
  /** An object goes on in a second incarnation while the first one still runs. */
  superseded: number
  /** An alarm rings again, as if it had never rung. */
  twice: number
  /** A Worker's isolate dies with all that it does. */
  isolateDies: number
  /** KV loses a put. */
  lost: number
  /** The processor does not answer. */
  processor: number
  /** The processor takes its time, as a container that has to start. */
  slow: number
}

export const CALM: Rates = {
  fails: 0, unknown: 0, late: 0, dies: 0, superseded: 0, twice: 0, isolateDies: 0, lost: 0,
  processor: 0, slow: 0,
}

export type Faults = {
  readonly rates: Rates
  /** What goes wrong between `begin` and `end`. */
  readonly drawn: Rates
  happens(what: keyof Rates): boolean
  /** From now on things go wrong. */
  begin(): void
  /** From now on nothing does. */
  end(): void
  /** An operation of a service: takes a while, and may go wrong in any of the three ways. */
  operation<Result>(what: string, work: () => Promise<Result>): Promise<Result>
}

export function drawRates(random: Random): Rates {
  const most = random.pick([0, 5, 20, 60])
  const rate = (share: number) => random.below(2) === 0 ? 0 : random.below(most * share + 1)
  return {
    fails: rate(1), unknown: rate(1), late: rate(1), dies: rate(0.5), superseded: rate(0.2),
    twice: rate(5), isolateDies: rate(0.05), lost: rate(3), processor: rate(2), slow: rate(2),
  }
}

export function faults(random: Random, clock: Clock, drawn: Rates): Faults {
  let rates = drawn
  const happens = (what: keyof Rates): boolean => random.below(1000) < rates[what]
  async function operation<Result>(
    what: string, work: () => Promise<Result>,
  ): Promise<Result> {
    await clock.sleep(1 + random.below(random.below(20) === 0 ? 800 : 40))
    if (happens("fails")) throw new Error(`${what}: failed`)
    if (happens("late")) {
      // Nobody is there to be told.
      void clock.sleep(random.below(5_000)).then(work).catch(() => undefined)
      throw new Error(`${what}: no answer`)
    }
    const result = await work()
    await clock.sleep(1 + random.below(10))
    if (happens("unknown")) throw new Error(`${what}: the answer was lost`)
    return result
  }
  return {
    get rates() { return rates },
    drawn, happens, operation,
    begin() { rates = drawn },
    end() { rates = CALM },
  }
}
