// tidy: table The primitives: all that Ori code can do which is not written in Ori. One line
// each, read by the checker (does it exist), by arc (modes), by emit (C name and whether it
// needs a site) and by the interpreter.
//
// Schema: `params -> results`. `T` and `U` are the step's type arguments. A parameter is
// borrowed unless `!` follows (then it is consumed), or `?` (then too, but from what holds it
// nothing is asked: to copy what is shared costs no more than to make the result anew). A result is
// owned unless `&` precedes it (then it is a view of the first parameter). A trailing `panics`
// means that it takes a site.
// The C name is `ori_` + the name with `_` for `.`.
//
// Names: `type.what`; `_wrap` wraps around, `_unchecked` has undefined behaviour outside its
// range and is used only behind a check in the prelude or a proof of `arc`; `_owned` is that, for a
// list that nobody else holds.

export type PrimType =
  | "int"
  | "float"
  | "bool"
  | "byte"
  | "char"
  | "unit"
  | "str"
  | "T"
  | "[T]"
  | "[byte]"
  | "[str]"
  | "[char]"
  | "handle"
  | "pointer"
  | "object"
export type PrimParam = { type: PrimType; own: boolean; asks: boolean }
export type PrimResult = { type: PrimType; view: boolean }
export type Prim = {
  name: string
  params: PrimParam[]
  results: PrimResult[]
  panics: boolean
  pure: boolean
  variadic: boolean
}

const TABLE = `
int.add                int int -> int panics
int.sub                int int -> int panics
int.mul                int int -> int panics
int.div                int int -> int panics
int.floor_div          int int -> int panics
int.rem                int int -> int panics
int.pow                int int -> int panics
int.neg                int -> int panics
int.shl                int int -> int panics
int.shr                int int -> int panics
int.and                int int -> int
int.or                 int int -> int
int.xor                int int -> int
int.not                int -> int
int.add_wrap           int int -> int
int.sub_wrap           int int -> int
int.mul_wrap           int int -> int
int.shl_wrap           int int -> int
int.shr_logical        int int -> int
int.eq                 int int -> bool
int.ne                 int int -> bool
int.lt                 int int -> bool
int.le                 int int -> bool
int.gt                 int int -> bool
int.ge                 int int -> bool
int.to_float           int -> float
int.to_byte            int -> byte panics
int.to_byte_low        int -> byte
int.to_char            int -> char panics
int.to_char_unchecked  int -> char
int.to_str             int -> str
int.to_base            int int bool -> str
int.hash               int -> int
int.identity           int -> int
byte.add               byte byte -> byte panics
byte.sub               byte byte -> byte panics
byte.mul               byte byte -> byte panics
byte.div               byte byte -> byte panics
byte.rem               byte byte -> byte panics
byte.shl               byte int -> byte panics
byte.shr               byte int -> byte panics
byte.and               byte byte -> byte
byte.or                byte byte -> byte
byte.xor               byte byte -> byte
byte.not               byte -> byte
byte.eq                byte byte -> bool
byte.ne                byte byte -> bool
byte.lt                byte byte -> bool
byte.le                byte byte -> bool
byte.gt                byte byte -> bool
byte.ge                byte byte -> bool
byte.to_int            byte -> int
byte.to_char           byte -> char
bool.eq                bool bool -> bool
bool.ne                bool bool -> bool
bool.not               bool -> bool
bool.to_int            bool -> int
tag.eq                 int int -> bool
char.eq                char char -> bool
char.ne                char char -> bool
char.lt                char char -> bool
char.le                char char -> bool
char.gt                char char -> bool
char.ge                char char -> bool
char.to_int            char -> int
char.to_str            char -> str
char.is_alphabetic     char -> bool
char.is_digit          char -> bool
char.is_alphanumeric   char -> bool
char.is_whitespace     char -> bool
char.is_uppercase      char -> bool
char.is_lowercase      char -> bool
char.is_control        char -> bool
char.to_uppercase      char -> char
char.to_lowercase      char -> char
float.add              float float -> float
float.sub              float float -> float
float.mul              float float -> float
float.div              float float -> float
float.pow              float float -> float
float.neg              float -> float
float.eq               float float -> bool
float.ne               float float -> bool
float.lt               float float -> bool
float.le               float float -> bool
float.gt               float float -> bool
float.ge               float float -> bool
float.compare          float float -> int
float.abs              float -> float
float.sqrt             float -> float
float.cbrt             float -> float
float.exp              float -> float
float.ln               float -> float
float.log2             float -> float
float.log10            float -> float
float.sin              float -> float
float.cos              float -> float
float.tan              float -> float
float.asin             float -> float
float.acos             float -> float
float.atan             float -> float
float.atan2            float float -> float
float.floor            float -> int panics
float.ceil             float -> int panics
float.round            float -> int panics
float.truncate         float -> int panics
float.whole            float -> bool int
float.is_nan           float -> bool
float.is_infinite      float -> bool
float.is_normal        float -> bool
float.bits             float -> int
float.from_bits        int -> float
float.hash             float -> int
float.to_str           float -> str
float.fixed            float int -> str
float.exponent         float int bool -> str
str.len                str -> int
str.eq                 str str -> bool
str.ne                 str str -> bool
str.compare            str str -> int
str.hash               str -> int
str.concat             str... -> str
str.append             str? str -> str
str.append_all         str? str... -> str
str.byte               str int -> byte panics
str.byte_unchecked     str int -> byte
str.slice_bytes        str int int -> str
str.char_at            str int -> char
str.char_width         str int -> int
str.char_before        str int -> char
str.char_count         str -> int
str.char_offset        str int -> int
str.find               str str int -> int
str.find_last          str str -> int
str.starts_with        str str -> bool
str.ends_with          str str -> bool
str.repeat             str int -> str
str.replace            str str str -> str
str.to_bytes           str -> [byte]
str.to_chars           str -> [char]
str.from_bytes         [byte] -> str
str.from_bytes_lossy   [byte] -> str
str.is_utf8            [byte] -> bool int
str.to_uppercase       str -> str
str.to_lowercase       str -> str
str.parse_int          str -> bool int
str.parse_float        str -> bool float
str.escape             str -> str
str.quote              str -> str
str.join               [str] str -> str
list.new               int -> [T]
list.filled            int T -> [T]
list.len               [T] -> int
list.at                [T] int -> &T panics
list.at_unchecked      [T] int -> &T
list.push              [T]! T! -> [T]
list.set               [T]! int T! -> [T] panics
list.set_unchecked     [T]! int T! -> [T]
list.take              [T]! int -> T [T] panics
list.put               [T]! int T! -> [T]
list.set_owned         [T]! int T! -> [T]
list.take_unchecked    [T]! int -> T [T]
list.take_owned        [T]! int -> T [T]
list.push_owned        [T]! T! -> [T]
list.push_within       [T]! T! -> [T]
list.unique            [T] -> bool
list.shortest          [T] int int -> int
list.swap_unchecked    [T]! int int -> [T]
list.swap_owned        [T]! int int -> [T]
list.insert_unchecked  [T]! int T! -> [T]
list.remove_unchecked  [T]! int -> [T]
list.truncate          [T]! int -> [T]
list.concat            [T]! [T] -> [T]
list.slice             [T] int int -> [T]
list.reserve           [T]! int -> [T]
list.reverse           [T]! -> [T]
bytes.eq               [byte] [byte] -> bool
bytes.compare          [byte] [byte] -> int
bytes.find             [byte] [byte] int -> int
bytes.hash             [byte] -> int
bytes.append_str       [byte]! str -> [byte]
bytes.owned            [byte]! -> [byte]
hash.seed              -> int
print.out              str -> unit
print.line             str -> unit
print.error            str -> unit
print.provider         -> bool
panic.hold             -> int
panic.unhold           int -> unit
program.args           -> [str]
handle.is_null         handle -> bool
`

/** Primitives with an effect: never removed when their result is unused, never moved. */
const EFFECTS = new Set(["print.out", "print.line", "print.error", "panic.hold", "panic.unhold"])

export const PRIMS: ReadonlyMap<string, Prim> = new Map(
  TABLE.trim()
    .split("\n")
    .map((line) => {
      const prim = parsePrim(line)
      return [prim.name, prim]
    }),
)

function parsePrim(line: string): Prim {
  const [head = "", tail = ""] = line.split("->")
  const [name = "", ...params] = head.trim().split(/\s+/)
  const words = tail.trim().split(/\s+/)
  const panics = words.at(-1) === "panics"
  const results = panics ? words.slice(0, -1) : words
  return {
    name,
    params: params.map((word) => ({
      type: word.replace(/[!?.]+$/, "") as PrimType,
      own: /[!?]$/.test(word),
      asks: word.endsWith("!"),
    })),
    results: results
      .filter((word) => word !== "unit")
      .map((word) => ({
        type: word.replace(/^&/, "") as PrimType,
        view: word.startsWith("&"),
      })),
    panics,
    pure: !panics && !EFFECTS.has(name),
    variadic: params.some((word) => word.endsWith("...")),
  }
}
