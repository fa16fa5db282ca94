// Take and put of a map's entry: where every way from a read of an entry leads to a write of the
// same one, and nobody else uses the map in between, the value is taken out and the new one put
// back into its place. So it stays unique in between, and `m[k] = (m[k] ?? []).push(value: x)`
// copies nothing, whatever statements it is spread over; and the key is looked up once, which is
// worth it for numbers too.
//
// Works on what was lowered: there a read and a write are calls of functions that only pass their
// arguments on to `map_get` and `map_put`, and a local has one name from one assignment to the
// next. The result is right in any case, since `map_take` yields a map of its own; that nobody else
// uses the map only keeps it from being copied. If a panic comes in between, what was taken out is
// lost with the map that it was taken from.

import type { TypeId } from "../check/types.ts"
import { alike, madeIn } from "../ir/alike.ts"
import type { Made } from "../ir/alike.ts"
import { call, letStep, newVar, varAtom } from "../ir/build.ts"
import { data, holdsDrop } from "../ir/layout.ts"
import { blockMentions, isVar, mentions } from "../ir/mention.ts"
import type { Atom, Block, End, Fn, Fun, J, Rhs, Step, V } from "../ir/nodes.ts"
import { mergeGets, openMade } from "../ir/parts.ts"
import { eachBlock, endAtoms, rhsOf } from "../ir/rhs.ts"
import { newPass } from "../ir/take_pass.ts"
import { takeUp } from "../ir/take_up.ts"
import { instanceOf, plainRequest } from "./instance.ts"
import type { Instance, Lower } from "./state.ts"
import { irOf } from "./types.ts"

type Let = Extract<Step, { k: "let" }>
/** Reads or writes of entries, with the types of key and value; some writes put a new key, too. */
type Op = { k: "read" | "write"; types: TypeId[]; renew: boolean }
type Ops = Map<Fn, Op>
type Pass = { lo: Lower; fun: Fun; ops: Ops; made: Made }
/** A read, and what was found on the ways from it. */
type Search = {
  pass: Pass
  map: V
  key: Atom
  joins: Map<J, Block>
  /** Whether all ways from a join or loop write; while that is being found out they do. */
  known: Map<J, boolean>
  writes: Let[]
  /** Reads of the same entry on the way to a write. */
  again: Let[]
}

/** Over the whole program, once all bodies are lowered; may ask for more instances. */
export function takeEntries(lo: Lower): void {
  const ops = entryOps(lo)
  for (const fun of [...lo.program.funs.values()]) {
    if (mayTake(fun, ops)) treat({ lo, fun, ops, made: new Map() })
  }
}

// ── which functions read and write entries ───────────────────────────────────────────────────────

function entryOps(lo: Lower): Ops {
  const [gets, puts] = [instancesOf(lo, "map_get"), instancesOf(lo, "map_put")]
  const ops: Ops = new Map()
  for (const fun of lo.program.funs.values()) {
    const inner = passesOn(fun)
    const [read, write] = [gets.get(inner?.f ?? ""), puts.get(inner?.f ?? "")]
    const renew = inner?.args.at(-1)
    if (read !== undefined) ops.set(fun.name, { k: "read", types: read, renew: false })
    if (write === undefined || renew?.k !== "bool") continue
    ops.set(fun.name, { k: "write", types: write, renew: renew.value })
  }
  return ops
}

/**
 * Instances of a function on maps whose values may be taken out: the end of one with a Drop impl is
 * seen, and so must be where it was.
 */
function instancesOf(lo: Lower, name: string): Map<Fn, TypeId[]> {
  const fn = lo.check.items.known.fns.get(name)
  const found = [...lo.instances.values()].filter((one) => one.fn === fn &&
    !one.types.some((type) => holdsDrop(lo.program.types, irOf(lo, type))))
  return new Map(found.map((one) => [one.symbol, one.types]))
}

/** The call that is all of a function, if it is one with the function's parameters in order. */
function passesOn({ params, body }: Fun): Extract<Rhs, { k: "call" }> | null {
  const [step] = body.steps
  if (body.steps.length !== 1 || step?.k !== "let" || step.rhs.k !== "call") return null
  if (body.end.k !== "return" || step.to.length !== 1) return null
  const { rhs, to } = step
  if (!isVar(body.end.args[0], to[0]!)) return null
  return params.every(({ v }, index) => isVar(rhs.args[index], v)) ? rhs : null
}

/** Does a function read and write entries of maps of one type? */
function mayTake(fun: Fun, ops: Ops): boolean {
  const found = { read: new Set<string>(), write: new Set<string>() }
  eachBlock(fun.body, (block) => {
    for (const rhs of rhsOf(block)) {
      const op = rhs.k === "call" ? ops.get(rhs.f) : undefined
      if (op !== undefined) found[op.k].add(op.types.join())
    }
  })
  return [...found.read].some((types) => found.write.has(types))
}

// ── one function ─────────────────────────────────────────────────────────────────────────────────

function treat(pass: Pass): void {
  const { lo, fun } = pass
  // Only so has the map that is written the name of the one that was read, where it is a part.
  mergeGets(fun)
  const parts = newPass(lo.program.types, fun, () => new Set())
  eachBlock(fun.body, (block) => {
    for (let at = 0; at < block.steps.length; at++) {
      const step = block.steps[at]
      if (step?.k === "let") takeUp(parts, block, at, step)
    }
  })
  openMade(lo.program.types, fun)
  pass.made = madeIn(fun)
  eachBlock(fun.body, (block) => {
    for (let at = 0; at < block.steps.length; at++) takeAt(pass, block, at)
  })
}

function takeAt(pass: Pass, block: Block, at: number): void {
  const read = block.steps[at]
  const types = read?.k === "let" ? typesOf(pass, read, "read") : null
  if (read?.k !== "let" || read.rhs.k !== "call" || types === null) return
  const [map, key] = read.rhs.args
  if (map?.k !== "var" || key === undefined) return
  const search: Search = {
    pass, map: map.v, key, joins: new Map(), known: new Map(), writes: [], again: [],
  }
  if (!follow(search, block, at + 1) || search.writes.length === 0) return
  rewrite(search, block, at, read, types)
}

function rewrite(search: Search, block: Block, at: number, read: Let, types: TypeId[]): void {
  const { pass: { lo, fun, ops }, map, key } = search
  const take = entryFn(lo, "map_take", types)
  const tuple = take.results[0]!
  const fields = data(lo.program.types, tuple).variants[0]!.fields
  const taken = newVar(fun, tuple, "taken")
  const names = ["index", "key", "value", "rest"]
  const to = fields.map((field, nth) => newVar(fun, field.type, names[nth]!))
  const [index, own, , rest] = to.map(varAtom)
  to[2] = read.to[0]!
  block.steps.splice(at, 1,
    letStep([taken], call(take.symbol, [varAtom(map), key]), read.site),
    letStep(to, { k: "open", of: taken, tag: 0, token: false }, -1))
  const put = entryFn(lo, "map_put_at", types).symbol
  for (const step of search.writes) {
    if (step.rhs.k !== "call") continue
    const { f, args: [, given, value] } = step.rhs
    step.rhs = call(put, [rest!, index!, ops.get(f)?.renew === true ? given! : own!, value!])
  }
  for (const step of search.again) step.rhs = { k: "copy", of: varAtom(read.to[0]!) }
}

function entryFn(lo: Lower, name: string, types: TypeId[]): Instance {
  return instanceOf(lo, plainRequest(lo.check.items.known.fns.get(name)!, types))
}

/** Types of the map whose entry a step reads or writes. */
function typesOf(pass: Pass, step: Let, k: Op["k"]): TypeId[] | null {
  const op = step.rhs.k === "call" ? pass.ops.get(step.rhs.f) : undefined
  return op?.k === k ? op.types : null
}

// ── the ways from a read ─────────────────────────────────────────────────────────────────────────

/** Does every way from here that does not end in a panic write the entry, before any other use? */
function follow(search: Search, block: Block, from: number): boolean {
  const { map } = search
  for (const step of block.steps.slice(from)) {
    if (step.k === "join") search.joins.set(step.j, step.body)
    else if (mentions(step, map)) {
      if (step.k !== "let" || !isSameEntry(search, step)) return false
      const write = typesOf(search.pass, step, "write") !== null
      if (!write) search.again.push(step)
      else {
        search.writes.push(step)
        return true
      }
    }
  }
  return followEnd(search, block.end)
}

function followEnd(search: Search, end: End): boolean {
  if (endAtoms(end).some((atom) => isVar(atom, search.map))) return false
  switch (end.k) {
    case "jump": return followJoin(search, end.j)
    case "switch": {
      const bodies = end.cases.map(({ body }) => body)
      if (end.other !== null) bodies.push(end.other)
      return bodies.every((body) => follow(search, body, 0))
    }
    case "loop": {
      search.known.set(end.j, true)
      return !blockMentions(end.body, search.map) && follow(search, end.body, 0)
    }
    case "panic": case "never": case "reraise": return true
    case "return": return false
  }
}

/** A join that was declared before the read may be reached without it. */
function followJoin(search: Search, j: J): boolean {
  const known = search.known.get(j)
  if (known !== undefined) return known
  const body = search.joins.get(j)
  if (body === undefined) return false
  search.known.set(j, true)
  const result = follow(search, body, 0)
  search.known.set(j, result)
  return result
}

/** Reads or writes a step the same entry of the same map, and uses the map for nothing else? */
function isSameEntry({ pass, map, key }: Search, step: Let): boolean {
  if (typesOf(pass, step, "read") === null && typesOf(pass, step, "write") === null) return false
  const [on, place, value] = step.rhs.k === "call" ? step.rhs.args : []
  if (place === undefined || !isVar(on, map)) return false
  return alike(pass.made, place, key) && !isVar(place, map) && !isVar(value, map)
}
