// The suites of `make test`, cheapest first.

export type Counts = { passed: number; failed: number }
export type Suite = { name: string; command: string[]; count(output: string): Counts }

/** Node's own runner: its summary lines. */
function nodeCounts(output: string): Counts {
  return { passed: lastNumber(output, /^(?:ℹ|#) pass (\d+)$/gm), failed: nodeFailed(output) }
}

function nodeFailed(output: string): number {
  return (
    lastNumber(output, /^(?:ℹ|#) fail (\d+)$/gm) +
    lastNumber(output, /^(?:ℹ|#) cancelled (\d+)$/gm)
  )
}

function lastNumber(output: string, pattern: RegExp): number {
  return Number([...output.matchAll(pattern)].at(-1)?.[1] ?? 0)
}

/** A command that has only an exit code: one check. */
function silentCounts(output: string): Counts {
  const errors = [...output.matchAll(/error TS\d+/g)].length
  return errors === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: errors }
}

/** Our own closing line, `N passed, N failed`. */
export function plainCounts(output: string): Counts {
  const match = [...output.matchAll(/^(\d+) passed, (\d+) failed/gm)].at(-1)
  return { passed: Number(match?.[1] ?? 0), failed: Number(match?.[2] ?? 0) }
}

function nodeTests(name: string, ...patterns: string[]): Suite {
  return { name, command: ["node", "--test", ...patterns], count: nodeCounts }
}

/** vitest's closing line; colours do not reach a pipe everywhere. */
function vitestCounts(output: string): Counts {
  const plain = output.replace(/\u001b\[[0-9;]*m/g, "")
  const line = [...plain.matchAll(/^\s*Tests\s+(.*)$/gm)].at(-1)?.[1] ?? ""
  const count = (word: string) => Number(new RegExp(`(\\d+) ${word}`).exec(line)?.[1] ?? 0)
  return { passed: count("passed"), failed: count("failed") }
}

/** `make build` names what it has built, and what not. */
function buildCounts(output: string): Counts {
  const count = (pattern: RegExp) => [...output.matchAll(pattern)].length
  return { passed: count(/^built /gm), failed: count(/^not built: /gm) }
}

function types(name: string, project: string): Suite {
  return { name, command: ["tsc", "--noEmit", "-p", project], count: silentCounts }
}

export const SUITES: readonly Suite[] = [
  types("types", "."),
  nodeTests("build", "build/**/*.test.ts"),
  nodeTests("language", "test/lang/*.test.ts"),
  nodeTests("golden", "test/golden/*.test.ts"),
  nodeTests("log", "test/log/*.test.ts"),
  { name: "ori", command: ["node", "test/ori_tests.ts"], count: plainCounts },
  nodeTests("std over sockets", "test/std/*.test.ts"),
  { name: "fuzz front", command: ["node", "test/fuzz/front.ts"], count: plainCounts },
  { name: "fuzz language", command: ["node", "test/fuzz/lang/main.ts"], count: plainCounts },
  { name: "registry", command: ["node", "build/build.ts"], count: buildCounts },
  types("host types", "host"),
  { name: "workerd", command: ["vitest", "run"], count: vitestCounts },
  types("workerd types", "test/api"),
  types("simulation types", "test/sim"),
  { name: "simulation", command: ["node", "test/sim/main.ts"], count: plainCounts },
  {
    name: "mutants", command: ["node", "test/mutants/main.ts", "--recorded"],
    count: plainCounts,
  },
  { name: "closures", command: ["node", "test/sim/closures.ts"], count: plainCounts },
  { name: "slow uploads", command: ["node", "test/sim/slow.ts"], count: plainCounts },
  { name: "contention", command: ["node", "test/sim/contention.ts"], count: plainCounts },
  // on the release modules, since those are the bytes that ship
  {
    name: "release build",
    command: ["env", "RELEASE=1", "node", "build/build.ts"],
    count: buildCounts,
  },
  // after the build, whose objects one of its two folders may use
  nodeTests("release", "test/release/*.test.ts"),
  { name: "processor", command: ["node", "test/processor/main.ts"], count: plainCounts },
  { name: "e2e", command: ["env", "RELEASE=1", "node", "test/e2e/main.ts"], count: plainCounts },
  {
    name: "operating", command: ["env", "RELEASE=1", "node", "test/ops/main.ts"],
    count: plainCounts,
  },
  {
    name: "crash", command: ["env", "RELEASE=1", "node", "test/crash/main.ts"],
    count: plainCounts,
  },
]
