// tidy: table
// The commands of `ori` and their options: what `--help` prints and what `args.ts` checks against.

import type { Command, Option } from "./args.ts"

const JSON_LINES: Option = {
  name: "json",
  short: null,
  value: null,
  help: "diagnostics as JSON, one record a line",
}
const TARGET: Option = {
  name: "target",
  short: null,
  value: "TARGET",
  help: "native (default) or wasm",
}
const RELEASE: Option = {
  name: "release",
  short: null,
  value: null,
  help: "optimise; reproducible bytes",
}
const FEATURES: Option = {
  name: "features",
  short: null,
  value: "A,B",
  help: "features for #cfg(feature: …)",
}
const WITHOUT: Option = {
  name: "without",
  short: null,
  value: "PASSES",
  help: "leave optional passes out: borrow,reuse,…",
}
const VERIFY: Option = {
  name: "verify",
  short: null,
  value: null,
  help: "check the IR after every pass",
}
const SHIMS: Option = {
  name: "shims",
  short: null,
  value: "FILES",
  help: "C files to compile in, comma-separated",
}
const LIBS: Option = {
  name: "libs",
  short: null,
  value: "A,B",
  help: "further libraries to link",
}
const BUILDING = [TARGET, RELEASE, FEATURES, WITHOUT, VERIFY, SHIMS, LIBS, JSON_LINES]

export const COMMANDS: Command[] = [
  {
    name: "check",
    operands: "FILE|DIR",
    minimum: 1,
    maximum: 1,
    passes: false,
    summary: "Checks a program or package, and runs its attached tests.",
    options: [
      { name: "no-test", short: null, value: null, help: "do not run the tests" },
      { name: "strict", short: null, value: null, help: "a failing test fails the check" },
      TARGET,
      FEATURES,
      JSON_LINES,
    ],
  },
  {
    name: "build",
    operands: "[--target native|wasm] [--release] FILE -o OUT",
    minimum: 1,
    maximum: 1,
    passes: false,
    summary: "Compiles a program, or for wasm also the module of its host.",
    options: [
      { name: "output", short: "o", value: "OUT", help: "the file to write" },
      { name: "abi", short: null, value: "DIR", help: "write abi.ts and abi.h there" },
      ...BUILDING,
    ],
  },
  {
    name: "run",
    operands: "[--target native|wasm] FILE [-- ARGS]",
    minimum: 1,
    maximum: 1,
    passes: true,
    summary: "Builds and runs a program; ends with its exit code.",
    options: BUILDING,
  },
  {
    name: "test",
    operands: "DIR|FILE",
    minimum: 1,
    maximum: 1,
    passes: false,
    summary: "Runs all tests of a package.",
    options: [
      { name: "filter", short: null, value: "TEXT", help: "only tests whose name contains it" },
      { name: "only-attached", short: null, value: null, help: "no floating tests" },
      { name: "verbose", short: null, value: null, help: "also name the tests that pass" },
      { name: "shard", short: null, value: "I/N", help: "every N-th test, from the I-th" },
      ...BUILDING,
    ],
  },
  {
    name: "emit",
    operands: "--stage STAGE FILE",
    minimum: 1,
    maximum: 1,
    passes: false,
    summary: "Prints what a stage made: tokens, ast, types, ir, simplified, arc or c.",
    options: [
      { name: "stage", short: null, value: "STAGE", help: "the stage to print after" },
      TARGET,
      RELEASE,
      FEATURES,
      WITHOUT,
      VERIFY,
      JSON_LINES,
    ],
  },
  {
    name: "fmt",
    operands: "[--check] FILE|DIR…",
    minimum: 1,
    maximum: 10_000,
    passes: false,
    summary: "Formats files in place.",
    options: [
      { name: "check", short: null, value: null, help: "only say which files would change" },
    ],
  },
  {
    name: "explain",
    operands: "CODE",
    minimum: 1,
    maximum: 1,
    passes: false,
    summary: "Explains an error code.",
    options: [],
  },
]

export const OVERVIEW = `usage: ori COMMAND …

${COMMANDS.map((command) => `  ${command.name.padEnd(8)} ${command.summary}`).join("\n")}

\`ori COMMAND --help\` lists the options of a command.
Exit codes: 0 fine, 1 the program or a test failed, 2 wrong usage, 3 errors in the source.
`
