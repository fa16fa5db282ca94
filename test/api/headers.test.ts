// The headers that are kept from answer to answer: nothing of one answer may stay in another.

import { expect, it } from "vitest"
import { headerMaker, type Pairs } from "../../host/headers.ts"

const entries = (headers: Headers) => [...headers].map(([name, value]) => [name, value])

function sorted(pairs: Pairs): string[][] {
  return pairs.map(([name, value]) => [name, value]).sort(([a = ""], [b = ""]) => a < b ? -1 : 1)
}

it("makes the headers that are asked for, whatever was asked for before", () => {
  const make = headerMaker(2)
  const lists: Pairs[] = [
    [["a", "1"], ["b", "2"]],
    [["a", "1"], ["b", "3"]],
    [["a", "4"]],
    [["b", "2"], ["a", "5"]],
    [["a", "6"], ["b", "2"]],
    [["a", "7"], ["c", "2"]],
    [["a", "1"], ["b", "2"]],
    [],
  ]
  for (const list of [...lists, ...lists]) expect(entries(make(list))).toEqual(sorted(list))
})

it("adds the values of a name that comes twice", () => {
  const make = headerMaker()
  for (const link of ["</c>", "</d>"]) {
    const headers = make([["link", "</a>"], ["link", link]])
    expect(headers.get("link")).toBe(`</a>, ${link}`)
  }
})

it("makes no new object where only values differ", () => {
  const make = headerMaker()
  const first = make([["etag", "1"], ["x-request-id", "2"]])
  expect(make([["etag", "3"], ["x-request-id", "4"]])).toBe(first)
  expect(entries(first)).toEqual([["etag", "3"], ["x-request-id", "4"]])
})

it("is left whole by a value that is none", () => {
  const make = headerMaker()
  make([["a", "1"], ["b", "1"]])
  expect(() => make([["a", "2"], ["b", "new\nline"]])).toThrow()
  expect(entries(make([["a", "1"], ["b", "1"]]))).toEqual([["a", "1"], ["b", "1"]])
})
