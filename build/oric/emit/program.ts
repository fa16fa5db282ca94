// Start and end of a program: constants in order of initialisation, `@main` and its exit code,
// `@panic`, the exports of a module for a host, or the runner of a test program.

import type { Global, Program } from "../ir/nodes.ts"
import type { T } from "../ir/types.ts"
import { INT, STR, UNIT } from "../ir/types.ts"
import { data, typeNode } from "../ir/layout.ts"
import { useFun } from "./call.ts"
import { dropText, listInstance } from "./count.ts"
import { emitExport } from "./export.ts"
import { globalName, globalVariable } from "./global.ts"
import { makeInto } from "./make.ts"
import { testMain } from "./tests.ts"
import { cType, declare } from "./type.ts"
import type { Unit } from "./unit.ts"
import { funOf, need } from "./unit.ts"
import { textLiteral } from "./value.ts"
import { isByRef } from "./place.ts"
import { varType } from "./writer.ts"

/**
 * Everything of a program that is no function of it. `traced`: a table of function names is linked
 * in.
 */
export function emitProgram(
  unit: Unit,
  kind: "program" | "tests" | "module",
  traced: boolean,
): void {
  const { program } = unit
  const dynamic = program.globals.filter((global) => global.value === null && global.init !== null)
  for (const global of dynamic) globalVariable(unit, global)
  const start = [...hookLines(unit, traced), ...dynamic.map((global) => initLine(unit, global))]
  const end = [...dynamic]
    .reverse()
    .map((global) => dropText(unit, global.type, globalName(global.name)))
    .filter((text) => text !== "")
  need(unit, "bodies", "start", () => body("static void program_start(void)", start))
  need(unit, "bodies", "end", () => body("static void program_end(void)", end))
  if (kind === "tests") return void need(unit, "bodies", "main", () => testMain(unit))
  if (kind === "program") return void need(unit, "bodies", "main", () => mainText(unit, program))
  for (const one of program.exports) emitExport(unit, one)
  need(
    unit,
    "bodies",
    "main",
    () =>
      body("__attribute__((constructor)) static void module_start(void)", [
        "ori_start(0, NULL);",
        "program_start();",
      ]) + "\nvoid program_finish(void);\nvoid program_finish(void) { program_end(); }\n",
  )
}

function body(head: string, lines: string[]): string {
  return `${head} {\n${lines.map((text) => `  ${text}`).join("\n")}\n}\n`
}

/**
 * A constant without a count is set; the variable's definition stands here, in the one file that
 * holds the start.
 */
function initLine(unit: Unit, global: Global): string {
  const c = globalVariable(unit, global)
  if (!unit.whole) {
    need(unit, "helpers", `define ${c}`, () => `${declare(cType(unit, global.type), c)};`)
  }
  const call = `${useFun(unit, global.init ?? "")}();`
  return global.type === UNIT ? call : `${c} = ${call}`
}

function mainText(unit: Unit, program: Program): string {
  const main = program.main
  if (main === null) throw new Error("a program without @main")
  const fun = funOf(unit, main.f)
  const args = main.args ? "args" : ""
  const param = fun.params[0]
  const call = `${useFun(unit, main.f)}(${args})`
  const lines = ["ori_start(argc, argv);", "program_start();"]
  if (main.args) lines.push("ori_list *args = ori_program_args();")
  lines.push(main.result === "int" ? `int code = (int)(${call} & 255);` : `${call};`)
  if (main.args && param !== undefined && param.own !== "own") {
    lines.push(dropText(unit, varType(fun, param.v), "args"))
  }
  lines.push("program_end();", `return ori_finish(${main.result === "int" ? "code" : "0"});`)
  return body("int main(int argc, char **argv)", lines)
}

// ------------------------------------------------------------------ @panic

function hookLines(unit: Unit, traced: boolean): string[] {
  const trace = traced ? ["ori_trace_table();"] : []
  if (traced) need(unit, "protos", "ori_trace_table", () => "void ori_trace_table(void);")
  if (unit.program.panic === null) return trace
  need(unit, "bodies", "panic_hook", () => panicHook(unit, unit.program.panic ?? ""))
  return [...trace, "ori_panic_hook = panic_hook;"]
}

/** Builds the `PanicInfo` of LANGUAGE 12.6 and gives it to `@panic`. */
function panicHook(unit: Unit, f: string): string {
  const fun = funOf(unit, f)
  const param = fun.params[0]
  if (param === undefined) throw new Error("@panic without a parameter")
  const info = varType(fun, param.v)
  const fields = data(unit.program.types, info).variants[0]?.fields ?? []
  const entry = fields.find((field) => field.name === "location")?.type ?? info
  const trace = fields.find((field) => field.name === "stack_trace")?.type ?? info
  const c = cType(unit, entry)
  const lines = [
    `const char *names[64];`,
    `uint32_t count = ori_trace(names, 64);`,
    `ori_list *trace = ori_list_empty;`,
    `for (uint32_t i = 0; i < count; i++) {`,
    `  ${declare(c, "entry")};`,
    ...entryInto(unit, "entry", entry, [
      "ori_foreign_str(names[i])",
      textLiteral(unit, ""),
      "0",
      "0",
    ]),
    `  trace = ${listInstance(unit, trace)}_push(trace, entry);`,
    `}`,
    `${declare(c, "location")};`,
    ...entryInto(unit, "location", entry, [
      "ori_foreign_str(site->function)",
      "ori_foreign_str(site->file)",
      "site->line",
      "site->column",
    ]),
    `ori_dup(message);`,
    `${declare(cType(unit, info), "info")};`,
    ...makeInto(
      unit,
      "info",
      info,
      0,
      {
        values: fields.map((field) => panicField(unit, field.name, field.type)),
        types: fields.map((field) => field.type),
      },
      null,
    ),
    `${useFun(unit, f)}(${isByRef(unit, fun, 0) ? "&" : ""}info);`,
  ]
  return body("static void panic_hook(ori_str *message, const ori_site *site)", lines)
}

function entryInto(unit: Unit, target: string, type: T, values: string[]): string[] {
  return makeInto(unit, target, type, 0, { values, types: [STR, STR, INT, INT] }, null)
}

function panicField(unit: Unit, name: string, type: T): string {
  if (name === "message") return "message"
  if (name === "location") return "location"
  if (name === "stack_trace") return "trace"
  const node = typeNode(unit.program.types, type)
  const none =
    node.k === "data" ? node.variants.findIndex((variant) => variant.fields.length === 0) : -1
  return none < 0 ? "0" : `(${cType(unit, type)}){ .tag = ${none} }`
}
