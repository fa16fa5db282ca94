// What is known of whole numbers here: differences between pairs of them, each at most a constant.
//
// A node is a variable, the length of a class of lists, or zero. `x ≤ y + by` is an edge, and a
// question is a shortest path, as in ABCD (Bodík, Gupta, Sarkar 2000). Edges are added and taken
// back in the order of the walk over a function, since what a branch tells holds only inside.

export type Node = number
export const ZERO: Node = -1
/** The most that a list or text can hold: the runtime's ORI_MAX_BYTES. */
export const LENGTH_MAX = 0x3ffffff0
/** Constants beyond this size are not followed, so that sums of them stay exact. */
const FAR = 2 ** 48
/** A question looks at no more edges than this. */
const PATIENCE = 160

type Edge = { to: Node; by: number }
export type Bounds = { up: Map<Node, Edge[]>; down: Map<Node, Edge[]>; log: [Node, Node][] }

/** A number that is a node and a constant. */
export type Term = { node: Node; plus: number }

export function newBounds(): Bounds {
  return { up: new Map(), down: new Map(), log: [] }
}

/** The node for the length of the lists of a class. */
export function lengthNode(kind: number): Node {
  return -2 - kind
}

/** Learns that x ≤ y + by. */
export function learn(bounds: Bounds, x: Term, y: Term, by: number): void {
  const sum = by + y.plus - x.plus
  if (!(Math.abs(sum) <= FAR) || x.node === y.node) return
  push(bounds.up, x.node, { to: y.node, by: sum })
  push(bounds.down, y.node, { to: x.node, by: sum })
  bounds.log.push([x.node, y.node])
}

export function learnEqual(bounds: Bounds, x: Term, y: Term, plus: number): void {
  learn(bounds, x, y, plus)
  learn(bounds, y, x, -plus)
}

/** Forgets what was learnt since the log had this length. */
export function forget(bounds: Bounds, length: number): void {
  while (bounds.log.length > length) {
    const [x, y] = bounds.log.pop()!
    bounds.up.get(x)!.pop()
    bounds.down.get(y)!.pop()
  }
}

function push(map: Map<Node, Edge[]>, node: Node, edge: Edge): void {
  const list = map.get(node)
  if (list === undefined) map.set(node, [edge])
  else list.push(edge)
}

/** Is x ≤ y + by? */
export function isAtMost(bounds: Bounds, x: Term, y: Term, by: number): boolean {
  const room = by + y.plus - x.plus
  const least = reach(bounds, "up", x.node).get(y.node)
  return least !== undefined && least <= room
}

/** The nodes y with x ≤ y + n ("up") or y ≤ x + n ("down"), each with its least n. */
export function reach(bounds: Bounds, way: "up" | "down", from: Node): Map<Node, number> {
  const least = new Map<Node, number>([[from, 0]])
  const queue: Node[] = [from]
  let looked = 0
  for (let node = queue.shift(); node !== undefined; node = queue.shift()) {
    const base = least.get(node) ?? 0
    for (const { to, by } of edgesOf(bounds, way, node)) {
      if (++looked > PATIENCE) return least
      const sum = base + by
      if (Math.abs(sum) > FAR || sum >= (least.get(to) ?? Infinity)) continue
      least.set(to, sum)
      queue.push(to)
    }
  }
  return least
}

/** Every length is between 0 and the largest. */
function edgesOf(bounds: Bounds, way: "up" | "down", node: Node): Edge[] {
  const known = bounds[way].get(node) ?? []
  if (node > -2) return known
  return [{ to: ZERO, by: way === "up" ? LENGTH_MAX : 0 }, ...known]
}

/** The greatest value of a term that is known, Infinity if none is. */
export function highest(bounds: Bounds, { node, plus }: Term): number {
  return (reach(bounds, "up", node).get(ZERO) ?? Infinity) + plus
}

/** The least value of a term that is known, -Infinity if none is. */
export function lowest(bounds: Bounds, { node, plus }: Term): number {
  return plus - (reach(bounds, "down", node).get(ZERO) ?? Infinity)
}

/** Can a constant be added without overflow? Yes if something is known to be that much away. */
export function mayAdd(bounds: Bounds, { node, plus }: Term, by: number): boolean {
  if (node === ZERO) return Math.abs(plus + by) <= FAR
  const way = by > 0 ? "up" : "down"
  return [...reach(bounds, way, node)].some(([other, n]) =>
    other === ZERO ? Math.abs(n) + Math.abs(by) <= FAR * 2 : n <= -Math.abs(by))
}
