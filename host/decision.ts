// A decision's input and output in wire format, as `ori/src/registry/effect.ori` describes them.

import { items, reader, writer, type Reader } from "./wire.ts"

export type Effect =
  | { kind: "put"; bucket: string; key: string; condition: string; body: Uint8Array }
  | { kind: "kvPut"; key: string; value: Uint8Array }
  | { kind: "kvDelete"; key: string }
  | { kind: "call"; to: string; name: string; request: Uint8Array }
  | { kind: "delete"; bucket: string; key: string }
  | { kind: "get"; bucket: string; key: string }
  | { kind: "together"; effects: Effect[] }
  | { kind: "work"; bucket: string; key: string; request: Uint8Array }
  | { kind: "list"; bucket: string; prefix: string; after: string; limit: number }

export type Wanted = { id: string; effect: Effect }

export type Answer =
  | { kind: "none" }
  | { kind: "say"; data: Uint8Array }
  | { kind: "wait"; ticket: string }

export type Output = { answer: Answer; effects: Wanted[]; released: string[] }

export function callEvent(request: Uint8Array): Uint8Array {
  return writer().int(0).data(request).done()
}

export function reportEvent(id: string, ok: boolean, result: Uint8Array): Uint8Array {
  return writer().int(1).text(id).bool(ok).data(result).done()
}

export function alarmEvent(): Uint8Array {
  return writer().int(2).done()
}

export function resumeEvent(ticket: string): Uint8Array {
  return writer().int(3).text(ticket).done()
}

export function readOutput(wire: Uint8Array): Output {
  const from = reader(wire)
  const answer = readAnswer(from)
  const effects = items(from, (one) => ({ id: one.text(), effect: readEffect(one) }))
  return { answer, effects, released: from.texts() }
}

function readAnswer(from: Reader): Answer {
  switch (from.int()) {
    case 1: return { kind: "say", data: from.data() }
    case 2: return { kind: "wait", ticket: from.text() }
    default: return { kind: "none" }
  }
}

function readEffect(from: Reader): Effect {
  const kind = from.int()
  switch (kind) {
    case 0: return {
      kind: "put", bucket: from.text(), key: from.text(), condition: from.text(), body: from.data(),
    }
    case 1: return { kind: "kvPut", key: from.text(), value: from.data() }
    case 2: return { kind: "kvDelete", key: from.text() }
    case 3: return { kind: "call", to: from.text(), name: from.text(), request: from.data() }
    case 4: return { kind: "delete", bucket: from.text(), key: from.text() }
    case 5: return { kind: "get", bucket: from.text(), key: from.text() }
    case 6: return { kind: "together", effects: items(from, readEffect) }
    case 7: return { kind: "work", bucket: from.text(), key: from.text(), request: from.data() }
    case 8: return {
      kind: "list", bucket: from.text(), prefix: from.text(), after: from.text(), limit: from.int(),
    }
    default: throw new Error(`no effect ${kind}`)
  }
}
