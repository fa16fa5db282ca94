// Requests to other servers by `fetch`: one each, redirects are followed in Ori.

type Head = {
  method: string; url: string; headers: [string, string][]; timeout: number; limit: number
}

/** `head` is JSON; the answer is the length of its head in 4 bytes, that head, and the body. */
export async function exchange(head: string, body: Uint8Array): Promise<Uint8Array> {
  const { method, url, headers, timeout, limit } = JSON.parse(head) as Head
  const signal = AbortSignal.timeout(timeout)
  try {
    const response = await fetch(url, {
      method, headers, signal, redirect: "manual", body: body.length === 0 ? null : body.slice(),
    })
    return answer(response, await bounded(response, limit))
  } catch (error) {
    if (signal.aborted) throw new Error("timeout")
    throw error instanceof TooLarge ? new Error("too large") : error
  }
}

class TooLarge extends Error {}

async function bounded(response: Response, limit: number): Promise<Uint8Array[]> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    if (size > limit) throw new TooLarge()
    chunks.push(chunk)
  }
  return chunks
}

function answer(response: Response, chunks: Uint8Array[]): Uint8Array {
  const pairs = [...response.headers].filter(([name]) => name !== "set-cookie")
  const cookies = response.headers.getSetCookie().map((value) => ["set-cookie", value])
  const head = JSON.stringify({ status: response.status, headers: [...pairs, ...cookies] })
  const bytes = new TextEncoder().encode(head)
  const size = chunks.reduce((sum, chunk) => sum + chunk.length, 4 + bytes.length)
  const out = new Uint8Array(size)
  new DataView(out.buffer).setUint32(0, bytes.length)
  out.set(bytes, 4)
  let at = 4 + bytes.length
  for (const chunk of chunks) {
    out.set(chunk, at)
    at += chunk.length
  }
  return out
}
