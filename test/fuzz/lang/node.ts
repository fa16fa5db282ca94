// The tree of a random program: text with holes, each hole knowing its type, so that a program can
// be made smaller without parsing it: statements go, expressions become literals or their parts.

import type { Ty } from "./types.ts"
import { leaf, same, show } from "./types.ts"

export type Part = string | Node

export type Node = {
  /** What an expression is of; null for statements and lists of them. */
  ty: Ty | null
  /** Stands where nothing says its type, so that a literal needs a `let` that does. */
  anchor: boolean
  /** Each part is a statement (or declaration) of its own. */
  list: boolean
  parts: Part[]
}

type Template = (texts: TemplateStringsArray, ...holes: Part[]) => Node

/** An expression of a type. */
export function of(ty: Ty | null): Template {
  return (texts, ...holes) => {
    const parts: Part[] = [texts[0] ?? ""]
    holes.forEach((hole, i) => parts.push(hole, texts[i + 1] ?? ""))
    return { ty, anchor: false, list: false, parts }
  }
}

export const statement: Template = of(null)

export function list(parts: Part[]): Node {
  return { ty: null, anchor: false, list: true, parts }
}

/** The same node where no type is expected from outside. */
export function anchored(node: Node): Node {
  return { ...node, anchor: true }
}

export function print(part: Part): string {
  if (typeof part === "string") return part
  if (part.list) return part.parts.map((one) => `${print(one)}\n`).join("")
  const text = part.parts.map(print).join("")
  if (!part.anchor || part.ty === null || /^[a-z]\w*$/.test(text)) return text
  return `({ let r: ${show(part.ty)} = ${text}; r })`
}

/** A way to make a tree smaller: does it, and gives back how to undo it. */
export type Cut = () => () => void

/** All cuts of a tree, big ones first. */
export function cuts(root: Node): Cut[] {
  const nodes: Node[] = []
  const walk = (node: Node): void => {
    nodes.push(node)
    for (const part of node.parts) if (typeof part !== "string") walk(part)
  }
  walk(root)
  const removals = nodes.filter((node) => node.list).flatMap(removalsOf)
  return [...removals, ...nodes.filter((node) => node.ty !== null).flatMap(replacementsOf)]
}

function removalsOf(node: Node): Cut[] {
  const found: Cut[] = []
  for (let size = node.parts.length; size >= 1; size = Math.floor(size / 2)) {
    for (let at = 0; at + size <= node.parts.length; at += size) {
      found.push(swap(node, [...node.parts.slice(0, at), ...node.parts.slice(at + size)]))
    }
  }
  return found
}

function replacementsOf(node: Node): Cut[] {
  const { ty } = node
  if (ty === null) return []
  const text = leaf(ty)
  if (print({ ...node, anchor: false }) === text) return []
  return [
    swap(node, [text]),
    ...inner(node).filter((part) => part.ty !== null && same(part.ty, ty)).map((part) =>
      swap(node, part.anchor ? [part] : part.parts)
    ),
  ]
}

function inner(node: Node): Node[] {
  const found: Node[] = []
  for (const part of node.parts) if (typeof part !== "string") found.push(part, ...inner(part))
  return found.slice(0, 12)
}

function swap(node: Node, parts: Part[]): Cut {
  return () => {
    const before = node.parts
    node.parts = parts
    return () => void (node.parts = before)
  }
}
