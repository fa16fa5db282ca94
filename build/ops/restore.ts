// Has a registry restore its objects from the dumps in its buckets, by the act that an operator has
// for it, and waits until it has.

import { spawn } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"
import { pause } from "../dev/processes.ts"

const ROOT = fileURLToPath(new URL("../..", import.meta.url))
const LOOK_MS = 500

type Progress = { state: string; restored: number; failed: string[] }

/** How many objects were restored. */
export async function restoreObjects(url: string, token: string): Promise<number> {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" }
  const ask = async (init: RequestInit): Promise<Progress> => {
    const answer = await fetch(`${url}/v1/admin/rebuild`, { headers, ...init })
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`)
    return await answer.json() as Progress
  }
  let progress = await ask({ method: "POST", body: JSON.stringify({ objects: true }) })
  while (progress.state === "running") {
    await pause(LOOK_MS)
    progress = await ask({})
  }
  const { failed, restored } = progress
  if (failed.length > 0) throw new Error(`not restored: ${failed.join(", ")}`)
  return restored
}

/** With the local registry, as `make dev` starts it. */
export async function withRegistry<Result>(
  work: (url: string, token: string) => Promise<Result>,
): Promise<Result> {
  const child = spawn(process.execPath, ["build/dev.ts"], {
    cwd: ROOT, stdio: ["ignore", "pipe", "inherit"],
  })
  const ended = once(child, "exit")
  const started = new Promise<[url: string, token: string]>((resolve, reject) => {
    let output = ""
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString("utf8")
      const [, token, url] = /^operator's token (\S+)\nready (\S+)$/m.exec(output) ?? []
      if (token !== undefined && url !== undefined) resolve([url, token])
    })
    child.on("exit", () => reject(new Error(`the registry has not started:\n${output}`)))
  })
  try {
    return await work(...await started)
  } finally {
    child.kill("SIGTERM")
    await ended
  }
}
