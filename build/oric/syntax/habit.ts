// What people write who come from other languages, and how Ori says it: the help of an error whose
// token, or the one before it, gives the habit away.

import * as T from "./tokens.ts"

/** The tokens around the one that is not expected: `at(0)` is that one. */
export type Around = (ahead: number) => { kind: number; word: string }

const CHOICE = "a choice is written `if condition then value else value`"
const FUNCTION = "a function is written `@name (parameter: type) -> type = body;`"
const CONSTANT = "a constant is written `let $NAME = value;`"
const TYPE = "a type is written `type Name = { field: type }` or `type Name = A | B;`"
const IMPORT = "an import is written `use package.module { name };` or `use \"./file\" { name };`"

/** Words where an operator or the end of a statement is expected. */
const BEHIND: Record<string, string> = {
  and: "Ori writes `&&`", or: "Ori writes `||`",
  is: "ask for a pattern with `match value { Pattern -> …, _ -> … }`",
  instanceof: "ask for a pattern with `match value { Pattern -> …, _ -> … }`",
  elif: "Ori writes `else if`", elsif: "Ori writes `else if`",
}

/** Words before what is not expected. */
const BEFORE: Record<string, string> = {
  not: "Ori writes `!` before the condition",
  new: "values are built without `new`",
  mut: "a `let` is mutable unless its name has a `$`: `let name = value;`",
  const: "what never changes is written `let $name = value;`",
  var: "a variable is written `let name = value;`",
  await: "a call that suspends is written like any other",
}

/** Words that begin an item elsewhere. */
const ITEMS: Record<string, string> = {
  fn: FUNCTION, func: FUNCTION, fun: FUNCTION, function: FUNCTION, async: FUNCTION,
  const: CONSTANT, var: CONSTANT, val: CONSTANT, let: CONSTANT,
  class: TYPE, struct: TYPE, enum: TYPE, interface: "an interface is a `trait Name { … }`",
  import: IMPORT, from: IMPORT, include: IMPORT, require: IMPORT,
}

/** Operators that cannot begin a statement. */
const OPERATORS = new Set([
  T.PLUS, T.STAR, T.SLASH, T.PERCENT, T.POWER, T.EQ, T.NOT_EQ, T.LESS, T.LESS_EQ, T.GREATER,
  T.AND_AND, T.OR_OR, T.COALESCE, T.PIPE,
])

/** The help where an expression goes on or ends in a way that Ori does not know. */
export function habit(at: Around): string | null {
  const { kind, word } = at(0)
  const before = at(-1)
  if (kind === T.FAT_ARROW) return "a lambda is written `x -> value`"
  if (kind === T.PATH) return "a variant is written behind a point: `Type.Variant`"
  if (kind === T.SLASH && at(1).kind === T.STAR) return "a comment is a line that starts with `//`"
  if (kind === T.PLUS && before.kind === T.PLUS) return "Ori has no `++`: write `place += 1`"
  if (before.kind === T.BRACE_END && OPERATORS.has(kind)) {
    return "a statement that ends with `}` is over: put it into parentheses to go on"
  }
  if (kind === T.IF || before.kind === T.QUESTION) return CHOICE
  const names = kind === T.NAME && Object.hasOwn(BEHIND, word)
  if (names) return BEHIND[word]!
  if (before.kind === T.NAME && Object.hasOwn(BEFORE, before.word)) return BEFORE[before.word]!
  return null
}

/** The help where a declaration is expected. */
export function itemHabit(at: Around): string | null {
  const { kind, word } = at(0)
  return kind === T.NAME && Object.hasOwn(ITEMS, word) ? ITEMS[word]! : null
}
