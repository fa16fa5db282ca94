// std.net.http over real sockets: its server asked by node, its client asking node. And what its
// JavaScript says of itself against what the compiler makes of its Ori.

import assert from "node:assert/strict"
import { spawn, spawnSync, type ChildProcess } from "node:child_process"
import { once } from "node:events"
import { mkdirSync, readFileSync, rmSync } from "node:fs"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import { createServer as createSecureServer } from "node:https"
import { connect, createServer as createSocket, type AddressInfo, type Server } from "node:net"
import { after, before, test } from "node:test"
import { STD_ROWS } from "../../build/std/imports.ts"

const OUT = "out/test/std"

function build(name: string, ...more: string[]): string {
  const out = `${OUT}/${name}`
  const args = ["build/ori.mjs", "build", `test/std/${name}.ori`, "-o", out, ...more]
  const { status, stdout, stderr } = spawnSync("node", args, { encoding: "utf8" })
  assert.equal(status, 0, stdout + stderr)
  return out
}

async function freePort(): Promise<number> {
  const socket = createSocket().listen(0, "127.0.0.1")
  await once(socket, "listening")
  const { port } = socket.address() as AddressInfo
  socket.close()
  await once(socket, "close")
  return port
}

let server: ChildProcess
let base = ""
let client = ""
let port = 0

before(async () => {
  mkdirSync(OUT, { recursive: true })
  client = build("client")
  port = await freePort()
  server = spawn(build("server"), [String(port)], { stdio: ["ignore", "pipe", "inherit"] })
  await once(server.stdout!, "data")
  base = `http://127.0.0.1:${port}`
})

after(() => {
  server.kill()
})

test("the server answers every method, bodies, and many at once", async () => {
  for (const method of ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"]) {
    const body = method === "GET" ? null : "x".repeat(100_000)
    const response = await fetch(`${base}/p%2F?q=1`, { method, body, headers: { "x-in": "v" } })
    assert.equal(response.status, 201)
    assert.equal(await response.text(), `${method} /p%2F?q=1 v ${body?.length ?? 0}`)
  }
  const head = await fetch(`${base}/`, { method: "HEAD" })
  assert.deepEqual([head.status, await head.text()], [201, ""])
  const many = Array.from({ length: 50 }, (_, i) => fetch(`${base}/${i}`).then((r) => r.text()))
  assert.deepEqual(await Promise.all(many), many.map((_, i) => `GET /${i} - 0`))
})

/** What comes back to bytes that no client of ours would send. */
async function raw(text: string): Promise<string> {
  const socket = connect(port, "127.0.0.1")
  socket.end(text)
  let answer = ""
  for await (const chunk of socket) answer += String(chunk)
  return answer.split("\r\n")[0] ?? ""
}

test("the server reads chunks, and refuses what can be read in two ways", async () => {
  const chunked = "transfer-encoding: chunked"
  const chunks = "3\r\nabc\r\n0\r\n\r\n"
  assert.match(await raw(`PUT / HTTP/1.1\r\nhost: a\r\n${chunked}\r\n\r\n${chunks}`), / 201 /)
  const both = `PUT / HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\n${chunked}\r\n\r\n${chunks}`
  assert.match(await raw(both), / 400 /)
  const two = "PUT / HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\ncontent-length: 3\r\n\r\nabc"
  assert.match(await raw(two), / 400 /)
  assert.match(await raw("nonsense\r\n\r\n"), / 400 |^$/)
  assert.equal(await (await fetch(base)).text(), "GET / - 0")
})

test("an address that is taken is an error", () => {
  const { status, stdout } = spawnSync(`${OUT}/server`, [String(port)], { encoding: "utf8" })
  assert.equal(stdout, `127.0.0.1:${port} cannot be listened on\n`)
  assert.equal(status, 2)
})

const HANDLERS: Record<string, (request: IncomingMessage, response: ServerResponse) => void> = {
  "/plain": (request, response) => {
    response.setHeader("set-cookie", ["a=1", "b=2"])
    let size = 0
    request.on("data", (chunk: Buffer) => (size += chunk.length))
    request.on("end", () => response.end(`${request.method} ${request.headers["x-in"]} ${size}`))
  },
  "/away": (_, response) => response.writeHead(302, { location: "/plain" }).end(),
  "/loop": (_, response) => response.writeHead(302, { location: "/loop" }).end(),
  "/large": (_, response) => response.end("x".repeat(16_000_001)),
  "/long": (_, response) => response.end("x".repeat(15_000_000)),
  "/slow": () => undefined,
  "/none": (_, response) => response.writeHead(404).end("none"),
}

async function listen(made: Server): Promise<number> {
  made.listen(0, "127.0.0.1")
  await once(made, "listening")
  return (made.address() as AddressInfo).port
}

async function ask(urls: string[], env: Record<string, string> = {}): Promise<string[]> {
  const child = spawn(client, urls, { env: { ...process.env, ...env } })
  let out = ""
  child.stdout.on("data", (chunk: Buffer) => (out += String(chunk)))
  await once(child, "close")
  return out.trimEnd().split("\n")
}

const answer = (request: IncomingMessage, response: ServerResponse) =>
  HANDLERS[request.url ?? ""]?.(request, response)

test("the client gets answers, follows redirects, and gives up in time", async () => {
  const made = createServer(answer)
  const at = `http://127.0.0.1:${await listen(made)}`
  const paths = ["GET /plain", "POST /plain", "HEAD /plain", "POST /away", "GET /loop", "GET /none"]
  const more = ["GET /large", "GET /long", "GET /slow"]
  const urls = [...paths, ...more].map((one) => one.replace(" ", ` ${at}`))
  const lines = await ask([...urls, "GET http://127.0.0.1:1/", "GET ftp://x/"])
  made.closeAllConnections()
  made.close()
  assert.deepEqual(lines.map((line) => line.slice(0, 60)), [
    "200 2 7 GET a 0",
    "200 2 8 POST a 4",
    "200 2 0 ",
    "200 2 7 GET a 0",
    "TooManyRedirects(5)",
    "404 0 4 none",
    "BodyTooLarge(16mb)",
    `200 0 15000000 ${"x".repeat(45)}`,
    "Timeout",
    "ConnectionFailed(\"the server cannot be reached or does not s",
    "InvalidUrl(\"ftp://x/\")",
  ])
})

const OPENSSL = spawnSync("openssl", ["version"]).status === 0

test("the client trusts certificates that it knows, for the name that they are for",
  { skip: OPENSSL ? false : "no openssl command to make a certificate" }, async () => {
    const [key, cert] = [`${OUT}/key.pem`, `${OUT}/cert.pem`]
    const args = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
      "-nodes", "-keyout", key, "-out", cert, "-subj", "/CN=localhost", "-addext",
      "subjectAltName=DNS:localhost"]
    assert.equal(spawnSync("openssl", args).status, 0)
    const files = { key: readFileSync(key), cert: readFileSync(cert) }
    const made = createSecureServer(files, answer)
    const number = await listen(made)
    const good = `GET https://localhost:${number}/plain`
    const wrong = `GET https://127.0.0.1:${number}/plain`
    assert.deepEqual(await ask([good, wrong], { SSL_CERT_FILE: cert }),
      ["200 2 7 GET a 0", 'TlsError("the server\'s certificate is not to be trusted")'])
    assert.match((await ask([good]))[0] ?? "", /^TlsError/)
    made.closeAllConnections()
    made.close()
    rmSync(key)
  })

test("the rows of the library's JavaScript are what the compiler says", () => {
  build("imports", "--target", "wasm", "--abi", `${OUT}/imports.abi`)
  const abi = readFileSync(`${OUT}/imports.abi/abi.ts`, "utf8")
  const rows = [...abi.matchAll(/"(std_\w+)": (\{ params: .*\}),/g)].map(([, name, row]) => {
    const known = /params: (\[.*\]), result: "(\w+)", throws: (\w+)/.exec(row ?? "")
    const [, params = "", result, throws] = known ?? []
    return [name, { params: JSON.parse(params), result, throws: throws === "true" }]
  })
  assert.deepEqual(Object.fromEntries(rows), STD_ROWS)
})
