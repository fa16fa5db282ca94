// The least that a Worker can be: answers by path, put once and kept in memory, no checks. What the
// registry's reads are held against under the same workerd.

type Kept = { body: ArrayBuffer; headers: [string, string][] }

/** Headers of the connection, which the server makes for itself. */
const OWN = new Set(["connection", "content-length", "date", "keep-alive", "transfer-encoding"])

const answers = new Map<string, Kept>()

async function put(path: string, request: Request): Promise<Response> {
  const headers = JSON.parse(request.headers.get("x-headers") ?? "[]") as [string, string][]
  const body = await request.arrayBuffer()
  answers.set(path, { body, headers: headers.filter(([name]) => !OWN.has(name)) })
  return new Response(null, { status: 204 })
}

const worker = {
  fetch(request: Request): Response | Promise<Response> {
    const path = new URL(request.url).pathname
    if (request.method === "PUT") return put(path, request)
    const kept = answers.get(path)
    if (kept === undefined) return new Response(null, { status: 404 })
    return new Response(kept.body, { headers: kept.headers })
  },
}

export { worker as default }
