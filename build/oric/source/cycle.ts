// Which nodes of a graph lie on a cycle: types that reach themselves, functions that can be their
// own callers.

/**
 * Tarjan's components, iteratively: those of more than one node, and nodes that point at
 * themselves.
 */
export function onCycles<N>(nodes: Iterable<N>, next: (node: N) => Iterable<N>): Set<N> {
  const order = new Map<N, number>()
  const low = new Map<N, number>()
  const open: N[] = []
  const isOpen = new Set<N>()
  const found = new Set<N>()
  const enter = (node: N): Frame<N> => {
    order.set(node, order.size)
    low.set(node, order.get(node) ?? 0)
    open.push(node)
    isOpen.add(node)
    return { node, rest: [...next(node)].reverse() }
  }
  const lower = (node: N, to: number): void => void low.set(node, Math.min(low.get(node) ?? to, to))
  for (const start of nodes) {
    if (order.has(start)) continue
    const work = [enter(start)]
    for (let frame = work.at(-1); frame !== undefined; frame = work.at(-1)) {
      const target = frame.rest.pop()
      if (target === undefined) {
        work.pop()
        const parent = work.at(-1)
        if (parent !== undefined) lower(parent.node, low.get(frame.node) ?? 0)
        if (low.get(frame.node) === order.get(frame.node)) close(frame.node, open, isOpen, found)
        continue
      }
      if (target === frame.node) found.add(target)
      if (!order.has(target)) work.push(enter(target))
      else if (isOpen.has(target)) lower(frame.node, order.get(target) ?? 0)
    }
  }
  return found
}

type Frame<N> = { node: N; rest: N[] }

function close<N>(root: N, open: N[], isOpen: Set<N>, found: Set<N>): void {
  const component: N[] = []
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    component.push(node)
    isOpen.delete(node)
    if (node === root) break
  }
  if (component.length > 1) for (const node of component) found.add(node)
}
