// `ori fmt`: one text for each program (LANGUAGE 26).

import type { SourceFile } from "../source/diagnostic.ts"
import { collector } from "../source/sink.ts"
import { parseTokens } from "../syntax/parse.ts"
import type { Format, Layouts } from "./context.ts"
import { print } from "./doc.ts"
import { expression } from "./expression.ts"
import { file } from "./file.ts"
import { pattern } from "./pattern.ts"
import { type } from "./type.ts"

const LAYOUTS: Layouts = { expression, type, pattern }

/** The file laid out; null when it has syntax errors, which `ori check` names. */
export function formatFile(source: SourceFile): string | null {
  const sink = collector()
  const { file: tree, tokens } = parseTokens(source, sink.add)
  if (sink.hasErrors()) return null
  const f: Format = { source, tokens, layouts: LAYOUTS, comment: 0, verbatim: [] }
  return print(file(f, tree))
}
