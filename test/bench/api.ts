// Hot reads: the registry, the same answers from a bare Worker, and Verdaccio, in interleaved
// rounds.

import { chooseClient, load } from "./load.ts"
import { makePackage, newPublishers, publishNpm, publishOurs, scopeName } from "./packages.ts"
import { startBare, startOurs, startVerdaccio, type Server } from "./servers.ts"
import { atLeast, median, row, type Group, type Row } from "./table.ts"

const ROUNDS = 5
const SECONDS = 2
const VERSIONS = 20
const NAME = `@${scopeName(0)}/hot`

type Side = "ours" | "bare" | "verdaccio"
const SIDES: readonly Side[] = ["ours", "bare", "verdaccio"]

/** What is read, by whose path. */
type Read = { name: string; paths: Record<Side, string> }

const LATEST = `1.${VERSIONS - 1}.0`

const READS: readonly Read[] = [
  read("versions", `/v1/packages/${NAME}/versions`, `/${encodeURIComponent(NAME)}`),
  read(
    "metadata", `/v1/packages/${NAME}/${LATEST}/metadata`, `/${encodeURIComponent(NAME)}/${LATEST}`,
  ),
]

function read(name: string, ours: string, verdaccio: string): Read {
  return { name, paths: { ours, bare: ours, verdaccio } }
}

async function fill(servers: Record<Side, Server>): Promise<void> {
  const [publisher] = await newPublishers(servers.ours, 1)
  if (publisher === undefined) throw new Error("nobody publishes")
  for (let minor = 0; minor < VERSIONS; minor++) {
    const one = makePackage(NAME, `1.${minor}.0`, 2_000)
    await publishOurs(publisher, one)
    await publishNpm(servers.verdaccio, one)
  }
  for (const { paths } of READS) await copy(servers.ours, servers.bare, paths.ours)
}

/** Gives the bare Worker an answer of the registry to keep. */
async function copy(from: Server, to: Server, path: string): Promise<void> {
  const answer = await fetch(from.url + path)
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  const body = await answer.arrayBuffer()
  const headers = { "x-headers": JSON.stringify([...answer.headers]) }
  await fetch(to.url + path, { method: "PUT", body, headers })
  const again = await (await fetch(to.url + path)).arrayBuffer()
  const same = Buffer.compare(Buffer.from(body), Buffer.from(again)) === 0
  if (!same) throw new Error(`${path} differs`)
}

async function measure(servers: Record<Side, Server>, one: Read): Promise<Row[]> {
  const client = chooseClient()
  const rates: Record<Side, number[]> = { ours: [], bare: [], verdaccio: [] }
  const once = (side: Side, seconds: number): Promise<number> =>
    load(client, servers[side].url + one.paths[side], seconds)
  for (const side of SIDES) await once(side, 1)
  for (let round = 0; round < ROUNDS; round++) {
    for (const side of SIDES) rates[side].push(await once(side, SECONDS))
  }
  const ours = median(rates.ours)
  const bare = median(rates.bare)
  const verdaccio = median(rates.verdaccio)
  return [
    row(`${one.name}, hot`, "bare Worker", ours, bare, "req/s", atLeast(0.8), true),
    row(`${one.name}, hot`, "Verdaccio", ours, verdaccio, "req/s", atLeast(1.3)),
  ]
}

/** `wanted`: names of reads; none means all. */
export async function api(wanted: string[]): Promise<Group> {
  const started: Server[] = []
  const start = async (server: Promise<Server>): Promise<Server> => {
    const done = await server
    started.push(done)
    return done
  }
  try {
    const ours = await start(startOurs())
    const servers = {
      ours, bare: await start(startBare()), verdaccio: await start(startVerdaccio()),
    }
    await fill(servers)
    const rows: Row[] = []
    for (const one of READS.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
      rows.push(...await measure(servers, one))
    }
    return { name: "api", rows, notes: [`load by ${chooseClient()}, 16 connections`] }
  } finally {
    for (const server of started) await server.stop()
  }
}
