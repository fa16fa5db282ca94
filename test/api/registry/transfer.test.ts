// Transfers of packages between scopes, over HTTP, in workerd.

import { expect, it, vi } from "vitest"
import { ask, newScope, newUser, refused, ROOT, type Answer } from "./client.ts"
import { leavesOf, newPackage, publish, sizeAfter, type Owner } from "./life.ts"

// The tests wait for the pace of documents, a put a second, and so do it at the same time.
vi.setConfig({ testTimeout: 60_000 })

const WEEK_MS = 7 * 86_400_000

async function newOwner(scope: string): Promise<Owner> {
  const owner = await newUser()
  await newScope(owner.token, scope)
  return owner
}

function transfer(name: string, token: string | null, body: unknown): Promise<Answer> {
  return ask(`POST /v1/packages/${name}/transfer`, { token, body })
}

async function packagesOf(scope: string): Promise<string[]> {
  return (await ask(`GET /v1/scopes/${scope}`)).json["packages"] as unknown as string[]
}

it.concurrent("moves a package in two steps, under its old name", async () => {
  const name = "@mover/a"
  const alice = await newPackage(name, "1.0.0")
  const bob = await newOwner("taker")
  const offered = await transfer(name, alice.token, { to: "@taker" })
  expect(offered.status).toBe(202)
  const pending = offered.json["pending_transfer"] as unknown as { to: string; expires_at: string }
  expect(pending.to).toBe("@taker")
  const end = Date.parse(pending.expires_at) - Date.now()
  expect(Math.abs(end - WEEK_MS)).toBeLessThan(60_000)
  expect(offered.json["owner"]).toBe("@mover")
  expect((await ask(`GET /v1/packages/${name}`, { token: null })).json["pending_transfer"])
    .toEqual(pending)
  // Until it is accepted nothing has changed.
  expect((await ask(`POST /v1/packages/${name}/1.0.0/yank`, { token: bob.token })).status).toBe(403)
  const accepted = await transfer(name, bob.token, { accept: true })
  expect(accepted.status).toBe(200)
  expect(accepted.json).toMatchObject({ name, owner: "@taker", pending_transfer: null })
  expect(sizeAfter(accepted)).toBeGreaterThan(sizeAfter(offered))
  for (const verb of ["yank", "unyank"]) {
    const line = `POST /v1/packages/${name}/1.0.0/${verb}`
    expect(refused(await ask(line, { token: alice.token }))).toEqual([403, "forbidden"])
    expect((await ask(line, { token: bob.token })).status).toBe(200)
  }
  expect(refused(await publish(alice.token, name, "1.1.0"))).toEqual([403, "forbidden"])
  expect((await publish(bob.token, name, "1.1.0")).status).toBe(201)
  expect(refused(await transfer(name, alice.token, { to: "@mover" }))).toEqual([403, "forbidden"])
  // A new name belongs to its own scope, whoever has others of that scope.
  expect(refused(await publish(bob.token, "@mover/b", "1.0.0"))).toEqual([403, "forbidden"])
  await vi.waitFor(async () => {
    expect(await packagesOf("mover")).toEqual([])
    expect(await packagesOf("taker")).toEqual([name])
  }, 5_000)
  const leaves = await leavesOf(name)
  expect(leaves.map((leaf) => leaf["type"]))
    .toEqual(["publish", "transfer", "yank", "unyank", "publish"])
  expect(leaves[1]).toMatchObject({ seq: 2, from: "@mover", to: "@taker" })
})

it.concurrent("gives a package back as it was given", async () => {
  const name = "@there/a"
  const alice = await newPackage(name, "1.0.0")
  const bob = await newOwner("andback")
  for (const [from, to, scope] of [
    [alice, bob, "@andback"], [bob, alice, "@there"],
  ] as const) {
    expect((await transfer(name, from.token, { to: scope })).status).toBe(202)
    expect((await transfer(name, to.token, { accept: true })).status).toBe(200)
  }
  await vi.waitFor(async () => {
    expect(await packagesOf("there")).toEqual([name])
    expect(await packagesOf("andback")).toEqual([])
  }, 5_000)
  expect((await publish(alice.token, name, "1.1.0")).status).toBe(201)
})

it.concurrent("keeps one offer at a time, which either side cancels", async () => {
  const name = "@single/a"
  const alice = await newPackage(name, "1.0.0")
  const bob = await newOwner("side-b")
  const carol = await newOwner("side-c")
  const pending = [409, "transfer_pending"]
  const nothing = [409, "no_transfer_pending"]
  for (const answer of [{ accept: true }, { cancel: true }]) {
    expect(refused(await transfer(name, alice.token, answer))).toEqual(nothing)
  }
  for (const canceller of [alice, bob]) {
    expect((await transfer(name, alice.token, { to: "side-b" })).status).toBe(202)
    for (const to of ["@side-b", "@side-c"]) {
      expect(refused(await transfer(name, alice.token, { to }))).toEqual(pending)
    }
    for (const answer of [{ accept: true }, { cancel: true }]) {
      expect(refused(await transfer(name, carol.token, answer))).toEqual([403, "forbidden"])
    }
    expect(refused(await transfer(name, alice.token, { accept: true }))).toEqual([403, "forbidden"])
    const cancelled = await transfer(name, canceller.token, { cancel: true })
    expect([cancelled.status, cancelled.json["pending_transfer"]]).toEqual([200, null])
    expect(refused(await transfer(name, bob.token, { accept: true }))).toEqual(nothing)
  }
  expect((await leavesOf(name)).map((leaf) => leaf["type"])).toEqual(["publish"])
})

it.concurrent("lets an offer die when its maker does not own the package any more", async () => {
  const name = "@dying/a"
  const alice = await newPackage(name, "1.0.0")
  const bob = await newOwner("heir")
  const carol = await newUser()
  const owners = "/v1/scopes/dying/owners"
  expect((await transfer(name, alice.token, { to: "@heir" })).status).toBe(202)
  await ask(`PUT ${owners}/${carol.name}`, { token: alice.token })
  expect((await ask(`DELETE ${owners}/${alice.name}`, { token: carol.token })).status).toBe(200)
  expect(refused(await transfer(name, bob.token, { accept: true })))
    .toEqual([409, "no_transfer_pending"])
  expect((await ask(`GET /v1/packages/${name}`)).json)
    .toMatchObject({ owner: "@dying", pending_transfer: null })
  // Another dead offer does not stand in the way of a new one.
  expect((await transfer(name, carol.token, { to: "@heir" })).status).toBe(202)
  await ask(`PUT ${owners}/${alice.name}`, { token: carol.token })
  await ask(`DELETE ${owners}/${carol.name}`, { token: alice.token })
  expect((await transfer(name, alice.token, { to: "@heir" })).status).toBe(202)
  expect((await transfer(name, bob.token, { accept: true })).status).toBe(200)
})

it.concurrent("lets an offer die when its maker is disabled", async () => {
  const name = "@closing/a"
  const alice = await newPackage(name, "1.0.0")
  const bob = await newOwner("closing-heir")
  expect((await transfer(name, alice.token, { to: "@closing-heir" })).status).toBe(202)
  await ask(`PATCH /v1/admin/users/${alice.name}`, { body: { disabled: true } })
  expect(refused(await transfer(name, bob.token, { accept: true })))
    .toEqual([409, "no_transfer_pending"])
  expect((await ask(`GET /v1/packages/${name}`)).json)
    .toMatchObject({ owner: "@closing", pending_transfer: null })
})

it.concurrent("lets operators offer and accept for others", async () => {
  const name = "@helped-out/a"
  const alice = await newPackage(name, "1.0.0")
  await newOwner("adopted")
  expect((await transfer(name, ROOT, { to: "@adopted" })).status).toBe(202)
  expect(refused(await transfer(name, alice.token, { to: "@adopted" })))
    .toEqual([409, "transfer_pending"])
  expect((await transfer(name, ROOT, { accept: true })).json).toMatchObject({ owner: "@adopted" })
})

it.concurrent("refuses what is no transfer", async () => {
  const name = "@refusing/a"
  const alice = await newPackage(name, "1.0.0")
  const stranger = await newUser()
  const cases: [unknown, number, string][] = [
    [{}, 400, "invalid_field"], [{ to: 1 }, 400, "invalid_field"],
    [{ accept: false }, 400, "invalid_field"], [{ cancel: 1 }, 400, "invalid_field"],
    [{ to: "@x", accept: true }, 400, "invalid_field"], [{ from: "@x" }, 400, "unknown_field"],
    [{ to: "a_b" }, 400, "invalid_name"], [{ to: "@test" }, 400, "reserved_name"],
    [{ to: "@nobody-has-this" }, 404, "not_found"], [{ to: "@refusing" }, 409, "same_owner"],
  ]
  for (const [body, status, code] of cases) {
    expect(refused(await transfer(name, alice.token, body)), JSON.stringify(body))
      .toEqual([status, code])
  }
  expect(refused(await transfer(name, stranger.token, { to: "@refusing" })))
    .toEqual([403, "forbidden"])
  expect(refused(await transfer(name, null, { to: "@refusing" }))).toEqual([401, "token_missing"])
  expect(refused(await transfer("@refusing/none", alice.token, { to: "@other" })))
    .toEqual([404, "not_found"])
  const make = async (body: Record<string, unknown>) => {
    const made = await ask("POST /v1/tokens", { token: alice.token, body: { name: "n", ...body } })
    return String(made.json["token"])
  }
  const weak = await make({ scopes: ["publish"] })
  expect(refused(await transfer(name, weak, { cancel: true }))).toEqual([403, "forbidden"])
  const other = await make({ scopes: ["admin"], packages: ["@refusing/b"] })
  expect(refused(await transfer(name, other, { cancel: true }))).toEqual([403, "forbidden"])
  const fits = await make({ scopes: ["admin"], packages: ["@refusing/a"] })
  expect(refused(await transfer(name, fits, { cancel: true })))
    .toEqual([409, "no_transfer_pending"])
})

it.concurrent("lets one of several answers win", async () => {
  const name = "@contested/a"
  const alice = await newPackage(name, "1.0.0")
  const bob = await newOwner("winner")
  expect((await transfer(name, alice.token, { to: "@winner" })).status).toBe(202)
  const answers = await Promise.all([
    transfer(name, bob.token, { accept: true }), transfer(name, alice.token, { cancel: true }),
    transfer(name, bob.token, { accept: true }), transfer(name, bob.token, { cancel: true }),
  ])
  expect(answers.filter((one) => one.status === 200).length).toBe(1)
  for (const one of answers.filter((answer) => answer.status !== 200)) {
    expect([403, 409]).toContain(one.status)
  }
  const { json } = await ask(`GET /v1/packages/${name}`)
  expect(json["pending_transfer"]).toBe(null)
  const moved = (await leavesOf(name)).some((leaf) => leaf["type"] === "transfer")
  expect(json["owner"]).toBe(moved ? "@winner" : "@contested")
})
