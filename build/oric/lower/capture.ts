// What a piece of code takes from the function around it, when it becomes a function of its own:
// locals, `self`, the captures of lambdas that it knows, cells of providers, and the receivers of
// `#`.

import { eachNode } from "../check/rules/walk.ts"
import type { LocalId, ProviderSource } from "../check/typed.ts"
import type { TraitId } from "../check/types.ts"
import { addParam, varAtom } from "../ir/build.ts"
import type { Atom } from "../ir/nodes.ts"
import type { Expr } from "../syntax/ast.ts"
import type { NodeId } from "../syntax/node.ts"
import { atomType, value } from "./build.ts"
import { MAX_KNOWN_DEPTH, materialize } from "./known.ts"
import { SELF } from "./state.ts"
import type { Cx, Known, Provider } from "./state.ts"

/** Operands to hand over, and how the inner function finds them again. */
type Capture = { atoms: Atom[]; bind(inner: Cx, atoms: Atom[]): void }

/**
 * What `nodes` take from `cx`. Lambdas take the values of cells (captures are copies); a region
 * that runs at once (`share`) takes the cells themselves.
 */
export function capturesOf(cx: Cx, nodes: Expr[], share: boolean): Capture[] {
  const found = new Map<string, Capture>()
  const add = (key: string, make: () => Capture): void => {
    if (!found.has(key)) found.set(key, make())
  }
  const visit = (node: Expr): void => {
    const local = localOf(cx, node)
    if (local !== null && cx.env.has(local)) add(`l${local}`, () => localCapture(cx, local, share))
    if (node.kind === "name" && cx.piped.has(node.id)) {
      add(`p${node.id}`, () => pipedCapture(cx, node.id))
    }
    if (node.kind === "length") {
      const index = cx.typed.lengthOf[node.id]
      if (index !== undefined && cx.indexed.has(index)) {
        add(`i${index}`, () => indexedCapture(cx, index))
      }
    }
    // `self.m(…)` and `Self.m(…)` go to the provider that was called.
    const own = node.kind === "self" || node.kind === "typeExpr" ? cx.selfProvider : null
    if (own !== null) addOwn(own, add)
    for (const { trait, from } of cx.typed.providers[node.id] ?? []) {
      addProvider(cx, trait, from, add)
    }
  }
  for (const node of nodes) eachNode(cx.typed, node, visit)
  return [...found.values()]
}

/** Makes the parameters for captures and binds them inside. */
export function bindCaptures(inner: Cx, outer: Cx, captures: Capture[]): Atom[] {
  for (const capture of captures) {
    const params = capture.atoms.map((atom) =>
      varAtom(addParam(inner.fun, atomType(outer, atom), "c")))
    capture.bind(inner, params)
  }
  inner.fun.captures = inner.fun.params.length
  return captures.flatMap((capture) => capture.atoms)
}

/** The local that a node mentions. */
function localOf(cx: Cx, node: Expr): LocalId | null {
  if (node.kind === "self") return SELF
  if (node.kind !== "name") return null
  const ref = cx.typed.ref[node.id]
  if (ref === undefined) return null
  return ref.k === "local" ? ref.local : ref.k === "self" ? SELF : null
}

function localCapture(cx: Cx, local: LocalId, share: boolean): Capture {
  const storage = cx.env.get(local)!
  switch (storage.k) {
    case "value": return { atoms: [storage.atom], bind: bindValue(local) }
    case "cell": {
      if (!share) return { atoms: [readCell(cx, storage)], bind: bindValue(local) }
      const bind = (inner: Cx, [cell]: Atom[]): void => {
        inner.env.set(local, { ...storage, cell: cell! })
      }
      return { atoms: [storage.cell], bind }
    }
    case "known": return knownCapture(cx, local, storage.known)
  }
}

function knownCapture(cx: Cx, local: LocalId, known: Known): Capture {
  if (known.depth >= MAX_KNOWN_DEPTH) {
    const bind = (inner: Cx, atoms: Atom[]): void => {
      bindValue(local)(inner, atoms)
      inner.depth = MAX_KNOWN_DEPTH + 1
    }
    return { atoms: [materialize(cx, known)], bind }
  }
  const bind = (inner: Cx, captures: Atom[]): void => {
    inner.env.set(local, { k: "known", known: { ...known, captures } })
    inner.depth = Math.max(inner.depth, known.depth + 1)
  }
  return { atoms: known.captures, bind }
}

function bindValue(local: LocalId): Capture["bind"] {
  return (inner, [atom]) => { inner.env.set(local, { k: "value", atom: atom! }) }
}

function pipedCapture(cx: Cx, id: NodeId): Capture {
  return { atoms: [cx.piped.get(id)!], bind: (inner, [atom]) => { inner.piped.set(id, atom!) } }
}

function indexedCapture(cx: Cx, id: NodeId): Capture {
  const { atom, type } = cx.indexed.get(id)!
  return {
    atoms: [atom], bind: (inner, [inside]) => { inner.indexed.set(id, { atom: inside!, type }) },
  }
}

/** The value of a local that lives in a cell. */
export function readCell(
  cx: Cx, storage: { cell: Atom; type: number; optional: number | null },
): Atom {
  const held = value(cx, { k: "cellGet", of: storage.cell }, storage.optional ?? storage.type, "x")
  if (storage.optional === null) return held
  return value(cx, { k: "get", of: held, tag: 1, index: 0 }, storage.type, "x")
}

// ── providers ────────────────────────────────────────────────────────────────────────────────────

type Add = (key: string, make: () => Capture) => void

function addProvider(cx: Cx, trait: TraitId, from: ProviderSource, add: Add): void {
  switch (from.k) {
    case "with": {
      const key = providerSite(from.site, from.index)
      const provider = cx.bound.get(key)
      return addCell(provider, `w${key}`, (inner, inside) => { inner.bound.set(key, inside) }, add)
    }
    case "received":
      return addCell(
        cx.received.get(trait), `r${trait}`,
        (inner, inside) => { inner.received.set(trait, inside) }, add
      )
    case "self":
      if (cx.selfProvider === null) return add(`l${SELF}`, () => localCapture(cx, SELF, false))
      return addOwn(cx.selfProvider, add)
    case "default": return
  }
}

function addOwn(own: Provider, add: Add): void {
  if (own.k === "static") {
    return add("s", () => ({ atoms: [], bind: (inner) => { inner.selfProvider = own } }))
  }
  addCell(own, "s", (inner, inside) => { inner.selfProvider = inside }, add)
}

function addCell(
  provider: Provider | undefined, key: string, put: (inner: Cx, inside: Provider) => void, add: Add,
): void {
  if (provider === undefined || provider.k === "static") return
  add(key, () => ({
    atoms: [provider.at], bind: (inner, [at]) => put(inner, { ...provider, at: at! }),
  }))
}

/** Names a binding of a `with` node. */
export function providerSite(site: NodeId, index: number): string {
  return `${site}.${index}`
}
