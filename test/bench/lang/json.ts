// Parses and prints JSON with a parser and a printer of its own: a tree of tagged values, keys
// sorted on the way out. Not `JSON.parse`, which is C++.

type Value =
  | { k: "null" }
  | { k: "bool"; value: boolean }
  | { k: "int"; value: number }
  | { k: "string"; value: string }
  | { k: "array"; items: Value[] }
  | { k: "object"; entries: Map<string, Value> }

type Parser = { text: string; at: number; depth: number }

const ESCAPES: Record<string, string> = {
  '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t",
}

function fail(parser: Parser): never {
  throw new Error(`malformed at ${parser.at}`)
}

function skipBlanks(parser: Parser): void {
  for (;;) {
    const code = parser.text.charCodeAt(parser.at)
    if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return
    parser.at++
  }
}

function expect(parser: Parser, char: string): void {
  if (parser.text[parser.at] !== char) fail(parser)
  parser.at++
}

function escape(parser: Parser): string {
  const code = parser.text[++parser.at] ?? ""
  if (code !== "u") {
    parser.at++
    return ESCAPES[code] ?? fail(parser)
  }
  const digits = parser.text.slice(parser.at + 1, parser.at + 5)
  if (!/^[0-9a-fA-F]{4}$/.test(digits)) fail(parser)
  parser.at += 5
  return String.fromCharCode(Number.parseInt(digits, 16))
}

function string(parser: Parser): string {
  let run = ++parser.at
  let out = ""
  for (;;) {
    const code = parser.text.charCodeAt(parser.at)
    if (code === 34) break
    if (!(code >= 32)) fail(parser)
    if (code !== 92) {
      parser.at++
      continue
    }
    out += parser.text.slice(run, parser.at)
    out += escape(parser)
    run = parser.at
  }
  out += parser.text.slice(run, parser.at)
  parser.at++
  if (!out.isWellFormed()) fail(parser)
  return out
}

/** After an item: whether another follows. */
function comma(parser: Parser, close: string): boolean {
  skipBlanks(parser)
  if (parser.text[parser.at] === ",") {
    parser.at++
    return true
  }
  expect(parser, close)
  return false
}

function enter(parser: Parser, close: string): boolean {
  parser.at++
  if (++parser.depth > 128) fail(parser)
  skipBlanks(parser)
  if (parser.text[parser.at] !== close) return true
  parser.at++
  return false
}

function array(parser: Parser): Value {
  const items: Value[] = []
  let more = enter(parser, "]")
  while (more) {
    items.push(value(parser))
    more = comma(parser, "]")
  }
  parser.depth--
  return { k: "array", items }
}

function object(parser: Parser): Value {
  const entries = new Map<string, Value>()
  let more = enter(parser, "}")
  while (more) {
    skipBlanks(parser)
    if (parser.text[parser.at] !== '"') fail(parser)
    const key = string(parser)
    skipBlanks(parser)
    expect(parser, ":")
    entries.set(key, value(parser))
    more = comma(parser, "}")
  }
  parser.depth--
  return { k: "object", entries }
}

function number(parser: Parser): Value {
  const start = parser.at
  if (parser.text[parser.at] === "-") parser.at++
  const digits = parser.at
  let value = 0
  for (;;) {
    const code = parser.text.charCodeAt(parser.at)
    if (!(code >= 48 && code <= 57)) break
    value = value * 10 + (code - 48)
    parser.at++
  }
  if (parser.at === digits || !Number.isSafeInteger(value)) fail(parser)
  return { k: "int", value: digits > start ? -value : value }
}

function word(parser: Parser, text: string, value: Value): Value {
  if (!parser.text.startsWith(text, parser.at)) fail(parser)
  parser.at += text.length
  return value
}

function value(parser: Parser): Value {
  skipBlanks(parser)
  switch (parser.text[parser.at]) {
    case "{": return object(parser)
    case "[": return array(parser)
    case '"': return { k: "string", value: string(parser) }
    case "t": return word(parser, "true", { k: "bool", value: true })
    case "f": return word(parser, "false", { k: "bool", value: false })
    case "n": return word(parser, "null", { k: "null" })
    default: return number(parser)
  }
}

const SHORT: Record<number, string> = {
  8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r", 34: '\\"', 92: "\\\\",
}

function quote(text: string): string {
  let out = '"'
  let run = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code >= 32 && code !== 34 && code !== 92) continue
    out += text.slice(run, i) + (SHORT[code] ?? `\\u${code.toString(16).padStart(4, "0")}`)
    run = i + 1
  }
  return `${out}${text.slice(run)}"`
}

function print(value: Value): string {
  switch (value.k) {
    case "null": return "null"
    case "bool": return value.value ? "true" : "false"
    case "int": return String(value.value)
    case "string": return quote(value.value)
    case "array": return `[${value.items.map((item) => print(item)).join(",")}]`
    case "object": {
      const sorted = [...value.entries].sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0))
      return `{${sorted.map(([key, item]) => `${quote(key)}:${print(item)}`).join(",")}}`
    }
  }
}

function document(count: number): string {
  let out = "["
  let x = 3
  for (let i = 0; i < count; i++) {
    x = (x * 16807) % 2147483647
    if (i > 0) out += ", "
    out += `{"name": "package-${x % 10_000}", "id": ${i}, "downloads": ${x}, "yanked": `
    out += x % 10 === 0 ? "true" : "false"
    out += `, "tags": ["t${x % 7}", "t${x % 11}", null], "owner": {"login": "user${x % 999}", `
    out += `"bio": "likes \\"quotes\\",\\n\\u00e9t\u{e9} and long lines of plain text"}, `
    out += `"size": -${x % 5_000}}`
  }
  return `${out}]`
}

export function main(): string {
  const text = document(15_000)
  const encoder = new TextEncoder()
  let lines = ""
  for (let times = 0; times < 3; times++) {
    const parser = { text, at: 0, depth: 0 }
    const parsed = value(parser)
    skipBlanks(parser)
    if (parser.at !== text.length) fail(parser)
    const out = encoder.encode(print(parsed))
    let sum = 0
    for (const byte of out) sum = (sum * 31 + byte) % 1_000_003
    lines += `${encoder.encode(text).length} ${out.length} ${sum}\n`
  }
  return lines
}
