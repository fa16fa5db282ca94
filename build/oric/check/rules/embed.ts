// `embed` and `has_embed`: files read at compile time (LANGUAGE 7.9).

import type { Expr } from "../../syntax/ast.ts"
import type { Check } from "../context.ts"
import type { Value } from "../typed.ts"
import { eachOf } from "./body.ts"
import type { Body } from "./body.ts"
import { insidePackage } from "./embed_path.ts"
import { newEvaluation } from "./evaluate.ts"
import { itemOf } from "./shape.ts"

type Embed = Expr & { kind: "embed" }

/** Most bytes of one file, unless `#embed_limit(size: …)` says otherwise. */
const LIMIT = 10_000_000n

/** Puts the values of a body's `embed` and `has_embed` into `Typed.constant`. */
export function embedRule(check: Check, body: Body): void {
  const limit = limitOf(body)
  eachOf(body, "embed", (node) => {
    if (body.typed.constant[node.id] !== undefined) return
    const value = node.has ? hasFile(check, body, node) : content(check, body, node, limit)
    if (value !== null) body.typed.constant[node.id] = value
  })
}

function limitOf(body: Body): bigint {
  const attr = body.const?.node?.attrs.find((one) => one.name.name === "embed_limit")
  const size = attr?.args.find((arg) => arg.label?.name === "size")?.value
  return size?.kind === "size" ? size.value : LIMIT
}

function hasFile(check: Check, body: Body, node: Embed): Value | null {
  const path = fileOf(check, body, node)
  return path === null ? null : { k: "bool", value: check.readFile(body.module.id, path) !== null }
}

function content(check: Check, body: Body, node: Embed, limit: bigint): Value | null {
  const path = fileOf(check, body, node)
  const bytes = path === null ? null : check.readFile(body.module.id, path)
  if (path === null) return null
  if (bytes === null) {
    check.report("E1101", node.path, `there is no file \`${path}\` to embed`,
      "The path is relative to this source file; `has_embed` tells whether a file is there.")
    return null
  }
  if (BigInt(bytes.length) > limit) {
    check.report("E0512", node.path,
      `\`${path}\` is larger than the ${limit} bytes that may be embedded`,
      "Write `#embed_limit(size: …)` before the constant to embed more.")
    return null
  }
  const type = body.typed.type[node.id] ?? -1
  const isText = type >= 0 && itemOf(check.items, type)?.id === check.items.known.str
  return isText ? text(check, node, path, bytes) : { k: "bytes", value: bytes }
}

function text(check: Check, node: Embed, path: string, bytes: Uint8Array): Value | null {
  try {
    const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })
    return { k: "str", value: decoder.decode(bytes) }
  } catch {
    check.report("E2001", node.path, `\`${path}\` is not UTF-8, so it cannot be a \`str\``,
      "Embed it as bytes: give the constant the type `[byte]`.")
    return null
  }
}

/** The file meant, relative to the package, or null after a report. */
function fileOf(check: Check, body: Body, node: Embed): string | null {
  const run = newEvaluation(check, null)
  const value = run.evaluate({ module: body.module, typed: null, locals: new Map() }, node.path)
  if (value === null || value.k !== "str") {
    check.report("E0514", node.path, "the path of a file to embed must be a constant text",
      "Write the path as a literal, or as a constant that is one.")
    return null
  }
  const path = insidePackage(body.module, value.value)
  if (path === null) {
    check.report("E0514", node.path, `\`${value.value}\` does not name a file inside the project`,
      "Write a path relative to this source file, with `/`, that stays inside the project.")
  }
  return path
}
