// tidy: table
// Tokens as parallel arrays, and the numbers of their kinds.
//
// An array of objects would be six times slower to fill. Every word is interned, reserved words
// first, so that a keyword is known by its name's id and has the kind `KEYWORD + id`.

import type { Pos, Span } from "../source/diagnostic.ts"

/** Token `i` is `kind[i]` over the global range `[at[i], end[i])`; the last token is `END`. */
export type Tokens = {
  /** The file with a character for each byte, which only tells what is ASCII. */
  text: string
  count: number
  kind: Uint8Array
  at: Uint32Array
  end: Uint32Array
  /** A name's id, a literal's index in `literals`, a char's or byte's value; else 0. */
  value: Int32Array
  /** For a bracket: index of its partner, or -1 when it has none (which has been reported). */
  mate: Int32Array
  /** By id; reserved words first. */
  names: string[]
  literals: (bigint | number | string)[]
  /** Comments are no tokens. */
  comments: { at: Pos; end: Pos }[]
  /** Starts of the text literals that never end: what follows on their line is missing. */
  unfinished: Pos[]
  /** Closers that close nothing, which are no tokens; who parses the file reports them. */
  stray: Stray[]
}

/** A closer that closes nothing, unless its opener is known to be what is missing. */
export type Stray = Span & { kind: number; answered: boolean }

// ── reserved words, in the order of their ids ─────────────────────────────────────────────────

/** Words that are no names; the last five are held for the future. */
export const RESERVED = [
  "as", "break", "continue", "def", "div", "do", "else", "extend", "extension", "extern",
  "false", "for", "if", "impl", "in", "let", "loop", "match", "Never", "pub",
  "self", "Self", "suspend", "tests", "then", "trait", "true", "type", "unsafe", "use",
  "uses", "void", "where", "while", "with", "yield",
  "asm", "inline", "static", "union", "view",
] as const

/** Words with a meaning in certain places only; their ids follow those of the reserved words. */
export const CONTEXTUAL = [
  "try", "block", "catch", "recurse", "parallel", "spawn", "nursery", "timeout", "cache",
  "channel", "channel_in", "channel_out", "channel_all", "embed", "has_embed", "handler", "by",
  "max", "from", "without", "pre", "post", "capset", "out", "mut", "owned", "borrowed",
  "int", "float", "str", "byte", "bool", "char", "FFI",
] as const

const wordId = (word: (typeof CONTEXTUAL)[number]): number =>
  RESERVED.length + CONTEXTUAL.indexOf(word)

/** Ids of the contextual words. */
export const WORD = {
  try: wordId("try"), block: wordId("block"), catch: wordId("catch"),
  recurse: wordId("recurse"), nursery: wordId("nursery"), cache: wordId("cache"),
  channel: wordId("channel"), channelAll: wordId("channel_all"),
  embed: wordId("embed"), hasEmbed: wordId("has_embed"),
  handler: wordId("handler"), by: wordId("by"), max: wordId("max"), from: wordId("from"),
  without: wordId("without"), pre: wordId("pre"), post: wordId("post"),
  capset: wordId("capset"), out: wordId("out"), mut: wordId("mut"),
  owned: wordId("owned"), borrowed: wordId("borrowed"),
  int: wordId("int"), byte: wordId("byte"), char: wordId("char"), ffi: wordId("FFI"),
} as const

// ── kinds ─────────────────────────────────────────────────────────────────────────────────────

export const END = 0
export const NAME = 1
export const INT = 2
export const FLOAT = 3
export const DURATION = 4
export const SIZE = 5
export const STR = 6
export const CHAR = 7
export const BYTE = 8
/** `_` alone. */
export const UNDERSCORE = 9
/** A template is `OPEN (TEXT | HOLE expression SPEC? HOLE_END)* CLOSE`. */
export const TEMPLATE_OPEN = 10
export const TEMPLATE_TEXT = 11
export const HOLE = 12
export const SPEC = 13
export const HOLE_END = 14
export const TEMPLATE_CLOSE = 15
/** Text that was reported by the lexer and means nothing. */
export const INVALID = 16

export const PAREN = 20
export const PAREN_END = 21
export const SQUARE = 22
export const SQUARE_END = 23
export const BRACE = 24
export const BRACE_END = 25
export const COMMA = 26
export const COLON = 27
export const SEMI = 28
export const DOT = 29
export const PATH = 30
export const DOTS = 31
export const DOTS_EQ = 32
export const SPREAD = 33
export const ARROW = 34
export const FAT_ARROW = 35
export const PIPE = 36
export const QUESTION = 37
export const COALESCE = 38
export const HASH = 39
export const HASH_BANG = 40
export const AT = 41
export const DOLLAR = 42
export const ASSIGN = 43

export const PLUS = 50
export const MINUS = 51
export const STAR = 52
export const SLASH = 53
export const PERCENT = 54
export const POWER = 55
export const EQ = 56
export const NOT_EQ = 57
export const LESS = 58
export const LESS_EQ = 59
export const GREATER = 60
export const AND_AND = 61
export const OR_OR = 62
export const NOT = 63
export const AND = 64
export const OR = 65
export const XOR = 66
export const TILDE = 67
export const SHIFT_LEFT = 68

/** Compound assignments: `COMPOUND + k`, in the order of `COMPOUND_OPS`; `>>=` is three tokens. */
export const COMPOUND = 70
export const COMPOUND_OPS = [
  "+", "-", "*", "/", "%", "**", "@", "&", "|", "^", "<<", "&&", "||",
] as const

export const KEYWORD = 100

const keyword = (word: (typeof RESERVED)[number]): number => KEYWORD + RESERVED.indexOf(word)

export const AS = keyword("as")
export const BREAK = keyword("break")
export const CONTINUE = keyword("continue")
export const DEF = keyword("def")
export const DIV = keyword("div")
export const DO = keyword("do")
export const ELSE = keyword("else")
export const EXTEND = keyword("extend")
export const EXTENSION = keyword("extension")
export const EXTERN = keyword("extern")
export const FALSE = keyword("false")
export const FOR = keyword("for")
export const IF = keyword("if")
export const IMPL = keyword("impl")
export const IN = keyword("in")
export const LET = keyword("let")
export const LOOP = keyword("loop")
export const MATCH = keyword("match")
export const NEVER = keyword("Never")
export const PUB = keyword("pub")
export const SELF = keyword("self")
export const SELF_TYPE = keyword("Self")
export const TESTS = keyword("tests")
export const THEN = keyword("then")
export const TRAIT = keyword("trait")
export const TRUE = keyword("true")
export const TYPE = keyword("type")
export const UNSAFE = keyword("unsafe")
export const USE = keyword("use")
export const USES = keyword("uses")
export const VOID = keyword("void")
export const WHERE = keyword("where")
export const WHILE = keyword("while")
export const WITH = keyword("with")
export const YIELD = keyword("yield")
/** The first of the words held for the future, which are the last kinds. */
export const FUTURE = keyword("asm")

/** Whether a kind is a reserved word. */
export const isKeyword = (kind: number): boolean => kind >= KEYWORD

/** Whether a kind is an operator between values. */
export const isOperator = (kind: number): boolean => kind >= PLUS && kind <= SHIFT_LEFT

/** Whether a kind is a name or a reserved word. */
export const isWord = (kind: number): boolean => kind === NAME || kind >= KEYWORD

const SPELLING: Record<number, string> = {
  [END]: "the end of the file", [PAREN]: "(", [PAREN_END]: ")", [SQUARE]: "[", [SQUARE_END]: "]",
  [BRACE]: "{", [BRACE_END]: "}", [COMMA]: ",", [COLON]: ":", [SEMI]: ";", [DOT]: ".",
  [PATH]: "::", [DOTS]: "..", [DOTS_EQ]: "..=", [SPREAD]: "...", [ARROW]: "->",
  [FAT_ARROW]: "=>", [PIPE]: "|>", [QUESTION]: "?", [COALESCE]: "??", [HASH]: "#",
  [HASH_BANG]: "#!", [AT]: "@", [DOLLAR]: "$", [ASSIGN]: "=", [PLUS]: "+", [MINUS]: "-",
  [STAR]: "*", [SLASH]: "/", [PERCENT]: "%", [POWER]: "**", [EQ]: "==", [NOT_EQ]: "!=",
  [LESS]: "<", [LESS_EQ]: "<=", [GREATER]: ">", [AND_AND]: "&&", [OR_OR]: "||", [NOT]: "!",
  [AND]: "&", [OR]: "|", [XOR]: "^", [TILDE]: "~", [SHIFT_LEFT]: "<<", [UNDERSCORE]: "_",
  [HOLE_END]: "}",
}

const KIND_NAMES: Record<number, string> = {
  [NAME]: "a name", [INT]: "a number", [FLOAT]: "a number", [DURATION]: "a duration",
  [SIZE]: "a size", [STR]: "a string", [CHAR]: "a character", [BYTE]: "a byte",
  [TEMPLATE_OPEN]: "a template", [TEMPLATE_TEXT]: "template text", [HOLE]: "a template hole",
  [TEMPLATE_CLOSE]: "a backquote", [SPEC]: "a format spec", [INVALID]: "malformed text",
}

/** How a kind is named in messages: its spelling in backquotes, or what it is. */
export function kindName(kind: number): string {
  if (kind === END) return "the end of the file"
  const named = KIND_NAMES[kind]
  if (named !== undefined) return named
  if (kind >= KEYWORD) return `\`${RESERVED[kind - KEYWORD] ?? "?"}\``
  if (kind >= COMPOUND) return `\`${COMPOUND_OPS[kind - COMPOUND] ?? "?"}=\``
  return `\`${SPELLING[kind] ?? "?"}\``
}
