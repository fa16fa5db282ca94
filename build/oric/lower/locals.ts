// Locals: declared, read and assigned, wherever they live.
//
// Most are plain SSA values. A local that a `catch` assigns, or one with a Drop value that is
// assigned, lives in a cell, so that its end is exact; one that `drop_early` gives up lives in a
// cell that may be empty.

import type { LocalId } from "../check/typed.ts"
import { cellType, dataType, fillData, holdsDrop } from "../ir/layout.ts"
import type { Atom } from "../ir/nodes.ts"
import type { T } from "../ir/types.ts"
import { atomType, construct, emit, value } from "./build.ts"
import { readCell } from "./capture.ts"
import { materialize } from "./known.ts"
import type { Cx, Lower } from "./state.ts"

/** Binds a local to its first value; a Drop value lives until the scope is left. */
export function declare(cx: Cx, local: LocalId, atom: Atom): void {
  const type = atomType(cx, atom)
  const exact = holdsDrop(cx.lo.program.types, type)
  const optional = exact && cx.dropped.has(local) ? optionalOf(cx.lo, type) : null
  if (optional !== null || cx.celled.has(local) || (exact && cx.assigned.has(local))) {
    const first = optional === null ? atom : construct(cx, optional, 1, [atom])
    const held = optional ?? type
    const made = cellType(cx.lo.program.types, held)
    const cell = value(cx, { k: "cell", type: made, value: first, heap: true }, made, "x")
    cx.env.set(local, { k: "cell", cell, type, optional })
    if (exact) pin(cx, cell)
    return
  }
  if (!exact) {
    cx.env.set(local, { k: "value", atom })
    return
  }
  const own = value(cx, { k: "copy", of: atom }, type, "x")
  cx.env.set(local, { k: "value", atom: own })
  pin(cx, own)
}

/** Gives locals that a pattern has bound their place in cells or pins, where they need one. */
export function redeclare(cx: Cx, locals: LocalId[]): void {
  for (const local of locals) {
    const storage = cx.env.get(local)
    if (storage?.k === "value") declare(cx, local, storage.atom)
  }
}

/** Keeps a variable alive exactly until its scope is left. */
export function pin(cx: Cx, atom: Atom): void {
  if (atom.k !== "var") return
  const { v } = atom
  cx.block.steps.push({ k: "pin", v })
  cx.cleanups.push((at) => { at.block.steps.push({ k: "unpin", v, site: -1, unwind: [] }) })
}

/**
 * A value that outlives the scope it comes from: pinned variables in it are copied before they go.
 */
export function keep(cx: Cx, atom: Atom, depth: number): Atom {
  if (cx.dead || atom.k !== "var" || cx.cleanups.length <= depth) return atom
  const type = atomType(cx, atom)
  return holdsDrop(cx.lo.program.types, type) ? value(cx, { k: "copy", of: atom }, type, "t") : atom
}

export function readLocal(cx: Cx, local: LocalId): Atom {
  const storage = cx.env.get(local)
  if (storage === undefined) throw new Error(`local ${local} of ${cx.fun.name} is not bound`)
  switch (storage.k) {
    case "value": return storage.atom
    case "cell": return readCell(cx, storage)
    case "known": return materialize(cx, storage.known)
  }
}

export function assignLocal(cx: Cx, local: LocalId, atom: Atom): void {
  if (cx.dead) return
  const storage = cx.env.get(local)
  if (storage?.k !== "cell") {
    cx.env.set(local, { k: "value", atom })
    return
  }
  const held = storage.optional === null ? atom : construct(cx, storage.optional, 1, [atom])
  emit(cx, { k: "cellSet", of: storage.cell, value: held }, [], "", -1)
}

/** `drop_early`: empties the local, if it is one whose end matters. */
export function giveUp(cx: Cx, local: LocalId): void {
  const storage = cx.env.get(local)
  if (storage?.k !== "cell" || storage.optional === null) return
  const empty = construct(cx, storage.optional, 0, [])
  emit(cx, { k: "cellSet", of: storage.cell, value: empty }, [], "", -1)
}

/** A value that may be gone. */
function optionalOf(lo: Lower, of: T): T {
  const { type, fresh } = dataType(lo.program.types, `optional ${of}`, "optional")
  if (!fresh) return type
  const full = { name: "full", fields: [{ name: "value", type: of }] }
  fillData(lo.program.types, type, [{ name: "empty", fields: [] }, full], null)
  return type
}

