// How the processor behaves as a server: forms of bodies, limits, many at once, a slow client, its
// end.

import assert from "node:assert/strict"
import { connect, type Socket } from "node:net"
import type { Checks } from "../e2e/checks.ts"
import {
  judge, post, startProcessor, stopProcessor, type Processor, type Verdict,
} from "./processor.ts"
import { packageWith } from "./tar.ts"

const good = packageWith()

/** Sends bytes as they are; what comes back until the server closes, or `done` is met. */
function raw(processor: Processor, parts: (string | Buffer)[], done: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(processor.port, "127.0.0.1")
    let text = ""
    const end = (): void => {
      socket.destroy()
      resolve(text)
    }
    socket.on("data", (chunk) => {
      text += String(chunk)
      if (done.test(text)) end()
    })
    socket.on("end", end)
    socket.on("error", (error) => text === "" ? reject(error) : end())
    for (const part of parts) socket.write(part)
  })
}

function head(lines: string[]): string {
  const all = ["POST /verdict?scope=acme&name=tool HTTP/1.1", "host: x", ...lines, "", ""]
  return all.join("\r\n")
}

function chunks(body: Buffer, size: number): Buffer[] {
  const parts: Buffer[] = []
  for (let at = 0; at < body.length; at += size) {
    const part = body.subarray(at, at + size)
    parts.push(Buffer.from(`${part.length.toString(16)};x=y\r\n`), part, Buffer.from("\r\n"))
  }
  return [...parts, Buffer.from("0\r\ntrailer: x\r\n\r\n")]
}

export async function checkForms(list: Checks, processor: Processor): Promise<void> {
  const { check } = list
  await check("answers health, and says what a path takes", async () => {
    const health = await fetch(`${processor.url}/health`)
    assert.deepEqual(await health.json(), { status: "ok", processor: "0.2.0" })
    const wrong = await fetch(`${processor.url}/verdict`)
    assert.deepEqual([wrong.status, wrong.headers.get("allow")], [405, "POST"])
    assert.equal((await fetch(`${processor.url}/other`)).status, 404)
    assert.equal((await post(processor, good, "?scope=acme")).status, 400)
  })
  await check("takes chunks, of any size", async () => {
    for (const size of [1, 7, 10_000]) {
      const parts = [head(["transfer-encoding: chunked"]), ...chunks(good, size)]
      assert.match(await raw(processor, parts, /"readme_truncated"/), /"ok":true/)
    }
  })
  await check("takes bytes one by one, and several requests a connection", async () => {
    const one = Buffer.concat([Buffer.from(head([`content-length: ${good.length}`])), good])
    const bytes = [...one].map((byte) => Buffer.from([byte]))
    assert.match(await raw(processor, bytes, /"readme_truncated"/), /"ok":true/)
    const three = await raw(processor, [one, one, one], /("readme_truncated".*){3}/s)
    assert.equal(three.match(/HTTP\/1\.1 200 OK/g)?.length, 3)
  })
  await check("asks for a body that waits to be asked for", async () => {
    const lines = [`content-length: ${good.length}`, "expect: 100-continue"]
    const answer = await raw(processor, [head(lines), good], /"readme_truncated"/)
    assert.match(answer, /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK/)
  })
}

export async function checkLimits(list: Checks, processor: Processor): Promise<void> {
  const { check } = list
  await check("refuses a body beyond 10,000,000 bytes, unread", async () => {
    const said = await raw(processor, [head(["content-length: 10000001"])], /"code"/)
    assert.match(said, /^HTTP\/1\.1 413 .*payload_too_large/s)
    const chunk = Buffer.alloc(1_000_000)
    const parts = chunks(Buffer.concat(Array<Buffer>(11).fill(chunk)), 1_000_000)
    const grown = await raw(processor, [head(["transfer-encoding: chunked"]), ...parts], /"code"/)
    assert.match(grown, /^HTTP\/1\.1 413 /)
    assert.equal((await judge(processor, Buffer.alloc(10_000_000))).ok, false)
  })
  await check("refuses requests that two readers could understand differently", async () => {
    const refused = [
      "nonsense\r\n\r\n",
      "GET health HTTP/1.1\r\n\r\n",
      "GET /health HTTP/3.0\r\n\r\n",
      head(["content-length: 1", "content-length: 2"]),
      head(["content-length: +1"]),
      head(["content-length: 1", "transfer-encoding: chunked"]),
      head(["content-length : 1"]),
      "GET /health HTTP/1.1\r\nx: y\nz: w\r\n\r\n",
      `${head(["transfer-encoding: chunked"])}zz\r\n`,
      `${head(["transfer-encoding: chunked"])}1\r\nxx\r\n`,
    ]
    for (const request of refused) {
      assert.match(await raw(processor, [request], /"code"/), /^HTTP\/1\.1 400 /, request)
    }
    assert.match(await raw(processor, [head(["transfer-encoding: gzip"])], /"code"/), / 501 /)
    const endless = `GET /health HTTP/1.1\r\nx: ${"y".repeat(20_000)}`
    const long = await raw(processor, [endless], /"code"/)
    assert.match(long, /^HTTP\/1\.1 431 /)
  })
}

export async function checkCrowd(list: Checks, processor: Processor): Promise<void> {
  const { check } = list
  await check("answers a hundred at once, each with its own", async () => {
    const verdicts = await Promise.all(Array.from({ length: 100 }, async (_, i) => {
      const data = "x".repeat(i)
      const verdict = await judge(processor, packageWith({ path: "data", data }))
      return [verdict.ok, verdict.files.find((file) => file.path === "data")?.size]
    }))
    assert.deepEqual(verdicts, Array.from({ length: 100 }, (_, i) => [true, i]))
  })
  await check("answers whatever number of connections stands idle", async () => {
    const idle: Socket[] = []
    const request = "GET /health HTTP/1.1\r\nhost: x\r\n\r\n"
    for (let i = 0; i < 600; i++) {
      const socket = connect(processor.port, "127.0.0.1")
      socket.on("error", () => undefined)
      idle.push(socket)
      socket.write(request)
      await new Promise((resolve) => socket.once("data", resolve))
    }
    assert.match(await raw(processor, [request], /"status"/), /^HTTP\/1\.1 200 /)
    for (const socket of idle) socket.destroy()
  })
  await check("lets nobody wait for clients that do not go on", async () => {
    const sockets: Socket[] = []
    for (let i = 0; i < 3; i++) {
      const socket = connect(processor.port, "127.0.0.1")
      socket.on("error", () => undefined)
      socket.write(head(["content-length: 9999999"]))
      sockets.push(socket)
    }
    const start = performance.now()
    assert.equal((await judge(processor, good)).ok, true)
    assert.ok(performance.now() - start < 2_000)
    for (const socket of sockets) socket.destroy()
  })
  await check("forgets a client that is gone", async () => {
    for (let i = 0; i < 100; i++) {
      const socket = connect(processor.port, "127.0.0.1")
      socket.write(head([`content-length: ${good.length}`]))
      if (i % 2 === 0) socket.write(good)
      await new Promise((resolve) => socket.on("connect", resolve))
      socket.destroy()
    }
    assert.equal((await judge(processor, good)).ok, true)
  })
}

/** SIGTERM while it works: what has begun is answered, then it ends. */
export async function checkEnd(list: Checks, large: Buffer): Promise<void> {
  await list.check("ends with 0 on SIGTERM, after what it has begun", async () => {
    const processor = await startProcessor()
    const idle = connect(processor.port, "127.0.0.1")
    idle.on("error", () => undefined)
    const answers = Array.from({ length: 3 }, () => post(processor, large))
    await new Promise((resolve) => setTimeout(resolve, 150))
    const code = await stopProcessor(processor)
    const verdicts = await Promise.all(answers.map(async (answer) =>
      await (await answer).json() as Verdict))
    assert.deepEqual(verdicts.map((verdict) => verdict.faults), [[], [], []])
    assert.equal(code, 0)
    await assert.rejects(fetch(`${processor.url}/health`))
    idle.destroy()
  })
}
