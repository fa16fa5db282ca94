// tidy: table
// Every code a diagnostic may carry, with its level and the title shown by `ori explain` lists.
//
// Codes are part of the language (LANGUAGE 27): programs mention them in `#compile_fail`, so a code
// is never reused for another rule. Each has a page `pages/<code>.md`; a test compares the two.

type Entry = { level: "error" | "warning"; title: string }

const error = (title: string): Entry => ({ level: "error", title })
const warning = (title: string): Entry => ({ level: "warning", title })

const TABLE = {
  // lexer
  E0001: error("unterminated text literal"),
  E0002: error("invalid character"),
  E0003: error("malformed number"),
  E0004: error("malformed character literal"),
  E0005: error("unknown escape"),
  E0006: error("comment after code on one line"),
  // tests
  E0500: error("function without a test"),
  E0501: error("test outside a test file"),
  // evaluation at compile time
  E0510: error("constant evaluation takes too many steps"),
  E0511: error("constant evaluation nests too deeply"),
  E0512: error("constant evaluation needs too much memory"),
  E0513: error("constant evaluation takes too long"),
  E0514: error("operation not allowed in a constant"),
  // capabilities, first part
  E0600: error("capability used without declaring it"),
  // concurrency
  E0700: error("task captures a mutable variable"),
  E0701: error("suspending call in a function that does not suspend"),
  E0702: error("construct needs `uses Suspend`"),
  // opaque types
  E0810: error("`impl Trait` outside a result type"),
  E0811: error("`impl Trait` results of different types"),
  E0812: error("result does not satisfy the bounds of `impl Trait`"),
  // loops and labels
  E0860: error("`break` with the wrong value"),
  E0861: error("`continue` with a value outside `yield`"),
  E0862: error("jump outside a loop"),
  E0870: error("unknown label"),
  E0871: error("label repeats an enclosing label"),
  E0872: error("`break` values of one label differ in type"),
  E0873: error("`continue` with a value to a loop that does not yield"),
  E0874: error("`continue` to a labelled block"),
  // general
  E0900: error("not supported yet"),
  E0930: error("unknown operating system in a condition"),
  E0931: error("unknown architecture in a condition"),
  E0932: error("malformed feature name"),
  E0933: error("file condition is not first in its file"),
  E0934: error("`compile_error` in code that is built"),
  E0970: error("malformed format spec"),
  E0971: error("format spec does not suit the value"),
  E0972: error("value has no `Formattable`"),
  E0980: error("`drop` may suspend"),
  E0990: error("`cache` without its capability"),
  E0992: error("`cache` with a negative time to live"),
  E0993: error("`with(…)` lacks a part"),
  E0994: error("`release` does not return void"),
  // parser
  E1001: error("unexpected token"),
  E1002: error("expected an expression or `;`"),
  E1003: error("unclosed delimiter"),
  E1004: error("expected a name"),
  E1005: error("expected a type"),
  E1006: error("malformed function declaration"),
  E1007: error("missing body"),
  E1008: error("malformed pattern"),
  E1009: error("construct lacks an argument"),
  E1010: error("construct does not know the argument"),
  E1014: error("built-in function redefined"),
  E1015: error("reserved word used as a name"),
  E1016: error("unknown attribute"),
  E1033: error("overflow in a constant bound"),
  E1040: error("type cannot be a constant parameter"),
  // modules
  E1100: error("modules import each other in a cycle"),
  E1101: error("module not found, or found twice"),
  E1102: error("module has no such item, or it is private"),
  E1103: error("`::` across packages"),
  // capabilities, second part
  E1200: error("caller lacks a capability of the callee"),
  E1201: error("capability has no provider"),
  E1202: error("provider does not implement the capability"),
  E1203: error("marker capability cannot be bound"),
  E1204: error("handler lacks an operation"),
  E1205: error("handler operation has the wrong signature"),
  E1206: error("handler operations differ in the type of their state"),
  E1207: error("handler has an operation that the capability does not"),
  E1210: error("two default implementations of one trait in scope"),
  E1211: error("second default implementation of a trait in a module"),
  E1212: error("`self` in a default implementation"),
  E1220: error("capability sets contain each other"),
  E1221: error("empty capability set"),
  E1222: error("capability set named like a trait"),
  E1223: error("capability set has a member that is no capability"),
  // checker
  E2001: error("type mismatch, or a pattern that may fail"),
  E2002: error("unknown type"),
  E2003: error("unknown name"),
  E2004: error("wrong set of arguments or fields"),
  E2005: error("type cannot be inferred"),
  E2006: error("duplicate definition"),
  E2007: error("lambda mentions its own binding"),
  E2008: error("infinite type"),
  E2009: error("bound not satisfied"),
  E2010: error("implementation not allowed here, or duplicate"),
  E2011: error("argument must be named"),
  E2012: error("unknown capability"),
  E2015: error("wrong type arguments"),
  E2016: error("default of a type parameter is misplaced or unsuitable"),
  E2017: error("associated type missing or unknown in an implementation"),
  E2018: error("associated type does not satisfy its bound"),
  E2019: error("field of type Never"),
  E2020: error("operator does not apply to these types"),
  E2021: error("overlapping implementations"),
  E2022: error("conflicting default methods"),
  E2023: error("ambiguous method"),
  E2024: error("trait is not object safe"),
  E2025: error("type cannot be indexed"),
  E2026: error("index has the wrong type"),
  E2027: error("ambiguous index"),
  E2028: error("Default cannot be derived for a sum type"),
  E2029: error("Hashable derived without Eq"),
  E2030: warning("equality and hash come from different sources"),
  E2031: error("type cannot be a map key"),
  E2032: error("field lacks the derived trait"),
  E2033: error("trait cannot be derived"),
  E2036: error("no conversion with `into`"),
  E2037: error("target of `into` is ambiguous"),
  E2038: error("value is not Printable"),
  E2040: error("no such method or field"),
  E2041: error("method used as a value"),
  E2042: error("`?` or `let?` has no suitable target"),
  E2043: error("pipe does not fit the call"),
  E2044: error("`let?` would drop an error"),
  E2045: error("cannot assign to this target"),
  E2046: error("mutating method on an immutable receiver"),
  E2047: error("assignment to a captured variable"),
  E2048: error("use after `drop_early`"),
  E2049: error("mutable binding in a module"),
  E2050: error("constants depend on each other in a cycle"),
  // patterns
  E3004: error("match is not exhaustive"),
  E3005: error("variant pattern lacks its payload"),
  // internal
  E9001: error("bug in the compiler"),
  E9002: error("too many errors"),
  // warnings
  W0001: warning("unreachable code"),
  W0002: warning("unreachable arm or clause"),
  W0003: warning("empty range pattern"),
  W0004: warning("overlapping range patterns"),
  W0005: warning("`let?` whose pattern cannot fail"),
  W0006: warning("unused result of type Result"),
  W0007: warning("slow attached test"),
  W0008: warning("unbounded `collect`"),
  W0009: warning("`let? Some(…)` where `?` would do"),
  W0010: warning("function without a test, outside a package"),
  W0011: warning("large inline value"),
  W0012: warning("misspelt name in ori.toml"),
}

/** A code of the table; there are no others. */
export type Code = keyof typeof TABLE

/** Level and title of each code. */
export const CODES: Readonly<Record<Code, Entry>> = TABLE

/** All codes, in the order of the table. */
export const ALL_CODES = Object.keys(TABLE) as Code[]

/** Whether `text` is one of our codes, as `ori explain` needs to know. */
export function isCode(text: string): text is Code {
  return Object.hasOwn(TABLE, text)
}
