// Bytes to a tree: the one door of the syntax stage.

import type { Report, SourceFile } from "../source/diagnostic.ts"
import type { File } from "./item_ast.ts"
import { expression } from "./grammar/expression.ts"
import { file } from "./grammar/file.ts"
import { pattern } from "./grammar/pattern.ts"
import { block, body, statement } from "./grammar/statement.ts"
import { type } from "./grammar/type.ts"
import type { Interner } from "./intern.ts"
import { lex } from "./lex.ts"
import { reportStray } from "./pair.ts"
import type { Rules } from "./parser.ts"
import { parserOf } from "./parser.ts"
import type { Tokens } from "./tokens.ts"

const RULES: Rules = { expression, body, statement, block, type, pattern }

/**
 * The tree of a file, for any bytes; what is wrong with them is reported. `names` may be shared by
 * the files of a program.
 */
export function parseFile(source: SourceFile, report: Report, names?: Interner): File {
  return parseTokens(source, report, names).file
}

/** The tree together with its tokens and comments, which the formatter needs. */
export function parseTokens(
  source: SourceFile, report: Report, names?: Interner,
): { file: File; tokens: Tokens } {
  const tokens = lex(source, report, names)
  const tree = file(parserOf(source, tokens, RULES, report))
  reportStray(tokens, report)
  return { file: tree, tokens }
}
