// Who calls whom: directly, through a function value, or through a trait object. Of the last two
// only the type is known, so whatever has it may be meant.

import type { Fn, Fun, Program, Rhs } from "../ir/nodes.ts"
import { typeNode } from "../ir/layout.ts"
import { atomType, eachBlock, rhsOf } from "../ir/rhs.ts"

export type Calls = {
  program: Program
  /** The functions that are used as values, by what they take and yield. */
  values: Map<string, Fn[]>
}

export function callsOf(program: Program): Calls {
  const values = new Map<string, Fn[]>()
  for (const fun of program.funs.values()) {
    if (!fun.asValue) continue
    const params = fun.params.slice(fun.captures).map((param) => fun.vars[param.v]?.type ?? 0)
    const key = signature(params, fun.results)
    const known = values.get(key)
    if (known === undefined) values.set(key, [fun.name])
    else known.push(fun.name)
  }
  return { program, values }
}

function signature(params: number[], results: number[]): string {
  return `${params.join(",")} -> ${results.join(",")}`
}

/** Whom a step may call. */
export function calledBy({ program, values }: Calls, fun: Fun, rhs: Rhs): Fn[] {
  switch (rhs.k) {
    case "call": case "catch": return [rhs.f]
    // What C is given it may call.
    case "extern": return rhs.args.flatMap((arg) => (arg.k === "fn" ? [arg.f] : []))
    case "callValue": {
      const node = typeNode(program.types, atomType(fun, rhs.f))
      return node.k === "fn" ? values.get(signature(node.params, node.results)) ?? [] : []
    }
    case "callVirtual": {
      const type = atomType(fun, rhs.on)
      return [...program.tables.values()].flatMap((table) =>
        (table.type === type ? table.methods.slice(rhs.slot, rhs.slot + 1) : []))
    }
    default: return []
  }
}

/** Whom a function may call. */
export function callees(calls: Calls, fun: Fun): Set<Fn> {
  const all = new Set<Fn>()
  eachBlock(fun.body, (block) => {
    for (const rhs of rhsOf(block)) for (const f of calledBy(calls, fun, rhs)) all.add(f)
  })
  return all
}

/** The functions of a program that a walk from some of them comes to, themselves included. */
export function reached(from: Iterable<Fn>, next: (f: Fn) => Iterable<Fn>): Set<Fn> {
  const all = new Set<Fn>(from)
  // A set yields what is added while it is walked.
  for (const f of all) for (const other of next(f)) all.add(other)
  return all
}

/** The functions that a function runs in a `catch`. */
export function caught(fun: Fun): Fn[] {
  const all: Fn[] = []
  eachBlock(fun.body, (block) => {
    for (const rhs of rhsOf(block)) if (rhs.k === "catch") all.push(rhs.f)
  })
  return all
}

/** The `Drop` impls: they may run wherever a value ends. */
export function dropImpls(program: Program): Fn[] {
  return program.types.nodes.flatMap((node) =>
    (node.k === "data" && node.drop !== null ? [node.drop] : []))
}
