// Small constructors of IR nodes for `lower`, `simplify` and `arc`: nothing here decides anything.

import type {
  Atom, Block, End, Fun, J, Param, Program, Rhs, Site, SiteInfo, Step, V,
} from "./nodes.ts"
import type { T } from "./types.ts"
import { newTypes } from "./layout.ts"

export const UNIT_ATOM: Atom = { k: "unit" }
export const NO_SITE: Site = -1

export function newProgram(): Program {
  return {
    types: newTypes(), funs: new Map(), externs: new Map(), exports: [], tables: new Map(),
    globals: [], sites: [], main: null, panic: null, tests: [],
  }
}

/** A function without parameters, with an unreachable body; `lower` fills it in. */
export function newFun(name: string, display: string, module: string): Fun {
  return {
    name, display, module, params: [], results: [], vars: [], joins: 0,
    body: { steps: [], end: { k: "never" } },
    captures: 0, asValue: false, exported: false, never: false, unwinds: false, inline: "auto",
  }
}

export function addFun(program: Program, fun: Fun): Fun {
  program.funs.set(fun.name, fun)
  return fun
}

/** Index of a site; equal sites are not merged, their order is that of lowering. */
export function addSite(program: Program, site: SiteInfo): Site {
  return program.sites.push(site) - 1
}

export function newVar(fun: Fun, type: T, name: string): V {
  return fun.vars.push({ type, name, own: false }) - 1
}

export function newJoin(fun: Fun): J {
  return fun.joins++
}

/** Adds a parameter; its mode is arc's matter. */
export function addParam(fun: Fun, type: T, name: string): V {
  const param: Param = { v: newVar(fun, type, name), own: "borrow" }
  fun.params.push(param)
  return param.v
}

export function varAtom(v: V): Atom {
  return { k: "var", v }
}

export function intAtom(value: bigint | number): Atom {
  return { k: "int", value: BigInt(value) }
}

export function boolAtom(value: boolean): Atom {
  return { k: "bool", value }
}

export function strAtom(value: string): Atom {
  return { k: "str", value }
}

export function tagAtom(type: T, tag: number): Atom {
  return { k: "tag", type, tag }
}

export function letStep(to: V[], rhs: Rhs, site: Site): Step {
  return { k: "let", to, rhs, site, unwind: [] }
}

export function prim(op: string, types: T[], args: Atom[]): Rhs {
  return { k: "prim", op, types, args }
}

export function call(f: string, args: Atom[]): Rhs {
  return { k: "call", f, args }
}

export function make(type: T, tag: number, args: Atom[]): Rhs {
  return { k: "make", type, tag, args, token: null }
}

export function get(of: Atom, tag: number, index: number): Rhs {
  return { k: "get", of, tag, index }
}

export function block(steps: Step[], end: End): Block {
  return { steps, end }
}

export function jump(j: J, args: Atom[]): End {
  return { k: "jump", j, args }
}

export function panicEnd(message: Atom, site: Site): End {
  return { k: "panic", message, site, unwind: [] }
}
