// Pins and unpins balance: on every path a pinned value is unpinned exactly once, before the
// function is left.

import type { Block, Fun, J, V } from "./nodes.ts"

type Pins = { names: string[]; at: Map<J, Set<V>>; problems: string[] }

export function verifyPins(fun: Fun, names: string[]): string[] {
  const pins: Pins = { names, at: new Map(), problems: [] }
  walk(pins, fun.body, new Set())
  return pins.problems
}

/** Bodies of joins come last: their pins are those of the jumps to them. */
function walk(pins: Pins, block: Block, before: Set<V>): void {
  const held = new Set(before)
  for (const step of block.steps) {
    if (step.k === "pin") {
      if (held.has(step.v)) pins.problems.push(`${pins.names[step.v]} is pinned twice`)
      held.add(step.v)
    }
    if (step.k === "unpin" && !held.delete(step.v)) {
      pins.problems.push(`${pins.names[step.v]} is unpinned, but was not pinned`)
    }
  }
  walkEnd(pins, block, held)
  for (const step of block.steps.toReversed()) {
    const reached = step.k === "join" ? pins.at.get(step.j) : undefined
    if (step.k === "join" && reached !== undefined) walk(pins, step.body, reached)
  }
}

function walkEnd(pins: Pins, block: Block, held: Set<V>): void {
  const end = block.end
  switch (end.k) {
    case "loop":
      pins.at.set(end.j, held)
      return walk(pins, end.body, held)
    case "jump": {
      const known = pins.at.get(end.j)
      if (known === undefined) return void pins.at.set(end.j, held)
      const differ = [...known, ...held].filter((v) => !known.has(v) || !held.has(v))
      if (differ.length > 0) {
        pins.problems.push(`jumps to j${end.j} disagree about ${list(pins, differ)}`)
      }
      return
    }
    case "return": case "reraise":
      if (held.size > 0) pins.problems.push(`${end.k} with pinned ${list(pins, held)}`)
      return
    case "switch":
      for (const { body } of end.cases) walk(pins, body, held)
      if (end.other !== null) walk(pins, end.other, held)
      return
    case "panic": case "never": return
  }
}

function list(pins: Pins, vars: Iterable<V>): string {
  return [...vars].map((v) => pins.names[v]).join(", ")
}
