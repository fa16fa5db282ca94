// Builds and walks binary trees: allocation and release.

type Tree = { left: Tree | null; right: Tree | null }

function make(depth: number): Tree {
  if (depth === 0) return { left: null, right: null }
  return { left: make(depth - 1), right: make(depth - 1) }
}

function count(tree: Tree | null): number {
  return tree === null ? 0 : 1 + count(tree.left) + count(tree.right)
}

export function main(): string {
  const depth = 17
  let out = `1 ${depth + 1} ${count(make(depth + 1))}\n`
  const kept = make(depth)
  for (let d = 4; d <= depth; d += 4) {
    const times = 1 << (depth - d + 4)
    let nodes = 0
    for (let i = 0; i < times; i++) nodes += count(make(d))
    out += `${times} ${d} ${nodes}\n`
  }
  return `${out}1 ${depth} ${count(kept)}\n`
}
