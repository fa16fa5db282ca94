// A body that an earlier request has left in the object store.

import type { Body, ObjectStore } from "../capabilities.ts"
import { BROKEN_OFF, heldBody, TOO_LONG } from "./held.ts"
import type { Slots } from "./slots.ts"

export function storedBody(
  store: Pick<ObjectStore, "get">, bucket: string, key: string, slots: Slots,
): Body {
  async function read(limit: number): Promise<Uint8Array | number> {
    const found = await store.get(bucket, key).catch(() => null)
    if (found === null) return BROKEN_OFF
    return found.body.length > limit ? TOO_LONG : found.body
  }
  return heldBody({ announced: 0, read }, slots)
}
