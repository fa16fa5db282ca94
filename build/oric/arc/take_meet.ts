// An element that is written where ways meet, while some of them read it.
//
// `rows[i] = if c then rows[i].push(value: x) else []` reads the element on one way and sets it in
// the join behind them. A reading may fail, so it cannot go up to where the ways part; but the
// setting can go to the end of each, which then hands the list on and not the element.

import type { Block, Step, V } from "../ir/nodes.ts"
import { letStep, newVar, varAtom } from "../ir/build.ts"
import { atomsOf, eachBlock, varType } from "../ir/rhs.ts"
import type { Let, Pass, Prim } from "../ir/take_pass.ts"
import { baseOf, changeOf, isElement, isSet, isWanted, mayTake } from "../ir/take_pass.ts"

type Join = Extract<Step, { k: "join" }>
/** What sets an element to the parameter `given` of a join, before all else there, in `whole`. */
type Meeting = { step: Let; set: Prim; whole: V; given: number }

/** `at`: where the join is declared. */
export function setOnTheWays(pass: Pass, block: Block, at: number, join: Join): void {
  const meeting = meetingOf(join)
  const ways: Block = { steps: block.steps.slice(at + 1), end: block.end }
  if (meeting === null || !readOn(pass, ways, meeting)) return
  const { step, whole, given } = meeting
  join.body.steps.shift()
  join.params[given] = whole
  eachBlock(block, ({ steps, end }) => {
    const value = end.k === "jump" && end.j === join.j ? end.args[given] : undefined
    if (end.k !== "jump" || value === undefined) return
    const changed = newVar(pass.fun, varType(pass.fun, whole), pass.fun.vars[whole]?.name ?? "")
    const args = [...meeting.set.args.slice(0, 2), value]
    steps.push(letStep([changed], { ...meeting.set, args }, step.site))
    end.args[given] = varAtom(changed)
  })
}

function meetingOf({ params, body }: Join): Meeting | null {
  const [step] = body.steps
  const whole = step?.k === "let" ? step.to[0] : undefined
  if (step?.k !== "let" || whole === undefined) return null
  if (step.rhs.k !== "prim" || !isSet(step.rhs)) return null
  const [, index, value] = step.rhs.args
  const given = value?.k === "var" ? params.indexOf(value.v) : -1
  const indexGiven = index?.k === "var" && params.includes(index.v)
  if (given < 0 || indexGiven || usesOf(body, params[given]) > 1) return null
  return { step, set: step.rhs, whole, given }
}

function usesOf(body: Block, v: V | undefined): number {
  let uses = 0
  eachBlock(body, (inner) => {
    uses += atomsOf(inner).filter((atom) => atom.k === "var" && atom.v === v).length
  })
  return uses
}

/** Does a way read the element, to change it? */
function readOn(pass: Pass, ways: Block, { step, set }: Meeting): boolean {
  const list = set.args[0]?.k === "var" ? set.args[0].v : null
  if (list === null || !mayTake(pass, list)) return false
  const isRead = ({ to: [to], rhs }: Let): boolean => {
    const index = isElement(rhs) && baseOf(rhs) === list ? rhs.args[1] : undefined
    return index !== undefined && changeOf(pass, step, list, index) !== null
      && to !== undefined && isWanted(pass, to)
  }
  let found = false
  eachBlock(ways, ({ steps }) => {
    found ||= steps.some((other) => other.k === "let" && isRead(other))
  })
  return found
}
