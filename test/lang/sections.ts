// tidy: table
// The numbered sections of the language reference, and which programs here belong to which: a file
// or folder named `9_4_…` is about section 9.4, or about 9 where 9 has no parts.

import type { Case } from "../harness/cases.ts"
import { LATER } from "../../build/oric/syntax/later.ts"

export type Section = {
  number: string
  title: string
  /** `free`: it has no rule that a program could break; `later`: it may be refused as a whole. */
  kind: "core" | "free" | "later"
}

/** Without 27 to 29, which only list; 26 is the formatter's, with tests of its own. */
export const SECTIONS: readonly Section[] = [
  { number: "1.1", title: "Source text", kind: "core" },
  { number: "1.2", title: "Comments", kind: "core" },
  { number: "1.3", title: "Identifiers and keywords", kind: "core" },
  { number: "1.4", title: "Operators and delimiters", kind: "core" },
  { number: "1.5", title: "Numeric literals", kind: "core" },
  { number: "1.6", title: "Text literals", kind: "core" },
  { number: "2.1", title: "Files and items", kind: "core" },
  { number: "2.2", title: "Types", kind: "core" },
  { number: "2.3", title: "Statements and expressions", kind: "core" },
  { number: "2.4", title: "Patterns and constants", kind: "core" },
  { number: "2.5", title: "Parsing notes", kind: "core" },
  { number: "3.1", title: "Files, modules, entry points", kind: "core" },
  { number: "3.2", title: "Imports", kind: "core" },
  { number: "3.3", title: "Visibility", kind: "core" },
  { number: "3.4", title: "Extensions", kind: "core" },
  { number: "3.5", title: "Name lookup", kind: "core" },
  { number: "4.1", title: "Declaration", kind: "core" },
  { number: "4.2", title: "Arguments", kind: "core" },
  { number: "4.3", title: "Variadics", kind: "core" },
  { number: "4.4", title: "Clauses", kind: "core" },
  { number: "4.5", title: "Contracts", kind: "core" },
  { number: "4.6", title: "Functions as values", kind: "core" },
  { number: "5.1", title: "Primitives", kind: "core" },
  { number: "5.2", title: "Compound types", kind: "core" },
  { number: "5.3", title: "User types", kind: "core" },
  { number: "5.4", title: "Generics", kind: "core" },
  { number: "5.5", title: "Trait objects", kind: "core" },
  { number: "5.6", title: "Opaque results impl Trait", kind: "core" },
  { number: "5.7", title: "Inference", kind: "core" },
  { number: "5.8", title: "Sendable and Value", kind: "later" },
  { number: "6.1", title: "Traits", kind: "core" },
  { number: "6.2", title: "Implementations", kind: "core" },
  { number: "6.3", title: "Method resolution for x.m(…)", kind: "core" },
  { number: "6.4", title: "Deriving", kind: "core" },
  { number: "6.5", title: "Default implementations def impl", kind: "core" },
  { number: "6.6", title: "Attributes", kind: "core" },
  { number: "7.1", title: "Operator table (tightest first)", kind: "core" },
  { number: "7.2", title: "Built-in operand types", kind: "core" },
  { number: "7.3", title: "Arithmetic semantics", kind: "core" },
  { number: "7.4", title: "Evaluation order", kind: "free" },
  { number: "7.5", title: "Literals and spreads", kind: "core" },
  { number: "7.6", title: "Access", kind: "core" },
  { number: "7.7", title: "Conversions", kind: "core" },
  { number: "7.8", title: "??, ?, pipe", kind: "core" },
  { number: "7.9", title: "Other forms", kind: "core" },
  { number: "8.1", title: "Forms", kind: "core" },
  { number: "8.2", title: "Names in patterns", kind: "core" },
  { number: "8.3", title: "Refutability and exhaustiveness", kind: "core" },
  { number: "9.1", title: "Blocks", kind: "core" },
  { number: "9.2", title: "if", kind: "core" },
  { number: "9.3", title: "match", kind: "core" },
  { number: "9.4", title: "Loops", kind: "core" },
  { number: "9.5", title: "Labels", kind: "core" },
  { number: "9.6", title: "try", kind: "core" },
  { number: "9.7", title: "let?", kind: "core" },
  { number: "10.1", title: "Bindings", kind: "core" },
  { number: "10.2", title: "Value semantics", kind: "free" },
  { number: "10.3", title: "Assignment", kind: "core" },
  { number: "10.4", title: "Mutating methods", kind: "core" },
  { number: "11", title: "Closures", kind: "core" },
  { number: "12.1", title: "Two kinds", kind: "free" },
  { number: "12.2", title: "Error", kind: "core" },
  { number: "12.3", title: "context", kind: "core" },
  { number: "12.4", title: "Traces", kind: "free" },
  { number: "12.5", title: "Panics", kind: "core" },
  { number: "12.6", title: "PanicInfo", kind: "core" },
  { number: "13", title: "Memory model", kind: "core" },
  { number: "14.1", title: "Declaring and using", kind: "core" },
  { number: "14.2", title: "Which provider", kind: "core" },
  { number: "14.3", title: "with … in", kind: "core" },
  { number: "14.4", title: "Handlers", kind: "core" },
  { number: "14.5", title: "Standard names", kind: "core" },
  { number: "14.6", title: "Capsets", kind: "core" },
  { number: "14.7", title: "Markers", kind: "core" },
  { number: "15", title: "Tests", kind: "core" },
  { number: "16.1", title: "Constants", kind: "core" },
  { number: "16.2", title: "Constant expressions", kind: "core" },
  { number: "16.3", title: "Const functions", kind: "later" },
  { number: "17", title: "Conditional compilation", kind: "core" },
  { number: "18.1", title: "C", kind: "core" },
  { number: "18.2", title: "JavaScript", kind: "core" },
  { number: "18.3", title: "Annotations", kind: "core" },
  { number: "18.4", title: "Layout", kind: "core" },
  { number: "18.5", title: "Unsafe", kind: "core" },
  { number: "19.1", title: "Entry", kind: "core" },
  { number: "19.2", title: "Start and normal end", kind: "core" },
  { number: "19.3", title: "Panic end", kind: "core" },
  { number: "20.1", title: "Types and constructors", kind: "core" },
  { number: "20.2", title: "Traits", kind: "core" },
  { number: "20.3", title: "Functions", kind: "core" },
  { number: "21.1", title: "int", kind: "core" },
  { number: "21.2", title: "float", kind: "core" },
  { number: "21.3", title: "bool, byte, char", kind: "core" },
  { number: "21.4", title: "str", kind: "core" },
  { number: "21.5", title: "[T]", kind: "core" },
  { number: "21.6", title: "{K: V}", kind: "core" },
  { number: "21.7", title: "Set<T>", kind: "core" },
  { number: "21.8", title: "Option<T>", kind: "core" },
  { number: "21.9", title: "Result<T, E>", kind: "core" },
  { number: "21.10", title: "Duration, Size", kind: "core" },
  { number: "21.11", title: "Ordering, tuples, Range<int>", kind: "core" },
  { number: "21.12", title: "Error", kind: "core" },
  { number: "22.1", title: "to_str and debug", kind: "core" },
  { number: "22.2", title: "Format spec", kind: "core" },
  { number: "22.3", title: "User types", kind: "core" },
  { number: "23", title: "Iterators", kind: "core" },
  { number: "24", title: "Concurrency", kind: "later" },
  { number: "25.1", title: "Const generics", kind: "later" },
  { number: "25.2", title: "Reflection", kind: "later" },
  { number: "25.3", title: "Intrinsics", kind: "later" },
]

/** The section that a case is about; null for programs about many things. */
export function sectionOf(one: Case): string | null {
  for (const part of one.name.split("/")) {
    const match = /^(\d+)_(\d+)_/.exec(part)
    if (match === null) continue
    const whole = `${match[1]}.${match[2]}`
    const known = SECTIONS.find((section) => section.number === whole)
      ?? SECTIONS.find((section) => section.number === match[1])
    if (known !== undefined) return known.number
  }
  return null
}

/** Programs that run and programs that are refused, by section. */
export function covered(cases: readonly Case[]): Map<string, { run: number; refused: number }> {
  const counts = new Map<string, { run: number; refused: number }>()
  for (const one of cases) {
    const section = sectionOf(one)
    if (section === null) continue
    const count = counts.get(section) ?? { run: 0, refused: 0 }
    if (one.errors.length > 0) count.refused++
    else count.run++
    counts.set(section, count)
  }
  return counts
}

/** Constructs of a section that are E0900. */
function laterIn(number: string): string {
  return Object.entries(LATER).filter(([, at]) => at === number).map(([what]) =>
    what.startsWith("`") ? what : `\`${what}\``).join(", ")
}

/** The table of the compiler's README. */
export function tableOf(cases: readonly Case[]): string {
  const counts = covered(cases)
  const rows = SECTIONS.map(({ number, title, kind }) => {
    const { run, refused } = counts.get(number) ?? { run: 0, refused: 0 }
    const not = laterIn(number)
    const answer = kind === "later" ? "E0900"
      : not === "" ? "supported" : `supported; E0900: ${not}`
    return `| ${number} ${title.replaceAll("|", "\\|")} | ${answer} | ${run} | ${refused} |`
  })
  return ["| section | answer | run | refused |", "| --- | --- | --: | --: |", ...rows].join("\n")
}
