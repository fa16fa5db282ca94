// Before the tests in workerd: compiles the guests, and starts what stands in for the processor.

import { spawnSync } from "node:child_process"
import { once } from "node:events"
import { createServer, type IncomingMessage } from "node:http"
import type { AddressInfo } from "node:net"
import type {} from "vitest"
import type { TestProject } from "vitest/node"
import { make, type Unit } from "../../build/build.ts"

declare module "vitest" {
  interface ProvidedContext {
    processorPort: number
    /** What the vectors of the standard library give natively. */
    nativeVectors: string
  }
}

function guest(name: string): Unit {
  return {
    name, source: `test/api/guest/${name}.ori`, out: `out/test/api/${name}/${name}.wasm`,
    target: "wasm", more: ["--abi", `out/test/api/${name}`],
    inputs: [`test/api/guest/${name}.ori`, "ori/src/capability"],
  }
}

/** The vectors of the standard library, as a guest and as a native program. */
function vectors(target: "wasm" | "native"): Unit {
  const name = target === "wasm" ? "worker" : "native"
  const out = `out/test/api/std/${target === "wasm" ? "std.wasm" : "vectors"}`
  return {
    name: `std ${name}`, source: `test/api/guest/std/${name}.ori`, out, target,
    more: ["--abi", `out/test/api/std/${target}`], inputs: ["test/api/guest/std"],
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const units =
    [...["abi", "object", "worker"].map(guest), vectors("wasm"), vectors("native")]
  const guests = units.map((unit) => make(unit, false))
  for (const errors of await Promise.all(guests)) if (errors !== null) throw new Error(errors)
  const native = spawnSync("out/test/api/std/vectors", { encoding: "utf8" })
  project.provide("nativeVectors", native.stdout)
  const server = createServer(async (request, response) => {
    const length = (await bytesOf(request)).length
    if (request.url === "/verdict?slow") await new Promise((done) => setTimeout(done, 1_000))
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
