// Runs the judge on what was collected, building it first where that is needed.

import { spawn } from "node:child_process"
import { fileURLToPath } from "node:url"
import { make, type Unit } from "../build.ts"
import { written, type Item } from "./collect.ts"

const ROOT = fileURLToPath(new URL("../..", import.meta.url))

const JUDGE: Unit = {
  name: "fsck", source: "ori/src/fsck.ori", out: "out/fsck", target: "native", more: [],
  inputs: ["ori", "container"],
}

export type Verdict = { code: number; lines: string[] }

export async function buildJudge(): Promise<void> {
  const errors = await make(JUDGE, false)
  if (errors !== null) throw new Error(`not built: ${JUDGE.source}\n${errors}`)
}

/** `key` is the log's verifier key. */
export function judge(items: readonly Item[], key: string): Promise<Verdict> {
  return new Promise((resolve, reject) => {
    const child = spawn(`${ROOT}${JUDGE.out}`, [key], { stdio: ["pipe", "pipe", "inherit"] })
    const chunks: Buffer[] = []
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk))
    child.on("error", reject)
    // It says itself when its input was cut short.
    child.stdin.on("error", () => {})
    child.on("close", (code) => {
      const lines = Buffer.concat(chunks).toString("utf8").split("\n").filter((one) => one !== "")
      resolve({ code: code ?? 1, lines })
    })
    child.stdin.end(written(items))
  })
}
