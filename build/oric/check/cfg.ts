// Conditional compilation (17): drops what `#target` and `#cfg` exclude before any name is
// resolved.

import type { Report } from "../source/diagnostic.ts"
import type { Attr, AttrArg, ExternItem, File, Func, Item, LostItem } from "../syntax/item_ast.ts"
import type { Target } from "./items.ts"

const SYSTEMS =
  new Set(["linux", "macos", "windows", "freebsd", "openbsd", "netbsd", "dragonfly", "android",
    "ios",
  "tvos", "watchos", "solaris", "illumos", "fuchsia", "haiku", "wasi", "none"])
const MACHINES =
  new Set(["x86_64", "x86", "aarch64", "arm", "wasm32", "riscv64", "riscv32", "powerpc64", "s390x",
  "loongarch64", "mips64"])
const FAMILIES = new Set(["unix", "windows", "wasm"])

type Dimension =
  { of: (target: Target) => string; known: Set<string>; code: "E0930" | "E0931"; word: string }
const DIMENSIONS: Record<string, Dimension> = {
  os: { of: (target) => target.os, known: SYSTEMS, code: "E0930", word: "operating system" },
  arch: { of: (target) => target.arch, known: MACHINES, code: "E0931", word: "architecture" },
  family: { of: (target) => target.family, known: FAMILIES, code: "E0931", word: "family" },
}

/** The file without its inactive parts; an inactive file has neither imports nor items. */
export function pruneFile(file: File, target: Target, report: Report): File {
  const active = (attrs: Attr[]): boolean => isActive(attrs, target, report)
  if (!active(file.attrs)) return { ...file, uses: [], items: [] }
  for (const { attrs } of [...file.uses, ...file.items.filter(hasAttrs)]) reportMisplaced(attrs,
    report)
  return {
    ...file,
    uses: file.uses.filter((use) => active(use.attrs)),
    items: file.items.filter((item) => !hasAttrs(item) || active(item.attrs))
      .map((item) => pruneItem(item, active)),
  }
}

function hasAttrs(item: Item): item is Exclude<Item, LostItem> {
  return item.kind !== "lostItem"
}

function pruneItem(item: Item, active: (attrs: Attr[]) => boolean): Item {
  switch (item.kind) {
    case "impl": case "defImpl": case "extend": case "traitDef": {
      const methods = item.methods.filter((method: Func) => active(method.attrs))
      return methods.length === item.methods.length ? item : { ...item, methods }
    }
    case "extern": {
      const items = item.items.filter((one: ExternItem) => active(one.attrs))
      return items.length === item.items.length ? item : { ...item, items }
    }
    default: return item
  }
}

function reportMisplaced(attrs: Attr[], report: Report): void {
  for (const attr of attrs) {
    if (attr.inner) {
      report("E0933", attr, `\`#!${attr.name.name}\` must come first in the file`,
        "Move it above all imports, or drop the `!` to govern one item.")
    }
  }
}

/** Whether all conditions among the attributes hold for the target. */
function isActive(attrs: Attr[], target: Target, report: Report): boolean {
  let active = true
  for (const attr of attrs) {
    const holds = attr.name.name === "target" ? targetHolds
      : attr.name.name === "cfg" ? configHolds : null
    if (holds === null) continue
    for (const arg of attr.args) active = holds(arg, target, report) && active
  }
  return active
}

function targetHolds(arg: AttrArg, target: Target, report: Report): boolean {
  const [, form, name] = /^(any_|not_|)(os|arch|family)$/.exec(arg.label?.name ?? "") ?? []
  if (name === undefined) {
    return unknown(arg, report,
      "`#target` takes `os:`, `arch:` or `family:`, also with `any_` or `not_`")
  }
  const dimension = DIMENSIONS[name]!
  const texts = form === "any_" ? listTexts(arg) : arg.value.kind === "str" ? [arg.value.value]
    : null
  if (texts === null)
    return unknown(arg, report,
      `\`${form}${name}:\` takes text${form === "any_" ? "s in a list" : ""}`)
  for (const text of texts) {
    if (dimension.known.has(text)) continue
    report(dimension.code, arg.value, `unknown ${dimension.word} "${text}"`,
      `Known are ${[...dimension.known].slice(0, 6).join(", ")} and others of LANGUAGE 17.`)
  }
  const among = texts.includes(dimension.of(target))
  return form === "not_" ? !among : among
}

function configHolds(arg: AttrArg, target: Target, report: Report): boolean {
  if (arg.label === null) {
    if (arg.value.kind !== "name")
      return unknown(arg, report, "`#cfg` takes a flag such as `debug`")
    return flagHolds(arg.value.name, target)
  }
  const label = arg.label.name
  if (label === "any_feature") {
    const texts = listTexts(arg)
    if (texts === null) return unknown(arg, report, "`any_feature:` takes texts in a list")
    for (const text of texts) checkFeature(text, arg, report)
    return texts.some((text) => target.features.has(text))
  }
  if ((label !== "feature" && label !== "not_feature") || arg.value.kind !== "str") {
    return unknown(arg, report,
      "`#cfg` takes `feature:`, `any_feature:` or `not_feature:` with text")
  }
  checkFeature(arg.value.value, arg, report)
  return target.features.has(arg.value.value) === (label === "feature")
}

function flagHolds(flag: string, target: Target): boolean {
  switch (flag) {
    case "debug": case "not_release": return target.debug
    case "release": case "not_debug": return !target.debug
    default: return target.features.has(flag)
  }
}

function checkFeature(name: string, arg: AttrArg, report: Report): void {
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return
  report("E0932", arg.value, `"${name}" is no feature name`,
    "A feature is named by an identifier, such as `fast_json`.")
}

function listTexts(arg: AttrArg): string[] | null {
  if (arg.value.kind !== "list") return null
  const texts = arg.value.items.map((item) => item.value.kind === "str" ? item.value.value : null)
  return texts.every((text) => text !== null) ? texts : null
}

function unknown(arg: AttrArg, report: Report, help: string): boolean {
  report("E1016", arg.value, "this argument is not understood", `${help}.`)
  return true
}
