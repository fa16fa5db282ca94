// A file: its attributes, imports and items (LANGUAGE 2.1).

import type { ExtensionUse, File, LostItem, Use, UseItem, UsePath } from "../item_ast.ts"
import { onOneLine } from "../layout.ts"
import type { Name } from "../node.ts"
import type { Parser } from "../parser.ts"
import {
  accept, complain, endFrom, expect, fail, found, here, isWordAt, literalOf, name, peek,
  semicolon, startOf, startsLine, take,
} from "../parser.ts"
import { isCloser, list } from "../recovery.ts"
import * as T from "../tokens.ts"
import { attributes, fileAttributes } from "./attribute.ts"
import {
  foreign, lost, namesIn, skipComment, skipDeclaration, skipDecorators, skipShebang,
} from "./foreign.ts"
import type { Start } from "./function.ts"
import { toNextItem } from "./function.ts"
import { itemAfter } from "./item.ts"

/** The whole file; all tokens are consumed. */
export function file(p: Parser): File {
  const at = p.source.base
  skipShebang(p)
  const attrs = fileAttributes(p)
  const whole: File = {
    kind: "file", id: p.nodes++, at, end: at + p.source.bytes.length, attrs, uses: [], items: [],
    broken: p.broken, nodes: { count: 0 },
  }
  while (peek(p) !== T.END) {
    const before = p.i
    topLevel(p, whole)
    if (p.lost.length > 0) whole.items.push(lost(p, startOf(p), p.lost.splice(0)))
    if (p.failed || p.i === before) toNextItem(p, before)
    // A closer that no opener holds has been reported by the lexer.
    if (p.i === before || isCloser(peek(p))) p.i++
  }
  whole.nodes.count = p.nodes
  return whole
}

function topLevel(p: Parser, whole: File): void {
  if (skipComment(p)) return
  skipDecorators(p)
  const from = p.i
  const at = startOf(p)
  let attrs = attributes(p)
  while (!p.failed && peek(p) === T.HASH_BANG) {
    complain(p, "E0933", here(p), "an attribute of the file behind other code",
      "move it to the top of the file, above everything but comments")
    whole.attrs.push(...fileAttributes(p))
    attrs = [...attrs, ...attributes(p)]
  }
  if (p.failed) return loseDecorated(p, whole, from)
  const pub = accept(p, T.PUB)
  const start: Start = { at, attrs, pub }
  const kind = peek(p)
  if (kind === T.USE && peek(p, 1) === T.BRACE) {
    whole.items.push(foreign(p, at))
    return
  }
  if (isSwiftExtension(p)) return void whole.items.push(swiftExtension(p, at))
  if (kind !== T.USE && kind !== T.EXTENSION) {
    whole.items.push(itemAfter(p, start))
    // `#derive[Eq]`: the attribute is over before what could not be read.
    const last = attrs.at(-1)
    if (p.failed && last !== undefined && onOneLine(p.source, last.at, startOf(p))) {
      loseDecorated(p, whole, from)
    }
    return
  }
  if (whole.items.some((item) => item.kind !== "lostItem")) {
    complain(p, "E1001", here(p), "an import behind a declaration",
      "move it to the top of the file")
  }
  whole.uses.push(kind === T.USE ? use(p, start) : extensionUse(p, start))
}

/** A type below an attribute that could not be read: it may have been given any trait. */
function loseDecorated(p: Parser, whole: File, from: number): void {
  const at = p.at[from] ?? 0
  toNextItem(p, from)
  const word = peek(p) === T.PUB ? 1 : 0
  if (peek(p, word) !== T.TYPE || peek(p, word + 1) !== T.NAME) return
  const [type = ""] = namesIn(p, p.i + word, p.i + word + 2)
  whole.items.push(lost(p, at, [`:${type}`]))
}

/** `extension Type { … }` that names no method to import. */
function isSwiftExtension(p: Parser): boolean {
  return peek(p) === T.EXTENSION && peek(p, 1) === T.NAME && peek(p, 2) === T.BRACE &&
    !(T.isWord(peek(p, 3)) && peek(p, 4) === T.DOT)
}

function swiftExtension(p: Parser, at: number): LostItem {
  const [type = ""] = namesIn(p, p.i, p.i + 2)
  complain(p, "E1001", here(p), "expected an import, found methods",
    `methods are added by \`extend ${type} { … }\``)
  skipDeclaration(p, at)
  return lost(p, at, [`:${type}`])
}

function use(p: Parser, start: Start): Use {
  const { at, attrs, pub } = start
  p.i++
  const path = usePath(p)
  let items: UseItem[] | null = null
  let as: Use["as"] = null
  if (!p.failed && peek(p) === T.BRACE) {
    const open = p.i
    items = some(p, list(p, useItem)).filter((item) => item.name.name !== "")
    loseItems(p, open, items)
    accept(p, T.SEMI)
  } else {
    if (accept(p, T.AS)) as = name(p, "module name")
    if (!bareItems(p)) semicolon(p)
  }
  return { kind: "use", id: p.nodes++, at, end: endFrom(p, at), attrs, pub, path, items, as }
}

/** `use std.json parse;`: names without their braces, which are reported. */
function bareItems(p: Parser): boolean {
  if (p.failed || peek(p) !== T.NAME || startsLine(p, p.i)) return false
  const from = p.i
  while (peek(p) === T.NAME || peek(p) === T.COMMA) p.i++
  const names = namesIn(p, from, p.i)
  complain(p, "E1001", { at: p.at[from] ?? 0, end: endFrom(p, 0) },
    "expected `{`, found names", `what is imported stands in braces: \`{ ${names.join(", ")} }\``)
  p.lost.push(...names)
  accept(p, T.SEMI)
  return true
}

/** What is imported, which is something. */
function some<E>(p: Parser, items: E[]): E[] {
  const end = endFrom(p, 0)
  if (items.length === 0 && !p.failed) {
    complain(p, "E1004", { at: end - 1, end }, "expected an item, found `}`", "name what is needed")
  }
  return items
}

/** Names that a mistake between the braces has swallowed: each might be imported. */
function loseItems(p: Parser, open: number, items: readonly UseItem[]): void {
  if (p.lastError < open || p.lastError >= p.i) return
  const known = new Set(items.map(({ name: word }) => word.name))
  p.lost.push(...namesIn(p, open, p.i).filter((word) => !known.has(word)))
}

function usePath(p: Parser): UsePath {
  const at = startOf(p)
  if (!p.failed && peek(p) === T.STR) {
    const text = String(literalOf(p, p.i++))
    return { text, names: [], at, end: endFrom(p, at) }
  }
  if (!p.failed && peek(p) !== T.NAME) {
    fail(p, "E1004", `expected a module, found ${found(p)}`,
      "write `use \"./file\" { … };` or `use package.module { … };`")
  }
  const names = [name(p, "module name")]
  while (separates(p)) names.push(name(p, "module name"))
  return { text: null, names, at, end: endFrom(p, at) }
}

/** The point between two names of a path, or what others write for it: said at the first. */
function separates(p: Parser): boolean {
  if (p.failed || (peek(p) !== T.DOT && peek(p) !== T.PATH && peek(p) !== T.SLASH)) return false
  if (peek(p) !== T.DOT && p.kind[p.i - 2] !== peek(p)) {
    complain(p, "E1001", here(p), `expected \`.\`, found ${found(p)}`,
      "the names of a path are joined by points: `use package.module { name };`")
  }
  p.i++
  if (peek(p) !== T.STAR && peek(p) !== T.BRACE) return true
  if (peek(p) === T.STAR) {
    fail(p, "E1004", "Ori imports by name", "name what is needed: `use package.module { name };`")
  }
  return false
}

/** `*`, which is reported; the checker knows what it would have bound. */
function wildcard(p: Parser): Name {
  const { at, end } = here(p)
  complain(p, "E1004", { at, end }, "Ori imports by name", "name each item that is needed")
  p.i++
  return { name: "*", at, end }
}

/** `x`, `::x`, `$X`, `x as y`, `T without def`. */
function useItem(p: Parser): UseItem {
  const isPrivate = accept(p, T.PATH)
  if (peek(p) === T.AT && peek(p, 1) === T.NAME) {
    complain(p, "E1004", here(p), "`@` in an import", "a function is imported by its name alone")
    p.i++
  }
  const constant = accept(p, T.DOLLAR)
  const word = peek(p) === T.STAR ? wildcard(p) : name(p, "item")
  let withoutDef = false
  if (isWordAt(p, T.WORD.without) && peek(p, 1) === T.DEF) {
    p.i += 2
    withoutDef = true
  }
  let as: UseItem["as"] = null
  if (accept(p, T.AS)) {
    if (constant) expect(p, T.DOLLAR, "a constant keeps its `$`: `$A as $B`")
    as = name(p, "new name")
  }
  return { private: isPrivate, constant, name: word, withoutDef, as }
}

/** `extension "./ext" { Type.method };` */
function extensionUse(p: Parser, start: Start): ExtensionUse {
  const { at, attrs, pub } = start
  p.i++
  const path = usePath(p)
  if (!p.failed && peek(p) !== T.BRACE) expect(p, T.BRACE)
  const methods = some(p, list(p, (q) => {
    const type = name(q, "type name")
    expect(q, T.DOT, "an extension is imported as `Type.method`")
    const method = T.isWord(peek(q)) ? take(q) : name(q, "method name")
    return { type, method }
  }))
  accept(p, T.SEMI)
  return { kind: "extensionUse", id: p.nodes++, at, end: endFrom(p, at), attrs, pub, path, methods }
}
