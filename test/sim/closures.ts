// Closures as the modules that ship make them: publishes of deep and wide graphs, in calm weather,
// and what is served of each. Counts `N passed, N failed`.

import assert from "node:assert/strict"
import { checkAll } from "./calm.ts"
import { ask, jsonOf, textOf, type Run } from "./client.ts"
import { modules } from "./modules.ts"
import { archiveOf, type Needs } from "./registry.ts"

const CHAIN = 501
const LAYERS = 500

type Member = { name: string; version: string; depth: number }
type Author = {
  publish(name: string, version: string, needs: string[]): Promise<number>
  closure(name: string): Promise<Member[]>
}

await checkAll(modules(), [
  { name: "a chain of 500", work: (run) => chain(author(run)) },
  { name: "a thousand packages in diamonds", work: (run) => diamonds(author(run)) },
  { name: "two versions at the two ends of chains", work: (run) => twoVersions(author(run)) },
])

async function chain({ publish, closure }: Author): Promise<void> {
  await publish("p0", "1.0.0", [])
  for (let at = 1; at < CHAIN; at++) await publish(`p${at}`, "1.0.0", [`p${at - 1}`])
  const members = await closure(`p${CHAIN - 1}`)
  const depths = Object.fromEntries(members.map(({ name, depth }) => [name, depth]))
  assert.equal(members.length, CHAIN - 1)
  for (let at = 0; at < CHAIN - 1; at++) assert.equal(depths[`@acme/p${at}`], CHAIN - 1 - at)
}

/** Layers of two, each of which needs both below: two to the power of 500 ways. */
async function diamonds({ publish, closure }: Author): Promise<void> {
  for (let layer = 0; layer < LAYERS; layer++) {
    const below = layer === 0 ? [] : [`a${layer - 1}`, `b${layer - 1}`]
    await Promise.all(["a", "b"].map((side) => publish(`${side}${layer}`, "1.0.0", below)))
  }
  await publish("top", "1.0.0", [`a${LAYERS - 1}`, `b${LAYERS - 1}`])
  const members = await closure("top")
  assert.equal(members.length, 2 * LAYERS)
  assert.equal(members.find(({ name }) => name === "@acme/a0")?.depth, LAYERS)
  assert.deepEqual(members.map(({ name }) => name), members.map(({ name }) => name).sort())
}

async function twoVersions({ publish }: Author): Promise<void> {
  await publish("base", "1.0.0", [])
  await publish("base", "2.0.0", [])
  for (const [side, wanted] of [["left", "1.0.0"], ["right", "2.0.0"]] as const) {
    await publish(`${side}0`, "1.0.0", [`base ${wanted}`])
    for (let at = 1; at < 10; at++) await publish(`${side}${at}`, "1.0.0", [`${side}${at - 1}`])
  }
  assert.equal(await publish("top", "1.0.0", ["left9", "right9"]), 422)
  assert.equal(await publish("top", "1.0.1", ["left9"]), 201)
}

/** The owner of `@acme`; what a package needs is `name`, in version 1.0.0, or `name version`. */
function author(run: Run): Author {
  const isolate = run.registry.fresh()
  const { token } = run.people[0]!
  return {
    async publish(name, version, needs) {
      const wanted: Needs = Object.fromEntries(needs.map((need) => {
        const [needed, exact = "1.0.0"] = need.split(" ")
        return [`@acme/${needed}`, exact]
      }))
      const archive = archiveOf(`@acme/${name}`, version, 0, wanted)
      const path = `/v1/packages/@acme/${name}/publish`
      const answer = await ask(run, isolate, path, { token, archive })
      assert.ok(answer !== null)
      assert.ok([201, 422].includes(answer.status), textOf(answer))
      return answer.status
    },
    async closure(name) {
      const answer = await ask(run, isolate, `/v1/packages/@acme/${name}/1.0.0/closure`)
      assert.equal(answer?.status, 200)
      return jsonOf(answer).items as Member[]
    },
  }
}
