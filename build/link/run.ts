// Running what the linker made: native programs directly, wasm commands under node's WASI. Both in
// a process of their own, so that their end ends nothing of ours and their output can be captured
// whole.

import { spawn } from "node:child_process"
import { constants } from "node:os"
import { join, resolve } from "node:path"
import type { RunResult, Target } from "../oric/cli/io.ts"
import { ROOT } from "../oric/main.ts"

const WASI = join(ROOT, "build/link/wasi.mjs")

/** Runs a program; without `capture` it has our input and output. */
export function run(
  path: string,
  target: Target,
  args: string[],
  capture: boolean,
): Promise<RunResult> {
  return target === "native"
    ? start(resolve(path), args, capture)
    : start(process.execPath, ["--no-warnings", WASI, resolve(path), ...args], capture)
}

function start(file: string, args: string[], capture: boolean): Promise<RunResult> {
  return new Promise((done) => {
    const child = spawn(file, args, { stdio: capture ? ["ignore", "pipe", "pipe"] : "inherit" })
    const out: Buffer[] = []
    const err: Buffer[] = []
    child.stdout?.on("data", (data: Buffer) => out.push(data))
    child.stderr?.on("data", (data: Buffer) => err.push(data))
    child.on("error", (error) => done({ code: 127, stdout: "", stderr: `${error.message}\n` }))
    child.on("close", (code, signal) =>
      done({
        code: code ?? signalCode(signal),
        stdout: Buffer.concat(out).toString(),
        stderr: Buffer.concat(err).toString(),
      }),
    )
  })
}

/** As shells report it. */
function signalCode(signal: NodeJS.Signals | null): number {
  return 128 + (signal === null ? 0 : constants.signals[signal])
}
