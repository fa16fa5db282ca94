// The command line: arguments against the table, the lines of a test program, and `ori` itself as a
// process: its exit codes, what it says, and that an equal command is remembered.

import assert from "node:assert/strict"
import { execFile, spawnSync } from "node:child_process"
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { describe, it } from "node:test"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { parseArgs, usage } from "./args.ts"
import { COMMANDS } from "./commands.ts"
import { parse, report } from "./test.ts"

const ORI = fileURLToPath(new URL("../../ori.mjs", import.meta.url))
const folder = mkdtempSync(join(tmpdir(), "ori-cli-"))

const command = (name: string) => COMMANDS.find((known) => known.name === name)!

describe("arguments", () => {
  it("reads operands, options with values in both forms, and what follows --", () => {
    const parsed = parseArgs(command("run"), [
      "--target=wasm",
      "a.ori",
      "--release",
      "--",
      "-x",
      "y",
    ])
    assert.deepEqual(parsed, {
      k: "ok",
      operands: ["a.ori"],
      flags: new Map([
        ["target", "wasm"],
        ["release", ""],
      ]),
      rest: ["-x", "y"],
    })
    assert.deepEqual(parseArgs(command("build"), ["a.ori", "-o", "out"]), {
      k: "ok",
      operands: ["a.ori"],
      flags: new Map([["output", "out"]]),
      rest: [],
    })
  })

  const wrong: [string, string[], RegExp][] = [
    ["build", ["a.ori", "-o"], /needs a value: OUT/],
    ["check", [], /missing/],
    ["check", ["a", "b"], /one too many: b/],
    ["check", ["--loud", "a"], /unknown option --loud/],
    ["check", ["--strict=yes", "a"], /takes no value/],
    ["check", ["a", "--", "b"], /passes nothing/],
    ["check", ["a", "--target", "arm"], /--target cannot be arm/],
    ["check", ["a", "--features", "a-b"], /--features cannot be a-b/],
    ["test", ["a", "--shard", "half"], /--shard cannot be half/],
    ["test", ["a", "--shard", "3/2"], /no part 3 of 2/],
  ]
  for (const [name, args, message] of wrong) {
    it(`refuses ${name} ${args.join(" ")}`, () => {
      const parsed = parseArgs(command(name), args)
      assert.equal(parsed.k, "wrong")
      assert.match(parsed.k === "wrong" ? parsed.message : "", message)
    })
  }

  it("has a usage for each command that names its options", () => {
    for (const one of COMMANDS) {
      assert.match(usage(one), new RegExp(`^usage: ori ${one.name} `))
      for (const option of one.options) assert.ok(usage(one).includes(`--${option.name}`))
    }
  })
})

describe("lines of a test program", () => {
  it("keeps what each test told, its output, and which one was started last", () => {
    const { done, last, output } = parse(
      "\u001e0 start\nhello\n\u001e\n\u001e0 ok 0 12 \n" +
        "\u001e1 start\n\u001e1 panic 2 5 a\\nb\\e\tm:1:2\n\u001e2 start\nx",
    )
    assert.deepEqual(done.get(0), {
      ok: true,
      leaked: 0,
      microseconds: 12,
      message: "",
      place: "",
      output: "hello\n\u001e\n",
    })
    assert.deepEqual(done.get(1), {
      ok: false,
      leaked: 2,
      microseconds: 5,
      message: "a\nb\u001e",
      place: "m:1:2",
      output: "",
    })
    assert.equal(done.has(2), false)
    assert.deepEqual([last, output], [2, "x"])
  })

  it("counts, and shows what failed", () => {
    const test = {
      name: "t",
      index: 0,
      module: "m",
      attached: true,
      skip: null,
      fail: null,
      compileFail: null,
    }
    const text = report(
      [
        { test, outcome: "pass", detail: "", microseconds: 150_000 },
        { test, outcome: "fail", detail: "why\nnot", microseconds: 1 },
      ],
      false,
      120,
    )
    assert.equal(
      text,
      "warning[W0007]: t (m) took 150 ms; attached tests should stay below 120\n" +
        "FAIL t (m)\n    why\n    not\n1 passed, 1 failed\n",
    )
  })
})

type Ended = { code: number | null; stdout: string; stderr: string }

function ori(...args: string[]): Ended {
  return oriIn(folder, ...args)
}

function oriIn(cwd: string, ...args: string[]): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, [ORI, ...args], {
    encoding: "utf8", cwd,
  })
  return { code: status, stdout, stderr }
}

function source(name: string, text: string): string {
  const path = join(folder, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  return path
}

/** A test that fails below itself; tests that print what marks the lines of their program. */
const MARKS = `@half (n: int) -> int = {
    assert(condition: n % 2 == 0);
    n / 2
}

@fine tests _ () -> void = print(msg: "\\u{1e}");

@odd tests _ () -> void = {
    print(msg: "a\\u{1e}b");
    half(n: 2);
    half(n: 3);
}

@mark tests _ () -> void = panic(msg: "a\\u{1e}b\\n\\u{1e}");
`

const MARKS_TOLD = `FAIL odd (script:marks.test.ori)
    assertion failed
      at marks.test.ori:2:5
    output:
    a\u001eb

FAIL mark (script:marks.test.ori)
    a\u001eb
    \u001e
      at marks.test.ori:14:28
1 passed, 2 failed
`

describe("ori", () => {
  const hello = source(
    "hello.ori",
    "@main (args: [str]) -> int = {\n    print(msg: `hi {args}`);\n    args.len()\n}\n",
  )

  it("runs a program with its arguments and exit code, on both targets, twice", () => {
    for (const target of ["native", "wasm"]) {
      for (let round = 0; round < 2; round++) {
        const { code, stdout } = ori("run", "--target", target, hello, "--", "a", "b c", "d")
        assert.equal(stdout, "hi [a, b c, d]\n")
        assert.equal(code, 3)
      }
    }
  })

  it("ends with 2 for wrong usage and 3 for errors in the source", () => {
    assert.equal(ori().code, 2)
    assert.equal(ori("dance").code, 2)
    assert.equal(ori("run", "--target", "moon", hello).code, 2)
    assert.equal(ori("--help").code, 0)
    assert.equal(ori("check", "--help").code, 0)
    const bad = ori("check", source("bad.ori", '@main () -> int = "a";\n'))
    assert.equal(bad.code, 3)
    assert.match(bad.stderr, /error\[E2001\].*\n --> .*bad\.ori:1:19/)
    assert.equal(ori("check", join(folder, "nowhere.ori")).code, 3)
  })

  it("says where it cannot write, and ends with 1", () => {
    const { code, stderr } = ori("build", hello, "-o", folder)
    assert.deepEqual([code, stderr.startsWith(`cannot write ${folder}: EISDIR`)], [1, true])
  })

  it("writes diagnostics as JSON, one a line", () => {
    const { stderr } = ori("check", "--json", source("json.ori", '@main () -> int = "a";\n'))
    const [record] = stderr
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { code: string; at: object })
    assert.equal(record?.code, "E2001")
    assert.deepEqual(
      { ...record.at, path: "" },
      { path: "", line: 1, column: 19, endLine: 1, endColumn: 22 },
    )
  })

  it("says of a failing test where it failed", () => {
    const path = source("_test/marks.test.ori", MARKS)
    for (const target of ["native", "wasm"]) {
      const { code, stdout } = ori("test", "--target", target, path)
      assert.equal(code, 1)
      assert.equal(stdout, MARKS_TOLD)
    }
  })

  it("explains codes and prints stages", () => {
    assert.match(ori("explain", "e2003").stdout, /E2003/)
    assert.equal(ori("explain", "E9999").code, 2)
    for (const stage of ["tokens", "ast", "types", "ir", "simplified", "arc", "c"]) {
      const { code, stdout } = ori("emit", "--stage", stage, hello)
      assert.equal(code, 0, stage)
      assert.ok(stdout.length > 100, stage)
    }
    assert.equal(ori("emit", "--stage", "soup", hello).code, 2)
  })

  it("runs what it built, whatever is built meanwhile under the same name", async () => {
    const names = ["a", "b", "c", "a", "b", "c"]
    for (const name of names)
      source(`${name}/main.ori`, `@main () -> void = print(msg: "${name}");\n`)
    const ends = names.map((name) => promisify(execFile)(process.execPath, [ORI, "run", "main.ori"],
      { cwd: join(folder, name) }))
    const told = (await Promise.all(ends)).map((end) => end.stdout.trim())
    assert.deepEqual(told, names)
  })

  it("knows the package of a file wherever in it it is called", () => {
    source("pack/ori.toml", '[project]\nname = "pack"\n')
    source("pack/src/deep/_test/keep.ori", "")
    source("pack/src/main.ori", "@f () -> int = 1;\n\n@main () -> void = print(msg: `{f()}`);\n")
    const calls = [["..", "pack/src/main.ori"], [".", "src/main.ori"], ["src", "main.ori"],
      ["src/deep/_test", "../../main.ori"]]
    for (const [cwd = "", path = ""] of calls) {
      const { stderr } = oriIn(join(folder, "pack", cwd), "check", path)
      assert.match(stderr, /error\[E0500\].*\n --> pack:src\/main\.ori:1:2/, path)
    }
  })

  it("ends a program whose output nobody reads", () => {
    const path = source("endless.ori",
      "@main () -> void = loop { print(msg: \"again\") };\n")
    for (const target of ["native", "wasm"]) {
      const { stdout } = spawnSync("bash", ["-c", `'${process.execPath}' '${ORI}' run ` +
        `--target ${target} '${path}' | head -1; echo "\${PIPESTATUS[0]}"`], { encoding: "utf8" })
      assert.equal(stdout, "again\n141\n", target)
    }
  })

  it("ends quietly when nobody reads what it prints", () => {
    const { stderr } = spawnSync("sh", ["-c", `'${process.execPath}' '${ORI}' emit ` +
      `--stage c '${hello}' | true`], { encoding: "utf8" })
    assert.equal(stderr, "")
  })

  it("compiles functions of any length, and says where one nests too deeply", () => {
    const many = (text: (n: number) => string): string => Array.from({ length: 2000 },
      (_, n) => text(n)).join("")
    const lines = many((n) => `    if n > ${n} then print(msg: "${n}");\n`)
    const chain = many((n) => `if n == ${n} then ${n} else `)
    const long = source("long.ori", `@f (n: int) -> int = ${chain}-1;\n`
      + `@main (args: [str]) -> void = {\n    let n = f(n: args.len());\n${lines}}\n`)
    const { code, stdout, stderr } = ori("emit", "--stage", "c", long)
    assert.deepEqual([code, stderr.includes("error")], [0, false])
    assert.match(stdout, /1999/)
    const deep = source("deep.ori", `@f (x: int) -> bool = x == 0${" || x == 1".repeat(2000)};\n`)
    const refused = ori("check", "--no-test", deep)
    assert.equal(refused.code, 3)
    assert.deepEqual(refused.stderr.match(/error\[\w+\]: .*/g), ["error[E1001]: nested too deeply"])
  })

  it("tells which file is not there to be formatted", () => {
    for (const flags of [[], ["--check"]]) {
      const { code, stderr } = ori("fmt", ...flags, join(folder, "absent.ori"))
      assert.equal(code, 3)
      assert.match(stderr, /there is no file or folder .*absent\.ori/)
    }
  })

  it("builds a module for a host with its types", () => {
    const path = source(
      "worker.ori",
      "// Greets.\npub @greet (name: str) -> str = `hello {name}`;\n",
    )
    const out = join(folder, "worker.wasm")
    assert.deepEqual(ori("build", "--target", "wasm", path, "-o", out, "--abi", folder).code, 0)
    assert.match(readFileSync(join(folder, "abi.ts"), "utf8"), /greet\(name: string\): string/)
    assert.equal(ori("build", path, "-o", out).code, 3)
  })
})
