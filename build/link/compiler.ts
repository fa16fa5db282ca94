// What a C compiler is to us, and the one way in which we run an installed one.

import { spawn, spawnSync } from "node:child_process"

export type Done = { ok: boolean; stderr: string }

/** Paths are absolute; `include` is the folder of the runtime's headers. */
export type CompileTask = { text: string; include: string; flags: string[]; out: string }
export type LinkTask = { objects: string[]; flags: string[]; out: string }

export type Compiler = {
  /** Name and version: part of every key of the cache. */
  identity: string
  compile(task: CompileTask): Promise<Done>
  link(task: LinkTask): Promise<Done>
}

/** The first of these commands that is installed, with the first line of its version. */
export function findCommand(names: string[]): { command: string; version: string } | null {
  for (const command of names) {
    const { status, stdout } = spawnSync(command, ["--version"], { encoding: "utf8" })
    if (status === 0) return { command, version: stdout.split("\n")[0] ?? "" }
  }
  return null
}

/** An installed compiler; texts go in by standard input, so no path of theirs reaches an object. */
export function installed(command: string, version: string): Compiler {
  return {
    identity: `${command} ${version}`,
    compile: (task) => {
      const from = ["-I", task.include, "-x", "c", "-c", "-"]
      return run(command, [...task.flags, ...from, "-o", task.out], task.text)
    },
    link: (task) => run(command, [...task.objects, ...task.flags, "-o", task.out], ""),
  }
}

function run(command: string, args: string[], input: string): Promise<Done> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ["pipe", "ignore", "pipe"] })
    let stderr = ""
    child.stderr.setEncoding("utf8").on("data", (text: string) => { stderr += text })
    child.stdin.on("error", () => undefined)
    child.on("error", (error) => resolve({ ok: false, stderr: `${command}: ${error.message}\n` }))
    child.on("close", (code) => resolve({ ok: code === 0, stderr }))
    child.stdin.end(input)
  })
}
