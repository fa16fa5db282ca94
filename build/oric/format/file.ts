// Layout of a whole file: header, attributes, imports in groups, constants, then the rest.

import type { Span } from "../source/diagnostic.ts"
import type { ExtensionUse, File, Item, Use, UseItem } from "../syntax/item_ast.ts"
import type { Element, Format } from "./context.ts"
import { blankBefore, commentLines, element, list, path, slice, take, trailing } from "./context.ts"
import type { Doc } from "./doc.ts"
import { blankLine, concat, hard, join, line } from "./doc.ts"
import { attribute, attributes, item, namesOf } from "./item.ts"

/** Everything, with a line end behind the last line. */
export function file(f: Format, e: File): Doc {
  const head = header(f, e)
  const sections = [...fileAttributes(f, e), ...imports(f, e), ...items(f, e), ...footer(f)]
  const docs = sections.flatMap((doc, i) => (i === 0 ? [doc] : [blankLine, doc]))
  return docs.length === 0 ? "" : concat(...head, ...docs, hard)
}

/**
 * The comments above the first attribute or import are the file's own and stay at the top; above a
 * first item those that an empty line separates from it.
 */
function header(f: Format, e: File): Doc[] {
  const first: Span | undefined = e.attrs[0] ?? e.uses[0]
  if (first === undefined) {
    const [item] = e.items
    return item === undefined ? [] : standing(f, item).flatMap((doc) => [doc, blankLine])
  }
  return commentLines(f, take(f, first.at), first.at)
}

function fileAttributes(f: Format, e: File): Doc[] {
  const docs = e.attrs.map((attr) => element(f, attr, () => attribute(f, attr)).doc)
  return docs.length === 0 ? [] : [join(hard, docs)]
}

// ── imports ───────────────────────────────────────────────────────────────────────────────────

type Import = { group: number; extension: boolean; key: string; doc: Doc }

/** Standard library, other packages, relative; extensions last in each group. */
function imports(f: Format, e: File): Doc[] {
  const all = e.uses.map((use): Import => ({
    group: groupOf(use), extension: use.kind === "extensionUse", key: pathText(f, use),
    doc: element(f, use, () => (use.kind === "use" ? useDoc(f, use) : extensionDoc(f, use))).doc,
  }))
  const order = (a: Import, b: Import): number =>
    Number(a.extension) - Number(b.extension) || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)
  return [0, 1, 2].flatMap((group) => {
    const docs = all.filter((use) => use.group === group).sort(order).map((use) => use.doc)
    return docs.length === 0 ? [] : [join(hard, docs)]
  })
}

function groupOf({ path: of }: Use | ExtensionUse): number {
  if (of.text !== null) return of.text.startsWith(".") ? 2 : 1
  return of.names[0]?.name === "std" ? 0 : 1
}

function pathText(f: Format, use: Use | ExtensionUse): string {
  return use.path.text === null ? path(f, use.path) : slice(f, use.path)
}

function useDoc(f: Format, use: Use): Doc {
  const head = concat(attributes(f, use.attrs), use.pub ? "pub " : "", "use ", pathText(f, use))
  if (use.items === null) return concat(head, use.as === null ? "" : ` as ${use.as.name}`, ";")
  const texts = use.items.map(useItem).sort()
  return concat(head, " ", braced(f, use, texts), ";")
}

function useItem(each: UseItem): string {
  const dollar = each.constant ? "$" : ""
  const as = each.as === null ? "" : ` as ${dollar}${each.as.name}`
  const without = each.withoutDef ? " without def" : ""
  return `${each.private ? "::" : ""}${dollar}${each.name.name}${without}${as}`
}

function extensionDoc(f: Format, use: ExtensionUse): Doc {
  const word = use.pub ? "pub extension " : "extension "
  const head = concat(attributes(f, use.attrs), word, pathText(f, use))
  const texts = use.methods.map(({ type, method }) => `${type.name}.${method.name}`).sort()
  return concat(head, " ", braced(f, use, texts), ";")
}

function braced(f: Format, use: Span, texts: readonly string[]): Doc {
  const elements = texts.map((text): Element => ({ at: use.at, end: use.at, layout: () => text }))
  return list(f, "{", elements, "}", use.at, texts.length === 0 ? "" : line)
}

// ── items ─────────────────────────────────────────────────────────────────────────────────────

/** Constants stand above everything else; an empty line stands between items. */
function items(f: Format, e: File): Doc[] {
  const constants: Doc[] = []
  const rest: Doc[] = []
  for (const each of e.items) {
    // A comment apart from a constant that moves up stays where it is.
    if (isConstant(each) && rest.length > 0) rest.push(...standing(f, each))
    const { doc, blank } = element(f, each, () => item(f, each), namesOf(each))
    if (!isConstant(each)) rest.push(doc)
    else if (constants.length === 0) constants.push(doc)
    else constants.push(blank ? blankLine : hard, doc)
  }
  return [...(constants.length === 0 ? [] : [concat(...constants)]), ...rest]
}

/** The comments above an item that an empty line separates from it. */
function standing(f: Format, { at }: Span): Doc[] {
  const { comments } = f.tokens
  let end = -1
  for (let i = f.comment; (comments[i]?.at ?? at) < at; i++) {
    const next = Math.min(at, comments[i + 1]?.at ?? at)
    if (blankBefore(f, next)) end = comments[i]?.end ?? -1
  }
  if (end < 0) return []
  const lines = commentLines(f, take(f, end), end)
  return [concat(...lines.slice(0, -1))]
}

function isConstant(e: Item): boolean {
  return e.kind === "const" && e.name.name !== "_"
}

/** Comments behind the last item. */
function footer(f: Format): Doc[] {
  const rest = trailing(f, Infinity)
  return rest.length === 0 ? [] : [concat(...rest.slice(1))]
}
