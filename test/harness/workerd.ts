// Before the tests in workerd: compiles the guests, and starts what stands in for the processor.

import { once } from "node:events"
import { createServer, type IncomingMessage } from "node:http"
import type { AddressInfo } from "node:net"
import type {} from "vitest"
import type { TestProject } from "vitest/node"
import { make, type Unit } from "../../build/build.ts"

declare module "vitest" {
  interface ProvidedContext {
    processorPort: number
  }
}

function guest(name: string): Unit {
  return {
    name, source: `test/api/guest/${name}.ori`, out: `out/test/api/${name}/${name}.wasm`,
    target: "wasm", more: ["--abi", `out/test/api/${name}`],
    inputs: [`test/api/guest/${name}.ori`, "ori/src/capability"],
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const guests = ["abi", "object", "worker"].map((name) => make(guest(name), false))
  for (const errors of await Promise.all(guests)) if (errors !== null) throw new Error(errors)
  const server = createServer(async (request, response) => {
    const length = (await bytesOf(request)).length
    response.writeHead(request.url === "/verdict?bad" ? 413 : 200)
    response.end(`${request.method} ${request.url} ${request.headers["content-length"]} ${length}`)
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  project.provide("processorPort", (server.address() as AddressInfo).port)
  return async () => {
    server.close()
  }
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
