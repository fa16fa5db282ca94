// `ori emit`: what a stage made, as text.

import type { Output } from "../compile.ts"
import { compile } from "../compile.ts"
import { printProgram } from "../ir/print.ts"
import type { Flags } from "./build.ts"
import { inputOf } from "./build.ts"
import { show } from "./diagnostics.ts"
import type { Io } from "./io.ts"
import { EXIT } from "./io.ts"
import { printAst, printTokens, printTypes } from "./print.ts"

/** The stage of the pipeline after which each printed form exists. */
const LAST: Record<string, string> = {
  tokens: "declare",
  ast: "declare",
  types: "infer",
  ir: "lower",
  simplified: "simplify",
  arc: "arc",
  c: "emit",
}

export function emitStage(io: Io, operands: string[], flags: Flags): number {
  const stage = flags.get("stage") ?? ""
  const last = LAST[stage]
  if (last === undefined) {
    io.error(`ori emit needs --stage ${Object.keys(LAST).join("|")}\n`)
    return EXIT.usage
  }
  const root = operands[0] ?? ""
  const mode = last === "declare" || last === "infer" ? "check" : "build"
  const output = compile({ ...inputOf(io, root, mode, flags), stop: last })
  show(io, output, flags.has("json"))
  const text = printed(io, root, stage, output)
  if (text !== null) io.print(text)
  return output.ok && text !== null ? EXIT.fine : EXIT.diagnostics
}

function printed(io: Io, root: string, stage: string, output: Output): string | null {
  const source = root.endsWith(".ori") ? io.disk.load(root) : null
  switch (stage) {
    case "tokens":
      return source === null ? null : printTokens({ path: root, base: 0, bytes: source })
    case "ast":
      return source === null ? null : printAst({ path: root, base: 0, bytes: source })
    case "types":
      return output.check === null ? null : printTypes(output.check, output.typed, output.sources)
    case "ir":
    case "simplified":
      return output.program && printProgram(output.program, { marks: false })
    case "arc":
      return output.program && printProgram(output.program, { marks: true })
    default:
      return (
        output.emitted &&
        output.emitted.files.map((file) => `// ${file.path}\n${file.text}`).join("\n")
      )
  }
}
