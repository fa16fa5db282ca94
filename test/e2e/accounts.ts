// Users and owners as operators change them, and what of it outlives a kill.

import assert from "node:assert/strict"
import type { Checks } from "./checks.ts"
import { newUser, problem, type Client } from "./registry.ts"

/** The token of a user who is disabled afterwards. */
export async function changeAccounts(
  { check }: Checks, ask: Client, alice: string,
): Promise<string> {
  let bob = ""
  await check("an owner adds another, who may then do the same", async () => {
    bob = await newUser(ask, "bob")
    const own = (user: string, token: string) =>
      ask(`/v1/scopes/demo/owners/${user}`, { method: "PUT", token })
    assert.equal(problem(await own("bob", bob)), "forbidden")
    assert.equal((await own("bob", alice)).status, 200)
    assert.equal((await own("root", bob)).status, 200)
    const owners = (await ask("/v1/scopes/demo")).json["owners"] as unknown as string[]
    assert.deepEqual(owners, ["alice", "bob", "root"])
  })
  await check("a disabled user's token is dead at once", async () => {
    const path = "/v1/admin/users/bob"
    const disabled = await ask(path, { method: "PATCH", body: { disabled: true } })
    assert.equal(String(disabled.json["disabled"]), "true")
    assert.equal(problem(await ask("/v1/me", { token: bob })), "token_revoked")
  })
  return bob
}

export async function findAccounts(
  { check }: Checks, ask: Client, bob: string, when: string,
): Promise<void> {
  await check(`${when}: owners, the disabled user and the audit are as they were`, async () => {
    const owners = (await ask("/v1/scopes/demo")).json["owners"] as unknown as string[]
    assert.deepEqual(owners, ["alice", "bob", "root"])
    assert.equal(problem(await ask("/v1/me", { token: bob })), "token_revoked")
    const audit = await ask("/v1/admin/audit?limit=100")
    const entries = audit.json["items"] as unknown as { action: string; target: string }[]
    const found = entries.filter((one) => /^user|owner/.test(one.action)).slice(0, 4)
    assert.deepEqual(found.map((one) => `${one.action} ${one.target}`), [
      "user.change bob", "scope.owner.add demo/root", "scope.owner.add demo/bob",
      "user.create bob",
    ])
  })
}
