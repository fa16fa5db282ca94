// tidy: table
// Words that begin a declaration in other languages, and how Ori declares the same.

/** How Ori writes what such a word declares, and which names it declares. */
type Form = { help: (name: string) => string; names: "first" | "variants" | "all" }

const each = (words: string, help: Form["help"], names: Form["names"] = "first"): [string, Form][] =>
  words.split(" ").map((word) => [word, { help, names }])

/** By the word that begins the declaration. */
export const DECLARATIONS: ReadonlyMap<string, Form> = new Map([
  ...each("fn func fun function def proc sub",
    (name) => `a function is written \`@${name} (parameter: type) -> type = body;\``),
  ...each("const val static final", (name) => `a constant is written \`let $${name} = value;\``),
  ...each("var", (name) =>
    `a module holds nothing that changes; a constant is written \`let $${name} = value;\``),
  ...each("struct record", (name) => `a type is written \`type ${name} = { field: type }\``),
  ...each("class object", (name) =>
    `a type is written \`type ${name} = { field: type }\`, its methods \`impl ${name} { … }\``),
  ...each("enum union data",
    (name) => `a type is written \`type ${name} = A | B(field: type);\``, "variants"),
  ...each("alias typealias newtype", (name) => `a type is written \`type ${name} = type;\``),
  ...each("typedef", () => "a type is written `type Name = type;`", "all"),
  ...each("interface protocol", (name) => `an interface is written \`trait ${name} { … }\``),
  ...each("module mod namespace package",
    () => "a file is a module, named after its path: remove this"),
  ...each("import use from include require using open",
    () => "an import is written `use package.module { name };` or `use \"./file\" { name };`", "all"),
  ...each("test", () => "a test is written `@name tests @function () -> void = …`, in a file "
    + "`*.test.ori` below `_test`"),
])

const PRIVATE = "what is not `pub` is private: remove it"

/** Words before a declaration, and what to do about them. */
export const MODIFIERS: ReadonlyMap<string, string> = new Map([
  ["public", "Ori writes `pub`"], ["export", "Ori writes `pub`"],
  ["private", PRIVATE], ["protected", PRIVATE], ["internal", PRIVATE],
  ["async", "remove it: a function that suspends declares `uses Suspend`"],
  ...["static", "final", "abstract", "override", "default", "virtual", "inline", "sealed"]
    .map((word): [string, string] => [word, "remove it"]),
])
