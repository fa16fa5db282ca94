// Load on one address: requests a second over 16 connections that are kept. `wrk` where it is,
// since a client in node takes as much of the machine as what it measures.

import { Agent, get } from "node:http"
import { isInstalled, runToEnd } from "./process.ts"

const CONNECTIONS = 16

export type Client = "wrk" | "node"

export function chooseClient(): Client {
  return isInstalled("wrk") ? "wrk" : "node"
}

/** Successful requests a second; any other answer than a 200 is an error. */
export async function load(client: Client, url: string, seconds: number): Promise<number> {
  return client === "wrk" ? loadByWrk(url, seconds) : loadByNode(url, seconds)
}

async function loadByWrk(url: string, seconds: number): Promise<number> {
  const args = ["-t", "1", "-c", String(CONNECTIONS), "-d", `${seconds}s`, url]
  const { stdout } = await runToEnd("wrk", args)
  const text = stdout.toString()
  const rate = Number(/^Requests\/sec:\s+([\d.]+)$/m.exec(text)?.[1])
  if (!(rate > 0) || /Non-2xx|Socket errors/.test(text)) throw new Error(`${url}:\n${text}`)
  return rate
}

async function loadByNode(url: string, seconds: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
  const begin = performance.now()
  const until = begin + seconds * 1000
  let count = 0
  const worker = async (): Promise<void> => {
    while (performance.now() < until) {
      const status = await ask(url, agent)
      if (status !== 200) throw new Error(`${url} answers ${status}`)
      count++
    }
  }
  try {
    await Promise.all(Array.from({ length: CONNECTIONS }, worker))
  } finally {
    agent.destroy()
  }
  return count / ((performance.now() - begin) / 1000)
}

function ask(url: string, agent: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      response.resume().on("end", () => resolve(response.statusCode ?? 0)).on("error", reject)
    }).on("error", reject)
  })
}
