// How often each write leaves the isolate, one after the other, before it answers: the counts that
// `ori/API.md` names. Calls are counted at the bindings.

import { expect, it } from "vitest"
import { packPackage } from "./archive.ts"
import { ask, newUser, type Ask } from "./client.ts"
import { watch } from "./watch.ts"

async function countOf(line: string, options: Ask, status: number): Promise<string> {
  const [answer, calls] = await watch(line, options)
  expect(answer.status, answer.body).toBe(status)
  return calls
}

type Write = { line: string; options: Ask; status: number; calls: string }

it("writes in as few round trips as API.md says", async () => {
  const boss = await ask("POST /v1/admin/users", { body: { name: "trip-boss", operator: true } })
  const token = String(boss.json["token"])
  const { name } = await newUser()
  await ask("GET /v1/me", { token })
  await ask("POST /v1/scopes", { token, body: { name: "trips-too" } })
  const archive = await packPackage("@trips/one", "1.0.0")
  const gzip = { "content-type": "application/gzip" }
  const own = `/v1/scopes/trips/owners/${name}`
  const users = `/v1/admin/users/${name}`
  const writes: Write[] = [
    {
      line: "POST /v1/scopes", options: { body: { name: "trips" } }, status: 201,
      calls: "user user public.get public.get state.put",
    },
    {
      line: "POST /v1/tokens", options: { body: { name: "t", scopes: ["read"] } }, status: 201,
      calls: "user user public.get state.put",
    },
    {
      line: "POST /v1/admin/users", options: { body: { name: "trip-user" } }, status: 201,
      calls: "user user user public.get state.put",
    },
    {
      line: `PATCH ${users}`, options: { body: { disabled: false } }, status: 200,
      calls: "user state.get user user user public.get state.put",
    },
    {
      line: `POST ${users}/tokens`, options: {}, status: 201,
      calls: "user state.get user user public.get state.put",
    },
    {
      line: `PUT ${own}`, options: {}, status: 200,
      calls: "user scope state.get user user scope public.get public.get state.put",
    },
    {
      line: `DELETE ${own}`, options: {}, status: 200,
      calls: "user scope user state.head scope public.get public.get state.put",
    },
    {
      line: "POST /v1/packages/trips/one/publish", options: { body: archive, headers: gzip },
      status: 201, calls: "user scope package public.put public.put user scope package state.put",
    },
    {
      line: "POST /v1/packages/trips/one/publish",
      options: { body: archive, headers: { ...gzip, prefer: "respond-async" } },
      status: 202, calls: "user scope job state.put job public.get",
    },
    {
      line: "POST /v1/packages/trips/one/1.0.0/yank", options: {}, status: 200,
      calls: "user scope user scope package public.get state.put",
    },
    {
      line: "POST /v1/packages/trips/one/transfer", options: { body: { to: "@trips-too" } },
      status: 202, calls: "user user package scope scope package public.get state.put",
    },
    {
      line: "DELETE /v1/tokens/self", options: {}, status: 204,
      calls: "user user public.get state.put",
    },
  ]
  const counted: string[] = []
  for (const { line, options, status } of writes) {
    counted.push(`${line}: ${await countOf(line, { token, ...options }, status)}`)
  }
  expect(counted).toEqual(writes.map(({ line, calls: expected }) => `${line}: ${expected}`))
})
