// Which file an `embed` path names, as far as it can be said without reading it.

import type { Check } from "../context.ts"
import type { Module } from "../items.ts"
import { normalize } from "../package.ts"
import type { Value } from "../typed.ts"

/**
 * A path relative to a module's file as one relative to its package; null when it leaves the
 * package.
 */
export function insidePackage(module: Module, text: string): string | null {
  if (text === "" || text.startsWith("/") || text.includes("\\") || text.includes(":")) return null
  const file = module.path.slice(module.path.indexOf(":") + 1)
  const path = normalize(file.slice(0, file.lastIndexOf("/") + 1) + text)
  return path.startsWith("..") ? null : path
}

/** `has_embed` before inference, for a condition; null for anything that is not sure. */
export function embeddedFlag(check: Check, module: Module, path: Value | null): Value | null {
  const file = path?.k === "str" ? insidePackage(module, path.value) : null
  return file === null ? null : { k: "bool", value: check.readFile(module.id, file) !== null }
}
