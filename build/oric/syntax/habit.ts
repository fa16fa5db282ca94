// What people write who come from other languages, and how Ori says it: told by the token that is
// not expected, the one before it, or the word with which the construct around it began.

import * as T from "./tokens.ts"

/** The tokens around the one that is not expected: `at(0)` is that one. */
export type Around = (ahead: number) => {
  kind: number
  word: string
  /** Nothing stands between it and the next one. */
  touches: boolean
}

/** Which token shows the habit, and the last one of it; without a message it is not expected. */
export type Habit = { at: number; to?: number; message: string | null; help: string }

const CHOICE = "a choice is written `if condition then value else value`"
export const LAMBDA = "a lambda is written `x -> value`"
const MATCH = "ask for a pattern with `match value { Pattern -> …, _ -> … }`"
const VARIABLE = "a variable is written `let name = value;`"
const FIXED = "what never changes is written `let $name = value;`"
const FAILURE = "a function that can fail results in `Result<T, E>`, and ends in `Err(…)`"
const LEAVE = "the last expression of a body is its value; leave early with `?`, or `break:label` "
  + "in a `block:label { … }`"
const CONTAINS = "ask with `values.contains(…)`"
const AT_TOP = "declarations and imports stand at the top of a file"
const TEMPLATE = "text with holes is written in backquotes: `` `x is {x}` ``"
const TRY = "errors are values: `match result { Ok(value) -> …, Err(error) -> … }`"

/** Words where an operator or the end of a statement is expected. */
const BEHIND: Record<string, string> = {
  and: "Ori writes `&&`", or: "Ori writes `||`", is: MATCH, instanceof: MATCH,
  elif: "Ori writes `else if`", elsif: "Ori writes `else if`", of: "Ori writes `in`",
  in: CONTAINS, not: CONTAINS, catch: TRY, except: TRY, finally: TRY, rescue: TRY,
  end: "what a word begins, nothing ends: remove it",
  throws: FAILURE, raises: FAILURE, async: "a function that suspends declares `uses Suspend`",
}

/** Words before what is not expected. Ori has none of them. */
const BEFORE: Record<string, string> = {
  not: "Ori writes `!` before the condition",
  new: "values are built without `new`: `Type { field: value }`",
  mut: "a `let` is mutable unless its name has a `$`: `let name = value;`",
  const: FIXED, final: FIXED, var: VARIABLE, val: VARIABLE, auto: VARIABLE,
  await: "a call that suspends is written like any other",
  case: "an arm is written `pattern -> result`", when: "an arm is written `pattern -> result`",
  struct: AT_TOP, class: AT_TOP, enum: AT_TOP, interface: AT_TOP, import: AT_TOP,
  return: LEAVE, throw: FAILURE, raise: FAILURE,
  echo: "write `print(msg: …)`",
  elif: "Ori writes `else if`", elsif: "Ori writes `else if`", elseif: "Ori writes `else if`",
  guard: "a pattern that may fail is bound with `let? … = value;`",
  del: "what is not needed any more is freed: remove this",
  delete: "what is not needed any more is freed: remove this",
  defer: "what must happen at the end is the `@drop` of a type with `impl Drop`",
  switch: "a choice among patterns is written `match value { pattern -> result, … }`",
  unless: "write `if !condition then …`", until: "write `while !condition do …`",
  begin: "a block is written `{ … }`",
  fn: LAMBDA, func: LAMBDA, fun: LAMBDA, function: LAMBDA, lambda: LAMBDA,
}

/** Whether a lambda begins with the word in other languages. */
export const isLambdaWord = (word: string): boolean =>
  Object.hasOwn(BEFORE, word) && BEFORE[word] === LAMBDA

/** Functions that elsewhere are called without parentheses. */
const CALLED: Record<string, string> = {
  assert: "write `assert(condition: …)`", print: "write `print(msg: …)`",
  panic: "write `panic(msg: …)`", try: "an error is passed on by `?` behind the call",
  int: "convert with `int(…)`", float: "convert with `float(…)`", str: "convert with `str(…)`",
  byte: "convert with `byte(…)`",
}

/** What may be the argument of such a call. */
const OPERANDS = new Set([
  T.NAME, T.INT, T.FLOAT, T.STR, T.CHAR, T.BYTE, T.TEMPLATE_OPEN, T.SELF, T.TRUE, T.FALSE,
])

/** Those whose construct goes on before it goes wrong, as in `switch (x) {`. */
const FIRST = new Set([
  "return", "throw", "raise", "switch", "unless", "until",
  "fn", "func", "fun", "function", "lambda",
])

/** Types that elsewhere stand before the name that they are the type of. */
const TYPES = new Set(["int", "float", "str", "bool", "char", "byte", "string", "double", "long"])

const LOOPS = new Set([T.FOR, T.WHILE, T.LOOP])

/** Two tokens that are one operator elsewhere: the first, the second, the operator, the help. */
const PAIRS: [number, number, string, string][] = [
  [T.PLUS, T.PLUS, "++", "write `place += 1`"],
  [T.EQ, T.ASSIGN, "===", "write `==`"],
  [T.NOT_EQ, T.ASSIGN, "!==", "write `!=`"],
  [T.LESS, T.GREATER, "<>", "write `!=`"],
  [T.ASSIGN, T.LESS, "=<", "write `<=`"],
  [T.LESS_EQ, T.GREATER, "<=>", "write `a.compare(other: b)`"],
  [T.QUESTION, T.COLON, "?:", "write `value ?? default`"],
]

const SPREADS = new Set([T.STAR, T.POWER, T.DOTS])

/** Operators that cannot begin a statement. */
const OPERATORS = new Set([
  T.PLUS, T.STAR, T.SLASH, T.PERCENT, T.POWER, T.EQ, T.NOT_EQ, T.LESS, T.LESS_EQ, T.GREATER,
  T.AND_AND, T.OR_OR, T.COALESCE, T.PIPE,
])

/**
 * The habit behind a token where an expression goes on or ends in a way that Ori does not know;
 * `first` is where the construct around it began, 0 if nobody knows.
 */
export function habit(at: Around, first = 0): Habit | null {
  return behind(at) ?? (first < 0 ? begun(at, first) : null) ?? before(at, -1) ?? pair(at)
    ?? operator(at)
}

function behind(at: Around): Habit | null {
  const { word } = at(0)
  return Object.hasOwn(BEHIND, word) ? { at: 0, message: null, help: BEHIND[word]! } : null
}

/** The word at `i`, if Ori has no such word. */
function before(at: Around, i: number): Habit | null {
  const { word, kind } = at(i)
  if (kind !== T.NAME) return null
  if (Object.hasOwn(BEFORE, word)) {
    return { at: i, message: `Ori has no \`${word}\``, help: BEFORE[word]! }
  }
  const operand = OPERANDS.has(at(i + 1).kind) && at(i + 2).kind !== T.COLON
  if (Object.hasOwn(CALLED, word) && operand) return { at: 0, message: null, help: CALLED[word]! }
  if (at(i + 1).kind !== T.STR || !at(i).touches || word.length > 1) return null
  return { at: i, message: `Ori has no \`${word}"…"\``, help: word === "f" ? TEMPLATE
    : "text is written `\"…\"`, with `\\\\` for a backslash" }
}

function begun(at: Around, first: number): Habit | null {
  const next = at(first + 1).kind
  const goesOn = next !== T.DOT && next !== T.ASSIGN && next !== T.COMMA
  if (FIRST.has(at(first).word) && goesOn) return before(at, first)
  if (at(first).word === "try" && next === T.COLON) {
    return { at: first, message: "Ori has no `try:`", help: TRY }
  }
  if (at(first).kind === T.LET && at(0).kind === T.ELSE) {
    return { at: 0, message: null, help: "a pattern that may fail is bound with `let? … = value;`" }
  }
  if (at(first - 1).kind === T.BRACE && at(0).kind === T.COMMA) {
    return { at: 0, message: null,
      help: "statements end with `;`; a list is written `[a, b]`, a map `{key: value}`" }
  }
  if (at(first).kind === T.LET && at(0).kind === T.COMMA) {
    return { at: 0, message: null, help: "every binding has a `let` of its own" }
  }
  const { word } = at(first)
  if (first === -1 && TYPES.has(word) && at(0).kind === T.NAME && at(1).kind === T.ASSIGN) {
    return { at: -1, message: `expected a statement, found the type \`${word}\``,
      help: `a type stands behind the name: \`let ${at(0).word}: ${word} = …;\`` }
  }
  const labels = next === T.COLON && LOOPS.has(at(first + 2).kind)
  if (labels) {
    return { at: first, message: `expected a statement, found \`${word}:\``,
      help: `a label stands behind the word: \`for:${word} … do …\`` }
  }
  // `x: int = 1;`
  const declares = first === -1 && at(0).kind === T.COLON && at(2).kind === T.ASSIGN
  return declares ? { at: 0, message: null, help: `write \`let ${at(-1).word}: … = …;\`` } : null
}

function pair(at: Around): Habit | null {
  const [first, second] = [at(-1), at(0)]
  for (const i of [-1, 0]) {
    const known = PAIRS.find(([a, b]) => a === at(i).kind && b === at(i + 1).kind)
    if (known !== undefined && at(i).touches) {
      return { at: i, to: i + 1, message: `Ori has no \`${known[2]}\``, help: known[3] }
    }
  }
  if (first.kind === T.MINUS && at(-2).kind === T.MINUS && at(-2).touches) {
    return { at: -2, to: -1, message: "Ori has no `--`", help: "write `place -= 1`" }
  }
  if (second.kind === T.COLON && at(1).kind === T.ASSIGN && second.touches) {
    return { at: 0, to: 1, message: "Ori has no `:=`", help: VARIABLE }
  }
  return null
}

function operator(at: Around): Habit | null {
  const help = operatorHelp(at)
  return help === null ? null : { at: 0, message: null, help }
}

const isLower = (word: string): boolean => /^[a-z]/.test(word)

function operatorHelp(at: Around): string | null {
  const { kind } = at(0)
  const { kind: last, touches } = at(-1)
  // `(int) x`
  if (last === T.PAREN_END && at(-3).kind === T.PAREN && Object.hasOwn(CALLED, at(-2).word)) {
    return CALLED[at(-2).word]!
  }
  if (kind === T.FAT_ARROW) return last === T.STR ? "an entry is written `key: value`" : LAMBDA
  if (SPREADS.has(kind) && (last === T.SQUARE || last === T.BRACE || last === T.COMMA)) {
    return "a list or map is spread with `...values`"
  }
  if (kind === T.DOLLAR && at(1).kind === T.STR) return TEMPLATE
  if (kind === T.OR && (last === T.PAREN || last === T.COMMA || last === T.ASSIGN)) return LAMBDA
  if (kind === T.BRACE && isLower(at(-1).word) && at(1).kind === T.NAME && at(2).kind === T.COLON) {
    return "a type whose values are written `Name { … }` begins with an upper-case letter"
  }
  if (kind === T.PATH && at(1).kind === T.LESS) {
    return "type arguments stand right behind the name: `name<T>(…)`"
  }
  if (kind === T.PATH) return "what a type or module has stands behind a point: `Type.Variant`"
  if (kind === T.NOT && touches && last === T.NAME && at(1).kind === T.PAREN) {
    return "Ori has no macros: call a function, as in `print(msg: …)`"
  }
  if (kind === T.NOT && touches) return "a value is taken out with `?`, `?? default` or `match`"
  if (last === T.BRACE_END && OPERATORS.has(kind)) {
    return "a statement that ends with `}` is over: put it into parentheses to go on"
  }
  return kind === T.IF || last === T.QUESTION ? CHOICE : null
}
