// A body that is there already.

import type { Body } from "../capabilities.ts"

export function memoryBody(content: Uint8Array): Body {
  let bytes = new Uint8Array(0)
  return {
    async read(limit) {
      if (content.length > limit) return -1
      bytes = content.slice()
      return bytes.length
    },
    slice: (start, end) => bytes.slice(start, end),
    find(pattern, from) {
      for (let at = from; at + pattern.length <= bytes.length; at++) {
        if (pattern.every((one, i) => bytes[at + i] === one)) return at
      }
      return -1
    },
    release() {
      bytes = new Uint8Array(0)
    },
  }
}
