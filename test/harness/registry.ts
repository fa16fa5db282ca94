// Before the tests of the whole registry in workerd: builds it, starts its processor, and the
// checker that holds every answer against the OpenAPI document. The checker is a server, since ajv
// writes code, which workerd does not run.

import { spawn, type ChildProcess } from "node:child_process"
import { once } from "node:events"
import { createServer, type IncomingMessage } from "node:http"
import type { AddressInfo } from "node:net"
import type {} from "vitest"
import type { TestProject } from "vitest/node"
import { build } from "../../build/build.ts"
import { checker, type Exchange } from "./openapi.ts"

declare module "vitest" {
  interface ProvidedContext {
    registryProcessorPort: number
    checkerPort: number
  }
}

const START_MS = 20_000

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const lines: string[] = []
  if (!await build(false, (line) => lines.push(line))) throw new Error(lines.join("\n"))
  const processor = await startProcessor()
  project.provide("registryProcessorPort", processor.port)
  const check = checker()
  const server = createServer(async (request, response) => {
    const text = (await bytesOf(request)).toString("utf8")
    response.end(JSON.stringify(judged(() => request.method === "PUT"
      ? check.read(text)
      : check.faults(JSON.parse(text) as Exchange))))
  })
  // Nothing of it is closed for being idle, just when the next request is on its way.
  server.keepAliveTimeout = 0
  project.provide("checkerPort", await listen(server))
  return async () => {
    server.close()
    processor.child.kill("SIGTERM")
  }
}

/** A document that ajv refuses is a fault too. */
function judged(judge: () => string[]): string[] {
  try {
    return judge()
  } catch (error) {
    return [String(error)]
  }
}

async function listen(server: ReturnType<typeof createServer>): Promise<number> {
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  return (server.address() as AddressInfo).port
}

async function startProcessor(): Promise<{ child: ChildProcess; port: number }> {
  const place = createServer()
  const port = await listen(place)
  place.close()
  await once(place, "close")
  const env = { HOST: "127.0.0.1", PORT: String(port) }
  const child = spawn("out/processor", [], { stdio: "ignore", env })
  process.once("exit", () => child.kill("SIGTERM"))
  for (const until = Date.now() + START_MS; Date.now() < until && child.exitCode === null;) {
    const answer = await fetch(`http://127.0.0.1:${port}/health`).catch(() => null)
    if (answer?.ok === true) return { child, port }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error("the processor does not answer")
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
