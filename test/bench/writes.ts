// A bare Worker that stores what one publish of a new package stores, and nothing else: an archive,
// six documents, one new object. What remains of the difference to the registry is the registry.

import { DurableObject } from "cloudflare:workers"

type Bindings = { BUCKET: R2Bucket; THING: DurableObjectNamespace<Thing> }

/** Record, metadata, versions, package, the scope's list, the dumps of both objects. */
const DOCUMENTS = 7
const DOCUMENT = new Uint8Array(1_000)

export class Thing extends DurableObject {
  write(): void {
    this.ctx.storage.kv.put("row", DOCUMENT)
  }
}

const worker: ExportedHandler<Bindings> = {
  async fetch(request, { BUCKET, THING }) {
    const id = crypto.randomUUID()
    await BUCKET.put(id, await request.arrayBuffer())
    await THING.getByName(id).write()
    for (let i = 0; i < DOCUMENTS; i++) await BUCKET.put(`${id}/${i}`, DOCUMENT)
    return new Response(null, { status: 201 })
  },
}

export { worker as default }
