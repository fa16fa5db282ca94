// The processes of a development registry: all in our process group, all marked, so that the next
// start finds those that a SIGKILL has left, and no others.
//
// The mark is an environment variable that children inherit; its value is in the pid file. Where
// there is no /proc to read it from, the pid file's processes are ended.

import { spawn, type ChildProcess } from "node:child_process"
import { randomBytes } from "node:crypto"
import { existsSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"

const MARK = "ORI_DEV_RUN"
const GRACE_MS = 5_000

export type Run = { id: string; file: string; children: ChildProcess[] }

/** Ends what an earlier run on the same state has left, and enters this one. */
export async function enter(folder: string): Promise<Run> {
  const file = join(folder, "pid")
  if (existsSync(file)) await endLeftovers(readFileSync(file, "utf8"))
  const run = { id: randomBytes(12).toString("hex"), file, children: [] }
  process.env[MARK] = run.id
  note(run)
  return run
}

/** Whether a run on this state goes on. */
export function isRunning(folder: string): boolean {
  const file = join(folder, "pid")
  if (!existsSync(file)) return false
  const [id = "", leader] = readFileSync(file, "utf8").trim().split(" ")
  if (!existsSync("/proc/self/environ")) return alive(Number(leader))
  return isDev(Number(leader)) || withMark(id).length > 0
}

function note(run: Run): void {
  const pids = [process.pid, ...run.children.map((child) => child.pid)]
  writeFileSync(run.file, `${run.id} ${pids.join(" ")}\n`, { mode: 0o600 })
}

async function endLeftovers(entry: string): Promise<void> {
  const [id = "", ...listed] = entry.trim().split(" ")
  const marked = existsSync("/proc/self/environ") ? withMark(id) : listed.map(Number)
  // The leader is not marked: it is ours if it still runs the same program.
  const leader = Number(listed[0])
  const pids = isDev(leader) ? [leader, ...marked] : marked
  await end(pids.filter((pid) => pid > 1 && pid !== process.pid))
}

function withMark(id: string): number[] {
  if (id === "") return []
  const names = readdirSync("/proc").filter((name) => /^\d+$/.test(name))
  const found = names.filter((name) => readProc(name, "environ").includes(`${MARK}=${id}\0`))
  return found.map(Number).filter((pid) => pid !== process.pid)
}

function isDev(pid: number): boolean {
  return readProc(String(pid), "cmdline").includes("build/dev.ts")
}

function readProc(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "latin1")
  } catch {
    return ""
  }
}

/** Asks them to end, and makes those end that have not after a while. */
async function end(pids: number[]): Promise<void> {
  for (const pid of pids) signal(pid, "SIGTERM")
  const until = Date.now() + GRACE_MS
  while (pids.some(alive) && Date.now() < until) await pause(50)
  for (const pid of pids.filter(alive)) signal(pid, "SIGKILL")
  while (pids.some(alive)) await pause(20)
}

function alive(pid: number): boolean {
  const state = readProc(String(pid), "stat")
  if (state !== "") return !/\) Z/.test(state)
  return !existsSync("/proc/self") && signal(pid, 0)
}

function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name)
  } catch {
    return false
  }
}

export type Start = {
  command: string
  args: string[]
  env: Record<string, string>
  cwd: string
  /** Gets all output. */
  log: string
}

/** Starts a process of this run. */
export function start(run: Run, { command, args, env, cwd, log }: Start): ChildProcess {
  const output = openSync(log, "w", 0o600)
  const child = spawn(command, args, {
    cwd, stdio: ["ignore", output, output], env: { ...process.env, ...env },
  })
  run.children.push(child)
  note(run)
  return child
}

/** Ends all of the run, children of children too. */
export async function leave(run: Run): Promise<void> {
  const own = run.children.filter((child) => child.exitCode === null && child.signalCode === null)
  await end([...new Set([...own.flatMap((child) => child.pid ?? []), ...withMark(run.id)])])
  rmSync(run.file, { force: true })
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
