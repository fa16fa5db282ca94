// What an isolate holds of counts that are kept elsewhere.

import { expect, it } from "vitest"
import { isolateLeases } from "../../host/capability/leases/isolate.ts"

it("spends what was granted, one by one, and says what is left", () => {
  const leases = isolateLeases(() => 0)
  expect(leases.spend("a")).toBe(-1)
  leases.grant("a", 2, 5, 10)
  expect([leases.spend("a"), leases.spend("a"), leases.spend("a")]).toEqual([6, 5, -1])
  expect(leases.spent("a")).toBe(2)
  leases.grant("a", 1, 0, 10)
  expect([leases.spend("a"), leases.spend("a")]).toEqual([0, -2])
  leases.refund("a")
  expect([leases.spend("a"), leases.spend("a")]).toEqual([0, -2])
  expect(leases.spend("b")).toBe(-1)
})

it("forgets what is over, and begins anew", () => {
  let now = 0
  const leases = isolateLeases(() => now)
  leases.grant("a", 1, 0, 10)
  now = 10
  leases.refund("a")
  expect([leases.spend("a"), leases.spent("a")]).toEqual([-1, 0])
  leases.grant("a", 1, 3, 20)
  expect(leases.spend("a")).toBe(3)
})

it("believes the lower of two answers that overtook each other", () => {
  const leases = isolateLeases(() => 0)
  leases.grant("a", 0, 0, 10)
  leases.grant("a", 1, 4, 10)
  expect([leases.spend("a"), leases.spend("a")]).toEqual([0, -2])
})

it("holds a bounded number of keys", () => {
  let now = 0
  const leases = isolateLeases(() => now, 3)
  for (const key of ["a", "b", "c"]) leases.grant(key, 1, 1, key === "b" ? 1 : 10)
  now = 2
  leases.grant("d", 1, 1, 10)
  expect(["a", "b", "c", "d"].map((key) => leases.spent(key))).toEqual([0, 0, 0, 0])
  expect(["a", "b", "c", "d"].map((key) => leases.spend(key))).toEqual([1, -1, 1, 1])
  leases.grant("e", 1, 1, 10)
  expect(["a", "c", "d", "e"].map((key) => leases.spend(key))).toEqual([-1, -1, -1, 1])
})
