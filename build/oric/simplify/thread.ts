// Jumps to a join that only asks which variant it was given go to the branch for it, where the
// variant is known.
//
// `match m.get(key: k) { Some(v) -> …, None -> … }` makes an option in each branch of `get` and
// asks for its variant where they meet. Each branch of the `match` becomes a join of its own, to
// which the branches of `get` jump: the option is never made, and what only the other branch wants
// is not kept for it.

import { madeIn } from "../ir/alike.ts"
import type { Made } from "../ir/alike.ts"
import { jump, newJoin, newVar, varAtom } from "../ir/build.ts"
import { holdsDrop } from "../ir/layout.ts"
import { isVar, mentions, renameAll } from "../ir/mention.ts"
import type { Atom, Block, End, Fun, J, Program, Step } from "../ir/nodes.ts"
import { eachBlock, endBlocks, varType } from "../ir/rhs.ts"

type Join = Extract<Step, { k: "join" }>
type Switch = Extract<End, { k: "switch" }>
type Walk = { program: Program; fun: Fun; made: Made; jumps: Map<J, Block[]> }

/** Steps of a join that is looked through: what follows may be in it, and in each that follows. */
const LARGEST = 1000

export function threadJumps(program: Program, fun: Fun): void {
  const jumps = new Map<J, Block[]>()
  eachBlock(fun.body, (block) => {
    if (block.end.k !== "jump") return
    const known = jumps.get(block.end.j)
    if (known === undefined) jumps.set(block.end.j, [block])
    else known.push(block)
  })
  walkBlock({ program, fun, made: madeIn(fun), jumps }, fun.body)
}

/** The number of steps in a block. */
function walkBlock(walk: Walk, block: Block): number {
  let size = block.steps.length + 1
  const steps = block.steps.flatMap((step) => {
    if (step.k !== "join") return [step]
    const own = walkBlock(walk, step.body)
    size += own
    return own > LARGEST ? [step] : thread(walk, step)
  })
  for (const body of endBlocks(block.end)) size += walkBlock(walk, body)
  block.steps = steps
  return size
}

/** The join, and in front of it its branches where some jump knows which it takes. */
function thread(walk: Walk, join: Join): Step[] {
  const { steps, end } = join.body
  if (end.k !== "switch" || steps.some((step) => step.k !== "join")) return [join]
  const on = join.params.findIndex((v) => isVar(end.on, v))
  const tags = (walk.jumps.get(join.j) ?? []).map((from) => knownTag(walk, from.end, on))
  if (tags.every((tag) => tag === null) || !asksOnly(walk, join, end)) return [join]
  const branches = new Map<Block, Join>()
  for (const body of endBlocks(end)) branches.set(body, branchOf(walk, join, body))
  const taken = (tag: number): Block | null =>
    end.cases.find(({ test }) => test.k === "tag" && test.tag === tag)?.body ?? end.other
  walk.jumps.get(join.j)?.forEach((from, nth) => {
    const tag = tags[nth] ?? null
    const branch = tag === null ? undefined : branches.get(taken(tag)!)
    if (branch !== undefined && from.end.k === "jump") from.end = jump(branch.j, from.end.args)
  })
  return [...steps, ...branches.values(), passOn(join, end, branches)]
}

/** Do the joins in a join leave its parameters alone, and is no life exact? */
function asksOnly({ program, fun }: Walk, { params, body }: Join, end: Switch): boolean {
  return end.cases.every(({ test }) => test.k === "tag")
    && params.every((v) => !holdsDrop(program.types, varType(fun, v)))
    && !body.steps.some((step) => params.some((v) => mentions(step, v)))
}

function knownTag({ made }: Walk, end: End, on: number): number | null {
  const atom: Atom | undefined = end.k === "jump" ? end.args[on] : undefined
  if (atom?.k === "tag") return atom.tag
  const rhs = atom?.k === "var" ? made.get(atom.v) : undefined
  return rhs?.k === "make" ? rhs.tag : null
}

function branchOf({ fun }: Walk, { params }: Join, body: Block): Join {
  const own = params.map((v) => newVar(fun, varType(fun, v), fun.vars[v]!.name))
  renameAll(body, new Map(params.map((v, nth) => [v, own[nth]!])))
  return { k: "join", j: newJoin(fun), params: own, body }
}

/** Who does not know the variant asks for it still. */
function passOn(join: Join, end: Switch, branches: ReadonlyMap<Block, Join>): Join {
  const to = (body: Block): Block =>
    ({ steps: [], end: jump(branches.get(body)!.j, join.params.map(varAtom)) })
  const cases = end.cases.map(({ test, body }) => ({ test, body: to(body) }))
  const other = end.other === null ? null : to(end.other)
  return { ...join, body: { steps: [], end: { ...end, cases, other } } }
}
