// Attributes (LANGUAGE 2.1, 6.6). Which exist, and where, is the checker's to judge.

import { NONE } from "../../source/list.ts"
import type { Attr, AttrArg } from "../item_ast.ts"
import type { Name } from "../node.ts"
import type { Parser } from "../parser.ts"
import { accept, complain, endFrom, here, member, peek, startOf, take } from "../parser.ts"
import { list } from "../recovery.ts"
import * as T from "../tokens.ts"

/** All attributes that stand here. */
export function attributes(p: Parser): Attr[] {
  if (peek(p) !== T.HASH) return NONE
  const items: Attr[] = []
  while (!p.failed && peek(p) === T.HASH) items.push(attribute(p, false))
  return items
}

/** The attributes of the file, which come before everything. */
export function fileAttributes(p: Parser): Attr[] {
  const items: Attr[] = []
  while (!p.failed && peek(p) === T.HASH_BANG) items.push(attribute(p, true))
  return items
}

function attribute(p: Parser, inner: boolean): Attr {
  const at = startOf(p)
  p.i++
  if (peek(p) === T.SQUARE) return bracketed(p, at, inner)
  const name = member(p, "attribute name")
  const args = opensArgs(p, name) ? list(p, attributeArg) : NONE
  return { kind: "attr", id: p.nodes++, at, end: endFrom(p, at), name, args, inner }
}

/** `(`, or `[` in its place, which is reported: nothing else begins so. */
function opensArgs(p: Parser, name: Name): boolean {
  if (p.failed) return false
  if (peek(p) === T.SQUARE) {
    complain(p, "E1001", here(p), "expected `(`, found `[`", `write \`#${name.name}(…)\``)
  }
  return peek(p) === T.PAREN || peek(p) === T.SQUARE
}

/** `#[name(…)]`: the brackets are reported, and what they hold is the attribute. */
function bracketed(p: Parser, at: number, inner: boolean): Attr {
  complain(p, "E1001", here(p), "an attribute stands without brackets", "write `#name(…)`")
  const [name, ...more] = list(p, (q) => {
    const word = member(q, "attribute name")
    const args = !q.failed && peek(q) === T.PAREN ? list(q, attributeArg) : []
    return { word, args }
  })
  p.failed ||= name === undefined || more.length > 0
  const { word, args } = name ?? { word: { name: "", at, end: at }, args: [] }
  return { kind: "attr", id: p.nodes++, at, end: endFrom(p, at), name: word, args, inner }
}

function attributeArg(p: Parser): AttrArg {
  const labelled = T.isWord(peek(p)) && peek(p, 1) === T.COLON
  const label = labelled ? take(p) : null
  accept(p, T.COLON)
  return { label, value: p.rules.expression(p) }
}
