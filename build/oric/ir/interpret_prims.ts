// The primitives for the interpreter: what each one yields, and what it does with the operands that
// it consumes.
//
// Borrowed operands are left alone; a result made of borrowed parts dups them; a consumed list or
// text is updated in place when it is unique. Numbers are exact; hashes and unusual number formats
// need only be the same in every run.

import type { Value } from "./interpret_heap.ts"
import { drop, dup, fault, owned, text } from "./interpret_heap.ts"
import type { PrimContext } from "./interpret_operands.ts"
import {
  alone, any, bool, bounds, byte, bytesOf, changed, charAt, checked, compare, compareBytes,
  division, find, floatText, floorDiv, hash, index, int, isUtf8, items, list, num, obj, rawBytes,
  shift, str, strs, takeAt, textOf, truncated, within,
} from "./interpret_operands.ts"
import type { T } from "./types.ts"

type Run = (m: PrimContext, args: Value[], types: T[]) => Value | Value[]

/** The results of a primitive. */
export function runPrim(m: PrimContext, op: string, args: Value[], types: T[]): Value[] {
  const run = PRIMS.get(op) ?? fault(`the interpreter lacks ${op}`)
  const result = run(m, args, types)
  return Array.isArray(result) ? result : [result]
}

const arithmetic: [string, (a: bigint, b: bigint) => bigint, string][] = [
  ["add", (a, b) => a + b, "addition"],
  ["sub", (a, b) => a - b, "subtraction"],
  ["mul", (a, b) => a * b, "multiplication"],
]

const comparisons: [string, (c: bigint) => boolean][] = [
  ["eq", (c) => c === 0n], ["ne", (c) => c !== 0n], ["lt", (c) => c < 0n], ["le", (c) => c <= 0n],
  ["gt", (c) => c > 0n], ["ge", (c) => c >= 0n],
]

const ints: [string, Run][] = [
  ...arithmetic.map(([name, f, what]): [string, Run] =>
    [`int.${name}`, (m, [a, b]) => checked(m, f(int(a), int(b)), what)]),
  ...arithmetic.map(([name, f]): [string, Run] =>
    [`int.${name}_wrap`, (_, [a, b]) => BigInt.asIntN(64, f(int(a), int(b)))]),
  ...comparisons.map(
    ([name, f]): [string, Run] => [`int.${name}`, (_, [a, b]) => f(compare(int(a), int(b)))]
  ),
  ["int.div", (m, [a, b]) => division(m, int(a), int(b), "division")],
  ["int.floor_div", (m, [a, b]) => floorDiv(m, int(a), int(b))],
  ["int.rem", (m, [a, b]) => int(b) === 0n ? m.panic("modulo by zero") : int(a) % int(b)],
  [
    "int.pow",
    (m, [a, b]) =>
      int(b) < 0n ? m.panic("negative exponent on integer") : checked(m, int(a) ** int(b), "power"),
  ],
  ["int.neg", (m, [a]) => checked(m, -int(a), "negation")],
  ["int.shl", (m, [a, b]) => {
    shift(m, int(b), 64n)
    const value = int(a) << int(b)
    return BigInt.asIntN(64, value) === value ? value : m.panic("shift overflow")
  }],
  ["int.shr", (m, [a, b]) => {
    shift(m, int(b), 64n)
    return int(a) >> int(b)
  }],
  ["int.and", (_, [a, b]) => int(a) & int(b)], ["int.or", (_, [a, b]) => int(a) | int(b)],
  ["int.xor", (_, [a, b]) => int(a) ^ int(b)], ["int.not", (_, [a]) => ~int(a)],
  ["int.shl_wrap", (_, [a, b]) => BigInt.asIntN(64, int(a) << (int(b) & 63n))],
  [
    "int.shr_logical",
    (_, [a, b]) => BigInt.asIntN(64, BigInt.asUintN(64, int(a)) >> (int(b) & 63n)),
  ],
  ["int.to_float", (_, [a]) => Number(int(a))],
  [
    "int.to_byte",
    (m, [a]) => int(a) >= 0n && int(a) <= 255n ? index(a) : m.panic("conversion out of range"),
  ],
  ["int.to_byte_low", (_, [a]) => Number(int(a) & 255n)],
  ["int.to_char", (m, [a]) => {
    const code = int(a)
    const valid = code >= 0n && code <= 0x10ffffn && (code < 0xd800n || code > 0xdfffn)
    return valid ? Number(code) : m.panic("conversion out of range")
  }],
  ["int.to_char_unchecked", (_, [a]) => index(a)],
  ["int.to_str", (m, [a]) => text(m.heap, String(int(a)))],
  ["int.to_base", (m, [a, base, upper]) => {
    const s = int(a).toString(index(base))
    return text(m.heap, bool(upper) ? s.toUpperCase() : s)
  }],
  ["int.hash", (_, [a]) => BigInt.asIntN(64, int(a) * 0x9e3779b97f4a7c15n)],
  ["int.identity", (_, [a]) => int(a)],
]

const byteOps: [string, Run][] = [
  ...arithmetic.map(([name, f, what]): [string, Run] =>
    [`byte.${name}`, (m, [a, b]) => byte(m, Number(f(int(a), int(b))), what)]),
  ...["byte", "char"].flatMap((type) => comparisons.map(([name, f]): [string, Run] =>
    [`${type}.${name}`, (_, [a, b]) => f(compare(num(a), num(b)))])),
  [
    "byte.div",
    (m, [a, b]) => num(b) === 0 ? m.panic("division by zero") : Math.trunc(num(a) / num(b)),
  ],
  ["byte.rem", (m, [a, b]) => num(b) === 0 ? m.panic("modulo by zero") : num(a) % num(b)],
  ["byte.shl", (m, [a, b]) => {
    shift(m, int(b), 8n)
    const value = num(a) << index(b)
    return value <= 255 ? value : m.panic("shift overflow")
  }],
  ["byte.shr", (m, [a, b]) => {
    shift(m, int(b), 8n)
    return num(a) >> index(b)
  }],
  ["byte.and", (_, [a, b]) => num(a) & num(b)], ["byte.or", (_, [a, b]) => num(a) | num(b)],
  ["byte.xor", (_, [a, b]) => num(a) ^ num(b)], ["byte.not", (_, [a]) => 255 - num(a)],
  ["byte.to_int", (_, [a]) => BigInt(num(a))], ["byte.to_char", (_, [a]) => num(a)],
]

const boolsAndChars: [string, Run][] = [
  ["bool.eq", (_, [a, b]) => a === b],
  ["bool.ne", (_, [a, b]) => a !== b],
  ["bool.not", (_, [a]) => !bool(a)],
  ["bool.to_int", (_, [a]) => bool(a) ? 1n : 0n], ["tag.eq", (_, [a, b]) => int(a) === int(b)],
  ["char.to_int", (_, [a]) => BigInt(num(a))],
  ["char.to_str", (m, [a]) => text(m.heap, String.fromCodePoint(num(a)))],
  ...([
    ["alphabetic", /^\p{Alphabetic}$/u], ["digit", /^\p{Nd}$/u],
    ["alphanumeric", /^[\p{Alphabetic}\p{Nd}]$/u],
    ["whitespace", /^\p{White_Space}$/u], ["uppercase", /^\p{Lu}$/u], ["lowercase", /^\p{Ll}$/u],
    ["control", /^\p{Cc}$/u],
  ] as const).map(([name, test]): [string, Run] =>
    [`char.is_${name}`, (_, [a]) => test.test(String.fromCodePoint(num(a)))]),
  [
    "char.to_uppercase",
    (_, [a]) => String.fromCodePoint(num(a)).toUpperCase().codePointAt(0) ?? num(a),
  ],
  [
    "char.to_lowercase",
    (_, [a]) => String.fromCodePoint(num(a)).toLowerCase().codePointAt(0) ?? num(a),
  ],
]

const unaryFloats = [
  "abs", "sqrt", "cbrt", "exp", "log2", "log10", "sin", "cos", "tan", "asin", "acos", "atan",
] as const
const roundings = { floor: Math.floor, ceil: Math.ceil, truncate: Math.trunc }

const floats: [string, Run][] = [
  ["float.add", (_, [a, b]) => num(a) + num(b)], ["float.sub", (_, [a, b]) => num(a) - num(b)],
  ["float.mul", (_, [a, b]) => num(a) * num(b)], ["float.div", (_, [a, b]) => num(a) / num(b)],
  ["float.pow", (_, [a, b]) => num(a) ** num(b)], ["float.neg", (_, [a]) => -num(a)],
  ["float.eq", (_, [a, b]) => num(a) === num(b)], ["float.ne", (_, [a, b]) => num(a) !== num(b)],
  ["float.lt", (_, [a, b]) => num(a) < num(b)], ["float.le", (_, [a, b]) => num(a) <= num(b)],
  ["float.gt", (_, [a, b]) => num(a) > num(b)], ["float.ge", (_, [a, b]) => num(a) >= num(b)],
  ["float.compare", (_, [a, b]) => compare(num(a), num(b))],
  ...unaryFloats.map((name): [string, Run] => [`float.${name}`, (_, [a]) => Math[name](num(a))]),
  ["float.ln", (_, [a]) => Math.log(num(a))], [
    "float.atan2", (_, [a, b]) => Math.atan2(num(a), num(b)),
  ],
  ...Object.entries(roundings).map(
    ([name, f]): [string, Run] => [`float.${name}`, (m, [a]) => truncated(m, f(num(a)))]
  ),
  ["float.round", (m, [a]) => truncated(m, Math.sign(num(a)) * Math.round(Math.abs(num(a))))],
  ["float.whole", (_, [a]) => {
    const whole = Number.isInteger(num(a)) && Math.abs(num(a)) < 2 ** 63
    return [whole, whole ? BigInt(num(a)) : 0n]
  }],
  ["float.is_nan", (_, [a]) => Number.isNaN(num(a))], [
    "float.is_infinite", (_, [a]) => Math.abs(num(a)) === Infinity,
  ],
  ["float.is_normal", (_, [a]) => Number.isFinite(num(a)) && Math.abs(num(a)) >= 2 ** -1022],
  ["float.bits", (_, [a]) => new BigInt64Array(new Float64Array([num(a)]).buffer)[0] ?? 0n],
  ["float.from_bits", (_, [a]) => new Float64Array(new BigInt64Array([int(a)]).buffer)[0] ?? 0],
  ["float.hash", (_, [a]) => hash(new Uint8Array(new Float64Array([num(a)]).buffer))],
  ["float.to_str", (m, [a]) => text(m.heap, floatText(num(a)))],
  ["float.fixed", (m, [a, digits]) => text(m.heap, num(a).toFixed(index(digits)))],
  ["float.exponent", (m, [a, digits, upper]) => {
    const s = num(a).toExponential(index(digits) < 0 ? undefined : index(digits))
    return text(m.heap, bool(upper) ? s.toUpperCase() : s)
  }],
]

const appendTexts: Run = (m, [s, ...parts]) => {
  const more = parts.map((part) => str(part)).join("")
  const result = owned(m.heap, obj(s))
  result.text += more
  return result
}

const strings: [string, Run][] = [
  ["str.len", (_, [s]) => BigInt(bytesOf(str(s)).length)],
  ["str.eq", (_, [a, b]) => str(a) === str(b)], ["str.ne", (_, [a, b]) => str(a) !== str(b)],
  ["str.compare", (_, [a, b]) => compareBytes(bytesOf(str(a)), bytesOf(str(b)))],
  ["str.hash", (_, [s]) => hash(bytesOf(str(s)))],
  ["str.concat", (m, parts) => text(m.heap, parts.map((part) => str(part)).join(""))],
  ["str.append", appendTexts], ["str.append_all", appendTexts],
  ["str.byte", (m, [s, i]) => {
    const bytes = bytesOf(str(s))
    return bytes[bounds(m, int(i), bytes.length)] ?? fault("byte out of range")
  }],
  ["str.byte_unchecked", (_, [s, i]) => bytesOf(str(s))[index(i)] ?? fault("byte out of range")],
  [
    "str.slice_bytes",
    (m, [s, from, to]) => text(m.heap, textOf(bytesOf(str(s)).slice(index(from), index(to)))),
  ],
  ["str.char_at", (_, [s, at]) => charAt(str(s), index(at)).codePointAt(0) ?? 0],
  ["str.char_width", (_, [s, at]) => BigInt(bytesOf(charAt(str(s), index(at))).length)],
  [
    "str.char_before",
    (_, [s, at]) => [...textOf(bytesOf(str(s)).slice(0, index(at)))].at(-1)?.codePointAt(0) ?? 0,
  ],
  ["str.char_count", (_, [s]) => BigInt([...str(s)].length)],
  [
    "str.char_offset",
    (_, [s, n]) => BigInt(bytesOf([...str(s)].slice(0, index(n)).join("")).length),
  ],
  [
    "str.find",
    (_, [s, part, from]) => find(bytesOf(str(s)), bytesOf(str(part)), index(from), false),
  ],
  ["str.find_last", (_, [s, part]) => find(bytesOf(str(s)), bytesOf(str(part)), 0, true)],
  ["str.starts_with", (_, [s, part]) => str(s).startsWith(str(part))],
  ["str.ends_with", (_, [s, part]) => str(s).endsWith(str(part))],
  ["str.repeat", (m, [s, n]) => text(m.heap, str(s).repeat(Math.max(0, index(n))))],
  ["str.replace", (m, [s, from, to]) => text(m.heap, str(s).replaceAll(str(from), () => str(to)))],
  ["str.to_bytes", (m, [s]) => list(m, [...bytesOf(str(s))])],
  ["str.to_chars", (m, [s]) => list(m, [...str(s)].map((c) => c.codePointAt(0) ?? 0))],
  ["str.from_bytes", (m, [bytes]) => text(m.heap, textOf(rawBytes(bytes)))],
  ["str.from_bytes_lossy", (m, [bytes]) => text(m.heap, textOf(rawBytes(bytes)))],
  ["str.is_utf8", (_, [bytes]) => [isUtf8(rawBytes(bytes)), 0n]],
  ["str.to_uppercase", (m, [s]) => text(m.heap, str(s).toUpperCase())],
  ["str.to_lowercase", (m, [s]) => text(m.heap, str(s).toLowerCase())],
  ["str.parse_int", (_, [s]) => /^[+-]?\d+$/.test(str(s)) ? [true, BigInt(str(s))] : [false, 0n]],
  [
    "str.parse_float",
    (_, [s]) => /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/.test(str(s)) ? [true, Number(str(s))] : [false, 0],
  ],
  ["str.escape", (m, [s]) => text(m.heap, JSON.stringify(str(s)).slice(1, -1))],
  ["str.quote", (m, [s]) => text(m.heap, JSON.stringify(str(s)))],
  [
    "str.join",
    (m, [all, separator]) => text(m.heap, items(all).map((s) => str(s)).join(str(separator))),
  ],
]

const INT_MAX = (1n << 63n) - 1n

const lists: [string, Run][] = [
  ["list.new", (m) => list(m, [])],
  ["list.filled", (m, [n, value]) => {
    const all = new Array<Value>(Math.max(0, index(n))).fill(any(value))
    all.forEach((item) => dup(m.heap, item))
    return list(m, all)
  }],
  ["list.len", (_, [l]) => BigInt(items(l).length)],
  ["list.at", (m, [l, i]) => any(items(l)[bounds(m, int(i), items(l).length)])],
  ["list.at_unchecked", (_, [l, i]) => items(l)[index(i)] ?? fault("element out of range")],
  ["list.push", (m, [l, value]) => changed(m, l, (all) => void all.push(any(value)))],
  ["list.set", (m, [l, i, value]) => {
    if (int(i) < 0n || int(i) >= BigInt(items(l).length)) {
      const length = items(l).length
      drop(m.heap, any(value))
      drop(m.heap, any(l))
      bounds(m, int(i), length)
    }
    return changed(m, l, (all) => drop(m.heap, any(all.splice(index(i), 1, any(value))[0])))
  }],
  ["list.set_unchecked", (m, [l, i, value]) =>
    changed(m, l, (all) => drop(m.heap, any(all.splice(index(i), 1, any(value))[0])))],
  ["list.set_owned", (m, [l, i, value]) =>
    alone(l, (all) => drop(m.heap, any(all.splice(within(all, i), 1, any(value))[0])))],
  ["list.take_unchecked", (m, [l, i]) => takeAt(owned(m.heap, obj(l)), i)],
  ["list.take_owned", (_, [l, i]) => takeAt(alone(l, () => undefined), i)],
  ["list.push_owned", (_, [l, value]) => alone(l, (all) => void all.push(any(value)))],
  ["list.push_within", (_, [l, value]) => alone(l, (all) => void all.push(any(value)))],
  ["list.shortest", (_, [l, last, more]) => {
    const rows = items(l).filter((_, at) => BigInt(at) <= int(last) + int(more))
    const lengths = rows.map((row) => BigInt(items(row).length))
    return lengths.reduce((least, length) => length < least ? length : least, INT_MAX)
  }],
  ["list.unique", (_, [l]) => obj(l).rc === 1],
  ["list.swap_owned", (_, [l, i, j]) => alone(l, (all) => {
    const [a, b] = [any(all[within(all, i)]), any(all[within(all, j)])]
    all[index(i)] = b
    all[index(j)] = a
  })],
  ["list.take", (m, [l, i]) => {
    const length = items(l).length
    if (int(i) < 0n || int(i) >= BigInt(length)) {
      drop(m.heap, any(l))
      bounds(m, int(i), length)
    }
    const result = owned(m.heap, obj(l))
    return [any(result.items.splice(index(i), 1, null)[0]), result]
  }],
  [
    "list.put",
    (m, [l, i, value]) => changed(m, l, (all) => void all.splice(index(i), 1, any(value))),
  ],
  ["list.swap_unchecked", (m, [l, i, j]) => changed(m, l, (all) => {
    const [a, b] = [any(all[index(i)]), any(all[index(j)])]
    all[index(i)] = b
    all[index(j)] = a
  })],
  [
    "list.insert_unchecked",
    (m, [l, i, value]) => changed(m, l, (all) => void all.splice(index(i), 0, any(value))),
  ],
  [
    "list.remove_unchecked",
    (m, [l, i]) => changed(m, l, (all) => drop(m.heap, any(all.splice(index(i), 1)[0]))),
  ],
  ["list.truncate", (m, [l, n]) =>
    changed(m, l, (all) => all.splice(index(n)).reverse().forEach((item) => drop(m.heap, item)))],
  ["list.concat", (m, [a, b]) => {
    const more = [...items(b)]
    more.forEach((item) => dup(m.heap, item))
    return changed(m, a, (all) => void all.push(...more))
  }],
  ["list.slice", (m, [l, from, to]) => {
    const part = items(l).slice(index(from), index(to))
    part.forEach((item) => dup(m.heap, item))
    return list(m, part)
  }],
  ["list.reserve", (m, [l]) => changed(m, l, () => undefined)],
  ["list.reverse", (m, [l]) => changed(m, l, (all) => void all.reverse())],
  ["bytes.eq", (_, [a, b]) => compareBytes(rawBytes(a), rawBytes(b)) === 0n],
  ["bytes.compare", (_, [a, b]) => compareBytes(rawBytes(a), rawBytes(b))],
  ["bytes.find", (_, [l, part, from]) => find(rawBytes(l), rawBytes(part), index(from), false)],
  ["bytes.hash", (_, [l]) => hash(rawBytes(l))],
  ["bytes.append_str", (m, [l, s]) => {
    const more = bytesOf(str(s))
    return changed(m, l, (all) => void all.push(...more))
  }],
  ["bytes.owned", (m, [l]) => changed(m, l, () => undefined)],
]

const others: [string, Run][] = [
  ["hash.seed", () => 7n],
  ["print.out", (m, [s]) => printed(m, str(s))], [
    "print.line", (m, [s]) => printed(m, `${str(s)}\n`),
  ],
  ["print.error", (m, [s]) => printed(m, str(s))], ["print.provider", () => false],
  ["panic.hold", () => 0n], ["panic.unhold", () => []],
  ["program.args", (m) => strs(m, [])], ["handle.is_null", (_, [h]) => h === null],
]

function printed(m: PrimContext, s: string): Value[] {
  m.output.push(s)
  return []
}

const PRIMS = new Map<string, Run>(
  [...ints, ...byteOps, ...boolsAndChars, ...floats, ...strings, ...lists, ...others]
)
