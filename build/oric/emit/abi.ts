// `abi.ts` and `abi.h`: what a module asks of its host and offers it, as TypeScript types and
// tables, and the prototypes that C shims have to satisfy.
//
// `Imports` and `Exports` are what the host's code is checked against; `IMPORTS` and `EXPORTS` say
// how each value crosses, so that one generic function can wrap them.

import type { AbiType, Export, ExternFn, Program } from "../ir/nodes.ts"
import { externProto } from "./extern_c.ts"

export function abiTs(program: Program): string {
  const modules = jsModules(program)
  const lines = [
    "// Written by `ori build`: what the module asks of its host (imports), and what it offers.",
    "",
    "/** Functions that the host provides, by module. */",
    "export type Imports = {",
    ...modules.flatMap(([name, externs]) => [
      `  ${JSON.stringify(name)}: {`,
      ...externs.map((extern) => `    ${importType(extern)}`),
      "  }",
    ]),
    "}",
    "",
    "/** Functions that the module exports. */",
    "export type Exports = {",
    ...program.exports.flatMap((one) => [...docLines(one), `  ${exportType(one)}`]),
    "}",
    "",
    "export const IMPORTS = {",
    ...modules.flatMap(([name, externs]) => [
      `  ${JSON.stringify(name)}: {`,
      ...externs.map((extern) => `    ${importRow(extern)}`),
      "  },",
    ]),
    "} as const",
    "",
    "export const EXPORTS = {",
    ...program.exports.map((one) => `  ${exportRow(one)}`),
    "} as const",
  ]
  return `${lines.join("\n")}\n`
}

/** JavaScript functions by module, both in the order of their names. */
function jsModules(program: Program): [string, ExternFn[]][] {
  const modules = new Map<string, Map<string, ExternFn>>()
  for (const extern of program.externs.values()) {
    if (extern.language !== "js") continue
    const name = extern.from ?? "ori"
    const module = modules.get(name) ?? new Map<string, ExternFn>()
    modules.set(name, module.set(extern.name, extern))
  }
  return sorted([...modules]).map(([name, externs]) => [
    name,
    sorted([...externs]).map(([, extern]) => extern),
  ])
}

function sorted<X>(entries: [string, X][]): [string, X][] {
  return entries.sort(([a], [b]) => (a < b ? -1 : 1))
}

function importType(extern: ExternFn): string {
  const params = extern.params.map((param) => `${tsName(param.name)}: ${tsType(param.type)}`)
  const result = tsType(extern.result)
  const given = extern.suspends ? `Promise<${result}>` : result
  return `${JSON.stringify(extern.name)}(${params.join(", ")}): ${given}`
}

/** Words that JavaScript does not take as a parameter's name; names here are decoration anyway. */
const RESERVED = new Set(
  (
    "arguments await case catch class const debugger default delete enum eval export finally " +
    "function implements instanceof interface new null package private protected public return " +
    "static super " +
    "switch this throw try typeof var void"
  ).split(" "),
)

function tsName(name: string): string {
  const bare = name.replace(/^_+/, "")
  return RESERVED.has(bare) || bare === "" ? `${bare}_` : bare
}

function exportType(one: Export): string {
  const params = one.params.map((param) => `${tsName(param.name)}: ${tsType(param.type)}`)
  const result = tsType(one.result)
  return `${one.name}(${params.join(", ")}): ${one.suspends ? `Promise<${result}>` : result}`
}

function docLines(one: Export): string[] {
  if (one.doc.length === 0) return []
  return [
    "  /**",
    ...one.doc.map((text) => `   * ${text.replaceAll("*/", "* /")}`.trimEnd()),
    "   */",
  ]
}

function importRow(extern: ExternFn): string {
  const params = extern.params.map((param) => JSON.stringify(param.type)).join(", ")
  return (
    `${JSON.stringify(extern.name)}: { params: [${params}], ` +
    `result: ${JSON.stringify(extern.result)}, ` +
    `throws: ${extern.throws}, suspends: ${extern.suspends} },`
  )
}

function exportRow(one: Export): string {
  const params = one.params.map((param) => JSON.stringify(param.type)).join(", ")
  const result = JSON.stringify(one.result)
  return `${one.name}: { params: [${params}], result: ${result}, suspends: ${one.suspends} },`
}

function tsType(type: AbiType): string {
  switch (type) {
    case "int":
    case "c_longlong":
      return "bigint"
    case "bool":
      return "boolean"
    case "str":
      return "string"
    case "bytes":
      return "Uint8Array"
    case "void":
      return "void"
    case "jsValue":
      return "unknown"
    default:
      return "number"
  }
}

/** Prototypes of the C functions that the embedder provides. */
export function abiH(program: Program): string {
  const externs = [...program.externs.values()]
    .filter((extern) => extern.language === "c" && extern.from === null)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
  const lines = [
    "// Written by `ori build`: C functions that the program expects from whoever links it.",
    "#pragma once",
    "#include <stdbool.h>",
    "#include <stddef.h>",
    "#include <stdint.h>",
    "",
    ...externs.map((extern) => `${externProto(extern)};`),
  ]
  return `${lines.join("\n")}\n`
}
