// The headers of an answer as the platform's own object.
//
// Making one of pairs costs more than all else that the shell does for an answer, and answers
// differ in few of their values. So one object is kept for every list of names, only what differs
// from the answer before is set, and `Response` copies it.

export type Pairs = readonly (readonly [string, string])[]

type Kept = { headers: Headers; names: string[]; values: string[] }

/** The lists of names are few: one an endpoint and kind of answer. */
const KEPT_MOST = 32

export type HeaderMaker = (pairs: Pairs) => Headers

/** What it returns changes with the next call. */
export function headerMaker(most = KEPT_MOST): HeaderMaker {
  const kept: Kept[] = []
  return (pairs) => {
    const at = kept.findIndex(({ names }) => isNamed(pairs, names))
    const found = kept[at]
    if (found === undefined) return made(pairs, kept, most)
    if (at > 0) {
      // The one that was asked for last is looked at first.
      kept.splice(at, 1)
      kept.unshift(found)
    }
    return renewed(found, pairs)
  }
}

function isNamed(pairs: Pairs, names: readonly string[]): boolean {
  return names.length === pairs.length && names.every((name, i) => pairs[i]?.[0] === name)
}

function made(pairs: Pairs, kept: Kept[], most: number): Headers {
  const names = pairs.map(([name]) => name)
  const values = pairs.map(([, value]) => value)
  const headers = new Headers(pairs as [string, string][])
  // A name that comes twice adds a value, where a later `set` would replace one.
  if (new Set(names).size < names.length) return headers
  if (kept.length >= most) kept.pop()
  kept.unshift({ headers, names, values })
  return headers
}

function renewed({ headers, values }: Kept, pairs: Pairs): Headers {
  pairs.forEach(([name, value], i) => {
    if (values[i] === value) return
    headers.set(name, value)
    values[i] = value
  })
  return headers
}
