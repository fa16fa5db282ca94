// The shell around a deciding object: runs its decisions, performs the effects that they want, and
// lets callers wait for what a decision promised them.
//
// A decision is one synchronous turn and one transaction. Effects are performed in order, one at a
// time, without knowing what they mean; each result is the next event. All that must survive is in
// the object's rows and its alarm: the queue and the callers here are lost with the object, who
// then ask again.

import type { DecisionWorld } from "./capability/capabilities.ts"
import type { Decider } from "./decider.ts"
import {
  alarmEvent, callEvent, readOutput, reportEvent, resumeEvent,
  type Answer, type Effect, type Output, type Wanted,
} from "./decision.ts"
import { outcomeOf } from "./effects.ts"
import type { Failure } from "./failure.ts"
import { tickets } from "./tickets.ts"

export type Surroundings = {
  kind: string
  decider: Decider
  world: DecisionWorld
  /** Runs a turn as a transaction: all of its writes, or none when it throws. */
  turn<Result>(work: () => Result): Result
  /** The object's name, which an alarm does not tell. */
  name(): string
  remember(name: string): void
  perform(effect: Effect): Promise<Uint8Array>
  failed(failure: Omit<Failure, "id">): void
  later(work: Promise<unknown>): void
}

export type Shell = {
  call(name: string, request: Uint8Array): Promise<Uint8Array>
  alarm(): Promise<void>
}

/** An alarm whose decision failed tries again: the platform would give up after six times. */
const ALARM_AGAIN_MS = 10_000

export function shell(around: Surroundings): Shell {
  const queue: Wanted[] = []
  const waiting = tickets()
  let running: Promise<void> | null = null

  function decide(input: Uint8Array): Output {
    const { kind, decider, world } = around
    return readOutput(around.turn(() => decider.decide(kind, around.name(), input, world)))
  }
  function failed(kind: Failure["kind"], error: unknown): void {
    const where = `${around.kind} ${around.name()}`
    around.failed({ kind, where, error, printed: around.decider.printed() })
  }
  function accept(output: Output): Answer {
    queue.push(...output.effects)
    for (const ticket of output.released) release(ticket)
    if (queue.length > 0 && running === null) {
      running = drain().finally(() => { running = null })
      around.later(running)
    }
    return output.answer
  }
  async function drain(): Promise<void> {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const report = await attempt(around, next)
      try {
        accept(decide(report))
      } catch (error) {
        // What was performed is not recorded: the alarm that was set before it repeats it.
        failed("effect", error)
        waiting.abandon(error)
      }
    }
  }
  function release(ticket: string): void {
    const waiters = waiting.take(ticket)
    if (waiters.length === 0) return
    try {
      const answer = accept(decide(resumeEvent(ticket)))
      for (const { resolve, reject } of waiters) settle(answer).then(resolve, reject)
    } catch (error) {
      failed("decision", error)
      for (const { reject } of waiters) reject(error)
    }
  }
  async function settle(answer: Answer): Promise<Uint8Array> {
    if (answer.kind === "say") return answer.data
    if (answer.kind === "wait") return waiting.wait(answer.ticket)
    throw new Error("the decision has no answer")
  }
  async function call(name: string, request: Uint8Array): Promise<Uint8Array> {
    try {
      around.remember(name)
      return await settle(accept(decide(callEvent(request))))
    } catch (error) {
      failed("decision", error)
      throw error
    }
  }
  async function alarm(): Promise<void> {
    try {
      accept(decide(alarmEvent()))
      await running
    } catch (error) {
      failed("alarm", error)
      around.world.store.alarm(around.world.nowMs() + ALARM_AGAIN_MS)
    }
  }
  return { call, alarm }
}

/** Performs an effect; its result, or its failure, as the event that reports it. */
async function attempt(around: Surroundings, { id, effect }: Wanted): Promise<Uint8Array> {
  const { ok, result } = await outcomeOf(around.perform(effect))
  return reportEvent(id, ok, result)
}
